//! The order of entities in the overview.
//!
//! Mermaid places entities in layers along their relations, and takes the order within a layer from
//! the order in the text. Sorting each layer by the positions of the neighbours keeps lines short,
//! so that few of them cross or run through other entities.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;

/// The number of passes over the layers. More passes hardly change the order.
const PASSES: usize = 12;

/// Orders tables: connected parts one after the other, the largest first, each by layers.
pub(crate) fn by_layers(graph: &Graph<'_>, tables: &BTreeSet<usize>) -> Vec<usize> {
    let mut parts = connected_parts(graph, tables);
    parts.sort_by_key(|part| (usize::MAX - part.len(), part.first().copied()));
    parts.iter().flat_map(|part| layers(graph, part).concat()).collect()
}

fn connected_parts(graph: &Graph<'_>, tables: &BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
    let mut rest = tables.clone();
    let mut parts = Vec::new();
    while let Some(first) = rest.pop_first() {
        let mut part = BTreeSet::from([first]);
        let mut open = vec![first];
        while let Some(table) = open.pop() {
            for neighbour in graph.neighbours(table) {
                if rest.remove(neighbour) {
                    part.insert(*neighbour);
                    open.push(*neighbour);
                }
            }
        }
        parts.push(part);
    }
    parts
}

/// The layers of a connected part: referenced tables come before referencing ones.
fn layers(graph: &Graph<'_>, part: &BTreeSet<usize>) -> Vec<Vec<usize>> {
    let mut layer_of = BTreeMap::new();
    for table in part {
        layer(graph, part, *table, &mut Vec::new(), &mut layer_of);
    }
    let count = layer_of.values().max().map_or(0, |last| last + 1);
    let mut layers = vec![Vec::new(); count];
    layer_of.iter().for_each(|(table, layer)| layers[*layer].push(*table));
    let mut positions = BTreeMap::new();
    layers.iter().for_each(|layer| place(layer, &mut positions));
    for pass in 0..PASSES {
        let is_downwards = pass % 2 == 0;
        for step in 0..count {
            let at = if is_downwards { step } else { count - 1 - step };
            // The mean position of the neighbours in the layers that were sorted before.
            let key = |table: usize| {
                let neighbours = graph.neighbours(table).iter().filter(|other| part.contains(other));
                let sorted = neighbours.filter(|other| match is_downwards {
                    true => layer_of[*other] < at,
                    false => layer_of[*other] > at,
                });
                let found: Vec<f64> = sorted.map(|other| positions[other]).collect();
                match found.len() {
                    0 => positions[&table],
                    #[allow(clippy::cast_precision_loss, reason = "a diagram has few tables")]
                    number => found.iter().sum::<f64>() / number as f64,
                }
            };
            let mut keyed: Vec<(f64, usize)> = layers[at].iter().map(|table| (key(*table), *table)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            layers[at] = keyed.into_iter().map(|(_, table)| table).collect();
            place(&layers[at], &mut positions);
        }
    }
    layers
}

/// The layer of a table: one more than the layers of the tables that it references.
fn layer(
    graph: &Graph<'_>,
    part: &BTreeSet<usize>,
    table: usize,
    path: &mut Vec<usize>,
    layers: &mut BTreeMap<usize, usize>,
) -> usize {
    if let Some(layer) = layers.get(&table) {
        return *layer;
    }
    // A cycle of foreign keys.
    if path.contains(&table) {
        return 0;
    }
    path.push(table);
    let parents = graph.parents(table).iter().filter(|parent| part.contains(parent));
    let above = parents.map(|parent| layer(graph, part, *parent, path, layers) + 1).max();
    path.pop();
    *layers.entry(table).or_insert(above.unwrap_or(0))
}

/// Sets the positions of a layer's tables, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "a diagram has few tables")]
fn place(layer: &[usize], positions: &mut BTreeMap<usize, f64>) {
    for (at, table) in layer.iter().enumerate() {
        positions.insert(*table, (at as f64 + 0.5) / layer.len() as f64);
    }
}
