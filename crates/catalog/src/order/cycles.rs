//! Finds cycles in the dependency graph and chooses how to break them.

use std::collections::BTreeSet;

use super::units::Units;
use crate::{Kind, NodeId, ObjectId};

/// The items to create separately, or the objects to create as placeholders, so that fewer units
/// are in cycles. `None` if there are no cycles.
pub(super) fn cycle_breakers(units: &Units) -> Option<BTreeSet<ObjectId>> {
    let cycles = cycles(units);
    if cycles.is_empty() {
        return None;
    }
    Some(cycles.iter().flat_map(|cycle| cycle_breakers_of(units, cycle)).collect())
}

/// Chooses the gentlest way to break a cycle: separate foreign keys, else checks, else defaults,
/// else a placeholder.
fn cycle_breakers_of(units: &Units, cycle: &BTreeSet<usize>) -> BTreeSet<ObjectId> {
    let inner = || {
        cycle
            .iter()
            .flat_map(|unit| &units.edges[*unit])
            .filter(|edge| cycle.contains(&edge.to))
            .map(|edge| &edge.dependent)
    };
    for kind in [Kind::Constraint, Kind::Default] {
        let separable: BTreeSet<ObjectId> = inner()
            .filter_map(NodeId::object)
            .filter(|id| id.kind == kind && units.separable.contains(*id))
            .cloned()
            .collect();
        if !separable.is_empty() {
            return separable;
        }
    }
    let replaceable = cycle.iter().filter_map(|unit| units.replaceable.get(unit));
    replaceable.min().cloned().into_iter().collect()
}

/// The strongly connected components with more than one unit (Tarjan's algorithm, without
/// recursion).
fn cycles(units: &Units) -> Vec<BTreeSet<usize>> {
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
                let mut cycle = BTreeSet::new();
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    cycle.insert(member);
                    if member == unit {
                        break;
                    }
                }
                if cycle.len() > 1 {
                    found.push(cycle);
                }
            }
        }
    }
    found
}
