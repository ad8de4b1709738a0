//! The command-line program: parses arguments, runs one command and returns its exit code.
//!
//! Each command is a module with `Args` and a function `run`, listed in `commands!` below.

mod args;
mod execution;
mod export_output;
mod failure;
mod interrupt;
mod plan_output;
mod planner;
mod process;
mod reader;
#[cfg(test)]
mod reference;
mod report_output;
mod session;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use failure::{Failure, Outcome};

use crate::terminal::{ColorChoice, Format, OutputOptions, Terminal};
use args::GlobalArgs;
use pgplumb_postgres::io_message;
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
    /// Set up a project: settings, npm scripts, make targets, git hooks, CI
    Init: init,
    /// Export the schema map, the reference, diagrams and other outputs
    Export: export,
    /// List the names of tables or other objects
    List: list,
    /// Show one object in full
    Show: show,
    /// Print the schema as SQL
    Dump: dump,
    /// Check that files and code are in sync with the database
    Check: check,
    /// Compare two sources and show the severity of each difference
    Diff: diff,
    /// Write differences to a document
    Report: report,
    /// Show the steps that would bring the database to the desired state
    Plan: plan,
    /// Bring the database to the desired state, step by step
    Apply: apply,
    /// Check that migrations produce the committed schema
    Verify: verify,
    /// Serve the schema to AI agents as MCP tools, on stdin and stdout
    Mcp: mcp,
    /// Check settings, connections, programs and privileges, and suggest fixes
    Doctor: doctor,
    /// Show what pgplumb does, on a throwaway database
    Demo: demo,
    /// Print shell completions
    Completions: completions,
    /// Write man pages to a folder
    #[command(hide = true)]
    ManPages: man_pages,
    /// Run the checks of a git hook that pgplumb init installed
    #[command(hide = true)]
    Hook: hook,
}

impl Command {
    /// Whether the result is a report, which has formats of its own.
    fn prints_report(&self) -> bool {
        matches!(self, Self::Check(_) | Self::Diff(_) | Self::Report(_) | Self::Verify(_))
    }

    /// Whether the result is a plan, which can be printed as SQL.
    fn prints_plan(&self) -> bool {
        matches!(self, Self::Plan(_) | Self::Apply(_))
    }
}

/// Keeps schema docs, SQL files and typed code in sync with your PostgreSQL database
#[derive(Debug, Parser)]
#[command(
    name = "pgplumb",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "The database is the first of these that is set: (1) -d URL, (2) --env NAME, (3) the variable DATABASE_URL, \
                  (4) libpq's PGHOST, PGSERVICE or PGDATABASE, (5) DATABASE_URL in .env, (6) url in [database] of pgplumb.toml.\n\n\
                  Exit codes: 0 done or in sync, 1 drift or pending changes, 2 failed or refused, 130 interrupted."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    global: GlobalArgs,
}

/// The formats of a command.
fn formats(command: &Command) -> &'static [Format] {
    use Format::{Github, Gitlab, Html, Json, Junit, Markdown, Sarif, Sql, Text};
    if command.prints_report() {
        &[Text, Json, Markdown, Html, Sarif, Junit, Github, Gitlab]
    } else if command.prints_plan() {
        &[Text, Json, Markdown, Sql]
    } else {
        &[Text, Json]
    }
}

/// Runs the program with the process's arguments, and returns the exit code.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = match parse(&arguments) {
        Ok(cli) => cli,
        Err(error) => return print_usage_error(&error, &arguments),
    };
    let environment = process::environment();
    let terminal = Terminal::new(cli.global.output_options(), &environment);
    let formats = formats(&cli.command);
    if !formats.contains(&terminal.format()) {
        let words: Vec<String> = formats.iter().map(|format| format.word()).collect();
        terminal.error(
            &format!("this command does not support --format {}", terminal.format().word()),
            &[format!("its formats are {}", words.join(", "))],
        );
        return ExitCode::from(2);
    }
    let result = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            let session = Session::new(terminal.clone(), environment, cli.global);
            interrupt::end_after_signal(&session.interrupt);
            let command = interrupt::unless_interrupted(&session.interrupt, cli.command.run(&session));
            let result = runtime.block_on(command);
            // A thread that reads a pipe may never end.
            runtime.shutdown_background();
            result
        }
        Err(error) => Err(Failure::new(format!("cannot start the async runtime: {}", io_message(&error)))),
    };
    match result {
        Ok(outcome) => ExitCode::from(outcome.exit_code()),
        Err(failure) => {
            if let Some((message, hints)) = failure.explanation() {
                terminal.error(message, hints);
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

/// The definition of the command line. Options that a command does not take are hidden.
fn command() -> clap::Command {
    let without_source = |command: clap::Command| command.mut_arg("source", |arg| arg.hide(true));
    Cli::command().mut_subcommand("apply", without_source).mut_subcommand("verify", without_source)
}

fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    let choice = match color_argument(arguments) {
        Some(ColorChoice::Always) => clap::ColorChoice::Always,
        Some(ColorChoice::Never) => clap::ColorChoice::Never,
        Some(ColorChoice::Auto) | None => clap::ColorChoice::Auto,
    };
    let matches = command().color(choice).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// Finds `--color` in unparsed arguments: it also applies to help and usage errors.
fn color_argument(arguments: &[OsString]) -> Option<ColorChoice> {
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

/// Prints help, the version, or an error in the arguments.
fn print_usage_error(error: &clap::Error, arguments: &[OsString]) -> ExitCode {
    if !error.use_stderr() {
        // Failing to print help is not an error: the reader may have exited.
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return ExitCode::from(2);
    }
    let (message, hint) = explain_usage(error, arguments);
    let color = color_argument(arguments).unwrap_or_default();
    let options = OutputOptions { color, ..OutputOptions::default() };
    // The terminal removes passwords, which clap repeats.
    Terminal::new(options, &process::environment()).error(&message, &[hint]);
    ExitCode::from(2)
}

/// The message and the hint of a usage error, in the style of all other errors.
fn explain_usage(error: &clap::Error, arguments: &[OsString]) -> (String, String) {
    let text = error.render().to_string();
    let mut paragraphs = text.trim_end().split("\n\n");
    let message = paragraphs.next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message).to_owned();
    let tip = paragraphs.find_map(|paragraph| paragraph.trim_start().strip_prefix("tip: "));
    let hint = match tip {
        Some(tip) => tip.to_owned(),
        None => {
            let definition = command();
            let is_command = |word: &&str| definition.find_subcommand(word).is_some();
            let name = arguments.iter().skip(1).filter_map(|word| word.to_str()).find(is_command);
            let name = name.map(|name| format!(" {name}")).unwrap_or_default();
            format!("pgplumb{name} --help lists the arguments and options")
        }
    };
    (message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_definition_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn color_is_found_in_unparsed_arguments() {
        let color = |words: &[&str]| color_argument(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(color(&["pgplumb", "--color", "never", "export"]), Some(ColorChoice::Never));
        assert_eq!(color(&["pgplumb", "list", "--color=always"]), Some(ColorChoice::Always));
        assert_eq!(color(&["pgplumb", "list"]), None);
    }
}
