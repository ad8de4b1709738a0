//! The servers that `host`, `hostaddr` and `port` specify. libpq manual, "Specifying Multiple
//! Hosts".

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::ConninfoError;
use super::params::{Params, Value};
use super::values::{self, parse_integer};
use crate::secret::Secret;

/// PostgreSQL's default port.
pub const DEFAULT_PORT: u16 = 5432;

/// The usual directories of the server's socket: of Debian's and Red Hat's packages, then of
/// PostgreSQL itself.
const SOCKET_DIRECTORIES: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// One of the servers to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The `host`: a name, an address, or the directory of a Unix-domain socket. `verify-full`
    /// compares it with the server's certificate.
    pub host: Option<String>,
    /// The `hostaddr`: an IP address, which avoids a host name lookup.
    pub hostaddr: Option<String>,
    /// The port, which is also part of the file name of a Unix-domain socket.
    pub port: u16,
    /// The password from the password file.
    pub(super) file_password: Option<Secret>,
}

impl Host {
    /// The path of the Unix-domain socket, if the host is one. `@name` is a socket in Linux's
    /// abstract namespace.
    pub fn socket(&self) -> Option<PathBuf> {
        if self.hostaddr.is_some() {
            return None;
        }
        let directory = self.host.as_deref().filter(|host| is_socket_directory(host))?;
        let file = format!(".s.PGSQL.{}", self.port);
        Some(if directory.starts_with('@') {
            PathBuf::from(format!("{directory}/{file}"))
        } else {
            Path::new(directory).join(file)
        })
    }

    /// The host or, if it is not specified, the address.
    pub fn name(&self) -> &str {
        self.host.as_deref().or(self.hostaddr.as_deref()).unwrap_or_default()
    }

    /// The host name to look up in the password file.
    pub(super) fn password_file_name(&self) -> &str {
        let name = self.name();
        if SOCKET_DIRECTORIES.contains(&name) { "localhost" } else { name }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.socket() {
            Some(socket) => write!(f, "the socket {}", socket.display()),
            None if self.name().contains(':') => write!(f, "[{}]:{}", self.name(), self.port),
            None => write!(f, "{}:{}", self.name(), self.port),
        }
    }
}

fn is_socket_directory(host: &str) -> bool {
    host.starts_with('/') || host.starts_with('@') || (cfg!(windows) && Path::new(host).is_absolute())
}

/// Combines the three parameters into a list of servers.
pub(super) fn parse(params: &Params) -> Result<Vec<Host>, ConninfoError> {
    let hosts = params.non_empty("host").map(|value| split(value)).unwrap_or_default();
    let addresses = params.non_empty("hostaddr").map(|value| split(value)).unwrap_or_default();
    if !hosts.is_empty() && !addresses.is_empty() && hosts.len() != addresses.len() {
        return Err(ConninfoError::CountMismatch {
            what: "addresses (hostaddr)",
            given: addresses.len(),
            hosts: hosts.len(),
        });
    }
    let count = hosts.len().max(addresses.len()).max(1);
    let ports = parse_ports(params, count)?;
    let filled = |list: &[&str], index: usize| {
        list.get(index).copied().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut list = Vec::with_capacity(count);
    for (index, port) in ports.into_iter().enumerate() {
        let hostaddr = filled(&addresses, index);
        let host = filled(&hosts, index).or_else(|| hostaddr.is_none().then(|| default_host(port)));
        check_address(params, hostaddr.as_deref())?;
        list.push(Host { host, hostaddr, port, file_password: None });
    }
    Ok(list)
}

fn split(value: &Value) -> Vec<&str> {
    value.text.split(',').collect()
}

fn check_address(params: &Params, address: Option<&str>) -> Result<(), ConninfoError> {
    let (Some(address), Some(value)) = (address, params.get("hostaddr")) else { return Ok(()) };
    // A link-local IPv6 address may have an interface after a "%".
    let bare = address.split('%').next().unwrap_or(address);
    if bare.parse::<std::net::IpAddr>().is_ok() {
        return Ok(());
    }
    Err(values::invalid("hostaddr", value, "it must be an IP address; specify a host name as host"))
}

/// The port of each host. A single port applies to all hosts; an empty port is the default.
fn parse_ports(params: &Params, count: usize) -> Result<Vec<u16>, ConninfoError> {
    let Some(value) = params.non_empty("port") else { return Ok(vec![DEFAULT_PORT; count]) };
    let ports = split(value)
        .into_iter()
        .map(|text| match text {
            "" => Ok(DEFAULT_PORT),
            text => parse_integer(text)
                .and_then(|port| u16::try_from(port).ok())
                .filter(|port| *port > 0)
                .ok_or_else(|| ConninfoError::Port { origin: value.origin.clone() }),
        })
        .collect::<Result<Vec<u16>, _>>()?;
    match ports.as_slice() {
        [only] => Ok(vec![*only; count]),
        ports if ports.len() == count => Ok(ports.to_vec()),
        ports => Err(ConninfoError::CountMismatch { what: "ports", given: ports.len(), hosts: count }),
    }
}

/// libpq's default host is a socket directory that is set when libpq is compiled. This returns the
/// usual directory in which a server listens or, if there is none, the first one that exists.
fn default_host(port: u16) -> String {
    if cfg!(windows) {
        return "localhost".to_owned();
    }
    let file = format!(".s.PGSQL.{port}");
    SOCKET_DIRECTORIES
        .iter()
        .find(|directory| Path::new(directory).join(&file).exists())
        .or_else(|| SOCKET_DIRECTORIES.iter().find(|directory| Path::new(directory).is_dir()))
        .unwrap_or(&SOCKET_DIRECTORIES[1])
        .to_string()
}
