//! The part of a schema that a question is about, within a budget.

use std::collections::BTreeSet;

use pgplumb_catalog::{Catalog, Name, ObjectId};

use super::{Detail, SchemaIndex, compact_definition, is_relation};

/// The share of the best score that makes a relation certainly part of the slice.
const CERTAIN: f64 = 0.3;

/// The maximum number of relations that are certainly part of it.
const MAX_CERTAIN: usize = 10;

/// The share of a neighbor's score that a relation gets.
const FROM_NEIGHBOR: f64 = 0.35;

/// The part of a schema that a question is about.
pub struct Slice {
    /// The definitions, one after the other.
    pub sql: String,
    /// The relations in it, the most relevant first.
    pub relations: Vec<ObjectId>,
    /// Further relations that match, but did not fit.
    pub omitted: Vec<ObjectId>,
}

/// The estimated number of tokens of a text.
pub fn tokens(text: &str) -> usize {
    // Three to four characters of SQL are one token for the usual tokenizers.
    (text.len() * 2).div_ceil(7)
}

impl SchemaIndex {
    /// Selects the relations that a question is about, and what joins them, and renders them within
    /// a budget of tokens.
    pub fn slice(&self, catalog: &Catalog, question: &str, budget: usize) -> Slice {
        let query = self.vocabulary.query(question);
        let ranked = self.ranked_relations(question);
        let mut slice = Slice { sql: String::new(), relations: Vec::new(), omitted: Vec::new() };
        for at in ranked {
            let id = &self.entries[at].id;
            let is_matching = |column: &Name| {
                let words = self.vocabulary.words(column);
                words.iter().any(|word| query.iter().any(|term| term.fit(word) > 0.4))
            };
            let left = budget.saturating_sub(tokens(&slice.sql));
            let full = compact_definition(catalog, id, Detail::Full, &is_matching);
            // One wide table must not displace the others.
            let share = if slice.relations.is_empty() { left / 2 } else { (budget / 5).min(left) };
            let text = match tokens(&full) <= share {
                true => full,
                false => compact_definition(catalog, id, Detail::Matching, &is_matching),
            };
            if text.is_empty() || tokens(&text) + 1 > left {
                slice.omitted.push(id.clone());
                continue;
            }
            slice.sql.push_str(&text);
            slice.sql.push('\n');
            slice.relations.push(id.clone());
        }
        slice
    }

    /// The relations by relevance: those that match best, those that join them, neighbors.
    fn ranked_relations(&self, question: &str) -> Vec<usize> {
        let mut scores = vec![0.0_f64; self.entries.len()];
        for (at, score) in self.scores(&self.vocabulary.query(question)) {
            if is_relation(self.entries[at].id.kind) {
                // A view repeats what tables have, and has no keys.
                let is_view =
                    self.links[at].is_empty() && self.entries[at].id.kind != pgplumb_catalog::Kind::Table;
                scores[at] = if is_view { score * 0.7 } else { score };
            }
        }
        let by_score = |scores: &[f64]| {
            let mut order: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] > 0.0).collect();
            order.sort_by(|a, b| {
                scores[*b].total_cmp(&scores[*a]).then_with(|| self.entries[*a].id.cmp(&self.entries[*b].id))
            });
            order
        };
        let order = by_score(&scores);
        let best = order.first().map_or(0.0, |at| scores[*at]);
        let certain: Vec<usize> =
            order.iter().copied().filter(|at| scores[*at] >= best * CERTAIN).take(MAX_CERTAIN).collect();
        let mut ranked: Vec<usize> = Vec::new();
        let mut seen = BTreeSet::new();
        for (count, at) in certain.iter().enumerate() {
            ranked.extend(seen.insert(*at).then_some(*at));
            for other in &certain[..count] {
                for between in self.between(*at, *other, &scores) {
                    ranked.extend(seen.insert(between).then_some(between));
                }
            }
        }
        let spread: Vec<f64> = (0..scores.len())
            .map(|at| {
                let neighbors = self.links[at].iter().map(|link| scores[link.other]);
                scores[at] + FROM_NEIGHBOR * neighbors.fold(0.0, f64::max)
            })
            .collect();
        let more = by_score(&spread).into_iter().filter(|at| spread[*at] >= best * CERTAIN / 2.0);
        ranked.extend(more.filter(|at| seen.insert(*at)));
        ranked
    }

    /// The entries on the best way of at most three joins between two entries.
    fn between(&self, from: usize, to: usize, scores: &[f64]) -> Vec<usize> {
        const MAX_DISTANCE: usize = 3;
        let distances = self.distances(to);
        let Some(mut left) = distances[from].filter(|distance| *distance <= MAX_DISTANCE) else {
            return Vec::new();
        };
        let (mut at, mut between) = (from, Vec::new());
        while left > 1 {
            let closer = self.links[at].iter().map(|link| link.other);
            let closer = closer.filter(|other| distances[*other] == Some(left - 1));
            let best = closer.max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then_with(|| b.cmp(a)));
            let Some(next) = best else { break };
            between.push(next);
            (at, left) = (next, left - 1);
        }
        between
    }
}
