//! What can go wrong with a query.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, Severity};

use super::Lost;
use crate::connect::Objection;
use crate::rows::RowError;

/// Why a query failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The server refused the statement or could not finish it.
    #[error("{}", said(error))]
    Server {
        /// The server's error.
        error: Box<DbError>,
        /// The index of the query among those of the pipeline.
        query: Option<usize>,
    },
    /// The connection is gone.
    #[error("the connection to the server was lost: {reason}")]
    ConnectionLost {
        /// What the server said last, or what the operating system did.
        reason: String,
    },
    /// A row is not what the program expects.
    #[error("{error}")]
    Row {
        /// What is wrong with it.
        #[source]
        error: RowError,
        /// The index of the query among those of the pipeline.
        query: usize,
    },
    /// A query of a pipeline returns a type the program does not know. The connection is lost with it.
    #[error("{0}")]
    UnknownType(String),
    /// The server does not keep to the protocol, or tokio-postgres thinks so.
    #[error("unexpected answer from the server: {0}")]
    Protocol(String),
}

impl QueryError {
    pub(super) fn new(error: tokio_postgres::Error, query: Option<usize>, lost: Option<Lost>) -> Self {
        if let Some(answer) = error.as_db_error() {
            return if is_last_word(answer) {
                Self::ConnectionLost { reason: said(answer) }
            } else {
                Self::Server { error: Box::new(answer.clone()), query }
            };
        }
        let lost = match lost {
            Some(lost) => lost,
            None if error.is_closed() => why_lost(&error),
            None => match find_io(&error) {
                Some(_) => why_lost(&error),
                None => return Self::Protocol(describe(&error)),
            },
        };
        match lost {
            Lost::Objection(objection @ Objection::UnknownType { .. }) => {
                Self::UnknownType(objection.to_string())
            }
            Lost::Objection(objection) => Self::Protocol(objection.to_string()),
            Lost::Said(reason) => Self::ConnectionLost { reason },
        }
    }

    /// The SQLSTATE, if the server gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Server { error, .. } => Some(error.code().code()),
            _ => None,
        }
    }

    /// The server's own error, if it is one.
    pub fn server_error(&self) -> Option<&DbError> {
        match self {
            Self::Server { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The index of the query among those of the pipeline.
    pub fn query(&self) -> Option<usize> {
        match self {
            Self::Server { query, .. } => *query,
            Self::Row { query, .. } => Some(*query),
            _ => None,
        }
    }

    /// Whether the statement only failed because one before it did (SQLSTATE 25P02).
    pub(super) fn is_aftermath(&self) -> bool {
        self.code() == Some("25P02")
    }
}

/// Whether the server says good-bye with this error.
fn is_last_word(error: &DbError) -> bool {
    match error.parsed_severity() {
        Some(severity) => matches!(severity, Severity::Fatal | Severity::Panic),
        None => matches!(error.severity(), "FATAL" | "PANIC"),
    }
}

/// The server's error in one line or more, as psql would show it.
fn said(error: &DbError) -> String {
    let mut text = format!("{}: {} (SQLSTATE {})", error.severity(), error.message(), error.code().code());
    for (label, part) in [("DETAIL", error.detail()), ("HINT", error.hint()), ("CONTEXT", error.where_())] {
        if let Some(part) = part {
            text.push_str(&format!("\n{label}: {part}"));
        }
    }
    text
}

/// What the end of a connection means.
pub(super) fn why_lost(error: &tokio_postgres::Error) -> Lost {
    if let Some(answer) = error.as_db_error() {
        return Lost::Said(said(answer));
    }
    match find_io(error) {
        Some(io) => match Objection::find(io) {
            Some(objection) => Lost::Objection(objection.clone()),
            None => Lost::Said(io.to_string()),
        },
        None if error.is_closed() => {
            Lost::Said("the server closed it unexpectedly; it may have crashed or been stopped".to_owned())
        }
        None => Lost::Said(describe(error)),
    }
}

fn find_io(error: &tokio_postgres::Error) -> Option<&io::Error> {
    error.source()?.downcast_ref()
}

fn describe(error: &tokio_postgres::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
