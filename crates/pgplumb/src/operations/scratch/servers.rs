//! Which servers scratch databases are created on.

use pgplumb_catalog::ServerVersion;
use pgplumb_postgres::Conninfo;
use pgplumb_postgres::scratch::{Installation, PrivateServerOptions, ScratchServer, Trust, installations};

use super::{Observer, Scratch, SqlCatalogError, Stage};

/// Which server scratch databases are created on.
#[derive(Clone, Debug, Default)]
pub enum ScratchChoice {
    /// A private server, started from a PostgreSQL installation on this machine.
    #[default]
    Auto,
    /// A server on which databases may be created and dropped.
    Server(Box<Conninfo>),
}

/// A server to try.
pub(super) enum Candidate {
    Server(Box<Conninfo>),
    Installation(Installation),
}

impl Candidate {
    pub(super) fn is_later_than(&self, major: u32) -> bool {
        matches!(self, Self::Installation(installation) if installation.major > major)
    }
}

impl Scratch {
    /// Starts or returns a server of at least this major version.
    ///
    /// # Errors
    /// When no server is available.
    pub async fn server_for(
        &self,
        major: u32,
        observer: &dyn Observer,
    ) -> Result<ScratchServer, SqlCatalogError> {
        self.server_of(major, self.trust, observer).await
    }

    /// Starts or returns a server of at least this major version, for SQL that is trusted or not.
    pub(in crate::operations) async fn server_of(
        &self,
        major: u32,
        trust: Trust,
        observer: &dyn Observer,
    ) -> Result<ScratchServer, SqlCatalogError> {
        let candidates = self.candidates(Some(major));
        let first = candidates.into_iter().next().ok_or(SqlCatalogError::NoServer)?;
        self.start(first, trust, observer).await
    }

    /// The servers to try: of the given major version, then later ones, then earlier ones.
    pub(super) fn candidates(&self, major: Option<u32>) -> Vec<Candidate> {
        if let ScratchChoice::Server(conninfo) = &self.choice {
            return vec![Candidate::Server(conninfo.clone())];
        }
        let mut usable: Vec<&Installation> = self
            .installations
            .get_or_init(|| installations(&self.environment))
            .iter()
            .filter(|installation| installation.major >= ServerVersion::OLDEST_MAJOR)
            .collect();
        usable.sort_by_key(|installation| {
            let newer_than_known = installation.major > ServerVersion::NEWEST_MAJOR;
            let expected = major.unwrap_or(ServerVersion::NEWEST_MAJOR);
            (newer_than_known, installation.major < expected, installation.major.abs_diff(expected))
        });
        usable.into_iter().cloned().map(Candidate::Installation).collect()
    }

    pub(super) async fn start(
        &self,
        candidate: Candidate,
        trust: Trust,
        observer: &dyn Observer,
    ) -> Result<ScratchServer, SqlCatalogError> {
        let key = match &candidate {
            Candidate::Server(_) => (0, false),
            Candidate::Installation(installation) => (installation.major, trust != Trust::Trusted),
        };
        if let Some(server) = self.servers.borrow().get(&key) {
            return Ok(server.clone());
        }
        observer.notify(Stage::Doing(&match &candidate {
            Candidate::Server(_) => "connecting to the scratch server".to_owned(),
            Candidate::Installation(installation) => {
                format!("starting a private PostgreSQL {} server", installation.major)
            }
        }));
        let server = match candidate {
            Candidate::Server(conninfo) => ScratchServer::external(*conninfo).await?,
            Candidate::Installation(installation) => {
                let private = match &self.cache {
                    Some(cache) => PrivateServerOptions::cached_in(cache),
                    None => PrivateServerOptions::temporary(),
                };
                let private = if trust == Trust::Trusted { private } else { private.confined() };
                ScratchServer::private(&installation, &private).await?
            }
        };
        self.servers.borrow_mut().insert(key, server.clone());
        Ok(server)
    }
}
