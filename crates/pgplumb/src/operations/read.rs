//! Reading a catalog from a source.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use pgplumb_catalog::counts::{CountKind, RowCount, RowCounts};
use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_catalog::{Catalog, ObjectId, ServerVersion};
use pgplumb_postgres::counts::{CountOptions, Method, row_counts};
use pgplumb_postgres::load::marks;
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::{ConnectError, Connection, Conninfo, PasswordSource, QueryError, Secret};
use serde::Deserialize;

use super::marks::{Said, said};
use super::part::TablePattern;
use super::scratch::{Made, Scratch, WorkError};
use super::{GENERATOR, Observer, Stage, clock};
use crate::sources::{self, OpenError, Opened, Source};

/// What is to be read, and at what expense.
#[derive(Clone, Debug)]
pub struct Request {
    /// The objects that it is about.
    pub selection: Selection,
    /// The tables and views that it is about: these are read whole, and of the rest at least what they need. None means all that there is.
    pub tables: Vec<TablePattern>,
    /// How rows are counted.
    pub counting: Counting,
    /// The longest that a query may take; zero is without limit.
    pub statement_timeout: Duration,
    /// The longest that a command may run that is a source.
    pub command_timeout: Option<Duration>,
    /// The major version to execute SQL on, where there is a choice.
    pub major: Option<u32>,
}

/// How rows are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counting {
    /// Not at all.
    None,
    /// The planner's estimates.
    Estimate,
    /// Every row, for so long; then estimates.
    Exact {
        /// How long.
        budget: Duration,
    },
}

/// A catalog that was read, and what is known of the reading.
#[derive(Clone, Debug)]
pub struct Read {
    /// The catalog.
    pub catalog: Catalog,
    /// How many rows the tables have.
    pub counts: RowCounts,
    /// Where it is from. A database's `exported_at` is the time of the reading.
    pub origin: Origin,
    /// What the user should know.
    pub warnings: Vec<String>,
    /// How long it took, without connecting.
    pub took: Duration,
    /// Whether privileges are managed where it is from.
    pub says_privileges: bool,
    /// Whether it was made by executing SQL.
    pub is_made: bool,
    /// What a tool keeps in databases besides what its migrations make, and the source does not say.
    pub bookkeeping: Vec<Pattern>,
    /// What the files say of what they make.
    pub said: Vec<Said>,
}

/// Why a catalog could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A query failed.
    #[error("the catalog cannot be read: {0}")]
    Query(#[from] QueryError),
    /// The server is older than what is supported.
    #[error(
        "the server runs PostgreSQL {version}; pgplumb reads PostgreSQL {} and later",
        ServerVersion::OLDEST_MAJOR
    )]
    TooOld {
        /// Its version.
        version: String,
    },
    /// The source cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It must be executed to be read, and that fails.
    #[error(transparent)]
    Work(#[from] WorkError),
}

/// Reads the catalog of a source.
///
/// # Errors
/// When the source cannot be reached or read.
pub async fn read(
    source: &Source,
    request: &Request,
    password: PasswordSource<'_>,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Read, ReadError> {
    let started = Instant::now();
    let options =
        sources::Options { command_timeout: request.command_timeout, ..sources::Options::default() };
    let major = request.major;
    let mut read = match sources::open(source, &options, observer).await? {
        Opened::Database(conninfo) => read_database(&conninfo, request, password, observer).await?,
        Opened::Snapshot(read) => *read,
        Opened::Sql(scripts) => {
            let made = match source {
                // What a program prints is of the moment.
                Source::Exec(_) => scratch.make(&scripts, major, observer).await?,
                _ => scratch.make_of_files(&scripts, major, observer).await?,
            };
            let marks = marks(&scripts, None).map_err(Box::new).map_err(WorkError::Load)?;
            let (said, unknown) = said(&marks, &made.catalog);
            let mut read = made_of(source, made, started);
            read.warnings.extend(unknown);
            // What a program prints says what its author thought of, which privileges are seldom part of.
            Read { says_privileges: !matches!(source, Source::Exec(_)), said, ..read }
        }
        Opened::Migrations(migrations) => {
            let made = scratch.migrate(&migrations, major, observer).await?;
            let patterns = migrations.layout.bookkeeping().iter().flat_map(|pattern| pattern.parse());
            let mut read = made_of(source, made, started);
            read.warnings.extend(migrations.warnings);
            Read { bookkeeping: patterns.collect(), ..read }
        }
        Opened::Migrate(shell) => {
            let made = scratch.run(&shell, major, observer).await?;
            Read { says_privileges: false, ..made_of(source, made, started) }
        }
    };
    select(&mut read, &request.selection);
    Ok(read)
}

/// What SQL made, as something that was read.
fn made_of(source: &Source, made: Made, started: Instant) -> Read {
    let origin = Origin {
        generator: GENERATOR.to_owned(),
        database: source.to_string(),
        host: String::new(),
        exported_at: clock::timestamp(SystemTime::now()),
        server_version: made.server_version,
    };
    Read {
        catalog: made.catalog,
        counts: RowCounts::default(),
        origin,
        warnings: made.warnings,
        took: started.elapsed(),
        says_privileges: true,
        is_made: true,
        bookkeeping: Vec::new(),
        said: Vec::new(),
    }
}

/// Narrows what was read to a selection.
pub fn select(read: &mut Read, selection: &Selection) {
    warn_of_unused_patterns(read, selection);
    read.catalog = std::mem::take(&mut read.catalog).select(selection);
}

async fn read_database(
    conninfo: &Conninfo,
    request: &Request,
    password: PasswordSource<'_>,
    observer: &dyn Observer,
) -> Result<Read, ReadError> {
    observer.at(Stage::Connecting(&conninfo.redacted()));
    let (connection, conninfo) = connect(conninfo, password).await?;
    // Without the time that somebody needed to type a password.
    let started = Instant::now();
    let version = connection.server_version();
    if version.0 != 0 && version.major() < ServerVersion::OLDEST_MAJOR {
        return Err(ReadError::TooOld { version: connection.server_version_text().to_owned() });
    }
    observer.at(Stage::Reading);
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
            "PostgreSQL {} is newer than this pgplumb, which knows up to {}: what is new in it is not seen",
            version.major(),
            ServerVersion::NEWEST_MAJOR
        ));
    }
    warnings.extend(catalog.warnings.iter().map(ToString::to_string));
    let catalog = catalog.catalog;
    let counts = count(&connection, &conninfo, &catalog, request, observer).await?;
    let origin = Origin {
        generator: GENERATOR.to_owned(),
        database: connection.database().to_owned(),
        host: connection.host().name().to_owned(),
        exported_at: clock::timestamp(SystemTime::now()),
        server_version: connection.server_version_text().to_owned(),
    };
    connection.close().await;
    Ok(Read {
        catalog,
        counts,
        origin,
        warnings,
        took: started.elapsed(),
        says_privileges: true,
        is_made: false,
        bookkeeping: Vec::new(),
        said: Vec::new(),
    })
}

/// Connects, and returns with the connection how to make another like it: a password is asked for only once.
///
/// # Errors
/// When no server can be connected to.
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
    request: &Request,
    observer: &dyn Observer,
) -> Result<RowCounts, ReadError> {
    let (method, budget) = match request.counting {
        Counting::None => return Ok(RowCounts::default()),
        Counting::Estimate => (Method::Estimate, Duration::ZERO),
        Counting::Exact { budget } => (Method::Exact, budget),
    };
    let selection = &request.selection;
    let tables = (!selection.is_everything()).then(|| {
        let picked = catalog.tables.iter().filter(|table| {
            selection.picks(&ObjectId::local(pgplumb_catalog::Kind::Table, &table.schema, table.name.clone()))
        });
        picked.map(|table| (table.schema.clone(), table.name.clone())).collect()
    });
    let options = CountOptions { method, budget, tables, ..CountOptions::default() };
    let another = || async { pgplumb_postgres::connect(conninfo, PasswordSource::None).await.ok() };
    let progress = |done, total| observer.at(Stage::Counting { done, total });
    Ok(row_counts(connection, another, &options, progress).await?)
}

/// Reads a schema map; it took from `started` on.
pub(crate) fn snapshot(text: &str, started: Instant) -> Result<Read, snapshot::ReadError> {
    let snapshot::Snapshot { catalog, origin, .. } = snapshot::read(text.as_bytes())?;
    let counts = read_counts(text);
    Ok(Read {
        catalog,
        counts,
        origin,
        warnings: Vec::new(),
        took: started.elapsed(),
        says_privileges: true,
        is_made: false,
        bookkeeping: Vec::new(),
        said: Vec::new(),
    })
}

/// The row counts of a schema map: no part of its catalog, but of what is written from it.
fn read_counts(map: &str) -> RowCounts {
    #[derive(Deserialize)]
    struct Map {
        schemas: BTreeMap<String, Schema>,
    }
    #[derive(Deserialize)]
    struct Schema {
        #[serde(default)]
        tables: BTreeMap<String, Table>,
    }
    #[derive(Deserialize)]
    struct Table {
        row_count: Option<u64>,
        row_count_kind: Option<CountKind>,
        row_count_note: Option<String>,
    }
    let mut counts = RowCounts::default();
    let Ok(map) = serde_json::from_str::<Map>(map) else { return counts };
    for (schema, entry) in map.schemas {
        for (name, table) in entry.tables {
            if let Some(kind) = table.row_count_kind {
                let count = RowCount { rows: table.row_count, kind, note: table.row_count_note };
                counts.insert(schema.as_str().into(), name.into(), count);
            }
        }
    }
    counts
}

/// A pattern that selects nothing is misspelt, most likely.
fn warn_of_unused_patterns(read: &mut Read, selection: &Selection) {
    if selection.include.is_empty() {
        return;
    }
    let ids: Vec<ObjectId> = super::find::everything(&read.catalog);
    for pattern in selection.unused(&ids) {
        read.warnings.push(format!("nothing is selected by the pattern {pattern}"));
    }
}
