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
        plain("columns", MEDIUM),
        plain("function", MEDIUM),
        plain("arguments", MEDIUM),
        plain("for_each_row", MEDIUM),
        plain("is_constraint", MEDIUM),
        plain("deferrable", MEDIUM),
        plain("initially_deferred", MEDIUM),
        plain("referenced_table", MEDIUM),
        plain("old_table", MEDIUM),
        plain("new_table", MEDIUM),
        plain("enabled", MEDIUM),
        plain("depends_on_extensions", LOW),
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

/// `before insert, update: app.touch`
fn summary(trigger: &Value) -> String {
    let timing = trigger["timing"].as_str().unwrap_or_default().to_lowercase();
    let events = joined(&trigger["events"]).to_lowercase();
    format!("{timing} {events}: {}", trigger["function"].as_str().unwrap_or_default())
}
