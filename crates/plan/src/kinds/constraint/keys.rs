//! Keys that are dropped or stay, for the foreign keys that rely on them.

use crate::change::ChangeContext;
use crate::kinds::index::attached::created_as;
use crate::kinds::index::equality::is_same;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, ObjectId};

/// The keys of a table that are dropped. While they exist, a new foreign key may rely on one of
/// them.
pub(crate) fn dropped_keys(table: &ObjectId, context: &ChangeContext<'_>) -> Vec<ObjectId> {
    let (Some(old), Some(new)) = (context.current.table(table), context.desired.table(table)) else {
        return Vec::new();
    };
    let keys = old.indexes.iter().filter(|index| index.is_unique && new.index(&index.index_name).is_none());
    keys.map(|index| created_as(table, index)).collect()
}

/// What must be done to the keys of an existing table before a foreign key refers to it: the key that
/// the foreign key relies on exists, and dropped keys are gone.
pub(crate) fn final_keys(key: &ForeignKey, context: &ChangeContext<'_>) -> Vec<ObjectId> {
    let other = key.foreign_id();
    if context.current.table(&other).is_none() {
        return Vec::new();
    }
    let index = key.foreign_index.iter();
    let index = index.flat_map(|index| [index.clone(), other.nested(Kind::Constraint, index.name.clone())]);
    index.chain(dropped_keys(&other, context)).collect()
}

/// The keys of a partition's parents that are dropped, and with them the partition's copies. Until
/// then, the partition cannot have another primary key.
pub(crate) fn dropped_keys_above(table: &Table, context: &ChangeContext<'_>) -> Vec<ObjectId> {
    let parent_of = |table: &Table| context.desired.table(&table.partition_of.as_ref()?.parent);
    let mut keys = Vec::new();
    for parent in std::iter::successors(parent_of(table), |parent| parent_of(parent)) {
        let Some(old) = context.current.table(&parent.id()) else { continue };
        let is_kept = |key: &Index| {
            let new = parent.index(&key.index_name);
            new.is_some_and(|new| is_same(key, new) && key.is_constraint == new.is_constraint)
        };
        let dropped = old.indexes.iter().filter(|key| key.is_unique && !is_kept(key));
        keys.extend(dropped.map(|key| created_as(&parent.id(), key)));
    }
    keys
}
