//! SQL made into a catalog: executed in a scratch database, read back, thrown away.

use std::cell::RefCell;
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

use super::{Observer, Stage};

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
    /// The programs of this machine, newest first.
    installations: Vec<Installation>,
    /// The folder in which private clusters are kept for the next time.
    cache: Option<PathBuf>,
    /// Whether SQL is executed without rights.
    trust: Trust,
    /// The longest that a statement of a source may take.
    statement_timeout: Option<Duration>,
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
            installations: installations(environment),
            cache,
            trust: Trust::Trusted,
            statement_timeout: LoadOptions::default().statement_timeout,
            servers: RefCell::default(),
        }
    }

    /// The same, with SQL executed without rights.
    #[must_use]
    pub fn untrusted(mut self) -> Self {
        self.trust = Trust::Untrusted;
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
        let mut failed = None;
        for server in self.candidates(major) {
            let server = self.start(server, observer).await?;
            match self.make_on(&server, scripts, observer).await {
                // Another installation may have the extension.
                Err(WorkError::Load(error)) if !error.missing_extensions().is_empty() => {
                    failed.get_or_insert(WorkError::Load(error));
                }
                made => return made,
            }
        }
        Err(failed.unwrap_or(WorkError::NoServer))
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
        let database = self.database(server).await?;
        observer.at(Stage::Doing("executing SQL in a scratch database"));
        let made = self.load_and_read(&database, scripts).await;
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

    /// Loads SQL into a scratch database and reads what is there then.
    ///
    /// # Errors
    /// When statements fail, or the database cannot be read.
    pub async fn load_and_read(
        &self,
        database: &ScratchDatabase,
        scripts: &[Script],
    ) -> Result<Made, WorkError> {
        let options = LoadOptions { statement_timeout: self.statement_timeout, ..LoadOptions::default() };
        let loaded = database.load(scripts, &options).await.map_err(Box::new)?;
        let mut made = self.read(database).await?;
        made.warnings.extend(loaded.passed_over);
        Ok(made)
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
