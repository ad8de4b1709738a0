//! The list of servers that `host`, `hostaddr` and `port` name. libpq manual, "Specifying Multiple Hosts".

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::ConninfoError;
use super::params::{Params, Value};
use super::values::{self, parse_integer};
use crate::secret::Secret;

/// PostgreSQL's port.
pub const DEFAULT_PORT: u16 = 5432;

/// Where PostgreSQL's packages put the server's socket: Debian's and Red Hat's folder, then PostgreSQL's own.
const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// One server that may be connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The `host` as given: a name, an address, or the folder of a unix socket. Certificates are checked against it.
    pub host: Option<String>,
    /// The `hostaddr` as given: an IP address that saves looking the name up.
    pub hostaddr: Option<String>,
    /// The port, which is also part of a unix socket's file name.
    pub port: u16,
    /// The password that the password file has for this server.
    pub(super) file_password: Option<Secret>,
}

impl Host {
    /// The file of the unix socket, if that is what the host is; `@name` is a socket in Linux's abstract namespace.
    pub fn socket(&self) -> Option<PathBuf> {
        if self.hostaddr.is_some() {
            return None;
        }
        let folder = self.host.as_deref().filter(|host| is_socket_folder(host))?;
        let file = format!(".s.PGSQL.{}", self.port);
        Some(if folder.starts_with('@') {
            PathBuf::from(format!("{folder}/{file}"))
        } else {
            Path::new(folder).join(file)
        })
    }

    /// The host's name or, without one, its address: what a password file is searched for and messages show.
    pub fn name(&self) -> &str {
        self.host.as_deref().or(self.hostaddr.as_deref()).unwrap_or_default()
    }

    /// The name under which the password file knows the host.
    pub(super) fn password_file_name(&self) -> &str {
        let name = self.name();
        if SOCKET_FOLDERS.contains(&name) { "localhost" } else { name }
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

fn is_socket_folder(host: &str) -> bool {
    host.starts_with('/') || host.starts_with('@') || (cfg!(windows) && Path::new(host).is_absolute())
}

/// Combines the three parameters into servers.
pub(super) fn parse(params: &Params) -> Result<Vec<Host>, ConninfoError> {
    let hosts = params.filled("host").map(|value| split(value)).unwrap_or_default();
    let addresses = params.filled("hostaddr").map(|value| split(value)).unwrap_or_default();
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
    // A link-local IPv6 address may have its interface after a "%".
    let bare = address.split('%').next().unwrap_or(address);
    if bare.parse::<std::net::IpAddr>().is_ok() {
        return Ok(());
    }
    Err(values::invalid("hostaddr", value, "it must be an IP address; give a name as host"))
}

/// One port for each host: one for all, or as many as there are hosts; an empty one is the default.
fn parse_ports(params: &Params, count: usize) -> Result<Vec<u16>, ConninfoError> {
    let Some(value) = params.filled("port") else { return Ok(vec![DEFAULT_PORT; count]) };
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

/// libpq's default host is the socket folder it was compiled for. Not being compiled for any, this takes the one
/// where a server listens, or else the first that exists.
fn default_host(port: u16) -> String {
    if cfg!(windows) {
        return "localhost".to_owned();
    }
    let file = format!(".s.PGSQL.{port}");
    SOCKET_FOLDERS
        .iter()
        .find(|folder| Path::new(folder).join(&file).exists())
        .or_else(|| SOCKET_FOLDERS.iter().find(|folder| Path::new(folder).is_dir()))
        .unwrap_or(&SOCKET_FOLDERS[1])
        .to_string()
}
