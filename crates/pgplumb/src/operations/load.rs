//! Loads a catalog from a source.

use std::cell::RefCell;
use std::time::{Duration, Instant, SystemTime};

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::roles::Role;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Name, ObjectId, ServerVersion};
use pgplumb_postgres::counts::{CountMethod, CountOptions, row_counts};
use pgplumb_postgres::load::marks as script_marks;
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::roles::read_roles;
use pgplumb_postgres::{ConnectError, Connection, Conninfo, PasswordSource, QueryError, Secret};

use super::empty_source::{EmptySource, require_objects};
use super::marks::{self, ResolvedMark};
use super::scratch::{Scratch, ScratchCatalog, SqlCatalogError};
use super::selection::{EmptySelection, PatternCheck, Unmatched};
use super::table_selection::TablePattern;
use super::{GENERATOR, Observer, Stage, clock};
use crate::sources::{self, LoadedSnapshot, OpenError, Opened, Source};

/// What to load from a source, with limits.
#[derive(Clone, Debug)]
pub struct LoadRequest {
    /// The objects to load.
    pub selection: Selection,
    /// The patterns that must match. `None` checks those that the selection includes.
    pub patterns: Option<PatternCheck>,
    /// Whether programs (`exec:`, `migrate:`) that define no objects are an error. Files, databases
    /// and schema maps may be empty.
    pub requires_objects: bool,
    /// The tables and views to load, with at least the objects that they need. Empty loads
    /// everything.
    pub tables: Vec<TablePattern>,
    /// How rows are counted.
    pub counting: RowCounting,
    /// The statement timeout of queries. Zero means no limit.
    pub statement_timeout: Duration,
    /// The time limit of a command that is a source.
    pub command_timeout: Option<Duration>,
    /// The preferred major version for executing SQL.
    pub major: Option<u32>,
    /// Whether to load the roles of the server too.
    pub roles: bool,
}

/// Loads everything, without row counts, roles or a time limit.
impl Default for LoadRequest {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            patterns: None,
            requires_objects: false,
            tables: Vec::new(),
            counting: RowCounting::None,
            statement_timeout: Duration::ZERO,
            command_timeout: None,
            major: None,
            roles: false,
        }
    }
}

/// How rows are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowCounting {
    /// No counts.
    None,
    /// The planner's estimates.
    Estimate,
    /// Exact counts until the time budget is used up, then estimates.
    Exact {
        /// The time budget.
        budget: Duration,
    },
}

/// A catalog with what is known about its source.
#[derive(Clone, Debug)]
pub struct LoadedCatalog {
    /// The catalog.
    pub catalog: Catalog,
    /// The role that read the catalog from a database. `CURRENT_USER` in the SQL of the other side
    /// means this role.
    pub role: Option<Name>,
    /// The row counts of the tables.
    pub counts: RowCounts,
    /// The roles of the server. Empty unless they were requested and the source is a database.
    pub roles: Vec<Role>,
    /// The source of the catalog. For a database, `exported_at` is the time of loading.
    pub origin: Origin,
    /// Warnings for the user.
    pub warnings: Vec<String>,
    /// How long loading took, without connecting.
    pub elapsed: Duration,
    /// Whether the source manages privileges. Otherwise privileges are not compared.
    pub manages_privileges: bool,
    /// Whether the catalog comes from executed SQL, which does not contain state such as invalid
    /// indexes.
    pub is_from_sql: bool,
    /// The patterns of the request that match nothing, and need not.
    pub unmatched: Unmatched,
    /// The `-- pgplumb:` marks of the source files.
    pub marks: Vec<ResolvedMark>,
    /// The objects that the prelude created before the SQL of the source.
    pub provided: Vec<ObjectId>,
}

impl LoadedCatalog {
    /// The warnings with the name of the source, unless they start with it.
    pub fn warnings_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        self.warnings.iter().map(move |warning| {
            match warning.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')) {
                true => warning.clone(),
                false => format!("{name}: {warning}"),
            }
        })
    }
}

/// Why a catalog could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The connection failed.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A query failed.
    #[error("could not read the catalog: {0}")]
    Query(#[from] QueryError),
    /// The server is older than the supported versions.
    #[error(
        "the server runs PostgreSQL {version}; pgplumb reads PostgreSQL {} and later",
        ServerVersion::OLDEST_MAJOR
    )]
    TooOld {
        /// The version of the server.
        version: String,
    },
    /// The source could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The source defines no objects.
    #[error(transparent)]
    EmptySource(#[from] EmptySource),
    /// A pattern of the request matches nothing.
    #[error(transparent)]
    EmptySelection(#[from] EmptySelection),
    /// The SQL of the source could not be executed.
    #[error(transparent)]
    Sql(#[from] SqlCatalogError),
}

/// Loads the catalog of a source.
///
/// # Errors
/// When the source cannot be opened, reached or read.
pub async fn load(
    source: &Source,
    request: &LoadRequest,
    password: PasswordSource<'_>,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<LoadedCatalog, LoadError> {
    let started = Instant::now();
    let options =
        sources::Options { command_timeout: request.command_timeout, ..sources::Options::default() };
    let major = request.major;
    let mut read = match sources::open(source, &options, observer).await? {
        Opened::Database(conninfo) => read_database(&conninfo, request, password, observer).await?,
        Opened::Snapshot(snapshot) => from_snapshot(*snapshot),
        Opened::Sql(scripts) => {
            let is_printed = source.is_printed_by_program();
            let loaded = match is_printed {
                true => scratch.catalog_of_sql(&scripts, major, observer).await?,
                false => scratch.catalog_of_files(&scripts, major, observer).await?,
            };
            let written = script_marks(&scripts, None).map_err(Box::new).map_err(SqlCatalogError::Load)?;
            let (marks, unresolved) = marks::resolve(&written, &loaded.catalog);
            let mut read = from_scratch(source, loaded, started);
            read.warnings.extend(unresolved);
            LoadedCatalog { manages_privileges: !is_printed, marks, ..read }
        }
        Opened::Migrations(migrations) => {
            let loaded = scratch.catalog_of_migrations(&migrations, major, observer).await?;
            let mut read = from_scratch(source, loaded, started);
            read.warnings.extend(migrations.warnings);
            read
        }
        Opened::Migrate(shell) => {
            let loaded = scratch.catalog_of_command(&shell, major, observer).await?;
            LoadedCatalog { manages_privileges: false, ..from_scratch(source, loaded, started) }
        }
    };
    if request.requires_objects && read.is_from_sql && source.is_of_programs() {
        require_objects(&source.to_string(), &read.catalog, &Selection::default())?;
    }
    let check = request.patterns.clone();
    let mut check = check.unwrap_or_else(|| PatternCheck::of_selection(&request.selection));
    check.see(&read.catalog);
    read.unmatched = check.finish()?;
    select(&mut read, &request.selection);
    Ok(read)
}

/// Converts the result of executed SQL.
pub(crate) fn from_scratch(source: &Source, loaded: ScratchCatalog, started: Instant) -> LoadedCatalog {
    let origin = Origin {
        generator: GENERATOR.to_owned(),
        database: source.to_string(),
        host: String::new(),
        exported_at: clock::timestamp(SystemTime::now()),
        server_version: loaded.server_version,
    };
    LoadedCatalog {
        catalog: loaded.catalog,
        role: None,
        counts: RowCounts::default(),
        roles: Vec::new(),
        origin,
        warnings: loaded.warnings,
        elapsed: started.elapsed(),
        manages_privileges: true,
        is_from_sql: true,
        unmatched: Unmatched::default(),
        marks: Vec::new(),
        provided: loaded.provided,
    }
}

/// Restricts a loaded catalog to a selection.
pub fn select(read: &mut LoadedCatalog, selection: &Selection) {
    read.catalog = std::mem::take(&mut read.catalog).select(selection);
}

async fn read_database(
    conninfo: &Conninfo,
    request: &LoadRequest,
    password: PasswordSource<'_>,
    observer: &dyn Observer,
) -> Result<LoadedCatalog, LoadError> {
    observer.notify(Stage::Connecting(&conninfo.redacted()));
    let (connection, conninfo) = connect(conninfo, password).await?;
    // Excludes the time that the user needed to type a password.
    let started = Instant::now();
    let version = connection.server_version();
    if version.0 != 0 && version.major() < ServerVersion::OLDEST_MAJOR {
        return Err(LoadError::TooOld { version: connection.server_version_text().to_owned() });
    }
    observer.notify(Stage::Reading);
    let tables = request.tables.iter().map(|table| table.pattern().clone()).collect::<Vec<_>>();
    let options = ReadOptions {
        statement_timeout: Some(request.statement_timeout),
        tables: (!tables.is_empty()).then_some(tables),
        ..ReadOptions::default()
    };
    let catalog = read_catalog(&connection, &options).await?;
    let mut warnings: Vec<String> = connection.warnings().to_vec();
    if version.major() > ServerVersion::NEWEST_MAJOR {
        warnings.push(format!(
            "PostgreSQL {} is newer than the versions that this pgplumb supports (up to {}); new features are ignored",
            version.major(),
            ServerVersion::NEWEST_MAJOR
        ));
    }
    warnings.extend(catalog.warnings.iter().map(ToString::to_string));
    let (catalog, role, has_other_bytes) = (catalog.catalog, catalog.role, catalog.has_other_bytes);
    // The names of tables may be escapes.
    let counts = match has_other_bytes {
        true => RowCounts::default(),
        false => count(&connection, &conninfo, &catalog, request, observer).await?,
    };
    let roles = match request.roles {
        true => read_roles(&connection, Some(request.statement_timeout)).await?,
        false => Vec::new(),
    };
    let origin = Origin {
        generator: GENERATOR.to_owned(),
        database: connection.database().to_owned(),
        // The folder of a socket tells readers of a document nothing.
        host: match connection.host().socket() {
            Some(_) => "localhost".to_owned(),
            None => connection.host().name().to_owned(),
        },
        exported_at: clock::timestamp(SystemTime::now()),
        server_version: connection.server_version_text().to_owned(),
    };
    connection.close().await;
    Ok(LoadedCatalog {
        catalog,
        role,
        counts,
        roles,
        origin,
        warnings,
        elapsed: started.elapsed(),
        manages_privileges: true,
        is_from_sql: false,
        unmatched: Unmatched::default(),
        marks: Vec::new(),
        provided: Vec::new(),
    })
}

/// Connects, and also returns the parameters for further connections, with the password that the
/// user typed.
///
/// # Errors
/// When no server accepts the connection.
pub async fn connect(
    conninfo: &Conninfo,
    password: PasswordSource<'_>,
) -> Result<(Connection, Conninfo), ConnectError> {
    let PasswordSource::Ask(ask) = password else {
        return Ok((pgplumb_postgres::connect(conninfo, PasswordSource::None).await?, conninfo.clone()));
    };
    let given: RefCell<Option<Secret>> = RefCell::new(None);
    let mut remember = |prompt: pgplumb_postgres::PasswordPrompt<'_>| {
        let secret = ask(prompt)?;
        given.borrow_mut().clone_from(&secret);
        Ok(secret)
    };
    let connection = pgplumb_postgres::connect(conninfo, PasswordSource::Ask(&mut remember)).await?;
    let again = match given.into_inner() {
        Some(secret) => conninfo.with_user(conninfo.user(), Some(secret)),
        None => conninfo.clone(),
    };
    Ok((connection, again))
}

async fn count(
    connection: &Connection,
    conninfo: &Conninfo,
    catalog: &Catalog,
    request: &LoadRequest,
    observer: &dyn Observer,
) -> Result<RowCounts, LoadError> {
    let (method, budget) = match request.counting {
        RowCounting::None => return Ok(RowCounts::default()),
        RowCounting::Estimate => (CountMethod::Estimate, Duration::ZERO),
        RowCounting::Exact { budget } => (CountMethod::Exact, budget),
    };
    let selection = &request.selection;
    let is_all = selection.is_everything() && request.tables.is_empty();
    let tables = (!is_all).then(|| {
        let picked = catalog.tables.iter().filter(|table| {
            let id = table.id();
            let is_meant = || request.tables.iter().any(|pattern| pattern.matches(&id));
            selection.includes(&id) && (request.tables.is_empty() || is_meant())
        });
        picked.map(|table| (table.schema.clone(), table.name.clone())).collect()
    });
    let options = CountOptions { method, budget, tables, ..CountOptions::default() };
    let another = || async { pgplumb_postgres::connect(conninfo, PasswordSource::None).await.ok() };
    let progress = |done, total| observer.notify(Stage::Counting { done, total });
    Ok(row_counts(connection, another, &options, progress).await?)
}

/// Converts a snapshot.
fn from_snapshot(snapshot: LoadedSnapshot) -> LoadedCatalog {
    let LoadedSnapshot { catalog, counts, origin, took: elapsed } = snapshot;
    LoadedCatalog {
        catalog,
        role: None,
        counts,
        roles: Vec::new(),
        origin,
        warnings: Vec::new(),
        elapsed,
        manages_privileges: true,
        is_from_sql: false,
        unmatched: Unmatched::default(),
        marks: Vec::new(),
        provided: Vec::new(),
    }
}
