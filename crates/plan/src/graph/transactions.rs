//! Groups changes into transactions.
//!
//! Changes that other sessions must see together (`together`) are one transaction, with the changes
//! that must come between them. A transaction holds its locks until it ends, so all other changes
//! come before it or after it.

use crate::graph::Node;
use crate::graph::edges::Edges;
use crate::graph::walk::{components, visit};
use crate::steps::Hazard;

/// The changes in order, grouped into transactions.
///
/// `order` is an order that respects the edges. `pairs` are changes that other sessions must see
/// together.
pub(super) fn transactions(
    nodes: &[Node],
    edges: &Edges,
    order: &[usize],
    pairs: &[(usize, usize)],
) -> Vec<Vec<usize>> {
    let mut linked: Vec<Vec<usize>> = edges.before.clone();
    for (one, other) in pairs {
        linked[*one].push(*other);
        linked[*other].push(*one);
    }
    let component = components(&linked);
    let count = component.iter().max().map_or(0, |last| last + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut rank = vec![0; nodes.len()];
    for (place, at) in order.iter().enumerate() {
        members[component[*at]].push(*at);
        rank[*at] = place;
    }
    let mut found = Vec::new();
    for group in in_order(&component, &members, &rank, edges) {
        found.extend(split(&members[group], nodes));
    }
    found
}

/// Splits a group at changes that cannot be executed in a transaction.
fn split(members: &[usize], nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut is_open = false;
    for at in members {
        let is_outside = nodes[*at].change.outside_transaction;
        match found.last_mut() {
            Some(last) if is_open && !is_outside => last.push(*at),
            _ => found.push(vec![*at]),
        }
        // Changes without statements have no step.
        is_open = !is_outside;
    }
    found
}

/// The groups in order: dependencies first, else in the order of their last change.
fn in_order(component: &[usize], members: &[Vec<usize>], rank: &[usize], edges: &Edges) -> Vec<usize> {
    let before: Vec<Vec<usize>> = members
        .iter()
        .map(|members| members.iter().flat_map(|at| &edges.before[*at]).map(|at| component[*at]).collect())
        .collect();
    let mut seen = vec![false; members.len()];
    let mut order = Vec::with_capacity(members.len());
    let mut by_last: Vec<usize> = (0..members.len()).collect();
    by_last.sort_by_key(|group| members[*group].last().map(|at| rank[*at]));
    for group in by_last {
        visit(group, &before, &mut seen, &mut order);
    }
    order
}

/// Marks removed objects that come back only after a change outside of a transaction: other
/// sessions see them missing, or under a temporary name.
pub(super) fn mark_visibly_missing(groups: &[Vec<usize>], pairs: &[(usize, usize)], nodes: &mut [Node]) {
    let mut group_of = vec![0; nodes.len()];
    for (group, members) in groups.iter().enumerate() {
        members.iter().for_each(|at| group_of[*at] = group);
    }
    for (removal, creation) in pairs {
        let hazards = &mut nodes[*removal].change.hazards;
        if group_of[*removal] < group_of[*creation] && !hazards.contains(&Hazard::MissingMeanwhile) {
            hazards.push(Hazard::MissingMeanwhile);
        }
    }
}
