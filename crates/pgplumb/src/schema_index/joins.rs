//! Ways to join two tables along foreign keys.

use std::collections::VecDeque;

use pgplumb_catalog::{Name, ObjectId};

use super::SchemaIndex;

/// The maximum number of joins of a path.
const MAX_JOINS: usize = 6;

/// The maximum number of paths.
const MAX_PATHS: usize = 5;

/// A join along a foreign key, from the referencing to the referenced table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The referencing table.
    pub from: ObjectId,
    /// The referencing columns.
    pub from_columns: Vec<Name>,
    /// The referenced table.
    pub to: ObjectId,
    /// The referenced columns.
    pub to_columns: Vec<Name>,
    /// The name of the foreign key.
    pub constraint: Name,
}

impl Join {
    pub(super) fn has_same_columns(&self, other: &Self) -> bool {
        (&self.from, &self.from_columns, &self.to, &self.to_columns)
            == (&other.from, &other.from_columns, &other.to, &other.to_columns)
    }

    /// The condition, for these aliases of the referencing and the referenced table.
    fn condition(&self, from: &str, to: &str) -> String {
        let ident = pgplumb_catalog::sql::ident;
        let pairs = self.from_columns.iter().zip(&self.to_columns);
        let pairs: Vec<String> =
            pairs.map(|(a, b)| format!("{from}.{} = {to}.{}", ident(a), ident(b))).collect();
        pairs.join(" AND ")
    }
}

/// A chain of joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinPath {
    /// The tables, from the first to the last.
    pub tables: Vec<ObjectId>,
    /// The joins between neighbors.
    pub joins: Vec<Join>,
}

impl JoinPath {
    /// The FROM clause.
    pub fn sql(&self) -> String {
        let alias = |at: usize| format!("t{}", at + 1);
        let mut sql = String::new();
        for (at, table) in self.tables.iter().enumerate() {
            match at.checked_sub(1).map(|before| (before, &self.joins[before])) {
                None => sql.push_str(&format!("FROM {} AS {}", table.path(), alias(at))),
                Some((before, join)) => {
                    // A table that references itself is joined as the referencing one.
                    let is_forward = join.from == self.tables[before];
                    let (from, to) = if is_forward { (before, at) } else { (at, before) };
                    let condition = join.condition(&alias(from), &alias(to));
                    sql.push_str(&format!("\nJOIN {} AS {} ON {condition}", table.path(), alias(at)));
                }
            }
        }
        sql
    }
}

impl SchemaIndex {
    /// The shortest ways to join two tables, and those with one more join.
    pub fn join_paths(&self, from: &ObjectId, to: &ObjectId) -> Vec<JoinPath> {
        let (Some(from), Some(to)) = (self.by_id.get(from), self.by_id.get(to)) else { return Vec::new() };
        let distances = self.distances(*to);
        let Some(shortest) = distances[*from] else { return Vec::new() };
        let shortest = if from == to { 1 } else { shortest };
        let mut paths = Vec::new();
        for length in shortest..=(shortest + 1).min(MAX_JOINS) {
            let mut path = JoinPath { tables: vec![self.entries[*from].id.clone()], joins: Vec::new() };
            self.extend(*from, *to, length, &distances, &mut path, &mut paths);
        }
        paths.truncate(MAX_PATHS);
        paths
    }

    /// Adds the paths of exactly this many further joins.
    fn extend(
        &self,
        at: usize,
        to: usize,
        length: usize,
        distances: &[Option<usize>],
        path: &mut JoinPath,
        found: &mut Vec<JoinPath>,
    ) {
        if length == 0 {
            if at == to {
                found.push(path.clone());
            }
            return;
        }
        for link in &self.links[at] {
            let next = &self.entries[link.other].id;
            let is_reachable = distances[link.other].is_some_and(|distance| distance < length);
            let is_new =
                !path.tables.contains(next) || (link.other == to && length == 1 && path.joins.is_empty());
            if is_reachable && is_new && found.len() < MAX_PATHS {
                path.tables.push(next.clone());
                path.joins.push(link.join.clone());
                self.extend(link.other, to, length - 1, distances, path, found);
                path.tables.pop();
                path.joins.pop();
            }
        }
    }

    /// The number of joins from each entry to one of them.
    pub(super) fn distances(&self, to: usize) -> Vec<Option<usize>> {
        let mut distances = vec![None; self.entries.len()];
        distances[to] = Some(0);
        let mut queue = VecDeque::from([(to, 0)]);
        while let Some((at, distance)) = queue.pop_front() {
            for link in &self.links[at] {
                if distance < MAX_JOINS && distances[link.other].is_none() {
                    distances[link.other] = Some(distance + 1);
                    queue.push_back((link.other, distance + 1));
                }
            }
        }
        distances
    }
}
