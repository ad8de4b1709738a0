//! The bounds of partitions.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::sql::split_first_parentheses;

/// The largest modulus for which hash partitions are compared.
const MAX_MODULUS: u64 = 4096;

/// The bound of a partition as the server prints it (`pg_get_expr` of `pg_class.relpartbound`),
/// taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PartitionBound<'a> {
    /// All rows that no other partition accepts.
    Default,
    /// The values of the key.
    List(Vec<&'a str>),
    /// The lower bound, which is included, and the upper bound, which is not: a value for each
    /// column.
    Range { from: Vec<&'a str>, to: Vec<&'a str> },
    /// The rows whose hash leaves this remainder.
    Hash { modulus: u64, remainder: u64 },
}

impl<'a> PartitionBound<'a> {
    /// Parses a bound; `None` if it has a form that is not known.
    pub fn parse(bound: &'a str) -> Option<Self> {
        if bound == "DEFAULT" {
            return Some(Self::Default);
        }
        let bound = bound.strip_prefix("FOR VALUES ")?;
        if let Some(list) = bound.strip_prefix("IN ") {
            return Some(Self::List(values(list)));
        }
        if let Some(range) = bound.strip_prefix("FROM ") {
            let from = values(range);
            // A value may contain the words between both bounds.
            let at = range.rmatch_indices(" TO (").map(|(at, _)| at);
            let mut ends = at.map(|at| (values(&range[..at]), values(&range[at + 4..])));
            let (from, to) = ends.find(|(first, to)| *first == from && to.len() == from.len())?;
            return Some(Self::Range { from, to });
        }
        let hash = values(bound.strip_prefix("WITH ")?);
        let number = |word: &str| hash.iter().find_map(|part| part.strip_prefix(word)?.trim().parse().ok());
        Some(Self::Hash { modulus: number("modulus")?, remainder: number("remainder")? })
    }
}

/// The values in the first parentheses.
fn values(text: &str) -> Vec<&str> {
    split_first_parentheses(text).into_iter().map(str::trim).collect()
}

/// Bounds, by their numbers, that together accept the same keys on both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SameKeys {
    pub old: BTreeSet<usize>,
    pub new: BTreeSet<usize>,
}

/// Finds the old bounds whose keys new bounds accept, all of them and no others. Values are compared
/// as text: only the server knows their order.
pub(crate) fn with_same_keys(old: &[PartitionBound<'_>], new: &[PartitionBound<'_>]) -> Vec<SameKeys> {
    let mut found = ranges(old, new);
    found.extend(overlapping(&keys(old, new), &keys(new, old)));
    found
}

/// Ranges that begin at the same value and, one after the other, end at the same value.
fn ranges(old: &[PartitionBound<'_>], new: &[PartitionBound<'_>]) -> Vec<SameKeys> {
    let starts = |bounds: &[PartitionBound<'_>]| -> BTreeMap<Vec<String>, (usize, Vec<String>)> {
        let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let range = |(at, bound): (usize, &PartitionBound<'_>)| match bound {
            PartitionBound::Range { from, to } => Some((texts(from), (at, texts(to)))),
            _ => None,
        };
        bounds.iter().enumerate().filter_map(range).collect()
    };
    let (old, new) = (starts(old), starts(new));
    let mut found: Vec<SameKeys> = Vec::new();
    for start in old.keys().filter(|start| new.contains_key(*start)) {
        let is_within = |same: &SameKeys| old.get(start).is_some_and(|(at, _)| same.old.contains(at));
        if found.iter().any(is_within) {
            continue;
        }
        // The ends that the new ranges reach, with the ranges up to there.
        let mut ends: BTreeMap<&Vec<String>, BTreeSet<usize>> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let mut next = new.get(start);
        while let Some((at, end)) = next.filter(|(at, _)| !taken.contains(at)) {
            taken.insert(*at);
            ends.insert(end, taken.clone());
            next = new.get(end);
        }
        let mut taken = BTreeSet::new();
        let mut next = old.get(start);
        while let Some((at, end)) = next.filter(|(at, _)| !taken.contains(at)) {
            taken.insert(*at);
            if let Some(others) = ends.get(end) {
                found.push(SameKeys { old: taken, new: others.clone() });
                break;
            }
            next = old.get(end);
        }
    }
    found
}

/// The listed values or remainders that each bound accepts.
fn keys(bounds: &[PartitionBound<'_>], others: &[PartitionBound<'_>]) -> Vec<BTreeSet<String>> {
    let moduli = bounds.iter().chain(others).filter_map(|bound| match bound {
        PartitionBound::Hash { modulus, .. } => Some(*modulus),
        _ => None,
    });
    // Each modulus is a factor of the next larger one.
    let largest = moduli.max().filter(|largest| *largest <= MAX_MODULUS);
    let keys = |bound: &PartitionBound<'_>| match (bound, largest) {
        (PartitionBound::List(values), _) => values.iter().map(|value| (*value).to_owned()).collect(),
        (PartitionBound::Hash { modulus, remainder }, Some(largest)) => {
            (0..largest).filter(|hash| hash % modulus == *remainder).map(|hash| hash.to_string()).collect()
        }
        _ => BTreeSet::new(),
    };
    bounds.iter().map(keys).collect()
}

/// Sets that overlap, with the same union on both sides.
fn overlapping(old: &[BTreeSet<String>], new: &[BTreeSet<String>]) -> Vec<SameKeys> {
    let mut found: Vec<SameKeys> = Vec::new();
    for first in 0..old.len() {
        if old[first].is_empty() || found.iter().any(|same| same.old.contains(&first)) {
            continue;
        }
        let mut same = SameKeys { old: BTreeSet::from([first]), new: BTreeSet::new() };
        loop {
            let overlapping = |sets: &[BTreeSet<String>], with: &BTreeSet<String>| -> BTreeSet<usize> {
                let all = sets.iter().enumerate();
                all.filter(|(_, set)| !set.is_disjoint(with)).map(|(at, _)| at).collect()
            };
            let more_new = overlapping(new, &union(old, &same.old));
            let more_old: BTreeSet<usize> =
                overlapping(old, &union(new, &more_new)).union(&same.old).copied().collect();
            if (&more_old, &more_new) == (&same.old, &same.new) {
                break;
            }
            same = SameKeys { old: more_old, new: more_new };
        }
        if union(old, &same.old) == union(new, &same.new) {
            found.push(same);
        }
    }
    found
}

fn union(sets: &[BTreeSet<String>], members: &BTreeSet<usize>) -> BTreeSet<String> {
    members.iter().flat_map(|at| sets[*at].iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(old: &[&str], new: &[&str]) -> Vec<(Vec<usize>, Vec<usize>)> {
        let parsed = |bounds: &[&'static str]| -> Vec<PartitionBound<'static>> {
            bounds.iter().map(|bound| PartitionBound::parse(bound).expect("a bound")).collect()
        };
        let leak = |bounds: &[&str]| -> Vec<&'static str> {
            bounds.iter().map(|bound| &*Box::leak(bound.to_string().into_boxed_str())).collect()
        };
        let found = with_same_keys(&parsed(&leak(old)), &parsed(&leak(new)));
        found
            .into_iter()
            .map(|same| (same.old.into_iter().collect(), same.new.into_iter().collect()))
            .collect()
    }

    fn range(from: &str, to: &str) -> String {
        format!("FOR VALUES FROM ({from}) TO ({to})")
    }

    #[test]
    fn bounds_are_parsed() {
        let parsed = PartitionBound::parse("FOR VALUES FROM (') TO (', 1) TO (MAXVALUE, 'b)')");
        let expected = PartitionBound::Range { from: vec!["') TO ('", "1"], to: vec!["MAXVALUE", "'b)'"] };
        assert_eq!(parsed, Some(expected));
        let parsed = PartitionBound::parse("FOR VALUES IN ('a', NULL)");
        assert_eq!(parsed, Some(PartitionBound::List(vec!["'a'", "NULL"])));
        let parsed = PartitionBound::parse("FOR VALUES WITH (modulus 4, remainder 3)");
        assert_eq!(parsed, Some(PartitionBound::Hash { modulus: 4, remainder: 3 }));
        assert_eq!(PartitionBound::parse("DEFAULT"), Some(PartitionBound::Default));
    }

    #[test]
    fn ranges_are_followed_from_a_common_start_to_a_common_end() {
        let (one, two, all) = (range("1", "2"), range("2", "3"), range("1", "3"));
        assert_eq!(same(&[&all], &[&two, &one]), [(vec![0], vec![0, 1])]);
        assert_eq!(same(&[&one, &two], &[&all]), [(vec![0, 1], vec![0])]);
        assert_eq!(same(&[&one], &[&two]), []);
        let (moved, rest) = (range("1", "'x'"), range("'x'", "3"));
        assert_eq!(same(&[&one, &two], &[&moved, &rest]), [(vec![0, 1], vec![0, 1])]);
        // A range that is dropped while another one is added.
        assert_eq!(same(&[&one, &range("8", "9")], &[&range("1", "7")]), []);
    }

    #[test]
    fn lists_and_remainders_are_compared_as_sets() {
        let list = |values: &str| format!("FOR VALUES IN ({values})");
        assert_eq!(same(&[&list("1, 2")], &[&list("2"), &list("1")]), [(vec![0], vec![0, 1])]);
        assert_eq!(same(&[&list("1, 2")], &[&list("2")]), []);
        let hash = |modulus: u32, remainder: u32| {
            format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})")
        };
        assert_eq!(same(&[&hash(2, 1)], &[&hash(4, 1), &hash(4, 3)]), [(vec![0], vec![0, 1])]);
        assert_eq!(same(&[&hash(2, 1)], &[&hash(4, 1), &hash(4, 2)]), []);
    }
}
