//! Partitions that are split, merged, or get other bounds: their rows move to the partitions that
//! accept them.
//!
//! `ALTER TABLE … SPLIT PARTITION` and `MERGE PARTITIONS` of PostgreSQL 19 block the partitioned
//! table for as long, and the new partitions lack the properties of the old ones. These statements
//! work on every version.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::partitions::within;
use crate::graph::Node;
use crate::graph::lineage::Lineage;
use crate::indexed::IndexedCatalog;
use crate::kinds::table::hierarchy::keys_to;
use crate::kinds::table::move_rows;
use crate::node::NodeId;
use crate::partition_bound::{PartitionBound, with_same_keys};
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::{Kind, ObjectId};

/// What moving rows means for other sessions.
pub const HAZARDS: [Hazard; 3] = [Hazard::RewritesTable, Hazard::BlocksReads, Hazard::BlocksWrites];

/// The partitions whose rows move.
#[derive(Default)]
pub struct Repartitions {
    groups: Vec<Repartition>,
    /// The group of each partition whose rows move, by its place in `groups`.
    by_source: BTreeMap<ObjectId, usize>,
    /// The group of each partition that receives rows.
    by_target: BTreeMap<ObjectId, usize>,
}

/// Partitions of one table that accept the same keys before and after the change.
struct Repartition {
    parent: ObjectId,
    /// The partitions that have the rows: dropped ones, and those that get other bounds.
    sources: BTreeSet<ObjectId>,
    /// The partitions that accept the rows: new ones, and those that get other bounds.
    targets: BTreeSet<ObjectId>,
    /// The foreign keys that refer to the partitioned table.
    keys: Vec<ObjectId>,
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
                if sources.iter().all(|table| can_give(table, desired)) && targets.iter().all(has_condition) {
                    let keys = keys_to(&id, current).into_iter();
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

    /// The statements that detach a dropped partition and give it a temporary name; `None` if its
    /// rows do not move.
    pub fn rename_table(&self, table: &Table) -> Option<Vec<Statement>> {
        self.moves_rows_of(&table.id()).then(|| move_rows::rename_for_replacement(table, false))
    }

    /// The foreign keys that must not exist while rows move.
    pub fn excluded(&self) -> impl Iterator<Item = &ObjectId> {
        self.groups.iter().flat_map(|group| &group.keys)
    }

    /// Adds the moves of rows, and makes the changes that have to wait for them depend on them.
    pub(crate) fn add_nodes(
        &self,
        context: &ChangeContext<'_>,
        position: impl Fn(&ObjectId) -> usize,
        nodes: &mut Vec<Node>,
    ) {
        if self.groups.is_empty() {
            return;
        }
        for node in nodes.iter_mut() {
            self.connect(node);
        }
        let lineage = Lineage::new(context.desired);
        for group in &self.groups {
            let Some(parent) = context.desired.table(&group.parent) else { continue };
            for source in group.sources.iter().filter_map(|id| context.current.table(id)) {
                let id = source.id();
                let is_kept = group.targets.contains(&id);
                let statements = group.statements(parent, source, context);
                let mut change = ObjectChange::new(NodeId::row_move(&id), Action::Alter, statements);
                change.lock = Some(LockMode::AccessExclusive);
                change.hazards = HAZARDS.to_vec();
                change.part_of = Some(group.parent.clone());
                change.excludes.clone_from(&group.keys);
                change.needs.push(if is_kept { NodeId::detachment(&id) } else { id.clone().into() });
                for target in &group.targets {
                    let is_new = !group.sources.contains(target);
                    change.needs.push(match is_new {
                        true => target.clone().into(),
                        false => NodeId::detachment(target),
                    });
                    let below = lineage.partitions(target);
                    change.needs.extend(below.iter().map(NodeId::attachment));
                }
                nodes.push(Node { change, position: position(&id), object: id });
            }
        }
    }

    /// Connects a change of one of the partitions with the moves. Triggers and rules would fire
    /// during a move.
    fn connect(&self, node: &mut Node) {
        let is_attachment = matches!(node.change.node, NodeId::PartitionAttachment { .. });
        let is_detachment = matches!(node.change.node, NodeId::PartitionDetachment { .. });
        let is_drop = node.change.action == Action::Drop && node.change.is_of(&node.object);
        let source = self.by_source.get(&node.object).filter(|_| is_drop || is_detachment);
        let target = self.by_target.get(&node.object).filter(|_| is_attachment);
        if let Some(group) = source.or(target).map(|at| &self.groups[*at]) {
            node.change.part_of = Some(group.parent.clone());
            node.change.excludes.extend(group.keys.iter().cloned());
        }
        let fires = |id: &ObjectId| matches!(id.kind, Kind::Trigger | Kind::Rule | Kind::Policy);
        let waits = is_attachment || node.change.node.object().is_some_and(fires);
        if let Some(at) = self.by_target.get(&node.object).filter(|_| waits) {
            node.change.needs.extend(self.groups[*at].sources.iter().map(NodeId::row_move));
        }
    }
}

impl Repartition {
    /// The statements that move the rows of a partition.
    fn statements(&self, parent: &Table, source: &Table, context: &ChangeContext<'_>) -> Vec<Statement> {
        let id = source.id();
        let kept = context.desired.table(&id).filter(|_| self.targets.contains(&id));
        let from = match kept {
            Some(_) => source.sql_name(),
            None => move_rows::replaced_sql_name(source),
        };
        let others = self.targets.iter().filter(|target| **target != id);
        let mut statements: Vec<Statement> = Vec::new();
        for target in others.filter_map(|target| context.desired.table(target)) {
            let insert = move_rows::insert(target, source, &from, context);
            let only = condition(parent, target, context.current).filter(|_| self.targets.len() > 1);
            statements.push(match only {
                Some(only) => format!("{}\n    WHERE {only}", insert.sql).into(),
                None => insert,
            });
        }
        let kept = kept.and_then(|table| condition(parent, table, context.current));
        statements.push(match kept {
            Some(kept) => format!("DELETE FROM {from}\n    WHERE NOT COALESCE({kept}, false)").into(),
            None => format!("DROP TABLE {from}").into(),
        });
        statements
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
fn condition(parent: &Table, partition: &Table, current: &IndexedCatalog<'_>) -> Option<String> {
    within(parent, &partition.partition_of.as_ref()?.bound, current)
}
