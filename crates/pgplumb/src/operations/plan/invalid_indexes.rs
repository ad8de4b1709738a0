//! Drops invalid indexes, which an interrupted `CREATE INDEX CONCURRENTLY` leaves behind, so that
//! they are built again.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::sql::qualified;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use pgplumb_plan::{Action, Lock, LockMode, Requirement, Step, ownership};

/// Removes from the current catalog the invalid indexes that the desired catalog has as valid ones,
/// so that their creation is planned, and returns the steps that drop them.
///
/// An index of a partitioned table is invalid only because the index of a partition is missing.
pub fn take_invalid_indexes(from: &mut Catalog, to: &Catalog, online: bool) -> Vec<Step> {
    let desired_indexes: BTreeSet<(&Name, &Name)> = to
        .indexes()
        .filter(|(_, index)| !index.is_invalid)
        .map(|(schema, index)| (schema, &index.index_name))
        .collect();
    let owners: BTreeMap<ObjectId, Requirement> = tables(from)
        .into_iter()
        .filter_map(|table| ownership(from, &table).map(|requirement| (table, requirement)))
        .collect();
    let mut steps = Vec::new();
    let tables =
        from.tables.iter_mut().map(|table| (Kind::Table, &table.schema, &table.name, &mut table.indexes));
    let views = from
        .materialized_views
        .iter_mut()
        .map(|view| (Kind::MaterializedView, &view.schema, &view.name, &mut view.indexes));
    for (kind, schema, relation, indexes) in tables.chain(views) {
        let is_half_built = |index: &Index| {
            index.is_invalid
                && !index.is_constraint
                && !index.is_partitioned
                && index.partition_of.is_none()
                && desired_indexes.contains(&(schema, &index.index_name))
        };
        let on = ObjectId::local(kind, schema, relation.clone());
        indexes.retain(|index| {
            let drops = is_half_built(index);
            if drops {
                let requires = owners.get(&on).cloned().into_iter().collect();
                steps.push(drop_step(schema, &index.index_name, on.clone(), requires, online));
            }
            !drops
        });
    }
    steps
}

/// The tables and materialized views with invalid indexes.
pub fn tables(catalog: &Catalog) -> Vec<ObjectId> {
    let is_invalid = |indexes: &[Index]| indexes.iter().any(|index| index.is_invalid);
    let tables = catalog.tables.iter().filter(|table| is_invalid(&table.indexes)).map(Object::id);
    let views = catalog.materialized_views.iter().filter(|view| is_invalid(&view.indexes)).map(Object::id);
    tables.chain(views).collect()
}

fn drop_step(schema: &Name, index: &Name, on: ObjectId, requires: Vec<Requirement>, online: bool) -> Step {
    let (concurrently, mode) = match online {
        true => ("CONCURRENTLY ", LockMode::ShareUpdateExclusive),
        false => ("", LockMode::AccessExclusive),
    };
    // The copy on which the plan is proved does not have the index.
    let sql = format!("DROP INDEX {concurrently}IF EXISTS {}", qualified(schema, index));
    let id = ObjectId::local(Kind::Index, schema, index.clone());
    Step {
        locks: vec![Lock { mode, on, scans: false }],
        requires,
        outside_transaction: online,
        ..Step::new(id, Action::Drop, vec![sql])
    }
}
