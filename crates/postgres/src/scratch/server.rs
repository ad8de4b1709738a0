//! Servers for scratch databases.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use pgplumb_catalog::ServerVersion;

use super::database::{self, ScratchDatabase, Trust};
use super::{Installation, ScratchError, TemporaryCluster, cleanup};
use crate::{ConnectError, Connection, Conninfo, ConninfoError, PasswordSource, connect};

/// How often a private server is started, or joined, if it ends before it can be used.
const ATTEMPTS: u32 = 5;

/// The options of a private server.
#[derive(Clone, Debug)]
pub struct PrivateServerOptions {
    /// The directory in which the cluster is cached for later runs; `None` creates a temporary
    /// cluster. If the server's account has no access to the directory, a directory in `/var/tmp`
    /// is used.
    pub cache: Option<PathBuf>,
    /// Whether the server is for SQL that is not trusted: its only superuser has a name that no
    /// catalog refers to, its roles have no privileges, and its processes have limits.
    pub is_confined: bool,
    /// How long the server of a cached cluster keeps running while it is unused, in whole seconds.
    pub idle_timeout: Duration,
}

impl PrivateServerOptions {
    /// Caches the cluster in a directory. The server stops three minutes after its last use.
    pub fn cached_in(cache: &Path) -> Self {
        Self { cache: Some(cache.to_owned()), is_confined: false, idle_timeout: Duration::from_secs(180) }
    }

    /// Removes the cluster after use.
    pub fn temporary() -> Self {
        Self { cache: None, is_confined: false, idle_timeout: Duration::ZERO }
    }

    /// Uses a server for SQL that is not trusted.
    #[must_use]
    pub fn confined(mut self) -> Self {
        self.is_confined = true;
        self
    }
}

/// A server on which scratch databases are created and dropped. Clones refer to the same server.
#[derive(Clone, Debug)]
pub struct ScratchServer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cluster: Cluster,
    /// Connects as the role that creates databases.
    maintenance: Conninfo,
    /// The attributes of that role.
    rights: Rights,
    version: ServerVersion,
}

/// The cluster of a server.
#[derive(Debug)]
enum Cluster {
    Temporary(#[expect(dead_code, reason = "dropping it stops the server")] TemporaryCluster),
    #[cfg(unix)]
    Cached(
        #[expect(dead_code, reason = "dropping it informs the supervisor")]
        super::cached_cluster::CachedCluster,
    ),
    External,
}

/// The attributes of the role that creates databases.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
pub(super) struct Rights {
    pub is_superuser: bool,
    pub creates_roles: bool,
}

impl ScratchServer {
    /// Starts a private server, or uses a running one of another process. Creates the cluster if
    /// necessary.
    ///
    /// # Errors
    /// When a program fails or the directory cannot be used.
    pub async fn private(
        installation: &Installation,
        private: &PrivateServerOptions,
    ) -> Result<Self, ScratchError> {
        let mut attempts = 1;
        loop {
            let (installation, private) = (installation.clone(), private.clone());
            // Starting blocks, so it runs on another thread. This one can then react to Ctrl-C.
            let (cluster, maintenance) = tokio::task::spawn_blocking(move || start(&installation, &private))
                .await
                .map_err(|error| ScratchError::Thread(error.to_string()))??;
            match Self::open(cluster, maintenance).await {
                // A killed server accepts connections until the operating system has removed it.
                Err(ScratchError::Connect(error)) if attempts < ATTEMPTS && is_gone(&error) => {
                    attempts += 1;
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                opened => return opened,
            }
        }
    }

    /// Uses an existing server. The connection parameters must refer to an existing database and
    /// contain the password, if one is required.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn external(maintenance: Conninfo) -> Result<Self, ScratchError> {
        Self::open(Cluster::External, maintenance).await
    }

    async fn open(cluster: Cluster, maintenance: Conninfo) -> Result<Self, ScratchError> {
        let connection = connect(&maintenance, PasswordSource::None).await.map_err(Box::new)?;
        let version = connection.server_version();
        let rights = connection
            .query("SELECT rolsuper AS is_superuser, rolcreaterole AS creates_roles FROM pg_catalog.pg_roles WHERE rolname = CURRENT_USER")
            .await
            .map_err(ScratchError::operation("read the current role"))?;
        let rights = rights.first().copied().unwrap_or(Rights { is_superuser: false, creates_roles: false });
        cleanup::drop_unused(&connection, &maintenance).await;
        connection.close().await;
        Ok(Self { shared: Arc::new(Shared { cluster, maintenance, rights, version }) })
    }

    /// The server's major version.
    pub fn major(&self) -> u32 {
        self.shared.version.major()
    }

    /// The server's version.
    pub fn version(&self) -> ServerVersion {
        self.shared.version
    }

    /// Whether it is a private server.
    pub fn is_private(&self) -> bool {
        !matches!(self.shared.cluster, Cluster::External)
    }

    /// Whether its cluster is removed after use.
    pub(super) fn is_temporary(&self) -> bool {
        matches!(self.shared.cluster, Cluster::Temporary(_))
    }

    /// The connection parameters of the role that creates databases.
    pub fn conninfo(&self) -> &Conninfo {
        &self.shared.maintenance
    }

    pub(super) fn rights(&self) -> Rights {
        self.shared.rights
    }

    /// The names of the available extensions.
    ///
    /// # Errors
    /// When the connection or the query fails.
    pub async fn available_extensions(&self) -> Result<BTreeSet<String>, ScratchError> {
        #[derive(serde::Deserialize)]
        struct Extension {
            name: String,
        }
        let connection = self.connect().await?;
        let found: Vec<Extension> = connection
            .query("SELECT name::pg_catalog.text FROM pg_catalog.pg_available_extensions")
            .await
            .map_err(ScratchError::operation("list the available extensions"))?;
        connection.close().await;
        Ok(found.into_iter().map(|extension| extension.name).collect())
    }

    /// Creates an empty database and the role that executes SQL in it.
    ///
    /// # Errors
    /// When that is not allowed, or an unprivileged role for untrusted SQL cannot be created.
    pub async fn create_database(&self, trust: Trust) -> Result<ScratchDatabase, ScratchError> {
        database::create(self, trust).await
    }

    /// Connects as the role that creates databases.
    pub(super) async fn connect(&self) -> Result<Connection, ScratchError> {
        Ok(connect(&self.shared.maintenance, PasswordSource::None).await.map_err(Box::new)?)
    }
}

/// Whether the server ended while the connection was being established.
fn is_gone(error: &ConnectError) -> bool {
    use ConnectError::{Closed, NoSocket, Unavailable, Unreachable};
    matches!(error, Closed { .. } | NoSocket(_) | Unavailable { .. } | Unreachable { .. })
}

fn start(
    installation: &Installation,
    private: &PrivateServerOptions,
) -> Result<(Cluster, Conninfo), ScratchError> {
    #[cfg(unix)]
    if let Some(cache) = &private.cache {
        let cluster = super::cached_cluster::CachedCluster::open(installation, cache, private)?;
        let maintenance = cluster.conninfo("postgres")?;
        return Ok((Cluster::Cached(cluster), maintenance));
    }
    let cluster = TemporaryCluster::start_for(installation, private.is_confined)?;
    let maintenance: Result<Conninfo, ConninfoError> = cluster.conninfo("postgres");
    Ok((Cluster::Temporary(cluster), maintenance?))
}
