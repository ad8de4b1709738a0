//! Partitions that are half detached, as a `DETACH PARTITION … CONCURRENTLY` leaves them that did not get to its end: that is finished.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::{self, Table};
use pgplumb_catalog::plan::{Action, Hazard, Lock, LockMode, Step};
use pgplumb_catalog::{Catalog, ObjectId};

/// Makes tables of their own of the current catalog's partitions that are half detached and are not to be, and says how that is finished. What
/// the desired state has as a partition is planned to be attached again.
pub fn take_detaching(from: &mut Catalog, to: &Catalog) -> Vec<Step> {
    let is_meant = |table: &Table| is_half_detached(table) && !is_pending(to, &table.id());
    let steps: Vec<Step> = from.tables.iter().filter(|table| is_meant(table)).filter_map(finish).collect();
    detach(from, |id| steps.iter().any(|step| step.object == *id));
    steps
}

/// Takes partitions out of their tables, as detaching does.
pub fn detach(catalog: &mut Catalog, picks: impl Fn(&ObjectId) -> bool) {
    let version = catalog.server_version;
    let picked = catalog.tables.iter().enumerate().filter(|(_, table)| picks(&table.id()));
    let detached: Vec<(usize, Table)> =
        picked.map(|(at, table)| (at, table::detached(table, catalog, version))).collect();
    for (at, table) in detached {
        catalog.tables[at] = table;
    }
}

/// The partitions that are half detached.
pub fn partitions(catalog: &Catalog) -> impl Iterator<Item = ObjectId> {
    catalog.tables.iter().filter(|table| is_half_detached(table)).map(Object::id)
}

/// Whether a table is a partition that is half detached.
pub fn is_pending(catalog: &Catalog, table: &ObjectId) -> bool {
    catalog.table(table).is_some_and(is_half_detached)
}

fn is_half_detached(table: &Table) -> bool {
    table.partition_of.as_ref().is_some_and(|partition| partition.detach_pending)
}

fn finish(partition: &Table) -> Option<Step> {
    let (id, parent) = (partition.id(), partition.partition_of.as_ref()?.parent.clone());
    let lock = |mode, on| Lock { mode, on, scans: false };
    Some(Step {
        object: id.clone(),
        action: Action::Alter,
        statements: vec![format!("ALTER TABLE {} DETACH PARTITION {} FINALIZE", parent.path(), id.path())],
        // Who began to read before it was begun may still see the rows.
        hazards: vec![Hazard::ChangesResults],
        locks: vec![lock(LockMode::AccessExclusive, id), lock(LockMode::ShareUpdateExclusive, parent)],
        questions: Vec::new(),
        alone: true,
    })
}
