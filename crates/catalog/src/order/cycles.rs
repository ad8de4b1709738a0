//! Circles in the graph, and what breaks them.

use std::collections::BTreeSet;

use super::units::Units;
use crate::{Kind, ObjectId};

/// What is to be made apart so that fewer units need each other in a circle; `None` when none do.
pub(super) fn breakers(units: &Units) -> Option<BTreeSet<ObjectId>> {
    let circles = circles(units);
    if circles.is_empty() {
        return None;
    }
    Some(circles.iter().flat_map(|circle| breakers_of(units, circle)).collect())
}

/// The gentlest way to break a circle: foreign keys made alone, else checks, else defaults, else a placeholder.
fn breakers_of(units: &Units, circle: &BTreeSet<usize>) -> BTreeSet<ObjectId> {
    let inner = || {
        circle
            .iter()
            .flat_map(|unit| &units.edges[*unit])
            .filter(|edge| circle.contains(&edge.to))
            .map(|edge| &edge.dependent)
    };
    for kind in [Kind::Constraint, Kind::Default] {
        let movable: BTreeSet<ObjectId> =
            inner().filter(|id| id.kind == kind && units.movable.contains(id)).cloned().collect();
        if !movable.is_empty() {
            return movable;
        }
    }
    let replaceable = circle.iter().filter_map(|unit| units.replaceable.get(unit));
    replaceable.min().cloned().into_iter().collect()
}

/// The strongly connected components of more than one unit (Tarjan's algorithm, without recursion).
fn circles(units: &Units) -> Vec<BTreeSet<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = units.edges.len();
    let mut index = vec![UNSEEN; count];
    let mut low = vec![0; count];
    let mut on_stack = vec![false; count];
    let mut stack = Vec::new();
    let mut next = 0;
    let mut found = Vec::new();
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((unit, edge)) = calls.last_mut() {
            let unit = *unit;
            if *edge == 0 && index[unit] == UNSEEN {
                (index[unit], low[unit]) = (next, next);
                next += 1;
                stack.push(unit);
                on_stack[unit] = true;
            }
            if let Some(to) = units.edges[unit].get(*edge).map(|e| e.to) {
                *edge += 1;
                if index[to] == UNSEEN {
                    calls.push((to, 0));
                } else if on_stack[to] {
                    low[unit] = low[unit].min(index[to]);
                }
                continue;
            }
            calls.pop();
            if let Some((caller, _)) = calls.last() {
                low[*caller] = low[*caller].min(low[unit]);
            }
            if low[unit] == index[unit] {
                let mut circle = BTreeSet::new();
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    circle.insert(member);
                    if member == unit {
                        break;
                    }
                }
                if circle.len() > 1 {
                    found.push(circle);
                }
            }
        }
    }
    found
}
