//! Functions that several tests use.

use std::path::Path;
use std::time::Duration;

use pgplumb_postgres::load::{LoadError, LoadOptions, LoadReport, Script};
use pgplumb_postgres::scratch::{Installation, PrivateServerOptions, ScratchDatabase, ScratchServer, Trust};
use pgplumb_postgres::{Conninfo, Environment};
use pgplumb_testkit::Server;

/// Converts the testkit's installation.
pub fn installation(found: &pgplumb_testkit::Installation) -> Installation {
    Installation { major: found.major, version: found.version.clone(), bin: found.bin.clone() }
}

/// Uses a test server as an external scratch server.
pub async fn external(server: &Server) -> ScratchServer {
    external_as(server, "postgres").await
}

pub async fn external_as(server: &Server, role: &str) -> ScratchServer {
    let environment = Environment::new([], None, Some("postgres".to_owned()));
    let conninfo = Conninfo::parse(&server.url_as(role, "postgres"), &environment).unwrap();
    ScratchServer::external(conninfo).await.unwrap()
}

/// Starts a private server with a cached cluster.
pub async fn private(found: &pgplumb_testkit::Installation, cache: &Path, idle: u64) -> ScratchServer {
    let private = PrivateServerOptions {
        idle_timeout: Duration::from_secs(idle),
        ..PrivateServerOptions::cached_in(cache)
    };
    ScratchServer::private(&installation(found), &private).await.unwrap_or_else(|error| panic!("{error}"))
}

pub fn script(name: &str, text: &str) -> Script {
    Script { name: name.to_owned(), text: text.to_owned() }
}

/// Loads one file.
pub async fn load(database: &ScratchDatabase, text: &str) -> Result<LoadReport, LoadError> {
    database.load(&[script("schema.sql", text)], &LoadOptions::default()).await
}

/// Loads one file into a new database, and returns the result of a query in it, or the error.
pub async fn loaded(server: &ScratchServer, text: &str, query: &str) -> Result<String, String> {
    let database = server.create_database(Trust::Trusted).await.unwrap();
    let loaded = load(&database, text).await.map_err(|error| error.to_string());
    let described = match loaded {
        Ok(_) => Ok(value(&database, query).await),
        Err(error) => Err(error),
    };
    database.drop().await.unwrap();
    described
}

/// The first value of a query's result.
pub async fn value(database: &ScratchDatabase, query: &str) -> String {
    let connection = database.connect_as_admin().await.unwrap();
    let value = connection.simple_value(query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
    connection.close().await;
    value.unwrap_or_default()
}
