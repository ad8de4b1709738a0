//! `requirepeer`: which user runs the server behind a Unix-domain socket.

use super::error::ConnectError;
use super::link::Socket;
#[cfg(unix)]
use super::link::Stream;
use crate::conninfo::Conninfo;

/// Checks which user runs the server, if `requirepeer` is specified.
#[cfg(unix)]
pub(super) fn check(conninfo: &Conninfo, socket: &Socket, server: &str) -> Result<(), ConnectError> {
    let (Some(required), Stream::Unix(stream)) = (&conninfo.require_peer, socket.stream()) else {
        return Ok(());
    };
    let actual = match stream.peer_cred() {
        Ok(credentials) => name_of(credentials.uid()),
        Err(error) => format!("an unknown user ({error})"),
    };
    if actual == *required {
        return Ok(());
    }
    Err(ConnectError::WrongPeer { server: server.to_owned(), required: required.clone(), actual })
}

#[cfg(not(unix))]
pub(super) fn check(_: &Conninfo, _: &Socket, _: &str) -> Result<(), ConnectError> {
    Ok(())
}

/// The name of an operating-system user. A user without a name never matches `requirepeer`.
#[cfg(unix)]
fn name_of(uid: u32) -> String {
    let user = nix::unistd::User::from_uid(uid.into()).ok().flatten();
    user.map_or_else(|| format!("user id {uid}, which has no name"), |user| user.name)
}
