//! The demonstration: exports a small shop database from a throwaway server, alters and checks it,
//! then plans and applies a change to its SQL file and checks again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgplumb_catalog::pattern::Selection;
use pgplumb_compare::Options;
use pgplumb_outputs::report::Report;
use pgplumb_postgres::io_message;
use pgplumb_postgres::scratch::{Installation, ScratchError, TemporaryCluster, installations};
use pgplumb_postgres::{ConnectError, Conninfo, ConninfoError, Environment, PasswordSource, QueryError};

use super::apply::{LockError, Runner, StepError, acquire_lock};
use super::check::{self, CheckTargets};
use super::drift::{self, Comparer, NamedCatalog};
use super::export::{self, ExportError, ExportRequest, WrittenFile};
use super::load::{LoadError, LoadRequest, LoadedCatalog, RowCounting, load};
use super::plan::{self, PlanError, Planned, Proof};
use super::scratch::{Scratch, ScratchChoice};
use super::{Observer, Stage};
use crate::settings::Export;
use crate::sources::Source;

/// The SQL of the shop.
const SHOP: &str = include_str!("../../demo/shop.sql");
/// The SQL of the manual change.
const ALTERED: &str = include_str!("../../demo/alter.sql");
/// The SQL that is appended to the shop's SQL file.
const CHANGED: &str = include_str!("../../demo/change.sql");
/// The exported outputs: the default ones, and SQL.
const OUTPUTS: [&str; 5] = ["json", "markdown", "mermaid", "sql", "tables"];

/// The result of the demonstration.
#[derive(Debug)]
pub struct Demo {
    /// The catalog of the database.
    pub read: LoadedCatalog,
    /// The exported files.
    pub files: Vec<WrittenFile>,
    /// The SQL file that describes the database.
    pub sql: PathBuf,
    /// The SQL of the manual change.
    pub altered: &'static str,
    /// The drift after the manual change.
    pub drift: Report,
    /// The SQL that was appended to the file, as the desired change.
    pub changed: &'static str,
    /// The plan for the desired state, which was applied.
    pub planned: Planned,
    /// The drift after applying and exporting again.
    pub after: Report,
}

/// Why the demonstration failed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// PostgreSQL, or the requested version, is not installed.
    #[error(
        "{} on this machine", major.map_or("PostgreSQL is not installed".to_owned(), |m| format!("PostgreSQL {m} is not installed"))
    )]
    NotInstalled {
        /// The requested version.
        major: Option<u32>,
        /// The installed versions.
        found: Vec<u32>,
    },
    /// The throwaway server could not be started.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The connection string of the server is invalid.
    #[error(transparent)]
    Conninfo(#[from] ConninfoError),
    /// The connection failed.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A statement of the demonstration failed.
    #[error("a statement of the demo failed: {0}")]
    Sql(#[from] QueryError),
    /// The database could not be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The export failed.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A file could not be written.
    #[error("{} cannot be written: {}", path.display(), io_message(reason))]
    Write {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// Planning failed.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The proof of the plan failed.
    #[error("the plan is not proved: {0}")]
    Unproved(String),
    /// A step failed.
    #[error(transparent)]
    Apply(#[from] StepError),
    /// The apply lock could not be acquired.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The thread that creates the server failed.
    #[error("could not create the throwaway server: {0}")]
    Thread(String),
}

/// Runs the demonstration, and leaves the files in a folder.
///
/// # Errors
/// When PostgreSQL, or the requested major version, is not installed or does not start, or the
/// folder is not writable.
pub async fn demo(
    environment: &Environment,
    major: Option<u32>,
    folder: &Path,
    observer: &dyn Observer,
) -> Result<Demo, DemoError> {
    let installation = choose(installations(environment), major)?;
    observer.notify(Stage::Doing("starting a throwaway server"));
    // Creating a cluster blocks, so it runs on another thread and Ctrl-C stays responsive.
    let cluster = tokio::task::spawn_blocking(move || TemporaryCluster::start(&installation))
        .await
        .map_err(|error| DemoError::Thread(error.to_string()))??;
    observer.notify(Stage::Doing("creating a small shop database"));
    let shop = create_shop(&cluster).await?;
    let request = LoadRequest {
        counting: RowCounting::Exact { budget: Duration::from_secs(30) },
        statement_timeout: Duration::from_secs(60),
        ..LoadRequest::default()
    };
    let scratch = Scratch::new(ScratchChoice::Server(Box::new(shop.clone())), environment, None);
    let database = Source::Database(Box::new(shop.clone()));
    let mut read = load(&database, &request, PasswordSource::None, &scratch, observer).await?;
    // The socket folder no longer exists when the user reads this.
    "a throwaway server".clone_into(&mut read.origin.host);
    let settings = Export { dir: folder.to_owned(), ..Export::default() };
    let outputs: Vec<_> = OUTPUTS.iter().filter_map(|name| export::output(name)).collect();
    let export_request = ExportRequest::new(&outputs, &settings, Path::new(""));
    let files = export::export(&read, &export_request, observer)?.files;
    let sql = folder.join("shop.sql");
    fs::write(&sql, SHOP).map_err(|reason| DemoError::Write { path: sql.clone(), reason })?;
    observer.notify(Stage::Doing("altering the database"));
    execute(&shop, ALTERED).await?;
    let targets = CheckTargets { export: &settings, folder: Path::new(""), sources: Vec::new() };
    let drift = check_files(&targets, &database, &request, &scratch, observer).await?;
    let desired = format!("{SHOP}{CHANGED}");
    fs::write(&sql, desired).map_err(|reason| DemoError::Write { path: sql.clone(), reason })?;
    let planned = plan_change(&sql, &database, &request, &scratch, observer).await?;
    apply(&planned, &shop, observer).await?;
    let now = load(&database, &request, PasswordSource::None, &scratch, observer).await?;
    export::export(&now, &export_request, observer)?;
    let after = check_files(&targets, &database, &request, &scratch, observer).await?;
    Ok(Demo { read, files, sql, altered: ALTERED, drift, changed: CHANGED, planned, after })
}

/// Plans the changes that make the database match the file.
async fn plan_change(
    sql: &Path,
    database: &Source,
    request: &LoadRequest,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Planned, DemoError> {
    let mut current = load(database, request, PasswordSource::None, scratch, observer).await?;
    "a throwaway server".clone_into(&mut current.origin.host);
    let source = Source::Path(sql.to_owned());
    let desired = load(&source, request, PasswordSource::None, scratch, observer).await?;
    let plan_request = plan::PlanRequest { observer, ..plan::PlanRequest::new(scratch) };
    let name = sql.display().to_string();
    let current = NamedCatalog { name: check::DATABASE, loaded: &current };
    let planned = plan_request.plan(current, NamedCatalog { name: &name, loaded: &desired }).await?;
    match &planned.saved.proof {
        Proof::Failed { reason, .. } => Err(DemoError::Unproved(reason.clone())),
        Proof::Proved { .. } | Proof::NotRequested => Ok(planned),
    }
}

/// Executes a plan as `pgplumb apply` does.
async fn apply(planned: &Planned, shop: &Conninfo, observer: &dyn Observer) -> Result<(), DemoError> {
    let saved = &planned.saved;
    let connection = pgplumb_postgres::connect(shop, PasswordSource::None).await?;
    acquire_lock(&connection, shop, Duration::ZERO, observer).await?;
    let runner = Runner::new(connection).with_observer(observer, shop);
    runner.run(&saved.plan).await?;
    runner.close().await;
    Ok(())
}

/// Compares the files with the database.
async fn check_files(
    targets: &CheckTargets<'_>,
    database: &Source,
    request: &LoadRequest,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Report, DemoError> {
    let now = load(database, request, PasswordSource::None, scratch, observer).await?;
    let selection = Selection::default();
    let comparing = Comparer { selection: &selection, options: Options::default(), scratch, observer };
    let mut report = drift::empty_report();
    for item in targets.items() {
        let loaded = load(&item.source, request, PasswordSource::None, scratch, observer).await;
        let reference = NamedCatalog { name: check::DATABASE, loaded: &now };
        check::add_section(
            &item,
            loaded.map_err(|error| error.to_string()),
            reference,
            &comparing,
            &mut report,
        )
        .await;
    }
    Ok(report)
}

fn choose(found: Vec<Installation>, major: Option<u32>) -> Result<Installation, DemoError> {
    let majors: Vec<u32> = found.iter().map(|installation| installation.major).collect();
    // The newest supported version takes precedence over newer ones.
    let known = |installation: &Installation| {
        installation.major <= pgplumb_catalog::ServerVersion::NEWEST_MAJOR
            && installation.major >= pgplumb_catalog::ServerVersion::OLDEST_MAJOR
    };
    let chosen = match major {
        Some(major) => found.into_iter().find(|installation| installation.major == major),
        None => found.into_iter().find(known),
    };
    chosen.ok_or(DemoError::NotInstalled { major, found: majors })
}

async fn create_shop(cluster: &TemporaryCluster) -> Result<Conninfo, DemoError> {
    let connection = pgplumb_postgres::connect(&cluster.conninfo("postgres")?, PasswordSource::None).await?;
    connection.execute_script("CREATE DATABASE shop").await?;
    connection.close().await;
    let shop = cluster.conninfo("shop")?;
    execute(&shop, SHOP).await?;
    Ok(shop)
}

async fn execute(database: &Conninfo, sql: &str) -> Result<(), DemoError> {
    let connection = pgplumb_postgres::connect(database, PasswordSource::None).await?;
    connection.execute_script(sql).await?;
    connection.close().await;
    Ok(())
}
