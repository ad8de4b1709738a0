//! What a change is worth.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{
    CRITICAL, HIGH, LOW, MEDIUM, Members, Rules, always, derived, narrows, never, plain, text, when,
};

pub(crate) const RULES: Rules = Rules {
    added: &[when("not null without a default", demands_a_value, Severity::High), always(Severity::Medium)],
    removed: CRITICAL,
    properties: &[
        plain("ordinal_position", LOW).called("place").position(),
        derived("data_type"),
        derived("character_maximum_length"),
        plain(
            "is_nullable",
            &[when("not null added", becomes_not_null, Severity::Critical), always(Severity::High)],
        ),
        derived("not_null_by_domain"),
        text("column_default", MEDIUM).called("default"),
        plain("type", &[when("it holds less", narrows, Severity::Critical), always(Severity::High)]),
        plain("collation", MEDIUM),
        plain("not_null", LOW).called("not-null constraint").since(18),
        plain("identity", MEDIUM),
        text("generated", HIGH).called("generation"),
        plain("inherited", LOW),
        derived("inherited_from"),
        plain("storage", LOW),
        plain("compression", LOW),
        plain("statistics_target", LOW),
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
    follows,
    is_told_elsewhere: false,
    defined: &[],
    summary,
};

/// The columns of a view.
pub(crate) const COLUMNS_OF_VIEW: Members =
    Members { defined: &["type", "collation", "is_nullable", "not_null"], ..COLUMNS };

/// The attributes of a composite type.
pub(crate) const ATTRIBUTES: Members = Members {
    key: "attributes",
    kind: Kind::Column,
    name: "column_name",
    follows: never,
    is_told_elsewhere: false,
    defined: &[],
    summary,
};

/// Whether a new column must be given a value.
fn demands_a_value(_: &Value, column: &Value) -> bool {
    column["is_nullable"] == "NO"
        && ["column_default", "identity", "generated"].iter().all(|key| column[*key].is_null())
}

fn becomes_not_null(_: &Value, to: &Value) -> bool {
    *to == "NO"
}

/// A column that a table has from its parent comes and goes with the parent's.
fn follows(column: &Value) -> bool {
    column["inherited"] == true
}

/// `integer not null default 5`
fn summary(column: &Value) -> String {
    let mut text = column["type"].as_str().unwrap_or_default().to_owned();
    if column["is_nullable"] == "NO" && column["not_null_by_domain"] != true {
        text.push_str(" not null");
    }
    if let Some(default) = column["column_default"].as_str() {
        text.push_str(&format!(" default {default}"));
    }
    if let Some(expression) = column["generated"]["expression"].as_str() {
        text.push_str(&format!(" generated as ({expression})"));
    }
    if let Some(generation) = column["identity"]["generation"].as_str() {
        text.push_str(&format!(" generated {} as identity", generation.to_lowercase()));
    }
    text
}
