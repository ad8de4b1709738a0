//! Errors when loading SQL files.

use std::io;

use super::causes::Causes;
use crate::io_message;
use crate::{ConnectError, QueryError};

/// A statement that failed.
#[derive(Debug, thiserror::Error)]
#[error("{script}:{line}{}: {}\n{error}{}", column.map(|column| format!(":{column}")).unwrap_or_default(), first_line(statement), hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default())]
pub struct FailedStatement {
    /// The name of the file.
    pub script: String,
    /// The line that the server's error refers to, or else the line of the statement.
    pub line: usize,
    /// The column in characters, from 1, if the server's error contains a position.
    pub column: Option<usize>,
    /// The text of the statement.
    pub statement: String,
    /// The error.
    pub error: Box<QueryError>,
    /// The extension that is not available on the server, if that is the cause.
    pub missing_extension: Option<String>,
    /// Whether the cause is that the server is older than the SQL.
    pub needs_later_version: bool,
    /// How to fix the error.
    pub hint: Option<String>,
}

/// An error when loading files.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Statements failed, also after all other statements were executed.
    #[error("{}", listed(.0))]
    Statements(Vec<FailedStatement>),
    /// A file contains a psql meta-command that is not supported.
    #[error(
        "{script}:{line}: the psql command {command} is not supported; replace it with SQL, or remove it"
    )]
    MetaCommand {
        /// The file.
        script: String,
        /// The line.
        line: usize,
        /// The command.
        command: String,
    },
    /// An included file cannot be read.
    #[error("{script}:{line}: could not include {path}: {}", io_message(reason))]
    Include {
        /// The including file.
        script: String,
        /// The line.
        line: usize,
        /// The included file.
        path: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The settings of the session could not be set.
    #[error("could not set up the session for loading: {0}")]
    Setup(Box<QueryError>),
    /// Connecting to the scratch database failed.
    #[error(transparent)]
    Connect(#[from] Box<ConnectError>),
}

impl LoadError {
    /// The extensions that the SQL needs but the server does not have. Another server may have
    /// them.
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
    /// The first extension that the server lacks, and what to do about it, in one line.
    pub fn missing_extension(&self) -> Option<String> {
        let Self::Statements(failed) = self else { return None };
        failed.iter().find_map(|failed| {
            let extension = failed.missing_extension.as_ref()?;
            let hint = failed.hint.as_ref().map(|hint| format!(": {hint}")).unwrap_or_default();
            Some(format!("the scratch server does not have the extension {extension}{hint}"))
        })
    }

    /// Objects that the SQL refers to, but that no statement creates.
    pub fn missing_objects(&self) -> Vec<String> {
        match self {
            // An extension that the server lacks probably provides them.
            Self::Statements(_) if !self.missing_extensions().is_empty() => Vec::new(),
            Self::Statements(failed) => Causes::of(failed).missing,
            _ => Vec::new(),
        }
    }

    /// Replaces the script and line of each error, for scripts that were assembled from several
    /// files.
    #[must_use]
    pub fn map_locations(mut self, map: impl Fn(&str, usize) -> (String, usize)) -> Self {
        match &mut self {
            Self::Statements(failed) => {
                for failed in failed {
                    (failed.script, failed.line) = map(&failed.script, failed.line);
                }
            }
            Self::MetaCommand { script, line, .. } | Self::Include { script, line, .. } => {
                (*script, *line) = map(script, *line);
            }
            Self::Setup(_) | Self::Connect(_) => {}
        }
        self
    }
}

/// What to do about a `DROP` of an object that no statement creates.
pub(super) const DROPS_NOTHING: &str =
    "no statement creates the object: remove this statement, or write IF EXISTS";

/// What to do about a failed statement of a migration.
pub(super) const MIGRATION_STOPS: &str = "a migration tool stops at this statement; migrations are executed in order, on an empty database: fix the \
     statement, or let an earlier migration create what it needs";

/// The maximum number of failures in a message.
const MAX_LISTED: usize = 20;

/// Lists the failures that are not consequences of others.
fn listed(failed: &[FailedStatement]) -> String {
    let without_extension: Vec<&FailedStatement> =
        failed.iter().filter(|failed| failed.missing_extension.is_some()).collect();
    if !without_extension.is_empty() {
        let mut lines: Vec<String> = without_extension.iter().map(ToString::to_string).collect();
        match failed.len() - without_extension.len() {
            0 => {}
            1 => lines.push("1 more statement fails, probably because it needs the extension".to_owned()),
            more => {
                lines.push(format!("{more} more statements fail, probably because they need the extension"))
            }
        }
        return lines.join("\n");
    }
    let causes = Causes::of(failed);
    let mut lines = Vec::new();
    for (statement, others) in causes.statements.iter().take(MAX_LISTED) {
        lines.push(statement.to_string());
        match others {
            0 => {}
            1 => lines.push("    1 more statement fails for the same reason".to_owned()),
            others => lines.push(format!("    {others} more statements fail for the same reason")),
        }
    }
    if causes.statements.len() > MAX_LISTED {
        lines.push(format!("and {} more", causes.statements.len() - MAX_LISTED));
    }
    match causes.consequences {
        0 => {}
        1 => lines.push("1 more statement fails because of these".to_owned()),
        others => lines.push(format!("{others} more statements fail because of these")),
    }
    lines.join("\n")
}

fn first_line(statement: &str) -> &str {
    statement.lines().next().unwrap_or_default().trim_end()
}

/// The extension whose absence caused an error.
pub(super) fn missing_extension(error: &QueryError) -> Option<String> {
    let error = error.server_error()?;
    let message = error.message();
    match error.code().code() {
        "0A000" if message.ends_with("is not available") => quoted_name(message),
        // Before PostgreSQL 15.
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

/// The extensions in PostgreSQL's source tree. Distributions may package them separately.
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

/// A hint with the packages of an extension on Debian and Red Hat.
pub(super) fn install_hint(extension: &str, major: u32) -> String {
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
    format!("install {packages}, or specify a server with the extension {extension} with --scratch URL")
}
