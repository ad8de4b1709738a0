//! Values of properties in words.

use std::collections::BTreeSet;

use serde_json::Value;

use super::rules;
use crate::Kind;

/// A change of a property in a phrase.
pub(super) fn phrase(kind: Kind, property: &str, from: &Value, to: &Value) -> String {
    let rule = rules::of(kind).property(property);
    let label = rule.map_or_else(|| property.replace('_', " "), rules::Property::label);
    match (property, from, to) {
        ("is_nullable", _, to) => if *to == "NO" { "now not null" } else { "no longer not null" }.to_owned(),
        ("privileges" | "grants", from, to) => {
            let (from, to) = (privileges(from), privileges(to));
            let gained: Vec<String> = to.difference(&from).map(ToString::to_string).collect();
            let lost: Vec<String> = from.difference(&to).map(ToString::to_string).collect();
            sides(&label, &gained, &lost)
        }
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

fn lists(label: &str, from: &Value, to: &Value) -> String {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (from, to) = (items(from), items(to));
    let only = |these: &[Value], those: &[Value]| -> Vec<String> {
        these.iter().filter(|item| !those.contains(item)).map(short).collect()
    };
    let (gained, lost) = (only(&to, &from), only(&from, &to));
    if gained.is_empty() && lost.is_empty() {
        format!("order of {label} changed")
    } else {
        sides(label, &gained, &lost)
    }
}

fn sides(label: &str, gained: &[String], lost: &[String]) -> String {
    let side = |what: &str, items: &[String]| {
        (!items.is_empty()).then(|| format!("{label} {what}: {}", items.join(", ")))
    };
    let sides: Vec<String> = [side("added", gained), side("removed", lost)].into_iter().flatten().collect();
    sides.join("; ")
}

/// A value on one line.
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

/// The privileges in a list of grants, one by one: `app: SELECT`, `app: UPDATE with grant option`.
pub(super) fn privileges(grants: &Value) -> BTreeSet<String> {
    let mut privileges = BTreeSet::new();
    for grant in grants.as_array().into_iter().flatten() {
        let grantee = match grant["grantee"].as_str().unwrap_or_default() {
            "" => "the owner",
            grantee => grantee,
        };
        for (key, option) in [("privileges", ""), ("grantable", " with grant option")] {
            for privilege in grant[key].as_array().into_iter().flatten().filter_map(Value::as_str) {
                privileges.insert(format!("{grantee}: {privilege}{option}"));
            }
        }
    }
    privileges
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_in_words() {
        for (kind, property, from, to, words) in [
            (Kind::Enum, "labels", json!(["a"]), json!(["a", "b", "c"]), "labels added: b, c"),
            (Kind::Enum, "labels", json!(["a", "b"]), json!(["b", "a"]), "order of labels changed"),
            (Kind::Column, "type", json!("integer"), json!("bigint"), "type: integer → bigint"),
            (Kind::Column, "is_nullable", json!("YES"), json!("NO"), "now not null"),
            (Kind::Column, "column_default", json!(null), json!("5"), "default added: 5"),
            (Kind::Table, "row_security", json!(null), json!(true), "now under row security"),
            (
                Kind::Table,
                "privileges",
                json!(null),
                json!([{"grantee": "app", "privileges": ["SELECT", "INSERT"], "grantor": "o"}]),
                "privileges added: app: INSERT, app: SELECT",
            ),
        ] {
            assert_eq!(phrase(kind, property, &from, &to), words);
        }
    }
}
