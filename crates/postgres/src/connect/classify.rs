//! Converts low-level failures to [`ConnectError`]s and decides what to try next.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, SqlState};

use super::attempt::{Attempt, Failure};
use super::error::ConnectError;
use super::inspect::{InspectionError, Observed};
use super::link::Address;
use crate::conninfo::{AuthMethod, ChannelBinding};
use crate::tls::TlsError;

/// The error for an address that could not be connected to.
pub(super) fn unreachable(server: &str, address: &Address, reason: io::Error) -> ConnectError {
    match (reason.kind(), address) {
        (io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused, Address::Unix(path)) => {
            ConnectError::NoSocket(path.clone())
        }
        (io::ErrorKind::ConnectionRefused, _) => ConnectError::Refused { server: server.to_owned() },
        _ => ConnectError::Unreachable { server: server.to_owned(), reason },
    }
}

/// The error for a connection that failed while the server was expected to answer.
pub(super) fn broken(server: &str, reason: io::Error) -> ConnectError {
    let server = server.to_owned();
    if let Some(error) = TlsError::find(&reason) {
        return ConnectError::Tls { server, error };
    }
    match InspectionError::find(&reason) {
        Some(InspectionError::NotPostgres(detail)) => {
            ConnectError::NotPostgres { server, detail: detail.clone() }
        }
        Some(InspectionError::AuthNotAllowed { requested, allowed }) => {
            ConnectError::AuthNotAllowed { server, requested: *requested, allowed: allowed.clone() }
        }
        _ if reason.kind() == io::ErrorKind::UnexpectedEof => ConnectError::Closed { server, reason: None },
        _ => ConnectError::Closed { server, reason: Some(reason) },
    }
}

/// Classifies a failure between the startup message and readiness for queries.
pub(super) fn startup(attempt: &Attempt<'_>, observed: &Observed, error: tokio_postgres::Error) -> Failure {
    let server = attempt.server.to_owned();
    if let Some(answer) = error.as_db_error() {
        let error = answered(attempt, answer);
        // As in libpq: if the server is starting up, the next host is tried. A rejection before or
        // during authentication may depend on encryption; a later one does not.
        return match (answer.code(), observed.is_authenticated()) {
            (code, _) if *code == SqlState::CANNOT_CONNECT_NOW => Failure::NextHost(error),
            (_, false) => Failure::NextEncryption(error),
            (_, true) => Failure::Stop(error),
        };
    }
    match observed.auth() {
        Some(AuthMethod::Password | AuthMethod::Md5 | AuthMethod::ScramSha256)
            if attempt.password.is_none() && !observed.is_authenticated() =>
        {
            let user = attempt.conninfo.user().to_owned();
            return Failure::PasswordNeeded(ConnectError::PasswordNeeded { server, user });
        }
        Some(method @ (AuthMethod::Gss | AuthMethod::Sspi | AuthMethod::OAuth))
            if attempt.conninfo.allowed_auth.as_ref().is_none_or(|allowed| allowed.allows(method)) =>
        {
            let method = method.as_str().to_owned();
            return Failure::Stop(ConnectError::UnsupportedAuth { server, method });
        }
        _ => {}
    }
    if error.is_closed() {
        return Failure::Stop(ConnectError::Closed { server, reason: None });
    }
    let text = error.to_string();
    let reason = error.source().map(ToString::to_string).unwrap_or_else(|| text.clone());
    if reason.contains("did not use channel binding")
        && attempt.conninfo.channel_binding == ChannelBinding::Require
    {
        return Failure::Stop(ConnectError::NoChannelBinding { server });
    }
    match error.into_source().map(|source| source.downcast::<io::Error>()) {
        Some(Ok(io)) => Failure::Stop(broken(attempt.server, *io)),
        _ if text == "unexpected message from server" || text.starts_with("error parsing") => {
            Failure::Stop(ConnectError::NotPostgres { server, detail: text })
        }
        _ => Failure::Stop(ConnectError::Authentication { server, reason }),
    }
}

/// The error for an error message from the server.
fn answered(attempt: &Attempt<'_>, answer: &DbError) -> ConnectError {
    let server = attempt.server.to_owned();
    let message = match answer.detail() {
        Some(detail) => format!("{} ({detail})", answer.message()),
        None => answer.message().to_owned(),
    };
    let code = answer.code();
    match &attempt.password {
        Some((_, origin)) if *code == SqlState::INVALID_PASSWORD => {
            let user = attempt.conninfo.user().to_owned();
            return ConnectError::WrongPassword { server, user, origin: origin.clone(), message };
        }
        _ => {}
    }
    if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION || *code == SqlState::INVALID_PASSWORD {
        ConnectError::Rejected { server, message }
    } else if *code == SqlState::INVALID_CATALOG_NAME {
        ConnectError::NoDatabase { server, message }
    } else if *code == SqlState::TOO_MANY_CONNECTIONS {
        ConnectError::TooManyConnections { server, message }
    } else if *code == SqlState::CANNOT_CONNECT_NOW {
        ConnectError::Unavailable { server, message }
    } else {
        ConnectError::Server { server, message, code: code.code().to_owned() }
    }
}
