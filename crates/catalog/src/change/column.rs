//! Describes changes of the properties of columns.

use std::borrow::Cow;

use serde_json::Value;

use super::text::fields;
use crate::sql::parenthesize;

/// How the values of an identity column are generated: `by default → always; sequence: increment 1
/// → 10`.
pub(super) fn identity(from: &Value, to: &Value) -> String {
    let generation = |identity: &Value| {
        format!("generated {}", identity["generation"].as_str().unwrap_or_default().to_lowercase())
    };
    match (from.is_null(), to.is_null()) {
        (true, _) => return format!("identity added: {}", generation(to)),
        (_, true) => return format!("identity removed: {}", generation(from)),
        _ => {}
    }
    let mut changes = Vec::new();
    if from["generation"] != to["generation"] {
        changes.push(format!("identity: {} → {}", generation(from), generation(to)));
    }
    let name = |identity: &Value| identity["sequence_name"].as_str().unwrap_or_default().to_owned();
    if name(from) != name(to) {
        changes.push(format!("sequence: {} → {}", name(from), name(to)));
    }
    let options = fields(&from["sequence"], &to["sequence"]);
    if !options.is_empty() {
        changes.push(format!("identity sequence: {options}"));
    }
    if changes.is_empty() { "identity sequence in another schema".to_owned() } else { changes.join("; ") }
}

/// How the values of a generated column are computed.
pub(super) fn generated(from: &Value, to: &Value) -> String {
    match (from.is_null(), to.is_null()) {
        (true, _) => format!("now {}", generation(to)),
        (_, true) => format!("no longer {}", generation(from)),
        _ if from["expression"] == to["expression"] => {
            let kind = |generated: &Value| generated["kind"].as_str().unwrap_or_default().to_lowercase();
            format!("{} → {}", kind(from), kind(to))
        }
        _ if from["kind"] == to["kind"] => {
            format!("generated as {} → {}", expression(from), expression(to))
        }
        _ => format!("{} → {}", generation(from), generation(to)),
    }
}

/// `generated as ((price * count)) stored`
pub(crate) fn generation(generated: &Value) -> String {
    let kind = generated["kind"].as_str().unwrap_or_default().to_lowercase();
    format!("generated as {} {kind}", expression(generated)).trim_end().to_owned()
}

fn expression(generated: &Value) -> Cow<'_, str> {
    parenthesize(generated["expression"].as_str().unwrap_or_default())
}

/// The not-null constraint of a column, which is only known if it has properties of its own.
pub(super) fn not_null(from: &Value, to: &Value) -> String {
    let text = |constraint: &Value, key: &str| constraint[key].as_str().map(str::to_owned);
    let mut changes = Vec::new();
    match (text(from, "name"), text(to, "name")) {
        (None, Some(new)) => changes.push(format!("named {new}")),
        (Some(old), None) => changes.push(format!("no longer named {old}")),
        (Some(old), Some(new)) if old != new => changes.push(format!("{old} → {new}")),
        _ => {}
    }
    let words = [("not_valid", "valid", "not valid"), ("no_inherit", "inherited", "not inherited")];
    for (key, off, on) in words {
        match (from[key] == true, to[key] == true) {
            (false, true) => changes.push(format!("{off} → {on}")),
            (true, false) => changes.push(format!("{on} → {off}")),
            _ => {}
        }
    }
    match (text(from, "comment"), text(to, "comment")) {
        (old, new) if old == new => {}
        (None, _) => changes.push("comment added".to_owned()),
        (_, None) => changes.push("comment removed".to_owned()),
        _ => changes.push("comment changed".to_owned()),
    }
    if changes.is_empty() {
        changes.push("its parents changed".to_owned());
    }
    format!("not-null constraint: {}", changes.join(", "))
}
