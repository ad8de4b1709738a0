//! Verifies that migrations produce the expected schema.

use std::collections::BTreeMap;

use pgplumb_catalog::{Catalog, Change, ObjectId};
use pgplumb_compare::{Options, compare};
use pgplumb_outputs::report::{Finding, Location, Section};

use super::scratch::{Scratch, ScratchCatalog, SqlCatalogError};
use super::{Observer, Stage};
use crate::sources::migrations::Migrations;

/// The last migration that changed each object or property.
#[derive(Debug, Default)]
pub struct MigrationTrace {
    last: BTreeMap<(ObjectId, Option<String>), TracedMigration>,
}

/// A migration that changed something.
#[derive(Clone, Debug)]
pub struct TracedMigration {
    /// Its file.
    pub file: String,
}

/// Executes migrations one by one and records which of them changed what.
///
/// # Errors
/// When a migration fails. The error names the file and line.
pub async fn trace_migrations(
    migrations: &Migrations,
    scratch: &Scratch,
    major: Option<u32>,
    observer: &dyn Observer,
) -> Result<MigrationTrace, SqlCatalogError> {
    let server = scratch.server_for(major.unwrap_or_default(), observer).await?;
    let database = scratch.database(&server).await?;
    let trace = async {
        let mut trace = MigrationTrace::default();
        let mut before = scratch.read(&database).await?.catalog;
        for (at, migration) in migrations.migrations.iter().enumerate() {
            observer.notify(Stage::Doing(&migrations.progress(at)));
            scratch.execute_migration(&database, migration).await?;
            let ScratchCatalog { catalog: after, .. } = scratch.read(&database).await?;
            let origin = TracedMigration { file: migration.file().to_owned() };
            trace.record(&before, &after, &origin);
            before = after;
        }
        Ok(trace)
    };
    let trace: Result<MigrationTrace, SqlCatalogError> = trace.await;
    let dropped = database.drop().await;
    let trace = trace?;
    dropped?;
    Ok(trace)
}

impl MigrationTrace {
    fn record(&mut self, before: &Catalog, after: &Catalog, origin: &TracedMigration) {
        for change in compare(before, after, &Options::default()).changes {
            let property = change.property().map(str::to_owned);
            // The columns and the like of a new object are not listed as changes.
            self.last.insert((change.object, property), origin.clone());
        }
    }

    /// The migration that last changed the property, its object, or the object that contains it.
    pub fn origin_of(&self, change: &Change) -> Option<&TracedMigration> {
        let property = change.property().map(str::to_owned);
        let whole = |id: &ObjectId| self.last.get(&(id.clone(), None));
        let itself = self.last.get(&(change.object.clone(), property));
        itself.or_else(|| whole(&change.object)).or_else(|| whole(change.subject()))
    }
}

/// Sets the location of each finding to the migration that introduced it.
pub fn locate_findings(section: &mut Section, trace: &MigrationTrace) {
    for finding in &mut section.findings {
        let Finding::Schema { change, location, message } = finding else { continue };
        match trace.origin_of(change) {
            Some(origin) => *location = Some(Location { file: origin.file.clone(), line: None }),
            None => {
                *message =
                    Some(format!("{}; no migration changes it", pgplumb_outputs::report::phrase(change)))
            }
        }
    }
}
