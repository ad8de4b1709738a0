//! Connecting: hosts in their order, addresses in theirs, encryption as `sslmode` says.
//!
//! What is tried when, and which failure ends it all, is libpq's (`fe-connect.c` of PostgreSQL 18).

mod attempt;
mod classify;
mod error;
mod handover;
mod link;
mod peer;
mod target;
mod watch;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr};

use attempt::{Attempt, Failure};
pub(crate) use attempt::{Opened, RawConnection, Route};
pub use error::{ConnectError, TlsError};
pub(crate) use handover::Handover;
pub(crate) use link::Address;
pub(crate) use watch::{Heard, Objection};

pub use crate::tls::TlsInfo;

use crate::conninfo::{Conninfo, Host, LoadBalanceHosts, TargetSessionAttrs};
use crate::secret::Secret;
use crate::session::Connection;

/// For whom a password is asked.
#[derive(Clone, Copy, Debug)]
pub struct PasswordPrompt<'a> {
    /// The role.
    pub user: &'a str,
    /// The server, as in messages.
    pub server: &'a str,
    /// The database.
    pub database: &'a str,
}

/// How a prompt is made: it may block, since nothing else is under way; `None` means that none will be given.
pub type AskPassword<'a> = dyn FnMut(PasswordPrompt<'_>) -> io::Result<Option<Secret>> + 'a;

/// Where a password comes from that neither the connection string nor the environment nor the password file has.
pub enum PasswordSource<'a> {
    /// From nowhere (`--no-password`).
    None,
    /// From somebody who is asked once, and only if the server wants a password.
    Ask(&'a mut AskPassword<'a>),
}

/// Connects to the first server that will do.
///
/// # Errors
///
/// [`ConnectError`] says what was wrong with each server that was tried, and what can be done about it.
pub async fn connect(conninfo: &Conninfo, password: PasswordSource<'_>) -> Result<Connection, ConnectError> {
    let refused = match sweep(conninfo, None).await {
        Ok(connection) => return Ok(connection),
        Err(End::Failed(error)) => return Err(error),
        Err(End::PasswordNeeded { server, error }) => (server, error),
    };
    let PasswordSource::Ask(ask) = password else { return Err(refused.1) };
    let prompt = PasswordPrompt { user: conninfo.user(), server: &refused.0, database: conninfo.database() };
    let given = ask(prompt).map_err(ConnectError::Prompt)?.filter(|secret| !secret.is_empty());
    let Some(secret) = given else { return Err(refused.1) };
    match sweep(conninfo, Some(&secret)).await {
        Ok(connection) => Ok(connection),
        Err(End::Failed(error) | End::PasswordNeeded { error, .. }) => Err(error),
    }
}

/// How going through all servers ended without a connection.
enum End {
    Failed(ConnectError),
    PasswordNeeded { server: String, error: ConnectError },
}

/// Goes through all servers once; for `prefer-standby` a second time, when any will do.
async fn sweep(conninfo: &Conninfo, prompted: Option<&Secret>) -> Result<Connection, End> {
    let passes: &[TargetSessionAttrs] = match conninfo.target {
        TargetSessionAttrs::PreferStandby => &[TargetSessionAttrs::PreferStandby, TargetSessionAttrs::Any],
        ref one => std::slice::from_ref(one),
    };
    let mut hosts: Vec<&Host> = conninfo.hosts().iter().collect();
    if conninfo.load_balance == LoadBalanceHosts::Random {
        shuffle(&mut hosts);
    }
    let mut errors = Vec::new();
    for target in passes {
        for host in &hosts {
            let sweep = HostSweep { conninfo, host, prompted, target: *target };
            match sweep.run(&mut errors).await {
                HostEnd::Connected(connection) => return Ok(*connection),
                HostEnd::NextHost => {}
                HostEnd::Stop => return Err(End::Failed(ConnectError::from_attempts(errors))),
                HostEnd::PasswordNeeded { server, error } => {
                    return Err(End::PasswordNeeded { server, error });
                }
            }
        }
    }
    Err(End::Failed(ConnectError::from_attempts(errors)))
}

struct HostSweep<'a> {
    conninfo: &'a Conninfo,
    host: &'a Host,
    prompted: Option<&'a Secret>,
    target: TargetSessionAttrs,
}

enum HostEnd {
    Connected(Box<Connection>),
    NextHost,
    Stop,
    PasswordNeeded { server: String, error: ConnectError },
}

impl HostSweep<'_> {
    /// Goes through the addresses of one host.
    async fn run(&self, errors: &mut Vec<ConnectError>) -> HostEnd {
        let mut addresses = match resolve(self.host).await {
            Ok(addresses) => addresses,
            Err(error) => {
                errors.push(error);
                return HostEnd::NextHost;
            }
        };
        if self.conninfo.load_balance == LoadBalanceHosts::Random {
            shuffle(&mut addresses);
        }
        for address in &addresses {
            let server = label(self.host, address);
            let attempt = self.attempt(address, &server);
            // As in libpq, the time limit is for each address anew, with all that happens there.
            let outcome = match self.conninfo.connect_timeout() {
                None => attempt.await,
                Some(waited) => match tokio::time::timeout(waited, attempt).await {
                    Ok(outcome) => outcome,
                    Err(_) => {
                        let error = ConnectError::TimedOut { server: server.clone(), waited };
                        Err((Failure::NextAddress(error), Vec::new()))
                    }
                },
            };
            let (failure, earlier) = match outcome {
                Ok(connection) => return HostEnd::Connected(Box::new(connection)),
                Err(failed) => failed,
            };
            errors.extend(earlier);
            match failure {
                Failure::NextAddress(error) => errors.push(error),
                Failure::NextHost(error) => {
                    errors.push(error);
                    return HostEnd::NextHost;
                }
                Failure::Stop(error) | Failure::NextEncryption(error) => {
                    errors.push(error);
                    return HostEnd::Stop;
                }
                Failure::PasswordNeeded(error) => return HostEnd::PasswordNeeded { server, error },
            }
        }
        HostEnd::NextHost
    }

    async fn attempt(
        &self,
        address: &Address,
        server: &str,
    ) -> Result<Connection, (Failure, Vec<ConnectError>)> {
        let password = match self.prompted {
            Some(secret) => Some((secret, "the prompt".to_owned())),
            None => self.conninfo.password_for(self.host),
        };
        let attempt = Attempt { conninfo: self.conninfo, host: self.host, address, server, password };
        let opened = attempt.open().await?;
        let connection = Connection::start(opened, self.conninfo, self.host);
        match target::check(&connection, self.target, server).await {
            Ok(()) => Ok(connection),
            Err(error) => {
                connection.close().await;
                Err((Failure::NextHost(error), Vec::new()))
            }
        }
    }
}

/// The addresses of a host.
async fn resolve(host: &Host) -> Result<Vec<Address>, ConnectError> {
    if let Some(socket) = host.socket() {
        return Ok(vec![Address::Unix(socket)]);
    }
    let name = host.hostaddr.as_deref().unwrap_or(host.name());
    if let Ok(address) = name.parse::<IpAddr>() {
        return Ok(vec![Address::Tcp(SocketAddr::new(address, host.port))]);
    }
    let unknown = |reason| ConnectError::UnknownHost { host: name.to_owned(), reason };
    let mut found = Vec::new();
    for address in tokio::net::lookup_host((name, host.port)).await.map_err(unknown)? {
        let address = Address::Tcp(address);
        if !found.contains(&address) {
            found.push(address);
        }
    }
    if found.is_empty() {
        return Err(unknown(io::Error::other("it has no address")));
    }
    Ok(found)
}

/// What messages call the server: the host, and the address if that says more.
fn label(host: &Host, address: &Address) -> String {
    match address {
        Address::Tcp(socket) if host.name().parse::<IpAddr>().is_err() => {
            format!("{host} ({})", socket.ip())
        }
        _ => host.to_string(),
    }
}

/// Fisher and Yates's shuffle, with randomness from the standard library's hash seeds: good enough to spread load.
fn shuffle<T>(items: &mut [T]) {
    for last in (1..items.len()).rev() {
        let random = RandomState::new().build_hasher().finish();
        let other = usize::try_from(random % (last as u64 + 1)).unwrap_or(0);
        items.swap(last, other);
    }
}
