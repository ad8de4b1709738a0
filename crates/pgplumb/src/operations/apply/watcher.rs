//! Finds out which sessions block a running statement.

use pgplumb_postgres::{Connection, Conninfo, PasswordSource};
use serde::Deserialize;

/// Looks up the sessions that block a server process, over a connection of its own.
pub struct Watcher<'a> {
    conninfo: &'a Conninfo,
    pid: Option<i32>,
    /// The connection, which is opened on first use.
    connection: Option<Connection>,
}

impl<'a> Watcher<'a> {
    /// Watches the server process with this ID, if it is known.
    pub fn new(conninfo: &'a Conninfo, pid: Option<i32>) -> Self {
        Self { conninfo, pid, connection: None }
    }

    /// Describes the sessions that block the process. Empty if there are none, or if they could not
    /// be looked up.
    pub async fn blockers(&mut self) -> String {
        if self.connection.is_none() {
            // A failed connection only means less progress information.
            self.connection = pgplumb_postgres::connect(self.conninfo, PasswordSource::None).await.ok();
        }
        let (Some(connection), Some(pid)) = (&self.connection, self.pid) else { return String::new() };
        let query = format!(
            "SELECT pg_catalog.concat_ws(', ', 'process ' || pid, usename, NULLIF(application_name, ''), state, \
             NULLIF(pg_catalog.left(pg_catalog.regexp_replace(query, '\\s+', ' ', 'g'), 60), '')) AS description \
             FROM pg_catalog.pg_stat_activity WHERE pid = ANY (pg_catalog.pg_blocking_pids({pid}))"
        );
        let found: Vec<Blocker> = connection.query(&query).await.unwrap_or_default();
        found.into_iter().map(|blocker| blocker.description).collect::<Vec<_>>().join("; ")
    }

    /// Closes the connection.
    pub async fn close(self) {
        if let Some(connection) = self.connection {
            connection.close().await;
        }
    }
}

/// A session that blocks the process.
#[derive(Deserialize)]
struct Blocker {
    description: String,
}
