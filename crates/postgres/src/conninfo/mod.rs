//! Connection strings: which server is meant, and how to connect to it.
//!
//! A [`Conninfo`] is made from a URL or keyword string and an [`Environment`], with libpq's precedence: what the
//! string says, then the service file, then environment variables, then defaults. libpq manual, "Connection Strings",
//! "Environment Variables", "The Password File", "The Connection Service File".

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

/// The name under which connections show up in `pg_stat_activity` unless another is given.
pub const DEFAULT_APPLICATION_NAME: &str = "pgplumb";

/// Everything there is to know before connecting.
///
/// `Debug` shows no password, nor does anything else but [`Secret::reveal`].
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
    pub(crate) require_peer: Option<String>,
    pub(crate) keepalive: Keepalive,
}

/// How a dead TCP connection is noticed. Unset means the operating system's default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Keepalive {
    pub(crate) disabled: bool,
    pub(crate) idle: Option<Duration>,
    pub(crate) interval: Option<Duration>,
    pub(crate) count: Option<u32>,
    pub(crate) user_timeout: Option<Duration>,
}

impl Conninfo {
    /// Understands a connection URL (`postgres://…`, `postgresql://…`) or keyword string (`host=… dbname=…`), filling
    /// what it leaves out from the service file and the environment. An empty string leaves everything to them.
    ///
    /// # Errors
    ///
    /// When the string or a value in it, in the service file or in a variable is not valid. Parameters nobody knows
    /// are no error but a [warning](Conninfo::warnings).
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
        let text = |name: &str| params.filled(name).map(|value| value.text.clone());
        let user =
            text("user").or_else(|| environment.os_user().map(str::to_owned)).ok_or(ConninfoError::NoUser)?;
        check_unsupported(&params)?;
        let mut conninfo = Self {
            hosts: hosts::parse(&params)?,
            database: text("dbname").unwrap_or_else(|| user.clone()),
            user,
            password: params
                .filled("password")
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

    /// Looks every host up in the password file, unless a password was given.
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

    /// The servers, in the order in which they are tried.
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

    /// The name that `pg_stat_activity` will show.
    pub fn application_name(&self) -> &str {
        &self.application_name
    }

    /// The server options sent with the connection (`-c name=value`), as given.
    pub fn options(&self) -> Option<&str> {
        self.options.as_deref()
    }

    /// `sslmode`.
    pub fn ssl_mode(&self) -> SslMode {
        self.tls.mode
    }

    /// How long each address of each host is given to accept the connection; `None` is without limit.
    pub fn connect_timeout(&self) -> Option<Duration> {
        self.connect_timeout
    }

    /// Sets the time each address is given, where the user's own words set none.
    pub fn set_default_connect_timeout(&mut self, timeout: Duration) {
        self.connect_timeout.get_or_insert(timeout);
    }

    /// What the user should know: parameters that were ignored, a password file that was not read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The same server and role, but another database.
    #[must_use]
    pub fn with_database(&self, database: impl Into<String>) -> Self {
        let mut other = Self { database: database.into(), ..self.clone() };
        other.read_password_file();
        other
    }

    /// The same server and database, but another role and its password.
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

    /// The password that was given with it, for programs that are to connect as well.
    pub fn password(&self) -> Option<&Secret> {
        self.password.as_ref().map(|(secret, _)| secret)
    }

    /// The password to use for a host, and where it comes from, in words.
    pub(crate) fn password_for<'a>(&'a self, host: &'a Host) -> Option<(&'a Secret, String)> {
        if let Some((secret, origin)) = &self.password {
            return Some((secret, origin.to_string()));
        }
        let secret = host.file_password.as_ref()?;
        let path = self.passfile.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        Some((secret, format!("the password file {path}")))
    }

    /// The connection as a URL without its password, fit for messages.
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

/// Refuses what would change the meaning of the connection and cannot be had.
fn check_unsupported(params: &Params) -> Result<(), ConninfoError> {
    if let Some(value) = params.get("gssencmode") {
        match value.text.as_str() {
            "disable" | "prefer" => {}
            "require" => {
                return Err(ConninfoError::Conflict(
                    "gssencmode=require is not supported: there is no GSSAPI here; use TLS (sslmode=require)"
                        .to_owned(),
                ));
            }
            _ => return Err(values::invalid("gssencmode", value, "allowed are disable, prefer, require")),
        }
    }
    for name in ["min_protocol_version", "max_protocol_version"] {
        let Some(value) = params.filled(name) else { continue };
        match value.text.as_str() {
            "3.0" => {}
            "3.2" | "latest" if name == "max_protocol_version" => {}
            "3.2" | "latest" => {
                return Err(ConninfoError::Conflict(format!(
                    "min_protocol_version={} is not supported: protocol 3.0 is spoken here",
                    value.text
                )));
            }
            _ => return Err(values::invalid(name, value, "allowed are 3.0, 3.2, latest")),
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
