//! Columns and constraints that a table inherits from its parents or passes on to its
//! children.

use crate::change::ChangeContext;
use crate::kinds::constraint::table_constraint::TableConstraint;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType};
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
