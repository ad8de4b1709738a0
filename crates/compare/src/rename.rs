//! Objects that seem to have another name now. Only strong evidence counts: the same definition, and no other candidate.

use pgplumb_catalog::change::rules::{self, Class, Members};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{ObjectId, Rename};
use rustc_hash::FxHashMap;
use serde_json::Value;

/// Pairs of objects of one kind that are the same but for the name.
pub fn objects(removed: &[&dyn Object], added: &[&dyn Object]) -> Vec<Rename> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let (old, new) = (by_likeness(removed), by_likeness(added));
    let only = |list: &[ObjectId]| if let [only] = list { Some(only.clone()) } else { None };
    let mut renames: Vec<Rename> = old
        .iter()
        .filter_map(|(likeness, from)| Some(Rename { from: only(from)?, to: only(new.get(likeness)?)? }))
        .collect();
    renames.sort_by(|a, b| a.from.cmp(&b.from));
    renames
}

fn by_likeness(objects: &[&dyn Object]) -> FxHashMap<String, Vec<ObjectId>> {
    let mut by_likeness: FxHashMap<String, Vec<ObjectId>> = FxHashMap::default();
    for object in objects {
        if let Some(likeness) = object.likeness() {
            by_likeness.entry(likeness).or_default().push(object.id());
        }
    }
    by_likeness
}

/// Pairs of items of two lists that are the same but for the name; where a kind's items have places, also in the same one among those that
/// stayed.
pub fn members(
    members: &Members,
    from: &[Value],
    to: &[Value],
    identity: impl Fn(&str) -> ObjectId,
) -> Vec<Rename> {
    let (gone, come) = (only_in(members, from, to), only_in(members, to, from));
    let mut renames = Vec::new();
    for old in &gone {
        let like = |new: &&Single<'_>| is_like(members, old, new);
        let mut found = come.iter().filter(|new| like(new));
        if let (Some(new), None) = (found.next(), found.next())
            && gone.iter().filter(|other| is_like(members, other, new)).count() == 1
        {
            renames.push(Rename { from: identity(old.name), to: identity(new.name) });
        }
    }
    renames
}

/// An item that only one of two lists has.
struct Single<'a> {
    name: &'a str,
    item: &'a Value,
    /// The last item before it that both lists have.
    follows: Option<&'a str>,
}

fn only_in<'a>(members: &Members, list: &'a [Value], other: &[Value]) -> Vec<Single<'a>> {
    let mut follows = None;
    let mut singles = Vec::new();
    for item in list {
        let Some(name) = item[members.name].as_str() else { continue };
        if other.iter().any(|other| other[members.name] == name) {
            follows = Some(name);
        } else if !(members.follows)(item) {
            singles.push(Single { name, item, follows });
        }
    }
    singles
}

/// Whether two items are the same in a phrase, and in the same place if they have one.
fn is_like(members: &Members, old: &Single<'_>, new: &Single<'_>) -> bool {
    let rules = rules::of(members.kind);
    let has_place = rules.properties.iter().any(|property| property.class == Class::Position);
    let said = (members.summary)(old.item);
    (!has_place || old.follows == new.follows) && !said.is_empty() && said == (members.summary)(new.item)
}
