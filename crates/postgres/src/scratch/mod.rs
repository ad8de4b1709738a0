//! Scratch databases: SQL is executed in them, read back as a catalog, and thrown away.
//!
//! * [`installations`] finds the PostgreSQL programs of this machine.
//! * [`ScratchServer`] is a server to make such databases on: a private one of ours, or one that the user gave.
//! * [`ScratchDatabase`] is a database on it, and the role that owns what SQL makes there.
//! * [`Cluster::start`] makes a cluster in a temporary folder and runs a server on it that nobody else can reach.
//!
//! # What SQL can reach
//!
//! SQL of a source is trusted as `psql -f` would trust it. A private server listens on no TCP port and its socket is in a
//! folder of the user's own, so nobody else gets in; connections *out* are another matter. Nothing here connects it to
//! the target's server: [`load`](crate::load) makes subscriptions unconnected, and the private server starts no workers for them. But a superuser's SQL
//! may say `COPY … PROGRAM` or call `dblink`, as it might under psql. [`Trust::Untrusted`] takes that away: the source's
//! role is then neither superuser nor member of any other role, and may not create such extensions.

#[cfg(unix)]
mod account;
mod cluster;
mod database;
mod installation;
#[cfg(unix)]
mod kept;
mod leftovers;
#[cfg(unix)]
mod making;
mod server;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::PathBuf;

use crate::{ConnectError, ConninfoError, QueryError};

pub use cluster::Cluster;
pub use database::{ScratchDatabase, Trust};
pub use installation::{Installation, installations};
pub use server::{Private, ScratchServer};

/// A number that nobody has had before.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// An SQL identifier in quotes.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Why there is no server of our own.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScratchError {
    /// Root may not run a server, and there is nobody else to run it.
    #[error(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody to run it"
    )]
    NoAccount,
    /// A program cannot be started.
    #[error("{} cannot be started: {reason}", program.display())]
    Program {
        /// The program.
        program: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The folder for servers cannot be used.
    #[error("the folder {} cannot be used for a server: {reason}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// `initdb` failed.
    #[error("initdb of PostgreSQL {version} failed:\n{said}")]
    Initdb {
        /// Whose.
        version: String,
        /// What it said.
        said: String,
    },
    /// The server did not start.
    #[error("the server of PostgreSQL {version} did not start:\n{log}")]
    Start {
        /// Whose.
        version: String,
        /// What it logged.
        log: String,
    },
    /// There is no way to keep a server to oneself here.
    #[error("servers of our own are not there yet on this operating system")]
    Unsupported,
    /// The thread that brings a server about has died.
    #[error("the server could not be brought about: {0}")]
    Thread(String),
    /// Its address.
    #[error(transparent)]
    Conninfo(#[from] ConninfoError),
    /// The server cannot be reached.
    #[error("the server for scratch databases cannot be reached: {0}")]
    Connect(#[from] Box<ConnectError>),
    /// The server does not let us work on it.
    #[error("{doing} failed on the server for scratch databases: {error}{}", way_out(error))]
    Refused {
        /// What was attempted: `creating a database`.
        doing: &'static str,
        /// What the server says.
        error: Box<QueryError>,
    },
    /// A role without rights cannot be had there.
    #[error(
        "the server for scratch databases gives no role without rights to run untrusted SQL as ({reason}); \
         without --scratch, it runs on a private server"
    )]
    NoPlainRole {
        /// What the server says.
        reason: String,
    },
}

impl ScratchError {
    fn refused(doing: &'static str) -> impl FnOnce(QueryError) -> Self {
        move |error| Self::Refused { doing, error: Box::new(error) }
    }
}

/// What to do about rights that are missing.
fn way_out(error: &QueryError) -> &'static str {
    match error.code() {
        Some("42501") => "\nthe role must be allowed to create databases (ALTER ROLE … CREATEDB)",
        _ => "",
    }
}
