//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::rules::{LOW, MEDIUM, Members, Rules, derived, joined, plain, text};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        text("condition", MEDIUM),
        plain("timing", MEDIUM),
        plain("events", MEDIUM),
        plain("columns", MEDIUM).with_label("updated columns").absent_means("any"),
        plain("function", MEDIUM),
        plain("arguments", MEDIUM),
        plain("for_each_row", MEDIUM).absent_means("for each statement"),
        plain("is_constraint", MEDIUM).with_label("a constraint trigger"),
        plain("deferrable", MEDIUM),
        plain("initially_deferred", MEDIUM),
        plain("referenced_table", MEDIUM),
        plain("old_table", MEDIUM),
        plain("new_table", MEDIUM),
        plain("enabled", MEDIUM).with_label("state").absent_means("ENABLED"),
        plain("depends_on_extensions", LOW).with_label("extensions that it depends on"),
        derived("inherited"),
    ],
    members: &[],
};

/// The triggers of a relation.
pub(crate) const TRIGGERS: Members = Members {
    key: "triggers",
    kind: Kind::Trigger,
    name: "name",
    is_implied,
    implied_by_parent: false,
    derived_from_definition: &[],
    summary,
};

/// Clones are added and dropped with the parent's trigger.
fn is_implied(trigger: &Value) -> bool {
    trigger["inherited"] == true
}

/// `before insert, update for each row: app.touch`
fn summary(trigger: &Value) -> String {
    let timing = trigger["timing"].as_str().unwrap_or_default().to_lowercase();
    let events = joined(&trigger["events"]).to_lowercase();
    let columns = joined(&trigger["columns"]);
    let columns = if columns.is_empty() { columns } else { format!(" of {columns}") };
    let each = if trigger["for_each_row"] == true { " for each row" } else { "" };
    let function = trigger["function"].as_str().unwrap_or_default();
    format!("{timing} {events}{columns}{each}: {function}")
}
