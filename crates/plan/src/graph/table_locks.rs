//! Locks on tables that a transaction takes at its start.
//!
//! Sessions that write rows lock the referencing table first, then the table that a foreign key
//! refers to, and a partitioned table before its partitions. A transaction that takes its locks one
//! by one while it works would wait for sessions that wait for it.

use std::collections::{BTreeMap, BTreeSet};

use crate::steps::{Lock, Plan, Step};
use crate::transactions::strongest;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// Makes each transaction take its locks before its first statement that locks a table.
pub(crate) fn lock_first(plan: &mut Plan, from: &Catalog, to: &Catalog) {
    for transaction in plan.transactions() {
        if transaction.is_outside {
            continue;
        }
        let steps = &mut plan.steps[transaction.steps];
        let locks = locks_of(steps, from, to);
        // Views that the transaction drops are locked before the tables that they read, in the
        // order in which queries lock them.
        let first = steps.iter_mut().find(|step| step.locks.iter().any(Lock::blocks_writers));
        if let Some(first) = first.filter(|_| !locks.is_empty()) {
            first.locks_first = locks;
        }
    }
}

/// The locks of a transaction in order; none if its first statement takes all of them.
fn locks_of(steps: &[Step], from: &Catalog, to: &Catalog) -> Vec<Lock> {
    let all = || steps.iter().flat_map(|step| &step.locks).filter(|lock| lock.on.kind == Kind::Table);
    let owner = |id: &ObjectId| from.table(id).and_then(|table| table.owner.clone());
    let owners: BTreeSet<Option<Name>> =
        steps.iter().filter_map(|step| step.locks.first()).map(|lock| owner(&lock.on)).collect();
    let mut locks = strongest(all());
    // A role may alter its table, which locks a referenced table that it may not lock itself.
    locks.retain(|lock| lock.blocks_writers() && owners.contains(&owner(&lock.on)));
    locks.iter_mut().for_each(|lock| lock.scans = false);
    let statements: usize = steps.iter().map(|step| step.statements.len()).sum();
    let first_mode = |on: &ObjectId| all().find(|lock| lock.on == *on).map(|lock| lock.mode);
    let is_upgraded = |lock: &Lock| first_mode(&lock.on) != Some(lock.mode);
    if statements < 2 || locks.len() < 2 && !locks.iter().any(is_upgraded) {
        return Vec::new();
    }
    in_order(locks, from, to)
}

/// Referencing tables before referenced ones, partitioned tables before their partitions, else by
/// name.
fn in_order(locks: Vec<Lock>, from: &Catalog, to: &Catalog) -> Vec<Lock> {
    let mut open: BTreeMap<ObjectId, Lock> = locks.into_iter().map(|lock| (lock.on.clone(), lock)).collect();
    let mut locked_before: BTreeMap<ObjectId, BTreeSet<ObjectId>> = BTreeMap::new();
    for table in open.keys().flat_map(|id| [from.table(id), to.table(id)]).flatten() {
        let mut add = |first: ObjectId, second: ObjectId| {
            if first != second {
                locked_before.entry(second).or_default().insert(first);
            }
        };
        table.foreign_keys.iter().map(ForeignKey::foreign_id).for_each(|other| add(table.id(), other));
        let parents = table.partition_of.iter().map(|partition| &partition.parent).chain(&table.inherits);
        parents.for_each(|parent| add(parent.clone(), table.id()));
    }
    let mut ordered = Vec::with_capacity(open.len());
    while let Some(first) = open.keys().next() {
        let is_free = |id: &&ObjectId| {
            locked_before.get(id).is_none_or(|before| before.iter().all(|other| !open.contains_key(other)))
        };
        // Tables that refer to each other in a cycle have no right order.
        let next = open.keys().find(is_free).unwrap_or(first).clone();
        ordered.extend(open.remove(&next));
    }
    ordered
}
