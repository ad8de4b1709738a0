//! Completes interrupted `DETACH PARTITION … CONCURRENTLY` commands, which leave a partition with a
//! pending detach.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, ObjectId};
use pgplumb_plan::{Action, Hazard, Lock, LockMode, Operation, Step, ownership};

/// Detaches the partitions of the current catalog whose detach is pending, unless it is pending in
/// the desired catalog too, and returns the steps that complete the detach. Partitions that the
/// desired state has are attached again by later steps.
pub fn take_pending_detaches(from: &mut Catalog, to: &Catalog) -> Vec<Step> {
    let is_meant = |table: &Table| is_half_detached(table) && !is_pending(to, &table.id());
    let steps: Vec<Step> =
        from.tables.iter().filter(|table| is_meant(table)).filter_map(|table| finish(table, from)).collect();
    detach(from, |id| steps.iter().any(|step| step.object == *id));
    steps
}

/// Turns partitions into standalone tables, as detaching does.
pub fn detach(catalog: &mut Catalog, picks: impl Fn(&ObjectId) -> bool) {
    let version = catalog.server_version;
    let picked = catalog.tables.iter().enumerate().filter(|(_, table)| picks(&table.id()));
    let detached: Vec<(usize, Table)> =
        picked.map(|(at, table)| (at, pgplumb_plan::detached(table, catalog, version))).collect();
    for (at, table) in detached {
        catalog.tables[at] = table;
    }
}

/// The partitions with a pending detach.
pub fn partitions(catalog: &Catalog) -> impl Iterator<Item = ObjectId> {
    catalog.tables.iter().filter(|table| is_half_detached(table)).map(Object::id)
}

/// Whether a table is a partition with a pending detach.
pub fn is_pending(catalog: &Catalog, table: &ObjectId) -> bool {
    catalog.table(table).is_some_and(is_half_detached)
}

fn is_half_detached(table: &Table) -> bool {
    table.partition_of.as_ref().is_some_and(|partition| partition.detach_pending)
}

fn finish(partition: &Table, catalog: &Catalog) -> Option<Step> {
    let (id, parent) = (partition.id(), partition.partition_of.as_ref()?.parent.clone());
    let sql = format!("ALTER TABLE {} DETACH PARTITION {} FINALIZE", parent.path(), id.path());
    let lock = |mode, on| Lock { mode, on, scans: false };
    Some(Step {
        operation: Some(Operation::DetachPartition),
        // Transactions that started before the detach may still see the rows.
        hazards: vec![Hazard::ChangesResults],
        requires: ownership(catalog, &id).into_iter().collect(),
        locks: vec![
            lock(LockMode::AccessExclusive, id.clone()),
            lock(LockMode::ShareUpdateExclusive, parent),
        ],
        outside_transaction: true,
        ..Step::new(id, Action::Alter, vec![sql])
    })
}
