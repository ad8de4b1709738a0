//! The changes of a plan as a diff of the schema.

use std::collections::BTreeMap;

use pgplumb_catalog::visible::visible;
use pgplumb_outputs::nouns::counted;
use pgplumb_plan::{PlannedChange, PlannedOutcome};

use super::warnings::{Warning, Warnings};
use crate::cli::Failure;
use crate::cli::session::Session;
use crate::terminal::{Terminal, Text, TextStyle};

/// The indentation of what belongs to a change.
const STEP: usize = 4;

/// The number of identical changes from which only the first ones are shown.
const FOLDED: usize = 4;

/// A line of the diff.
pub enum Line<'a> {
    /// A change.
    Change(&'a PlannedChange),
    /// The number of further identical changes.
    More(String),
}

/// The lines of changes. Of many identical changes, such as the same grant on many tables, only the
/// first ones have lines of their own, unless they have warnings or effects.
pub fn folded<'a>(
    changes: impl IntoIterator<Item = &'a PlannedChange>,
    warnings: &Warnings<'_>,
    is_verbose: bool,
) -> Vec<Line<'a>> {
    let changes: Vec<&PlannedChange> = changes.into_iter().collect();
    let is_simple = |change: &PlannedChange| {
        !matches!(change.outcome, PlannedOutcome::Added | PlannedOutcome::Dropped)
            && change.effects.is_empty()
            && warnings.of(change).is_empty()
    };
    let key = |change: &'a PlannedChange| (change.outcome, change.object.kind, &*change.details);
    let mut numbers: BTreeMap<_, usize> = BTreeMap::new();
    if !is_verbose {
        for change in changes.iter().filter(|change| is_simple(change)) {
            *numbers.entry(key(change)).or_default() += 1;
        }
    }
    numbers.retain(|_, number| *number >= FOLDED);
    let mut shown: BTreeMap<_, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    for change in changes {
        let Some(number) = numbers.get(&key(change)).filter(|_| is_simple(change)) else {
            lines.push(Line::Change(change));
            continue;
        };
        let shown = shown.entry(key(change)).or_default();
        *shown += 1;
        match *shown {
            1 | 2 => lines.push(Line::Change(change)),
            3 => {
                let noun = change.object.noun(change.within.as_ref());
                let more = counted(number - 2, &format!("more {noun}"));
                lines.push(Line::More(format!("… and {more} with the same change")));
            }
            _ => {}
        }
    }
    lines
}

/// Prints the changes, each with its warnings and effects.
pub fn show(session: &Session, warnings: &Warnings<'_>) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let is_verbose = terminal.is_verbose();
    let changes = warnings.saved.overview.iter().flat_map(|object| &object.changes);
    for line in folded(changes, warnings, is_verbose) {
        match line {
            Line::Change(change) => {
                show_change(terminal, change, 0, warnings)?;
                for line in folded(&change.effects, warnings, is_verbose) {
                    match line {
                        Line::Change(effect) => show_change(terminal, effect, STEP, warnings)?,
                        Line::More(more) => show_more(terminal, &more, STEP)?,
                    }
                }
            }
            Line::More(more) => show_more(terminal, &more, 0)?,
        }
    }
    Ok(())
}

fn show_more(terminal: &Terminal, more: &str, indent: usize) -> Result<(), Failure> {
    let line = Text::new().plain(" ".repeat(indent + 2)).faint(format!("{more} (-v shows them)"));
    terminal.print_wrapped(line, indent + STEP)?;
    Ok(())
}

fn show_change(
    terminal: &Terminal,
    change: &PlannedChange,
    indent: usize,
    warnings: &Warnings<'_>,
) -> Result<(), Failure> {
    let style = match change.outcome {
        PlannedOutcome::Added => TextStyle::Success,
        PlannedOutcome::Changed | PlannedOutcome::Recreated => TextStyle::Code,
        PlannedOutcome::Dropped => TextStyle::Error,
    };
    let name = change.name();
    let noun = change.object.noun(change.within.as_ref());
    let (kind, path) = match name.strip_prefix(noun).and_then(|rest| rest.strip_prefix(' ')) {
        Some(path) => (noun, path),
        None => ("", &*name),
    };
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
