//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::column::generation;
use crate::change::rules::{
    CRITICAL, HIGH, LOW, MEDIUM, Members, Rules, always, derived, narrows, never, plain, text, when, widens,
};
use crate::types::short_type;

pub(crate) const RULES: Rules = Rules {
    added: &[when("not null without a default", requires_a_value, Severity::High), always(Severity::Medium)],
    removed: CRITICAL,
    properties: &[
        plain("ordinal_position", LOW).with_label("position").position(),
        derived("data_type"),
        derived("character_maximum_length"),
        plain(
            "is_nullable",
            &[when("not null added", becomes_not_null, Severity::Critical), always(Severity::High)],
        ),
        derived("not_null_by_domain"),
        text("column_default", MEDIUM).with_label("default"),
        plain(
            "type",
            &[
                when("the new type may reject or change values", narrows, Severity::Critical),
                when("values stay as they are stored", widens, Severity::Low),
                always(Severity::High),
            ],
        ),
        plain("collation", MEDIUM).absent_means("default"),
        plain("not_null", LOW).with_label("not-null constraint").since(18),
        plain("identity", MEDIUM),
        text("generated", HIGH).with_label("generation"),
        plain("inherited", LOW),
        derived("parent_count"),
        plain("storage", LOW).absent_means("default"),
        plain("compression", LOW).absent_means("default"),
        plain("statistics_target", LOW).absent_means("default"),
        plain("options", LOW),
        plain("foreign_options", MEDIUM),
    ],
    members: &[],
};

/// The columns of a relation.
pub(crate) const COLUMNS: Members = Members {
    key: "columns",
    kind: Kind::Column,
    name: "column_name",
    is_implied,
    implied_by_parent: false,
    derived_from_definition: &[],
    summary,
};

/// The columns of a view.
pub(crate) const COLUMNS_OF_VIEW: Members =
    Members { derived_from_definition: &["type", "collation", "is_nullable", "not_null"], ..COLUMNS };

/// The attributes of a composite type.
pub(crate) const ATTRIBUTES: Members = Members {
    key: "attributes",
    kind: Kind::Column,
    name: "column_name",
    is_implied: never,
    implied_by_parent: false,
    derived_from_definition: &[],
    summary,
};

/// Whether a new column needs a value in every `INSERT`.
fn requires_a_value(_: &Value, column: &Value) -> bool {
    column["is_nullable"] == "NO"
        && ["column_default", "identity", "generated"].iter().all(|key| column[*key].is_null())
}

fn becomes_not_null(_: &Value, to: &Value) -> bool {
    *to == "NO"
}

/// Inherited columns are added and dropped with the parent's column.
fn is_implied(column: &Value) -> bool {
    column["inherited"] == true
}

/// `integer not null default 5`
fn summary(column: &Value) -> String {
    let mut text = short_type(column["type"].as_str().unwrap_or_default());
    if let Some(collation) = column["collation"].as_str() {
        text.push_str(&format!(" collate {collation}"));
    }
    if column["is_nullable"] == "NO" && column["not_null_by_domain"] != true {
        text.push_str(" not null");
    }
    if let Some(default) = column["column_default"].as_str() {
        text.push_str(&format!(" default {default}"));
    }
    if column["generated"].is_object() {
        text.push_str(&format!(" {}", generation(&column["generated"])));
    }
    if let Some(generation) = column["identity"]["generation"].as_str() {
        text.push_str(&format!(" generated {} as identity", generation.to_lowercase()));
    }
    text
}
