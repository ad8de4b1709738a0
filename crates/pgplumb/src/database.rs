//! Which database is meant.
//!
//! The first that is given: `--database` · `--env` · `DATABASE_URL` in the environment · libpq's variables when they name a
//! host, service or database · `DATABASE_URL` in `.env` · `pgplumb.toml`.

use std::fmt;
use std::path::{Path, PathBuf};

use pgplumb_postgres::{Conninfo, ConninfoError, Environment};

use crate::settings::{Loaded, MissingVariable, interpolate};
use crate::suggest;

/// The variable that names the database, in the environment and in `.env`.
pub const VARIABLE: &str = "DATABASE_URL";

/// What says which database it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NamedBy {
    /// `-d`, `--database`.
    CommandLine,
    /// A word that names a source: of `--desired`, `--source`, of what is compared.
    Source,
    /// `--scratch`.
    Scratch,
    /// `--env NAME`.
    Env(String),
    /// `DATABASE_URL` in the environment.
    Variable,
    /// libpq's own variables.
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

/// The database that is meant.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Where it is and how to connect to it.
    pub conninfo: Conninfo,
    /// What says so.
    pub named_by: NamedBy,
    /// Whether only a saved plan may be applied to it.
    pub protected: bool,
}

/// What the user said on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// `--database`.
    pub database: Option<&'a str>,
    /// `--env`.
    pub env: Option<&'a str>,
}

/// Why it is not known which database is meant.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// Nothing names one.
    #[error("no database is named")]
    None,
    /// The settings have no such environment.
    #[error("there is no [env.{name}] in {}", settings.as_deref().map_or("pgplumb.toml, which does not exist".into(), |p| p.display().to_string()))]
    UnknownEnv {
        /// The name.
        name: String,
        /// The settings file.
        settings: Option<PathBuf>,
        /// The name that may have been meant.
        near: Option<String>,
        /// The names that there are.
        known: Vec<String>,
    },
    /// A URL of the settings needs a variable that is not set.
    #[error("{named_by}: {missing}")]
    Variable {
        /// Where the URL stands.
        named_by: NamedBy,
        /// The variable.
        missing: MissingVariable,
    },
    /// The URL is one of another kind of database.
    #[error("{named_by} names a {scheme} database, and pgplumb reads PostgreSQL")]
    OtherDatabase {
        /// Where the URL stands.
        named_by: NamedBy,
        /// What it begins with.
        scheme: String,
    },
    /// The URL is not understood.
    #[error("{named_by}: {error}")]
    Conninfo {
        /// Where the URL stands.
        named_by: NamedBy,
        /// What is wrong with it.
        #[source]
        error: ConninfoError,
    },
}

/// Finds out which database is meant. `folder` is the working directory, where `.env` is looked for first.
///
/// # Errors
/// When nothing names one, or what does is not understood.
pub fn choose(
    wish: Wish<'_>,
    environment: &Environment,
    settings: &Loaded,
    folder: &Path,
) -> Result<Chosen, ChoiceError> {
    let dotenv = DotEnv::find(folder, settings);
    let (text, named_by, protected) = named(wish, environment, settings, &dotenv)?;
    let conninfo = read(&text, &named_by, environment, &dotenv)?;
    Ok(Chosen { conninfo, named_by, protected })
}

/// A server that is named by a text, and what says so.
///
/// # Errors
/// When the text is not understood.
pub fn server(
    text: &str,
    named_by: &NamedBy,
    environment: &Environment,
    settings: &Loaded,
    folder: &Path,
) -> Result<Conninfo, ChoiceError> {
    read(text, named_by, environment, &DotEnv::find(folder, settings))
}

fn read(
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
    Conninfo::parse(&understood(&text, named_by)?, environment)
        .map_err(|error| ChoiceError::Conninfo { named_by: named_by.clone(), error })
}

/// The first of all places that names a database, as it stands there.
fn named(
    wish: Wish<'_>,
    environment: &Environment,
    settings: &Loaded,
    dotenv: &DotEnv,
) -> Result<(String, NamedBy, bool), ChoiceError> {
    if let Some(url) = wish.database {
        return Ok((url.to_owned(), NamedBy::CommandLine, false));
    }
    if let Some(name) = wish.env {
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

/// The URL as libpq would have it: Python's and Java's ways of writing it are understood too.
fn understood(text: &str, named_by: &NamedBy) -> Result<String, ChoiceError> {
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

/// The `.env` file: that of the working directory, else that beside the settings file. The process's environment is
/// never changed by it.
struct DotEnv {
    path: Option<PathBuf>,
}

impl DotEnv {
    fn find(folder: &Path, settings: &Loaded) -> Self {
        let beside = settings.path.as_deref().and_then(Path::parent);
        let path = [Some(folder), beside].into_iter().flatten().map(|f| f.join(".env")).find(|p| p.is_file());
        Self { path }
    }

    /// A variable's value. Lines that are not understood are passed over: they are another program's business, and a
    /// message could show a secret.
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
