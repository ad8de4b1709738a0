//! The program: arguments, the list of commands, and how each ends.
//!
//! A command is a file of this folder, with its `Args` and a function `run`, and a line in the list below.

mod args;
mod executing;
mod failure;
mod interrupt;
mod planning;
mod process;
mod reading;
mod reporting;
mod session;
mod showing;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use failure::{Failure, Outcome};

use crate::redact::redact;
use crate::terminal::{ColorChoice, Format, Terminal};
use args::Everywhere;
use session::Session;

macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident: $module:ident,)*) => {
        $(mod $module;)*

        #[derive(Debug, Subcommand)]
        enum Command {
            $($(#[$meta])* $name($module::Args),)*
        }

        impl Command {
            async fn run(self, session: &Session) -> Result<Outcome, Failure> {
                match self {
                    $(Self::$name(args) => $module::run(args, session).await,)*
                }
            }
        }
    };
}

commands! {
    /// Write the schema map, the reference and the diagrams of a database
    Export: export,
    /// List names of tables, or of another kind of object
    List: list,
    /// Show one object, whole
    Show: show,
    /// Print the schema as SQL that recreates it
    Dump: dump,
    /// Are the files and the code true to the database?
    Check: check,
    /// Say what differs between two sources, with severity
    Diff: diff,
    /// Write what differs as a document
    Report: report,
    /// Show the steps that would make the database match
    Plan: plan,
    /// Make the database match, step by step
    Apply: apply,
    /// Do the migrations make the committed schema?
    Verify: verify,
    /// Say what is configured, reachable, installed and allowed, and what to do about what is not
    Doctor: doctor,
    /// Show what pgplumb does, on a throwaway database of its own
    Demo: demo,
    /// Print the completions of a shell
    Completions: completions,
}

impl Command {
    /// Whether its result is a report, which has formats of its own.
    fn reports(&self) -> bool {
        matches!(self, Self::Check(_) | Self::Diff(_) | Self::Report(_) | Self::Verify(_))
    }

    /// Whether its result is a plan, which can be a script.
    fn plans(&self) -> bool {
        matches!(self, Self::Plan(_) | Self::Apply(_))
    }
}

/// Keeps everything that describes a PostgreSQL schema true to the database.
#[derive(Debug, Parser)]
#[command(
    name = "pgplumb",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Which database, first that is given: -d URL, --env NAME, the variable DATABASE_URL, libpq's PGHOST, \
                  PGSERVICE or PGDATABASE, DATABASE_URL in .env, pgplumb.toml.\n\n\
                  Exit codes: 0 done, or in step; 1 something has drifted; 2 the work could not be done."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    everywhere: Everywhere,
}

/// Runs the program: the process's arguments in, the exit code out.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => return explain(&error),
    };
    let environment = process::environment();
    let terminal = Terminal::new(cli.everywhere.manner(), &environment);
    if terminal.format().is_for_reports() && !cli.command.reports() {
        let (format, hint) = (terminal.format().word(), "check, diff, verify and report have it".to_owned());
        terminal.error(&format!("this command has no format {format}; it has text and json"), &[hint]);
        return ExitCode::from(2);
    }
    if terminal.format() == Format::Sql && !cli.command.plans() {
        terminal.error("this command has no format sql; it has text and json", &["plan has it".to_owned()]);
        return ExitCode::from(2);
    }
    let ended = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let session = Session::new(terminal.clone(), environment, cli.everywhere);
            runtime.block_on(interrupt::unless_interrupted(&session.interrupt, cli.command.run(&session)))
        }
        Err(error) => Err(Failure::new(format!("the program cannot start: {error}"))),
    };
    match ended {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(failure) => {
            if let Some((message, hints)) = failure.explanation() {
                terminal.error(message, hints);
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let choice = match said_color(arguments) {
        Some(ColorChoice::Always) => clap::ColorChoice::Always,
        Some(ColorChoice::Never) => clap::ColorChoice::Never,
        Some(ColorChoice::Auto) | None => clap::ColorChoice::Auto,
    };
    let matches = Cli::command().color(choice).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// What `--color` says, for help and for errors in the arguments themselves.
fn said_color(arguments: &[OsString]) -> Option<ColorChoice> {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    let value = words.find_map(|word| match word {
        "--color" => Some(None),
        word => word.strip_prefix("--color=").map(Some),
    })?;
    let value = match value {
        Some(value) => value,
        None => words.next()?,
    };
    clap::ValueEnum::from_str(value, false).ok()
}

/// Prints help, the version, or what is wrong with the arguments.
fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A reader that has gone away has seen enough of the help.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return ExitCode::from(2);
    }
    let text = error.render();
    let shown = if text.to_string() == redact(&text.to_string()) {
        return {
            let _ = error.print();
            ExitCode::from(2)
        };
    } else {
        redact(&text.to_string())
    };
    // The arguments hold a password, which clap would repeat.
    let _ = std::io::Write::write_all(&mut std::io::stderr().lock(), shown.as_bytes());
    ExitCode::from(2)
}

/// The whole command line, for completions and tests.
fn command() -> clap::Command {
    Cli::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        command().debug_assert();
    }

    #[test]
    fn color_is_known_before_the_arguments_are() {
        let said = |words: &[&str]| said_color(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(said(&["pgplumb", "--color", "never", "export"]), Some(ColorChoice::Never));
        assert_eq!(said(&["pgplumb", "list", "--color=always"]), Some(ColorChoice::Always));
        assert_eq!(said(&["pgplumb", "list"]), None);
    }
}
