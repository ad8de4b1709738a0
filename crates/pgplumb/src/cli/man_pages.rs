//! `pgplumb man-pages`, for packages. The pages are rendered from the definition of the command
//! line, so they are never out of date.

use std::io;
use std::path::PathBuf;

use clap_mangen::Man;
use pgplumb_outputs::nouns::counted;

use super::session::Session;
use super::{Failure, Outcome};
use crate::operations::export::Staging;

/// Arguments of `pgplumb man-pages`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for the pages: pgplumb.1, pgplumb-export.1, …
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Writes the pages.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let mut staging = Staging::new(false);
    for (name, text) in pages()? {
        staging.text(&args.folder.join(name), &text, str::to_owned)?;
    }
    let files = staging.finish()?;
    session.terminal.status(format!("{} in {}", counted(files.len(), "page"), args.folder.display()));
    Ok(Outcome::Done)
}

/// The pages of the program and of its commands, with their file names.
fn pages() -> io::Result<Vec<(String, String)>> {
    let mut program = super::command().disable_help_subcommand(true);
    program.build();
    let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
    let page = |command: &clap::Command| {
        let man = Man::new(command.clone());
        let mut text = Vec::new();
        man.render(&mut text)?;
        Ok((man.get_filename(), String::from_utf8_lossy(&text).into_owned()))
    };
    std::iter::once(&program).chain(commands).map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page() {
        let pages = pages().expect("pages");
        let text = |name: &str| pages.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_str());
        assert!(text("pgplumb.1").expect("a page").contains("pgplumb\\-export(1)"));
        assert!(text("pgplumb-init.1").expect("a page").contains("\\-\\-hooks"));
        assert!(text("pgplumb-hook.1").is_none(), "hidden commands have no page");
        assert!(pages.len() > 10);
    }
}
