//! Having a database execute a plan.

mod allowed;
mod lock;
mod log;
mod rights;
mod run;
mod transactions;

pub use allowed::{Allowed, BadAllowed, forbidden};
pub use lock::{LockError, lock};
pub use log::Log;
pub use rights::lacking;
pub use run::{Runner, Stopped, Timeouts};
pub use transactions::{Transaction, transactions};

use pgplumb_postgres::{Connection, QueryError};
use serde::Deserialize;

/// The indexes of a database that are not valid, as a build that failed leaves them.
///
/// # Errors
/// When the server cannot be asked.
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
