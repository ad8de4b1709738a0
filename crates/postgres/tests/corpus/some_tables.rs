//! Some tables alone are read as they are read with all the rest.

use std::collections::HashSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use pgplumb_postgres::Connection;
use pgplumb_postgres::read::{ReadOptions, read_catalog};

/// How many relations of each schema of the corpus are tried.
const SAMPLES: usize = 12;

/// Reads some of a catalog's tables and views one by one; what is not as it is in the whole.
pub async fn try_some(connection: &Connection, whole: &Catalog) -> Vec<String> {
    let ids: Vec<ObjectId> = whole.objects().map(|o| o.id()).filter(is_relation).collect();
    let kinds: HashSet<ObjectId> = ids.iter().cloned().collect();
    let mut found = Vec::new();
    for id in ids.iter().step_by(ids.len().div_ceil(SAMPLES).max(1)) {
        let pattern = format!("table:{}", id.path()).parse().unwrap();
        let options = ReadOptions { tables: Some(vec![pattern]), ..ReadOptions::default() };
        let read = read_catalog(connection, &options).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        found.extend(read.warnings.iter().map(|warning| format!("{id} alone: warning: {warning}")));
        let around: HashSet<ObjectId> = read.catalog.objects().map(|o| o.id()).filter(is_relation).collect();
        if let Some(other) = around.iter().find(|other| !kinds.contains(other)) {
            found.push(format!("{id} alone: {other} is no such thing"));
        }
        let (alone, with_all) = (part(read.catalog, id), part(whole.clone(), id));
        if alone != with_all {
            found.push(format!("{id} alone is not what it is with all the rest:\n{alone:?}\n{with_all:?}"));
        }
        // What is needed must be told by its kind.
        let tables = alone.dependencies.iter().map(|(_, needed)| needed);
        for needed in tables.filter(|needed| is_relation(needed)) {
            if !around.contains(needed) {
                found.push(format!("{id} alone: {needed} is needed, and was not read"));
            }
        }
    }
    found
}

fn is_relation(id: &ObjectId) -> bool {
    matches!(id.kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}

/// The relation with the sequences and statistics objects that belong to it.
fn part(catalog: Catalog, of: &ObjectId) -> Catalog {
    let is_of = |schema: &Option<Name>, name: &Name| *schema == of.schema && *name == of.name;
    let sequences = catalog.sequences.iter().filter(|s| {
        s.owned_by.as_ref().is_some_and(|c| c.relation.as_ref().is_some_and(|name| is_of(&c.schema, name)))
    });
    let statistics =
        catalog.statistics.iter().filter(|s| s.table.as_ref().is_some_and(|t| is_of(&t.schema, &t.name)));
    let mut picked: HashSet<ObjectId> = sequences.map(Object::id).chain(statistics.map(Object::id)).collect();
    picked.insert(of.clone());
    catalog.keep(|id| picked.contains(id))
}
