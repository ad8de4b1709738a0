//! Keeping current objects and properties in a desired catalog, where a change is excluded from the
//! plan.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::change::rules::Members;
use pgplumb_catalog::change::{Change, ChangeKind, rules};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// Whether the catalog has the result of a change. For a changed property, any value other than the
/// original counts.
pub fn has_change(catalog: &Catalog, change: &Change) -> bool {
    let subject = change.subject();
    let fields = catalog.object(subject).map(|object| Value::Object(object.fields()));
    let found = match (fields, change.object == *subject) {
        (Some(fields), false) => {
            let members = rules::of(subject.kind).members.iter().filter(|m| m.kind == change.object.kind);
            let mut found = members.filter_map(|m| item(fields.get(m.key)?, m, &change.object.name));
            found.next().cloned()
        }
        (fields, _) => fields,
    };
    match &change.kind {
        ChangeKind::Added { .. } => found.is_some(),
        ChangeKind::Removed { .. } => found.is_none(),
        ChangeKind::Changed { property, from, .. } => {
            found.is_some_and(|fields| fields.get(property).unwrap_or(&Value::Null) != from)
        }
    }
}

/// Undoes changes that lead from catalog `from` to `desired`: their objects and properties become
/// the objects of `from`.
///
/// # Errors
/// The resulting fields do not form a valid object.
pub fn keep_current(
    desired: &mut Catalog,
    from: &Catalog,
    changes: &[&Change],
) -> Result<(), serde_json::Error> {
    let mut by_object: BTreeMap<&ObjectId, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_object.entry(change.subject()).or_default().push(change);
    }
    let old = fields_of(from, &by_object);
    let new = fields_of(desired, &by_object);
    let mut removed = Vec::new();
    for (id, changes) in &by_object {
        match (old.get(id), new.get(id)) {
            (Some(old), None) => desired.put(id.kind, old.clone())?,
            (None, Some(_)) => removed.push((*id).clone()),
            (Some(old), Some(new)) => {
                let mut fields = new.clone();
                changes.iter().for_each(|change| undo(&mut fields, old, id, change));
                desired.put(id.kind, fields)?;
            }
            (None, None) => {}
        }
    }
    if !removed.is_empty() {
        *desired = std::mem::take(desired).keep(|id| !removed.contains(id));
    }
    // Objects that keep their current definition keep its dependencies.
    let nested = changes.iter().map(|change| &change.object);
    let subjects: BTreeSet<&ObjectId> = by_object.keys().copied().chain(nested).collect();
    let relations: BTreeSet<_> = by_object.keys().map(|id| (id.schema.as_ref(), &id.name)).collect();
    let is_kept = |id: &ObjectId| {
        subjects.contains(id)
            || id.relation.as_ref().is_some_and(|r| relations.contains(&(id.schema.as_ref(), r)))
    };
    for (dependent, needed) in from.dependencies.iter().filter(|(dependent, _)| is_kept(dependent)) {
        desired.dependencies.insert(dependent.clone(), needed.clone());
    }
    Ok(())
}

/// The fields of the wanted objects of a catalog.
fn fields_of<T>(
    catalog: &Catalog,
    wanted: &BTreeMap<&ObjectId, T>,
) -> BTreeMap<ObjectId, Map<String, Value>> {
    let mut kinds: Vec<Kind> = wanted.keys().map(|id| id.kind).collect();
    kinds.dedup();
    let objects = kinds.into_iter().flat_map(|kind| catalog.of_kind(kind));
    let identified = objects.map(|object: &dyn Object| (object.id(), object));
    identified.filter(|(id, _)| wanted.contains_key(id)).map(|(id, object)| (id, object.fields())).collect()
}

/// Undoes a change in the fields of an object.
fn undo(fields: &mut Map<String, Value>, old: &Map<String, Value>, id: &ObjectId, change: &Change) {
    if change.object == *id {
        if let ChangeKind::Changed { property, .. } = &change.kind {
            set(fields, property, old.get(property));
        }
        return;
    }
    let Some(members) = rules::of(id.kind).members.iter().find(|members| members.kind == change.object.kind)
    else {
        return;
    };
    let old_item = old.get(members.key).and_then(|items| item(items, members, &change.object.name));
    let items = fields.entry(members.key).or_insert_with(|| Value::Array(Vec::new()));
    match &change.kind {
        ChangeKind::Changed { property, .. } => {
            let at = position(items, members, &change.object.name);
            if let (Some(at), Some(old_item)) = (at, old_item)
                && let Some(item) = items[at].as_object_mut()
            {
                set(item, property, old_item.get(property));
            }
        }
        ChangeKind::Added { .. } => {
            if let (Some(at), Some(items)) =
                (position(items, members, &change.object.name), items.as_array_mut())
            {
                items.remove(at);
            }
        }
        ChangeKind::Removed { .. } => {
            if let (Some(old_item), Some(items)) = (old_item, items.as_array_mut()) {
                items.push(old_item.clone());
            }
        }
    }
}

/// Sets a field. An absent field has its default value.
fn set(fields: &mut Map<String, Value>, property: &str, value: Option<&Value>) {
    match value {
        Some(value) => fields.insert(property.to_owned(), value.clone()),
        None => fields.remove(property),
    };
}

fn position(items: &Value, members: &Members, name: &str) -> Option<usize> {
    items.as_array()?.iter().position(|item| item[members.name].as_str() == Some(name))
}

fn item<'a>(items: &'a Value, members: &Members, name: &str) -> Option<&'a Value> {
    items.get(position(items, members, name)?)
}
