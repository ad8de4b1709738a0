//! Helpers shared by the tests.

use pgplumb_catalog::Catalog;
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{Conninfo, Environment, PasswordSource, connect};
use pgplumb_testkit::Database;

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
