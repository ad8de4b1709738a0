//! How the indexes of a relation change.

pub(crate) mod attached;
pub(crate) mod attachments;
pub(crate) mod builder;
pub(crate) mod equality;
pub(crate) mod helper;
mod partitioned;
mod per_partition;
mod planner;
pub(crate) mod settings;

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{ChangeContext, ObjectChange};
use crate::kinds::constraint::existing_index::{index_replaced_by_key, is_taken_by_key};
use crate::kinds::index::attached::{is_index_dropped_with_parent, releases_partition_index};
use crate::kinds::index::equality::{enforces, is_same};
use crate::kinds::index::planner::IndexPlanner;
use crate::kinds::index::settings::index_settings;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

pub(crate) fn indexes(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    index_changes(new, (&old.indexes, &new.indexes), new.partition_key.is_some(), context, changes);
}

/// The changes of a relation's indexes that belong to no constraint.
pub(crate) fn index_changes(
    owner: &dyn Object,
    (old, new): (&[Index], &[Index]),
    is_partitioned: bool,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    let table = owner.id();
    let without_constraint = |list: &[Index]| -> BTreeMap<Name, Index> {
        list.iter().filter(|i| !i.is_constraint).map(|i| (i.index_name.clone(), i.clone())).collect()
    };
    let (before, after) = (without_constraint(old), without_constraint(new));
    let index_planner = IndexPlanner::new(owner, (old, new), is_partitioned, context);
    let mut done: BTreeSet<Name> = BTreeSet::new();
    let columns = |index: &Index| -> Vec<ObjectId> {
        let names = index.columns.iter().chain(&index.include);
        names.map(|c| table.nested(Kind::Column, c.clone())).collect()
    };
    // An index that is attached to the index of a partitioned table can have another name, but cannot
    // be dropped alone.
    for (name, current) in before.iter().filter(|(name, _)| !after.contains_key(*name)) {
        if current.partition_of.is_none() || is_index_dropped_with_parent(current, context) {
            continue;
        }
        let renamed = |desired: &Index| Index { index_name: desired.index_name.clone(), ..current.clone() };
        let is_renamed = |desired: &&Index| {
            !before.contains_key(&desired.index_name)
                && !done.contains(&desired.index_name)
                && desired.partition_of == current.partition_of
                && is_same(&renamed(desired), desired)
        };
        let Some(desired) = after.values().find(is_renamed) else { continue };
        let sql =
            format!("ALTER INDEX {} RENAME TO {}", current.id(&table).path(), ident(&desired.index_name));
        let change = ObjectChange::new(desired.id(&table), Action::Alter, [sql.into()]);
        changes.push(change.locking(LockMode::ShareUpdateExclusive));
        let settings = index_settings(owner, &renamed(desired), desired);
        changes.extend((!settings.is_empty()).then(|| settings.change(desired.id(&table))));
        done.insert(name.clone());
        done.insert(desired.index_name.clone());
    }
    for (name, current) in before.iter().filter(|(name, _)| !done.contains(*name)).collect::<Vec<_>>() {
        let is_kept = after.get(name).is_some_and(|desired| is_same(current, desired))
            && !releases_partition_index(&current.id(&table), context);
        let is_taken = match (context.current.table(&table), context.desired.table(&table)) {
            (Some(old), Some(new)) => {
                is_taken_by_key(name, old, new) || index_replaced_by_key(name, old, new, context).is_some()
            }
            _ => false,
        };
        if is_kept
            || is_taken
            || is_index_dropped_with_parent(current, context)
            || index_planner.is_reused_helper(name)
        {
            continue;
        }
        if let Some(desired) = after.get(name)
            && let Some(replaced) = index_planner.replace(current, desired)
        {
            changes.extend(replaced);
            done.insert(name.clone());
            continue;
        }
        let stays_unique = after.contains_key(name) || new.iter().any(|desired| enforces(desired, current));
        let change = index_planner.drop(current).holding(columns(current));
        changes.push(match current.is_unique && !current.is_constraint && !stays_unique {
            true => change.hazard(Hazard::BreaksCode),
            false => change,
        });
    }
    for (name, desired) in after.iter().filter(|(name, _)| !done.contains(*name)) {
        match before
            .get(name)
            .filter(|current| is_same(current, desired) && !is_index_dropped_with_parent(current, context))
            .filter(|current| !releases_partition_index(&current.id(&table), context))
        {
            Some(current) => {
                let settings = index_settings(owner, current, desired);
                if !settings.is_empty() {
                    changes.push(settings.change(desired.id(&table)));
                }
            }
            None => changes.extend(index_planner.create(desired)),
        }
    }
}
