//! `requirepeer`: who runs the server behind a unix socket.

use super::error::ConnectError;
use super::link::Socket;
#[cfg(unix)]
use super::link::Stream;
use crate::conninfo::Conninfo;

/// Checks the owner of the process at the other end of a unix socket, if `requirepeer` demands one.
#[cfg(unix)]
pub(super) fn check(conninfo: &Conninfo, socket: &Socket, server: &str) -> Result<(), ConnectError> {
    let (Some(wanted), Stream::Unix(stream)) = (&conninfo.require_peer, socket.stream()) else {
        return Ok(());
    };
    let actual = match stream.peer_cred() {
        Ok(credentials) => name_of(credentials.uid()),
        Err(error) => format!("somebody unknown ({error})"),
    };
    if actual == *wanted {
        return Ok(());
    }
    Err(ConnectError::WrongPeer { server: server.to_owned(), wanted: wanted.clone(), actual })
}

#[cfg(not(unix))]
pub(super) fn check(_: &Conninfo, _: &Socket, _: &str) -> Result<(), ConnectError> {
    Ok(())
}

/// The user's name by `/etc/passwd`. One that is only known elsewhere (LDAP) is never the wanted one, which is the
/// safe side.
#[cfg(unix)]
fn name_of(uid: u32) -> String {
    let id = uid.to_string();
    std::fs::read_to_string("/etc/passwd")
        .unwrap_or_default()
        .lines()
        .find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            (fields.nth(1)? == id).then(|| name.to_owned())
        })
        .unwrap_or_else(|| format!("the user with id {id}, who is not in /etc/passwd"))
}
