//! SQL made into a catalog: executed in a scratch database, read back, thrown away.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use pgplumb_catalog::{Catalog, ServerVersion};
use pgplumb_postgres::load::{LoadError, LoadOptions, Script};
use pgplumb_postgres::read::{ReadOptions, read_catalog};
use pgplumb_postgres::scratch::{
    Installation, Private, ScratchDatabase, ScratchError, ScratchServer, Trust, installations,
};
use pgplumb_postgres::{ConnectError, Conninfo, Environment, QueryError};

use super::loads::{Loads, Place};
use super::{Observer, Stage};
use crate::sources::aside;
use crate::sources::command::{CommandError, Shell, database_variables};
use crate::sources::migrations::{Migration, Migrations};

/// Where SQL is executed to be read.
#[derive(Clone, Debug, Default)]
pub enum ScratchChoice {
    /// The PostgreSQL programs of this machine.
    #[default]
    Auto,
    /// A server on which databases may be created and dropped: the user's own for it, or the target's.
    Server(Box<Conninfo>),
}

/// How SQL is made into catalogs, and the servers that were needed for it so far.
#[derive(Debug)]
pub struct Scratch {
    /// Where.
    choice: ScratchChoice,
    /// Where the programs of this machine are looked for, once they are needed: each of them is asked its version.
    environment: Environment,
    installations: OnceCell<Vec<Installation>>,
    /// The folder in which private clusters are kept for the next time.
    cache: Option<PathBuf>,
    /// Whether SQL is executed without rights.
    trust: Trust,
    /// The longest that a statement of a source may take.
    statement_timeout: Option<Duration>,
    /// Whether SQL that was executed before is executed again.
    anew: bool,
    servers: RefCell<BTreeMap<u32, ScratchServer>>,
}

/// Why SQL could not be made into a catalog.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// There is no server to execute SQL on.
    #[error("there is no PostgreSQL to execute SQL with: none is installed on this machine")]
    NoServer,
    /// The server could not be started, reached or used.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The SQL fails.
    #[error(transparent)]
    Load(#[from] Box<LoadError>),
    /// The SQL fails on a server that is older than what it was probably written for.
    #[error(
        "{error}\nPostgreSQL {major} executed it, and the other side is of PostgreSQL {wanted}: install that, or name a server of it with --scratch"
    )]
    OldServer {
        /// Why.
        error: Box<LoadError>,
        /// The server's major version.
        major: u32,
        /// That of the other side.
        wanted: u32,
    },
    /// The command that should make the database fails.
    #[error(transparent)]
    Command(#[from] Box<CommandError>),
    /// What was made cannot be connected to.
    #[error("the scratch database cannot be reached: {0}")]
    Connect(#[from] Box<ConnectError>),
    /// What was made cannot be read.
    #[error("what the SQL made cannot be read: {0}")]
    Read(#[from] QueryError),
}

/// What SQL made.
#[derive(Debug)]
pub struct Made {
    /// The catalog. What the SQL did not say of owners is unstated in it.
    pub catalog: Catalog,
    /// The server's version as it says itself.
    pub server_version: String,
    /// What the user should know.
    pub warnings: Vec<String>,
}

impl Scratch {
    /// Servers are started when they are first needed.
    pub fn new(choice: ScratchChoice, environment: &Environment, cache: Option<PathBuf>) -> Self {
        Self {
            choice,
            environment: environment.clone(),
            installations: OnceCell::new(),
            cache,
            trust: Trust::Trusted,
            statement_timeout: LoadOptions::default().statement_timeout,
            anew: false,
            servers: RefCell::default(),
        }
    }

    /// The same, with SQL executed without rights.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.trust = Trust::Untrusted;
        self
    }

    /// The same, with SQL executed again though it was before and nothing has changed.
    #[must_use]
    pub fn anew(mut self) -> Self {
        self.anew = true;
        self
    }

    /// The same, with a limit for each statement.
    #[must_use]
    pub fn with_statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement_timeout = (!timeout.is_zero()).then_some(timeout);
        self
    }

    /// Makes a catalog of SQL, on a server of the major version where there is one.
    ///
    /// # Errors
    /// When there is no server for it, or statements fail on all that were tried.
    pub async fn make(
        &self,
        scripts: &[Script],
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let work = async |database: &ScratchDatabase| self.load(database, scripts).await;
        self.make_by(work, major, observer).await
    }

    /// Makes a catalog of files, or finds what they made before.
    ///
    /// # Errors
    /// As [`make`](Self::make).
    pub async fn make_of_files(
        &self,
        scripts: &[Script],
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let place = self.place(scripts, major);
        if let Some(place) = place.clone()
            && let Some(made) = aside(move || place.get()).await
        {
            return Ok(made);
        }
        let made = self.make(scripts, major, observer).await?;
        if let Some(place) = place {
            place.put(&made);
        }
        Ok(made)
    }

    /// Where what files make is kept: of a server of this machine, for whom they are trusted.
    fn place(&self, scripts: &[Script], major: Option<u32>) -> Option<Place> {
        let cache = self.cache.as_ref().filter(|_| !self.anew && self.trust == Trust::Trusted)?;
        let candidates = self.candidates(major);
        let installations = candidates.iter().map(|candidate| match candidate {
            Candidate::Installation(installation) => Some(installation),
            Candidate::Server(_) => None,
        });
        let installations: Option<Vec<&Installation>> = installations.collect();
        Loads::new(cache).place(scripts, installations?.into_iter())
    }

    /// Makes a catalog of migrations, each executed after those before it.
    ///
    /// # Errors
    /// As [`make`](Self::make).
    pub async fn migrate(
        &self,
        migrations: &Migrations,
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let work = async |database: &ScratchDatabase| {
            let mut notes = Vec::new();
            for migration in &migrations.migrations {
                notes.extend(self.step(database, migration).await?);
            }
            Ok(notes)
        };
        self.make_by(work, major, observer).await
    }

    /// Makes a catalog by a command that migrates the database that its variables name.
    ///
    /// # Errors
    /// When the command fails; else as [`make`](Self::make).
    pub async fn run(
        &self,
        shell: &Shell,
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let work = async |database: &ScratchDatabase| {
            observer.at(Stage::Doing(&format!("running {}", shell.shown())));
            let conninfo = database.conninfo();
            let host = conninfo.hosts().first();
            let name = host.and_then(|h| h.host.as_deref().or(h.hostaddr.as_deref())).unwrap_or("localhost");
            let port = host.map_or(5432, |host| host.port);
            let variables =
                database_variables(name, port, conninfo.user(), conninfo.database(), conninfo.password());
            shell
                .clone()
                .with(variables)
                .run(|line| observer.at(Stage::Said(line)))
                .await
                .map_err(Box::new)?;
            Ok(Vec::new())
        };
        self.make_by(work, major, observer).await
    }

    /// Has a scratch database filled on the first server where that works.
    async fn make_by(
        &self,
        work: impl AsyncFn(&ScratchDatabase) -> Result<Vec<String>, WorkError>,
        major: Option<u32>,
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let mut failed = None;
        for server in self.candidates(major) {
            let server = self.start(server, observer).await?;
            match self.make_by_on(&work, &server, observer).await {
                // Another installation may have the extension.
                Err(WorkError::Load(error)) if !error.missing_extensions().is_empty() => {
                    failed.get_or_insert(WorkError::Load(error));
                }
                Err(WorkError::Load(error)) => {
                    if let Some(made) = self.make_by_on_newest(&work, &server, observer).await {
                        let (newest, refused) = (made.major(), server.major());
                        return Ok(made.warned(format!(
                            "PostgreSQL {newest} executed it, for {refused} does not accept it: {error}"
                        )));
                    }
                    return Err(match major.filter(|wanted| *wanted > server.major()) {
                        Some(wanted) => WorkError::OldServer { error, major: server.major(), wanted },
                        None => WorkError::Load(error),
                    });
                }
                made => return made,
            }
        }
        Err(failed.unwrap_or(WorkError::NoServer))
    }

    /// Makes what a server does not accept on the newest there is, where that is a later version: what was written for that, earlier ones
    /// may not understand.
    async fn make_by_on_newest(
        &self,
        work: &impl AsyncFn(&ScratchDatabase) -> Result<Vec<String>, WorkError>,
        refused: &ScratchServer,
        observer: &dyn Observer,
    ) -> Option<Made> {
        let newest = self.candidates(None).into_iter().next()?;
        if !newest.is_later_than(refused.major()) {
            return None;
        }
        let newest = self.start(newest, observer).await.ok()?;
        self.make_by_on(work, &newest, observer).await.ok()
    }

    /// Makes a catalog of SQL on this server.
    ///
    /// # Errors
    /// When statements fail.
    pub async fn make_on(
        &self,
        server: &ScratchServer,
        scripts: &[Script],
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let work = async |database: &ScratchDatabase| self.load(database, scripts).await;
        self.make_by_on(&work, server, observer).await
    }

    async fn make_by_on(
        &self,
        work: &impl AsyncFn(&ScratchDatabase) -> Result<Vec<String>, WorkError>,
        server: &ScratchServer,
        observer: &dyn Observer,
    ) -> Result<Made, WorkError> {
        let database = self.database(server).await?;
        observer.at(Stage::Doing("executing SQL in a scratch database"));
        let made = async {
            let notes = work(&database).await?;
            let mut made = self.read(&database).await?;
            made.warnings.extend(notes);
            Ok(made)
        };
        let made: Result<Made, WorkError> = made.await;
        // A database that stays is removed the next time.
        let dropped = database.drop().await;
        let made = made?;
        dropped?;
        Ok(made)
    }

    /// An empty scratch database.
    ///
    /// # Errors
    /// When the server does not make one.
    pub async fn database(&self, server: &ScratchServer) -> Result<ScratchDatabase, WorkError> {
        Ok(server.create_database(self.trust).await?)
    }

    /// Executes a migration, and says what there is to say of it.
    ///
    /// # Errors
    /// When statements fail; these are named by file and line.
    pub async fn step(
        &self,
        database: &ScratchDatabase,
        migration: &Migration,
    ) -> Result<Vec<String>, WorkError> {
        let script = Script { name: migration.file().to_owned(), text: migration.text.clone() };
        self.load(database, &[script]).await.map_err(|error| match error {
            WorkError::Load(error) => WorkError::Load(Box::new(error.in_place(|_, line| {
                let (file, line) = migration.place(line);
                (file.to_owned(), line)
            }))),
            error => error,
        })
    }

    /// Loads SQL into a scratch database, and says what was passed over.
    ///
    /// # Errors
    /// When statements fail.
    pub async fn load(
        &self,
        database: &ScratchDatabase,
        scripts: &[Script],
    ) -> Result<Vec<String>, WorkError> {
        let options = LoadOptions { statement_timeout: self.statement_timeout, ..LoadOptions::default() };
        let loaded = database.load(scripts, &options).await.map_err(Box::new)?;
        Ok(loaded.passed_over)
    }

    /// Reads what is in a scratch database.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read(&self, database: &ScratchDatabase) -> Result<Made, WorkError> {
        let connection = database.connect_as_maker().await.map_err(Box::new)?;
        let read = read_catalog(&connection, &ReadOptions::default()).await?;
        let server_version = connection.server_version_text().to_owned();
        connection.close().await;
        let mut catalog = read.catalog;
        catalog.unstate_role(database.role());
        Ok(Made {
            catalog,
            server_version,
            warnings: read.warnings.iter().map(ToString::to_string).collect(),
        })
    }

    /// A server of at least this major version, to settle on it what two catalogs say.
    ///
    /// # Errors
    /// When there is none.
    pub async fn server_for(&self, major: u32, observer: &dyn Observer) -> Result<ScratchServer, WorkError> {
        let candidates = self.candidates(Some(major));
        let first = candidates.into_iter().next().ok_or(WorkError::NoServer)?;
        self.start(first, observer).await
    }

    /// The servers to try, the best first: of the major version, of later ones, of earlier ones.
    fn candidates(&self, major: Option<u32>) -> Vec<Candidate> {
        if let ScratchChoice::Server(conninfo) = &self.choice {
            return vec![Candidate::Server(conninfo.clone())];
        }
        let mut known: Vec<&Installation> = self
            .installations
            .get_or_init(|| installations(&self.environment))
            .iter()
            .filter(|installation| installation.major >= ServerVersion::OLDEST_MAJOR)
            .collect();
        known.sort_by_key(|installation| {
            let newer_than_known = installation.major > ServerVersion::NEWEST_MAJOR;
            let wanted = major.unwrap_or(ServerVersion::NEWEST_MAJOR);
            (newer_than_known, installation.major < wanted, installation.major.abs_diff(wanted))
        });
        known.into_iter().cloned().map(Candidate::Installation).collect()
    }

    async fn start(&self, candidate: Candidate, observer: &dyn Observer) -> Result<ScratchServer, WorkError> {
        let key = match &candidate {
            Candidate::Server(_) => 0,
            Candidate::Installation(installation) => installation.major,
        };
        if let Some(server) = self.servers.borrow().get(&key) {
            return Ok(server.clone());
        }
        observer.at(Stage::Doing("starting a scratch server"));
        let server = match candidate {
            Candidate::Server(conninfo) => ScratchServer::given(*conninfo).await?,
            Candidate::Installation(installation) => {
                let private = match &self.cache {
                    Some(cache) => Private::kept_in(cache),
                    None => Private::thrown_away(),
                };
                ScratchServer::private(&installation, &private).await?
            }
        };
        self.servers.borrow_mut().insert(key, server.clone());
        Ok(server)
    }
}

/// A server that may do.
enum Candidate {
    Server(Box<Conninfo>),
    Installation(Installation),
}

impl Candidate {
    fn is_later_than(&self, major: u32) -> bool {
        matches!(self, Self::Installation(installation) if installation.major > major)
    }
}

impl Made {
    fn major(&self) -> u32 {
        self.catalog.server_version.major()
    }

    fn warned(mut self, warning: String) -> Self {
        self.warnings.push(warning);
        self
    }
}
