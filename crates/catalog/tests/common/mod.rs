//! Reading a catalog through psql, as one JSON document a query: the crate itself knows no server.

use pgplumb_catalog::read::{Query, Reading, SETTINGS, Warning};
use pgplumb_catalog::{Catalog, ServerVersion};
use pgplumb_testkit::Database;

/// The roles that cases grant to.
pub const ROLES: &[&str] = &["alice", "bob", "Odd role"];

/// Reads the database's catalog as its superuser.
pub fn read(database: &Database) -> (Catalog, Vec<Warning>) {
    read_as("postgres", database)
}

/// Reads the database's catalog as a role.
pub fn read_as(role: &str, database: &Database) -> (Catalog, Vec<Warning>) {
    let major = database.server().major();
    let mut reading = Reading::new(ServerVersion(major * 10_000));
    let settings: String =
        SETTINGS.iter().map(|(name, value)| format!("SET {name} = '{value}';\n")).collect();
    let first = reading.queries().to_vec();
    accept(&mut reading, 0, &first, role, &settings, database);
    let follow_ups = reading.follow_ups();
    accept(&mut reading, first.len(), &follow_ups, role, &settings, database);
    let (catalog, warnings, disturbed) = reading.finish();
    assert!(!disturbed);
    (catalog, warnings)
}

/// Runs queries, whose places begin at `from`, and takes their answers.
fn accept(
    reading: &mut Reading,
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
