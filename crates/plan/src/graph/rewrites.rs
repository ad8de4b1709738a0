//! Combines the changes that rewrite a table, so that the server rewrites it once.

use std::collections::BTreeMap;

use crate::change::ObjectChange;
use crate::graph::Node;
use crate::graph::edges::Edges;
use crate::steps::{Action, Hazard, StepPart};
use pgplumb_catalog::{Kind, ObjectId};

/// Pairs of changes, by their indexes.
type Pairs = Vec<(usize, usize)>;

/// Combines the changes of each table that rewrite it and need no other change in between. The first
/// of them becomes a change of the table with all their statements; the others stay as nodes without
/// statements and dependencies.
pub(super) fn combine(nodes: &mut [Node], edges: &mut Edges, pairs: [&mut Pairs; 2]) {
    let mut by_table: BTreeMap<ObjectId, Vec<usize>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate().filter(|(_, node)| subcommand(node).is_some()) {
        by_table.entry(node.object.clone()).or_default().push(at);
    }
    let [together, separate] = pairs;
    for members in by_table.into_values().filter(|members| members.len() > 1) {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for at in members {
            let graph = Graph { nodes, before: &edges.before, together };
            match groups
                .iter_mut()
                .find(|group| group.first().is_some_and(|first| graph.may_meet(*first, at)))
            {
                Some(group) => {
                    edges.redirect(at, group[0]);
                    for pairs in [&mut *together, &mut *separate] {
                        redirect(pairs, at, group[0]);
                    }
                    group.push(at);
                }
                None => groups.push(vec![at]),
            }
        }
        for group in groups.into_iter().filter(|group| group.len() > 1) {
            let changes = group.iter().map(|at| {
                let change = &mut nodes[*at].change;
                std::mem::replace(change, ObjectChange::new(change.node.clone(), change.action, []))
            });
            let changes = changes.collect();
            nodes[group[0]].change = combined(&nodes[group[0]].object, changes);
        }
    }
}

/// The start of a statement that alters a table.
fn alter(table: &ObjectId) -> String {
    format!("ALTER TABLE {} ", table.path())
}

/// The subcommand of a change that rewrites its table.
fn subcommand(node: &Node) -> Option<&str> {
    let is_table = node.object.kind == Kind::Table && node.change.combines;
    let first = node.change.statements.first().filter(|_| is_table)?;
    first.sql.strip_prefix(&alter(&node.object))
}

/// One change for several changes of a table. Their further statements follow in order.
fn combined(table: &ObjectId, changes: Vec<ObjectChange>) -> ObjectChange {
    let mut whole = ObjectChange::new(table.clone(), Action::Alter, []);
    let (mut subcommands, mut further) = (Vec::new(), Vec::new());
    let mut changes = changes;
    // The server adds columns last.
    changes.sort_by_key(|change| matches!(change.action, Action::Create | Action::Restore));
    for change in changes {
        let mut statements = change.statements.into_iter();
        let first = statements.next().map(|first| first.sql).unwrap_or_default();
        subcommands.push(first.strip_prefix(&alter(table)).unwrap_or(&first).to_owned());
        further.extend(statements);
        whole.parts.push(StepPart {
            object: change.node.subject().clone(),
            action: change.action,
            hazards: change.hazards.clone(),
            data_checks: change.data_checks.len(),
        });
        let new = |hazard: &Hazard| !whole.hazards.contains(hazard);
        let hazards: Vec<Hazard> = change.hazards.into_iter().filter(new).collect();
        whole.hazards.extend(hazards);
        whole.type_changes.extend(change.type_changes);
        whole.lock = whole.lock.max(change.lock);
        whole.scans |= change.scans;
        whole.other_locks.extend(change.other_locks);
        whole.data_checks.extend(change.data_checks);
        whole.requires.extend(change.requires);
    }
    let sql = format!("{}\n    {}", alter(table).trim_end(), subcommands.join(",\n    "));
    whole.statements.push(sql.into());
    whole.statements.extend(further);
    whole
}

fn redirect(pairs: &mut Pairs, from: usize, to: usize) {
    for (one, other) in &mut *pairs {
        for at in [one, other] {
            if *at == from {
                *at = to;
            }
        }
    }
    pairs.retain(|(one, other)| one != other);
}

/// The changes with what comes before each, and what is one transaction.
struct Graph<'a> {
    nodes: &'a [Node],
    before: &'a [Vec<usize>],
    together: &'a [(usize, usize)],
}

impl Graph<'_> {
    /// Whether two changes can be one: nothing must come between them, and no change outside of a
    /// transaction becomes part of their transaction.
    fn may_meet(&self, one: usize, other: usize) -> bool {
        let is_between = |from: usize, to: usize| {
            let next = self.before[from].iter().copied().filter(|next| *next != to);
            self.reached(next.collect(), false)[to]
        };
        if is_between(one, other) || is_between(other, one) {
            return false;
        }
        let is_split = |from: usize, to: usize| {
            let reached = self.reached(vec![from], true);
            let outside =
                (0..reached.len()).filter(|at| reached[*at] && self.nodes[*at].change.outside_transaction);
            self.reached(outside.collect(), true)[to]
        };
        !self.nodes.iter().any(|node| node.change.outside_transaction)
            || !is_split(one, other) && !is_split(other, one)
    }

    /// The changes that come before some changes, with these, and those that are one transaction with
    /// one of them if `as_transactions`.
    fn reached(&self, from: Vec<usize>, as_transactions: bool) -> Vec<bool> {
        let mut reached = vec![false; self.before.len()];
        let mut open = from;
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut reached[at], true) {
                continue;
            }
            open.extend(&self.before[at]);
            if as_transactions {
                open.extend(self.together.iter().filter(|pair| pair.0 == at).map(|pair| pair.1));
                open.extend(self.together.iter().filter(|pair| pair.1 == at).map(|pair| pair.0));
            }
        }
        reached
    }
}
