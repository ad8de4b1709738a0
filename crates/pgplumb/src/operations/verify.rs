//! Whether migrations make the schema that a file says.

use std::collections::BTreeMap;

use pgplumb_catalog::{Catalog, Change, ObjectId};
use pgplumb_compare::{Options, compare};
use pgplumb_outputs::report::{Finding, Location, Section};

use super::Observer;
use super::scratch::{Made, Scratch, WorkError};
use crate::sources::migrations::Migrations;

/// What changed last at which step.
#[derive(Debug, Default)]
pub struct Steps {
    last: BTreeMap<(ObjectId, Option<String>), Step>,
}

/// A migration that changed something.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its file.
    pub file: String,
}

/// Executes migrations one by one, and remembers which of them changed what.
///
/// # Errors
/// When one of them fails, which is named by file and line.
pub async fn step_through(
    migrations: &Migrations,
    scratch: &Scratch,
    major: Option<u32>,
    observer: &dyn Observer,
) -> Result<Steps, WorkError> {
    let server = scratch.server_for(major.unwrap_or_default(), observer).await?;
    let database = scratch.database(&server).await?;
    let steps = async {
        let mut steps = Steps::default();
        let mut before = scratch.read(&database).await?.catalog;
        for migration in &migrations.migrations {
            scratch.step(&database, migration).await?;
            let Made { catalog: after, .. } = scratch.read(&database).await?;
            let step = Step { file: migration.file().to_owned() };
            steps.note(&before, &after, &step);
            before = after;
        }
        Ok(steps)
    };
    let steps: Result<Steps, WorkError> = steps.await;
    let dropped = database.drop().await;
    let steps = steps?;
    dropped?;
    Ok(steps)
}

impl Steps {
    fn note(&mut self, before: &Catalog, after: &Catalog, step: &Step) {
        for change in compare(before, after, &Options::default()).changes {
            let property = change.property().map(str::to_owned);
            // What is part of something new came with it.
            self.last.insert((change.object, property), step.clone());
        }
    }

    /// The migration that made something what it is: that last changed the property, the object, or what it is part of.
    pub fn of(&self, change: &Change) -> Option<&Step> {
        let property = change.property().map(str::to_owned);
        let whole = |id: &ObjectId| self.last.get(&(id.clone(), None));
        let itself = self.last.get(&(change.object.clone(), property));
        itself.or_else(|| whole(&change.object)).or_else(|| whole(change.subject()))
    }
}

/// Stands each finding where the migration is that introduced it.
pub fn attribute(section: &mut Section, steps: &Steps) {
    for finding in &mut section.findings {
        let Finding::Schema { change, location, message } = finding else { continue };
        match steps.of(change) {
            Some(step) => *location = Some(Location { file: step.file.clone(), line: None }),
            None => *message = Some(format!("{}, by no migration", pgplumb_outputs::report::phrase(change))),
        }
    }
}
