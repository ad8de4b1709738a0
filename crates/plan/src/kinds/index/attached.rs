//! Indexes of partitions that are attached to the indexes of their partitioned tables.

use crate::change::ChangeContext;
use crate::indexed::IndexedCatalog;
use crate::kinds::index::equality::is_same;
use crate::node::NodeId;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::Constraint;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The indexes that are attached to an index. An index of a constraint is returned as the
/// constraint.
pub(crate) fn attached_indexes(parent: &ObjectId, catalog: &IndexedCatalog<'_>) -> Vec<ObjectId> {
    catalog.attached(parent).iter().map(|(table, index)| created_as(&table.id(), index)).collect()
}

/// The object whose creation creates the index: the index itself, or the constraint that it belongs
/// to.
pub(crate) fn created_as(table: &ObjectId, index: &Index) -> ObjectId {
    match index.is_constraint {
        true => table.nested(Kind::Constraint, index.index_name.clone()),
        false => index.id(table),
    }
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

/// Whether the index of a constraint is dropped with the index of the partitioned table.
pub(crate) fn is_constraint_dropped_with_parent(
    table: &Table,
    constraint: &Name,
    context: &ChangeContext<'_>,
) -> bool {
    table.index(constraint).is_some_and(|index| is_index_dropped_with_parent(index, context))
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
