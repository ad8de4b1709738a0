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
    let select = |expressions: &[String]| {
        let list = expressions.join(",\n");
        database.query(&format!("SET SESSION AUTHORIZATION {role};\n{settings}SELECT {list}")).remove(0)
    };
    let conditions = queries.iter().map(|query| query.condition.clone().unwrap_or_else(|| "true".to_owned()));
    let runs = select(&conditions.collect::<Vec<_>>());
    let (queries, skipped): (Vec<(usize, &Query)>, Vec<_>) =
        queries.iter().enumerate().partition(|(at, _)| runs[*at] == "t");
    reading.complete(skipped.into_iter().map(|(at, _)| from + at));
    let answers: Vec<String> = queries.iter().map(|(_, query)| format!("({})", query.as_json())).collect();
    for ((at, query), answer) in queries.iter().zip(select(&answers)) {
        reading.accept_json(from + at, &answer).unwrap_or_else(|e| panic!("{}: {e}\n{answer}", query.name));
    }
}
