//! Scratch databases: throwaway databases in which SQL is executed and read back as a catalog.
//!
//! * [`installations`] finds the PostgreSQL programs on this machine.
//! * [`ScratchServer`] is a server on which scratch databases are created: a private server, or an
//!   external one.
//! * [`ScratchDatabase`] is a database together with the role that owns its objects.
//! * [`TemporaryCluster`] is a private cluster in a temporary directory.
//!
//! # Security
//!
//! Trusted SQL can do what it could do under `psql -f`. A private server does not listen on TCP,
//! and its socket is in a directory that only its user can access, so nobody else can connect to
//! it. SQL that runs as superuser can still open connections itself, with `COPY … PROGRAM` or
//! `dblink`. Subscriptions do not connect: [`load`](crate::load) creates them unconnected, and
//! private servers start no workers for them.
//!
//! With [`Trust::Untrusted`], SQL runs as a role that is not a superuser and cannot create untrusted
//! extensions. With [`Trust::Recreated`], which is for catalogs of databases and snapshots, a
//! superuser creates what only a superuser can create; [`load::Delegate`](crate::load::Delegate)
//! describes how. Both run on a private server of their own, on which no role has privileges.

#[cfg(unix)]
mod account;
mod bundled;
#[cfg(unix)]
mod cached_cluster;
mod cleanup;
#[cfg(unix)]
mod cluster_setup;
mod database;
mod installation;
mod server;
mod temporary_cluster;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::PathBuf;

use crate::io_message;
use crate::{ConnectError, ConninfoError, QueryError};

pub use database::{ScratchDatabase, Trust};
pub use installation::{Installation, installations};
pub use server::{PrivateServerOptions, ScratchServer};
pub use temporary_cluster::TemporaryCluster;

/// A random number for unique names.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Quotes an SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An error of scratch servers and databases.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScratchError {
    /// The current user is root, which cannot run a server, and there is no other suitable user.
    #[error("PostgreSQL cannot run as root; create a user named postgres to run it")]
    NoAccount,
    /// The current user is root, and cannot access files as the server's account.
    #[error(
        "root cannot start a private server here; run pgplumb as another user, or specify a server with --scratch URL"
    )]
    NoFileAccess,
    /// A program could not be started.
    #[error("could not start {}: {}", program.display(), io_message(reason))]
    Program {
        /// The program.
        program: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The directory for servers cannot be used.
    #[error("could not use the directory {} for a server: {}", directory.display(), io_message(reason))]
    Directory {
        /// The directory.
        directory: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// `initdb` failed.
    #[error("initdb of PostgreSQL {version} failed:\n{stderr}")]
    Initdb {
        /// The version of PostgreSQL.
        version: String,
        /// The error output of `initdb`.
        stderr: String,
    },
    /// The server did not start.
    #[error("PostgreSQL {version} did not start:\n{log}")]
    Start {
        /// The version of PostgreSQL.
        version: String,
        /// The server's log.
        log: String,
    },
    /// Private servers are not supported on this operating system.
    #[error(
        "private servers are not supported on this operating system; specify a server with --scratch URL"
    )]
    Unsupported,
    /// The thread that starts the server panicked.
    #[error("could not start the server: {0}")]
    Thread(String),
    /// The connection string of the server is not valid.
    #[error(transparent)]
    Conninfo(#[from] ConninfoError),
    /// Connecting to the server failed.
    #[error("could not connect to the scratch server: {0}")]
    Connect(#[from] Box<ConnectError>),
    /// An operation on the server failed.
    #[error("could not {operation} on the scratch server: {error}{}", hint(error))]
    Operation {
        /// The operation: `create a database`.
        operation: &'static str,
        /// The error.
        error: Box<QueryError>,
    },
    /// The server provides no unprivileged role.
    #[error(
        "untrusted SQL requires a role without privileges, which the scratch server does not provide ({reason}); \
         omit --scratch to use a private server"
    )]
    NoUnprivilegedRole {
        /// The reason.
        reason: String,
    },
}

impl ScratchError {
    fn operation(operation: &'static str) -> impl FnOnce(QueryError) -> Self {
        move |error| Self::Operation { operation, error: Box::new(error) }
    }
}

/// A hint about missing privileges.
fn hint(error: &QueryError) -> &'static str {
    match error.code() {
        Some("42501") => "\nallow the role to create databases (ALTER ROLE … CREATEDB)",
        _ => "",
    }
}
