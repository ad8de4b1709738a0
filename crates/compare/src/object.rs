//! What differs between two objects of the same identity.

use pgplumb_catalog::change::rules::{self, COMMON, Class, Members};
use pgplumb_catalog::kinds::{Object, default_grants};
use pgplumb_catalog::{Change, Kind, Name, ObjectId, Rename, What};
use serde_json::{Map, Value};

use crate::rename;

/// The change that there is an object more.
pub fn added(object: &dyn Object) -> Change {
    let id = object.id();
    let severity = rules::severity(rules::of(id.kind).added, &Value::Null, &Value::Object(object.fields()));
    let what = What::Added { summary: object.summary() };
    Change { object: id, within: None, what, severity, informational: false }
}

/// The change that there is an object less.
pub fn removed(object: &dyn Object) -> Change {
    let id = object.id();
    let severity = rules::severity(rules::of(id.kind).removed, &Value::Object(object.fields()), &Value::Null);
    let what = What::Removed { summary: object.summary() };
    Change { object: id, within: None, what, severity, informational: false }
}

/// Finds the changes of an object and of all that is nested in it.
pub fn changed(
    old: &dyn Object,
    new: &dyn Object,
    majors: (u32, u32),
    found: &mut Vec<Change>,
    renames: &mut Vec<Rename>,
) {
    let id = old.id();
    let (mut from, mut to) = (old.fields(), new.fields());
    // What nobody said anything of is what such an object starts with: it can be told from what somebody did say.
    if from.get("privileges") != to.get("privileges") {
        state_privileges(&mut from, old, majors.0);
        state_privileges(&mut to, new, majors.1);
    }
    let rules = rules::of(id.kind);
    let is_name = |key: &str| matches!(key, "name" | "schema") && rules.property(key).is_none();
    let before = found.len();
    properties(&id, None, is_name, &from, &to, found);
    if old.follows() && new.follows() {
        keep_own(found, before);
    }
    let is_defined_anew = found[before..].iter().any(|change| change.property() == Some("definition"));
    let first_member = found.len();
    for members in rules.members {
        let at = found.len();
        let (from, to) = (items(from.get(members.key)), items(to.get(members.key)));
        nested(&id, members, from, to, found);
        if found.len() > at {
            renames.extend(rename::members(members, from, to, |name| identity(&id, members.kind, name)));
        }
        for change in &mut found[at..] {
            let follows = change.property().is_some_and(|property| members.defined.contains(&property));
            change.informational |= follows && !is_defined_anew;
        }
    }
    let before = first_member;
    without_indexes_of_changed_constraints(found, before);
}

/// Of what follows something else, keeps what can only be said of itself.
fn keep_own(found: &mut Vec<Change>, first: usize) {
    let is_own = |change: &Change| COMMON.iter().any(|common| change.property() == Some(common.name));
    let own: Vec<Change> = found.drain(first..).filter(is_own).collect();
    found.extend(own);
}

/// An index that a constraint is built on changes with the constraint: that is told once.
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

fn state_privileges(fields: &mut Map<String, Value>, object: &dyn Object, major: u32) {
    if fields.get("privileges").is_none()
        && let Some(grants) = default_grants(object, major)
        && let Ok(grants) = serde_json::to_value(grants)
    {
        fields.insert("privileges".to_owned(), grants);
    }
}

/// Finds the properties that differ.
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
        let class = rule.map_or(Class::Plain, |rule| rule.class);
        if class == Class::Derived || key == "owner" && (old.is_null() || new.is_null()) {
            continue;
        }
        found.push(Change {
            object: id.clone(),
            within: within.cloned(),
            what: What::Changed { property: key.clone(), from: old.clone(), to: new.clone() },
            severity: rule.map_or(pgplumb_catalog::Severity::Medium, |rule| rule.severity(old, new)),
            informational: class == Class::Information,
        });
    }
}

/// Finds the differences of objects that are nested in one: its columns, say.
fn nested(within: &ObjectId, members: &Members, from: &[Value], to: &[Value], found: &mut Vec<Change>) {
    let name = |item: &Value| item[members.name].as_str().unwrap_or_default().to_owned();
    let rules = rules::of(members.kind);
    let at = |list: &[Value], wanted: &str| list.iter().position(|item| name(item) == wanted);
    for old in from {
        let id = identity(within, members.kind, &name(old));
        match at(to, &name(old)).map(|at| &to[at]) {
            Some(new) if new == old => {}
            Some(new) => {
                let first = found.len();
                if let (Some(old), Some(new)) = (old.as_object(), new.as_object()) {
                    properties(&id, Some(within), |key| key == members.name, old, new, found);
                }
                if members.is_told_elsewhere && (members.follows)(old) && (members.follows)(new) {
                    keep_own(found, first);
                }
            }
            None if (members.follows)(old) => {}
            None => found.push(Change {
                object: id,
                within: Some(within.clone()),
                what: What::Removed { summary: (members.summary)(old) },
                severity: rules::severity(rules.removed, old, &Value::Null),
                informational: false,
            }),
        }
    }
    for new in to.iter().filter(|new| at(from, &name(new)).is_none() && !(members.follows)(new)) {
        found.push(Change {
            object: identity(within, members.kind, &name(new)),
            within: Some(within.clone()),
            what: What::Added { summary: (members.summary)(new) },
            severity: rules::severity(rules.added, &Value::Null, new),
            informational: false,
        });
    }
}

fn items(list: Option<&Value>) -> &[Value] {
    list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// What identifies an object nested in another. Indexes have names of their own within the schema.
fn identity(within: &ObjectId, kind: Kind, name: &str) -> ObjectId {
    if kind.is_named_in_relation() {
        return within.nested(kind, name);
    }
    ObjectId { kind, schema: within.schema.clone(), relation: None, name: name.into() }
}

/// Whether a change is of something that catalogs of a major version say nothing of.
pub fn is_unsaid(change: &Change, major: u32) -> bool {
    let rule = change.property().and_then(|property| rules::of(change.object.kind).property(property));
    rule.is_some_and(|rule| rule.since > major)
}

/// Whether a change is only one of place among others.
pub fn is_position(change: &Change) -> bool {
    let rule = change.property().and_then(|property| rules::of(change.object.kind).property(property));
    rule.is_some_and(|rule| rule.class == Class::Position)
}

/// Whether a change is of a state that SQL does not say.
pub fn is_of_state(change: &Change) -> bool {
    let rule = change.property().and_then(|property| rules::of(change.object.kind).property(property));
    rule.is_some_and(|rule| rule.class == Class::Information)
}

/// Whether a change is about who may do what.
pub fn is_of_privileges(change: &Change) -> bool {
    change.object.kind == Kind::DefaultPrivileges
        || change.property().is_some_and(|property| property.ends_with("privileges"))
}
