//! Errors when connecting.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::conninfo::{AuthMethod, SslMode, TargetSessionAttrs};
use crate::io_message;
pub use crate::tls::TlsError;

/// An error when connecting. No message contains a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The host name could not be resolved.
    #[error(
        "could not resolve the host name \"{host}\": {}; check its spelling and the network connection",
        io_message(reason)
    )]
    UnknownHost {
        /// The host.
        host: String,
        /// The resolver's reason.
        reason: io::Error,
    },
    /// The connection was refused.
    #[error(
        "nothing listens at {server}: connection refused; check that the server is running and the port is correct"
    )]
    Refused {
        /// Host and port.
        server: String,
    },
    /// The Unix-domain socket does not exist, or no server listens on it.
    #[error(
        "no server listens on {}; check that the server is running, and its socket directory and port", .0.display()
    )]
    NoSocket(PathBuf),
    /// The server could not be reached for another reason.
    #[error("could not connect to {server}: {}", io_message(reason))]
    Unreachable {
        /// Host and port.
        server: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The server did not answer within the time limit.
    #[error(
        "{server} did not answer within {} s (connect_timeout); check whether a firewall blocks the connection",
        waited.as_secs_f32()
    )]
    TimedOut {
        /// Host and port.
        server: String,
        /// The time limit.
        waited: Duration,
    },
    /// The connection was closed before it was ready.
    #[error("{server} closed the connection before it was ready{}", with_reason(reason))]
    Closed {
        /// Host and port.
        server: String,
        /// The operating system's reason, if there is one.
        reason: Option<io::Error>,
    },
    /// The other side is not a PostgreSQL server.
    #[error("{server} is not a PostgreSQL server: {detail}; check the port")]
    NotPostgres {
        /// Host and port.
        server: String,
        /// What it answered.
        detail: String,
    },
    /// The server requires a password, but none is available.
    #[error(
        "{server} requires a password for the user \"{user}\"; set PGPASSWORD, add an entry to the password file \
         (~/.pgpass), or enter it at the prompt"
    )]
    PasswordNeeded {
        /// Host and port.
        server: String,
        /// The role.
        user: String,
    },
    /// The password prompt failed.
    #[error("could not prompt for the password: {}", io_message(.0))]
    Prompt(io::Error),
    /// The server rejected the password.
    #[error("{server} rejected the password of the user \"{user}\" from {origin}: {message}")]
    WrongPassword {
        /// Host and port.
        server: String,
        /// The role.
        user: String,
        /// Where the password was specified.
        origin: String,
        /// The server's message.
        message: String,
    },
    /// The server's `pg_hba.conf` or another authentication rule rejected the connection.
    #[error("{server} rejected the connection: {message}{}", advice(message))]
    Rejected {
        /// Host and port.
        server: String,
        /// The server's message.
        message: String,
    },
    /// The database does not exist.
    #[error("{server}: {message}; name another database in the URL, as dbname or in PGDATABASE")]
    NoDatabase {
        /// Host and port.
        server: String,
        /// The server's message.
        message: String,
    },
    /// The server has reached its connection limit.
    #[error("too many connections to {server}: {message}; close some, or increase its max_connections")]
    TooManyConnections {
        /// Host and port.
        server: String,
        /// The server's message.
        message: String,
    },
    /// The server is starting up, shutting down or in recovery.
    #[error("{server} does not accept connections yet: {message}; try again in a moment")]
    Unavailable {
        /// Host and port.
        server: String,
        /// The server's message.
        message: String,
    },
    /// Any other error from the server.
    #[error("{server} rejected the connection: {message} (SQLSTATE {code})")]
    Server {
        /// Host and port.
        server: String,
        /// The server's message.
        message: String,
        /// The SQLSTATE.
        code: String,
    },
    /// The server requests an authentication method that is not supported.
    #[error(
        "{server} requests authentication by {method}, which is not supported; supported are passwords (SCRAM, md5), \
         client certificates and trust"
    )]
    UnsupportedAuth {
        /// Host and port.
        server: String,
        /// The method.
        method: String,
    },
    /// The server requests an authentication method that `require_auth` excludes.
    #[error("{server} requests authentication by {}, but require_auth allows only {allowed}", requested.as_str())]
    AuthNotAllowed {
        /// Host and port.
        server: String,
        /// The requested method.
        requested: AuthMethod,
        /// The allowed methods.
        allowed: String,
    },
    /// `channel_binding=require` is not satisfied.
    #[error(
        "no channel binding with {server}, but channel_binding=require is set; it requires TLS, SCRAM authentication \
         and a certificate signed with SHA-2"
    )]
    NoChannelBinding {
        /// Host and port.
        server: String,
    },
    /// Authentication failed on the client side, for example because the server could not prove
    /// that it knows the password.
    #[error("authentication at {server} failed: {reason}")]
    Authentication {
        /// Host and port.
        server: String,
        /// The reason.
        reason: String,
    },
    /// The server does not support TLS, but `sslmode` requires it.
    #[error("{server} does not support TLS, which sslmode={} requires", mode.as_str())]
    TlsNotOffered {
        /// Host and port.
        server: String,
        /// The mode.
        mode: SslMode,
    },
    /// TLS failed.
    #[error("no secure connection to {server}: {error}")]
    Tls {
        /// Host and port.
        server: String,
        /// The TLS error.
        error: TlsError,
    },
    /// The server behind the socket does not run as the user that `requirepeer` specifies.
    #[error("{server}: the server runs as {actual}, but requirepeer specifies \"{required}\"")]
    WrongPeer {
        /// The socket.
        server: String,
        /// The required user.
        required: String,
        /// The actual user.
        actual: String,
    },
    /// The server does not match `target_session_attrs`.
    #[error("{server} does not match target_session_attrs={}: {found}", wanted.as_str())]
    WrongTarget {
        /// Host and port.
        server: String,
        /// The specified value.
        wanted: TargetSessionAttrs,
        /// The state of the server.
        found: &'static str,
    },
    /// All of several attempts failed.
    #[error("could not connect:{}", listed(.0))]
    Several(Vec<ConnectError>),
}

fn with_reason(reason: &Option<io::Error>) -> String {
    reason.as_ref().map(|reason| format!(": {}", io_message(reason))).unwrap_or_default()
}

/// Advice about common rejections.
fn advice(message: &str) -> &'static str {
    if message.contains("no pg_hba.conf entry") && message.contains("no encryption") {
        "; try TLS (sslmode=require), or have an entry added to pg_hba.conf"
    } else if message.contains("pg_hba.conf") {
        "; an administrator must allow this user, database and address in pg_hba.conf"
    } else {
        ""
    }
}

fn listed(errors: &[ConnectError]) -> String {
    errors.iter().map(|error| format!("\n- {error}")).collect()
}

impl ConnectError {
    /// Combines the errors of all attempts into one.
    pub(super) fn from_attempts(mut errors: Vec<Self>) -> Self {
        // The attempts with and without TLS often fail with the same message.
        let mut seen = Vec::new();
        errors.retain(|error| {
            let text = error.to_string();
            let is_new = !seen.contains(&text);
            seen.push(text);
            is_new
        });
        match errors.len() {
            1 => errors.remove(0),
            _ => Self::Several(errors),
        }
    }

    /// The errors of the individual attempts.
    pub fn attempts(&self) -> &[Self] {
        match self {
            Self::Several(errors) => errors,
            single => std::slice::from_ref(single),
        }
    }
}
