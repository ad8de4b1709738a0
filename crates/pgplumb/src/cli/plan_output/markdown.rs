//! Plans in Markdown, for a comment on a pull request: the summary and the changes first, details
//! folded.

use std::fmt::Write;

use pgplumb_catalog::visible::visible;
use pgplumb_outputs::markdown::escape;
use pgplumb_outputs::nouns::counted;
use pgplumb_outputs::report;
use pgplumb_plan::{PlannedChange, PlannedOutcome};
use pgplumb_postgres::Connection;

use super::changes::{Line, folded};
use super::locks::table_locks;
use super::warnings::Warnings;
use super::{counts, database_of, describe_change, headline, losses, rename_advice, required_allow};
use crate::operations::plan::{Planned, Proof};

/// Renders a plan.
pub async fn render(planned: &Planned, connection: Option<&Connection>) -> String {
    let saved = &planned.saved;
    let losses = losses(saved, connection).await;
    let warnings = Warnings { saved, losses: &losses, is_checked: connection.is_some() };
    let mut out = String::new();
    if saved.is_in_sync() {
        let text = format!("{} is up to date with {}", database_of(saved), saved.desired);
        out.push_str(&format!("### ✓ No changes: {}\n", escape::text(&text)));
    } else {
        out.push_str(&format!("### {}\n\n", escape::text(&headline(saved))));
        out.push_str(&escape::text(&format!("{}{}", counts(saved), proof(&saved.proof))));
        out.push('\n');
    }
    out.push_str(&diff(&warnings));
    out.push_str(&warning_list(&warnings));
    out.push_str(&left_out(planned));
    if let Some(allow) = required_allow(saved) {
        out.push_str(&format!("\nTo apply: {}\n", escape::code(&allow)));
    }
    let locks: String = table_locks(saved)
        .iter()
        .map(|lock| {
            let words = escape::text(&lock.describe(saved));
            format!("- {}{words}\n", escape::code(&lock.table.path()))
        })
        .collect();
    out.push_str(&unfolded("Locks", &locks));
    if !saved.plan.is_empty() {
        let title = counted(saved.plan.steps.len(), "step");
        out.push_str(&unfolded(
            &format!("SQL of {title}"),
            &escape::fenced("sql", &saved.plan.session_script()),
        ));
    }
    out
}

fn proof(proof: &Proof) -> String {
    match proof {
        Proof::Proved { server_version } => {
            format!("; proved on PostgreSQL {}", server_version.split(' ').next().unwrap_or_default())
        }
        Proof::NotRequested => "; not proved".to_owned(),
        Proof::Failed { reason, .. } => format!("; the proof failed: {reason}"),
    }
}

/// The changes as a diff. A changed object has the sign `!`, which is colored in a diff.
fn diff(warnings: &Warnings<'_>) -> String {
    let mut lines = String::new();
    let changes = warnings.saved.overview.iter().flat_map(|object| &object.changes);
    for line in folded(changes, warnings, false) {
        match line {
            Line::Change(change) => {
                lines.push_str(&diff_line(change, ""));
                for line in folded(&change.effects, warnings, false) {
                    lines.push_str(&match line {
                        Line::Change(effect) => diff_line(effect, "    "),
                        Line::More(more) => format!("!     {more}\n"),
                    });
                }
            }
            Line::More(more) => lines.push_str(&format!("! {more}\n")),
        }
    }
    if lines.is_empty() { String::new() } else { format!("\n{}", escape::fenced("diff", lines.trim_end())) }
}

fn diff_line(change: &PlannedChange, indent: &str) -> String {
    let sign = match change.outcome {
        PlannedOutcome::Added | PlannedOutcome::Dropped => change.outcome.sign(),
        PlannedOutcome::Changed | PlannedOutcome::Recreated => "!",
    };
    let details = match change.details.as_str() {
        "" => String::new(),
        details => format!("  {}", visible(details)),
    };
    format!("{sign} {indent}{}{details}\n", change.name())
}

fn warning_list(warnings: &Warnings<'_>) -> String {
    let mut out = String::new();
    let changes = warnings.saved.overview.iter().flat_map(|object| &object.changes);
    for change in changes.flat_map(|change| std::iter::once(change).chain(&change.effects)) {
        for warning in warnings.of(change) {
            let _ = writeln!(out, "- ⚠ {}: {}", escape::code(&change.name()), escape::text(&warning.text));
            let query = warning.query.map(|query| escape::fenced("sql", &query)).unwrap_or_default();
            query.lines().for_each(|line| out.push_str(&format!("  {line}\n")));
        }
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

/// The changes that the plan does not make.
fn left_out(planned: &Planned) -> String {
    let mut out = String::new();
    for left in &planned.saved.plan.unplannable {
        let name = format!("{} {}", left.object.kind, left.object.path());
        let _ = writeln!(out, "- ⚠ Not changed: {}: {}", escape::code(&name), escape::text(&left.reason));
    }
    for change in &planned.skipped {
        let _ = writeln!(out, "- Skipped (--additive): {}", escape::text(&describe_change(change)));
    }
    if !planned.out_of_scope.is_empty() {
        let _ = writeln!(out, "- Skipped (--only): {}", counted(planned.out_of_scope.len(), "change"));
    }
    for rename in &planned.rename_candidates {
        let _ = writeln!(out, "- ⚠ {}", escape::text(&rename_advice(rename)));
    }
    for ignored in &planned.saved.ignored {
        let changes = counted(ignored.changes, "change");
        let _ = writeln!(out, "- Ignored by {}: {changes}", escape::code(&ignored.rule));
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

/// Text that a reader unfolds, or nothing.
fn unfolded(title: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("\n{}", report::markdown::folded(title, text)) }
}
