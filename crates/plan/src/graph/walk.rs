//! Walks through directed graphs, given as the list of edges of each node.

use rustc_hash::FxHashSet;

/// Visits depth first. An open node closes a cycle, which is ignored: the proof shows whether the
/// server accepts the order.
pub(super) fn visit(node: usize, before: &[Vec<usize>], seen: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[node], true) {
        return;
    }
    let mut stack = vec![(node, 0)];
    while let Some((current, next)) = stack.last_mut() {
        match before[*current].get(*next) {
            Some(needed) => {
                *next += 1;
                if !std::mem::replace(&mut seen[*needed], true) {
                    stack.push((*needed, 0));
                }
            }
            None => {
                order.push(*current);
                stack.pop();
            }
        }
    }
}

/// Whether a node can be reached from another one within their component.
pub(super) fn reaches(linked: &[Vec<usize>], component: &[usize], from: usize, to: usize) -> bool {
    let mut seen = FxHashSet::default();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(linked[at].iter().filter(|next| component[**next] == component[from]));
        }
    }
    false
}

/// The strongly connected component of each node (Tarjan's algorithm, without recursion).
pub(super) fn components(linked: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = linked.len();
    let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let mut component = vec![UNSEEN; count];
    let (mut stack, mut next, mut found) = (Vec::new(), 0, 0);
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.last_mut() {
            let node = *node;
            if index[node] == UNSEEN {
                (index[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
            }
            if let Some(to) = linked[node].get(*edge).copied() {
                *edge += 1;
                if index[to] == UNSEEN {
                    calls.push((to, 0));
                } else if component[to] == UNSEEN {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            calls.pop();
            if let Some((caller, _)) = calls.last() {
                low[*caller] = low[*caller].min(low[node]);
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_in_a_cycle_are_one_component() {
        let linked = vec![vec![1], vec![2], vec![0], vec![0], vec![]];
        let component = components(&linked);
        assert!(component[0] == component[1] && component[1] == component[2]);
        assert!(component[3] != component[0] && component[4] != component[3]);
        assert!(reaches(&linked, &component, 0, 2) && !reaches(&linked, &component, 3, 2));
    }
}
