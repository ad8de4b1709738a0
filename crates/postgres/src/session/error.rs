//! Errors of queries.

use std::error::Error as _;
use std::io;

use pgplumb_catalog::visible::{visible, visible_lines};
use tokio_postgres::error::{DbError, Severity};

use super::ConnectionLoss;
use crate::connect::InspectionError;
use crate::io_message;
use crate::rows::RowError;

/// An error of a query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The server reported an error.
    #[error("{}", format_error(error))]
    Server {
        /// The server's error.
        error: Box<DbError>,
        /// The index of the query in the pipeline.
        query: Option<usize>,
    },
    /// The connection was lost.
    #[error("the connection to the server was lost: {reason}")]
    ConnectionLost {
        /// The last message from the server, or the error from the operating system.
        reason: String,
    },
    /// A row could not be decoded.
    #[error("{error}")]
    Row {
        /// The decoding error.
        #[source]
        error: RowError,
        /// The index of the query in the pipeline.
        query: usize,
    },
    /// A query of a pipeline returned a column of an unknown type. The connection is no longer
    /// usable.
    #[error("{0}")]
    UnknownType(String),
    /// The server violated the protocol.
    #[error("unexpected answer from the server: {0}")]
    Protocol(String),
}

impl QueryError {
    pub(super) fn new(
        error: tokio_postgres::Error,
        query: Option<usize>,
        lost: Option<ConnectionLoss>,
    ) -> Self {
        if let Some(answer) = error.as_db_error() {
            return if is_fatal(answer) {
                Self::ConnectionLost { reason: format_error(answer) }
            } else {
                Self::Server { error: Box::new(answer.clone()), query }
            };
        }
        let lost = match lost {
            Some(lost) => lost,
            None if error.is_closed() => loss_reason(&error),
            None => match find_io(&error) {
                Some(_) => loss_reason(&error),
                None => return Self::Protocol(describe(&error)),
            },
        };
        match lost {
            ConnectionLoss::InspectionError(error @ InspectionError::UnknownType { .. }) => {
                Self::UnknownType(error.to_string())
            }
            ConnectionLoss::InspectionError(error) => Self::Protocol(error.to_string()),
            ConnectionLoss::Reported(reason) => Self::ConnectionLost { reason },
        }
    }

    /// The SQLSTATE of the server's error.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Server { error, .. } => Some(error.code().code()),
            _ => None,
        }
    }

    /// The server's error.
    pub fn server_error(&self) -> Option<&DbError> {
        match self {
            Self::Server { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The index of the query in the pipeline.
    pub fn query(&self) -> Option<usize> {
        match self {
            Self::Server { query, .. } => *query,
            Self::Row { query, .. } => Some(*query),
            _ => None,
        }
    }

    /// Whether the statement failed because an earlier statement had aborted the transaction
    /// (SQLSTATE 25P02).
    pub(super) fn is_aborted_transaction(&self) -> bool {
        self.code() == Some("25P02")
    }
}

/// Whether the server closes the connection after this error.
fn is_fatal(error: &DbError) -> bool {
    match error.parsed_severity() {
        Some(severity) => matches!(severity, Severity::Fatal | Severity::Panic),
        None => matches!(error.severity(), "FATAL" | "PANIC"),
    }
}

/// Formats the server's error like psql, with detail, hint and context on lines of their own.
fn format_error(error: &DbError) -> String {
    let mut text =
        format!("{}: {} (SQLSTATE {})", error.severity(), visible(error.message()), error.code().code());
    for (label, part) in [("DETAIL", error.detail()), ("HINT", error.hint()), ("CONTEXT", error.where_())] {
        if let Some(part) = part {
            text.push_str(&format!("\n{label}: {}", visible_lines(part)));
        }
    }
    text
}

/// Converts the error that ended a connection.
pub(super) fn loss_reason(error: &tokio_postgres::Error) -> ConnectionLoss {
    if let Some(answer) = error.as_db_error() {
        return ConnectionLoss::Reported(format_error(answer));
    }
    match find_io(error) {
        Some(io) => match InspectionError::find(io) {
            Some(error) => ConnectionLoss::InspectionError(error.clone()),
            None => ConnectionLoss::Reported(io_message(io)),
        },
        None if error.is_closed() => ConnectionLoss::Reported(
            "the server closed it unexpectedly; it may have crashed or been shut down".to_owned(),
        ),
        None => ConnectionLoss::Reported(describe(error)),
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
