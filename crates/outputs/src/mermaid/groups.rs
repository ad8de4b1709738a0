//! Splits a schema that is too large for one diagram along its foreign keys.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;

/// The maximum number of entities in one diagram.
pub(crate) const MAX_ENTITIES: usize = 25;

/// The maximum number of tables with columns in a diagram, if a schema needs several diagrams.
const MAX_MEMBERS: usize = 15;

/// The maximum number of tables in a diagram of unrelated parts, which are placed side by side.
const MAX_UNRELATED: usize = 8;

/// Tables that share a diagram: members with their columns, and tables they reference by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Group {
    pub members: BTreeSet<usize>,
    pub context: BTreeSet<usize>,
    /// Referenced tables for which there is no room.
    pub left_out: BTreeSet<usize>,
}

impl Group {
    fn new(graph: &Graph<'_>, members: BTreeSet<usize>) -> Self {
        let room = MAX_ENTITIES.saturating_sub(members.len());
        let needed: Vec<usize> = graph.needed_by(&members).into_iter().collect();
        let (context, left_out) = needed.split_at(room.min(needed.len()));
        Self {
            context: context.iter().copied().collect(),
            left_out: left_out.iter().copied().collect(),
            members,
        }
    }

    /// The member with the most connections, after which the group is named.
    pub(crate) fn hub(&self, graph: &Graph<'_>) -> Option<usize> {
        self.members.iter().copied().min_by_key(|m| (usize::MAX - graph.neighbours(*m).len(), *m))
    }
}

/// Distributes tables over diagrams: a single one if they fit, otherwise one per neighbourhood.
/// Every table with a relation is a member of exactly one group; the other tables are not drawn.
pub(crate) fn groups(graph: &Graph<'_>, tables: &BTreeSet<usize>) -> Vec<Group> {
    let related: BTreeSet<usize> = tables.iter().copied().filter(|t| graph.is_related(*t)).collect();
    if fits(graph, &related, MAX_ENTITIES) {
        return if related.is_empty() { Vec::new() } else { vec![Group::new(graph, related)] };
    }
    let parts = neighbourhoods(graph, related);
    let mut groups: Vec<Group> =
        packed(graph, parts).into_iter().map(|part| Group::new(graph, part)).collect();
    groups.sort_by_key(|group| usize::MAX - group.members.len());
    groups
}

fn fits(graph: &Graph<'_>, members: &BTreeSet<usize>, entities: usize) -> bool {
    members.len() <= entities && members.len() + graph.needed_by(members).len() <= entities
}

fn degree(graph: &Graph<'_>, table: usize, among: &BTreeSet<usize>) -> usize {
    graph.neighbours(table).intersection(among).count()
}

/// Splits tables into neighbourhoods, each around the remaining table with the most connections.
fn neighbourhoods(graph: &Graph<'_>, mut rest: BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
    let rank = |degree: usize, table: usize| (usize::MAX - degree, table);
    let mut degrees: BTreeMap<usize, usize> = rest.iter().map(|t| (*t, degree(graph, *t, &rest))).collect();
    let mut queue: BTreeSet<(usize, usize)> = degrees.iter().map(|(t, d)| rank(*d, *t)).collect();
    let mut parts = Vec::new();
    while let Some((_, seed)) = queue.first().copied() {
        let part = grow(graph, seed, &rest);
        for table in &part {
            rest.remove(table);
            if let Some(degree) = degrees.remove(table) {
                queue.remove(&rank(degree, *table));
            }
        }
        for neighbour in part.iter().flat_map(|t| graph.neighbours(*t)) {
            if let Some(degree) = degrees.get_mut(neighbour) {
                queue.remove(&rank(*degree, *neighbour));
                *degree -= 1;
                queue.insert(rank(*degree, *neighbour));
            }
        }
        parts.push(part);
    }
    parts
}

/// Grows a neighbourhood around a table by repeatedly adding the neighbour with the largest share
/// of its connections inside it.
fn grow(graph: &Graph<'_>, seed: usize, among: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut part = BTreeSet::from([seed]);
    let mut refused = BTreeSet::new();
    while part.len() < MAX_MEMBERS {
        let open: BTreeSet<usize> = part
            .iter()
            .flat_map(|member| graph.neighbours(*member).iter().copied())
            .filter(|n| among.contains(n) && !part.contains(n) && !refused.contains(n))
            .collect();
        let share = |table: usize| degree(graph, table, &part) * 1000 / graph.neighbours(table).len().max(1);
        let Some(next) = open.into_iter().min_by_key(|t| (usize::MAX - share(*t), *t)) else { break };
        part.insert(next);
        if !fits(graph, &part, MAX_ENTITIES) {
            part.remove(&next);
            refused.insert(next);
        }
    }
    part
}

/// Combines small parts, preferring parts that reference the same tables.
fn packed(graph: &Graph<'_>, parts: Vec<BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    let mut packed: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = Vec::new();
    for part in parts {
        let needed = graph.needed_by(&part);
        let mut best: Option<(usize, usize)> = None;
        for (at, (other, others_needs)) in packed.iter().enumerate() {
            let members = other.len() + part.len();
            if members > MAX_MEMBERS {
                continue;
            }
            let shared = others_needs.intersection(&needed).count()
                + other.intersection(&needed).count()
                + part.iter().map(|t| degree(graph, *t, other)).sum::<usize>();
            let most = if shared > 0 { MAX_MEMBERS } else { MAX_UNRELATED };
            if members > most || best.is_some_and(|(b, _)| shared <= b) {
                continue;
            }
            let both = other.union(&part).copied().collect();
            if fits(graph, &both, MAX_ENTITIES) {
                best = Some((shared, at));
            }
        }
        match best {
            Some((_, at)) => {
                packed[at].0.extend(part);
                packed[at].1 = graph.needed_by(&packed[at].0);
            }
            None => packed.push((part, needed)),
        }
    }
    packed.into_iter().map(|(members, _)| members).collect()
}
