//! Ensures that only one apply runs in a database, with an advisory lock.

use std::time::{Duration, Instant};

use pgplumb_postgres::{Connection, Conninfo, PasswordSource, QueryError};
use serde::Deserialize;

use super::super::{Observer, Stage};

/// The key of the lock: the letters `pgplumb`.
const KEY: i64 = 0x0070_6770_6c75_6d62;
/// The interval between attempts. A statement that waited for the lock would hold a snapshot, which
/// `CONCURRENTLY` commands wait for.
const POLL_INTERVAL: Duration = Duration::from_millis(300);

/// How long to wait at least: the session of a process that has ended may still have the lock for a
/// moment.
const MIN_WAIT: Duration = Duration::from_millis(500);

/// Why the lock could not be acquired.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// A query failed.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Another session has the lock.
    #[error("another pgplumb apply is running on this database: {0}")]
    Held(String),
    /// The connection goes through a pooler that shares sessions, so other clients would have the
    /// lock too.
    #[error(
        "the connection goes through a pooler in transaction mode, which shares sessions; apply needs a session of its own"
    )]
    Shared,
}

#[derive(Deserialize)]
struct Holder {
    who: String,
}

/// Acquires the lock for the rest of the session. Waits up to `wait` for another apply to end.
///
/// `conninfo` is used to open a second connection.
///
/// # Errors
/// When another session still has the lock, or a pooler shares the session.
pub async fn acquire_lock(
    connection: &Connection,
    conninfo: &Conninfo,
    wait: Duration,
    observer: &dyn Observer,
) -> Result<(), LockError> {
    let (started, wait) = (Instant::now(), wait.max(MIN_WAIT));
    // The session is idle while the plan is made.
    connection.execute_script("SET idle_session_timeout = 0").await?;
    let attempt = format!("SELECT pg_catalog.pg_try_advisory_lock({KEY})");
    loop {
        if connection.simple_value(&attempt).await?.as_deref() == Some("t") {
            return check_not_shared(connection, conninfo).await;
        }
        // Without a holder, the other session has just ended.
        let Some(holder) = holder(connection).await? else { continue };
        if started.elapsed() >= wait {
            return Err(LockError::Held(holder));
        }
        observer.notify(Stage::Doing(&format!("waiting for another pgplumb apply: {holder}")));
        tokio::time::sleep(POLL_INTERVAL.min(wait.saturating_sub(started.elapsed()))).await;
    }
}

/// Checks that the lock belongs to this session only. A pooler that shares sessions reuses the most
/// recent one.
async fn check_not_shared(connection: &Connection, conninfo: &Conninfo) -> Result<(), LockError> {
    let mine = format!("SELECT 1 {} AND l.pid = pg_catalog.pg_backend_pid()", holding_sessions());
    let mut is_shared = connection.simple_value(&mine).await?.is_none();
    // A failed second connection does not affect the lock.
    if let Ok(other) = pgplumb_postgres::connect(conninfo, PasswordSource::None).await {
        is_shared |= other.simple_value(&mine).await?.is_some();
        other.close().await;
    }
    if !is_shared {
        return Ok(());
    }
    // A shared session would keep these settings.
    let undo = format!("SELECT pg_catalog.pg_advisory_unlock({KEY}); RESET idle_session_timeout");
    connection.execute_script(&undo).await?;
    Err(LockError::Shared)
}

/// The FROM and WHERE clauses for sessions that hold the lock.
fn holding_sessions() -> String {
    let (high, low) = (KEY >> 32, KEY & 0xffff_ffff);
    format!(
        "FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {high} AND l.objid = {low} AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    )
}

/// The session that holds the lock, if there is one.
async fn holder(connection: &Connection) -> Result<Option<String>, QueryError> {
    let holders: Vec<Holder> = connection
        .query(&format!(
            "SELECT pg_catalog.concat_ws(' ', 'process ' || a.pid, 'of ' || a.usename, 'from ' || pg_catalog.host(a.client_addr), \
             'since ' || pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')) AS who \
             FROM pg_catalog.pg_stat_activity a WHERE a.pid IN (SELECT l.pid {})",
            holding_sessions()
        ))
        .await?;
    Ok(holders.into_iter().next().map(|holder| holder.who))
}
