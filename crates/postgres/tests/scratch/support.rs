//! What the tests share.

use std::path::Path;
use std::time::Duration;

use pgplumb_postgres::load::{LoadError, LoadOptions, Loaded, Script};
use pgplumb_postgres::scratch::{Installation, Private, ScratchDatabase, ScratchServer, Trust};
use pgplumb_postgres::{Conninfo, Environment};
use pgplumb_testkit::Server;

/// The programs that the tests run on, as pgplumb knows them.
pub fn installation(found: &pgplumb_testkit::Installation) -> Installation {
    Installation { major: found.major, version: found.version.clone(), bin: found.bin.clone() }
}

/// A server of the tests as one that the user gave.
pub async fn given(server: &Server) -> ScratchServer {
    given_as(server, "postgres").await
}

pub async fn given_as(server: &Server, role: &str) -> ScratchServer {
    let environment = Environment::new([], None, Some("postgres".to_owned()));
    let conninfo = Conninfo::parse(&server.url_as(role, "postgres"), &environment).unwrap();
    ScratchServer::given(conninfo).await.unwrap()
}

/// A private server, kept in a folder of the test's own.
pub async fn private(found: &pgplumb_testkit::Installation, cache: &Path, idle: u64) -> ScratchServer {
    let private = Private { cache: Some(cache.to_owned()), idle: Duration::from_secs(idle) };
    ScratchServer::private(&installation(found), &private).await.unwrap_or_else(|error| panic!("{error}"))
}

pub fn script(name: &str, text: &str) -> Script {
    Script { name: name.to_owned(), text: text.to_owned() }
}

/// Loads one file.
pub async fn load(database: &ScratchDatabase, text: &str) -> Result<Loaded, LoadError> {
    database.load(&[script("schema.sql", text)], &LoadOptions::default()).await
}

/// Loads one file into a new database, and says what a query finds in it, or how it failed.
pub async fn loaded(server: &ScratchServer, text: &str, query: &str) -> Result<String, String> {
    let database = server.create_database(Trust::Trusted).await.unwrap();
    let loaded = load(&database, text).await.map_err(|error| error.to_string());
    let told = match loaded {
        Ok(_) => Ok(value(&database, query).await),
        Err(error) => Err(error),
    };
    database.drop().await.unwrap();
    told
}

/// The first value of a query.
pub async fn value(database: &ScratchDatabase, query: &str) -> String {
    let connection = database.connect_as_maker().await.unwrap();
    let value = connection.simple_value(query).await.unwrap_or_else(|error| panic!("{query}: {error}"));
    connection.close().await;
    value.unwrap_or_default()
}
