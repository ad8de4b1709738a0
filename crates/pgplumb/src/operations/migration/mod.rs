//! Writes a plan as a migration, in the layout of the existing migrations of a folder.
//!
//! Steps of one transaction become one migration. Statements that cannot run in a transaction
//! become migrations of their own, marked as the tool requires.

mod alembic;
mod contents;
mod format;
mod numbering;
mod staged;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::visible::visible;
use pgplumb_plan::{Plan, SettingScope, Step, statements_with_settings};
use pgplumb_postgres::io_message;

use crate::sources::files::{self, FileError, Tree};
use crate::sources::migrations::{MigrationsError, folder};

pub use alembic::AlembicError;
pub use format::{Format, ParseFormatError};
pub use staged::StagedMigration;

/// A plan to write as a migration.
pub struct MigrationRequest<'a> {
    /// The name of the migration.
    pub name: &'a str,
    /// The steps.
    pub up: &'a Plan,
    /// The steps back.
    pub down: &'a Plan,
    /// Whether the steps back were tried and restore the schema.
    pub is_exact: bool,
    /// Whether the steps avoid blocking other sessions.
    pub online: bool,
}

/// Why a migration could not be written.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The folder could not be read.
    #[error(transparent)]
    Folder(#[from] FileError),
    /// The layout of the migrations is unknown.
    #[error("{0}")]
    UnknownLayout(MigrationsError),
    /// Writing migrations of this tool is not supported.
    #[error(
        "writing migrations for {0} is not supported: choose another layout with --migration-format, or another folder"
    )]
    UnsupportedTool(&'static str),
    /// The tool cannot execute a statement outside of a transaction.
    #[error("{0} executes every migration in a transaction, where `{1}` cannot run: use --no-online")]
    OutsideTransaction(&'static str, String),
    /// A statement contains a line that the tool would read as a directive.
    #[error(
        "a statement contains the line `{line}`, which {0} would read as a directive: choose another layout with --migration-format",
        line = visible(.1)
    )]
    Directive(&'static str, String),
    /// Alembic's revisions are inconsistent.
    #[error(transparent)]
    Alembic(#[from] AlembicError),
    /// A file of the name already exists.
    #[error("{} already exists", .0.display())]
    Exists(PathBuf),
    /// A file could not be written.
    #[error("{} cannot be written: {}", path.display(), io_message(reason))]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
}

/// Statements that are executed together, in or outside of a transaction.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct StatementGroup {
    outside_transaction: bool,
    statements: Vec<String>,
}

/// A file to write, relative to the folder.
#[derive(Clone, PartialEq, Eq, Debug)]
struct MigrationFile {
    path: String,
    text: String,
}

/// The statements of one direction, with remarks.
struct Direction {
    groups: Vec<StatementGroup>,
    remarks: Vec<String>,
}

/// Writes a plan as a migration into temporary files in a folder, in the given format or the format
/// of the existing migrations.
///
/// # Errors
/// When the layout is unknown, or a file exists or cannot be written; then nothing is written.
pub fn stage(
    record: &MigrationRequest<'_>,
    folder: &Path,
    format: Option<Format>,
    now: SystemTime,
) -> Result<StagedMigration, MigrationError> {
    let tree = match fs::metadata(folder) {
        Ok(_) => files::read_folder(folder)?,
        Err(_) => Tree::default(),
    };
    let (tree, is_nested) = folder::find(&tree);
    let folder = if is_nested { folder.join("migrations") } else { folder.to_owned() };
    let format = match format {
        Some(format) => format,
        None if alembic::is_versions_folder(&folder) => Format::Alembic,
        None => Format::of(&tree)?,
    };
    let up = Direction { groups: groups(record.up, record.online), remarks: Vec::new() };
    let mut remarks = data_loss_remarks(record.up);
    if !record.is_exact {
        remarks
            .push("These steps were tried and do not restore the previous schema. Review them.".to_owned());
    }
    let down = Direction { groups: groups(record.down, record.online), remarks };
    let texts = match format {
        Format::Alembic => alembic::texts(record.name, &up, &down, &folder, now)?,
        Format::Layout(layout) => format::texts(layout, record.name, &up, &down, &tree, now)?,
    };
    StagedMigration::new(folder, texts)
}

/// Groups the statements of a plan. As many steps as possible share a transaction. Online, a
/// constraint is validated in another transaction than the steps before it.
fn groups(plan: &Plan, online: bool) -> Vec<StatementGroup> {
    let mut merged = plan.clone();
    merged.merge_transactions();
    let mut groups: Vec<StepGroup<'_>> = Vec::new();
    for transaction in merged.transactions() {
        let empty = || StepGroup { outside_transaction: transaction.is_outside, ..StepGroup::default() };
        let mut group = empty();
        for step in &plan.steps[transaction.steps.clone()] {
            let is_separate = online && step.is_validation() && !step.continues_transaction;
            if is_separate && !group.steps.is_empty() {
                groups.push(std::mem::replace(&mut group, empty()));
            }
            group.steps.push(step);
        }
        groups.push(group);
    }
    let settings = plan.settings(SettingScope::Transaction);
    groups.into_iter().map(|group| group.into_statements(&settings)).collect()
}

/// Steps that are executed together.
#[derive(Clone, Debug, Default)]
struct StepGroup<'a> {
    outside_transaction: bool,
    steps: Vec<&'a Step>,
}

/// Keeps the search path, because the tool may record the migration in the same transaction.
const SAVE_SEARCH_PATH: &str =
    "SELECT pg_catalog.set_config('pgplumb.search_path', pg_catalog.current_setting('search_path'), true)";
const RESTORE_SEARCH_PATH: &str = "SELECT pg_catalog.set_config('search_path', pg_catalog.current_setting('pgplumb.search_path', true), true)";

impl StepGroup<'_> {
    /// The statements, with the settings under which the steps are executed.
    fn into_statements(self, settings: &[String]) -> StatementGroup {
        let Self { outside_transaction, steps } = self;
        let statements = match outside_transaction {
            true => steps.iter().flat_map(|step| step.statements.iter().cloned()).collect(),
            false => std::iter::once(SAVE_SEARCH_PATH.to_owned())
                .chain(settings.iter().cloned())
                .chain(statements_with_settings(steps))
                .chain([RESTORE_SEARCH_PATH.to_owned()])
                .collect(),
        };
        StatementGroup { outside_transaction, statements }
    }
}

/// The data that the steps back do not restore.
fn data_loss_remarks(plan: &Plan) -> Vec<String> {
    let remark = |step: &Step| {
        let object = format!("{} {}", step.object.kind, step.object.path());
        match step.deletes_data() {
            true => format!("The data of {object} is not restored."),
            false => format!("The former values of {object} may not be restored exactly."),
        }
    };
    let steps = plan.steps.iter().flat_map(Step::by_part);
    steps.filter(|step| step.is_destructive()).map(|step| remark(&step)).collect()
}

/// Converts a name for use in a file name.
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
