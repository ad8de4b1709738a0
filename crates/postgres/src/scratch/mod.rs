//! PostgreSQL servers of our own: found among the programs installed on this machine, thrown away after use.
//!
//! * [`installations`] finds the programs.
//! * [`Cluster::start`] makes a cluster in a temporary folder and runs a server on it that nobody else can reach.
//!
//! All of it blocks; a cluster takes a second or two to make.

#[cfg(unix)]
mod account;
mod cluster;
mod installation;

use std::io;
use std::path::PathBuf;

pub use cluster::Cluster;
pub use installation::{Installation, installations};

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
    /// The temporary folder cannot be used.
    #[error("the temporary folder {} cannot be used: {reason}", folder.display())]
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
}
