//! Orders changes so that a server accepts them.

use crate::graph::Node;
use crate::graph::edges::{Edges, removes};
use crate::graph::needs::Containers;
use crate::graph::rewrites::combine;
use crate::graph::together::{replacements, together};
use crate::graph::transactions::{mark_visibly_missing, transactions};
use crate::graph::walk::visit;
use crate::requirements::{Catalogs, of_change};
use crate::steps::{Action, Hazard, Lock, Step};
use pgplumb_catalog::{Catalog, Kind};

/// Orders the changes and converts them to steps.
pub fn in_order(mut nodes: Vec<Node>, from: &Catalog, to: &Catalog) -> Vec<Step> {
    // Drops first, in reverse order of creation; then creations and changes in order of creation.
    nodes.sort_by_key(|node| (!removes(node), node.position, node.change.outside_transaction));
    let mut edges = Edges::new(&nodes, from, to);
    let (mut pairs, mut separate) = together(&nodes, from, to);
    edges.put_replacements_first(&replacements(&nodes, from, to), &pairs);
    combine(&mut nodes, &mut edges, [&mut pairs, &mut separate]);
    let mut order = Vec::with_capacity(nodes.len());
    let mut seen = vec![false; nodes.len()];
    for node in 0..nodes.len() {
        visit(node, &edges.before, &mut seen, &mut order);
    }
    let groups = transactions(&nodes, &edges, &order, &pairs);
    let recreated = [pairs, separate].concat();
    mark_visibly_missing(&groups, &recreated, &mut nodes);
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let containers = Containers::new(from);
    let catalogs = Catalogs { current: from, desired: to };
    let mut steps = Vec::new();
    for group in groups {
        let members = group.into_iter().filter_map(|at| nodes[at].take());
        let members = members.filter(|node| !node.change.statements.is_empty());
        for (place, node) in members.enumerate() {
            let continues_transaction = place > 0;
            steps.push(Step { continues_transaction, ..step(node, &containers, catalogs) });
        }
    }
    steps
}

/// Kinds whose locks other sessions notice.
const LOCKED: &[Kind] =
    &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Index, Kind::Sequence];

fn step(node: Node, current: &Containers, catalogs: Catalogs<'_>) -> Step {
    let Node { change, object, .. } = node;
    let own = change.lock.map(|mode| Lock { mode, on: object.clone(), scans: change.scans });
    let mut hazards = change.hazards;
    let rewrites = hazards.contains(&Hazard::RewritesTable);
    // Objects that this plan creates are not in use yet.
    let is_used = |lock: &Lock| LOCKED.contains(&lock.on.kind) && current.of(&lock.on).is_some();
    let locks = own.into_iter().chain(change.other_locks).filter(is_used);
    let locks: Vec<Lock> = locks.collect();
    let mut add = |hazard: &Hazard| {
        if !hazards.contains(hazard) {
            hazards.push(*hazard);
        }
    };
    for lock in locks.iter().filter(|lock| lock.scans || rewrites) {
        lock.blocks().iter().for_each(&mut add);
    }
    // Attaching, inheriting and owning alter an object; they neither create nor drop it.
    let action = match change.action {
        Action::Create | Action::Drop if change.node.connects_objects() => Action::Alter,
        action => action,
    };
    let mut requires = of_change(&change.node, action, &object, &change.statements, catalogs);
    for requirement in change.requires {
        if !requires.contains(&requirement) {
            requires.push(requirement);
        }
    }
    let named = change.node.clone().named_object();
    Step {
        action,
        within: (object != named).then_some(object),
        prepares: change.prepares,
        caused_by: change.caused_by,
        operation: change.node.operation(),
        parts: change.parts,
        label: None,
        object: named,
        statements: change.statements.into_iter().map(|statement| statement.sql).collect(),
        type_changes: change.type_changes,
        stored_results: change.stored_results,
        hazards,
        locks,
        data_checks: change.data_checks,
        requires,
        outside_transaction: change.outside_transaction,
        continues_transaction: false,
        secrets: Vec::new(),
        locks_first: Vec::new(),
    }
}
