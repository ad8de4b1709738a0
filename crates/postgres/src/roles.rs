//! The roles of a server.

use std::time::Duration;

use pgplumb_catalog::read::SETTINGS;
use pgplumb_catalog::roles::{QUERY, Role};

use crate::RowDecoder;
use crate::session::{Connection, QueryError, ReadOnly};

/// Reads all roles except the predefined ones, with their memberships but without passwords.
///
/// # Errors
/// When the query fails or the connection is lost.
pub async fn read_roles(
    connection: &Connection,
    statement_timeout: Option<Duration>,
) -> Result<Vec<Role>, QueryError> {
    let settings = SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let transaction = ReadOnly { statement_timeout, lock_timeout: None, settings };
    let (mut decoder, mut roles) = (RowDecoder::new(), Vec::new());
    connection
        .read_only_transaction(&transaction, &[QUERY], |_, row| {
            roles.push(decoder.decode(row)?);
            Ok(())
        })
        .await?;
    Ok(roles)
}
