//! Foreign keys and views that prevent each other from being dropped.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

use super::lineage::Lineage;
use super::needs::Needs;
use super::walk::components;

/// The foreign keys, each with its table, of dropped tables that refer to each other in a cycle:
/// none of the tables could be dropped first.
pub fn foreign_keys_in_cycles(
    from: &Catalog,
    lineage: &Lineage,
    is_dropped: impl Fn(&ObjectId) -> bool,
) -> Vec<(ObjectId, ObjectId)> {
    let mut graph = Graph::default();
    let mut keys: Vec<(usize, ObjectId, usize)> = Vec::new();
    for table in from.tables.iter().filter(|table| is_dropped(&table.id())) {
        let id = table.id();
        let node = graph.node(&id);
        for key in &table.foreign_keys {
            let own = id.nested(Kind::Constraint, key.constraint_name.clone());
            // A key that is derived from another is dropped with it.
            if !lineage.above(&own).is_empty() {
                continue;
            }
            let other = key.foreign_id();
            let targets = std::iter::once(other.clone()).chain(lineage.partitions(&other));
            for target in targets.filter(|target| *target != id && is_dropped(target)) {
                let target = graph.node(&target);
                graph.edges[node].push(target);
                keys.push((node, own.clone(), target));
            }
        }
        if let Some(partition) = &table.partition_of {
            let parent = graph.node(&partition.parent);
            graph.edges[node].push(parent);
        }
    }
    let components = components(&graph.edges);
    let in_cycle = keys.into_iter().filter(|(table, _, target)| components[*table] == components[*target]);
    let mut found: Vec<_> = in_cycle.map(|(table, key, _)| (graph.ids[table].clone(), key)).collect();
    found.dedup();
    found
}

/// The dropped views that refer to each other in a cycle, by cycle: one statement must drop them.
pub fn views_in_cycles(needs: &Needs, dropped: impl Iterator<Item = ObjectId>) -> Vec<BTreeSet<ObjectId>> {
    let mut graph = Graph::default();
    let views: Vec<ObjectId> = dropped.filter(|id| id.kind == Kind::View).collect();
    for view in &views {
        graph.node(view);
    }
    for (at, view) in views.iter().enumerate() {
        // A view depends on columns of another one.
        let relations = needs.of(view).iter().map(|needed| match &needed.relation {
            Some(relation) => {
                ObjectId { kind: Kind::View, relation: None, name: relation.clone(), ..needed.clone() }
            }
            None => needed.clone(),
        });
        let others = relations.filter_map(|needed| graph.numbers.get(&needed).copied());
        let others: Vec<usize> = others.filter(|other| *other != at).collect();
        graph.edges[at].extend(others);
    }
    let mut cycles: BTreeMap<usize, BTreeSet<ObjectId>> = BTreeMap::new();
    for (view, component) in views.into_iter().zip(components(&graph.edges)) {
        cycles.entry(component).or_default().insert(view);
    }
    cycles.into_values().filter(|cycle| cycle.len() > 1).collect()
}

/// Tables or views, and which of them each is dropped before.
#[derive(Default)]
struct Graph {
    ids: Vec<ObjectId>,
    numbers: FxHashMap<ObjectId, usize>,
    edges: Vec<Vec<usize>>,
}

impl Graph {
    fn node(&mut self, id: &ObjectId) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = self.ids.len();
        self.numbers.insert(id.clone(), number);
        self.ids.push(id.clone());
        self.edges.push(Vec::new());
        number
    }
}
