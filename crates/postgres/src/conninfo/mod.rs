//! Connection strings: which server to connect to, and how.
//!
//! A [`Conninfo`] is parsed from a URL or keyword string and an [`Environment`], with libpq's
//! precedence: connection string, service file, environment variables, defaults. libpq manual,
//! "Connection Strings", "Environment Variables", "The Password File", "The Connection Service
//! File".

mod auth;
mod error;
mod hosts;
mod keywords;
mod params;
mod passfile;
mod service;
mod tls_options;
mod uri;
mod values;

use std::path::PathBuf;
use std::time::Duration;

pub(crate) use auth::AllowedAuth;
pub use auth::AuthMethod;
pub use error::ConninfoError;
pub use hosts::{DEFAULT_PORT, Host};
pub use params::Origin;
pub(crate) use tls_options::{RootCertificates, TlsFile, TlsOptions};
pub use values::{
    ChannelBinding, LoadBalanceHosts, SslCertMode, SslMode, SslNegotiation, TargetSessionAttrs, TlsVersion,
};

use crate::environment::Environment;
use crate::secret::Secret;
use params::Params;

/// The default `application_name`, which `pg_stat_activity` shows.
pub const DEFAULT_APPLICATION_NAME: &str = "pgplumb";

/// The parameters of a connection.
///
/// `Debug` does not show the password; only [`Secret::reveal`] does.
#[derive(Clone, Debug)]
pub struct Conninfo {
    hosts: Vec<Host>,
    database: String,
    user: String,
    password: Option<(Secret, Origin)>,
    passfile: Option<PathBuf>,
    connect_timeout: Option<Duration>,
    application_name: String,
    options: Option<String>,
    warnings: Vec<String>,
    pub(crate) tls: TlsOptions,
    pub(crate) channel_binding: ChannelBinding,
    pub(crate) target: TargetSessionAttrs,
    pub(crate) load_balance: LoadBalanceHosts,
    pub(crate) allowed_auth: Option<AllowedAuth>,
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix-domain sockets have a peer"))]
    pub(crate) require_peer: Option<String>,
    pub(crate) keepalive: Keepalive,
}

/// The TCP keepalive parameters. `None` means the operating system's default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keepalive {
    pub(crate) disabled: bool,
    pub(crate) idle: Option<Duration>,
    pub(crate) interval: Option<Duration>,
    pub(crate) count: Option<u32>,
    pub(crate) user_timeout: Option<Duration>,
}

impl Conninfo {
    /// Parses a connection URL (`postgres://…`, `postgresql://…`) or keyword string (`host=…
    /// dbname=…`). The service file and the environment supply the parameters that the string,
    /// which may be empty, does not specify.
    ///
    /// # Errors
    ///
    /// When the string is malformed, or a value in the string, the service file or a variable is
    /// not valid. An unknown parameter is not an error but a [warning](Conninfo::warnings).
    pub fn parse(text: &str, environment: &Environment) -> Result<Self, ConninfoError> {
        let mut params = match uri::strip_scheme(text) {
            Some(rest) => uri::parse(rest)?,
            None => keywords::parse(text)?,
        };
        service::apply(&mut params, environment)?;
        params.add_environment(environment);
        Self::resolve(params, environment)
    }

    fn resolve(params: Params, environment: &Environment) -> Result<Self, ConninfoError> {
        let text = |name: &str| params.non_empty(name).map(|value| value.text.clone());
        let user =
            text("user").or_else(|| environment.os_user().map(str::to_owned)).ok_or(ConninfoError::NoUser)?;
        check_unsupported(&params)?;
        let mut conninfo = Self {
            hosts: hosts::parse(&params)?,
            database: text("dbname").unwrap_or_else(|| user.clone()),
            user,
            password: params
                .non_empty("password")
                .map(|value| (Secret::new(value.text.clone()), value.origin.clone())),
            passfile: text("passfile").map(PathBuf::from).or_else(|| environment.password_file()),
            connect_timeout: values::duration(&params, "connect_timeout", Duration::from_secs(1))?,
            application_name: text("application_name")
                .or_else(|| text("fallback_application_name"))
                .unwrap_or_else(|| DEFAULT_APPLICATION_NAME.to_owned()),
            options: text("options"),
            tls: tls_options::parse(&params, environment)?,
            channel_binding: values::word(&params, "channel_binding")?.unwrap_or(ChannelBinding::Prefer),
            target: values::word(&params, "target_session_attrs")?.unwrap_or(TargetSessionAttrs::Any),
            load_balance: values::word(&params, "load_balance_hosts")?.unwrap_or(LoadBalanceHosts::Disable),
            allowed_auth: auth::parse(&params)?,
            require_peer: text("requirepeer"),
            keepalive: keepalive(&params)?,
            warnings: params.warnings,
        };
        conninfo.read_password_file();
        Ok(conninfo)
    }

    /// Looks up every host in the password file, unless a password is specified.
    fn read_password_file(&mut self) {
        let Some(path) = self.passfile.as_deref().filter(|_| self.password.is_none()) else { return };
        for host in &mut self.hosts {
            let found =
                passfile::lookup(path, host.password_file_name(), host.port, &self.database, &self.user);
            host.file_password = found.password.filter(|password| !password.is_empty());
            if let Some(warning) = found.warning
                && !self.warnings.contains(&warning)
            {
                self.warnings.push(warning);
            }
        }
    }

    /// The servers, in the order in which the connection is tried.
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// The name of the database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The name of the role.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The name that `pg_stat_activity` shows.
    pub fn application_name(&self) -> &str {
        &self.application_name
    }

    /// The server options (`-c name=value`) as specified.
    pub fn options(&self) -> Option<&str> {
        self.options.as_deref()
    }

    /// `sslmode`.
    pub fn ssl_mode(&self) -> SslMode {
        self.tls.mode
    }

    /// The time limit for connecting to one address of a host; `None` means no limit.
    pub fn connect_timeout(&self) -> Option<Duration> {
        self.connect_timeout
    }

    /// Sets the time limit for each address, unless `connect_timeout` is specified.
    pub fn set_default_connect_timeout(&mut self, timeout: Duration) {
        self.connect_timeout.get_or_insert(timeout);
    }

    /// Warnings for the user: parameters that are ignored, a password file that was not read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns a copy with another database.
    #[must_use]
    pub fn with_database(&self, database: impl Into<String>) -> Self {
        let mut other = Self { database: database.into(), ..self.clone() };
        other.read_password_file();
        other
    }

    /// Returns a copy with another role and its password.
    #[must_use]
    pub fn with_user(&self, user: impl Into<String>, password: Option<Secret>) -> Self {
        let mut other = Self {
            user: user.into(),
            password: password.map(|secret| (secret, Origin::Conninfo)),
            ..self.clone()
        };
        other.read_password_file();
        other
    }

    /// Returns a copy with other server options (`-c name=value`).
    #[must_use]
    pub fn with_options(&self, options: impl Into<String>) -> Self {
        Self { options: Some(options.into()), ..self.clone() }
    }

    /// The specified password, for other programs that connect to the same server. Passwords from
    /// the password file are not included.
    pub fn password(&self) -> Option<&Secret> {
        self.password.as_ref().map(|(secret, _)| secret)
    }

    /// The password for a host, and a description of where it was specified.
    pub(crate) fn password_for<'a>(&'a self, host: &'a Host) -> Option<(&'a Secret, String)> {
        if let Some((secret, origin)) = &self.password {
            return Some((secret, origin.to_string()));
        }
        let secret = host.file_password.as_ref()?;
        let path = self.passfile.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        Some((secret, format!("the password file {path}")))
    }

    /// The connection as a URL without the password, for messages.
    pub fn redacted(&self) -> String {
        let any_socket = self.hosts.iter().any(|host| host.name().starts_with(['/', '@']));
        let user = uri::encode(&self.user, "");
        let database = uri::encode(&self.database, "");
        let hosts: Vec<String> = self.hosts.iter().map(|host| uri::encode(host.name(), "/@:")).collect();
        let ports: Vec<String> = self.hosts.iter().map(|host| host.port.to_string()).collect();
        if any_socket {
            return format!(
                "postgresql://{user}@/{database}?host={}&port={}",
                hosts.join(","),
                ports.join(",")
            );
        }
        let servers: Vec<String> = hosts
            .iter()
            .zip(&ports)
            .map(|(host, port)| match host.contains(':') {
                true => format!("[{host}]:{port}"),
                false => format!("{host}:{port}"),
            })
            .collect();
        format!("postgresql://{user}@{}/{database}", servers.join(","))
    }
}

/// Rejects values that are valid in libpq but not supported here.
fn check_unsupported(params: &Params) -> Result<(), ConninfoError> {
    if let Some(value) = params.get("gssencmode") {
        match value.text.as_str() {
            "disable" | "prefer" => {}
            "require" => {
                return Err(ConninfoError::Conflict(
                    "gssencmode=require is not supported; use TLS instead (sslmode=require)".to_owned(),
                ));
            }
            _ => {
                let allowed = "allowed values are disable, prefer, require";
                return Err(values::invalid("gssencmode", value, allowed));
            }
        }
    }
    for name in ["min_protocol_version", "max_protocol_version"] {
        let Some(value) = params.non_empty(name) else { continue };
        match value.text.as_str() {
            "3.0" => {}
            "3.2" | "latest" if name == "max_protocol_version" => {}
            "3.2" | "latest" => {
                return Err(ConninfoError::Conflict(format!(
                    "min_protocol_version={} is not supported: pgplumb uses protocol version 3.0",
                    value.text
                )));
            }
            _ => return Err(values::invalid(name, value, "allowed values are 3.0, 3.2, latest")),
        }
    }
    Ok(())
}

fn keepalive(params: &Params) -> Result<Keepalive, ConninfoError> {
    Ok(Keepalive {
        disabled: values::integer(params, "keepalives")? == Some(0),
        idle: values::duration(params, "keepalives_idle", Duration::from_secs(1))?,
        interval: values::duration(params, "keepalives_interval", Duration::from_secs(1))?,
        count: values::integer(params, "keepalives_count")?
            .and_then(|count| u32::try_from(count).ok())
            .filter(|count| *count > 0),
        user_timeout: values::duration(params, "tcp_user_timeout", Duration::from_millis(1))?,
    })
}

#[cfg(all(test, unix))]
mod tests;
