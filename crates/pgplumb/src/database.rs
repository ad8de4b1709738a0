//! Chooses the database to connect to.
//!
//! The first of these that is set: `--database` · `--env` · `DATABASE_URL` in the environment ·
//! libpq's `PG*` variables if they name a host, service or database · `DATABASE_URL` in `.env` ·
//! `pgplumb.toml`.

use std::fmt;
use std::path::{Path, PathBuf};

use pgplumb_postgres::{Conninfo, ConninfoError, Environment};

use crate::settings::{LoadedSettings, MissingVariable, interpolate};
use crate::suggest;

/// The variable that names the database, in the environment and in `.env`.
pub const VARIABLE: &str = "DATABASE_URL";

/// Where the connection string came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NamedBy {
    /// `-d`, `--database`.
    CommandLine,
    /// A SOURCE argument, such as `--desired`, `--source` or an operand of `diff`.
    Source,
    /// `--scratch`.
    Scratch,
    /// `--env NAME`.
    Env(String),
    /// `DATABASE_URL` in the environment.
    Variable,
    /// libpq's `PG*` variables.
    LibpqVariables,
    /// `DATABASE_URL` in a `.env` file.
    DotEnv(PathBuf),
    /// The settings file.
    Settings(PathBuf),
}

impl fmt::Display for NamedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CommandLine => f.write_str("--database"),
            Self::Source => f.write_str("the source"),
            Self::Scratch => f.write_str("--scratch"),
            Self::Env(name) => write!(f, "--env {name}"),
            Self::Variable => f.write_str("DATABASE_URL in the environment"),
            Self::LibpqVariables => f.write_str("the PG* variables in the environment"),
            Self::DotEnv(path) => write!(f, "DATABASE_URL in {}", path.display()),
            Self::Settings(path) => write!(f, "{}", path.display()),
        }
    }
}

/// The database to connect to.
#[derive(Clone, Debug)]
pub struct ChosenDatabase {
    /// Connection parameters.
    pub conninfo: Conninfo,
    /// Where they came from.
    pub named_by: NamedBy,
    /// Whether pgplumb applies only saved plans to this database.
    pub protected: bool,
}

/// Command-line options that name a database.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatabaseOptions<'a> {
    /// `--database`.
    pub database: Option<&'a str>,
    /// `--env`.
    pub env: Option<&'a str>,
}

/// Error of [`choose`] and [`server_conninfo`].
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// No database is specified.
    #[error("no database specified")]
    None,
    /// The settings file has no such environment.
    #[error("there is no [env.{name}] in {}", settings.as_deref().map_or("pgplumb.toml, which does not exist".into(), |p| p.display().to_string()))]
    UnknownEnv {
        /// The name.
        name: String,
        /// The settings file.
        settings: Option<PathBuf>,
        /// The most similar name.
        near: Option<String>,
        /// All names.
        known: Vec<String>,
    },
    /// A URL in the settings refers to a variable that is not set.
    #[error("{named_by}: {missing}")]
    Variable {
        /// Where the URL came from.
        named_by: NamedBy,
        /// The variable.
        missing: MissingVariable,
    },
    /// The URL is for another database system.
    #[error("{named_by} is a {scheme} URL, and pgplumb supports only PostgreSQL")]
    OtherDatabase {
        /// Where the URL came from.
        named_by: NamedBy,
        /// Its scheme.
        scheme: String,
    },
    /// The connection string is invalid.
    #[error("{named_by}: {error}")]
    Conninfo {
        /// Where the connection string came from.
        named_by: NamedBy,
        /// The reason.
        #[source]
        error: ConninfoError,
    },
}

/// Chooses the database to connect to. `folder` is the working directory, the first place to look
/// for `.env`.
///
/// # Errors
/// If no database is specified, or its connection string is invalid.
pub fn choose(
    options: DatabaseOptions<'_>,
    environment: &Environment,
    settings: &LoadedSettings,
    folder: &Path,
) -> Result<ChosenDatabase, ChoiceError> {
    let dotenv = DotEnv::find(folder, settings);
    let (text, named_by, protected) = first_named(options, environment, settings, &dotenv)?;
    let conninfo = parse(&text, &named_by, environment, &dotenv)?;
    Ok(ChosenDatabase { conninfo, named_by, protected })
}

/// Parses the connection string of a server.
///
/// # Errors
/// If the text is invalid.
pub fn server_conninfo(
    text: &str,
    named_by: &NamedBy,
    environment: &Environment,
    settings: &LoadedSettings,
    folder: &Path,
) -> Result<Conninfo, ChoiceError> {
    parse(text, named_by, environment, &DotEnv::find(folder, settings))
}

fn parse(
    text: &str,
    named_by: &NamedBy,
    environment: &Environment,
    dotenv: &DotEnv,
) -> Result<Conninfo, ChoiceError> {
    let lookup = |name: &str| environment.variable(name).map(str::to_owned).or_else(|| dotenv.variable(name));
    let text = match named_by {
        NamedBy::Env(_) | NamedBy::Settings(_) => interpolate(text, lookup)
            .map_err(|missing| ChoiceError::Variable { named_by: named_by.clone(), missing })?,
        _ => text.to_owned(),
    };
    Conninfo::parse(&normalize_url(&text, named_by)?, environment)
        .map_err(|error| ChoiceError::Conninfo { named_by: named_by.clone(), error })
}

/// Returns the first connection string that is set, unparsed.
fn first_named(
    options: DatabaseOptions<'_>,
    environment: &Environment,
    settings: &LoadedSettings,
    dotenv: &DotEnv,
) -> Result<(String, NamedBy, bool), ChoiceError> {
    if let Some(text) = options.database {
        return Ok((database_argument(text), NamedBy::CommandLine, false));
    }
    if let Some(name) = options.env {
        let envs = &settings.settings.env;
        let env = envs.get(name).ok_or_else(|| ChoiceError::UnknownEnv {
            name: name.to_owned(),
            settings: settings.path.clone(),
            near: suggest::nearest(name, envs.keys().map(String::as_str)).map(str::to_owned),
            known: envs.keys().cloned().collect(),
        })?;
        return Ok((env.url.0.clone(), NamedBy::Env(name.to_owned()), env.protected));
    }
    if let Some(url) = environment.variable(VARIABLE).filter(|url| !url.is_empty()) {
        return Ok((url.to_owned(), NamedBy::Variable, false));
    }
    if environment.names_a_server() {
        return Ok((String::new(), NamedBy::LibpqVariables, false));
    }
    if let Some((url, path)) = dotenv.database_url() {
        return Ok((url, NamedBy::DotEnv(path), false));
    }
    if let (Some(database), Some(path)) = (&settings.settings.database, &settings.path) {
        return Ok((database.url.0.clone(), NamedBy::Settings(path.clone()), false));
    }
    Err(ChoiceError::None)
}

/// Converts the argument of `--database` to a connection string. As for psql's `-d`, text that is
/// neither a URL nor a keyword string is the name of a database.
fn database_argument(text: &str) -> String {
    let is_name = !text.trim().is_empty() && !text.contains('=') && !text.contains("://");
    match is_name {
        true => format!("dbname='{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        false => text.to_owned(),
    }
}

/// Converts a URL to the form that libpq accepts: SQLAlchemy and JDBC URLs are supported too.
fn normalize_url(text: &str, named_by: &NamedBy) -> Result<String, ChoiceError> {
    let text = text.trim();
    let bare = text.strip_prefix("jdbc:").unwrap_or(text);
    let Some((scheme, rest)) = bare.split_once("://") else { return Ok(bare.to_owned()) };
    // In a keyword string, "://" can only be part of a value.
    if scheme.contains(['=', ' ']) {
        return Ok(bare.to_owned());
    }
    let (name, _driver) = scheme.split_once('+').unwrap_or((scheme, ""));
    match name.to_ascii_lowercase().as_str() {
        "postgres" | "postgresql" | "postgis" | "pgsql" => Ok(format!("postgresql://{rest}")),
        other => Err(ChoiceError::OtherDatabase { named_by: named_by.clone(), scheme: other.to_owned() }),
    }
}

/// The `.env` file in the working directory, or else in the folder of the settings file. The
/// process's own environment is never changed.
struct DotEnv {
    path: Option<PathBuf>,
}

impl DotEnv {
    fn find(folder: &Path, settings: &LoadedSettings) -> Self {
        let settings_folder = settings.path.as_deref().and_then(Path::parent);
        let path = [Some(folder), settings_folder]
            .into_iter()
            .flatten()
            .map(|f| f.join(".env"))
            .find(|p| p.is_file());
        Self { path }
    }

    /// Returns a variable's value. Invalid lines are skipped: other programs may understand them,
    /// and an error message could reveal a secret.
    fn variable(&self, name: &str) -> Option<String> {
        let lines = dotenvy::from_path_iter(self.path.as_deref()?).ok()?;
        lines.flatten().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn database_url(&self) -> Option<(String, PathBuf)> {
        let url = self.variable(VARIABLE).filter(|url| !url.is_empty())?;
        Some((url, self.path.clone()?))
    }
}

#[cfg(test)]
mod tests;
