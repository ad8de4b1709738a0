//! Helpers for tests that load a folder of table files.

#![allow(dead_code, reason = "each test file uses some of the helpers")]

use pgplumb_catalog::Catalog;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_outputs::tables::TableFile;
use pgplumb_postgres::load::{Script, load, sort_file_names};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::Database;

fn on<T>(database: &Database, work: impl AsyncFnOnce(pgplumb_postgres::Connection) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let environment = Environment::new(Vec::new(), None, Some("postgres".to_owned()));
        let conninfo = Conninfo::parse(&database.url(), &environment).unwrap();
        work(connect(&conninfo, PasswordSource::None).await.unwrap()).await
    })
}

/// Reads a database's catalog over a connection.
pub fn read(database: &Database) -> Catalog {
    read_with(database, &ReadOptions::default())
}

/// Reads only some tables and the objects that they need.
pub fn read_some(database: &Database, tables: &[Pattern]) -> Catalog {
    read_with(database, &ReadOptions { tables: Some(tables.to_vec()), ..ReadOptions::default() })
}

fn read_with(database: &Database, options: &ReadOptions) -> Catalog {
    on(database, async |connection| {
        let read = read_catalog(&connection, options).await.unwrap();
        connection.close().await;
        assert_eq!(read.warnings, [], "no warnings");
        read.catalog
    })
}

/// Loads a folder into an empty database.
pub fn load_folder(database: &Database, folder: &[TableFile]) -> Result<(), String> {
    let mut names: Vec<String> = folder.iter().map(|file| file.name.clone()).collect();
    sort_file_names(&mut names);
    let text = |name: &String| folder.iter().find(|file| file.name == *name).map(|file| file.text.clone());
    let scripts: Vec<Script> = names
        .iter()
        .map(|name| Script { name: name.clone(), text: text(name).unwrap_or_default() })
        .collect();
    on(database, async |connection| {
        let loaded = load(&connection, &scripts).await.map_err(|error| error.to_string());
        connection.close().await;
        loaded
    })
}
