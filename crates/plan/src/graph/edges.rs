//! Which changes must come before which others.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::Node;
use crate::graph::lineage::Lineage;
use crate::graph::names::FreedNames;
use crate::graph::needs::Containers;
use crate::graph::walk::{components, reaches};
use crate::node::NodeId;
use crate::steps::Action;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// Whether a change removes its object, for good or for a while.
pub(super) fn removes(node: &Node) -> bool {
    matches!(node.change.action, Action::Drop | Action::Detach)
}

/// For each node, the nodes that come before it.
pub(super) struct Edges {
    pub before: Vec<Vec<usize>>,
    seen: FxHashSet<(usize, usize)>,
}

impl Edges {
    pub fn new(nodes: &[Node], from: &Catalog, to: &Catalog) -> Self {
        let (current, desired) = (Containers::new(from), Containers::new(to));
        let mut creating: FxHashMap<&NodeId, Vec<usize>> = FxHashMap::default();
        let mut removing: FxHashMap<&NodeId, Vec<usize>> = FxHashMap::default();
        for (at, node) in nodes.iter().enumerate() {
            let map = if removes(node) { &mut removing } else { &mut creating };
            map.entry(&node.change.node).or_default().push(at);
        }
        let (lineage, desired_lineage) = (Lineage::new(from), Lineage::new(to));
        let owned = from.sequences.iter().filter_map(|s| Some((s.id(), s.owned_by.clone()?)));
        let owners: FxHashMap<ObjectId, ObjectId> =
            owned.filter(|(id, _)| removing.contains_key(&NodeId::from(id.clone()))).collect();
        let freed = FreedNames::freed(nodes.iter().enumerate().filter(|(_, node)| removes(node)), from);
        let mut edges = Self { before: vec![Vec::new(); nodes.len()], seen: FxHashSet::default() };
        let find =
            |map: &FxHashMap<&NodeId, Vec<usize>>, id: &NodeId, containers: &Containers| -> Vec<usize> {
                if let Some(found) = map.get(id) {
                    return found.clone();
                }
                let whole = containers.of(id.subject()).map(NodeId::from);
                whole.and_then(|whole| map.get(&whole).cloned()).unwrap_or_default()
            };
        for (at, node) in nodes.iter().enumerate() {
            if !removes(node) {
                let is_default = node.change.node.object().is_some_and(|id| id.kind == Kind::Default);
                // A child's column is created with the parent's column.
                let columns = node.change.needs.iter().filter_map(NodeId::object);
                let columns = columns.filter(|needed| needed.kind == Kind::Column);
                for above in columns.flat_map(|needed| all_above(&desired_lineage, needed)) {
                    let creators = creating.get(&NodeId::from(above)).into_iter().flatten().copied();
                    edges.add(at, creators.filter(|at| nodes[*at].change.action == Action::Create));
                }
                for needed in &node.change.needs {
                    // Only the creation of a dependency must come first, or a change of exactly
                    // that dependency; other changes of it may come later. A default comes before
                    // its column becomes NOT NULL.
                    let creators = find(&creating, needed, &desired);
                    let creators = creators.into_iter().filter(|creator| {
                        let other = &nodes[*creator].change;
                        let is_of_part = !is_default || other.part_of == node.change.part_of;
                        other.action != Action::Alter || other.node == *needed && is_of_part
                    });
                    edges.add(at, creators);
                    // A removed object with its identity must be gone.
                    edges.add(at, removing.get(needed).into_iter().flatten().copied());
                }
                // A removed object with the same name or identity must be gone.
                edges.add(at, freed.of(&node.change.node, to).into_iter());
                edges.add(at, removing.get(&node.change.node).into_iter().flatten().copied());
                if let NodeId::Placeholder { object } = &node.change.node {
                    edges.add(at, removing.get(&NodeId::from(object.clone())).into_iter().flatten().copied());
                }
            }
            if removes(node) {
                for needed in &node.change.needs {
                    let earlier =
                        [&removing, &creating].into_iter().filter_map(|map| map.get(needed)).flatten();
                    edges.add(at, earlier.copied());
                }
            }
            for held in &node.change.holds {
                // An inherited object is removed with the parent's object, a sequence with its
                // column.
                for held in std::iter::once(held).chain(lineage.above(held)).chain(owners.get(held)) {
                    for taken in find(&removing, &held.clone().into(), &current) {
                        edges.add(taken, std::iter::once(at));
                    }
                }
            }
        }
        edges.around_disturbances(nodes, &current);
        edges.detach_partitions_first(nodes, from);
        edges.without_excluded(nodes);
        edges.keep_order_within_objects(nodes);
        edges
    }

    /// Dependents are removed before a change that they would block, and restored after it.
    fn around_disturbances(&mut self, nodes: &[Node], current: &Containers) {
        let disturbs = |node: &Node| node.change.disturbs.to_vec();
        let mut disturbing: FxHashMap<ObjectId, Vec<usize>> = FxHashMap::default();
        for (at, node) in nodes.iter().enumerate() {
            for disturbed in disturbs(node) {
                disturbing.entry(disturbed).or_default().push(at);
            }
        }
        if disturbing.is_empty() {
            return;
        }
        for (other, dependent) in nodes.iter().enumerate() {
            let is_dropped = removes(dependent);
            if is_dropped {
                let held =
                    dependent.change.holds.iter().flat_map(|held| [Some(held.clone()), current.of(held)]);
                for at in held.flatten().filter_map(|held| disturbing.get(&held)).flatten() {
                    self.add(*at, std::iter::once(other));
                }
            } else if dependent.change.action == Action::Restore {
                let needed = dependent.change.needs.iter().filter_map(NodeId::object);
                for at in needed.filter_map(|needed| disturbing.get(needed)).flatten() {
                    self.add(other, std::iter::once(*at));
                }
            }
        }
    }

    /// Excluded objects are removed before a change, and restored after it.
    fn without_excluded(&mut self, nodes: &[Node]) {
        for (at, node) in nodes.iter().enumerate() {
            for excluded in &node.change.excludes {
                let same = nodes.iter().enumerate().filter(|(_, other)| other.change.node == *excluded);
                for (other, same) in same.map(|(other, node)| (other, removes(node))).collect::<Vec<_>>() {
                    match same {
                        true => self.add(at, std::iter::once(other)),
                        false => self.add(other, std::iter::once(at)),
                    }
                }
            }
        }
    }

    fn add(&mut self, node: usize, before: impl Iterator<Item = usize>) {
        let seen = &mut self.seen;
        self.before[node].extend(before.filter(|other| *other != node && seen.insert((node, *other))));
    }

    /// Gives the dependencies of a node, and what depends on it, to another one.
    pub fn redirect(&mut self, from: usize, to: usize) {
        let before = std::mem::take(&mut self.before[from]);
        self.before[to].extend(before);
        for (node, before) in self.before.iter_mut().enumerate() {
            before.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
            if node == to {
                before.retain(|at| *at != to);
            }
        }
    }

    /// Detaches partitions before their parent changes, because the changes would reach them too.
    fn detach_partitions_first(&mut self, nodes: &[Node], from: &Catalog) {
        let mut detachments: FxHashMap<&ObjectId, Vec<usize>> = FxHashMap::default();
        for (at, node) in nodes.iter().enumerate() {
            if let NodeId::PartitionDetachment { partition } = &node.change.node
                && let Some(of) = from.table(partition).and_then(|table| table.partition_of.as_ref())
            {
                detachments.entry(&of.parent).or_default().push(at);
            }
        }
        for (at, node) in nodes.iter().enumerate().filter(|(_, node)| !removes(node)) {
            if let Some(detachments) = detachments.get(&node.object) {
                self.add(at, detachments.iter().copied());
            }
        }
    }

    /// Creates replacements before the replaced objects are dropped, unless a dependency or a
    /// transaction requires the opposite.
    pub fn put_replacements_first(&mut self, replacements: &[(usize, usize)], pairs: &[(usize, usize)]) {
        if replacements.is_empty() {
            return;
        }
        let mut linked = self.before.clone();
        for (one, other) in pairs {
            linked[*one].push(*other);
            linked[*other].push(*one);
        }
        // A replacement can only close a cycle within one component of the graph that has all of
        // them.
        let mut with_all = linked.clone();
        for (new, old) in replacements {
            with_all[*old].push(*new);
        }
        let component = components(&with_all);
        for (new, old) in replacements {
            let closes_cycle = component[*new] == component[*old] && reaches(&linked, &component, *new, *old);
            if !closes_cycle {
                linked[*old].push(*new);
                self.add(*old, std::iter::once(*new));
            }
        }
    }

    /// Keeps the given order of several changes of the same node.
    fn keep_order_within_objects(&mut self, nodes: &[Node]) {
        let mut last: FxHashMap<&NodeId, usize> = FxHashMap::default();
        for (at, node) in nodes.iter().enumerate().filter(|(_, node)| !removes(node)) {
            if let Some(earlier) = last.insert(&node.change.node, at) {
                self.add(at, std::iter::once(earlier));
            }
        }
    }
}

/// The objects that an object is inherited from, at all levels.
fn all_above(lineage: &Lineage, id: &ObjectId) -> Vec<ObjectId> {
    let mut found = lineage.above(id).to_vec();
    let mut at = 0;
    while let Some(above) = found.get(at) {
        let more = lineage.above(above).to_vec();
        found.extend(more);
        at += 1;
    }
    found
}
