//! Comparison rules and severities.

use serde_json::Value;

use crate::change::rules::{HIGH, MEDIUM, Rules, joined, plain};

pub(crate) const RULES: Rules = Rules {
    added: MEDIUM,
    removed: HIGH,
    properties: &[plain("parser", MEDIUM), plain("mappings", MEDIUM).with_items(mapping)],
    members: &[],
};

/// `word with english_stem`, with the token type as the key.
fn mapping(mapping: &Value) -> (String, String) {
    let token_type = mapping["token_type"].as_str().unwrap_or_default();
    (token_type.to_owned(), format!("with {}", joined(&mapping["dictionaries"])))
}
