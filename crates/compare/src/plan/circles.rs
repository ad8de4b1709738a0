//! Foreign keys that keep each other's tables from being dropped.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use super::lineage::Lineage;

/// The foreign keys of tables that go, because of which no table of theirs could be the first to go.
pub fn foreign_keys_in_circles(
    from: &Catalog,
    lineage: &Lineage,
    goes: impl Fn(&ObjectId) -> bool,
) -> Vec<(ObjectId, ObjectId)> {
    let mut keys: Vec<(ObjectId, ObjectId, ObjectId)> = Vec::new();
    let mut later: BTreeMap<ObjectId, BTreeSet<ObjectId>> = BTreeMap::new();
    for table in from.tables.iter().filter(|table| goes(&table.id())) {
        let id = table.id();
        for key in &table.foreign_keys {
            let own = id.nested(Kind::Constraint, key.constraint_name.clone());
            // What is made of another key goes with that.
            if !lineage.above(&own).is_empty() {
                continue;
            }
            let other = key.foreign_id();
            let targets = std::iter::once(other.clone()).chain(lineage.partitions(&other));
            for target in targets.filter(|target| *target != id && goes(target)) {
                later.entry(id.clone()).or_default().insert(target.clone());
                keys.push((id.clone(), own.clone(), target));
            }
        }
        if let Some(partition) = &table.partition_of {
            later.entry(id).or_default().insert(partition.parent.clone());
        }
    }
    let mut found: Vec<_> = keys
        .into_iter()
        .filter(|(table, _, target)| leads_to(target, table, &later))
        .map(|(table, key, _)| (table, key))
        .collect();
    found.dedup();
    found
}

fn leads_to(from: &ObjectId, to: &ObjectId, later: &BTreeMap<ObjectId, BTreeSet<ObjectId>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(table) = open.pop() {
        if table == to {
            return true;
        }
        if seen.insert(table) {
            open.extend(later.get(table).into_iter().flatten());
        }
    }
    false
}
