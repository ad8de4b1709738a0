//! Helpers for tests of documents: catalogs read from a server, and checks of Markdown files.

#![allow(dead_code, reason = "each test file uses some of the helpers")]

pub mod markdown;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::{RowCount, RowCounts};
use pgplumb_catalog::snapshot::Origin;
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::{Database, Server};

/// Reads a database's catalog.
pub fn read(database: &Database) -> Catalog {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
        let conninfo = Conninfo::parse(&database.url(), &environment).unwrap();
        let connection = connect(&conninfo, PasswordSource::None).await.unwrap();
        read_catalog(&connection, &ReadOptions::default()).await.unwrap().catalog
    })
}

/// Reads the catalog of `tests/schemas/<schema>.sql`, loaded into the newest installed server.
pub fn catalog(schema: &str) -> Catalog {
    let path = format!("{}/tests/schemas/{schema}.sql", env!("CARGO_MANIFEST_DIR"));
    let database = Server::shared(pgplumb_testkit::newest().major).create_database();
    database.psql(&std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}")));
    read(&database)
}

/// The origin in the documents of these tests.
pub fn origin() -> Origin {
    Origin {
        generator: "pgplumb 0.1.0".to_owned(),
        database: "shop".to_owned(),
        host: "db.example.com".to_owned(),
        exported_at: "2026-01-31T12:00:00Z".to_owned(),
        server_version: "18.1".to_owned(),
    }
}

/// Row counts that cover every kind: exact, estimated, unknown and missing.
pub fn counts(catalog: &Catalog) -> RowCounts {
    let mut counts = RowCounts::default();
    for (at, table) in catalog.tables.iter().enumerate() {
        let number = u64::try_from(at).expect("few tables");
        let count = match at % 5 {
            0 => RowCount::exact(number),
            1 => RowCount::estimated(number * 12_345),
            2 => RowCount::unknown("permission denied (SELECT)"),
            3 => continue,
            _ => RowCount::exact(number * 1_000_000),
        };
        counts.insert(table.schema.clone(), table.name.clone(), count);
    }
    counts
}

/// Writes the files below the folder in `PGPLUMB_LOOK`, if set, for inspection.
pub fn save_for_inspection(name: &str, files: &[pgplumb_outputs::OutputFile]) {
    let Some(folder) = std::env::var_os("PGPLUMB_LOOK") else { return };
    for file in files {
        let path = std::path::Path::new(&folder).join(name).join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is created");
        std::fs::write(path, &file.text).expect("the file is written");
    }
}
