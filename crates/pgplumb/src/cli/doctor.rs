//! `pgplumb doctor`

use pgplumb_outputs::nouns::counted;
use pgplumb_postgres::{PasswordPrompt, PasswordSource};

use super::args::{ConnectionArgs, ReadArgs};
use super::reader::{ProgressDisplay, read_catalog};
use super::session::Session;
use super::{Failure, Outcome};
use crate::operations::doctor::{self, Check, Verdict};
use crate::operations::load::RowCounting;
use crate::settings::LoadedSettings;
use crate::terminal::{Format, Terminal, Text, TextStyle};

/// Arguments of `pgplumb doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all required checks passed, 2 a required check failed.")]
pub struct Args {
    #[command(flatten)]
    connection: ConnectionArgs,
}

/// Runs the command.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let defaults = LoadedSettings::default();
    let mut checks = Vec::new();
    let loaded = match session.settings() {
        Ok(loaded) => {
            checks.push(doctor::settings(loaded));
            loaded
        }
        Err(failure) => {
            let (message, hints) = failure.explanation().unwrap_or_default();
            checks.push(Check {
                about: "settings",
                verdict: Verdict::Bad,
                found: message.to_owned(),
                advice: hints.first().cloned(),
            });
            &defaults
        }
    };
    let mut target = None;
    let chosen = session.choose(&args.connection, loaded);
    checks.extend(doctor::choice(&chosen));
    if let Ok(chosen) = &chosen {
        let progress = ProgressDisplay::new(&session.terminal);
        let mut ask = |prompt: PasswordPrompt<'_>| progress.ask(prompt);
        let password = match args.connection.no_password || !session.terminal.can_prompt() {
            true => PasswordSource::None,
            false => PasswordSource::Ask(&mut ask),
        };
        let (found, major) = doctor::server(&chosen.conninfo, password, &progress).await;
        checks.extend(found);
        target = major;
        if target.is_some() && session.settings().is_ok() {
            checks.push(reading(session, &args.connection).await);
        }
        progress.clear();
    }
    checks.extend(doctor::outputs(loaded));
    checks.extend(doctor::programs(&session.environment, target));
    checks.extend(doctor::setup(loaded.folder(), &super::process::program()));
    report(&session.terminal, &checks)?;
    let bad = checks.iter().filter(|check| check.verdict == Verdict::Bad).count();
    match bad {
        0 => Ok(Outcome::Done),
        1 => Err(Failure::new("1 check failed")),
        bad => Err(Failure::new(format!("{bad} checks failed"))),
    }
}

/// Reads the schema as an export does: the patterns of the settings must match something.
async fn reading(session: &Session, connection: &ConnectionArgs) -> Check {
    let args = ReadArgs { connection: connection.clone(), ..ReadArgs::default() };
    let read = read_catalog(session, &args, RowCounting::None).await;
    let (verdict, found, advice) = match read {
        Ok(read) => {
            let (tables, schemas) = (read.catalog.tables.len(), read.catalog.schemas.len());
            let found = format!("{} in {} can be read", counted(tables, "table"), counted(schemas, "schema"));
            (Verdict::Good, found, None)
        }
        Err(failure) => {
            let (message, hints) = failure.explanation().unwrap_or_default();
            (Verdict::Bad, message.to_owned(), hints.first().cloned())
        }
    };
    Check { about: "schema", verdict, found, advice }
}

fn report(terminal: &Terminal, checks: &[Check]) -> Result<(), Failure> {
    if terminal.format() == Format::Json {
        return Ok(terminal.print_json(&checks)?);
    }
    for check in checks {
        let (style, mark) = match check.verdict {
            Verdict::Good => (TextStyle::Success, "✓"),
            Verdict::Caution => (TextStyle::Warning, "⚠"),
            Verdict::Bad => (TextStyle::Error, "✗"),
        };
        let text = Text::new().with(style, mark).faint(format!(" {:<11} ", check.about));
        terminal.print(text.plain(crate::redact::redact(&check.found)))?;
        if let Some(advice) = &check.advice {
            terminal.print(Text::new().faint(format!("              → {advice}")))?;
        }
    }
    Ok(())
}
