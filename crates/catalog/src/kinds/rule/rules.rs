//! Comparison rules and severities.

use serde_json::Value;

use crate::Kind;
use crate::change::rules::{MEDIUM, Members, Rules, never, plain, text};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[
        text("definition", MEDIUM),
        plain("enabled", MEDIUM).with_label("state").absent_means("ENABLED"),
    ],
    members: &[],
};

/// The rewrite rules of a relation.
pub(crate) const REWRITE_RULES: Members = Members {
    key: "rules",
    kind: Kind::Rule,
    name: "name",
    is_implied: never,
    implied_by_parent: false,
    derived_from_definition: &[],
    summary,
};

fn summary(_: &Value) -> String {
    String::new()
}
