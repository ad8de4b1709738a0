//! Finds probable renames: an object with the same definition and no other candidate.

use pgplumb_catalog::change::rules::{self, Members, PropertyClass};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{ObjectId, Rename};
use rustc_hash::FxHashMap;
use serde_json::Value;

/// Pairs of objects of one kind that differ only in name.
pub fn objects(removed: &[&dyn Object], added: &[&dyn Object]) -> Vec<Rename> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let (old, new) = (by_rename_key(removed), by_rename_key(added));
    let only = |list: &[ObjectId]| if let [only] = list { Some(only.clone()) } else { None };
    let mut renames: Vec<Rename> = old
        .iter()
        .filter_map(|(rename_key, from)| Some(Rename { from: only(from)?, to: only(new.get(rename_key)?)? }))
        .collect();
    renames.sort_by(|a, b| a.from.cmp(&b.from));
    renames
}

fn by_rename_key(objects: &[&dyn Object]) -> FxHashMap<String, Vec<ObjectId>> {
    let mut by_rename_key: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
    for object in objects {
        if let Some(rename_key) = object.rename_key() {
            by_rename_key.entry(rename_key).or_default().push(object.id());
        }
    }
    by_rename_key
}

/// Pairs of items that differ only in name and, if the kind has positions, follow the same item.
pub fn members(members: &Members, from: &[Value], to: &[Value], within: &ObjectId) -> Vec<Rename> {
    let (removed_items, added_items) = (unmatched(members, from, to), unmatched(members, to, from));
    let mut renames = Vec::new();
    for old in &removed_items {
        let like = |new: &&Unmatched<'_>| is_like(members, old, new);
        let mut found = added_items.iter().filter(|new| like(new));
        if let (Some(new), None) = (found.next(), found.next())
            && removed_items.iter().filter(|other| is_like(members, other, new)).count() == 1
        {
            let (from, to) = (members.identity(within, old.item), members.identity(within, new.item));
            renames.push(Rename { from, to });
        }
    }
    renames
}

/// An item that only one of two lists has.
struct Unmatched<'a> {
    item: &'a Value,
    /// The item before it that both lists have.
    previous: Option<&'a str>,
}

fn unmatched<'a>(members: &Members, list: &'a [Value], other: &[Value]) -> Vec<Unmatched<'a>> {
    let mut previous = None;
    let mut unmatched = Vec::new();
    for item in list {
        let Some(name) = item[members.name].as_str() else { continue };
        if other.iter().any(|other| other[members.name] == name) {
            previous = Some(name);
        } else if !(members.is_implied)(item) {
            unmatched.push(Unmatched { item, previous });
        }
    }
    unmatched
}

/// Whether two items have the same description and, if the kind has positions, follow the same
/// item.
fn is_like(members: &Members, old: &Unmatched<'_>, new: &Unmatched<'_>) -> bool {
    let rules = rules::of(members.kind);
    let has_position = rules.properties.iter().any(|property| property.class == PropertyClass::Position);
    let summary = (members.summary)(old.item);
    (!has_position || old.previous == new.previous)
        && !summary.is_empty()
        && summary == (members.summary)(new.item)
}
