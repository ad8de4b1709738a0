//! Partitions that are split, merged, or get other bounds: their rows move to the partitions that
//! accept them.

use std::collections::{BTreeMap, BTreeSet};

use crate::indexed::IndexedCatalog;
use crate::partition_bound::{PartitionBound, with_same_keys};
use crate::partition_condition::within;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, ObjectId};

/// The partitions whose rows move.
#[derive(Default)]
pub struct Repartitions {
    pub(crate) groups: Vec<Repartition>,
    /// The group of each partition whose rows move, by its place in `groups`.
    pub(crate) by_source: BTreeMap<ObjectId, usize>,
    /// The group of each partition that receives rows.
    pub(crate) by_target: BTreeMap<ObjectId, usize>,
}

/// Partitions of one table that accept the same keys before and after the change.
pub(crate) struct Repartition {
    pub parent: ObjectId,
    /// The partitions that have the rows: dropped ones, and those that get other bounds.
    pub sources: BTreeSet<ObjectId>,
    /// The partitions that accept the rows: new ones, and those that get other bounds.
    pub targets: BTreeSet<ObjectId>,
    /// The foreign keys that refer to the partitioned table.
    pub keys: Vec<ObjectId>,
}

impl Repartitions {
    /// Finds the partitions whose rows can move: together, the new partitions accept exactly the
    /// keys that the old ones accepted.
    pub(crate) fn new(current: &IndexedCatalog<'_>, desired: &IndexedCatalog<'_>) -> Self {
        let mut found = Self::default();
        for old in current.tables.iter().filter(|table| table.partition_key.is_some()) {
            let id = old.id();
            let Some(new) = desired.table(&id).filter(|new| has_same_rows(old, new)) else { continue };
            let (sources, targets) = (changed(&id, current, desired), changed(&id, desired, current));
            let (old_bounds, new_bounds) = (bounds(&sources), bounds(&targets));
            let (Some(old_bounds), Some(new_bounds)) = (old_bounds, new_bounds) else { continue };
            for same in with_same_keys(&old_bounds, &new_bounds) {
                let sources: Vec<&Table> = same.old.iter().map(|at| sources[*at]).collect();
                let targets: Vec<&Table> = same.new.iter().map(|at| targets[*at]).collect();
                let has_condition = |table: &&Table| condition(new, table, current).is_some();
                // A rule of a partition would change or add to the statements that move rows.
                let has_rules = |table: &&Table| {
                    let id = table.id();
                    [current.table(&id), desired.table(&id)]
                        .into_iter()
                        .flatten()
                        .any(|t| !t.rules.is_empty())
                };
                let is_possible = sources.iter().all(|table| can_give(table, desired))
                    && targets.iter().all(has_condition)
                    && !sources.iter().chain(&targets).any(has_rules);
                if is_possible {
                    let keys = current.foreign_keys_to(&id).into_iter();
                    let keys = keys
                        .map(|(table, key)| table.id().nested(Kind::Constraint, key.constraint_name.clone()));
                    found.add(&id, &sources, &targets, keys.collect());
                }
            }
        }
        found
    }

    fn add(&mut self, parent: &ObjectId, sources: &[&Table], targets: &[&Table], keys: Vec<ObjectId>) {
        let ids = |tables: &[&Table]| tables.iter().map(|table| table.id()).collect::<BTreeSet<_>>();
        let group =
            Repartition { parent: parent.clone(), sources: ids(sources), targets: ids(targets), keys };
        let at = self.groups.len();
        self.by_source.extend(group.sources.iter().map(|id| (id.clone(), at)));
        self.by_target.extend(group.targets.iter().map(|id| (id.clone(), at)));
        self.groups.push(group);
    }

    /// Whether the rows of a partition that its new bounds do not allow move to other partitions.
    pub fn moves_rows_of(&self, partition: &ObjectId) -> bool {
        self.by_source.contains_key(partition)
    }

    /// The foreign keys that must not exist while rows move.
    pub fn excluded(&self) -> impl Iterator<Item = &ObjectId> {
        self.groups.iter().flat_map(|group| &group.keys)
    }
}

/// Whether the rows of a partitioned table have the same columns and the same key on both sides.
fn has_same_rows(old: &Table, new: &Table) -> bool {
    let columns = |table: &Table| {
        let columns = table.columns.iter();
        let columns = columns.map(|c| (c.column_name.clone(), c.sql_type.clone(), c.generated.is_some()));
        columns.collect::<BTreeSet<_>>()
    };
    old.partition_key == new.partition_key && columns(old) == columns(new)
}

/// The partitions of a table that the other side does not have, or that have other bounds there. A
/// partition that is an independent table on the other side keeps its rows.
fn changed<'a>(
    parent: &ObjectId,
    catalog: &'a IndexedCatalog<'_>,
    other: &IndexedCatalog<'_>,
) -> Vec<&'a Table> {
    let is_changed = |table: &&&Table| match other.table(&table.id()) {
        None => true,
        Some(other) => match (&table.partition_of, &other.partition_of) {
            (Some(of), Some(other)) => of.parent == other.parent && of.bound != other.bound,
            _ => false,
        },
    };
    catalog.partitions(parent).iter().filter(is_changed).copied().collect()
}

fn bounds<'a>(partitions: &[&'a Table]) -> Option<Vec<PartitionBound<'a>>> {
    let bounds = partitions.iter().map(|table| PartitionBound::parse(&table.partition_of.as_ref()?.bound));
    bounds.collect()
}

/// Whether the rows of a partition can be moved by statements on it alone.
fn can_give(table: &Table, desired: &IndexedCatalog<'_>) -> bool {
    let is_kept = desired.table(&table.id()).is_some();
    let has_own_triggers = table.triggers.iter().any(|trigger| !trigger.inherited);
    table.partition_key.is_none() && !(is_kept && has_own_triggers)
}

/// The condition for rows that a partition accepts.
pub(crate) fn condition(parent: &Table, partition: &Table, current: &IndexedCatalog<'_>) -> Option<String> {
    within(parent, &partition.partition_of.as_ref()?.bound, current)
}
