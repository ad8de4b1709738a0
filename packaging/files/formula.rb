class Pgplumb < Formula
  desc "{SUMMARY}"
  homepage "{URL}"
  version "{VERSION}"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "{URL}/releases/download/v{VERSION}/pgplumb-{VERSION}-aarch64-apple-darwin.tar.gz"
      sha256 "{SHA256 aarch64-apple-darwin}"
    end
    on_intel do
      url "{URL}/releases/download/v{VERSION}/pgplumb-{VERSION}-x86_64-apple-darwin.tar.gz"
      sha256 "{SHA256 x86_64-apple-darwin}"
    end
  end

  on_linux do
    on_arm do
      url "{URL}/releases/download/v{VERSION}/pgplumb-{VERSION}-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "{SHA256 aarch64-unknown-linux-gnu}"
    end
    on_intel do
      url "{URL}/releases/download/v{VERSION}/pgplumb-{VERSION}-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "{SHA256 x86_64-unknown-linux-gnu}"
    end
  end

  def install
    bin.install "pgplumb"
    bash_completion.install "share/bash-completion/completions/pgplumb"
    zsh_completion.install "share/zsh/site-functions/_pgplumb"
    fish_completion.install "share/fish/vendor_completions.d/pgplumb.fish"
    man1.install Dir["share/man/man1/*.1"]
  end

  def caveats
    <<~TEXT
      Comparing with SQL and applying SQL need PostgreSQL's server programs:
        brew install postgresql@18
    TEXT
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/pgplumb --version")
  end
end
