//! Reads a catalog through psql, one JSON document per query, because the crate has no client.

use pgplumb_catalog::read::{CatalogReader, CatalogReading, Query, SETTINGS, Warning};
use pgplumb_catalog::{Catalog, ServerVersion};
use pgplumb_testkit::Database;

/// The roles in the cases.
pub const ROLES: &[&str] = &["alice", "bob", "Odd role"];

/// Reads the database's catalog as its superuser.
pub fn read(database: &Database) -> (Catalog, Vec<Warning>) {
    read_as("postgres", database)
}

/// Reads the database's catalog as a role.
pub fn read_as(role: &str, database: &Database) -> (Catalog, Vec<Warning>) {
    let major = database.server().major();
    let mut reading = CatalogReader::new(ServerVersion(major * 10_000));
    let settings: String =
        SETTINGS.iter().map(|(name, value)| format!("SET {name} = '{value}';\n")).collect();
    let first = reading.queries().to_vec();
    accept(&mut reading, 0, &first, role, &settings, database);
    let follow_ups = reading.follow_ups();
    accept(&mut reading, first.len(), &follow_ups, role, &settings, database);
    let CatalogReading { catalog, warnings, is_inconsistent: disturbed, .. } = reading.finish();
    assert!(!disturbed);
    (catalog, warnings)
}

/// Runs queries and accepts their results. `from` is the index of the first query.
fn accept(
    reading: &mut CatalogReader,
    from: usize,
    queries: &[Query],
    role: &str,
    settings: &str,
    database: &Database,
) {
    let answers: Vec<String> = queries.iter().map(|q| format!("({})", q.as_json())).collect();
    let sql = format!("SET SESSION AUTHORIZATION {role};\n{settings}SELECT {}", answers.join(",\n"));
    let answers = database.query(&sql).remove(0);
    for (at, answer) in answers.iter().enumerate() {
        reading
            .accept_json(from + at, answer)
            .unwrap_or_else(|e| panic!("{}: {e}\n{answer}", queries[at].name));
    }
}
