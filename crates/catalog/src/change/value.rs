//! Describes values and changes of properties.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::rules;
use crate::Kind;

/// Describes a change of a property.
pub(super) fn describe(kind: Kind, property: &str, from: &Value, to: &Value) -> String {
    let rule = rules::of(kind).property(property);
    let label = rule.map_or_else(|| property.replace('_', " "), rules::Property::label);
    match (property, from, to) {
        ("is_nullable", _, to) => if *to == "NO" { "now not null" } else { "now nullable" }.to_owned(),
        ("privileges" | "grants", from, to) => {
            let (from, to) = (privileges(from), privileges(to));
            let (added, removed) = (to.difference(&from), from.difference(&to));
            sides(&label, &by_grantee(added, "to"), &by_grantee(removed, "from"), "; ")
        }
        ("partition_of", Value::Null, to @ Value::Object(_)) => {
            format!("now a partition of {} {}", parent(to), bound(to))
        }
        ("partition_of", from @ Value::Object(_), Value::Null) => {
            format!("no longer a partition of {}", parent(from))
        }
        ("partition_of", from @ Value::Object(_), to) if parent(from) != parent(to) => {
            format!("partition of: {} → {} {}", parent(from), parent(to), bound(to))
        }
        ("partition_of", from @ Value::Object(_), to) => format!("bounds: {} → {}", bound(from), bound(to)),
        ("roles", from, to) => lists(&label, &rules::named_roles(from), &rules::named_roles(to)),
        ("identity", Value::Null, to) if kind == Kind::Column => format!("{label} added: {}", generation(to)),
        ("identity", from, Value::Null) if kind == Kind::Column => {
            format!("{label} removed: {}", generation(from))
        }
        (_, from, to) if let Some(format) = rule.and_then(|rule| rule.format) => {
            match (format(from), format(to)) {
                (from, to) if from.is_empty() => format!("{label} added: {to}"),
                (from, to) if to.is_empty() => format!("{label} removed: {from}"),
                (from, to) => format!("{label}: {from} → {to}"),
            }
        }
        (_, Value::Object(from), Value::Object(to)) => format!("{label}: {}", fields(from, to)),
        (_, Value::Array(_) | Value::Null, Value::Array(_) | Value::Null) => lists(&label, from, to),
        (_, Value::Bool(_) | Value::Null, Value::Bool(_) | Value::Null) => {
            if *to == Value::Bool(true) {
                format!("now {label}")
            } else {
                format!("no longer {label}")
            }
        }
        (_, Value::Null, to) => format!("{label} added: {}", short(to)),
        (_, from, Value::Null) => format!("{label} removed: {}", short(from)),
        (_, Value::String(from), Value::String(to)) if from.contains('\n') || to.contains('\n') => {
            format!("{label} changed")
        }
        (_, from, to) => format!("{label}: {} → {}", short(from), short(to)),
    }
}

/// The partitioned table of a partition, without its kind.
fn parent(partition_of: &Value) -> &str {
    let parent = partition_of["parent"].as_str().unwrap_or_default();
    parent.split_once(':').map_or(parent, |(_, name)| name)
}

/// The bounds of a partition.
fn bound(partition_of: &Value) -> &str {
    partition_of["bound"].as_str().unwrap_or_default()
}

/// How the values of an identity column are generated, without the properties of its sequence.
fn generation(identity: &Value) -> String {
    format!("generated {}", identity["generation"].as_str().unwrap_or_default().to_lowercase())
}

fn lists(label: &str, from: &Value, to: &Value) -> String {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (from, to) = (items(from), items(to));
    let only = |these: &[Value], those: &[Value]| -> Vec<String> {
        these.iter().filter(|item| !those.contains(item)).map(short).collect()
    };
    let (added, removed) = (only(&to, &from), only(&from, &to));
    if added.is_empty() && removed.is_empty() {
        format!("order of {label} changed")
    } else {
        sides(label, &added, &removed, ", ")
    }
}

/// Describes the fields that differ: `increment: 1 → 10, cycle added`.
fn fields(from: &Map<String, Value>, to: &Map<String, Value>) -> String {
    let keys: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    let differing = keys.into_iter().filter(|key| from.get(*key) != to.get(*key));
    let phrases = differing.map(|key| {
        let word = key.replace('_', " ");
        match (from.get(key).unwrap_or(&Value::Null), to.get(key).unwrap_or(&Value::Null)) {
            (Value::Null, Value::Bool(true)) => format!("{word} added"),
            (Value::Bool(true), Value::Null) => format!("{word} removed"),
            (from, to) => format!("{word} {} → {}", or_default(from), or_default(to)),
        }
    });
    phrases.collect::<Vec<_>>().join(", ")
}

/// The value, or `default` if it is absent.
fn or_default(value: &Value) -> String {
    if value.is_null() { "default".to_owned() } else { short(value) }
}

fn sides(label: &str, added: &[String], removed: &[String], between: &str) -> String {
    let side = |what: &str, items: &[String]| {
        (!items.is_empty()).then(|| format!("{label} {what}: {}", items.join(between)))
    };
    let sides: Vec<String> = [side("added", added), side("removed", removed)].into_iter().flatten().collect();
    sides.join("; ")
}

/// Formats a value on one line.
fn short(value: &Value) -> String {
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

/// The privileges in a list of grants, as pairs of grantee and privilege: `app`, `UPDATE with grant
/// option`.
pub(super) fn privileges(grants: &Value) -> BTreeSet<(String, String)> {
    let mut privileges = BTreeSet::new();
    for grant in grants.as_array().into_iter().flatten() {
        let grantee = match grant["grantee"].as_str().unwrap_or_default() {
            "" => "the owner",
            grantee => grantee,
        };
        for (key, option) in [("privileges", ""), ("grantable", " with grant option")] {
            for privilege in grant[key].as_array().into_iter().flatten().filter_map(Value::as_str) {
                privileges.insert((grantee.to_owned(), format!("{privilege}{option}")));
            }
        }
    }
    privileges
}

/// Groups privileges by grantee: `INSERT, SELECT to app`.
fn by_grantee<'a>(privileges: impl Iterator<Item = &'a (String, String)>, preposition: &str) -> Vec<String> {
    let mut held: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (grantee, privilege) in privileges {
        held.entry(grantee).or_default().push(privilege);
    }
    held.into_iter().map(|(grantee, held)| format!("{} {preposition} {grantee}", held.join(", "))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_described() {
        for (kind, property, from, to, words) in [
            (Kind::Enum, "labels", json!(["a"]), json!(["a", "b", "c"]), "labels added: b, c"),
            (Kind::Enum, "labels", json!(["a", "b"]), json!(["b", "a"]), "order of labels changed"),
            (Kind::Column, "type", json!("integer"), json!("bigint"), "type: integer → bigint"),
            (Kind::Column, "is_nullable", json!("YES"), json!("NO"), "now not null"),
            (Kind::Column, "column_default", json!(null), json!("5"), "default added: 5"),
            (
                Kind::Column,
                "identity",
                json!({"generation": "BY DEFAULT", "sequence": {}, "sequence_name": "a_id_seq"}),
                json!(null),
                "identity removed: generated by default",
            ),
            (Kind::Table, "row_security", json!(null), json!(true), "now under row security"),
            (
                Kind::Table,
                "privileges",
                json!(null),
                json!([{"grantee": "app", "privileges": ["SELECT", "INSERT"], "grantor": "o"}]),
                "privileges added: INSERT, SELECT to app",
            ),
            (
                Kind::Sequence,
                "options",
                json!({"start": 1, "cycle": true}),
                json!({"start": 1, "increment": 10}),
                "options: cycle removed, increment default → 10",
            ),
            (
                Kind::Index,
                "keys",
                json!([{"expression": "lower(name)", "operator_class": "text_pattern_ops"}]),
                json!([{"column": "name", "descending": true}]),
                "keys: (lower(name) text_pattern_ops) → (name desc nulls last)",
            ),
        ] {
            assert_eq!(describe(kind, property, &from, &to), words);
        }
    }
}
