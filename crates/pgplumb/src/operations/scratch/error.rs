//! Why no catalog could be loaded from SQL.

use pgplumb_postgres::load::LoadError;
use pgplumb_postgres::scratch::ScratchError;
use pgplumb_postgres::{ConnectError, QueryError};

use crate::sources::command::CommandError;

/// Why no catalog could be loaded from SQL.
#[derive(Debug, thiserror::Error)]
pub enum SqlCatalogError {
    /// No server is available.
    #[error("no PostgreSQL server to execute SQL on: PostgreSQL is not installed on this machine")]
    NoServer,
    /// The server could not be started, reached or used.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// A statement failed.
    #[error(transparent)]
    Load(#[from] Box<LoadError>),
    /// A statement failed on a server that is older than the version that the SQL was probably
    /// written for.
    #[error(
        "{error}\nthe SQL was executed on PostgreSQL {major}, but the other side is PostgreSQL {expected}: install that version, or name such a server with --scratch"
    )]
    OldServer {
        /// The error.
        error: Box<LoadError>,
        /// The server's major version.
        major: u32,
        /// The major version of the other side.
        expected: u32,
    },
    /// The command that migrates the scratch database failed.
    #[error(transparent)]
    Command(#[from] Box<CommandError>),
    /// The scratch database does not accept a connection.
    #[error("could not connect to the scratch database: {0}")]
    Connect(#[from] Box<ConnectError>),
    /// The result could not be read.
    #[error("could not read the catalog of the scratch database: {0}")]
    Read(#[from] QueryError),
}
