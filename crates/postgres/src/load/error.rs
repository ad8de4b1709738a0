//! What can go wrong with loading.

use std::io;

use crate::{ConnectError, QueryError};

/// A statement that could not be executed.
#[derive(Debug, thiserror::Error)]
#[error("{script}:{line}{}: {}\n{error}{}", column.map(|column| format!(":{column}")).unwrap_or_default(), first_line(statement), hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default())]
pub struct Failed {
    /// The file.
    pub script: String,
    /// The line that the server's error is about, else the one on which the statement begins.
    pub line: usize,
    /// The character of that line that it is about, from 1, where the server says.
    pub column: Option<usize>,
    /// The statement.
    pub statement: String,
    /// What the server says.
    pub error: Box<QueryError>,
    /// The extension that the server does not have, if that is why.
    pub missing_extension: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Why files could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Statements fail, and none of them less when the others are done.
    #[error("{}", listed(.0))]
    Statements(Vec<Failed>),
    /// A file holds a command of psql that only psql can carry out.
    #[error(
        "{script}:{line}: {command} is a command of psql, and not SQL; give what psql would make of it, or take it out"
    )]
    MetaCommand {
        /// The file.
        script: String,
        /// The line.
        line: usize,
        /// The command.
        command: String,
    },
    /// A file that another includes cannot be read.
    #[error("{script}:{line}: {path} cannot be included: {reason}")]
    Include {
        /// The file that includes it.
        script: String,
        /// The line.
        line: usize,
        /// The file to be included.
        path: String,
        /// Why not.
        reason: io::Error,
    },
    /// The session could not be set up.
    #[error("the session for loading could not be set up: {0}")]
    Setup(Box<QueryError>),
    /// The scratch database cannot be reached.
    #[error(transparent)]
    Connect(#[from] Box<ConnectError>),
}

impl LoadError {
    /// The extensions that the source needs and the server does not have: another server may.
    pub fn missing_extensions(&self) -> Vec<&str> {
        let Self::Statements(failed) = self else { return Vec::new() };
        let mut names: Vec<&str> =
            failed.iter().filter_map(|failed| failed.missing_extension.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl LoadError {
    /// The same with places named as whoever put the scripts together knows them: of a script's name and a line in it.
    #[must_use]
    pub fn in_place(mut self, place: impl Fn(&str, usize) -> (String, usize)) -> Self {
        match &mut self {
            Self::Statements(failed) => {
                for failed in failed {
                    (failed.script, failed.line) = place(&failed.script, failed.line);
                }
            }
            Self::MetaCommand { script, line, .. } | Self::Include { script, line, .. } => {
                (*script, *line) = place(script, *line);
            }
            Self::Setup(_) | Self::Connect(_) => {}
        }
        self
    }
}

/// How many failures are told.
const MOST: usize = 20;

/// What explains others comes first: without an extension, everything that uses it fails too.
fn listed(failed: &[Failed]) -> String {
    let (causes, others): (Vec<_>, Vec<_>) =
        failed.iter().partition(|failed| failed.missing_extension.is_some());
    let mut lines: Vec<String> = causes.iter().chain(&others).take(MOST).map(ToString::to_string).collect();
    if failed.len() > MOST {
        lines.push(format!("and {} more", failed.len() - MOST));
    }
    lines.join("\n")
}

fn first_line(statement: &str) -> &str {
    statement.lines().next().unwrap_or_default().trim_end()
}

/// The extension that the server says it does not have.
pub(super) fn missing_extension(error: &QueryError) -> Option<String> {
    let error = error.server_error()?;
    let message = error.message();
    match error.code().code() {
        "0A000" if message.ends_with("is not available") => quoted_name(message),
        // Before version 15.
        "58P01" if message.contains("extension control file") => {
            let path = quoted_name(message)?;
            let (_, file) = path.rsplit_once('/')?;
            Some(file.strip_suffix(".control")?.to_owned())
        }
        _ => None,
    }
}

/// The name between the first and the last double quote of a message.
pub(super) fn quoted_name(message: &str) -> Option<String> {
    let (start, end) = (message.find('"')?, message.rfind('"')?);
    (start < end).then(|| message[start + 1..end].to_owned())
}

/// Extensions that come with PostgreSQL's own sources; distributions may pack them by themselves.
const CONTRIB: &[&str] = &[
    "adminpack",
    "amcheck",
    "autoinc",
    "bloom",
    "btree_gin",
    "btree_gist",
    "citext",
    "cube",
    "dblink",
    "dict_int",
    "dict_xsyn",
    "earthdistance",
    "file_fdw",
    "fuzzystrmatch",
    "hstore",
    "insert_username",
    "intagg",
    "intarray",
    "isn",
    "lo",
    "ltree",
    "moddatetime",
    "pageinspect",
    "pg_buffercache",
    "pg_freespacemap",
    "pg_prewarm",
    "pg_stat_statements",
    "pg_surgery",
    "pg_trgm",
    "pg_visibility",
    "pg_walinspect",
    "pgcrypto",
    "pgrowlocks",
    "pgstattuple",
    "postgres_fdw",
    "refint",
    "seg",
    "sslinfo",
    "tablefunc",
    "tcn",
    "tsm_system_rows",
    "tsm_system_time",
    "unaccent",
    "uuid-ossp",
    "xml2",
];

/// What to install for an extension, as Debian and Red Hat call it.
pub(super) fn to_install(extension: &str, major: u32) -> String {
    let packages = match extension {
        name if CONTRIB.contains(&name) => "the package postgresql-contrib".to_owned(),
        name if name.starts_with("postgis") || name.starts_with("address_standardizer") => {
            format!("the package postgresql-{major}-postgis-3 (Debian), postgis (Red Hat, Homebrew)")
        }
        "vector" => format!(
            "the package postgresql-{major}-pgvector (Debian), pgvector_{major} (Red Hat), pgvector (Homebrew)"
        ),
        "plpython3u" | "hstore_plpython3u" | "jsonb_plpython3u" | "ltree_plpython3u" => {
            format!("the package postgresql-plpython3-{major} (Debian), postgresql-plpython3 (Red Hat)")
        }
        name if name.contains("plperl") => {
            format!("the package postgresql-plperl-{major} (Debian), postgresql-plperl (Red Hat)")
        }
        name if name.starts_with("pltcl") => {
            format!("the package postgresql-pltcl-{major} (Debian), postgresql-pltcl (Red Hat)")
        }
        name => format!(
            "its package for PostgreSQL {major} (on Debian often postgresql-{major}-{})",
            name.replace('_', "-")
        ),
    };
    format!("install {packages}, or name a server that has the extension {extension} with --scratch URL")
}
