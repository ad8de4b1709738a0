//! Decisions about an index of a partitioned table, which each of its partitions asks for.

use std::cell::RefCell;

use pgplumb_catalog::ObjectId;
use rustc_hash::FxHashMap;

/// What was decided so far in a plan. Each decision looks at all partitions, so it is made once.
#[derive(Default)]
pub struct Decisions {
    made: RefCell<FxHashMap<(Question, ObjectId), bool>>,
}

/// A question about an index of a partitioned table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Question {
    /// Whether another index is built next to it and then replaces it.
    Swapped { online: bool },
    /// Whether the indexes of its partitions are built one by one.
    BuiltPerPartition { online: bool },
    /// Whether its helper exists and can be reused.
    Reusable { online: bool },
}

impl Decisions {
    /// The decision about an index; `decide` makes it at the first time.
    pub(crate) fn get(&self, question: Question, index: ObjectId, decide: impl FnOnce() -> bool) -> bool {
        let key = (question, index);
        if let Some(decision) = self.made.borrow().get(&key) {
            return *decision;
        }
        let decision = decide();
        self.made.borrow_mut().insert(key, decision);
        decision
    }
}
