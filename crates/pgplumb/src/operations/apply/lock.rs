//! One at a time: whoever applies to a database holds an advisory lock in it.

use std::time::{Duration, Instant};

use pgplumb_postgres::{Connection, Conninfo, PasswordSource, QueryError};
use serde::Deserialize;

use super::super::{Observer, Stage};

/// The lock's number: the letters `pgplumb`.
const KEY: i64 = 0x0070_6770_6c75_6d62;
/// How often it is tried. A statement that waited for it would hold a snapshot meanwhile, for which `CONCURRENTLY` in turn waits.
const PAUSE: Duration = Duration::from_millis(300);

/// Why the lock is not ours.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The server cannot be asked.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Somebody else has it.
    #[error("another pgplumb apply is at work on this database: {0}")]
    Held(String),
    /// Sessions are not told apart, so that the lock is everybody's.
    #[error(
        "the connection goes through a pooler that shares sessions of the server (transaction mode), and to apply takes a session of its own"
    )]
    Shared,
}

#[derive(Deserialize)]
struct Holder {
    who: String,
}

/// Takes the lock, for as long as the session lives. Waits for another's to end so long.
///
/// `conninfo` is how to connect once more.
///
/// # Errors
/// When another has it still, or a pooler lets others have it too.
pub async fn lock(
    connection: &Connection,
    conninfo: &Conninfo,
    wait: Duration,
    observer: &dyn Observer,
) -> Result<(), LockError> {
    let started = Instant::now();
    // Between the lock and the first step, much is done elsewhere.
    connection.execute_script("SET idle_session_timeout = 0").await?;
    let attempt = format!("SELECT pg_catalog.pg_try_advisory_lock({KEY})");
    loop {
        if connection.simple_value(&attempt).await?.as_deref() == Some("t") {
            return unless_shared(connection, conninfo).await;
        }
        let holder = holder(connection).await?;
        if started.elapsed() >= wait {
            return Err(LockError::Held(holder));
        }
        observer.at(Stage::Doing(&format!("waiting for another pgplumb apply: {holder}")));
        tokio::time::sleep(PAUSE.min(wait.saturating_sub(started.elapsed()))).await;
    }
}

/// Whether the lock is this session's and nobody else's. A pooler that shares sessions hands out the one that was used last.
async fn unless_shared(connection: &Connection, conninfo: &Conninfo) -> Result<(), LockError> {
    let mine = format!("SELECT 1 {} AND l.pid = pg_catalog.pg_backend_pid()", held());
    let mut is_shared = connection.simple_value(&mine).await?.is_none();
    // That one cannot connect twice says nothing of the lock.
    if let Ok(other) = pgplumb_postgres::connect(conninfo, PasswordSource::None).await {
        is_shared |= other.simple_value(&mine).await?.is_some();
        other.close().await;
    }
    if !is_shared {
        return Ok(());
    }
    // What was done to the session would stay with it.
    let undo = format!("SELECT pg_catalog.pg_advisory_unlock({KEY}); RESET idle_session_timeout");
    connection.execute_script(&undo).await?;
    Err(LockError::Shared)
}

/// Whoever has the lock.
fn held() -> String {
    let (high, low) = (KEY >> 32, KEY & 0xffff_ffff);
    format!(
        "FROM pg_catalog.pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.classid = {high} AND l.objid = {low} AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
    )
}

async fn holder(connection: &Connection) -> Result<String, QueryError> {
    let holders: Vec<Holder> = connection
        .query(&format!(
            "SELECT pg_catalog.concat_ws(' ', 'process ' || a.pid, 'of ' || a.usename, 'from ' || pg_catalog.host(a.client_addr), \
             'since ' || pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')) AS who \
             FROM pg_catalog.pg_stat_activity a WHERE a.pid IN (SELECT l.pid {})",
            held()
        ))
        .await?;
    Ok(holders.into_iter().next().map_or_else(|| "it has just ended".to_owned(), |holder| holder.who))
}
