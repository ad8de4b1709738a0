//! Differences between two objects with the same identity.

use pgplumb_catalog::change::rules::{self, COMMON, Members, PropertyClass};
use pgplumb_catalog::kinds::{Object, default_grants};
use pgplumb_catalog::{Change, ChangeKind, Kind, Name, ObjectId, Rename};
use serde_json::{Map, Value};

use crate::rename;

/// The change for an added object.
pub fn added(object: &dyn Object) -> Change {
    let id = object.id();
    let severity = rules::severity(rules::of(id.kind).added, &Value::Null, &Value::Object(object.fields()));
    let kind = ChangeKind::Added { summary: object.summary() };
    Change { object: id, within: None, kind, severity, informational: false }
}

/// The change for a removed object.
pub fn removed(object: &dyn Object) -> Change {
    let id = object.id();
    let severity = rules::severity(rules::of(id.kind).removed, &Value::Object(object.fields()), &Value::Null);
    let kind = ChangeKind::Removed { summary: object.summary() };
    Change { object: id, within: None, kind, severity, informational: false }
}

/// Adds the changes of an object and its nested objects.
pub fn changed(
    old: &dyn Object,
    new: &dyn Object,
    majors: (u32, u32),
    found: &mut Vec<Change>,
    renames: &mut Vec<Rename>,
) {
    let id = old.id();
    let (mut from, mut to) = (old.fields(), new.fields());
    // Default privileges are made explicit, so that they can be compared with a list.
    if from.get("privileges") != to.get("privileges") {
        make_privileges_explicit(&mut from, old, majors.0);
        make_privileges_explicit(&mut to, new, majors.1);
    }
    let rules = rules::of(id.kind);
    let is_name = |key: &str| matches!(key, "name" | "schema") && rules.property(key).is_none();
    let before = found.len();
    properties(&id, None, is_name, &from, &to, found);
    if old.is_implied() && new.is_implied() {
        keep_common(found, before);
    }
    let definition_changed = found[before..].iter().any(|change| change.property() == Some("definition"));
    let first_member = found.len();
    for members in rules.members {
        let at = found.len();
        let (from, to) = (items(from.get(members.key)), items(to.get(members.key)));
        nested(&id, members, from, to, found);
        if found.len() > at {
            renames.extend(rename::members(members, from, to, &id));
        }
        for change in &mut found[at..] {
            let is_derived =
                change.property().is_some_and(|property| members.derived_from_definition.contains(&property));
            change.informational |= is_derived && !definition_changed;
        }
    }
    let before = first_member;
    without_indexes_of_changed_constraints(found, before);
}

/// Of the changes of an implied object, keeps the changes of common properties.
fn keep_common(found: &mut Vec<Change>, first: usize) {
    let is_common = |change: &Change| COMMON.iter().any(|common| change.property() == Some(common.name));
    let own: Vec<Change> = found.drain(first..).filter(is_common).collect();
    found.extend(own);
}

/// The index of a constraint changes with the constraint and is not reported separately.
fn without_indexes_of_changed_constraints(found: &mut Vec<Change>, from: usize) {
    let changed: Vec<Name> = found[from..]
        .iter()
        .filter(|change| change.object.kind == Kind::Constraint)
        .map(|change| change.object.name.clone())
        .collect();
    let mut at = 0;
    found.retain(|change| {
        at += 1;
        at <= from || change.object.kind != Kind::Index || !changed.contains(&change.object.name)
    });
}

fn make_privileges_explicit(fields: &mut Map<String, Value>, object: &dyn Object, major: u32) {
    if fields.get("privileges").is_none()
        && let Some(grants) = default_grants(object, major)
        && let Ok(grants) = serde_json::to_value(grants)
    {
        fields.insert("privileges".to_owned(), grants);
    }
}

/// Adds the properties that differ.
fn properties(
    id: &ObjectId,
    within: Option<&ObjectId>,
    is_name: impl Fn(&str) -> bool,
    from: &Map<String, Value>,
    to: &Map<String, Value>,
    found: &mut Vec<Change>,
) {
    let rules = rules::of(id.kind);
    let is_member = |key: &str| rules.members.iter().any(|members| members.key == key);
    let absent = |key: &&String| !from.contains_key(*key);
    for key in from.keys().chain(to.keys().filter(absent)) {
        let (old, new) = (from.get(key).unwrap_or(&Value::Null), to.get(key).unwrap_or(&Value::Null));
        if old == new || is_member(key) || is_name(key) {
            continue;
        }
        let rule = rules.property(key);
        let class = rule.map_or(PropertyClass::Plain, |rule| rule.class);
        if class == PropertyClass::Derived || key == "owner" && (old.is_null() || new.is_null()) {
            continue;
        }
        if class == PropertyClass::Unordered && rules::have_same_items(old, new) {
            continue;
        }
        found.push(Change {
            object: id.clone(),
            within: within.cloned(),
            kind: ChangeKind::Changed { property: key.clone(), from: old.clone(), to: new.clone() },
            severity: rule.map_or(pgplumb_catalog::Severity::Medium, |rule| rule.severity(old, new)),
            informational: class == PropertyClass::Information,
        });
    }
}

/// Adds the changes of nested objects, such as columns.
fn nested(within: &ObjectId, members: &Members, from: &[Value], to: &[Value], found: &mut Vec<Change>) {
    let name = |item: &Value| item[members.name].as_str().unwrap_or_default().to_owned();
    let rules = rules::of(members.kind);
    let at = |list: &[Value], wanted: &str| list.iter().position(|item| name(item) == wanted);
    for old in from {
        let id = members.identity(within, old);
        match at(to, &name(old)).map(|at| &to[at]) {
            Some(new) if new == old => {}
            Some(new) => {
                let first = found.len();
                if let (Some(old), Some(new)) = (old.as_object(), new.as_object()) {
                    properties(&id, Some(within), |key| key == members.name, old, new, found);
                }
                if members.implied_by_parent && (members.is_implied)(old) && (members.is_implied)(new) {
                    keep_common(found, first);
                }
            }
            None if (members.is_implied)(old) => {}
            None => found.push(Change {
                object: id,
                within: Some(within.clone()),
                kind: ChangeKind::Removed { summary: (members.summary)(old) },
                severity: rules::severity(rules.removed, old, &Value::Null),
                informational: false,
            }),
        }
    }
    for new in to.iter().filter(|new| at(from, &name(new)).is_none() && !(members.is_implied)(new)) {
        found.push(Change {
            object: members.identity(within, new),
            within: Some(within.clone()),
            kind: ChangeKind::Added { summary: (members.summary)(new) },
            severity: rules::severity(rules.added, &Value::Null, new),
            informational: false,
        });
    }
}

fn items(list: Option<&Value>) -> &[Value] {
    list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Whether catalogs of a major version do not have the changed property.
pub fn is_newer_than(change: &Change, major: u32) -> bool {
    let rule = change.property().and_then(|property| rules::of(change.object.kind).property(property));
    rule.is_some_and(|rule| rule.since > major)
}

/// Whether only a position changed.
pub fn is_position(change: &Change) -> bool {
    let rule = change.property().and_then(|property| rules::of(change.object.kind).property(property));
    rule.is_some_and(|rule| rule.class == PropertyClass::Position)
}

/// Whether the property is state that SQL files do not contain.
pub fn is_state(change: &Change) -> bool {
    let rule = change.property().and_then(|property| rules::of(change.object.kind).property(property));
    rule.is_some_and(|rule| rule.class == PropertyClass::Information)
}

/// Whether the change is about privileges.
pub fn is_about_privileges(change: &Change) -> bool {
    change.object.kind == Kind::DefaultPrivileges
        || change.property().is_some_and(|property| property.ends_with("privileges"))
}
