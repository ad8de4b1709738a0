//! Indexes of partitioned tables that are built one partition after the other.

use crate::change::ChangeContext;
use crate::decisions::Question;
use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use rustc_hash::FxHashSet;

/// Whether the index of a partitioned table is created with `ON ONLY`, and the indexes of its
/// partitions are built one by one and attached. Requires that all partitions are known and that
/// each has the index. The server attaches the indexes of new partitions with the partitions.
pub(crate) fn is_built_per_partition(
    table: &ObjectId,
    index: &ObjectId,
    context: &ChangeContext<'_>,
) -> bool {
    let question = Question::BuiltPerPartition { online: context.online };
    context.decisions.get(question, index.clone(), || can_be_built_per_partition(table, index, context))
}

fn can_be_built_per_partition(table: &ObjectId, index: &ObjectId, context: &ChangeContext<'_>) -> bool {
    // A foreign table cannot have an index, so the parent's index would never become valid.
    let is_foreign = context.desired.has_foreign_partition(table);
    // The index of a partition's key exists when the parent's index is created, and is attached
    // then.
    let is_attached = |i: &Index| !i.is_constraint && i.partition_of.as_ref() == Some(index);
    let has_index = |t: &Table| t.indexes.iter().any(is_attached);
    let current: FxHashSet<ObjectId> = context.current.partitions(table).iter().map(|t| t.id()).collect();
    let desired = context.desired.partitions(table);
    let is_kept = |t: &&Table| current.contains(&t.id());
    let is_new = |t: &Table| context.current.table(&t.id()).is_none();
    let is_unchanged = current.len() == desired.len() && desired.iter().all(is_kept);
    // The index of the same name would be dropped first.
    let replaces = !is_unchanged && context.current.index(index).is_some();
    context.online
        && !is_foreign
        && !replaces
        && !context.unlisted.contains(table)
        && desired.iter().any(is_kept)
        && desired.iter().all(|t| (is_kept(t) || is_new(t)) && has_index(t))
}
