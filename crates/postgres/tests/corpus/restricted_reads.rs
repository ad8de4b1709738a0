//! Reading only some tables yields the same definitions as reading everything.

use std::collections::HashSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use pgplumb_postgres::Connection;
use pgplumb_postgres::read::{ReadOptions, read_catalog};

/// The number of relations to check in each schema of the corpus.
const SAMPLES: usize = 12;

/// Reads some tables and views one by one, and returns the differences from the whole catalog.
pub async fn check_restricted_reads(connection: &Connection, whole: &Catalog) -> Vec<String> {
    let ids: Vec<ObjectId> = whole.objects().map(|o| o.id()).filter(is_relation).collect();
    let known: HashSet<ObjectId> = ids.iter().cloned().collect();
    let mut found = Vec::new();
    for id in ids.iter().step_by(ids.len().div_ceil(SAMPLES).max(1)) {
        let pattern = format!("table:{}", id.path()).parse().unwrap();
        let options = ReadOptions { tables: Some(vec![pattern]), ..ReadOptions::default() };
        let read = read_catalog(connection, &options).await.unwrap_or_else(|error| panic!("{id}: {error}"));
        found.extend(read.warnings.iter().map(|warning| format!("{id} alone: warning: {warning}")));
        let relations: HashSet<ObjectId> =
            read.catalog.objects().map(|o| o.id()).filter(is_relation).collect();
        if let Some(other) = relations.iter().find(|other| !known.contains(other)) {
            found.push(format!("{id} alone: {other} is not in the whole catalog"));
        }
        let (alone, in_whole) = (reduce(read.catalog, id), reduce(whole.clone(), id));
        if alone != in_whole {
            found
                .push(format!("{id} alone differs from {id} in the whole catalog:\n{alone:?}\n{in_whole:?}"));
        }
        // The catalog must contain the dependencies with their kinds.
        let tables = alone.dependencies.iter().map(|(_, needed)| needed);
        for needed in tables.filter(|needed| is_relation(needed)) {
            if !relations.contains(needed) {
                found.push(format!("{id} alone: the dependency {needed} was not read"));
            }
        }
    }
    found
}

fn is_relation(id: &ObjectId) -> bool {
    matches!(id.kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
}

/// Reduces a catalog to a relation with its sequences and statistics objects.
fn reduce(catalog: Catalog, of: &ObjectId) -> Catalog {
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
