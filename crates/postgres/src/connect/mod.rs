//! Connecting to a server.
//!
//! Hosts, their addresses, and connections with and without TLS are tried in the same order as in
//! libpq, and the same failures end the search (`fe-connect.c` of PostgreSQL 18).

mod attempt;
mod classify;
mod completed_tls;
mod error;
mod inspect;
mod link;
mod peer;
mod target;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::net::{IpAddr, SocketAddr};

use attempt::{Attempt, Failure};
pub(crate) use attempt::{OpenedConnection, RawConnection, Route};
pub(crate) use completed_tls::CompletedHandshake;
pub use error::{ConnectError, TlsError};
pub(crate) use inspect::{InspectionError, Observed};
pub(crate) use link::Address;

pub use crate::tls::TlsInfo;

use crate::conninfo::{Conninfo, Host, LoadBalanceHosts, TargetSessionAttrs};
use crate::secret::Secret;
use crate::session::Connection;

/// The login that a password is requested for.
#[derive(Clone, Copy, Debug)]
pub struct PasswordPrompt<'a> {
    /// The role.
    pub user: &'a str,
    /// The name of the server in messages.
    pub server: &'a str,
    /// The database.
    pub database: &'a str,
}

/// Prompts for a password. The function may block. `None` means that the user enters none.
pub type AskPassword<'a> = dyn FnMut(PasswordPrompt<'_>) -> io::Result<Option<Secret>> + 'a;

/// What to do when a server requires a password and none is specified.
pub enum PasswordSource<'a> {
    /// Fail (`--no-password`).
    None,
    /// Ask once, and only if the server requires a password.
    Ask(&'a mut AskPassword<'a>),
}

/// Connects to the first acceptable server.
///
/// # Errors
///
/// When no server accepts the connection. The [`ConnectError`] contains the error of each attempt.
pub async fn connect(conninfo: &Conninfo, password: PasswordSource<'_>) -> Result<Connection, ConnectError> {
    let (server, error) = match try_hosts(conninfo, None).await {
        Ok(connection) => return Ok(connection),
        Err(TryError::Failed(error)) => return Err(error),
        Err(TryError::PasswordNeeded { server, error }) => (server, error),
    };
    let PasswordSource::Ask(ask) = password else { return Err(error) };
    let prompt = PasswordPrompt { user: conninfo.user(), server: &server, database: conninfo.database() };
    let entered = ask(prompt).map_err(ConnectError::Prompt)?.filter(|secret| !secret.is_empty());
    let Some(secret) = entered else { return Err(error) };
    match try_hosts(conninfo, Some(&secret)).await {
        Ok(connection) => Ok(connection),
        Err(TryError::Failed(error) | TryError::PasswordNeeded { error, .. }) => Err(error),
    }
}

/// Why no host could be connected to.
enum TryError {
    Failed(ConnectError),
    PasswordNeeded { server: String, error: ConnectError },
}

/// Tries all hosts in turn. For `prefer-standby`, tries them a second time and accepts any.
async fn try_hosts(conninfo: &Conninfo, prompted: Option<&Secret>) -> Result<Connection, TryError> {
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
            let attempts = HostAttempts { conninfo, host, prompted, target: *target };
            match attempts.run(&mut errors).await {
                HostOutcome::Connected(connection) => return Ok(*connection),
                HostOutcome::NextHost => {}
                HostOutcome::Stop => return Err(TryError::Failed(ConnectError::from_attempts(errors))),
                HostOutcome::PasswordNeeded { server, error } => {
                    return Err(TryError::PasswordNeeded { server, error });
                }
            }
        }
    }
    Err(TryError::Failed(ConnectError::from_attempts(errors)))
}

/// The attempts to connect to one host.
struct HostAttempts<'a> {
    conninfo: &'a Conninfo,
    host: &'a Host,
    prompted: Option<&'a Secret>,
    target: TargetSessionAttrs,
}

enum HostOutcome {
    Connected(Box<Connection>),
    NextHost,
    Stop,
    PasswordNeeded { server: String, error: ConnectError },
}

impl HostAttempts<'_> {
    /// Tries all addresses of the host in turn.
    async fn run(&self, errors: &mut Vec<ConnectError>) -> HostOutcome {
        let mut addresses = match resolve(self.host).await {
            Ok(addresses) => addresses,
            Err(error) => {
                errors.push(error);
                return HostOutcome::NextHost;
            }
        };
        if self.conninfo.load_balance == LoadBalanceHosts::Random {
            shuffle(&mut addresses);
        }
        for address in &addresses {
            let server = label(self.host, address);
            let attempt = self.attempt(address, &server);
            // As in libpq, the time limit applies to each address separately.
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
                Ok(connection) => return HostOutcome::Connected(Box::new(connection)),
                Err(failed) => failed,
            };
            errors.extend(earlier);
            match failure {
                Failure::NextAddress(error) => errors.push(error),
                Failure::NextHost(error) => {
                    errors.push(error);
                    return HostOutcome::NextHost;
                }
                Failure::Stop(error) | Failure::NextEncryption(error) => {
                    errors.push(error);
                    return HostOutcome::Stop;
                }
                Failure::PasswordNeeded(error) => return HostOutcome::PasswordNeeded { server, error },
            }
        }
        HostOutcome::NextHost
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

/// The name of the server in messages: the host, and its address if the host is a name.
fn label(host: &Host, address: &Address) -> String {
    match address {
        Address::Tcp(socket) if host.name().parse::<IpAddr>().is_err() => {
            format!("{host} ({})", socket.ip())
        }
        _ => host.to_string(),
    }
}

/// Shuffles items (Fisher–Yates). The standard library's hash seeds are random enough to distribute
/// load.
fn shuffle<T>(items: &mut [T]) {
    for last in (1..items.len()).rev() {
        let random = RandomState::new().build_hasher().finish();
        let other = usize::try_from(random % (last as u64 + 1)).unwrap_or(0);
        items.swap(last, other);
    }
}
