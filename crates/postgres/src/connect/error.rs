//! Why a connection could not be made, and what to do about it.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::conninfo::{AuthMethod, SslMode, TargetSessionAttrs};
pub use crate::tls::TlsError;

/// Why no server could be connected to. No message holds a password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The name of the host has no address.
    #[error(
        "the host name \"{host}\" cannot be found: {reason}; is it spelled right, and this machine online?"
    )]
    UnknownHost {
        /// The host.
        host: String,
        /// The resolver's reason.
        reason: io::Error,
    },
    /// Nobody listens there.
    #[error("nothing listens at {server}: connection refused; is the server running, and the port right?")]
    Refused {
        /// Host and port.
        server: String,
    },
    /// There is no such socket.
    #[error("no server listens on {}; is it running, and is this its socket folder and port?", .0.display())]
    NoSocket(PathBuf),
    /// The server cannot be reached for another reason.
    #[error("{server} cannot be reached: {reason}")]
    Unreachable {
        /// Host and port.
        server: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The server did not answer in time.
    #[error("{server} did not answer within {} s (connect_timeout); is a firewall in the way?", waited.as_secs_f32())]
    TimedOut {
        /// Host and port.
        server: String,
        /// The time it was given.
        waited: Duration,
    },
    /// The connection broke while it was being made.
    #[error("{server} closed the connection before it was ready{}", because(reason))]
    Closed {
        /// Host and port.
        server: String,
        /// The operating system's reason, if it gave one.
        reason: Option<io::Error>,
    },
    /// Whatever listens there is no PostgreSQL server.
    #[error("{server} is not a PostgreSQL server: {detail}; is the port right?")]
    NotPostgres {
        /// Host and port.
        server: String,
        /// What it said instead.
        detail: String,
    },
    /// The server wants a password and there is none.
    #[error(
        "{server} wants a password for the user \"{user}\"; give one in the password file (~/.pgpass), in PGPASSWORD, \
         or at the prompt"
    )]
    PasswordNeeded {
        /// Host and port.
        server: String,
        /// The role.
        user: String,
    },
    /// Asking for the password failed.
    #[error("the password could not be asked for: {0}")]
    Prompt(io::Error),
    /// The server does not accept the password.
    #[error("{server} does not accept the password of the user \"{user}\" from {origin}: {message}")]
    WrongPassword {
        /// Host and port.
        server: String,
        /// The role.
        user: String,
        /// Where the password came from.
        origin: String,
        /// The server's own words.
        message: String,
    },
    /// The server's `pg_hba.conf` does not let us in, or another rule of authentication.
    #[error("{server} does not let us in: {message}{}", advice(message))]
    Rejected {
        /// Host and port.
        server: String,
        /// The server's own words.
        message: String,
    },
    /// There is no such database.
    #[error("{server} has no such database: {message}; the parameter is dbname, the variable PGDATABASE")]
    NoDatabase {
        /// Host and port.
        server: String,
        /// The server's own words.
        message: String,
    },
    /// All connections are taken.
    #[error("{server} has no connection left: {message}; close some, or raise its max_connections")]
    TooManyConnections {
        /// Host and port.
        server: String,
        /// The server's own words.
        message: String,
    },
    /// The server is starting, stopping or recovering.
    #[error("{server} does not accept connections now: {message}; try again in a moment")]
    NotNow {
        /// Host and port.
        server: String,
        /// The server's own words.
        message: String,
    },
    /// Any other refusal by the server.
    #[error("{server} refused the connection: {message} (SQLSTATE {code})")]
    Server {
        /// Host and port.
        server: String,
        /// The server's own words.
        message: String,
        /// The SQLSTATE.
        code: String,
    },
    /// The server wants to be convinced in a way we do not know.
    #[error(
        "{server} wants authentication by {method}, which is not supported; passwords (SCRAM, md5), client \
         certificates and trust are"
    )]
    UnsupportedAuth {
        /// Host and port.
        server: String,
        /// The method.
        method: String,
    },
    /// The server asks for what `require_auth` excludes.
    #[error("{server} wants authentication by {}, but require_auth allows only {allowed}", asked.as_str())]
    AuthNotAllowed {
        /// Host and port.
        server: String,
        /// What the server asked for.
        asked: AuthMethod,
        /// What is allowed.
        allowed: String,
    },
    /// `channel_binding=require` could not be met.
    #[error(
        "authentication at {server} is not bound to its TLS connection, which channel_binding=require demands: that \
         needs TLS, SCRAM authentication, and a certificate signed with SHA-2"
    )]
    NoChannelBinding {
        /// Host and port.
        server: String,
    },
    /// The exchange of proofs went wrong on our side, which means that the server could not prove itself.
    #[error("authentication at {server} failed: {reason}")]
    Authentication {
        /// Host and port.
        server: String,
        /// What went wrong.
        reason: String,
    },
    /// The server does not do TLS, which the mode demands.
    #[error("{server} does not support TLS, which sslmode={} demands", mode.as_str())]
    TlsNotOffered {
        /// Host and port.
        server: String,
        /// The mode.
        mode: SslMode,
    },
    /// The connection could not be secured.
    #[error("the connection to {server} cannot be secured: {error}")]
    Tls {
        /// Host and port.
        server: String,
        /// What went wrong.
        error: TlsError,
    },
    /// The server behind the socket runs as somebody else than `requirepeer` demands.
    #[error("the server at {server} runs as {actual}, but requirepeer demands \"{wanted}\"")]
    WrongPeer {
        /// The socket.
        server: String,
        /// Who must run it.
        wanted: String,
        /// Who does.
        actual: String,
    },
    /// The server is not of the kind asked for.
    #[error("{server} will not do for target_session_attrs={}: {found}", wanted.as_str())]
    WrongTarget {
        /// Host and port.
        server: String,
        /// What was asked for.
        wanted: TargetSessionAttrs,
        /// What it is.
        found: &'static str,
    },
    /// Several attempts were made and all failed.
    #[error("no connection could be made:{}", listed(.0))]
    Several(Vec<ConnectError>),
}

fn because(reason: &Option<io::Error>) -> String {
    reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default()
}

/// What to do about the commonest refusals.
fn advice(message: &str) -> &'static str {
    if message.contains("no pg_hba.conf entry") && message.contains("no encryption") {
        "; it may want TLS (sslmode=require), or an entry in its pg_hba.conf"
    } else if message.contains("pg_hba.conf") {
        "; its administrator must allow this user, database and address in pg_hba.conf"
    } else {
        ""
    }
}

fn listed(errors: &[ConnectError]) -> String {
    errors.iter().map(|error| format!("\n- {error}")).collect()
}

impl ConnectError {
    /// One error from those of all attempts: the only one as it is.
    pub(super) fn from_attempts(mut errors: Vec<Self>) -> Self {
        // Falling back from TLS to plain often ends in the very same words.
        let mut said = Vec::new();
        errors.retain(|error| {
            let text = error.to_string();
            let new = !said.contains(&text);
            said.push(text);
            new
        });
        match errors.len() {
            1 => errors.remove(0),
            _ => Self::Several(errors),
        }
    }

    /// The errors of the single attempts.
    pub fn attempts(&self) -> &[Self] {
        match self {
            Self::Several(errors) => errors,
            single => std::slice::from_ref(single),
        }
    }
}
