//! Putting what is to be done into an order in which a server accepts it.

use std::collections::{BTreeSet, VecDeque};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::is_place;
use pgplumb_catalog::plan::{Action, Hazard, Lock, LockMode, Step};
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use rustc_hash::FxHashMap;

use super::actions::Node;
use super::lineage::Lineage;
use super::names::Names;
use super::needs::Containers;

/// The steps, in order.
pub fn in_order(mut nodes: Vec<Node>, from: &Catalog, to: &Catalog) -> Vec<Step> {
    // Drops first, last made first; then what is made or changed, in the order of making.
    nodes.sort_by_key(|node| (!takes_away(node), node.place, node.change.alone));
    let edges = Edges::new(&nodes, from, to);
    let mut order = Vec::with_capacity(nodes.len());
    let mut state = vec![false; nodes.len()];
    for node in 0..nodes.len() {
        visit(node, &edges, &mut state, &mut order);
    }
    let order = out_of_the_way(order, &nodes, &edges);
    for at in seen_missing(&order, &nodes) {
        let hazards = &mut nodes[at].change.hazards;
        if !hazards.contains(&Hazard::BreaksCode) {
            hazards.push(Hazard::BreaksCode);
        }
    }
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let in_order = order.into_iter().filter_map(|at| nodes[at].take());
    let was = Containers::new(from);
    in_order.filter(|node| !node.change.statements.is_empty()).map(|node| step(node, &was)).collect()
}

/// The order, with what takes its time while others work moved before what is taken away for a while, where it needs nothing of that, or after
/// it, with all that needs it: what is taken away and made again shares a transaction.
fn out_of_the_way(order: Vec<usize>, nodes: &[Node], edges: &Edges) -> Vec<usize> {
    let takes_time = |at: usize| {
        let change = &nodes[at].change;
        change.alone || change.scans && change.lock.is_some_and(|mode| mode <= LockMode::ShareUpdateExclusive)
    };
    let mut open: VecDeque<usize> = order.into();
    let mut found: Vec<usize> = Vec::with_capacity(open.len());
    // What is taken away by now, and where that began.
    let mut away: BTreeSet<&ObjectId> = BTreeSet::new();
    let mut begins = None;
    // What comes as soon as all is back.
    let mut later: Vec<usize> = Vec::new();
    while let Some(at) = open.pop_front() {
        let change = &nodes[at].change;
        let waits = later.iter().any(|other| edges.before[at].contains(other));
        let is_back = change.action == Action::Restore && away.contains(what(&nodes[at]));
        match begins {
            Some(begin) if takes_time(at) && !waits => {
                let mut moved = edges.needed(&[at], &found[begin..]);
                if moved.iter().any(|other| nodes[*other].change.action == Action::Detach) {
                    later.push(at);
                    continue;
                }
                moved.push(at);
                found.retain(|other| !moved.contains(other));
                found.splice(begin..begin, moved.iter().copied());
                begins = Some(begin + moved.len());
                continue;
            }
            Some(_) if waits && !is_back => {
                later.push(at);
                continue;
            }
            _ => {}
        }
        // It cannot be back without.
        let needed = edges.needed(&[at], &later);
        later.retain(|other| !needed.contains(other));
        found.extend(needed);
        match change.action {
            Action::Detach => {
                begins.get_or_insert(found.len());
                away.insert(what(&nodes[at]));
            }
            Action::Restore => {
                away.remove(what(&nodes[at]));
            }
            Action::Create | Action::Alter | Action::Rename | Action::Drop => {}
        }
        found.push(at);
        if away.is_empty() {
            begins = None;
            later.drain(..).rev().for_each(|other| open.push_front(other));
        }
    }
    found.append(&mut later);
    found
}

/// What is taken away while something is done outside of any transaction, and made again only after that: others see it missing, or under
/// a name of ours.
fn seen_missing(order: &[usize], nodes: &[Node]) -> Vec<usize> {
    let is_back = |at: usize, rest: &[usize]| {
        let is_it = |other: &Node| other.change.action == Action::Restore && what(other) == what(&nodes[at]);
        rest.iter().any(|other| is_it(&nodes[*other]))
    };
    let mut found = Vec::new();
    for (place, at) in order.iter().enumerate().filter(|(_, at)| nodes[**at].change.action == Action::Detach)
    {
        let rest = &order[place + 1..];
        let Some(alone) = rest.iter().position(|other| nodes[*other].change.alone) else { continue };
        let (before, after) = rest.split_at(alone);
        if !is_back(*at, before) && is_back(*at, after) {
            found.push(*at);
        }
    }
    found
}

/// What a step is about: a partition's being detached and attached is about the partition.
fn what(node: &Node) -> &ObjectId {
    if is_place(&node.change.id) { &node.object } else { &node.change.id }
}

fn takes_away(node: &Node) -> bool {
    matches!(node.change.action, Action::Drop | Action::Detach)
}

/// What a lock is taken on that others could notice.
const LOCKED: &[Kind] =
    &[Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView, Kind::Index, Kind::Sequence];

fn step(node: Node, was: &Containers) -> Step {
    let Node { change, object, .. } = node;
    let own = change.lock.map(|mode| Lock { mode, on: object.clone(), scans: change.scans });
    let mut hazards = change.hazards;
    let rewrites = hazards.contains(&Hazard::RewritesTable);
    // What is made by this plan is not in use yet.
    let is_used = |lock: &Lock| LOCKED.contains(&lock.on.kind) && was.of(&lock.on).is_some();
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
    Step {
        object: if is_place(&change.id) { object } else { change.id },
        action: change.action,
        statements: change.statements.into_iter().map(|statement| statement.sql).collect(),
        hazards,
        locks,
        questions: change.questions,
        alone: change.alone,
    }
}

/// Which nodes come before which.
struct Edges {
    before: Vec<Vec<usize>>,
}

impl Edges {
    fn new(nodes: &[Node], from: &Catalog, to: &Catalog) -> Self {
        let (was, will) = (Containers::new(from), Containers::new(to));
        let mut making: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
        let mut taking: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
        for (at, node) in nodes.iter().enumerate() {
            let map = if takes_away(node) { &mut taking } else { &mut making };
            map.entry(&node.change.id).or_default().push(at);
        }
        let lineage = Lineage::new(from);
        let owned = from.sequences.iter().filter_map(|s| Some((s.id(), s.owned_by.clone()?)));
        let owners: FxHashMap<ObjectId, ObjectId> = owned.filter(|(id, _)| taking.contains_key(id)).collect();
        let freed = Names::freed(nodes.iter().enumerate().filter(|(_, node)| takes_away(node)), from);
        let mut edges = Self { before: vec![Vec::new(); nodes.len()] };
        let find =
            |map: &FxHashMap<&ObjectId, Vec<usize>>, id: &ObjectId, containers: &Containers| -> Vec<usize> {
                if let Some(found) = map.get(id) {
                    return found.clone();
                }
                containers.of(id).and_then(|whole| map.get(&whole).cloned()).unwrap_or_default()
            };
        for (at, node) in nodes.iter().enumerate() {
            if !takes_away(node) {
                for needed in &node.change.needs {
                    // Being changed is no being made: only what makes it must come first, or a change of exactly that.
                    let makers = find(&making, needed, &will);
                    let makers = makers.into_iter().filter(|maker| {
                        let other = &nodes[*maker].change;
                        other.action != Action::Alter || other.id == *needed
                    });
                    edges.add(at, makers);
                    // What has its name must have gone.
                    edges.add(at, taking.get(needed).into_iter().flatten().copied());
                }
                // What is made again is gone by then.
                edges.add(at, freed.of(&node.change.id, to).into_iter());
                edges.add(at, taking.get(&node.change.id).into_iter().flatten().copied());
            }
            if takes_away(node) {
                for needed in &node.change.needs {
                    let earlier = [&taking, &making].into_iter().filter_map(|map| map.get(needed)).flatten();
                    edges.add(at, earlier.copied());
                }
            }
            for held in &node.change.holds {
                // What comes from a parent's part goes with that, a sequence with the column that owns it.
                for held in std::iter::once(held).chain(lineage.above(held)).chain(owners.get(held)) {
                    for taken in find(&taking, held, &was) {
                        edges.add(taken, std::iter::once(at));
                    }
                }
            }
            // Before something changes under it, what depends on it is taken away.
            for disturbed in &node.change.disturbs {
                for (other, dependent) in nodes.iter().enumerate() {
                    let holds = dependent
                        .change
                        .holds
                        .iter()
                        .any(|held| held == disturbed || was.of(held).as_ref() == Some(disturbed));
                    if holds && takes_away(dependent) {
                        edges.add(at, std::iter::once(other));
                    } else if !takes_away(dependent)
                        && dependent.change.action == Action::Restore
                        && dependent.change.needs.contains(disturbed)
                    {
                        edges.add(other, std::iter::once(at));
                    }
                }
            }
        }
        edges.keep_order_within_objects(nodes);
        edges
    }

    fn add(&mut self, node: usize, before: impl Iterator<Item = usize>) {
        let new: Vec<usize> =
            before.filter(|other| *other != node && !self.before[node].contains(other)).collect();
        self.before[node].extend(new);
    }

    /// Which of some nodes, that are in order, these need, directly or not.
    fn needed(&self, these: &[usize], among: &[usize]) -> Vec<usize> {
        let mut needed = these.to_vec();
        for other in among.iter().rev() {
            if needed.iter().any(|needing| self.before[*needing].contains(other)) {
                needed.push(*other);
            }
        }
        let mut needed = needed.split_off(these.len());
        needed.reverse();
        needed
    }

    /// Several changes of the same part come in the order in which they were given.
    fn keep_order_within_objects(&mut self, nodes: &[Node]) {
        let mut last: FxHashMap<&ObjectId, usize> = FxHashMap::default();
        for (at, node) in nodes.iter().enumerate().filter(|(_, node)| !takes_away(node)) {
            if let Some(earlier) = last.insert(&node.change.id, at) {
                self.add(at, std::iter::once(earlier));
            }
        }
    }
}

/// Depth first; what is open already closes a circle, which is left to the server to judge.
fn visit(node: usize, edges: &Edges, seen: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[node], true) {
        return;
    }
    let mut stack = vec![(node, 0)];
    while let Some((current, next)) = stack.last_mut() {
        match edges.before[*current].get(*next) {
            Some(needed) => {
                *next += 1;
                if !std::mem::replace(&mut seen[*needed], true) {
                    stack.push((*needed, 0));
                }
            }
            None => {
                order.push(*current);
                stack.pop();
            }
        }
    }
}
