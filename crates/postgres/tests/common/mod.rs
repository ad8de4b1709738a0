//! Functions that several test programs use.

use std::future::Future;

use pgplumb_postgres::read::{CatalogRead, ReadOptions, read_catalog};
use pgplumb_postgres::{Connection, Conninfo, Environment, PasswordSource, connect};

/// Runs a future on a single-threaded runtime, as the program does.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Connects, or fails the test.
pub async fn connected(url: &str) -> Connection {
    let environment = Environment::new([], None, Some("postgres".to_owned()));
    let conninfo = Conninfo::parse(url, &environment).unwrap();
    connect(&conninfo, PasswordSource::None).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// Reads the whole catalog with the default options, or fails the test.
pub async fn read(connection: &Connection) -> CatalogRead {
    read_catalog(connection, &ReadOptions::default()).await.unwrap_or_else(|error| panic!("{error}"))
}
