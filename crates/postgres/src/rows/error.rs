//! Errors when decoding rows.

use std::fmt;

/// A row that does not match the type it is decoded into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    column: Option<String>,
    problem: String,
}

impl RowError {
    /// Creates an error about a whole row.
    pub fn new(problem: impl Into<String>) -> Self {
        Self { column: None, problem: problem.into() }
    }

    pub(super) fn in_column(column: &str, problem: impl Into<String>) -> Self {
        Self { column: Some(column.to_owned()), problem: problem.into() }
    }

    /// Adds the column, unless the error already names one.
    pub(super) fn or_in_column(self, column: &str) -> Self {
        Self { column: self.column.or_else(|| Some(column.to_owned())), ..self }
    }

    /// The column that could not be decoded.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "could not decode column \"{column}\": {}", self.problem),
            None => write!(f, "could not decode a row: {}", self.problem),
        }
    }
}

impl std::error::Error for RowError {}

impl serde::de::Error for RowError {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Self::new(problem.to_string())
    }
}

impl From<serde_json::Error> for RowError {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}
