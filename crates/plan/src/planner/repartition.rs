//! Moves the rows of partitions that are split, merged, or get other bounds.
//!
//! `ALTER TABLE … SPLIT PARTITION` and `MERGE PARTITIONS` of PostgreSQL 19 block the partitioned
//! table for as long, and the new partitions lack the properties of the old ones. These statements
//! work on every version.

use crate::change::{ChangeContext, ObjectChange};
use crate::graph::Node;
use crate::graph::lineage::Lineage;
use crate::kinds::table::move_rows;
use crate::node::NodeId;
use crate::repartitions::{Repartition, Repartitions, condition};
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::{Kind, ObjectId};

impl Repartitions {
    /// The statements that detach a dropped partition and give it a temporary name; `None` if its
    /// rows do not move.
    pub fn rename_table(&self, table: &Table) -> Option<Vec<Statement>> {
        self.moves_rows_of(&table.id()).then(|| move_rows::rename_for_replacement(table, false))
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
                change.hazards = move_rows::HAZARDS.to_vec();
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
