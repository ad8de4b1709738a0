//! Showing a plan.

use std::collections::BTreeMap;

use pgplumb_catalog::plan::{Action, Lock, Step};
use pgplumb_catalog::{Change, Rename, What};
use pgplumb_compare::new_name;
use pgplumb_postgres::Connection;

use super::Failure;
use super::reading::some;
use super::session::Session;
use crate::operations::plan::{Loss, Planned, Proof, SavedPlan, losses};
use crate::terminal::{Look, Text};

/// A change in a line.
pub fn told(change: &Change) -> String {
    let (word, phrase) = match &change.what {
        What::Added { .. } => ("missing", change.phrase()),
        What::Removed { .. } => ("too much", change.phrase()),
        What::Changed { .. } => ("differs", change.phrase()),
    };
    let object = format!("{} {}", change.object.kind, change.object.path());
    if phrase.is_empty() { format!("{object}: {word}") } else { format!("{object}: {word}: {phrase}") }
}

/// Shows a plan: what is in step, what would be done, what is dangerous about it, and a summary.
pub async fn show(
    session: &Session,
    planned: &Planned,
    connection: Option<&Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    if !planned.in_step.is_empty() {
        let counted: Vec<String> =
            planned.in_step.iter().map(|(kind, number)| some(*number, kind.word())).collect();
        terminal
            .print(Text::new().with(Look::Good, "✓").plain(format!(" in step: {}", counted.join(", "))))?;
    }
    show_steps(session, &planned.saved, connection).await?;
    if !planned.passed_over.is_empty() {
        terminal.print("left as it is (--additive):")?;
        for change in &planned.passed_over {
            terminal.print(format!("    {}", told(change)))?;
        }
    }
    if !planned.left_out.is_empty() {
        terminal.print(format!("left as it is (--only): {}", some(planned.left_out.len(), "change")))?;
    }
    for rename in &planned.candidates {
        let (old, new) = (&rename.from, new_name(rename));
        terminal.print(Text::new().with(Look::Caution, "⚠").plain(format!(
            " {} {} may have been renamed to {new}, and would be dropped and made anew: --rename {} keeps it",
            old.kind,
            old.path(),
            rename_word(rename)
        )))?;
    }
    for ignored in &planned.saved.ignored {
        terminal.print(Text::new().faint(format!(
            "ignored by {}: {}",
            ignored.rule,
            some(ignored.changes, "change")
        )))?;
    }
    terminal.print(summary(planned))?;
    Ok(())
}

/// Shows the steps of a plan.
pub async fn show_steps(
    session: &Session,
    saved: &SavedPlan,
    connection: Option<&Connection>,
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let lost = match connection {
        Some(connection) => losses(&saved.plan, connection).await,
        None => Vec::new(),
    };
    let (dangerous, harmless): (Vec<_>, Vec<_>) =
        saved.plan.steps.iter().enumerate().partition(|(place, step)| is_dangerous(*place, step, saved));
    if !harmless.is_empty() {
        terminal.print(Text::new().with(Look::Strong, "would be created or changed:"))?;
    }
    for (place, step) in harmless {
        show_step(session, saved, place, step, &lost)?;
    }
    if !dangerous.is_empty() {
        terminal.print(Text::new().with(Look::Caution, "⚠ would be lost, or is dangerous:"))?;
    }
    for (place, step) in dangerous {
        show_step(session, saved, place, step, &lost)?;
    }
    if saved.plan.is_empty() && saved.plan.left.is_empty() && !saved.changes.is_empty() {
        terminal.print(Text::new().with(Look::Caution, "⚠ differs, and no step is known for it:"))?;
        for change in &saved.changes {
            terminal.print(format!("    {}", told(change)))?;
        }
    }
    if !saved.plan.left.is_empty() {
        terminal.print(Text::new().with(Look::Caution, "⚠ no statement can do:"))?;
    }
    for left in &saved.plan.left {
        terminal.print(format!("    {} {}: {}", left.object.kind, left.object.path(), left.reason))?;
    }
    Ok(())
}

/// Whether something could hurt about a step.
fn is_dangerous(place: usize, step: &Step, saved: &SavedPlan) -> bool {
    !step.hazards.is_empty() || saved.answers.iter().any(|answer| answer.step == place)
}

fn show_step(
    session: &Session,
    saved: &SavedPlan,
    place: usize,
    step: &Step,
    lost: &[Loss],
) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let (mark, look) = match step.action {
        _ if is_dangerous(place, step, saved) => ("⚠", Look::Caution),
        Action::Create => ("ℹ", Look::Good),
        _ => ("~", Look::Code),
    };
    let mut line = Text::new().plain(format!("{:>5}. ", place + 1)).with(look, mark);
    line = line.plain(format!(" {} {} ", step.action.word(), step.object.kind)).strong(step.object.path());
    if step.action == Action::Rename {
        let rename = saved.renames.iter().find(|rename| rename.from == step.object);
        line = match rename {
            Some(rename) => line.plain(" to ").strong(new_name(rename)),
            // Of a label the statement says it.
            None => line.plain(": ").with(Look::Code, step.statements.join("; ")),
        };
    }
    let mut hazards: Vec<String> = step.hazards.iter().map(ToString::to_string).collect();
    hazards.extend(lost.iter().filter(|loss| loss.step == place).map(|loss| loss.rows.clone()));
    if !hazards.is_empty() {
        line = line.plain(": ").with(Look::Caution, hazards.join(", "));
    }
    if !step.locks.is_empty() {
        let locks: Vec<String> = step.locks.iter().map(|lock| locking(lock, saved)).collect();
        line = line.faint(format!(" ({})", locks.join("; ")));
    }
    terminal.print(line)?;
    for answer in saved.answers.iter().filter(|answer| answer.step == place) {
        terminal.print(Text::new().plain("       ").with(Look::Caution, format!("⚠ {}", answer.words())))?;
        terminal.print(Text::new().plain("         ").faint(&answer.query))?;
    }
    if terminal.is_verbose() {
        for statement in &step.statements {
            for row in statement.lines() {
                terminal.print(Text::new().plain("         ").with(Look::Code, row))?;
            }
        }
    }
    Ok(())
}

/// A lock in words, with the size of what it is on.
fn locking(lock: &Lock, saved: &SavedPlan) -> String {
    let scans = if lock.scans { ", reads all of it" } else { "" };
    let size = saved.sizes.iter().find(|size| size.of == lock.on);
    let size = size.map(|size| format!(": {size}")).unwrap_or_default();
    format!("{} on {}{scans}{size}", lock.mode.name(), lock.on.path())
}

/// What there is to do, in a line.
fn summary(planned: &Planned) -> Text {
    let saved = &planned.saved;
    let target = &saved.target;
    let database = match target.host.as_str() {
        "" => target.database.clone(),
        host => format!("{} on {host}", target.database),
    };
    if saved.is_in_step() {
        let is_all = planned.left_out.is_empty() && planned.passed_over.is_empty();
        let said = match is_all {
            true => format!(" nothing to do: {database} is as {} has it", saved.desired),
            false => format!(" nothing to do in {database} but what is left as it is"),
        };
        let text = Text::new().with(Look::Good, "✓").plain(said);
        return ignoring(text, saved);
    }
    let mut counts: BTreeMap<Action, usize> = BTreeMap::new();
    for step in &saved.plan.steps {
        *counts.entry(step.action).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().map(|(action, number)| format!("{number} {}", action.word())).collect();
    let mut text = Text::new().strong(format!("{} for {database}", some(saved.plan.steps.len(), "step")));
    if !counts.is_empty() {
        text = text.plain(format!(": {}", counts.join(", ")));
    }
    let dangerous = saved.plan.steps.iter().filter(|step| !step.hazards.is_empty()).count();
    if dangerous > 0 {
        text = text.plain("; ").with(Look::Caution, format!("{dangerous} dangerous"));
    }
    text = ignoring(text, saved);
    match &saved.proof {
        Proof::Proved { server_version } => {
            let version = server_version.split(' ').next().unwrap_or_default();
            text.plain("; ").with(Look::Good, "proved").faint(format!(" on PostgreSQL {version}"))
        }
        Proof::NotAsked if saved.plan.is_empty() => text,
        Proof::NotAsked => text.plain("; ").with(Look::Caution, "not proved"),
        Proof::Failed { .. } => text.plain("; ").with(Look::Bad, "the proof failed"),
    }
}

/// With how much is ignored, so that it cannot hide.
fn ignoring(text: Text, saved: &SavedPlan) -> Text {
    match saved.ignored.iter().map(|ignored| ignored.changes).sum() {
        0 => text,
        changes => text.faint(format!("; {} ignored", some(changes, "change"))),
    }
}

/// What a rename is called where it is asked for.
pub fn rename_word(rename: &Rename) -> String {
    format!("{}:{}={}", rename.from.kind.key(), rename.from.path(), new_name(rename))
}
