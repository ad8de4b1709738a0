//! Prints plans.

use std::collections::BTreeMap;

use pgplumb_catalog::sql::literal;
use pgplumb_catalog::visible::visible;
use pgplumb_catalog::{Change, ChangeKind, Rename};
use pgplumb_outputs::nouns::counted;
use pgplumb_plan::{Action, Hazard, Lock, NameMap, Step, StepSecret, lock_sql, new_name};
use pgplumb_postgres::Connection;

use super::Failure;
use super::session::Session;
use crate::operations::plan::{DataLoss, Planned, Proof, SavedPlan, data_losses};
use crate::shell;
use crate::terminal::{Text, TextStyle};

/// The indentation of the continuation of a line that is not indented.
const INDENT: usize = 2;
/// The indentation of the continuation of a line in a list.
const DEEP_INDENT: usize = 6;
/// The indentation of the continuation of a step: below its text.
const STEP_INDENT: usize = 9;

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

/// Prints a plan: what is up to date, the steps with their hazards, and a summary.
pub async fn show(
    session: &Session,
    planned: &Planned,
    connection: Option<&Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    if !planned.in_sync.is_empty() {
        let numbers: Vec<String> =
            planned.in_sync.iter().map(|(kind, number)| counted(*number, kind.word())).collect();
        terminal.print_wrapped(
            Text::new().with(TextStyle::Success, "✓").plain(format!(" up to date: {}", numbers.join(", "))),
            INDENT,
        )?;
    }
    show_steps(session, &planned.saved, connection).await?;
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
        let (old, new) = (&rename.from, new_name(rename));
        let text = format!(
            " {} {} may have been renamed to {new}; this plan drops it. To rename it, pass --rename {}",
            old.kind,
            old.path(),
            rename_argument(rename)
        );
        terminal.print_wrapped(Text::new().with(TextStyle::Warning, "⚠").plain(text), INDENT)?;
    }
    for ignored in &planned.saved.ignored {
        let text = format!("ignored by {}: {}", ignored.rule, counted(ignored.changes, "change"));
        terminal.print_wrapped(Text::new().faint(text), INDENT)?;
    }
    terminal.print_wrapped(summary(planned), INDENT)?;
    Ok(())
}

/// Prints the steps of a plan.
pub async fn show_steps(
    session: &Session,
    saved: &SavedPlan,
    connection: Option<&Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let losses = match connection {
        Some(connection) => data_losses(&saved.plan, &NameMap(&saved.renamings()), connection).await,
        None => Vec::new(),
    };
    if !saved.plan.is_empty() {
        terminal.print(Text::new().with(TextStyle::Strong, "steps:"))?;
    }
    for (index, step) in saved.plan.steps.iter().enumerate() {
        show_step(session, saved, index, step, &losses)?;
    }
    show_transactions(session, saved)?;
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
    Ok(())
}

/// Prints which steps share a transaction, and what the transaction locks until its end.
fn show_transactions(session: &Session, saved: &SavedPlan) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let mut several = saved.plan.transactions();
    several.retain(|transaction| transaction.steps.len() > 1);
    if several.is_empty() {
        return Ok(());
    }
    terminal.print(Text::new().with(TextStyle::Strong, "transactions:"))?;
    for transaction in several {
        let (first, last) = (transaction.steps.start + 1, transaction.steps.end);
        let mut line = Text::new().plain(format!("    steps {first} to {last}"));
        let locks = transaction.locks(&saved.plan);
        if !locks.is_empty() {
            let locks: Vec<String> = locks.iter().map(|lock| describe_lock(lock, saved)).collect();
            line = line.faint(format!(" ({})", locks.join("; ")));
        }
        terminal.print_wrapped(line, DEEP_INDENT)?;
    }
    Ok(())
}

/// Whether a step has hazards or its data checks found rows.
fn is_dangerous(index: usize, step: &Step, saved: &SavedPlan) -> bool {
    !step.hazards.is_empty() || saved.data_check_results.iter().any(|answer| answer.step == index)
}

fn show_step(
    session: &Session,
    saved: &SavedPlan,
    index: usize,
    step: &Step,
    losses: &[DataLoss],
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let (mark, style) = match step.action {
        _ if is_dangerous(index, step, saved) => ("⚠", TextStyle::Warning),
        Action::Create => ("ℹ", TextStyle::Success),
        _ => ("~", TextStyle::Code),
    };
    let mut line = Text::new().plain(format!("{:>5}. ", index + 1)).with(style, mark);
    line = line.plain(format!(" {} {} ", step.action.word(), step.object.kind)).strong(step.object.path());
    if let Some(operation) = step.operation {
        line = line.plain(format!(" ({})", operation.description()));
    }
    if let Some(label) = &step.label {
        line = line.plain(format!(": label {} to ", literal(&label.from))).strong(literal(&label.to));
    } else if step.action == Action::Rename
        && let Some(rename) = saved.renames.iter().find(|rename| rename.from == step.object)
    {
        line = line.plain(" to ").strong(new_name(rename));
    }
    let changes = step.describe_type_changes();
    if !changes.is_empty() {
        line = line.plain(format!(" {}", changes.join(", ")));
    }
    if !step.secrets.is_empty() {
        let secrets: Vec<String> = step.secrets.iter().map(StepSecret::words).collect();
        line = line.plain(format!(" with {}", secrets.join(", ")));
    }
    let hazards = describe_hazards(step, losses.iter().find(|loss| loss.step == index));
    if !hazards.is_empty() {
        line = line.plain(": ").with(TextStyle::Warning, hazards.join(", "));
    }
    if !step.locks.is_empty() {
        let locks: Vec<String> = step.locks.iter().map(|lock| describe_lock(lock, saved)).collect();
        line = line.faint(format!(" ({})", locks.join("; ")));
    }
    terminal.print_wrapped(line, STEP_INDENT)?;
    for answer in saved.data_check_results.iter().filter(|answer| answer.step == index) {
        let text = Text::new().plain("       ").with(TextStyle::Warning, format!("⚠ {}", answer.text()));
        terminal.print_wrapped(text, STEP_INDENT)?;
        for row in answer.query.lines() {
            terminal.print(Text::new().plain("         ").faint(row))?;
        }
    }
    if terminal.is_verbose() {
        let locks = step.locks_first.iter().map(lock_sql);
        for statement in locks.chain(step.statements.iter().cloned()) {
            for row in statement.lines() {
                terminal.print(Text::new().plain("         ").with(TextStyle::Code, row))?;
            }
        }
    }
    Ok(())
}

/// Describes the hazards of a step, with the number of rows or values that it deletes. If that number
/// is zero, the hazard is omitted.
fn describe_hazards(step: &Step, loss: Option<&DataLoss>) -> Vec<String> {
    let is_nothing = loss.is_some_and(|loss| loss.is_nothing);
    let real = step.hazards.iter().filter(|hazard| !is_nothing || **hazard != Hazard::DeletesData);
    let hazards = real.map(|hazard| step.describe(*hazard).into_owned());
    hazards.chain(loss.map(|loss| loss.amount.clone())).collect()
}

/// Describes a lock, with the size of the locked object.
fn describe_lock(lock: &Lock, saved: &SavedPlan) -> String {
    let scans = if lock.scans { ", full scan" } else { "" };
    let size = saved.table_sizes.iter().find(|size| size.table == lock.on);
    let size = size.map(|size| format!(": {size}")).unwrap_or_default();
    format!("{} on {}{scans}{size}", lock.mode.name(), lock.on.path())
}

/// Summarizes a plan in one line.
fn summary(planned: &Planned) -> Text {
    let saved = &planned.saved;
    let target = &saved.target;
    let database = match target.host.as_str() {
        "" => target.database.clone(),
        host => format!("{} on {host}", target.database),
    };
    if saved.is_in_sync() {
        let is_all = planned.out_of_scope.is_empty() && planned.skipped.is_empty();
        let text = match is_all {
            true => format!(" nothing to do: {database} is up to date with {}", saved.desired),
            false => format!(" nothing to do: {database} is up to date, except for skipped changes"),
        };
        let text = Text::new().with(TextStyle::Success, "✓").plain(text);
        return with_ignored(text, saved);
    }
    let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
    for step in &saved.plan.steps {
        *counts.entry(step.action).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().map(|(action, number)| format!("{number} {}", action.word())).collect();
    let mut text = Text::new().strong(format!("{} for {database}", counted(saved.plan.steps.len(), "step")));
    if !counts.is_empty() {
        text = text.plain(format!(": {}", counts.join(", ")));
    }
    let dangerous = saved.plan.steps.iter().filter(|step| !step.hazards.is_empty()).count();
    if dangerous > 0 {
        text = text.plain("; ").with(TextStyle::Warning, format!("{dangerous} dangerous"));
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
