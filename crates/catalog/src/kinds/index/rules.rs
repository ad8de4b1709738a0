//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{
    HIGH, LOW, MEDIUM, Members, Rules, always, derived, information, joined, path_or_none, plain, text, when,
};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: &[when("unique", is_unique, Severity::High), always(Severity::Medium)],
    properties: &[
        derived("column_name"),
        derived("columns"),
        plain("is_unique", HIGH).with_label("unique"),
        derived("is_primary"),
        plain("is_constraint", MEDIUM).with_label("built for a constraint"),
        plain("method", MEDIUM),
        text("keys", MEDIUM).with_format(keys),
        plain("include", MEDIUM).with_label("included columns"),
        text("predicate", MEDIUM),
        plain("nulls_not_distinct", HIGH),
        plain("partition_of", LOW).with_label("index of the partitioned table").with_format(path_or_none),
        derived("is_partitioned"),
        information("is_invalid"),
        plain("is_clustered", LOW).with_label("clustered on"),
        plain("is_replica_identity", LOW).with_label("the replica identity"),
        plain("tablespace", LOW).absent_means("default"),
        plain("options", LOW),
        plain("depends_on_extensions", LOW).with_label("extensions that it depends on"),
    ],
    members: &[],
};

/// The indexes of a relation.
pub(crate) const INDEXES: Members = Members {
    key: "indexes",
    kind: Kind::Index,
    name: "index_name",
    is_implied,
    implied_by_parent: false,
    derived_from_definition: &[],
    summary,
};

fn is_unique(index: &Value, _: &Value) -> bool {
    index["is_unique"] == true
}

/// The index of a constraint is added and dropped with the constraint.
fn is_implied(index: &Value) -> bool {
    index["is_constraint"] == true
}

/// `unique btree (lower(email), id desc) where active`
fn summary(index: &Value) -> String {
    let unique = if index["is_unique"] == true { "unique " } else { "" };
    let predicate = index["predicate"].as_str().map(|p| format!(" where {p}")).unwrap_or_default();
    format!("{unique}{} {}{predicate}", index["method"].as_str().unwrap_or_default(), keys(&index["keys"]))
}

/// `(lower(email) text_pattern_ops, id desc)`
fn keys(keys: &Value) -> String {
    let keys = keys.as_array().into_iter().flatten().map(|key| {
        let key_text = ["column", "expression"].into_iter().find_map(|field| key[field].as_str());
        let mut text = key_text.unwrap_or_default().to_owned();
        if let Some(collation) = key["collation"].as_str() {
            text.push_str(&format!(" collate {collation}"));
        }
        if let Some(class) = key["operator_class"].as_str() {
            text.push_str(&format!(" {class}"));
        }
        if key["operator_class_options"].is_array() {
            text.push_str(&format!(" ({})", joined(&key["operator_class_options"])));
        }
        match (&key["descending"] == true, &key["nulls_first"] == true) {
            (true, true) => text.push_str(" desc"),
            (true, false) => text.push_str(" desc nulls last"),
            (false, true) => text.push_str(" nulls first"),
            (false, false) => {}
        }
        if !key["statistics_target"].is_null() {
            text.push_str(&format!(" statistics {}", key["statistics_target"]));
        }
        text
    });
    format!("({})", keys.collect::<Vec<_>>().join(", "))
}
