//! Loads catalogs from SQL: executes it in a scratch database, reads the result and drops the
//! database.

mod error;
mod servers;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use pgplumb_catalog::{Catalog, ObjectId};
use pgplumb_postgres::Environment;
use pgplumb_postgres::load::{LoadOptions, Script, inert};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::scratch::{Installation, ScratchDatabase, ScratchServer, Trust};

pub use self::error::{SqlCatalogError, WITHOUT_SERVER};
use self::servers::Candidate;
pub use self::servers::ScratchChoice;
use super::load_cache::{CacheEntry, LoadCache};
use super::{Observer, Stage};
use crate::background::run_blocking;
use crate::sources::command::{Shell, database_variables};
use crate::sources::migrations::{Migration, Migrations};

/// The time limit for each statement that recreates a catalog, or executes a plan on a copy. Tables
/// are empty, so only functions of the database can take long.
const RECREATION_TIMEOUT: Duration = Duration::from_secs(60);

/// Creates scratch databases, and keeps the servers that it started for the next use.
#[derive(Debug)]
pub struct Scratch {
    /// Which server to use.
    choice: ScratchChoice,
    /// Where to look for PostgreSQL installations. They are searched on first use, because each
    /// program is run to get its version.
    environment: Environment,
    installations: OnceCell<Vec<Installation>>,
    /// The folder in which private clusters are kept between runs.
    cache: Option<PathBuf>,
    /// Whether SQL is executed without superuser rights.
    trust: Trust,
    /// The statement timeout of the executed SQL.
    statement_timeout: Option<Duration>,
    /// SQL that is executed first.
    prelude: Vec<Script>,
    /// Whether SQL is executed again although its result is cached.
    ignores_cache: bool,
    /// The servers by major version, and whether they are for SQL that is not trusted.
    servers: RefCell<BTreeMap<(u32, bool), ScratchServer>>,
}

/// The catalog of a scratch database.
#[derive(Debug)]
pub struct ScratchCatalog {
    /// The catalog. Owners that the SQL does not specify are unspecified.
    pub catalog: Catalog,
    /// The server's version string.
    pub server_version: String,
    /// Warnings for the user.
    pub warnings: Vec<String>,
    /// The objects that the prelude created.
    pub provided: Vec<ObjectId>,
}

impl Scratch {
    /// Starts no server yet: servers are started on first use.
    pub fn new(choice: ScratchChoice, environment: &Environment, cache: Option<PathBuf>) -> Self {
        Self {
            choice,
            environment: environment.clone(),
            installations: OnceCell::new(),
            cache,
            trust: Trust::Trusted,
            statement_timeout: LoadOptions::default().statement_timeout,
            prelude: Vec::new(),
            ignores_cache: false,
            servers: RefCell::default(),
        }
    }

    /// Executes SQL without superuser rights. Catalogs are recreated without them in any case.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.trust = Trust::Untrusted;
        self
    }

    /// Executes this SQL first: it creates what the platform of the database provides.
    #[must_use]
    pub fn with_prelude(mut self, prelude: Vec<Script>) -> Self {
        self.prelude = prelude;
        self
    }

    /// Ignores cached results.
    #[must_use]
    pub fn without_cache(mut self) -> Self {
        self.ignores_cache = true;
        self
    }

    /// Sets the statement timeout.
    #[must_use]
    pub fn with_statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = (!timeout.is_zero()).then_some(timeout);
        self
    }

    /// Loads a catalog from SQL, on a server of the given major version where one is available.
    ///
    /// # Errors
    /// When no server is available, or statements fail on every server.
    pub async fn catalog_of_sql(
        &self,
        scripts: &[Script],
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let work = async |database: &ScratchDatabase| self.load(database, scripts).await;
        self.fill(work, major, observer).await
    }

    /// Loads a catalog from files, or from the cache if they are unchanged.
    ///
    /// # Errors
    /// As for [`catalog_of_sql`](Self::catalog_of_sql).
    pub async fn catalog_of_files(
        &self,
        scripts: &[Script],
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let entry = self.cache_entry(scripts, major);
        if let Some(entry) = entry.clone()
            && let Some(loaded) = run_blocking(move || entry.get()).await
        {
            return Ok(loaded);
        }
        let loaded = self.catalog_of_sql(scripts, major, observer).await?;
        if let Some(entry) = entry {
            entry.put(&loaded);
        }
        Ok(loaded)
    }

    /// The cache entry for files. Only trusted files that run on this machine's installations are
    /// cached.
    fn cache_entry(&self, scripts: &[Script], major: Option<u32>) -> Option<CacheEntry> {
        let cache = self.cache.as_ref().filter(|_| !self.ignores_cache && self.trust == Trust::Trusted)?;
        let candidates = self.candidates(major);
        let installations = candidates.iter().map(|candidate| match candidate {
            Candidate::Installation(installation) => Some(installation),
            Candidate::Server(_) => None,
        });
        let installations: Option<Vec<&Installation>> = installations.collect();
        LoadCache::new(cache).entry(&self.prelude, scripts, installations?.into_iter())
    }

    /// Loads a catalog from migrations, executed in their order.
    ///
    /// # Errors
    /// As for [`catalog_of_sql`](Self::catalog_of_sql).
    pub async fn catalog_of_migrations(
        &self,
        migrations: &Migrations,
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let work = async |database: &ScratchDatabase| {
            let mut notes = Vec::new();
            for (at, migration) in migrations.migrations.iter().enumerate() {
                observer.notify(Stage::Doing(&migrations.progress(at)));
                notes.extend(self.execute_migration(database, migration).await?);
            }
            Ok(notes)
        };
        self.fill(work, major, observer).await
    }

    /// Loads a catalog by running a command that migrates the database named in its environment
    /// variables.
    ///
    /// # Errors
    /// When the command fails; else as for [`catalog_of_sql`](Self::catalog_of_sql).
    pub async fn catalog_of_command(
        &self,
        shell: &Shell,
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let work = async |database: &ScratchDatabase| {
            observer.notify(Stage::Doing(&format!("running {}", shell.shown())));
            let conninfo = database.conninfo();
            let host = conninfo.hosts().first();
            let name = host.and_then(|h| h.host.as_deref().or(h.hostaddr.as_deref())).unwrap_or("localhost");
            let port = host.map_or(5432, |host| host.port);
            let variables =
                database_variables(name, port, conninfo.user(), conninfo.database(), conninfo.password());
            shell
                .clone()
                .with(variables)
                .run(|line| observer.notify(Stage::CommandOutput(line)))
                .await
                .map_err(Box::new)?;
            Ok(Vec::new())
        };
        self.fill(work, major, observer).await
    }

    /// Fills a scratch database on the first server where that succeeds.
    async fn fill(
        &self,
        work: impl AsyncFn(&ScratchDatabase) -> Result<Vec<String>, SqlCatalogError>,
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let mut failed = None;
        for server in self.candidates(major) {
            let server = self.start(server, self.trust, observer).await?;
            match self.fill_on(&work, &server, observer).await {
                // Another installation may have the extension.
                Err(SqlCatalogError::Load(error)) if !error.missing_extensions().is_empty() => {
                    failed.get_or_insert(SqlCatalogError::Load(error));
                }
                Err(SqlCatalogError::Load(error)) => {
                    if let Some(loaded) = self.fill_on_newest(&work, &server, observer).await {
                        let (newest, refused) = (loaded.major(), server.major());
                        return Ok(loaded.with_warning(format!(
                            "executed on PostgreSQL {newest}, because PostgreSQL {refused} rejected it: {error}"
                        )));
                    }
                    return Err(SqlCatalogError::Load(error));
                }
                loaded => return loaded,
            }
        }
        Err(failed.unwrap_or(SqlCatalogError::NoServer))
    }

    /// Tries the newest installation after a server rejected the SQL, if that is a later version:
    /// the SQL may use its syntax.
    async fn fill_on_newest(
        &self,
        work: &impl AsyncFn(&ScratchDatabase) -> Result<Vec<String>, SqlCatalogError>,
        refused: &ScratchServer,
        observer: &dyn Observer,
    ) -> Option<ScratchCatalog> {
        let newest = self.candidates(None).into_iter().next()?;
        if !newest.is_later_than(refused.major()) {
            return None;
        }
        let newest = self.start(newest, self.trust, observer).await.ok()?;
        self.fill_on(work, &newest, observer).await.ok()
    }

    async fn fill_on(
        &self,
        work: &impl AsyncFn(&ScratchDatabase) -> Result<Vec<String>, SqlCatalogError>,
        server: &ScratchServer,
        observer: &dyn Observer,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let database = self.database(server).await?;
        observer.notify(Stage::Doing(&format!("executing the SQL on PostgreSQL {}", server.major())));
        let loaded = async {
            let provided = self.execute_prelude(&database).await?;
            let notes = work(&database).await?;
            observer.notify(Stage::Reading);
            let mut loaded = ScratchCatalog { provided, ..self.read(&database).await? };
            loaded.warnings.extend(notes);
            Ok(loaded)
        };
        let loaded: Result<ScratchCatalog, SqlCatalogError> = loaded.await;
        // A database that could not be dropped is removed by a later run.
        let dropped = database.drop().await;
        let loaded = loaded?;
        dropped?;
        Ok(loaded)
    }

    /// Executes the prelude, and returns the objects that it created.
    async fn execute_prelude(&self, database: &ScratchDatabase) -> Result<Vec<ObjectId>, SqlCatalogError> {
        if self.prelude.is_empty() {
            return Ok(Vec::new());
        }
        let objects = |loaded: &ScratchCatalog| -> BTreeSet<ObjectId> {
            loaded.catalog.objects().map(|object| object.id()).collect()
        };
        let before = objects(&self.read(database).await?);
        self.load(database, &self.prelude).await?;
        Ok(objects(&self.read(database).await?).difference(&before).cloned().collect())
    }

    /// Creates an empty scratch database.
    ///
    /// # Errors
    /// When the server cannot create it.
    pub async fn database(&self, server: &ScratchServer) -> Result<ScratchDatabase, SqlCatalogError> {
        Ok(server.create_database(self.trust).await?)
    }

    /// Executes a migration and returns warnings.
    ///
    /// # Errors
    /// When a statement fails. The error names the file and line.
    pub async fn execute_migration(
        &self,
        database: &ScratchDatabase,
        migration: &Migration,
    ) -> Result<Vec<String>, SqlCatalogError> {
        let script = Script { name: migration.file().to_owned(), text: migration.text.clone() };
        let loaded = self.load_with(database, &[script], true).await;
        loaded.map_err(|error| match error {
            SqlCatalogError::Load(error) => {
                SqlCatalogError::Load(Box::new(error.map_locations(|_, line| {
                    let (file, line) = migration.location(line);
                    (file.to_owned(), line)
                })))
            }
            error => error,
        })
    }

    /// Executes SQL in a scratch database and returns what was skipped.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn load(
        &self,
        database: &ScratchDatabase,
        scripts: &[Script],
    ) -> Result<Vec<String>, SqlCatalogError> {
        self.load_with(database, scripts, false).await
    }

    async fn load_with(
        &self,
        database: &ScratchDatabase,
        scripts: &[Script],
        is_migration: bool,
    ) -> Result<Vec<String>, SqlCatalogError> {
        let statement_timeout = match database.trust() {
            Trust::Recreated => Some(self.recreation_timeout()),
            Trust::Trusted | Trust::Untrusted => self.statement_timeout,
        };
        let options = LoadOptions { statement_timeout, is_migration, ..LoadOptions::default() };
        let executed = database.load(scripts, &options).await.map_err(Box::new)?;
        Ok(executed.skipped)
    }

    /// Reads the catalog of a scratch database.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub async fn read(&self, database: &ScratchDatabase) -> Result<ScratchCatalog, SqlCatalogError> {
        let connection = database.connect_for_reading().await.map_err(Box::new)?;
        let read = read_catalog(&connection, &ReadOptions::default()).await?;
        let server_version = connection.server_version_text().to_owned();
        connection.close().await;
        let mut catalog = read.catalog;
        catalog.clear_role(database.role());
        catalog.clear_named_role(database.role());
        if database.trust() == Trust::Recreated {
            // It owns what only a superuser can own.
            catalog.clear_role(database.admin());
            inert::restore(&mut catalog);
        }
        Ok(ScratchCatalog {
            catalog,
            server_version,
            warnings: read.warnings.iter().map(ToString::to_string).collect(),
            provided: Vec::new(),
        })
    }

    /// The statement timeout for recreating catalogs.
    pub(super) fn recreation_timeout(&self) -> Duration {
        self.statement_timeout.unwrap_or(RECREATION_TIMEOUT).min(RECREATION_TIMEOUT)
    }
}

impl ScratchCatalog {
    fn major(&self) -> u32 {
        self.catalog.server_version.major()
    }

    fn with_warning(mut self, warning: String) -> Self {
        self.warnings.push(warning);
        self
    }
}
