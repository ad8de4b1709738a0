//! Recreates catalogs in scratch databases.
//!
//! A catalog that comes from a database or a snapshot is not trusted: functions in its indexes,
//! generated columns and materialized views run when it is recreated. Therefore, no superuser
//! executes it.

use pgplumb_catalog::Catalog;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::dump;
use pgplumb_postgres::load::Script;
use pgplumb_postgres::scratch::{ScratchDatabase, ScratchServer, Trust};

use super::Observer;
use super::scratch::{Scratch, ScratchCatalog, SqlCatalogError};

impl Scratch {
    /// Starts or returns a server of at least this major version, on which catalogs are recreated.
    ///
    /// # Errors
    /// When no server is available.
    pub async fn server_for_recreating(
        &self,
        major: u32,
        observer: &dyn Observer,
    ) -> Result<ScratchServer, SqlCatalogError> {
        self.server_of(major, Trust::Recreated, observer).await
    }

    /// Creates a scratch database with the extensions of catalogs. `updates` are statements that
    /// update extensions.
    ///
    /// # Errors
    /// When the server cannot create it.
    pub async fn database_with_extensions(
        &self,
        server: &ScratchServer,
        catalogs: &[&Catalog],
        updates: &[String],
    ) -> Result<ScratchDatabase, SqlCatalogError> {
        let mut database = server.create_database(Trust::Recreated).await?;
        let extensions = catalogs.iter().flat_map(|catalog| &catalog.extensions);
        let extensions: Vec<(String, String)> =
            extensions.map(|extension| (extension.name.to_string(), extension.schema.to_string())).collect();
        match database.create_extensions(&extensions, updates).await {
            Ok(()) => Ok(database),
            Err(error) => {
                // A database that could not be dropped is removed by a later run.
                let _ = database.drop().await;
                Err(error.into())
            }
        }
    }

    /// Recreates a catalog, and reads it again.
    ///
    /// # Errors
    /// When a statement fails.
    pub async fn recreate(
        &self,
        server: &ScratchServer,
        catalog: &Catalog,
        options: &dump::Options,
    ) -> Result<ScratchCatalog, SqlCatalogError> {
        let database = self.database_with_extensions(server, &[catalog], &[]).await?;
        let recreated = async {
            self.load(&database, &[script(catalog, options)]).await?;
            self.read(&database).await
        };
        let recreated = recreated.await;
        let dropped = database.drop().await;
        let recreated = recreated?;
        dropped?;
        Ok(recreated)
    }
}

/// The SQL that recreates a catalog.
pub fn script(catalog: &Catalog, options: &dump::Options) -> Script {
    let text = dump::dump(catalog, &Origin::default(), options);
    Script { name: "catalog".to_owned(), text }
}

/// Restores options of user mappings and connection strings of subscriptions, which the role that
/// reads the copy may not see.
pub fn restore_unreadable(recreated: &mut Catalog, original: &Catalog) {
    for mapping in recreated.user_mappings.iter_mut().filter(|mapping| mapping.options_hidden) {
        if let Some(known) = original.user_mappings.iter().find(|known| known.name == mapping.name) {
            *mapping = known.clone();
        }
    }
    for subscription in recreated.subscriptions.iter_mut().filter(|copy| copy.has_unknown_connection()) {
        if let Some(known) = original.subscriptions.iter().find(|known| known.name == subscription.name) {
            subscription.connection.clone_from(&known.connection);
        }
    }
}
