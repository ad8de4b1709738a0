//! `pgplumb completions`

use std::io::Write;

use clap_complete::Shell;

use super::session::Session;
use super::{Failure, Outcome};

/// Arguments of `pgplumb completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    pgplumb completions bash > ~/.local/share/bash-completion/completions/pgplumb\n  \
    pgplumb completions zsh > ~/.zfunc/_pgplumb\n  \
    pgplumb completions fish > ~/.config/fish/completions/pgplumb.fish")]
pub struct Args {
    /// Shell to complete commands in
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the completions.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "pgplumb", &mut script);
    let mut out = session.terminal.document();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Outcome::Done)
}
