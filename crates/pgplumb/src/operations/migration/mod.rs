//! A plan as a migration, for the record: in the layout that the other migrations of a folder have.
//!
//! What a tool executes in a transaction becomes one migration; what must be executed outside of any becomes one of its own, marked as the tool wants it.

mod alembic;
mod format;
mod numbers;
mod staged;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::plan::{Hazard, Plan, Step};

use super::apply::transactions;
use crate::sources::files::{self, FileError, Tree};
use crate::sources::migrations::{MigrationsError, folder};

pub use alembic::AlembicError;
pub use format::{BadFormat, Format};
pub use staged::Staged;

/// A plan to be recorded.
pub struct Record<'a> {
    /// What the migration is called.
    pub name: &'a str,
    /// The steps.
    pub up: &'a Plan,
    /// The steps back.
    pub down: &'a Plan,
    /// Whether the way back was tried, and leads back.
    pub leads_back: bool,
    /// Whether the steps were chosen so that others can read and write meanwhile.
    pub online: bool,
}

/// Why a migration could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The folder cannot be read.
    #[error(transparent)]
    Folder(#[from] FileError),
    /// It is not known whose migrations it holds.
    #[error("{0}")]
    Unknown(MigrationsError),
    /// Nobody writes such migrations here.
    #[error(
        "migrations of {0} are not written: name another layout with --migration-format, or another folder"
    )]
    Unwritten(&'static str),
    /// The tool has no way to execute a step.
    #[error(
        "{0} executes every migration in a transaction, and `{1}` cannot be executed in one: --no-online does without"
    )]
    Alone(&'static str, String),
    /// Alembic's revisions do not fit together.
    #[error(transparent)]
    Alembic(#[from] AlembicError),
    /// A file of the name is there.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("{} cannot be written: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
}

/// Statements that are executed together: in one transaction, or outside of any.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Unit {
    alone: bool,
    statements: Vec<String>,
}

/// A file to be written, below the folder.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Text {
    path: String,
    text: String,
}

/// What there is to write in one direction, and what to say of it.
struct Direction {
    units: Vec<Unit>,
    remarks: Vec<String>,
}

/// Writes a plan as a migration beside its place in a folder, in a format or the one that the folder's migrations have.
///
/// # Errors
/// When the folder's migrations are not understood, or a file is there or cannot be written; then none is.
pub fn stage(
    record: &Record<'_>,
    folder: &Path,
    format: Option<Format>,
    now: SystemTime,
) -> Result<Staged, MigrationError> {
    let tree = match fs::metadata(folder) {
        Ok(_) => files::read_folder(folder)?,
        Err(_) => Tree::default(),
    };
    let (tree, below) = folder::descended(&tree);
    let folder = if below { folder.join("migrations") } else { folder.to_owned() };
    let format = match format {
        Some(format) => format,
        None => Format::of(&tree)?,
    };
    let up = Direction { units: units(record.up, record.online), remarks: Vec::new() };
    let mut remarks = lost(record.up);
    if !record.leads_back {
        remarks.push("This way back was tried and does not lead to what was before: look at it.".to_owned());
    }
    let down = Direction { units: units(record.down, record.online), remarks };
    let texts = match format {
        Format::Alembic => alembic::texts(record.name, &up, &down, &folder, now)?,
        Format::Layout(layout) => format::texts(layout, record.name, &up, &down, &tree, now)?,
    };
    Staged::new(folder, texts)
}

/// The steps as what is executed together. Online, what is only checked later is checked in a transaction of its own.
fn units(plan: &Plan, online: bool) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for transaction in transactions(plan, false) {
        let mut unit = Unit { alone: transaction.alone, ..Unit::default() };
        for step in &plan.steps[transaction.steps] {
            if online && is_check(step) && !unit.statements.is_empty() {
                units
                    .push(std::mem::replace(&mut unit, Unit { alone: transaction.alone, ..Unit::default() }));
            }
            unit.statements.extend(step.statements.iter().cloned());
        }
        units.push(unit);
    }
    for unit in units.iter_mut().filter(|unit| !unit.alone) {
        // What a function's body names may come later, or be found by another path.
        if unit.statements.iter().any(|statement| makes_routine(statement)) {
            unit.statements.insert(0, "SET LOCAL check_function_bodies = off".to_owned());
        }
    }
    units
}

fn is_check(step: &Step) -> bool {
    step.statements.iter().any(|statement| statement.contains(" VALIDATE CONSTRAINT "))
}

fn makes_routine(statement: &str) -> bool {
    ["CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", "CREATE PROCEDURE", "CREATE OR REPLACE PROCEDURE"]
        .iter()
        .any(|begins| statement.starts_with(begins))
}

/// What the way back does not bring back.
fn lost(plan: &Plan) -> Vec<String> {
    let lost = plan.steps.iter().filter(|step| step.hazards.contains(&Hazard::DeletesData));
    let told = |step: &Step| {
        format!(
            "The data that went with {} {} does not come back.",
            step.object.kind,
            step.object.path().replace('\n', " ")
        )
    };
    lost.map(told).collect()
}

/// A name as part of a file's name.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match c.is_alphanumeric() {
            true => slug.push(c),
            false if slug.ends_with('_') || slug.is_empty() => {}
            false => slug.push('_'),
        }
    }
    let slug = slug.trim_end_matches('_');
    if slug.is_empty() { "migration".to_owned() } else { slug.to_owned() }
}
