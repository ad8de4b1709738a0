//! The environment that libpq reads: variables, home directory, user name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Environment variables, home directory and user name, which supply the parameters that a
/// connection string does not specify.
///
/// The program passes the environment of its process; tests construct their own.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    home: Option<PathBuf>,
    os_user: Option<String>,
    executable: Option<PathBuf>,
}

impl Environment {
    /// Creates an environment from variables, home directory and operating-system user name.
    ///
    /// Without a home directory, the variable `HOME` (on Windows `APPDATA`) is used.
    pub fn new(
        variables: impl IntoIterator<Item = (String, String)>,
        home: Option<PathBuf>,
        os_user: Option<String>,
    ) -> Self {
        Self { variables: variables.into_iter().collect(), home, os_user, executable: None }
    }

    /// Sets the path of the running program. Packages may bring PostgreSQL's programs along, in a
    /// directory next to it.
    #[must_use]
    pub fn with_executable(mut self, executable: Option<PathBuf>) -> Self {
        self.executable = executable;
        self
    }

    pub(crate) fn executable(&self) -> Option<&Path> {
        self.executable.as_deref()
    }

    /// The value of a variable, even if it is empty: libpq distinguishes empty from unset.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The name of the operating-system user, libpq's default role.
    pub fn os_user(&self) -> Option<&str> {
        self.os_user.as_deref().filter(|user| !user.is_empty())
    }

    /// Whether libpq's variables name a host, a service or a database, so that no connection string
    /// is needed.
    pub fn names_a_server(&self) -> bool {
        ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"]
            .iter()
            .any(|name| self.variable(name).is_some_and(|value| !value.is_empty()))
    }

    fn home(&self) -> Option<PathBuf> {
        if let Some(home) = &self.home {
            return Some(home.clone());
        }
        let name = if cfg!(windows) { "APPDATA" } else { "HOME" };
        self.variable(name).filter(|home| !home.is_empty()).map(PathBuf::from)
    }

    /// libpq's default password file: `~/.pgpass` (on Windows `%APPDATA%\postgresql\pgpass.conf`).
    pub(crate) fn password_file(&self) -> Option<PathBuf> {
        let home = self.home()?;
        Some(if cfg!(windows) { home.join("postgresql").join("pgpass.conf") } else { home.join(".pgpass") })
    }

    /// The user's connection service file: `~/.pg_service.conf`.
    pub(crate) fn service_file(&self) -> Option<PathBuf> {
        let home = self.home()?;
        Some(if cfg!(windows) { home.join("postgresql") } else { home }.join(".pg_service.conf"))
    }

    /// A file in the user's TLS directory, `~/.postgresql` (on Windows `%APPDATA%\postgresql`).
    pub(crate) fn tls_file(&self, name: &str) -> Option<PathBuf> {
        let home = self.home()?;
        Some(home.join(if cfg!(windows) { "postgresql" } else { ".postgresql" }).join(name))
    }
}

/// Shows the names of variables only: their values may be secrets, such as `PGPASSWORD`.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .field("home", &self.home)
            .field("os_user", &self.os_user)
            .field("executable", &self.executable)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    fn with(variables: &[(&str, &str)]) -> Environment {
        Environment::new(variables.iter().map(|(k, v)| (k.to_string(), v.to_string())), None, None)
    }

    #[test]
    fn a_host_service_or_database_names_a_server() {
        assert!(with(&[("PGHOST", "db")]).names_a_server());
        assert!(with(&[("PGSERVICE", "shop")]).names_a_server());
        assert!(with(&[("PGDATABASE", "shop")]).names_a_server());
        assert!(!with(&[("PGUSER", "me"), ("PGHOST", "")]).names_a_server());
    }

    #[test]
    fn debug_shows_no_values() {
        assert!(!format!("{:?}", with(&[("PGPASSWORD", "hunter2")])).contains("hunter2"));
    }
}
