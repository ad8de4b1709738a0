//! `target_session_attrs`: whether a server is acceptable.

use super::error::ConnectError;
use crate::conninfo::TargetSessionAttrs;
use crate::session::Connection;

/// Checks a new connection. PostgreSQL 14 and later report the needed parameters at startup; older
/// servers and some poolers are queried.
pub(super) async fn check(
    connection: &Connection,
    wanted: TargetSessionAttrs,
    server: &str,
) -> Result<(), ConnectError> {
    use TargetSessionAttrs as T;
    let found = match wanted {
        T::Any => return Ok(()),
        T::ReadWrite | T::ReadOnly => {
            let read_only = is_read_only(connection).await;
            match (read_only, wanted) {
                (None, _) => "could not determine whether its sessions are read-only",
                (Some(true), T::ReadWrite) => "its sessions are read-only",
                (Some(false), T::ReadOnly) => "its sessions are read-write",
                _ => return Ok(()),
            }
        }
        T::Primary | T::Standby | T::PreferStandby => {
            let standby = is_standby(connection).await;
            match (standby, wanted) {
                (None, _) => "could not determine whether it is in hot standby mode",
                (Some(true), T::Primary) => "it is in hot standby mode",
                (Some(false), T::Standby | T::PreferStandby) => "it is not in hot standby mode",
                _ => return Ok(()),
            }
        }
    };
    Err(ConnectError::WrongTarget { server: server.to_owned(), wanted, found })
}

async fn is_read_only(connection: &Connection) -> Option<bool> {
    let reported = |name| connection.parameter(name).map(|value| value == "on");
    match (reported("default_transaction_read_only"), reported("in_hot_standby")) {
        (Some(read_only), Some(standby)) => Some(read_only || standby),
        _ => ask(connection, "SHOW transaction_read_only").await.map(|value| value.starts_with("on")),
    }
}

async fn is_standby(connection: &Connection) -> Option<bool> {
    match connection.parameter("in_hot_standby") {
        Some(value) => Some(value == "on"),
        None => {
            ask(connection, "SELECT pg_catalog.pg_is_in_recovery()").await.map(|value| value.starts_with('t'))
        }
    }
}

async fn ask(connection: &Connection, sql: &str) -> Option<String> {
    connection.simple_value(sql).await.ok().flatten()
}
