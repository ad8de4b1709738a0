//! What the role of a connection may do besides reading.

use crate::session::{Connection, QueryError};

/// Whether the role can change anything, as words that follow its name: `is a superuser`. `None` if
/// it can only read.
///
/// # Errors
///
/// When the query fails.
pub async fn writing_privileges(connection: &Connection) -> Result<Option<String>, QueryError> {
    let answer = connection.simple_value(include_str!("role.sql")).await?;
    Ok(answer.filter(|words| !words.is_empty()))
}
