//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{HIGH, LOW, MEDIUM, Members, Rules, always, derived, joined, plain, text, when};
use crate::sql::qualified;

pub(crate) const RULES: Rules = Rules {
    added: &[when("a key", is_key, Severity::High), always(Severity::Medium)],
    removed: &[when("a key", is_key, Severity::High), always(Severity::Medium)],
    properties: &[
        plain("constraint_type", HIGH).with_label("kind"),
        text("definition", MEDIUM),
        plain("columns", HIGH),
        plain("without_overlaps", HIGH),
        plain("deferrable", MEDIUM),
        plain("initially_deferred", MEDIUM),
        plain("not_valid", MEDIUM),
        plain("not_enforced", MEDIUM),
        plain("no_inherit", MEDIUM),
        plain("inherited", LOW),
        derived("parent_count"),
        derived("column_name"),
        plain("foreign_schema", HIGH),
        plain("foreign_table", HIGH),
        derived("foreign_column"),
        plain("foreign_columns", HIGH),
        plain("on_update", MEDIUM),
        plain("on_delete", MEDIUM),
        plain("on_delete_columns", MEDIUM),
        plain("match", MEDIUM),
        plain("period", MEDIUM),
        derived("foreign_index"),
    ],
    members: &[],
};

/// The constraints of a table or domain except foreign keys.
pub(crate) const CONSTRAINTS: Members = Members {
    key: "constraints",
    kind: Kind::Constraint,
    name: "constraint_name",
    is_implied,
    implied_by_parent: true,
    derived_from_definition: &[],
    summary,
};

/// The foreign keys of a table.
pub(crate) const FOREIGN_KEYS: Members = Members { key: "foreign_keys", ..CONSTRAINTS };

/// Whether it is a primary key or a unique constraint.
fn is_key(from: &Value, to: &Value) -> bool {
    [from, to].iter().any(|c| matches!(c["constraint_type"].as_str(), Some("PRIMARY KEY" | "UNIQUE")))
}

/// Inherited constraints are added and dropped with the parent's constraint.
fn is_implied(constraint: &Value) -> bool {
    constraint["inherited"] == true
}

/// `primary key (id)`, `check (price > 0)`, `foreign key (user_id) to app.users (id)`
fn summary(constraint: &Value) -> String {
    if let Some(definition) = constraint["definition"].as_str() {
        return definition.to_owned();
    }
    let columns = joined(&constraint["columns"]);
    if let (Some(schema), Some(table)) =
        (constraint["foreign_schema"].as_str(), constraint["foreign_table"].as_str())
    {
        let foreign = joined(&constraint["foreign_columns"]);
        return format!("foreign key ({columns}) to {} ({foreign})", qualified(schema, table));
    }
    let kind = constraint["constraint_type"].as_str().unwrap_or("CHECK").to_lowercase();
    format!("{kind} ({columns})")
}
