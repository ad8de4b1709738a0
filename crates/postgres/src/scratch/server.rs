//! A server on which scratch databases are made and dropped.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pgplumb_catalog::ServerVersion;

use super::database::{self, ScratchDatabase, Trust};
use super::{Cluster, Installation, ScratchError, leftovers};
use crate::{Connection, Conninfo, ConninfoError, PasswordSource, connect};

/// How a private server is kept.
#[derive(Clone, Debug)]
pub struct Private {
    /// The folder in which its cluster is kept for the next run, with the server running on for a while; none has a cluster made that is thrown
    /// away. Where the server's account cannot enter it, a folder of that account's own in `/var/tmp` takes its place.
    pub cache: Option<PathBuf>,
    /// How long a server that nobody uses runs on, in whole seconds.
    pub idle: Duration,
}

impl Private {
    /// Kept in a folder; the server stops three minutes after its last use.
    pub fn kept_in(cache: &Path) -> Self {
        Self { cache: Some(cache.to_owned()), idle: Duration::from_secs(180) }
    }

    /// Thrown away after use.
    pub fn thrown_away() -> Self {
        Self { cache: None, idle: Duration::ZERO }
    }
}

/// A server on which scratch databases are made and dropped. Clones are the same server.
#[derive(Clone, Debug)]
pub struct ScratchServer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    home: Home,
    /// How to connect to it as who makes databases.
    maintenance: Conninfo,
    /// Who that is.
    role: Rights,
    version: ServerVersion,
}

/// Whose server it is.
#[derive(Debug)]
enum Home {
    ThrownAway(#[expect(dead_code, reason = "its end is the cluster's")] Cluster),
    #[cfg(unix)]
    Kept(#[expect(dead_code, reason = "its end is told to the supervisor")] super::kept::Kept),
    Given,
}

/// What the role that makes databases may do besides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
pub(super) struct Rights {
    pub is_superuser: bool,
    pub creates_roles: bool,
}

impl ScratchServer {
    /// A private server of ours: joined if another process has it running, else started, on a cluster made first where
    /// there is none yet.
    ///
    /// # Errors
    /// When a program fails or no folder can be used.
    pub async fn private(installation: &Installation, private: &Private) -> Result<Self, ScratchError> {
        let (programs, private) = (installation.clone(), private.clone());
        // All of it blocks; beside this thread, so that Ctrl-C is heard meanwhile.
        let (home, maintenance) = tokio::task::spawn_blocking(move || start(&programs, &private))
            .await
            .map_err(|error| ScratchError::Thread(error.to_string()))??;
        Self::reached(home, maintenance).await
    }

    /// A server that the user named and on which we may create and drop databases. The connection leads to a database that is there, and is complete:
    /// nobody is asked for a password.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn given(maintenance: Conninfo) -> Result<Self, ScratchError> {
        Self::reached(Home::Given, maintenance).await
    }

    async fn reached(home: Home, maintenance: Conninfo) -> Result<Self, ScratchError> {
        let connection = connect(&maintenance, PasswordSource::None).await.map_err(Box::new)?;
        let version = connection.server_version();
        let rights = connection
            .query("SELECT rolsuper AS is_superuser, rolcreaterole AS creates_roles FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER")
            .await
            .map_err(ScratchError::refused("looking who we are"))?;
        let role = rights.first().copied().unwrap_or(Rights { is_superuser: false, creates_roles: false });
        leftovers::remove(&connection, &maintenance).await;
        connection.close().await;
        Ok(Self { shared: Arc::new(Shared { home, maintenance, role, version }) })
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.shared.version.major()
    }

    /// The server's version.
    pub fn version(&self) -> ServerVersion {
        self.shared.version
    }

    /// Whether it is one of ours, that nobody else uses.
    pub fn is_private(&self) -> bool {
        !matches!(self.shared.home, Home::Given)
    }

    /// Whether it is gone with us, and all that is on it.
    pub(super) fn is_thrown_away(&self) -> bool {
        matches!(self.shared.home, Home::ThrownAway(_))
    }

    /// How to connect to it as who makes databases.
    pub fn conninfo(&self) -> &Conninfo {
        &self.shared.maintenance
    }

    pub(super) fn rights(&self) -> Rights {
        self.shared.role
    }

    /// The names of the extensions that can be created on it.
    ///
    /// # Errors
    /// When the server cannot be asked.
    pub async fn available_extensions(&self) -> Result<BTreeSet<String>, ScratchError> {
        #[derive(serde::Deserialize)]
        struct Extension {
            name: String,
        }
        let connection = self.connect().await?;
        let found: Vec<Extension> = connection
            .query("SELECT name::pg_catalog.text FROM pg_catalog.pg_available_extensions")
            .await
            .map_err(ScratchError::refused("listing extensions"))?;
        connection.close().await;
        Ok(found.into_iter().map(|extension| extension.name).collect())
    }

    /// Makes an empty database and the role that is to own what SQL makes there.
    ///
    /// # Errors
    /// When the server does not let us; or, for untrusted SQL, has no role without rights for it.
    pub async fn create_database(&self, trust: Trust) -> Result<ScratchDatabase, ScratchError> {
        database::create(self, trust).await
    }

    /// Connects as who makes databases.
    pub(super) async fn connect(&self) -> Result<Connection, ScratchError> {
        Ok(connect(&self.shared.maintenance, PasswordSource::None).await.map_err(Box::new)?)
    }
}

fn start(installation: &Installation, private: &Private) -> Result<(Home, Conninfo), ScratchError> {
    #[cfg(unix)]
    if let Some(cache) = &private.cache {
        let kept = super::kept::Kept::open(installation, cache, private.idle)?;
        let maintenance = kept.conninfo("postgres")?;
        return Ok((Home::Kept(kept), maintenance));
    }
    let cluster = Cluster::start(installation)?;
    let maintenance: Result<Conninfo, ConninfoError> = cluster.conninfo("postgres");
    Ok((Home::ThrownAway(cluster), maintenance?))
}
