//! TLS, with an authority of the tests' own.

mod authority;
mod clients;
mod modes;
mod old;

use pgplumb_postgres::connect::TlsError;
use pgplumb_postgres::{ConnectError, Connection};

use crate::support::{run, try_connect};

/// How a connection came to be encrypted: not, unchecked, or with its certificate's issuer or host name checked too.
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

/// Connects, and asks the server too whether the connection is encrypted.
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

/// The TLS error of not being able to connect.
#[track_caller]
fn tls_error(text: &str) -> TlsError {
    match connect(text) {
        Err(ConnectError::Tls { error, .. }) => error,
        other => panic!("{text}: {other:?}"),
    }
}
