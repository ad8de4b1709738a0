//! What a table has from those that it is below of, and what those take from it: columns, constraints, indexes.

use super::building::goes_by_parts;
use super::constraints::Either;
use super::indexes::is_same;
use super::swapping::{Swap, attachment_of};
use super::{Table, place};
use crate::kinds::column::Column;
use crate::kinds::constraint::{Constraint, ConstraintType};
use crate::kinds::index::Index;
use crate::kinds::{AlterContext, Object, PartChange};
use crate::plan::{Action, LockMode};
use crate::{Catalog, Kind, Name, ObjectId};

/// The tables that a table is below of, before and after.
pub(super) fn parents_that_stay<'a>(old: &'a Table, new: &Table) -> Vec<&'a ObjectId> {
    let parents =
        |table: &'a Table| table.inherits.iter().chain(table.partition_of.as_ref().map(|p| &p.parent));
    let stays = |parent: &&ObjectId| {
        new.inherits.contains(parent) || new.partition_of.as_ref().is_some_and(|p| p.parent == **parent)
    };
    parents(old).filter(stays).collect()
}

pub(super) fn has_column(catalog: &Catalog, tables: &[&ObjectId], column: &str) -> bool {
    tables.iter().filter_map(|id| catalog.table(id)).any(|table| table.column(column).is_some())
}

/// Whether a parent's column is dropped there alone, because some table below keeps it as its own.
pub(super) fn is_dropped_there_only(parent: &ObjectId, column: &str, context: &AlterContext<'_>) -> bool {
    if context.to.table(parent).is_none_or(|table| table.column(column).is_some()) {
        return false;
    }
    let below = context.from.tables.iter().filter(|table| table.inherits.contains(parent));
    below.filter(|table| table.column(column).is_some_and(|c| c.inherited)).any(|table| {
        let now = context.to.table(&table.id());
        now.is_some_and(|now| now.inherits.contains(parent) && now.column(column).is_some())
    })
}

/// Whether a constraint is that of a parent, and can only go with it.
pub(super) fn is_below(old: &Table, new: &Table, constraint: &Either<'_>, catalog: &Catalog) -> bool {
    let parents = parents_that_stay(old, new);
    let has_check = |check: &Constraint| {
        let tables = parents.iter().filter_map(|id| catalog.table(id));
        tables
            .flat_map(|table| &table.constraints)
            .any(|above| above.constraint_name == check.constraint_name)
    };
    match constraint {
        _ if !constraint.is_inherited() => false,
        Either::Constraint(check) if check.constraint_type == ConstraintType::Check => has_check(check),
        Either::Constraint(_) => !parents.is_empty(),
        Either::ForeignKey(key) => {
            !parents.is_empty() || [old, new].iter().any(|t| key.made_of(&t.foreign_keys).is_some())
        }
    }
}

/// Whether a parent's making its constraint makes this one too, under this name.
pub(super) fn is_handed_down(
    old: &Table,
    new: &Table,
    name: &Name,
    constraint: &Either<'_>,
    context: &AlterContext<'_>,
) -> bool {
    is_below(old, new, constraint, context.to)
        && match constraint {
            // An exclusion constraint of the partition's own is never taken for the parent's.
            Either::Constraint(constraint) => !constraint.is_key(),
            Either::ForeignKey(key) if key.made_of(&new.foreign_keys).is_some() => true,
            Either::ForeignKey(key) => {
                parents_that_stay(old, new).iter().filter_map(|id| context.to.table(id)).any(|above| {
                    above
                        .foreign_keys
                        .iter()
                        .any(|other| other.constraint_name == *name && other.is_like(key))
                })
            }
        }
}

/// Whether the index of a constraint goes with that of the partitioned table.
pub(super) fn goes_with_parents(table: &Table, constraint: &Name, context: &AlterContext<'_>) -> bool {
    table.index(constraint).is_some_and(|index| parent_goes(index, context))
}

/// The constraints of partitions that are taken for a constraint when they are there first.
pub(super) fn constraints_below(
    table: &Table,
    constraint: &Either<'_>,
    context: &AlterContext<'_>,
) -> Vec<ObjectId> {
    let id = table.id();
    let partitions =
        context.to.tables.iter().filter(|t| t.partition_of.as_ref().is_some_and(|p| p.parent == id));
    partitions
        .flat_map(|partition| {
            let names: Vec<&Name> = match constraint {
                Either::Constraint(above) => {
                    let below = |index: &&Index| {
                        index.partition_of.as_ref().is_some_and(|of| of.name == above.constraint_name)
                    };
                    partition.indexes.iter().filter(below).map(|index| &index.index_name).collect()
                }
                Either::ForeignKey(above) => {
                    let below =
                        partition.foreign_keys.iter().filter(|key| key.inherited && above.is_like(key));
                    below.map(|key| &key.constraint_name).collect()
                }
            };
            names
                .into_iter()
                .map(|name| partition.id().nested(Kind::Constraint, name.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The indexes that are attached to one, those of constraints as such.
pub(super) fn indexes_below(above: &ObjectId, catalog: &Catalog) -> Vec<ObjectId> {
    let tables = catalog.tables.iter().filter(|table| table.partition_of.is_some());
    let all = tables.flat_map(|table| table.indexes.iter().map(move |index| (table.id(), index)));
    let below = all.filter(|(_, index)| index.partition_of.as_ref() == Some(above));
    below.map(|(table, index)| made_as(&table, index)).collect()
}

/// What an index is made as: what it is, or the constraint that it belongs to.
fn made_as(table: &ObjectId, index: &Index) -> ObjectId {
    match index.is_constraint {
        true => table.nested(Kind::Constraint, index.index_name.clone()),
        false => index.id(table),
    }
}

/// Whether the index of the partitioned table that this one is part of is dropped, and this with it.
pub(super) fn parent_goes(index: &Index, context: &AlterContext<'_>) -> bool {
    let Some(parent) = &index.partition_of else { return false };
    match (table_of(context.from, parent), table_of(context.to, parent)) {
        (Some((old, was)), Some((new, is))) => {
            let constraint = |table: &Table| {
                let constraints = table.constraints.iter().filter(|c| c.constraint_name == was.index_name);
                constraints.map(|c| Constraint { comment: None, ..c.clone() }).next()
            };
            !is_same(was, is)
                || old.id() != new.id()
                || constraint(old) != constraint(new)
                || parent_goes(was, context)
        }
        _ => true,
    }
}

/// An index with its table.
fn table_of<'a>(catalog: &'a Catalog, index: &ObjectId) -> Option<(&'a Table, &'a Index)> {
    let tables = catalog.tables.iter().filter(|table| Some(&table.schema) == index.schema.as_ref());
    tables.filter_map(|table| Some((table, table.index(&index.name)?))).next()
}

/// Attaches indexes to those of the partitioned table that are there already, or that wait for it. To others the server attaches them when it
/// makes those, or when the partition is attached.
pub(super) fn index_attachments(
    old: &Table,
    new: &Table,
    context: &AlterContext<'_>,
    is_moved: bool,
) -> Vec<PartChange> {
    let table = new.id();
    let mut changes = Vec::new();
    for index in &new.indexes {
        let Some(above) = &index.partition_of else { continue };
        if let Some(swap) = Swap::of(&table, &index.index_name, context) {
            changes.extend(swap.attachment(&table, index));
            continue;
        }
        let was =
            old.index(&index.index_name).filter(|was| is_same(was, index) && !parent_goes(was, context));
        let is_attached = !is_moved && was.is_some_and(|was| was.partition_of.as_ref() == Some(above));
        let waits = table_of(context.to, above).is_some_and(|(_, above)| above.is_invalid)
            || is_alone(above, new, context);
        if is_attached || !(waits || parent_stays(index, context, is_moved)) {
            continue;
        }
        let sql = format!("ALTER INDEX {} ATTACH PARTITION {}", above.path(), index.id(&table).path());
        let id = attachment_of(&table, index);
        let change = PartChange::new(id, Action::Create, [sql.into()]);
        let by_constraint = ObjectId {
            kind: Kind::Constraint,
            relation: new.partition_of.as_ref().map(|p| p.parent.name.clone()),
            ..above.clone()
        };
        changes.push(change.needing([
            above.clone(),
            by_constraint,
            made_as(&table, index),
            place::attachment(&table),
        ]));
    }
    changes
}

/// Indexes that are to stay the table's own, and that the server would take for those of the partitioned table in place of others that are built
/// alike: it takes the oldest. They are taken away until the others are attached.
pub(super) fn twins(old: &Table, new: &Table, context: &AlterContext<'_>, is_moved: bool) -> Vec<PartChange> {
    let table = new.id();
    let mut changes = Vec::new();
    let is_attached = |index: &Index| {
        !is_moved && old.index(&index.index_name).is_some_and(|was| was.partition_of == index.partition_of)
    };
    let is_looked_for = |index: &&Index| {
        let is_alone = index.partition_of.as_ref().is_none_or(|above| is_alone(above, new, context));
        !is_alone && !is_attached(index) && !parent_stays(index, context, is_moved)
    };
    let attached: Vec<&Index> = new.indexes.iter().filter(is_looked_for).collect();
    for twin in new.indexes.iter().filter(|i| i.partition_of.is_none() && !i.is_constraint) {
        let is_kept =
            old.index(&twin.index_name).is_some_and(|was| is_same(was, twin) && was.partition_of.is_none());
        let alike = attached.iter().find(|index| {
            let named = Index {
                index_name: twin.index_name.clone(),
                is_constraint: false,
                is_primary: false,
                ..(**index).clone()
            };
            is_same(&named, twin)
        });
        let Some(alike) = alike.filter(|_| is_kept) else { continue };
        let sql = format!("DROP INDEX {}", twin.id(&table).path());
        let change = PartChange::new(twin.id(&table), Action::Detach, [sql.into()]);
        changes.push(change.locking(LockMode::AccessExclusive));
        let part = twin.part(&table);
        let change = PartChange::new(part.id, Action::Restore, part.statements).locking(LockMode::Share);
        changes.push(change.needing([place::attachment(&table)]).needing(alike.partition_of.clone()));
    }
    changes
}

/// Whether the index that one is to be attached to is there already, so that this one is attached to it by name.
fn parent_stays(index: &Index, context: &AlterContext<'_>, is_moved: bool) -> bool {
    !is_moved && !parent_goes(index, context)
}

/// Whether the index above is made without looking at those of the partitions, which are attached to it by name.
fn is_alone(above: &ObjectId, partition: &Table, context: &AlterContext<'_>) -> bool {
    partition.partition_of.as_ref().is_some_and(|of| goes_by_parts(&of.parent, above, context))
}

/// What attaches the partitions' indexes to one, which may not be valid before.
pub(super) fn attachments_to(above: &ObjectId, catalog: &Catalog) -> Vec<ObjectId> {
    let partitions = catalog.tables.iter().filter(|table| table.partition_of.is_some());
    let indexes = partitions.flat_map(|table| table.indexes.iter().map(move |index| (table.id(), index)));
    let below = indexes.filter(|(_, index)| index.partition_of.as_ref() == Some(above));
    below
        .flat_map(|(table, index)| {
            std::iter::once(attachment_of(&table, index)).chain(attachments_to(&index.id(&table), catalog))
        })
        .collect()
}

/// The keys of a table that are dropped. As long as they are there, a new foreign key may rely on one of them.
pub(super) fn keys_that_go(table: &ObjectId, context: &AlterContext<'_>) -> Vec<ObjectId> {
    let (Some(old), Some(new)) = (context.from.table(table), context.to.table(table)) else {
        return Vec::new();
    };
    let keys = old.indexes.iter().filter(|index| index.is_unique && new.index(&index.index_name).is_none());
    keys.map(|index| made_as(table, index)).collect()
}

/// Whether a column is there before and after, and holds something else.
pub(super) fn is_retyped((old, new): (&Table, &Table), column: &str) -> bool {
    let essence =
        |column: &Column| (column.sql_type.clone(), column.collation.clone(), column.generated.clone());
    old.column(column).zip(new.column(column)).is_some_and(|(was, is)| essence(was) != essence(is))
}
