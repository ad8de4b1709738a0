//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{
    HIGH, LOW, MEDIUM, Members, Rules, always, derived, in_parentheses, joined, plain, text, when,
};
use crate::sql::{parenthesize, qualified};

pub(crate) const RULES: Rules = Rules {
    added: &[when("a key", is_key, Severity::High), always(Severity::Medium)],
    removed: &[when("a key", is_key, Severity::High), always(Severity::Medium)],
    properties: &[
        plain("constraint_type", HIGH).with_label("kind"),
        text("definition", MEDIUM),
        plain("columns", HIGH).with_format(in_parentheses),
        plain("without_overlaps", HIGH),
        plain("deferrable", MEDIUM),
        plain("initially_deferred", MEDIUM),
        plain("not_valid", MEDIUM).absent_means("valid"),
        plain("not_enforced", MEDIUM).absent_means("enforced"),
        plain("no_inherit", MEDIUM).with_label("not inherited by child tables"),
        plain("inherited", LOW),
        derived("parent_count"),
        derived("column_name"),
        plain("foreign_schema", HIGH).with_label("schema of the referenced table"),
        plain("foreign_table", HIGH).with_label("referenced table"),
        derived("foreign_column"),
        plain("foreign_columns", HIGH).with_label("referenced columns").with_format(in_parentheses),
        plain("on_update", MEDIUM).absent_means("NO ACTION"),
        plain("on_delete", MEDIUM).absent_means("NO ACTION"),
        plain("on_delete_columns", MEDIUM).with_label("columns set on delete").absent_means("all"),
        plain("match", MEDIUM).absent_means("SIMPLE"),
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

/// `primary key (id)`, `check (price > 0) not valid`, `foreign key (user_id) references app.users
/// (id) on delete cascade`
fn summary(constraint: &Value) -> String {
    let mut text = definition(constraint);
    for (key, words) in [("on_update", "on update"), ("on_delete", "on delete")] {
        if let Some(action) = constraint[key].as_str().filter(|action| *action != "NO ACTION") {
            text.push_str(&format!(" {words} {}", action.to_lowercase()));
        }
    }
    for (key, words) in [
        ("deferrable", "deferrable"),
        ("initially_deferred", "initially deferred"),
        ("no_inherit", "no inherit"),
        ("not_enforced", "not enforced"),
        ("not_valid", "not valid"),
    ] {
        if constraint[key] == true {
            text.push_str(&format!(" {words}"));
        }
    }
    text
}

/// The constraint without the clauses that follow it.
fn definition(constraint: &Value) -> String {
    let kind = constraint["constraint_type"].as_str().unwrap_or("CHECK");
    match constraint["definition"].as_str() {
        Some(definition) if kind == "CHECK" => return format!("check {}", parenthesize(definition)),
        Some(definition) => return definition.to_owned(),
        None => {}
    }
    let columns = joined(&constraint["columns"]);
    if let (Some(schema), Some(table)) =
        (constraint["foreign_schema"].as_str(), constraint["foreign_table"].as_str())
    {
        let foreign = joined(&constraint["foreign_columns"]);
        return format!("foreign key ({columns}) references {} ({foreign})", qualified(schema, table));
    }
    format!("{} ({columns})", kind.to_lowercase())
}
