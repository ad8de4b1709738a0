//! Keys and indexes of the same name: keys over an index that exists already (`ADD CONSTRAINT … USING
//! INDEX`), and keys and indexes that replace each other.

use crate::change::ChangeContext;
use crate::kinds::index::builder::relies_on_changes;
use crate::kinds::index::equality::is_same;
use crate::kinds::index::helper::key_helper;
use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;

/// The current index that a new key can take over, because it is what the server would build for the
/// key, and no longer an index of its own.
pub(crate) fn index_for_key<'a>(key: &Constraint, old: &'a Table, new: &Table) -> Option<&'a Index> {
    let is_new = old.constraints.iter().all(|current| current.constraint_name != key.constraint_name);
    let is_possible = key.is_key() && !key.without_overlaps && !key.inherited && is_new;
    let built = new.index(&key.constraint_name).filter(|_| is_possible && new.partition_key.is_none())?;
    let is_free = |index: &Index| new.index(&index.index_name).is_none_or(|other| other.is_constraint);
    let taken = |index: &Index| Index {
        index_name: built.index_name.clone(),
        is_constraint: built.is_constraint,
        is_primary: built.is_primary,
        ..index.clone()
    };
    let can_be_taken = |index: &&Index| {
        let is_plain = !index.is_constraint && !index.is_invalid && &*index.method == "btree";
        is_plain && index.partition_of.is_none() && is_free(index) && is_same(&taken(index), built)
    };
    // An index of the same name first.
    let same_name = old.index(&key.constraint_name).filter(can_be_taken);
    same_name.or_else(|| old.indexes.iter().find(can_be_taken))
}

/// The index that a new key of the same name replaces. The key's own index is built before.
pub(crate) fn index_replaced_by_key<'a>(
    name: &Name,
    old: &'a Table,
    new: &Table,
    context: &ChangeContext<'_>,
) -> Option<&'a Index> {
    let key = new.constraints.iter().find(|key| key.constraint_name == *name)?;
    let is_possible = context.online && old.foreign.is_none() && key_helper(key, new).is_some();
    let current = old.index(name).filter(|index| is_possible && !index.is_constraint)?;
    let is_replaced = current.partition_of.is_none() && index_for_key(key, old, new).is_none();
    is_replaced.then_some(current)
}

/// The key or exclusion constraint that a new index of the same name replaces. The index is built
/// before.
pub(crate) fn constraint_replaced_by_index<'a>(
    name: &Name,
    old: &'a Table,
    new: &Table,
    context: &ChangeContext<'_>,
) -> Option<&'a Index> {
    let key = old.constraints.iter().find(|key| key.constraint_name == *name)?;
    let has_index = key.constraint_type != ConstraintType::Check && !key.inherited;
    let is_possible = context.online && old.partition_key.is_none() && new.partition_key.is_none();
    let current = old.index(name).filter(|_| has_index && is_possible)?;
    let desired = new.index(name).filter(|index| !index.is_constraint && index.partition_of.is_none())?;
    let is_replaced = current.partition_of.is_none() && !relies_on_changes((old, new), desired, context);
    is_replaced.then_some(current)
}

/// Whether a new key takes over an index.
pub(crate) fn is_taken_by_key(index: &Name, old: &Table, new: &Table) -> bool {
    new.constraints
        .iter()
        .any(|key| index_for_key(key, old, new).is_some_and(|taken| taken.index_name == *index))
}
