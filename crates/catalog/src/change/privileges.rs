//! Describes changes of privileges.

use std::collections::BTreeMap;

use serde_json::Value;

/// The privileges in a list of grants: grantee and privilege, and whether the grantee may grant it.
pub(super) fn held(grants: &Value) -> BTreeMap<(String, String), bool> {
    let mut held = BTreeMap::new();
    for grant in grants.as_array().into_iter().flatten() {
        let grantee = match grant["grantee"].as_str().unwrap_or_default() {
            "" => "the owner",
            grantee => grantee,
        };
        for (key, is_grantable) in [("privileges", false), ("grantable", true)] {
            for privilege in grant[key].as_array().into_iter().flatten().filter_map(Value::as_str) {
                *held.entry((grantee.to_owned(), privilege.to_owned())).or_default() |= is_grantable;
            }
        }
    }
    held
}

/// Describes a change of a list of grants: `privileges added: INSERT, SELECT to app; grant option
/// removed: UPDATE from admin`.
pub(super) fn describe(label: &str, from: &Value, to: &Value) -> String {
    let (from, to) = (held(from), held(to));
    let only = |one: &BTreeMap<(String, String), bool>, other: &BTreeMap<(String, String), bool>| {
        let found = one.iter().filter(|(held, _)| !other.contains_key(held));
        found.map(|(held, is_grantable)| (held.clone(), *is_grantable)).collect::<Vec<_>>()
    };
    let of_both = |wanted: bool| {
        let found = to.iter().filter(|(held, now)| **now == wanted && from.get(held) == Some(&!wanted));
        found.map(|(held, _)| (held.clone(), false)).collect::<Vec<_>>()
    };
    [
        (format!("{label} added"), by_grantee(only(&to, &from), "to")),
        (format!("{label} removed"), by_grantee(only(&from, &to), "from")),
        ("grant option added".to_owned(), by_grantee(of_both(true), "to")),
        ("grant option removed".to_owned(), by_grantee(of_both(false), "from")),
    ]
    .into_iter()
    .filter(|(_, items)| !items.is_empty())
    .map(|(what, items)| format!("{what}: {items}"))
    .collect::<Vec<_>>()
    .join("; ")
}

/// Describes a list of grants: `SELECT to app, UPDATE to admin with grant option`.
pub(crate) fn summary(grants: &Value) -> String {
    by_grantee(held(grants).into_iter().collect(), "to")
}

/// Groups privileges by grantee: `INSERT, SELECT to app`.
fn by_grantee(privileges: Vec<((String, String), bool)>, preposition: &str) -> String {
    let mut by_grantee: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
    for ((grantee, privilege), is_grantable) in privileges {
        let is_grantable = is_grantable && preposition == "to";
        by_grantee.entry((grantee, is_grantable)).or_default().push(privilege);
    }
    let described = by_grantee.into_iter().map(|((grantee, is_grantable), privileges)| {
        let option = if is_grantable { " with grant option" } else { "" };
        format!("{} {preposition} {grantee}{option}", privileges.join(", "))
    });
    described.collect::<Vec<_>>().join("; ")
}
