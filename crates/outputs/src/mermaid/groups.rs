//! Cutting what is too large for one diagram along its foreign keys.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;

/// The most entities in one diagram.
pub(crate) const ENTITIES: usize = 25;

/// The most tables that a diagram shows with their columns, where a schema takes several.
const MEMBERS: usize = 15;

/// The most tables in a diagram of several parts that have nothing to do with each other: they stand side by side.
const SIDE_BY_SIDE: usize = 8;

/// The most tables in a diagram of tables without foreign keys.
const ALONE: usize = 6;

/// Tables that are drawn together with their columns, and those that they refer to, drawn by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Group {
    pub members: BTreeSet<usize>,
    pub context: BTreeSet<usize>,
    /// Tables that members refer to and that have no room.
    pub left_out: BTreeSet<usize>,
    /// Whether no member is connected with anything.
    pub isolated: bool,
}

impl Group {
    fn new(graph: &Graph<'_>, members: BTreeSet<usize>) -> Self {
        let room = ENTITIES.saturating_sub(members.len());
        let needed: Vec<usize> = graph.needed_by(&members).into_iter().collect();
        let (context, left_out) = needed.split_at(room.min(needed.len()));
        let isolated = members.iter().all(|m| graph.neighbours(*m).is_empty());
        Self {
            context: context.iter().copied().collect(),
            left_out: left_out.iter().copied().collect(),
            members,
            isolated,
        }
    }

    /// The member with the most connections: the group is named after it.
    pub(crate) fn hub(&self, graph: &Graph<'_>) -> Option<usize> {
        self.members.iter().copied().min_by_key(|m| (usize::MAX - graph.neighbours(*m).len(), *m))
    }
}

/// The diagrams of these tables: one if they have room in it, else one for each neighbourhood. Every table is a member of exactly
/// one group.
pub(crate) fn groups(graph: &Graph<'_>, tables: &BTreeSet<usize>) -> Vec<Group> {
    let connected: BTreeSet<usize> =
        tables.iter().copied().filter(|t| !graph.neighbours(*t).is_empty()).collect();
    if fits(graph, tables, ENTITIES) && tables.len() - connected.len() <= ALONE {
        return if tables.is_empty() { Vec::new() } else { vec![Group::new(graph, tables.clone())] };
    }
    let parts = neighbourhoods(graph, connected.clone());
    let mut groups: Vec<Group> =
        packed(graph, parts).into_iter().map(|part| Group::new(graph, part)).collect();
    groups.sort_by_key(|group| usize::MAX - group.members.len());
    let alone: Vec<usize> = tables.difference(&connected).copied().collect();
    groups.extend(alone.chunks(ALONE).map(|chunk| Group::new(graph, chunk.iter().copied().collect())));
    groups
}

fn fits(graph: &Graph<'_>, members: &BTreeSet<usize>, entities: usize) -> bool {
    members.len() <= entities && members.len() + graph.needed_by(members).len() <= entities
}

fn degree(graph: &Graph<'_>, table: usize, among: &BTreeSet<usize>) -> usize {
    graph.neighbours(table).intersection(among).count()
}

/// Cuts tables into neighbourhoods, each around the table with the most connections among those that are left.
fn neighbourhoods(graph: &Graph<'_>, mut rest: BTreeSet<usize>) -> Vec<BTreeSet<usize>> {
    let place = |degree: usize, table: usize| (usize::MAX - degree, table);
    let mut degrees: BTreeMap<usize, usize> = rest.iter().map(|t| (*t, degree(graph, *t, &rest))).collect();
    let mut queue: BTreeSet<(usize, usize)> = degrees.iter().map(|(t, d)| place(*d, *t)).collect();
    let mut parts = Vec::new();
    while let Some((_, seed)) = queue.first().copied() {
        let part = grow(graph, seed, &rest);
        for table in &part {
            rest.remove(table);
            if let Some(degree) = degrees.remove(table) {
                queue.remove(&place(degree, *table));
            }
        }
        for neighbour in part.iter().flat_map(|t| graph.neighbours(*t)) {
            if let Some(degree) = degrees.get_mut(neighbour) {
                queue.remove(&place(*degree, *neighbour));
                *degree -= 1;
                queue.insert(place(*degree, *neighbour));
            }
        }
        parts.push(part);
    }
    parts
}

/// A neighbourhood around a table: again and again the neighbour joins whose connections lead into it for the greatest part.
fn grow(graph: &Graph<'_>, seed: usize, among: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut part = BTreeSet::from([seed]);
    let mut refused = BTreeSet::new();
    while part.len() < MEMBERS {
        let open: BTreeSet<usize> = part
            .iter()
            .flat_map(|member| graph.neighbours(*member).iter().copied())
            .filter(|n| among.contains(n) && !part.contains(n) && !refused.contains(n))
            .collect();
        let share = |table: usize| degree(graph, table, &part) * 1000 / graph.neighbours(table).len().max(1);
        let Some(next) = open.into_iter().min_by_key(|t| (usize::MAX - share(*t), *t)) else { break };
        part.insert(next);
        if !fits(graph, &part, ENTITIES) {
            part.remove(&next);
            refused.insert(next);
        }
    }
    part
}

/// Puts small parts together, with those first that refer to the same tables.
fn packed(graph: &Graph<'_>, parts: Vec<BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    let mut packed: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = Vec::new();
    for part in parts {
        let needed = graph.needed_by(&part);
        let mut best: Option<(usize, usize)> = None;
        for (at, (other, others_needs)) in packed.iter().enumerate() {
            let members = other.len() + part.len();
            if members > MEMBERS {
                continue;
            }
            let shared = others_needs.intersection(&needed).count()
                + other.intersection(&needed).count()
                + part.iter().map(|t| degree(graph, *t, other)).sum::<usize>();
            let most = if shared > 0 { MEMBERS } else { SIDE_BY_SIDE };
            if members > most || best.is_some_and(|(b, _)| shared <= b) {
                continue;
            }
            let both = other.union(&part).copied().collect();
            if fits(graph, &both, ENTITIES) {
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
