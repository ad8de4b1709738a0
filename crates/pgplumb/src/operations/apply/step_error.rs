//! Errors of steps.

use pgplumb_plan::Step;
use pgplumb_postgres::QueryError;

/// A step that failed.
#[derive(Debug, thiserror::Error)]
#[error("step {} ({title}) failed: {message}\n    {statement}", step + 1)]
pub struct StepError {
    /// The index of the step.
    pub step: usize,
    /// The title of the step: what it does to which object.
    pub title: String,
    /// The statement.
    pub statement: String,
    /// The server's error in words, without secrets.
    pub message: String,
    /// The server's error.
    pub error: Box<QueryError>,
    /// Whether the statement only locks a table before other statements need that.
    pub is_of_lock_statement: bool,
}

impl StepError {
    /// Whether the connection was lost, so that the outcome of the last transaction is unknown.
    pub fn is_connection_lost(&self) -> bool {
        matches!(*self.error, QueryError::ConnectionLost { .. })
    }

    /// Whether a lock timed out, or a deadlock was resolved, so that another attempt can succeed.
    pub fn is_lock_timeout(&self) -> bool {
        matches!(self.error.code(), Some("55P03" | "40P01"))
    }

    /// A hint for errors in functions that the statement calls.
    ///
    /// Statements qualify all names and run with an empty `search_path`: any other path could
    /// change their meaning and let other users interfere
    /// ([CVE-2018-1058](https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path)).
    /// Since PostgreSQL 17 the server does the same while it builds indexes and materialized views.
    pub fn hint(&self) -> Option<&'static str> {
        let is_unknown = matches!(self.error.code(), Some("42883" | "42P01" | "42704"));
        let is_within = self.error.server_error().is_some_and(|error| error.where_().is_some());
        (is_unknown && is_within).then_some(
            "a function relies on the caller's search_path, which is empty here: give the function its own (ALTER FUNCTION … SET search_path = …)",
        )
    }

    /// Whether a statement timed out.
    pub fn is_statement_timeout(&self) -> bool {
        self.error.code() == Some("57014")
    }

    /// Whether the role may not execute the statement.
    pub fn lacks_privilege(&self) -> bool {
        matches!(self.error.code(), Some("42501" | "42P13" | "42P06"))
    }

    /// Creates an error of the step at an index.
    pub fn new(index: usize, step: &Step, statement: &str, error: QueryError) -> Self {
        Self {
            step: index,
            title: step.title(),
            statement: statement.to_owned(),
            message: error.to_string(),
            error: Box::new(error),
            is_of_lock_statement: false,
        }
    }
}
