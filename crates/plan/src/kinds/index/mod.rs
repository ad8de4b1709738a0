//! How the indexes of a relation change.

pub(crate) mod builds;
pub(crate) mod partitioned;

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{ChangeContext, ObjectChange, comment, options};
use crate::kinds::constraint::existing_index::is_taken_by_key;
use crate::kinds::index::builds::{IndexPlanner, IndexSettings};
use crate::kinds::table::inherited::{is_index_dropped_with_parent, releases_partition_index};
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::{Index, IndexKey};
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The settings of an index that can be changed without rebuilding it.
pub(crate) fn index_settings(table: &dyn Object, old: &Index, new: &Index) -> IndexSettings {
    let id = table.id();
    let name = new.id(&id).path();
    let alter = format!("ALTER INDEX {name}");
    let mut settings = IndexSettings::default();
    settings.add(options(&alter, "", &old.options, &new.options));
    if old.tablespace != new.tablespace {
        let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| ident(t));
        settings.moving(format!("{alter} SET TABLESPACE {tablespace}").into());
    }
    // Clustering on another index ends clustering on this one.
    let is_clustered_on_another = || indexes_of(table).iter().any(|index| index.is_clustered);
    if old.is_clustered && !new.is_clustered && !is_clustered_on_another() {
        settings
            .add([format!("ALTER {} {} SET WITHOUT CLUSTER", table.sql_class(), table.sql_name()).into()]);
    }
    settings.lock_for_cluster(old.is_clustered != new.is_clustered);
    if old.comment != new.comment && new.comment.is_none() {
        settings.add([comment(&format!("INDEX {name}"), None)]);
    }
    for (at, (current, desired)) in old.keys.iter().zip(&new.keys).enumerate() {
        if current.statistics_target.is_some() && desired.statistics_target.is_none() {
            settings.add([format!("{alter} ALTER COLUMN {} SET STATISTICS -1", at + 1).into()]);
        }
    }
    // Only settings that differ.
    let current_settings = old.completion(&id);
    settings.add(new.completion(&id).into_iter().filter(|statement| !current_settings.contains(statement)));
    // If it no longer is the replica identity, another index or the table says what is.
    settings.lock_for_replica_identity(!old.is_replica_identity && new.is_replica_identity);
    settings
}

fn indexes_of(relation: &dyn Object) -> &[Index] {
    let relation = relation.as_any();
    let of_table = relation.downcast_ref::<Table>().map(|table| &table.indexes);
    let of_view = || relation.downcast_ref::<MaterializedView>().map(|view| &view.indexes);
    of_table.or_else(of_view).map_or(&[], Vec::as_slice)
}

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
            (Some(old), Some(new)) => is_taken_by_key(name, old, new),
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
        changes.push(index_planner.drop(current).holding(columns(current)));
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

/// Whether two indexes are equal apart from settings that can be changed without rebuilding.
pub(crate) fn is_same(one: &Index, other: &Index) -> bool {
    let comparable = |index: &Index| Index {
        comment: None,
        options: Vec::new(),
        tablespace: None,
        is_clustered: false,
        is_replica_identity: false,
        is_invalid: false,
        partition_of: None,
        keys: index.keys.iter().map(|key| IndexKey { statistics_target: None, ..key.clone() }).collect(),
        ..index.clone()
    };
    comparable(one) == comparable(other)
}
