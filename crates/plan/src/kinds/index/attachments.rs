//! Attaching the indexes of partitions to the indexes of their partitioned tables.

use crate::change::{ChangeContext, ObjectChange};
use crate::kinds::index::attached::{created_as, is_index_dropped_with_parent};
use crate::kinds::index::equality::is_same;
use crate::kinds::index::partitioned::Swap;
use crate::kinds::index::per_partition::is_built_per_partition;
use crate::node::NodeId;
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, ObjectId};

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
