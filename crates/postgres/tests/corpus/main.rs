//! The corpus on every version: every schema is read without warnings and completely, with the same
//! result through JSON and through a snapshot.

// The test servers require Unix.
#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;
mod inventory;
mod restricted_reads;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;

use common::{connected, read, run};
use inventory::Inventory;
use jsonschema::Validator;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::read::{CatalogReader, CatalogReading, Query, SETTINGS};
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_catalog::{Catalog, Kind};
use pgplumb_postgres::{Connection, ReadOnly};
use pgplumb_testkit::{CorpusFile, Database, Installation, Server, corpus, each_major};

/// The number of schemas to check in parallel.
const WORKERS: usize = 2;

/// Objects that do not occur in the corpus.
const RARITIES: &str = include_str!("extra_objects.sql");

#[test]
fn every_schema_is_read_completely() {
    let validator = jsonschema::validator_for(&snapshot::json_schema()).unwrap();
    let queue = Mutex::new(VecDeque::new());
    each_major(|installation| {
        let files = std::iter::once(None).chain(corpus(installation.major).into_iter().map(Some));
        queue.lock().unwrap().extend(files.map(|file| (installation.clone(), file)));
    });
    let failures = Mutex::new(Vec::new());
    let seen = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some((installation, file)) = next else { return };
                    let name = file.as_ref().map_or("extra_objects", |file| file.name.as_str()).to_owned();
                    let (found, sorts) = try_file(&installation, file.as_ref(), &validator);
                    let described = found
                        .into_iter()
                        .map(|f| format!("{name} on PostgreSQL {}: {f}", installation.major));
                    failures.lock().unwrap().extend(described);
                    seen.lock().unwrap().extend(sorts);
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let missing: Vec<&&str> = SORTS.iter().filter(|sort| !seen.lock().unwrap().contains(**sort)).collect();
    assert!(missing.is_empty(), "no schema contains any: {missing:?}");
}

#[test]
fn every_kind_is_a_category() {
    // No independent query finds what users changed on members of extensions.
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::MemberChange) {
        assert!(SORTS.contains(&kind.word()), "SORTS has no {kind}");
    }
}

/// All categories. Each must occur, because the test could not detect the loss of an unused one.
const SORTS: &[&str] = &[
    "access method",
    "aggregate",
    "base type",
    "cast",
    "collation",
    "column",
    "column that is never null",
    "comment",
    "composite type",
    "constraint",
    "conversion",
    "default",
    "default privileges",
    "domain",
    "enum",
    "enum label",
    "event trigger",
    "extension",
    "foreign key",
    "foreign server",
    "foreign table",
    "foreign-data wrapper",
    "function",
    "function of a class or family",
    "index",
    "inheritance",
    "language",
    "materialized view",
    "multirange",
    "not-null column",
    "not-null domain",
    "operator",
    "operator class",
    "operator family",
    "operator of a class or family",
    "partition of an index",
    "policy",
    "procedure",
    "publication",
    "range",
    "rule",
    "schema",
    "schema of a publication",
    "sequence",
    "statistics",
    "subscription",
    "table",
    "table of a publication",
    "text search configuration",
    "text search dictionary",
    "text search parser",
    "text search template",
    "token mapping",
    "transform",
    "trigger",
    "user mapping",
    "view",
    "view definition",
];

/// Loads and reads one schema. Returns the problems and the categories that occur.
fn try_file(
    installation: &Installation,
    file: Option<&CorpusFile>,
    validator: &Validator,
) -> (Vec<String>, BTreeSet<String>) {
    let database = Server::shared(installation.major).create_database();
    match file {
        Some(file) if !file.load(&database) => return Default::default(),
        Some(_) => {}
        None => {
            database.psql(RARITIES);
        }
    }
    let mut found = Vec::new();
    let catalog = run(async {
        let connection = connected(&database.url()).await;
        let read = read(&connection).await;
        found.extend(read.warnings.iter().map(|warning| format!("warning: {warning}")));
        if read_as_json(&connection).await != read.catalog {
            found.push("reading through JSON yields another catalog".to_owned());
        }
        found.extend(restricted_reads::check_restricted_reads(&connection, &read.catalog).await);
        connection.close().await;
        read.catalog
    });
    found.extend(try_snapshot(&catalog, validator));
    let server = Inventory::of_server(&database);
    found.extend(server.differences(&Inventory::of_catalog(&catalog)));
    (found, server.sorts().map(str::to_owned).collect())
}

/// Reads the catalog with one JSON document per query, as web APIs return them.
async fn read_as_json(connection: &Connection) -> Catalog {
    let mut reading = CatalogReader::new(connection.server_version());
    let settings = SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let transaction = ReadOnly { settings, ..ReadOnly::default() };
    let first = reading.queries().to_vec();
    accept_json(connection, &transaction, &mut reading, 0, &first).await;
    let follow_ups = reading.follow_ups();
    accept_json(connection, &transaction, &mut reading, first.len(), &follow_ups).await;
    let CatalogReading { catalog, is_inconsistent: disturbed, .. } = reading.finish();
    assert!(!disturbed);
    catalog
}

/// Runs queries, whose indexes start at `from`, and passes the answers to the reader.
async fn accept_json(
    connection: &Connection,
    transaction: &ReadOnly,
    reading: &mut CatalogReader,
    from: usize,
    queries: &[Query],
) {
    let texts: Vec<String> = queries.iter().map(Query::as_json).collect();
    let mut answers = Vec::new();
    let keep = |at, row: &tokio_postgres::Row| {
        answers.push((at, row.get::<_, String>(0)));
        Ok(())
    };
    connection.read_only_transaction(transaction, &texts, keep).await.unwrap();
    for (at, answer) in answers {
        reading
            .accept_json(from + at, &answer)
            .unwrap_or_else(|error| panic!("{}: {error}", queries[at].name));
    }
}

/// Writes the snapshot and reads it back.
fn try_snapshot(catalog: &Catalog, validator: &Validator) -> Vec<String> {
    let mut found = Vec::new();
    let origin = Origin { generator: "pgplumb".into(), database: "corpus".into(), ..Origin::default() };
    let mut text = Vec::new();
    snapshot::write(&mut text, catalog, &RowCounts::default(), &origin).unwrap();
    match snapshot::read(text.as_slice()) {
        Ok(back) => {
            if back.catalog != *catalog {
                found.push("the snapshot contains another catalog".to_owned());
            }
            if back.schema_hash != snapshot::schema_hash(catalog)
                || back.schema_hash != snapshot::schema_hash(&back.catalog)
            {
                found.push("the snapshot contains another hash".to_owned());
            }
            if back.origin != origin {
                found.push("the snapshot contains another origin".to_owned());
            }
        }
        Err(error) => found.push(format!("could not read the snapshot: {error}")),
    }
    let document: serde_json::Value = serde_json::from_slice(&text).unwrap();
    if let Err(error) = validator.validate(&document) {
        found.push(format!(
            "the snapshot does not match its JSON Schema: {error} at {}",
            error.instance_path()
        ));
    }
    found
}

/// The inventory must detect each of these differences.
#[test]
fn the_inventory_detects_missing_objects() {
    let database = Server::shared(pgplumb_testkit::newest().major).create_database();
    database.psql(
        "CREATE TABLE t (id int PRIMARY KEY, name text DEFAULT 'x'); CREATE VIEW v AS SELECT id FROM t",
    );
    let mut catalog = read_all(&database);
    let server = Inventory::of_server(&database);
    assert_eq!(server.differences(&Inventory::of_catalog(&catalog)), [""; 0]);
    catalog.views.clear();
    catalog.tables[0].columns[1].column_default = None;
    let found = server.differences(&Inventory::of_catalog(&catalog)).join("\n");
    for lost in [
        "column: the server has 3, the catalog 2; lost: [\"public.v.id\"]",
        "default: ",
        "view: ",
        "view definition: ",
    ] {
        assert!(found.contains(lost), "{found}");
    }
}

fn read_all(database: &Database) -> Catalog {
    run(async {
        let connection = connected(&database.url()).await;
        let catalog = read(&connection).await.catalog;
        connection.close().await;
        catalog
    })
}
