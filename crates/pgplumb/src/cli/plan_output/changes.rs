//! The changes of a plan as a diff of the schema.

use pgplumb_catalog::visible::visible;
use pgplumb_plan::{Outcome, PlannedChange};

use super::warnings::{Warning, Warnings};
use crate::cli::Failure;
use crate::cli::session::Session;
use crate::terminal::{Terminal, Text, TextStyle};

/// The indentation of what belongs to a change.
const STEP: usize = 4;

/// Prints the changes, each with its warnings and effects.
pub fn show(session: &Session, warnings: &Warnings<'_>) -> Result<(), Failure> {
    let terminal = &session.terminal;
    for change in warnings.saved.overview.iter().flat_map(|object| &object.changes) {
        show_change(terminal, change, 0, warnings)?;
        for effect in &change.effects {
            show_change(terminal, effect, STEP, warnings)?;
        }
    }
    Ok(())
}

fn show_change(
    terminal: &Terminal,
    change: &PlannedChange,
    indent: usize,
    warnings: &Warnings<'_>,
) -> Result<(), Failure> {
    let style = match change.outcome {
        Outcome::Added => TextStyle::Success,
        Outcome::Changed | Outcome::Recreated => TextStyle::Code,
        Outcome::Dropped => TextStyle::Error,
    };
    let name = change.name();
    let (kind, path) = name.rsplit_once(' ').unwrap_or(("", &name));
    let mut line = Text::new().plain(" ".repeat(indent)).with(style, change.outcome.sign());
    line = line.plain(format!(" {kind} ")).strong(path);
    if !change.details.is_empty() {
        line = line.plain(format!("  {}", visible(&change.details)));
    }
    terminal.print_wrapped(line, indent + STEP)?;
    warnings.of(change).iter().try_for_each(|warning| show_warning(terminal, warning, indent + STEP))
}

fn show_warning(terminal: &Terminal, warning: &Warning, indent: usize) -> Result<(), Failure> {
    let line = Text::new().plain(" ".repeat(indent)).with(TextStyle::Warning, format!("⚠ {}", warning.text));
    terminal.print_wrapped(line, indent + 2)?;
    for row in warning.query.iter().flat_map(|query| query.lines()) {
        terminal.print(Text::new().plain(" ".repeat(indent + 2)).faint(row))?;
    }
    Ok(())
}
