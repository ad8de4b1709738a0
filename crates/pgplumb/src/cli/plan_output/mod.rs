//! Prints plans: the changes of the schema as a diff, with warnings where somebody has to think;
//! then the locks, and what the plan leaves out.

mod changes;
mod locks;
pub mod markdown;
mod steps;
mod warnings;

use std::collections::BTreeMap;

use pgplumb_catalog::visible::visible;
use pgplumb_catalog::{Change, ChangeKind, Rename};
use pgplumb_outputs::nouns::counted;
use pgplumb_plan::{NameMap, PlannedChange, PlannedOutcome, new_name};
use pgplumb_postgres::Connection;

use super::Failure;
use super::reader::database_on_host;
use super::session::Session;
use crate::operations::apply::{AllowedStep, forbidden};
use crate::operations::plan::{DataLoss, Planned, Proof, SavedPlan, data_losses};
use crate::shell;
use crate::terminal::{Text, TextStyle};

pub use steps::print_statements;
use warnings::Warnings;

/// The indentation of the continuation of a line that is not indented.
const INDENT: usize = 2;
/// The indentation of the continuation of a line in a list.
const DEEP_INDENT: usize = 6;

/// Describes a change in one line.
pub fn describe_change(change: &Change) -> String {
    let (word, phrase) = match &change.kind {
        ChangeKind::Added { .. } => ("missing", change.description()),
        ChangeKind::Removed { .. } => ("not in the desired state", change.description()),
        ChangeKind::Changed { .. } => ("differs", change.description()),
    };
    let object = format!("{} {}", change.object.kind, change.object.path());
    let text =
        if phrase.is_empty() { format!("{object}: {word}") } else { format!("{object}: {word}: {phrase}") };
    visible(&text).into_owned()
}

/// How much of a plan is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Detail {
    /// Whether the statements are printed.
    pub statements: bool,
    /// Whether the steps are printed with their locks and transactions.
    pub steps: bool,
}

/// Prints a plan.
pub async fn show(
    session: &Session,
    planned: &Planned,
    connection: Option<&Connection>,
    detail: Detail,
) -> Result<(), Failure> {
    let losses = losses(&planned.saved, connection).await;
    let warnings = Warnings { saved: &planned.saved, losses: &losses, is_checked: connection.is_some() };
    changes::show(session, &warnings)?;
    locks::show(session, &planned.saved)?;
    if detail.statements || detail.steps {
        steps::show(session, &planned.saved, detail)?;
    }
    show_left_out(session, planned)?;
    if let Some(allow) = required_allow(&planned.saved) {
        let text = Text::new().plain("apply needs ").with(TextStyle::Code, allow);
        session.terminal.print_wrapped(text, INDENT)?;
    }
    session.terminal.print_wrapped(summary(planned, &warnings), INDENT)?;
    Ok(())
}

/// The data that the steps of a plan would delete.
async fn losses(saved: &SavedPlan, connection: Option<&Connection>) -> Vec<DataLoss> {
    match connection {
        Some(connection) => data_losses(&saved.plan, &NameMap(&saved.renamings()), connection).await,
        None => Vec::new(),
    }
}

/// Prints the changes that the plan does not make, with the reasons.
fn show_left_out(session: &Session, planned: &Planned) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let saved = &planned.saved;
    if saved.plan.is_empty() && saved.plan.unplannable.is_empty() && !saved.changes.is_empty() {
        terminal.print(Text::new().with(TextStyle::Warning, "⚠ differences that pgplumb cannot change:"))?;
        for change in &saved.changes {
            terminal.print_wrapped(format!("    {}", describe_change(change)), DEEP_INDENT)?;
        }
    }
    if !saved.plan.unplannable.is_empty() {
        terminal.print(Text::new().with(TextStyle::Warning, "⚠ changes that the plan does not make:"))?;
    }
    for left in &saved.plan.unplannable {
        let text = format!("    {} {}: {}", left.object.kind, left.object.path(), left.reason);
        terminal.print_wrapped(text, DEEP_INDENT)?;
    }
    if !planned.skipped.is_empty() {
        terminal.print("skipped (--additive):")?;
        for change in &planned.skipped {
            terminal.print_wrapped(format!("    {}", describe_change(change)), DEEP_INDENT)?;
        }
    }
    if !planned.out_of_scope.is_empty() {
        terminal.print(format!("skipped (--only): {}", counted(planned.out_of_scope.len(), "change")))?;
    }
    for rename in &planned.rename_candidates {
        let text = Text::new().with(TextStyle::Warning, "⚠").plain(format!(" {}", rename_advice(rename)));
        terminal.print_wrapped(text, INDENT)?;
    }
    for ignored in &saved.ignored {
        let text = format!("ignored by {}: {}", ignored.rule, counted(ignored.changes, "change"));
        terminal.print_wrapped(Text::new().faint(text), INDENT)?;
    }
    if !planned.in_sync.is_empty() {
        let numbers: Vec<String> =
            planned.in_sync.iter().map(|(kind, number)| counted(*number, kind.word())).collect();
        terminal.print_wrapped(Text::new().faint(format!("unchanged: {}", numbers.join(", "))), INDENT)?;
    }
    Ok(())
}

/// The options that allow the steps that lose data or can change values; `None` if there are none.
fn required_allow(saved: &SavedPlan) -> Option<String> {
    let steps = forbidden(&saved.plan, &[]);
    let allow: Vec<String> = steps.iter().map(|step| shell::word(&AllowedStep::for_step(step))).collect();
    (!allow.is_empty()).then(|| format!("--allow {}", allow.join(" ")))
}

/// The number of data checks that show that a step would fail.
fn failing_checks(saved: &SavedPlan) -> usize {
    saved.data_check_results.iter().filter(|result| result.is_blocking()).count()
}

/// Advice for an object that may have been renamed, and that the plan drops.
fn rename_advice(rename: &Rename) -> String {
    let (old, new) = (&rename.from, new_name(rename));
    format!(
        "{} {} may have been renamed to {new}; this plan drops it. To rename it, pass --rename {}",
        old.kind,
        old.path(),
        rename_argument(rename)
    )
}

/// Summarizes a plan in one line.
fn summary(planned: &Planned, warnings: &Warnings<'_>) -> Text {
    let saved = &planned.saved;
    let database = database_of(saved);
    if saved.is_in_sync() {
        let is_all = planned.out_of_scope.is_empty() && planned.skipped.is_empty();
        let text = match is_all {
            true => format!(" nothing to do: {database} is up to date with {}", saved.desired),
            false => format!(" nothing to do: {database} is up to date, except for skipped changes"),
        };
        let text = Text::new().with(TextStyle::Success, "✓").plain(text);
        return with_ignored(text, saved);
    }
    let mut text = Text::new().strong(headline(saved));
    if !saved.plan.is_empty() {
        text = text.plain(format!(": {}", counts(saved)));
    }
    match warnings.count() {
        0 => {}
        number => text = text.plain("; ").with(TextStyle::Warning, counted(number, "warning")),
    }
    match failing_checks(saved) {
        0 => {}
        number => {
            let words = format!("existing rows make it fail ({})", counted(number, "check"));
            text = text.plain("; ").with(TextStyle::Error, words);
        }
    }
    text = with_ignored(text, saved);
    match &saved.proof {
        Proof::Proved { server_version } => {
            let version = server_version.split(' ').next().unwrap_or_default();
            text.plain("; ").with(TextStyle::Success, "proved").faint(format!(" on PostgreSQL {version}"))
        }
        Proof::NotRequested if saved.plan.is_empty() => text,
        Proof::NotRequested => text.plain("; ").with(TextStyle::Warning, "not proved"),
        Proof::Failed { .. } => text.plain("; ").with(TextStyle::Error, "proof failed"),
    }
}

/// The database and its server: `shop on db.example.com`.
fn database_of(saved: &SavedPlan) -> String {
    database_on_host(&saved.target.database, &saved.target.host)
}

/// The number of changes and the database: `3 changes for shop on db.example.com`.
fn headline(saved: &SavedPlan) -> String {
    let changes = saved.overview.iter().map(|object| object.changes.len()).sum();
    format!("{} for {}", counted(changes, "change"), database_of(saved))
}

/// The numbers of changes and steps: `2 added, 1 dropped; 4 steps`.
fn counts(saved: &SavedPlan) -> String {
    let mut numbers: BTreeMap<PlannedOutcome, usize> = BTreeMap::new();
    for change in saved.overview.iter().flat_map(|object| &object.changes) {
        *numbers.entry(change.outcome).or_default() += 1;
        let is_recreated = |effect: &&PlannedChange| effect.outcome == PlannedOutcome::Recreated;
        *numbers.entry(PlannedOutcome::Recreated).or_default() +=
            change.effects.iter().filter(is_recreated).count();
    }
    numbers.retain(|_, number| *number > 0);
    let numbers: Vec<String> =
        numbers.iter().map(|(outcome, number)| format!("{number} {}", outcome.word())).collect();
    format!("{}; {}", numbers.join(", "), counted(saved.plan.steps.len(), "step"))
}

/// Appends the number of ignored changes.
fn with_ignored(text: Text, saved: &SavedPlan) -> Text {
    match saved.ignored.iter().map(|ignored| ignored.changes).sum() {
        0 => text,
        changes => text.faint(format!("; {} ignored", counted(changes, "change"))),
    }
}

/// Writes a rename as an argument of `--rename`, quoted for a shell.
pub fn rename_argument(rename: &Rename) -> String {
    shell::word(&format!("{}:{}={}", rename.from.kind.key(), rename.from.path(), new_name(rename)))
}
