//! Indexes that are not valid, as a `CREATE INDEX CONCURRENTLY` leaves them that did not get to its end: they are made again.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::plan::{Action, Lock, LockMode, Step};
use pgplumb_catalog::sql::qualified;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// Takes the indexes out of the current catalog that are not valid and should be, so that they are planned to be made, and says how to be rid
/// of them before.
///
/// The index of a partitioned table is only not valid because that of some partition is missing.
pub fn take_half_built(from: &mut Catalog, to: &Catalog, online: bool) -> Vec<Step> {
    let wanted: BTreeSet<(&Name, &Name)> = to
        .indexes()
        .filter(|(_, index)| !index.is_invalid)
        .map(|(schema, index)| (schema, &index.index_name))
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
                && wanted.contains(&(schema, &index.index_name))
        };
        let on = ObjectId::local(kind, schema, relation.clone());
        indexes.retain(|index| {
            let goes = is_half_built(index);
            if goes {
                steps.push(drop_step(schema, &index.index_name, on.clone(), online));
            }
            !goes
        });
    }
    steps
}

/// The tables and views with indexes that are not valid.
pub fn tables(catalog: &Catalog) -> Vec<ObjectId> {
    let is_invalid = |indexes: &[Index]| indexes.iter().any(|index| index.is_invalid);
    let tables = catalog.tables.iter().filter(|table| is_invalid(&table.indexes)).map(Object::id);
    let views = catalog.materialized_views.iter().filter(|view| is_invalid(&view.indexes)).map(Object::id);
    tables.chain(views).collect()
}

fn drop_step(schema: &Name, index: &Name, on: ObjectId, online: bool) -> Step {
    let (concurrently, mode) = match online {
        true => ("CONCURRENTLY ", LockMode::ShareUpdateExclusive),
        false => ("", LockMode::AccessExclusive),
    };
    Step {
        object: ObjectId::local(Kind::Index, schema, index.clone()),
        action: Action::Drop,
        // The copy on which the plan is proved has none.
        statements: vec![format!("DROP INDEX {concurrently}IF EXISTS {}", qualified(schema, index))],
        hazards: Vec::new(),
        locks: vec![Lock { mode, on, scans: false }],
        questions: Vec::new(),
        alone: online,
    }
}
