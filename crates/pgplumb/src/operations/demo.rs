//! The demonstration: a throwaway server, a small shop on it, exported; then altered, and checked; then what it is to be is changed, planned and
//! applied, and checked again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pgplumb_catalog::pattern::Selection;
use pgplumb_compare::{Options, Policy};
use pgplumb_outputs::report::Report;
use pgplumb_postgres::scratch::{Cluster, Installation, ScratchError, installations};
use pgplumb_postgres::{ConnectError, Conninfo, ConninfoError, Environment, PasswordSource, QueryError};

use super::apply::{LockError, Runner, Stopped, lock, transactions};
use super::check::{self, Looked};
use super::drift::{self, Comparing, Named};
use super::export::{self, ExportError, Order, TableFiles, WrittenFile};
use super::plan::{self, PlanError, Planned, Proof};
use super::read::{Counting, Read, ReadError, Request, read};
use super::scratch::{Scratch, ScratchChoice};
use super::{Observer, Stage};
use crate::settings::Export;
use crate::sources::Source;

/// The shop.
const SHOP: &str = include_str!("../../demo/shop.sql");
/// What somebody alters by hand.
const ALTERED: &str = include_str!("../../demo/alter.sql");
/// What is added to the file that the shop was built from.
const CHANGED: &str = include_str!("../../demo/change.sql");
/// What is written: what `pgplumb export` writes anyway, and SQL.
const OUTPUTS: [&str; 5] = ["json", "markdown", "mermaid", "sql", "tables"];

/// What the demonstration made.
#[derive(Debug)]
pub struct Demo {
    /// What was read.
    pub read: Read,
    /// What was written.
    pub files: Vec<WrittenFile>,
    /// The SQL that the database was made with.
    pub sql: PathBuf,
    /// The SQL that altered it afterwards.
    pub altered: &'static str,
    /// What the files and the database differ in since.
    pub drift: Report,
    /// What was added to that SQL then, as what is desired.
    pub changed: &'static str,
    /// The plan that came of it, and was executed.
    pub planned: Planned,
    /// What the files, written again, and the database differ in after that.
    pub after: Report,
}

/// Why there was no demonstration.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No PostgreSQL is installed, or not the one asked for.
    #[error(
        "{} on this machine", major.map_or("PostgreSQL is not installed".to_owned(), |m| format!("PostgreSQL {m} is not installed"))
    )]
    NotInstalled {
        /// The version asked for.
        major: Option<u32>,
        /// The versions that there are.
        found: Vec<u32>,
    },
    /// The throwaway server.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// Its address.
    #[error(transparent)]
    Conninfo(#[from] ConninfoError),
    /// Connecting to it.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// Making the shop.
    #[error("the demo's shop could not be made: {0}")]
    Load(#[from] QueryError),
    /// Reading it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Writing it.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// Writing beside it.
    #[error("{} cannot be written: {reason}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// Planning.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The plan is not one to be executed.
    #[error("the plan is not proved: {0}")]
    Unproved(String),
    /// Executing it.
    #[error(transparent)]
    Apply(#[from] Stopped),
    /// The lock that an apply takes.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The thread that makes the server has died.
    #[error("the throwaway server could not be made: {0}")]
    Thread(String),
}

/// Shows all of it, and leaves the files in a folder.
///
/// # Errors
/// When no PostgreSQL of the major version asked for (else: of any) is installed, or it does not start, or the folder cannot
/// be written to.
pub async fn demo(
    environment: &Environment,
    major: Option<u32>,
    folder: &Path,
    observer: &dyn Observer,
) -> Result<Demo, DemoError> {
    let installation = choose(installations(environment), major)?;
    observer.at(Stage::Doing("starting a throwaway server"));
    // Making a cluster blocks; beside this thread, so that Ctrl-C is heard meanwhile.
    let cluster = tokio::task::spawn_blocking(move || Cluster::start(&installation))
        .await
        .map_err(|error| DemoError::Thread(error.to_string()))??;
    observer.at(Stage::Doing("building a small shop on it"));
    let shop = make_shop(&cluster).await?;
    let request = Request {
        selection: Selection::default(),
        tables: Vec::new(),
        counting: Counting::Exact { budget: Duration::from_secs(30) },
        statement_timeout: Duration::from_secs(60),
        command_timeout: None,
        major: None,
        roles: false,
    };
    let scratch = Scratch::new(ScratchChoice::Server(Box::new(shop.clone())), environment, None);
    let database = Source::Database(Box::new(shop.clone()));
    let mut read = read(&database, &request, PasswordSource::None, &scratch, observer).await?;
    // The socket's folder is gone by the time that somebody reads of it.
    "a throwaway server".clone_into(&mut read.origin.host);
    let settings = Export { dir: folder.to_owned(), ..Export::default() };
    let outputs: Vec<_> = OUTPUTS.iter().filter_map(|name| export::output(name)).collect();
    let order = Order {
        outputs: &outputs,
        settings: &settings,
        folder: Path::new(""),
        path: None,
        check: false,
        policy: &Policy::default(),
        table_files: TableFiles::default(),
    };
    let files = export::export(&read, &order, observer)?.files;
    let sql = folder.join("shop.sql");
    fs::write(&sql, SHOP).map_err(|reason| DemoError::Write { path: sql.clone(), reason })?;
    observer.at(Stage::Doing("altering it"));
    execute(&shop, ALTERED).await?;
    let looked = Looked { export: &settings, folder: Path::new(""), sources: Vec::new() };
    let drift = checked(&looked, &database, &request, &scratch, observer).await?;
    let desired = format!("{SHOP}{CHANGED}");
    fs::write(&sql, desired).map_err(|reason| DemoError::Write { path: sql.clone(), reason })?;
    let planned = planned(&sql, &database, &request, &scratch, observer).await?;
    apply(&planned, &shop, observer).await?;
    let now = self::read(&database, &request, PasswordSource::None, &scratch, observer).await?;
    export::export(&now, &order, observer)?;
    let after = checked(&looked, &database, &request, &scratch, observer).await?;
    Ok(Demo { read, files, sql, altered: ALTERED, drift, changed: CHANGED, planned, after })
}

/// What makes the database what a file says.
async fn planned(
    sql: &Path,
    database: &Source,
    request: &Request,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Planned, DemoError> {
    let mut current = read(database, request, PasswordSource::None, scratch, observer).await?;
    "a throwaway server".clone_into(&mut current.origin.host);
    let source = Source::Path(sql.to_owned());
    let desired = read(&source, request, PasswordSource::None, scratch, observer).await?;
    let order = plan::Order {
        selection: &Selection::default(),
        only: &[],
        options: Options::default(),
        online: true,
        additive: false,
        prove: true,
        undo: false,
        renames: &[],
        confirm: None,
        scratch,
        observer,
    };
    let name = sql.display().to_string();
    let current = Named { name: check::DATABASE, read: &current };
    let planned = order.plan(current, Named { name: &name, read: &desired }).await?;
    match &planned.saved.proof {
        Proof::Failed { reason, .. } => Err(DemoError::Unproved(reason.clone())),
        Proof::Proved { .. } | Proof::NotAsked => Ok(planned),
    }
}

/// Executes a plan, as `pgplumb apply` does.
async fn apply(planned: &Planned, shop: &Conninfo, observer: &dyn Observer) -> Result<(), DemoError> {
    let saved = &planned.saved;
    let connection = pgplumb_postgres::connect(shop, PasswordSource::None).await?;
    lock(&connection, shop, Duration::ZERO, observer).await?;
    let runner = Runner::new(connection).watched(observer, shop);
    runner.run(&saved.plan, &transactions(&saved.plan, saved.online)).await?;
    runner.close().await;
    Ok(())
}

/// What the files say otherwise than the database.
async fn checked(
    looked: &Looked<'_>,
    database: &Source,
    request: &Request,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Report, DemoError> {
    let now = read(database, request, PasswordSource::None, scratch, observer).await?;
    let selection = Selection::default();
    let comparing = Comparing { selection: &selection, options: Options::default(), scratch, observer };
    let mut report = drift::report();
    for item in looked.items() {
        let said = read(&item.source, request, PasswordSource::None, scratch, observer).await;
        let reference = Named { name: check::DATABASE, read: &now };
        check::section(&item, said.map_err(|error| error.to_string()), reference, &comparing, &mut report)
            .await;
    }
    Ok(report)
}

fn choose(found: Vec<Installation>, major: Option<u32>) -> Result<Installation, DemoError> {
    let majors: Vec<u32> = found.iter().map(|installation| installation.major).collect();
    // The newest that this pgplumb knows goes before one that is newer.
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

async fn make_shop(cluster: &Cluster) -> Result<Conninfo, DemoError> {
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
