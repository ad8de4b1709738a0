"""Homebrew's formula, for a tap: it installs the archives of the release."""

from common import FILES, REPOSITORY, SUMMARY, version

# The place of each archive's checksum in the formula. A Homebrew on Linux has its own glibc.
ARCHIVES = ["aarch64-apple-darwin", "x86_64-apple-darwin", "aarch64-unknown-linux-gnu", "x86_64-unknown-linux-gnu"]


def build(job):
    """Writes the formula once the archives of all platforms are there, since it has their checksums."""
    archives = {triple: f"pgplumb-{version()}-{triple}.tar.gz" for triple in ARCHIVES}
    if not all((job.out / f"{name}.sha256").is_file() for name in archives.values()):
        return []
    formula = (FILES / "formula.rb").read_text()
    values = {"SUMMARY": SUMMARY, "VERSION": version(), "URL": REPOSITORY}
    for triple, name in archives.items():
        values[f"SHA256 {triple}"] = (job.out / f"{name}.sha256").read_text().split()[0]
    for key, value in values.items():
        formula = formula.replace(f"{{{key}}}", value)
    target = job.out / "pgplumb.rb"
    target.write_text(formula)
    return [target]
