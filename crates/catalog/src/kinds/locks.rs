//! The locks that making and dropping something takes on what is in use (manual, section 13.3.1, "Table-Level Locks").

use crate::kinds::constraint::ForeignKey;
use crate::kinds::table::{Table, attachment};
use crate::kinds::{Object, PartChange};
use crate::plan::{Lock, LockMode};
use crate::{Catalog, Kind, ObjectId};

/// The partition of a table that takes what no other does.
pub(crate) fn default_partition(parent: &ObjectId, catalog: &Catalog) -> Option<ObjectId> {
    let is_default =
        |t: &&Table| t.partition_of.as_ref().is_some_and(|p| p.parent == *parent && &*p.bound == "DEFAULT");
    catalog.tables.iter().find(is_default).map(Object::id)
}

/// The tables that a domain's values are in, near or within another domain.
pub(crate) fn tables_with(domain: &str, catalog: &Catalog) -> Vec<ObjectId> {
    let array = format!("{domain}[]");
    let has = |table: &&Table| {
        table.columns.iter().any(|column| *column.sql_type == *domain || *column.sql_type == *array)
    };
    catalog.tables.iter().filter(has).map(Object::id).collect()
}

fn lock(mode: LockMode, on: ObjectId) -> Lock {
    Lock { mode, on, scans: false }
}

/// Says which locks a change takes that makes something whole, or a part of something that stays. `catalog` has it, `current` is what there is.
pub fn lock_to_make(change: &mut PartChange, object: &ObjectId, catalog: &Catalog, current: &Catalog) {
    let id = change.id.clone();
    let table = catalog.table(object);
    if id == *object {
        change.other_locks.extend(whole(object, catalog, LockMode::ShareRowExclusive));
        let parents = table.into_iter().flat_map(|table| &table.inherits);
        change.other_locks.extend(parents.map(|parent| lock(LockMode::ShareUpdateExclusive, parent.clone())));
        return;
    }
    match id.kind {
        Kind::Constraint if id == attachment(object) => {
            let Some(parent) =
                table.and_then(|t| t.partition_of.as_ref()).map(|partition| partition.parent.clone())
            else {
                return;
            };
            let rest = default_partition(&parent, current).into_iter().filter(|other| other != object);
            change.other_locks.extend(rest.map(|on| Lock {
                mode: LockMode::AccessExclusive,
                on,
                scans: true,
            }));
            change.other_locks.push(lock(LockMode::ShareUpdateExclusive, parent));
            (change.lock, change.scans) = (Some(LockMode::AccessExclusive), true);
        }
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

/// Says which locks a change takes that drops something whole, or takes a part away.
pub fn lock_to_drop(change: &mut PartChange, object: &ObjectId, catalog: &Catalog) {
    change.lock = Some(LockMode::AccessExclusive);
    let table = catalog.table(object);
    if change.id == *object {
        change.other_locks.extend(whole(object, catalog, LockMode::AccessExclusive));
        let parent = table.and_then(|t| t.partition_of.as_ref()).map(|partition| partition.parent.clone());
        change.other_locks.extend(parent.map(|on| lock(LockMode::AccessExclusive, on)));
        return;
    }
    let key = table.and_then(|t| t.foreign_keys.iter().find(|key| key.constraint_name == change.id.name));
    let other = key
        .filter(|_| change.id.kind == Kind::Constraint)
        .map(ForeignKey::foreign_id)
        .filter(|other| other != object);
    change.other_locks.extend(other.map(|on| lock(LockMode::AccessExclusive, on)));
}

/// The locks that a whole object takes elsewhere when it comes or goes.
fn whole(object: &ObjectId, catalog: &Catalog, keys: LockMode) -> Vec<Lock> {
    let mut locks: Vec<Lock> = Vec::new();
    match object.kind {
        Kind::Table => {
            let own = catalog.table(object).into_iter().flat_map(|table| &table.foreign_keys);
            for other in own.map(ForeignKey::foreign_id).filter(|other| other != object) {
                if !locks.iter().any(|lock| lock.on == other) {
                    locks.push(lock(keys, other));
                }
            }
        }
        Kind::Statistics => {
            let of = catalog.statistics.iter().find(|statistics| statistics.id() == *object);
            locks.extend(of.and_then(|s| s.table.clone()).map(|on| lock(LockMode::ShareUpdateExclusive, on)));
        }
        Kind::Publication => {
            let of = catalog.publications.iter().find(|publication| publication.id() == *object);
            let tables = of.into_iter().flat_map(|publication| &publication.tables);
            locks.extend(
                tables.map(|published| lock(LockMode::ShareUpdateExclusive, published.table.clone())),
            );
        }
        _ => {}
    }
    locks
}
