//! Formats values of properties on one line.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Describes the fields that differ: `increment 1 → 10, cycle added`.
pub(super) fn fields(from: &Value, to: &Value) -> String {
    let empty = Map::new();
    let (from, to) = (from.as_object().unwrap_or(&empty), to.as_object().unwrap_or(&empty));
    let keys: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let differing = keys.into_iter().filter(|key| from.get(*key) != to.get(*key));
    let phrases = differing.map(|key| {
        let word = key.replace('_', " ");
        match (from.get(key).unwrap_or(&Value::Null), to.get(key).unwrap_or(&Value::Null)) {
            (Value::Null, Value::Bool(true)) => format!("{word} added"),
            (Value::Bool(true), Value::Null) => format!("{word} removed"),
            (from, to) if from.is_object() || to.is_object() => format!("{word}: {}", fields(from, to)),
            (from, to) => format!("{word} {} → {}", or_default(key, from), or_default(key, to)),
        }
    });
    phrases.collect::<Vec<_>>().join(", ")
}

/// The value, or the default of an option of a sequence or another object.
fn or_default(key: &str, value: &Value) -> String {
    match (key, value) {
        ("data_type", Value::Null) => "bigint".to_owned(),
        ("increment" | "cache", Value::Null) => "1".to_owned(),
        (_, Value::Null) => "default".to_owned(),
        (_, value) => short(value),
    }
}

/// Formats a value on one line.
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.replace('\n', " "),
        Value::Array(items) => items.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(_, value)| !value.is_null());
            fields
                .map(|(key, value)| match value {
                    Value::Bool(true) => key.replace('_', " "),
                    value => format!("{} {}", key.replace('_', " "), short(value)),
                })
                .collect::<Vec<_>>()
                .join(" ")
        }
        Value::Null => "none".to_owned(),
        other => other.to_string(),
    }
}
