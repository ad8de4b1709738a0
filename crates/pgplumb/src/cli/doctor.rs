//! `pgplumb doctor`

use pgplumb_postgres::{PasswordPrompt, PasswordSource};

use super::args::Connecting;
use super::reading::Shown;
use super::session::Session;
use super::{Failure, Outcome};
use crate::operations::doctor::{self, Check, Verdict};
use crate::settings::Loaded;
use crate::terminal::{Format, Look, Terminal, Text};

/// Arguments of `pgplumb doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exits 0 when everything that is needed works, 2 when something does not.")]
pub struct Args {
    #[command(flatten)]
    connecting: Connecting,
}

/// Looks at everything.
pub async fn run(args: Args, session: &Session) -> Result<Outcome, Failure> {
    let nothing = Loaded::default();
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
            &nothing
        }
    };
    let chosen = session.choose(&args.connecting, loaded);
    checks.extend(doctor::choice(&chosen));
    if let Ok(chosen) = &chosen {
        let shown = Shown::new(&session.terminal);
        let mut ask = |prompt: PasswordPrompt<'_>| shown.ask(prompt);
        let password = match args.connecting.no_password || !session.terminal.can_ask() {
            true => PasswordSource::None,
            false => PasswordSource::Ask(&mut ask),
        };
        checks.extend(doctor::server(&chosen.conninfo, password, &shown).await);
        shown.clear();
    }
    checks.extend(doctor::outputs(loaded));
    checks.extend(doctor::programs(&session.environment));
    report(&session.terminal, &checks)?;
    let bad = checks.iter().filter(|check| check.verdict == Verdict::Bad).count();
    match bad {
        0 => Ok(Outcome::Done),
        1 => Err(Failure::new("one thing does not work")),
        bad => Err(Failure::new(format!("{bad} things do not work"))),
    }
}

fn report(terminal: &Terminal, checks: &[Check]) -> Result<(), Failure> {
    if terminal.format() == Format::Json {
        return Ok(terminal.print_json(&checks)?);
    }
    for check in checks {
        let (look, mark) = match check.verdict {
            Verdict::Good => (Look::Good, "✓"),
            Verdict::Caution => (Look::Caution, "⚠"),
            Verdict::Bad => (Look::Bad, "✗"),
        };
        let text = Text::new().with(look, mark).faint(format!(" {:<11} ", check.about));
        terminal.print(text.plain(crate::redact::redact(&check.found)))?;
        if let Some(advice) = &check.advice {
            terminal.print(Text::new().faint(format!("              → {advice}")))?;
        }
    }
    Ok(())
}
