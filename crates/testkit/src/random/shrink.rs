//! Reducing a change that shows a mistake to the few objects and edits that it needs.

use std::collections::BTreeSet;

use super::model::Schema;

/// An old and a new schema. Objects with the same number are the same.
#[derive(Clone, PartialEq)]
pub struct Change {
    /// The schema before the change.
    pub old: Schema,
    /// The schema after the change.
    pub new: Schema,
}

/// The smallest change found that still shows the mistake, with at most this many attempts.
pub fn shrunk(change: &Change, mut attempts: usize, mut shows: impl FnMut(&Change) -> bool) -> Change {
    let mut best = change.clone();
    loop {
        let mut has_improved = false;
        let mut at = 0;
        loop {
            let smaller = smaller(&best);
            let Some(candidate) = smaller.get(at) else { break };
            if attempts == 0 {
                return best;
            }
            attempts -= 1;
            if shows(candidate) {
                best = candidate.clone();
                has_improved = true;
            } else {
                at += 1;
            }
        }
        if !has_improved {
            return best;
        }
    }
}

/// Changes that are a little smaller, those that lose the most first.
fn smaller(change: &Change) -> Vec<Change> {
    let mut all = Vec::new();
    let ids: BTreeSet<usize> =
        change.old.objects.iter().chain(&change.new.objects).map(|object| object.id).collect();
    let is_changed = |id: &usize| change.old.get(*id) != change.new.get(*id);
    // Without halves and quarters of the unchanged objects, without an edit, without an object.
    let unchanged: Vec<usize> = ids.iter().copied().filter(|id| !is_changed(id)).collect();
    for parts in [2, 4] {
        if unchanged.len() >= 2 * parts {
            for chunk in unchanged.chunks(unchanged.len().div_ceil(parts)) {
                all.push(without(change, chunk));
            }
        }
    }
    for id in ids.iter().filter(|id| is_changed(id)) {
        let mut reverted = change.clone();
        reverted.new.objects.retain(|object| object.id != *id);
        if let Some(object) = change.old.get(*id) {
            reverted.new.objects.push(object.clone());
        }
        all.push(reverted);
    }
    all.extend(ids.iter().rev().map(|id| without(change, &[*id])));
    // With the usual value of a property.
    for id in &ids {
        let count = [&change.old, &change.new]
            .iter()
            .filter_map(|side| side.get(*id))
            .map(|it| it.choices.len())
            .max();
        for at in 0..count.unwrap_or(0) {
            let mut usual = change.clone();
            for side in [&mut usual.old, &mut usual.new] {
                if let Some(choice) = side.get_mut(*id).and_then(|object| object.choices.get_mut(at)) {
                    *choice = 0;
                }
            }
            all.push(usual);
        }
        // With a plain name.
        let mut plain = change.clone();
        for side in [&mut plain.old, &mut plain.new] {
            if let Some(object) = side.get_mut(*id)
                && !object.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            {
                object.name = format!("n{id}_{}", object.name.len());
            }
        }
        all.push(plain);
    }
    all.retain(|it| it != change && it.old.is_consistent() && it.new.is_consistent());
    all
}

fn without(change: &Change, ids: &[usize]) -> Change {
    let mut change = change.clone();
    for id in ids {
        if change.old.get(*id).is_some_and(|object| object.template.word == "public") {
            continue;
        }
        change.old.remove(*id);
        change.new.remove(*id);
    }
    change
}
