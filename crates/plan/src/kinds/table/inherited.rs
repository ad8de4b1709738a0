//! Columns, constraints and indexes that a table inherits from its parents or passes on to its
//! children.

use crate::change::{ChangeContext, ObjectChange};
use crate::indexed::IndexedCatalog;
use crate::kinds::constraint::TableConstraint;
use crate::kinds::index::builds::is_built_per_partition;
use crate::kinds::index::is_same;
use crate::kinds::index::partitioned::Swap;
use crate::node::NodeId;
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The parents that a table has both before and after.
pub(crate) fn kept_parents<'a>(old: &'a Table, new: &Table) -> Vec<&'a ObjectId> {
    let parents =
        |table: &'a Table| table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent));
    let is_kept = |parent: &&ObjectId| {
        new.inherits.contains(parent) || new.partition_of.as_ref().is_some_and(|p| p.parent == **parent)
    };
    parents(old).filter(is_kept).collect()
}

pub(crate) fn has_column(catalog: &Catalog, tables: &[&ObjectId], column: &str) -> bool {
    tables.iter().filter_map(|id| catalog.table(id)).any(|table| table.column(column).is_some())
}

/// Whether a parent's column is dropped with `ONLY`, because a child keeps it as its own.
pub(crate) fn is_dropped_with_only(parent: &ObjectId, column: &str, context: &ChangeContext<'_>) -> bool {
    if context.desired.table(parent).is_none_or(|table| table.column(column).is_some()) {
        return false;
    }
    let children = context.current.inheritors(parent).iter();
    children.filter(|table| table.column(column).is_some_and(|c| c.inherited)).any(|table| {
        let desired = context.desired.table(&table.id());
        desired.is_some_and(|desired| desired.inherits.contains(parent) && desired.column(column).is_some())
    })
}

/// Whether a constraint is inherited from a kept parent, and can only be dropped with the parent's.
pub(crate) fn is_inherited_from_kept_parent(
    old: &Table,
    new: &Table,
    constraint: &TableConstraint<'_>,
    catalog: &Catalog,
) -> bool {
    let parents = kept_parents(old, new);
    let has_check = |check: &Constraint| {
        let tables = parents.iter().filter_map(|id| catalog.table(id));
        tables
            .flat_map(|table| &table.constraints)
            .any(|other| other.constraint_name == check.constraint_name)
    };
    match constraint {
        _ if !constraint.is_inherited() => false,
        TableConstraint::Constraint(check) if check.constraint_type == ConstraintType::Check => {
            has_check(check)
        }
        TableConstraint::Constraint(_) => !parents.is_empty(),
        TableConstraint::ForeignKey(key) => {
            !parents.is_empty() || [old, new].iter().any(|t| key.derived_from(&t.foreign_keys).is_some())
        }
    }
}

/// Whether creating the parent's constraint also creates this one, under this name.
pub(crate) fn is_created_with_parent(
    old: &Table,
    new: &Table,
    name: &Name,
    constraint: &TableConstraint<'_>,
    context: &ChangeContext<'_>,
) -> bool {
    is_inherited_from_kept_parent(old, new, constraint, context.desired)
        && match constraint {
            // An exclusion constraint of the partition is never merged with the parent's.
            TableConstraint::Constraint(constraint) => !constraint.is_key(),
            TableConstraint::ForeignKey(key) if key.derived_from(&new.foreign_keys).is_some() => true,
            TableConstraint::ForeignKey(key) => {
                kept_parents(old, new).iter().filter_map(|id| context.desired.table(id)).any(|parent| {
                    parent
                        .foreign_keys
                        .iter()
                        .any(|other| other.constraint_name == *name && other.has_same_columns(key))
                })
            }
        }
}

/// Whether the index of a constraint is dropped with the index of the partitioned table.
pub(crate) fn is_constraint_dropped_with_parent(
    table: &Table,
    constraint: &Name,
    context: &ChangeContext<'_>,
) -> bool {
    table.index(constraint).is_some_and(|index| is_index_dropped_with_parent(index, context))
}

/// The constraints of partitions that are merged with a new constraint if they exist when it is
/// created.
pub(crate) fn partition_constraints(
    table: &Table,
    constraint: &TableConstraint<'_>,
    context: &ChangeContext<'_>,
) -> Vec<ObjectId> {
    let id = table.id();
    let partitions = context.desired.partitions(&id);
    partitions
        .iter()
        .flat_map(|partition| {
            let names: Vec<&Name> = match constraint {
                TableConstraint::Constraint(parent) => {
                    let is_attached = |index: &&Index| {
                        index.partition_of.as_ref().is_some_and(|of| of.name == parent.constraint_name)
                    };
                    partition.indexes.iter().filter(is_attached).map(|index| &index.index_name).collect()
                }
                TableConstraint::ForeignKey(parent) => {
                    let keys = partition
                        .foreign_keys
                        .iter()
                        .filter(|key| key.inherited && parent.has_same_columns(key));
                    keys.map(|key| &key.constraint_name).collect()
                }
            };
            names
                .into_iter()
                .map(|name| partition.id().nested(Kind::Constraint, name.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The indexes that are attached to an index. An index of a constraint is returned as the
/// constraint.
pub(crate) fn attached_indexes(parent: &ObjectId, catalog: &IndexedCatalog<'_>) -> Vec<ObjectId> {
    catalog.attached(parent).iter().map(|(table, index)| created_as(&table.id(), index)).collect()
}

/// The object whose creation creates the index: the index itself, or the constraint that it belongs
/// to.
fn created_as(table: &ObjectId, index: &Index) -> ObjectId {
    match index.is_constraint {
        true => table.nested(Kind::Constraint, index.index_name.clone()),
        false => index.id(table),
    }
}

/// Whether an index is dropped with the index of the partitioned table that it is attached to.
pub(crate) fn is_index_dropped_with_parent(index: &Index, context: &ChangeContext<'_>) -> bool {
    let Some(parent) = &index.partition_of else { return false };
    match (context.current.index(parent), context.desired.index(parent)) {
        (Some((old, current)), Some((new, desired))) => {
            let constraint = |table: &Table| {
                let constraints =
                    table.constraints.iter().filter(|c| c.constraint_name == current.index_name);
                constraints.map(|c| Constraint { comment: None, ..c.clone() }).next()
            };
            !is_same(current, desired)
                || releases_partition_index(parent, context)
                || old.id() != new.id()
                || constraint(old) != constraint(new)
                || is_index_dropped_with_parent(current, context)
        }
        _ => true,
    }
}

/// Whether an index of a kept partition is attached to this index, and should be an index of its own.
/// No statement detaches it, and attaching the partition again would attach it again.
pub(crate) fn releases_partition_index(parent: &ObjectId, context: &ChangeContext<'_>) -> bool {
    context.current.attached(parent).iter().any(|(partition, index)| {
        let desired = context.desired.table(&partition.id());
        let stays = |new: &&Table| {
            let parent = |table: &Table| table.partition_of.as_ref().map(|of| of.parent.clone());
            parent(new) == parent(partition)
        };
        let desired = desired.filter(stays).and_then(|new| new.index(&index.index_name));
        desired.is_some_and(|desired| desired.partition_of.is_none() && !index.is_constraint)
    })
}

/// Attaches indexes to indexes of the partitioned table that exist already or are created with `ON
/// ONLY`. The server attaches all other indexes when it creates the parent's index or attaches the
/// partition.
pub(crate) fn index_attachments(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    is_moved: bool,
) -> Vec<ObjectChange> {
    let table = new.id();
    let mut changes = Vec::new();
    for index in &new.indexes {
        let Some(parent) = &index.partition_of else { continue };
        if let Some(swap) = Swap::of(&table, &index.index_name, context) {
            changes.extend(swap.attachment(&table, index));
            continue;
        }
        // An attached index is renamed.
        let attached = old.indexes.iter().find(|current| current.partition_of.as_ref() == Some(parent));
        let renamed = attached.filter(|current| new.index(&current.index_name).is_none());
        let renamed = renamed
            .map(|current| (current, Index { index_name: index.index_name.clone(), ..current.clone() }));
        let current = old.index(&index.index_name).map(|current| (current, current.clone())).or(renamed);
        let current = current.filter(|(current, renamed)| {
            is_same(renamed, index) && !is_index_dropped_with_parent(current, context)
        });
        let current = current.map(|(current, _)| current);
        let is_attached =
            !is_moved && current.is_some_and(|current| current.partition_of.as_ref() == Some(parent));
        let awaits_partitions = context.desired.index(parent).is_some_and(|(_, parent)| parent.is_invalid)
            || is_parent_built_per_partition(parent, new, context);
        if is_attached || !(awaits_partitions || is_parent_kept(index, context, is_moved)) {
            continue;
        }
        let sql = format!("ALTER INDEX {} ATTACH PARTITION {}", parent.path(), index.id(&table).path());
        let id = NodeId::index_attachment(&table, &index.index_name);
        let change = ObjectChange::new(id, Action::Create, [sql.into()]);
        let parent_constraint = ObjectId {
            kind: Kind::Constraint,
            relation: new.partition_of.as_ref().map(|p| p.parent.name.clone()),
            ..parent.clone()
        };
        let change = change.needing([
            parent.clone().into(),
            parent_constraint.into(),
            created_as(&table, index).into(),
            NodeId::attachment(&table),
        ]);
        changes.push(change.needing(removed_siblings(new, context)));
    }
    changes
}

/// The removals of other partitions of the table's parent. The parent's index becomes valid when an
/// index is attached and no partition lacks it.
fn removed_siblings(table: &Table, context: &ChangeContext<'_>) -> Vec<NodeId> {
    let Some(parent) = table.partition_of.as_ref().map(|partition| &partition.parent) else {
        return Vec::new();
    };
    let stays = |sibling: &Table| {
        let desired = context.desired.table(&sibling.id());
        desired.is_some_and(|desired| desired.partition_of.as_ref().is_some_and(|of| of.parent == *parent))
    };
    let removed = context.current.partitions(parent).iter().filter(|sibling| !stays(sibling));
    removed.flat_map(|sibling| [NodeId::detachment(&sibling.id()), sibling.id().into()]).collect()
}

/// Drops indexes that stay unattached but equal one that the server should attach, because the
/// server attaches the oldest match. They are recreated after the attachment.
pub(crate) fn lookalikes(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    is_moved: bool,
) -> Vec<ObjectChange> {
    let table = new.id();
    let mut changes = Vec::new();
    let is_attached = |index: &Index| {
        !is_moved
            && old.index(&index.index_name).is_some_and(|current| current.partition_of == index.partition_of)
    };
    let is_matched_by_server = |index: &&Index| {
        let is_parent_built_per_partition = index
            .partition_of
            .as_ref()
            .is_none_or(|parent| is_parent_built_per_partition(parent, new, context));
        !is_parent_built_per_partition && !is_attached(index) && !is_parent_kept(index, context, is_moved)
    };
    let matched: Vec<&Index> = new.indexes.iter().filter(is_matched_by_server).collect();
    for lookalike in new.indexes.iter().filter(|i| i.partition_of.is_none() && !i.is_constraint) {
        let is_kept = old
            .index(&lookalike.index_name)
            .is_some_and(|current| is_same(current, lookalike) && current.partition_of.is_none());
        let attached_match = matched.iter().find(|index| {
            let named = Index {
                index_name: lookalike.index_name.clone(),
                is_constraint: false,
                is_primary: false,
                ..(**index).clone()
            };
            is_same(&named, lookalike)
        });
        let Some(attached_match) = attached_match.filter(|_| is_kept) else { continue };
        let sql = format!("DROP INDEX {}", lookalike.id(&table).path());
        let change = ObjectChange::new(lookalike.id(&table), Action::Detach, [sql.into()]);
        changes.push(change.locking(LockMode::AccessExclusive));
        let sub_object = lookalike.sub_object(&table);
        let change =
            ObjectChange::new(sub_object.id, Action::Restore, sub_object.statements).locking(LockMode::Share);
        changes
            .push(change.needing([NodeId::attachment(&table)]).needing(attached_match.partition_of.clone()));
    }
    changes
}

/// Whether the parent's index exists already, so that this index is attached to it by name.
fn is_parent_kept(index: &Index, context: &ChangeContext<'_>, is_moved: bool) -> bool {
    !is_moved && !is_index_dropped_with_parent(index, context)
}

/// Whether the parent's index is created with `ON ONLY`, so that partition indexes are attached to
/// it by name.
fn is_parent_built_per_partition(parent: &ObjectId, partition: &Table, context: &ChangeContext<'_>) -> bool {
    partition.partition_of.as_ref().is_some_and(|of| is_built_per_partition(&of.parent, parent, context))
}

/// The attachments of partition indexes to an index, which is invalid before them.
pub(crate) fn attachments_to(parent: &ObjectId, catalog: &IndexedCatalog<'_>) -> Vec<NodeId> {
    let mut attachments = Vec::new();
    for (table, index) in catalog.attached(parent) {
        attachments.push(NodeId::index_attachment(&table.id(), &index.index_name));
        attachments.extend(attachments_to(&index.id(&table.id()), catalog));
    }
    attachments
}

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

/// Whether a column stays but stores different data.
pub(crate) fn is_retyped((old, new): (&Table, &Table), column: &str) -> bool {
    let stored_type =
        |column: &Column| (column.sql_type.clone(), column.collation.clone(), column.generated.clone());
    old.column(column)
        .zip(new.column(column))
        .is_some_and(|(current, desired)| stored_type(current) != stored_type(desired))
}
