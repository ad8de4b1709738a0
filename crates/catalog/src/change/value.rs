//! Describes values and changes of properties.

use serde_json::Value;

use super::rules::{ItemFormat, Property};
use super::text::{fields, short};
use super::{column, privileges, rules};
use crate::Kind;

/// Describes a change of a property.
pub(super) fn describe(kind: Kind, property: &str, from: &Value, to: &Value) -> String {
    let rule = rules::of(kind).property(property);
    let label = rule.map_or_else(|| property.replace('_', " "), Property::label);
    match (property, from, to) {
        ("is_nullable", _, to) => if *to == "NO" { "now not null" } else { "now nullable" }.to_owned(),
        ("privileges" | "grants" | "current_privileges", from, to) => privileges::describe(&label, from, to),
        ("partition_of", from, to) if from.is_object() || to.is_object() => partition(from, to),
        ("roles", from, to) => lists(&label, &rules::named_roles(from), &rules::named_roles(to), item),
        ("identity", from, to) if kind == Kind::Column => column::identity(from, to),
        ("generated", from, to) if kind == Kind::Column => column::generated(from, to),
        ("not_null", from, to) if kind == Kind::Column => column::not_null(from, to),
        (_, from, to) => by_rule(rule, &label, from, to),
    }
}

/// Describes a change as the rule of the property says, or by the form of its values.
fn by_rule(rule: Option<&Property>, label: &str, from: &Value, to: &Value) -> String {
    let absent = rule.and_then(|rule| rule.absent);
    match (from, to) {
        (from, to) if let Some(format) = rule.and_then(|rule| rule.format) => {
            match (format(from), format(to)) {
                (from, to) if from.is_empty() => format!("{label} added: {to}"),
                (from, to) if to.is_empty() => format!("{label} removed: {from}"),
                (from, to) => format!("{label}: {from} → {to}"),
            }
        }
        (Value::Bool(_) | Value::Null, Value::Bool(_) | Value::Null) => {
            match (absent, *to == Value::Bool(true)) {
                (Some(off), true) => format!("{off} → {label}"),
                (Some(off), false) => format!("{label} → {off}"),
                (None, true) => format!("now {label}"),
                (None, false) => format!("no longer {label}"),
            }
        }
        (Value::Object(_), Value::Object(_)) => format!("{label}: {}", fields(from, to)),
        (Value::Object(_), Value::Null) | (Value::Null, Value::Object(_)) if absent.is_some() => {
            format!("{label}: {}", fields(from, to))
        }
        (from, to) if let Some(absent) = absent => {
            let text = |value: &Value| if value.is_null() { absent.to_owned() } else { short(value) };
            format!("{label}: {} → {}", text(from), text(to))
        }
        (Value::Array(_) | Value::Null, Value::Array(_) | Value::Null) => {
            lists(label, from, to, rule.and_then(|rule| rule.item).unwrap_or(item))
        }
        (Value::Null, to) => format!("{label} added: {}", short(to)),
        (from, Value::Null) => format!("{label} removed: {}", short(from)),
        (Value::String(from), Value::String(to)) if from.contains('\n') || to.contains('\n') => {
            format!("{label} changed")
        }
        (from, to) => format!("{label}: {} → {}", short(from), short(to)),
    }
}

/// Describes a change of the partitioned table or the bounds of a partition.
fn partition(from: &Value, to: &Value) -> String {
    let parent = |value: &Value| rules::path_of(&value["parent"]);
    let bound = |value: &Value| value["bound"].as_str().unwrap_or_default().to_owned();
    match (from.is_null(), to.is_null()) {
        (true, _) => format!("now a partition of {} {}", parent(to), bound(to)),
        (_, true) => format!("no longer a partition of {}", parent(from)),
        _ if parent(from) != parent(to) => {
            format!("partition of: {} → {} {}", parent(from), parent(to), bound(to))
        }
        _ => format!("bounds: {} → {}", bound(from), bound(to)),
    }
}

/// The key and the value of an item of a list: `fillfactor` and `70`.
fn item(value: &Value) -> (String, String) {
    match value.as_str().and_then(|text| text.split_once('=')) {
        Some((key, value)) => (key.trim().to_owned(), value.trim().to_owned()),
        None => (short(value), String::new()),
    }
}

/// Describes a change of a list: the added and the removed items, and those that changed.
fn lists(label: &str, from: &Value, to: &Value, item: ItemFormat) -> String {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (from, to) = (items(from), items(to));
    let only = |these: &[Value], those: &[Value]| -> Vec<(String, String)> {
        these.iter().filter(|one| !those.contains(one)).map(item).collect()
    };
    let (mut added, mut removed) = (only(&to, &from), only(&from, &to));
    if added.is_empty() && removed.is_empty() {
        return format!("order of {label} changed");
    }
    let mut changed = Vec::new();
    removed.retain(|(key, old)| match added.iter().position(|(new_key, _)| new_key == key) {
        Some(at) => {
            let or_all = |value: &str| if value.is_empty() { "all".to_owned() } else { value.to_owned() };
            let (_, new) = added.remove(at);
            changed.push(format!("{key} {} → {}", or_all(old), or_all(&new)));
            false
        }
        None => true,
    });
    let is_option = |item: &&Value| item.as_str().is_some_and(|text| text.contains('='));
    let between = if from.iter().chain(&to).any(|item| is_option(&item)) { "=" } else { " " };
    let text = |items: Vec<(String, String)>| -> Vec<String> {
        let text = |(key, value): (String, String)| match value.is_empty() {
            true => key,
            false => format!("{key}{between}{value}"),
        };
        items.into_iter().map(text).collect()
    };
    let sides = [("added", text(added)), ("removed", text(removed)), ("changed", changed)].into_iter();
    let sides = sides.filter(|(_, items)| !items.is_empty());
    sides.map(|(what, items)| format!("{label} {what}: {}", items.join(", "))).collect::<Vec<_>>().join("; ")
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
                Kind::Table,
                "privileges",
                json!([{"grantee": "app", "privileges": ["SELECT"], "grantable": ["UPDATE"], "grantor": "o"}]),
                json!([{"grantee": "app", "privileges": ["UPDATE"], "grantable": ["SELECT"], "grantor": "o"}]),
                "grant option added: SELECT to app; grant option removed: UPDATE from app",
            ),
            (
                Kind::Table,
                "options",
                json!(["fillfactor=90", "autovacuum_enabled=false"]),
                json!(["fillfactor=70"]),
                "options removed: autovacuum_enabled=false; options changed: fillfactor 90 → 70",
            ),
            (
                Kind::Publication,
                "tables",
                json!([{"table": "table:public.a"}]),
                json!([{"table": "table:public.a", "columns": ["id"], "row_filter": "(id > 5)"}]),
                "tables changed: public.a all → (id) where (id > 5)",
            ),
            (Kind::Table, "persistence", json!(null), json!("UNLOGGED"), "persistence: LOGGED → UNLOGGED"),
            (Kind::Constraint, "not_valid", json!(true), json!(null), "not valid → valid"),
            (
                Kind::Column,
                "identity",
                json!({"generation": "ALWAYS", "sequence": {"data_type": "integer"}, "sequence_name": "s"}),
                json!({"generation": "ALWAYS", "sequence": {"cycle": true}, "sequence_name": "s"}),
                "identity sequence: cycle added, data type integer → bigint",
            ),
            (
                Kind::Sequence,
                "options",
                json!({"start": 1, "cycle": true}),
                json!({"start": 1, "increment": 10}),
                "options: cycle removed, increment 1 → 10",
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
