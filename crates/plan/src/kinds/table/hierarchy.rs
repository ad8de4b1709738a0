//! Attaching and detaching partitions, and inheritance.
//!
//! A partition's inherited properties cannot be changed while it is attached. To change them, the
//! partition is detached, changed as an independent table, and attached again.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::partitions;
use crate::indexed::IndexedCatalog;
use crate::kinds::column::retype::is_retyped;
use crate::kinds::index::attached::is_index_dropped_with_parent;
use crate::kinds::publication;
use crate::kinds::table::inherited::{has_column, kept_parents};
use crate::node::NodeId;
use crate::steps::{Action, Hazard, Lock, LockMode, Unplannable};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{ForeignKey, check_names};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::{Table, attachment_needs};
use pgplumb_catalog::sql::{ident, mentions_column};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId, ServerVersion};

/// Whether a partition must be attached, detached, or both: its parent or bounds change, or an
/// inherited property does.
pub(crate) fn is_moved(old: &Table, new: &Table, context: &ChangeContext<'_>) -> bool {
    let parent_and_bound =
        |table: &Table| table.partition_of.as_ref().map(|p| (p.parent.clone(), p.bound.clone()));
    parent_and_bound(old) != parent_and_bound(new)
        || new.partition_of.is_some() && changes_inherited(old, new, context)
}

/// Whether a column changes its type that is part of the partition key of the table or of a partition.
/// PostgreSQL refuses that.
pub(crate) fn retypes_partition_key(old: &Table, new: &Table, context: &ChangeContext<'_>) -> bool {
    new.columns.iter().any(|column| {
        let current = old.column(&column.column_name);
        let is_retyped = current.is_some_and(|current| {
            current.sql_type != column.sql_type || current.collation != column.collation
        });
        is_retyped && is_in_partition_key(old, &column.column_name, context.current)
    })
}

/// Whether other tables inherit from a table or are its partitions.
pub(crate) fn has_children(table: &ObjectId, catalog: &IndexedCatalog<'_>) -> bool {
    let is_parent_of = |child: &Table| {
        child.inherits.contains(table) || child.partition_of.as_ref().is_some_and(|of| of.parent == *table)
    };
    !catalog.inheritors(table).is_empty()
        || !catalog.partitions(table).is_empty()
        || catalog.catalog().foreign_tables.iter().any(is_parent_of)
}

/// Whether a column is part of the partition key of a table or of one of its partitions.
pub(crate) fn is_in_partition_key(table: &Table, column: &str, catalog: &IndexedCatalog<'_>) -> bool {
    table.partition_key.as_ref().is_some_and(|key| mentions_column(key, column))
        || catalog.partitions(&table.id()).iter().any(|table| is_in_partition_key(table, column, catalog))
}

/// Whether an inherited not-null constraint is renamed (PostgreSQL 18), or an index is attached to
/// another parent index.
fn changes_inherited(old: &Table, new: &Table, context: &ChangeContext<'_>) -> bool {
    let renamed = |current: &Column, desired: &Column| {
        let name = |column: &Column| column.not_null.as_ref().map(|not_null| not_null.name.clone());
        current.is_not_null() && desired.is_not_null() && desired.inherited && name(current) != name(desired)
    };
    let is_renamed = context.version.major() >= 18
        && new
            .columns
            .iter()
            .any(|desired| old.column(&desired.column_name).is_some_and(|current| renamed(current, desired)));
    let is_moved_index = |current: &Index, desired: &Index| {
        current.partition_of.is_some()
            && current.partition_of != desired.partition_of
            && !is_index_dropped_with_parent(current, context)
    };
    is_renamed
        || new.indexes.iter().any(|desired| {
            old.index(&desired.index_name).is_some_and(|current| is_moved_index(current, desired))
        })
}

/// The table as if it had no parent: all inherited properties become its own, except triggers,
/// which exist only while it is attached.
pub(crate) fn without_parent(table: &Table) -> Table {
    let mut own = Table { partition_of: None, ..table.clone() };
    if table.partition_of.is_none() {
        return own;
    }
    for column in &mut own.columns {
        (column.inherited, column.parent_count) = (false, 0);
        if let Some(not_null) = &mut column.not_null {
            not_null.parent_count = 0;
        }
    }
    for constraint in &mut own.constraints {
        (constraint.inherited, constraint.parent_count) = (false, 0);
    }
    let is_inherited = |key: &ForeignKey| key.inherited && key.derived_from(&table.foreign_keys).is_none();
    own.foreign_keys.iter_mut().filter(|key| is_inherited(key)).for_each(|key| key.inherited = false);
    own.indexes.iter_mut().for_each(|index| index.partition_of = None);
    own.triggers.retain(|trigger| !trigger.inherited);
    own
}

/// The table after it is detached. PostgreSQL 14 drops inherited foreign keys that reference a
/// partitioned table.
pub fn detached(table: &Table, catalog: &Catalog, version: ServerVersion) -> Table {
    let mut own = without_parent(table);
    if version.major() < 15 {
        let is_inherited =
            |name: &Name| table.foreign_keys.iter().any(|key| key.constraint_name == *name && key.inherited);
        own.foreign_keys.retain(|key| {
            let other = key.foreign_id();
            let is_partitioned = catalog.table(&other).is_some_and(|other| other.partition_key.is_some());
            !(is_partitioned && is_inherited(&key.constraint_name))
        });
    }
    own
}

/// Detaches a partition and attaches it to its desired parent. All changes in between need the
/// detachment.
pub(crate) fn move_partition(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    let id = new.id();
    let is_reattached = old.partition_of.is_some() && new.partition_of.is_some();
    if let Some(partition) = &old.partition_of {
        for change in changes.iter_mut() {
            change.needs.push(NodeId::detachment(&id));
        }
        let parent = &partition.parent;
        // A partition with the same bounds is attached in the same transaction.
        let is_replaced = context.desired.partitions(parent).iter().any(|other| {
            other.partition_of.as_ref().is_some_and(|of| of.bound == partition.bound) && other.id() != id
        });
        let is_concurrent = !is_reattached && !is_replaced && can_detach_concurrently(parent, context);
        let (word, lock) = match is_concurrent {
            true => (" CONCURRENTLY", LockMode::ShareUpdateExclusive),
            false => ("", LockMode::AccessExclusive),
        };
        let sql = format!("ALTER TABLE {} DETACH PARTITION {}{word}", parent.path(), new.sql_name());
        let action = if is_reattached { Action::Detach } else { Action::Drop };
        let change = ObjectChange::new(NodeId::detachment(&id), action, [sql.into()])
            .locking(LockMode::AccessExclusive);
        let nested = context.current.table(parent).map(nested_objects).unwrap_or_default();
        let mut change = change.locking_there([parent.clone()], lock).hazard(Hazard::ChangesResults);
        change.outside_transaction = is_concurrent;
        let keys = context.current.foreign_keys_to(parent);
        if is_reattached {
            change.excludes = keys.iter().map(|(table, key)| key_id(table, key)).collect();
        } else if !keys.is_empty() {
            let kept = keys.iter().filter(|(table, key)| is_kept(table, key, context));
            change = change
                .asking(kept.map(|(table, key)| partitions::references(old, table, key, context.current)));
        }
        // The check constraint that detaching leaves is inherited, and would remain on a partition
        // that is detached later.
        let partitions = context.current.partitions(&id).iter();
        let change = change.needing(partitions.map(|table| NodeId::detachment(&table.id())));
        changes.push(change.holding([parent.clone()]).holding(nested));
        changes.extend(is_concurrent.then(|| drop_bound_check(old, context)));
    }
    let Some(partition) = &new.partition_of else { return };
    let parent = &partition.parent;
    let sql =
        format!("ALTER TABLE {} ATTACH PARTITION {} {}", parent.path(), new.sql_name(), partition.bound);
    let action = if is_reattached { Action::Restore } else { Action::Create };
    let change =
        ObjectChange::new(NodeId::attachment(&id), action, [sql.into()]).locking(LockMode::AccessExclusive);
    let mut change = change.locking_there([parent.clone()], LockMode::ShareUpdateExclusive);
    // Attaching scans the partition and the default partition, but no foreign table.
    change.scans = new.foreign.is_none();
    let default = context.current.default_partition(parent).filter(|other| *other != id);
    change.other_locks.extend(default.map(|on| Lock { mode: LockMode::AccessExclusive, on, scans: true }));
    if is_reattached {
        change.excludes =
            context.current.foreign_keys_to(parent).iter().map(|(table, key)| key_id(table, key)).collect();
    }
    if context.repartitions.moves_rows_of(&id) {
        let check = partitions::in_default_partition(new, context.current, context.desired);
        change = check.into_iter().fold(change, |change, check| change.asking([check]));
    } else {
        let checks = partitions::attach(new, context.current, context.desired);
        change = if checks.is_empty() && new.foreign.is_some() { change } else { change.asking(checks) };
    }
    let needed_by_parent = context.desired.table(parent).map(attachment_needs).unwrap_or_default();
    let current_nested = context.current.table(&id).map(nested_objects).unwrap_or_default();
    let triggers = new.triggers.iter().map(|trigger| id.nested(Kind::Trigger, trigger.name.clone()));
    changes.push(
        change
            .hazard(Hazard::ChangesResults)
            .needing([parent.clone().into(), NodeId::detachment(&id)])
            .needing(needed_by_parent)
            .needing(nested_objects(new))
            .needing(current_nested)
            .needing(triggers)
            .needing(publication::no_longer_naming(&id, context)),
    );
}

/// Lets a change that drops a partition detach it first, if a foreign key refers to its parent: the
/// key depends on each partition.
pub(crate) fn detach_to_drop(
    partition: &Table,
    mut change: ObjectChange,
    context: &ChangeContext<'_>,
) -> ObjectChange {
    let Some(parent) = partition.partition_of.as_ref().map(|of| &of.parent) else { return change };
    if context.desired.table(parent).is_none() {
        return change;
    }
    let above = |table: &Table| Some(table.partition_of.as_ref()?.parent.clone());
    let parents = std::iter::successors(above(partition), |id| context.current.table(id).and_then(above));
    let keys: Vec<_> = parents.flat_map(|parent| context.current.foreign_keys_to(&parent)).collect();
    let kept: Vec<_> = keys.into_iter().filter(|(table, key)| is_kept(table, key, context)).collect();
    if kept.is_empty() {
        return change;
    }
    let sql = format!("ALTER TABLE {} DETACH PARTITION {}", parent.path(), partition.sql_name());
    change.statements.insert(0, sql.into());
    change.asking(
        kept.iter().map(|(table, key)| partitions::references(partition, table, key, context.current)),
    )
}

fn key_id(table: &Table, key: &ForeignKey) -> ObjectId {
    table.id().nested(Kind::Constraint, key.constraint_name.clone())
}

/// Whether the desired state has a foreign key of this name.
fn is_kept(table: &Table, key: &ForeignKey, context: &ChangeContext<'_>) -> bool {
    let desired = context.desired.table(&table.id());
    desired.is_some_and(|t| t.foreign_keys.iter().any(|other| other.constraint_name == key.constraint_name))
}

/// Whether a partition can be detached with `CONCURRENTLY`: the parent stays and has no default
/// partition.
fn can_detach_concurrently(parent: &ObjectId, context: &ChangeContext<'_>) -> bool {
    let key = |catalog: &IndexedCatalog<'_>| catalog.table(parent).map(|table| table.partition_key.clone());
    let has_default_partition = |catalog: &IndexedCatalog<'_>| catalog.default_partition(parent).is_some();
    context.online
        && key(context.current) == key(context.desired)
        && !has_default_partition(context.current)
        && !has_default_partition(context.desired)
        && !context.unlisted.contains(parent)
}

/// Drops the check constraint that `DETACH PARTITION … CONCURRENTLY` leaves in place of the bounds.
/// The server adds none if the table already has such a constraint.
fn drop_bound_check(table: &Table, context: &ChangeContext<'_>) -> ObjectChange {
    let mut columns: Vec<&Name> = Vec::new();
    let parent_of = |table: &&Table| context.current.table(&table.partition_of.as_ref()?.parent);
    for parent in std::iter::successors(parent_of(&table), parent_of) {
        let key = parent.partition_key.as_deref().unwrap_or_default();
        let key_columns =
            parent.columns.iter().map(|column| &column.column_name).filter(|name| mentions_column(key, name));
        let new: Vec<&Name> = key_columns.filter(|name| !columns.contains(name)).collect();
        columns.extend(new);
    }
    let column = if let [only] = columns[..] { Some(&**only) } else { None };
    let is_free = |name: &String| !context.current.has_constraint_named(&table.schema, name);
    let name = check_names(&table.name, column).find(is_free).unwrap_or_default();
    let id = table.id().nested(Kind::Constraint, name);
    let sql = format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", table.sql_name(), ident(&id.name));
    let change = ObjectChange::new(id, Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive);
    change.needing([NodeId::detachment(&table.id())])
}

/// The removals of parents that come before the changes of columns: while a parent has a column, only
/// the parent can change its type.
pub(crate) fn first_removals(old: &Table, new: &Table) -> Vec<NodeId> {
    let is_retyped_below = |column: &Column| {
        column.parent_count > 0
            && new.column(&column.column_name).is_some()
            && is_retyped((old, new), &column.column_name)
    };
    if !old.columns.iter().any(is_retyped_below) {
        return Vec::new();
    }
    let removed = old.inherits.iter().filter(|parent| !new.inherits.contains(parent));
    removed.map(|parent| NodeId::inheritance_removal(&old.id(), parent)).collect()
}

/// Adds and removes inheritance. New parents are added first if possible, so that a column that an old
/// and a new parent share never becomes the table's own.
pub(crate) fn inheritance(old: &Table, new: &Table, context: &ChangeContext<'_>) -> Vec<ObjectChange> {
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let id = new.id();
    let mut changes = Vec::new();
    let added: Vec<&ObjectId> = new.inherits.iter().filter(|parent| !old.inherits.contains(parent)).collect();
    let inheritance_node = |parent: &ObjectId| NodeId::inheritance(&id, parent);
    let first_removals = first_removals(old, new);
    let is_removed_first = !first_removals.is_empty();
    for parent in &added {
        let sql = format!("{alter} INHERIT {}", parent.path());
        let change = ObjectChange::new(inheritance_node(parent), Action::Create, [sql.into()]);
        let needed_by_parent = context.desired.table(parent).map(attachment_needs).unwrap_or_default();
        let own = new.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone()));
        let change = change.locking(LockMode::AccessExclusive).needing([(*parent).clone()]);
        let change = change
            .locking_there([(*parent).clone()], LockMode::ShareUpdateExclusive)
            .hazard(Hazard::ChangesResults);
        let removals = first_removals.iter().cloned();
        changes.push(
            change.needing(needed_by_parent).needing(own).needing(nested_objects(new)).needing(removals),
        );
    }
    for parent in old.inherits.iter().filter(|parent| !new.inherits.contains(parent)) {
        let sql = format!("{alter} NO INHERIT {}", parent.path());
        let change = ObjectChange::new(NodeId::inheritance_removal(&id, parent), Action::Alter, [sql.into()]);
        let nested = context.current.table(parent).map(nested_objects).unwrap_or_default();
        let change = change.locking(LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        let change = change.holding([parent.clone()]).holding(nested);
        let before = added.iter().filter(|_| !is_removed_first).map(|parent| inheritance_node(parent));
        changes.push(change.needing(before));
    }
    changes
}

/// The columns and constraints that should only be inherited, but stay the table's own too:
/// `INHERIT` keeps the definitions of the table. Only attaching a partition removes them.
pub(crate) fn stays_local(old: &Table, new: &Table, context: &ChangeContext<'_>) -> Vec<Unplannable> {
    if old.partition_of.is_some() || new.partition_of.is_some() {
        return Vec::new();
    }
    let parents = kept_parents(old, new);
    let is_released = !first_removals(old, new).is_empty();
    let is_own_column = |column: &&Column| {
        let is_above = || has_column(context.desired, &parents, &column.column_name);
        // A column that is added before the parent is, and a column that a parent has released.
        column.inherited
            && old
                .column(&column.column_name)
                .map_or_else(|| !is_above(), |old| !old.inherited || is_released && !is_above())
    };
    let stays_inherited = |column: &&Column| {
        !column.inherited
            && column.parent_count > 0
            && !is_released
            && old.column(&column.column_name).is_some_and(|old| old.inherited)
    };
    let inherited = new.columns.iter().filter(stays_inherited).map(|column| {
        let reason = "it stays only inherited: no statement can make it the table's own as well";
        Unplannable::harmless(new.id().nested(Kind::Column, column.column_name.clone()), reason)
    });
    let columns = new.columns.iter().filter(is_own_column).map(|c| (Kind::Column, &c.column_name));
    let constraints = new.constraints.iter().filter(|new| {
        let mut same = old.constraints.iter().filter(|old| old.constraint_name == new.constraint_name);
        new.inherited && same.any(|old| !old.inherited && old.definition == new.definition)
    });
    let own = columns.chain(constraints.map(|c| (Kind::Constraint, &c.constraint_name)));
    let reason = "it stays the table's own as well: no statement can make an existing one only inherited";
    let own = own.map(|(kind, name)| Unplannable::harmless(new.id().nested(kind, name.clone()), reason));
    own.chain(inherited).collect()
}

/// Columns, constraints, indexes and triggers of a table.
fn nested_objects(table: &Table) -> Vec<ObjectId> {
    let id = table.id();
    let columns = table.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone()));
    let constraints = table.constraints.iter().map(|c| &c.constraint_name);
    let keys = table.foreign_keys.iter().map(|k| &k.constraint_name);
    let constraints = constraints.chain(keys).map(|name| id.nested(Kind::Constraint, name.clone()));
    let triggers = table.triggers.iter().map(|t| id.nested(Kind::Trigger, t.name.clone()));
    columns.chain(constraints).chain(triggers).chain(table.indexes.iter().map(|i| i.id(&id))).collect()
}
