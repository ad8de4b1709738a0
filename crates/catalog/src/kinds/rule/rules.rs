//! What a change is worth.

use serde_json::Value;

use crate::Kind;
use crate::change::rules::{MEDIUM, Members, Rules, never, plain, text};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: MEDIUM,
    properties: &[text("definition", MEDIUM), plain("enabled", MEDIUM)],
    members: &[],
};

/// The rewrite rules of a relation.
pub(crate) const RULES_OF_RELATIONS: Members = Members {
    key: "rules",
    kind: Kind::Rule,
    name: "name",
    follows: never,
    is_told_elsewhere: false,
    defined: &[],
    summary,
};

fn summary(_: &Value) -> String {
    String::new()
}
