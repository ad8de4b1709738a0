//! TLS, with certificates that the tests create.

mod authority;
mod clients;
mod modes;
mod version_1;

use pgplumb_postgres::connect::TlsError;
use pgplumb_postgres::{ConnectError, Connection};

use crate::support::{run, try_connect};

/// How a connection is secured: not at all, without verification, or with verification of the
/// certificate's issuer or also of its host name.
#[derive(Debug, PartialEq)]
enum Security {
    Plain,
    Unchecked,
    Issuer,
    Name,
}

fn security(connection: &Connection) -> Security {
    match connection.tls() {
        None => Security::Plain,
        Some(tls) if tls.name_verified => Security::Name,
        Some(tls) if tls.chain_verified => Security::Issuer,
        Some(_) => Security::Unchecked,
    }
}

/// Connects, and checks in `pg_stat_ssl` whether the connection is encrypted.
fn connect(text: &str) -> Result<Security, ConnectError> {
    run(async {
        let connection = try_connect(text).await?;
        let security = security(&connection);
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        let encrypted = connection.simple_value(sql).await.unwrap().unwrap();
        assert_eq!(encrypted == "t", security != Security::Plain, "{text}");
        connection.close().await;
        Ok(security)
    })
}

#[track_caller]
fn connects(text: &str, expected: Security) {
    match connect(text) {
        Ok(security) => assert_eq!(security, expected, "{text}"),
        Err(error) => panic!("{text}: {error}"),
    }
}

/// Connects, expecting a TLS error.
#[track_caller]
fn tls_error(text: &str) -> TlsError {
    match connect(text) {
        Err(ConnectError::Tls { error, .. }) => error,
        other => panic!("{text}: {other:?}"),
    }
}
