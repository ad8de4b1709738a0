//! What the tests of reading share.

use std::future::Future;

use pgplumb_postgres::read::{CatalogRead, ReadOptions, read_catalog};
use pgplumb_postgres::{Connection, Conninfo, Environment, PasswordSource, connect};

/// Runs a future as the program will: on a runtime of one thread.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Connects, or fails the test.
pub async fn connected(url: &str) -> Connection {
    let environment = Environment::new([], None, Some("postgres".to_owned()));
    let conninfo = Conninfo::parse(url, &environment).unwrap();
    connect(&conninfo, PasswordSource::None).await.unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// Reads the whole catalog as usual, or fails the test.
pub async fn read(connection: &Connection) -> CatalogRead {
    read_catalog(connection, &ReadOptions::default()).await.unwrap_or_else(|error| panic!("{error}"))
}
