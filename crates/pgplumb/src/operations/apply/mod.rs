//! Applies a plan to a database.

mod allowed;
mod lock;
mod lock_order;
mod log;
mod rights;
mod run;
mod secrets;
mod step_error;
mod watcher;

pub use allowed::{AllowedStep, ParseAllowedError, UnusableAllow, check_allowed, forbidden};
pub use lock::{LockError, acquire_lock};
pub use log::Log;
pub use rights::missing_rights;
pub use run::{Runner, Timeouts};
pub use secrets::{SecretError, Secrets};
pub use step_error::StepError;

use pgplumb_postgres::{Connection, QueryError};
use serde::Deserialize;

/// The invalid indexes of a database, which failed builds leave behind.
///
/// # Errors
/// When the query fails.
pub async fn invalid_indexes(connection: &Connection) -> Result<Vec<String>, QueryError> {
    #[derive(Deserialize)]
    struct Index {
        name: String,
    }
    let found: Vec<Index> = connection
        .query(
            "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name FROM pg_catalog.pg_index i \
             JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname <> 'pg_toast' ORDER BY 1",
        )
        .await?;
    Ok(found.into_iter().map(|index| index.name).collect())
}
