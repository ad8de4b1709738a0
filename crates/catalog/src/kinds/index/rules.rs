//! What a change is worth.

use serde_json::Value;

use crate::Kind;
use crate::change::Severity;
use crate::change::rules::{HIGH, LOW, MEDIUM, Members, Rules, always, derived, information, plain, text, when};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: &[when("unique", is_unique, Severity::High), always(Severity::Medium)],
    properties: &[
        derived("column_name"),
        derived("columns"),
        plain("is_unique", HIGH).called("unique"),
        derived("is_primary"),
        plain("is_constraint", MEDIUM).called("built for a constraint"),
        plain("method", MEDIUM),
        text("keys", MEDIUM),
        plain("include", MEDIUM),
        text("predicate", MEDIUM),
        plain("nulls_not_distinct", HIGH),
        plain("partition_of", LOW),
        derived("is_partitioned"),
        information("is_invalid"),
        plain("is_clustered", LOW).called("clustered on"),
        plain("is_replica_identity", LOW).called("replica identity"),
        plain("tablespace", LOW),
        plain("options", LOW),
    ],
    members: &[],
};

/// The indexes of a relation.
pub(crate) const INDEXES: Members = Members { key: "indexes", kind: Kind::Index, name: "index_name", follows, is_told_elsewhere: false, defined: &[], summary };

fn is_unique(index: &Value, _: &Value) -> bool {
    index["is_unique"] == true
}

/// The index that a constraint is built on comes and goes with the constraint.
fn follows(index: &Value) -> bool {
    index["is_constraint"] == true
}

/// `unique btree (lower(email), id DESC) where active`
fn summary(index: &Value) -> String {
    let keys = index["keys"].as_array().into_iter().flatten().map(|key| {
        let text = key["column"].as_str().or_else(|| key["expression"].as_str()).unwrap_or_default();
        format!("{text}{}", if key["descending"] == true { " desc" } else { "" })
    });
    let keys = keys.collect::<Vec<_>>().join(", ");
    let unique = if index["is_unique"] == true { "unique " } else { "" };
    let predicate = index["predicate"].as_str().map(|p| format!(" where {p}")).unwrap_or_default();
    format!("{unique}{} ({keys}){predicate}", index["method"].as_str().unwrap_or_default())
}
