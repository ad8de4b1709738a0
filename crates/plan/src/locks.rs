//! Locks that creating and dropping objects takes on existing tables (manual, section 13.3.1,
//! "Table-Level Locks").

use crate::change::ObjectChange;
use crate::data_checks::partitions;
use crate::indexed::IndexedCatalog;
use crate::node::NodeId;
use crate::steps::{Lock, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::publication::Publication;
use pgplumb_catalog::kinds::statistics::Statistics;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// The tables with a column of a domain, or of an array of it.
pub(crate) fn tables_with(domain: &str, catalog: &IndexedCatalog<'_>) -> Vec<ObjectId> {
    let array = format!("{domain}[]");
    let mut tables: Vec<ObjectId> =
        catalog.columns_of_types(&[domain, &array]).into_iter().map(|(table, _)| table.id()).collect();
    tables.dedup();
    tables
}

fn lock(mode: LockMode, on: ObjectId) -> Lock {
    Lock { mode, on, scans: false }
}

/// Sets the locks of a change that creates an object, or an object nested in an existing one.
/// `desired` has the new object; `current` is the catalog before the change.
pub fn lock_to_create(
    change: &mut ObjectChange,
    object: &ObjectId,
    (current, desired): (&IndexedCatalog<'_>, &IndexedCatalog<'_>),
) {
    let catalog = desired.catalog();
    let table = catalog.table(object);
    if change.is_of(object) {
        change.other_locks.extend(locks_elsewhere(object, catalog, LockMode::ShareRowExclusive));
        let parents = table.into_iter().flat_map(|table| &table.inherits);
        change.other_locks.extend(parents.map(|parent| lock(LockMode::ShareUpdateExclusive, parent.clone())));
        return;
    }
    if let NodeId::PartitionAttachment { .. } = change.node {
        let Some(parent) =
            table.and_then(|t| t.partition_of.as_ref()).map(|partition| partition.parent.clone())
        else {
            return;
        };
        let default = current.default_partition(&parent).into_iter().filter(|other| other != object);
        change.other_locks.extend(default.map(|on| Lock {
            mode: LockMode::AccessExclusive,
            on,
            scans: true,
        }));
        change.other_locks.push(lock(LockMode::ShareUpdateExclusive, parent));
        let checks = table.map(|table| partitions::attach(table, current, desired)).unwrap_or_default();
        if !checks.is_empty() {
            *change = change.clone().asking(checks);
        }
        (change.lock, change.scans) = (Some(LockMode::AccessExclusive), true);
        return;
    }
    let Some(id) = change.node.object().cloned() else { return };
    match id.kind {
        Kind::Constraint => {
            let key = table.and_then(|t| t.foreign_keys.iter().find(|key| key.constraint_name == id.name));
            match key {
                Some(key) => {
                    change.lock = Some(LockMode::ShareRowExclusive);
                    change.scans = !key.not_valid && !key.not_enforced;
                    let other = Some(key.foreign_id()).filter(|other| other != object);
                    let scans = change.scans;
                    change.other_locks.extend(other.map(|on| Lock {
                        mode: LockMode::ShareRowExclusive,
                        on,
                        scans,
                    }));
                }
                None => {
                    let check =
                        table.and_then(|t| t.constraints.iter().find(|c| c.constraint_name == id.name));
                    change.lock = Some(LockMode::AccessExclusive);
                    change.scans = check.is_some_and(|c| !c.not_valid && !c.not_enforced);
                }
            }
        }
        Kind::Index => (change.lock, change.scans) = (Some(LockMode::Share), true),
        Kind::Trigger => change.lock = Some(LockMode::ShareRowExclusive),
        Kind::Default | Kind::Rule | Kind::Policy => change.lock = Some(LockMode::AccessExclusive),
        _ => {}
    }
}

/// Sets the locks of a change that drops an object, or an object nested in one that stays.
pub fn lock_to_drop(change: &mut ObjectChange, object: &ObjectId, catalog: &Catalog) {
    change.lock = Some(LockMode::AccessExclusive);
    let table = catalog.table(object);
    if change.is_of(object) {
        change.other_locks.extend(locks_elsewhere(object, catalog, LockMode::AccessExclusive));
        let parent = table.and_then(|t| t.partition_of.as_ref()).map(|partition| partition.parent.clone());
        let parent = parent.map(|on| lock(LockMode::AccessExclusive, on));
        let parent = parent.filter(|lock| !change.other_locks.contains(lock));
        change.other_locks.extend(parent);
        return;
    }
    let constraint = change.node.object().filter(|id| id.kind == Kind::Constraint);
    let key = table.zip(constraint);
    let key = key.and_then(|(t, id)| t.foreign_keys.iter().find(|key| key.constraint_name == id.name));
    let other = key.map(ForeignKey::foreign_id).filter(|other| other != object);
    change.other_locks.extend(other.map(|on| lock(LockMode::AccessExclusive, on)));
}

/// The locks on other tables when an object is created or dropped. `referenced` is the mode for
/// tables that its foreign keys refer to.
fn locks_elsewhere(object: &ObjectId, catalog: &Catalog, referenced: LockMode) -> Vec<Lock> {
    let mut locks: Vec<Lock> = Vec::new();
    match object.kind {
        Kind::Table => {
            let keys = catalog.table(object).into_iter().flat_map(|table| &table.foreign_keys);
            for other in keys.map(ForeignKey::foreign_id).filter(|other| other != object) {
                if !locks.iter().any(|lock| lock.on == other) {
                    locks.push(lock(referenced, other));
                }
            }
        }
        Kind::Statistics => {
            let statistics = catalog.object(object).and_then(|of| of.as_any().downcast_ref::<Statistics>());
            locks.extend(
                statistics.and_then(|s| s.table.clone()).map(|on| lock(LockMode::ShareUpdateExclusive, on)),
            );
        }
        Kind::Publication => {
            let publication = catalog.object(object).and_then(|of| of.as_any().downcast_ref::<Publication>());
            let tables = publication.into_iter().flat_map(Publication::named_tables);
            locks.extend(tables.map(|table| lock(LockMode::ShareUpdateExclusive, table.clone())));
        }
        _ => {}
    }
    locks
}
