//! The order in which a transaction locks tables before it changes them.

use pgplumb_catalog::Kind;
use pgplumb_plan::{Lock, Step};

/// The order in which a transaction locks tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LockOrder {
    /// As most sessions that write rows do.
    AsWriters,
    /// The opposite order.
    Reversed,
    /// The statements lock the tables one by one.
    AsStatements,
}

impl LockOrder {
    /// The locks to take before the statements of a step.
    pub fn locks_before<'a>(self, transaction: &'a [Step], step: &'a Step) -> Vec<&'a Lock> {
        let mut locks: Vec<&Lock> = step.locks_first.iter().collect();
        if locks.is_empty() && transaction.len() == 1 {
            // A single statement would take its locks in an order of its own.
            let of_tables = step.locks.iter().filter(|lock| lock.on.kind == Kind::Table);
            locks.extend(of_tables.filter(|lock| lock.blocks_writers()));
            if locks.len() == 1 {
                locks.clear();
            }
        }
        match self {
            Self::AsWriters => {}
            Self::Reversed => locks.reverse(),
            Self::AsStatements => locks.clear(),
        }
        locks
    }
}
