//! Sources: everything that a catalog can be loaded from.
//!
//! [`SourceSpec`] parses a SOURCE argument. [`open`] fetches the source's content: a database to
//! connect to, a saved catalog, SQL, migrations in the order of their tool, or a program that
//! migrates a database. Executing SQL in a scratch database happens elsewhere.

pub mod command;
pub mod files;
pub mod git;
pub mod migrations;
mod snapshot;
mod spec;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pgplumb_catalog::snapshot::ReadError;
use pgplumb_postgres::Conninfo;
use pgplumb_postgres::load::Script;

use crate::background::run_blocking;
use crate::progress::{Observer, Stage};
use crate::redact::redact;
use command::{CommandError, Shell};
use files::{FileError, Input, SnapshotFile, Tree};
use git::{GitError, GitPath};
use migrations::{Layout, Migrations, MigrationsError};

pub use snapshot::LoadedSnapshot;
pub use spec::{DatabaseRef, SourceError, SourceSpec, forms};

/// Something that a catalog can be loaded from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A live database.
    Database(Box<Conninfo>),
    /// A file or folder: a schema map or SQL.
    Path(PathBuf),
    /// A file or folder of a git revision.
    Git(GitPath),
    /// A folder of migrations.
    Migrations {
        /// The folder.
        folder: PathBuf,
        /// The tool's layout; `None` to detect it.
        layout: Option<Layout>,
    },
    /// A command that migrates the scratch database.
    Migrate(String),
    /// A command that prints SQL.
    Exec(String),
    /// Several sources of SQL that form one schema together.
    Several(Vec<Source>),
}

impl Source {
    /// Whether only programs define the objects. Their failure may look like success, whereas a file
    /// that defines no objects is taken at its word.
    pub fn is_of_programs(&self) -> bool {
        match self {
            Self::Exec(_) | Self::Migrate(_) => true,
            Self::Several(sources) => sources.iter().all(Self::is_of_programs),
            Self::Database(_) | Self::Path(_) | Self::Git(_) | Self::Migrations { .. } => false,
        }
    }

    /// Whether a program prints the SQL. Its output is not cached, because it may change at any
    /// time, and rarely contains privileges.
    pub fn is_printed_by_program(&self) -> bool {
        match self {
            Self::Exec(_) => true,
            Self::Several(sources) => sources.iter().any(Self::is_printed_by_program),
            Self::Database(_) | Self::Path(_) | Self::Git(_) | Self::Migrations { .. } | Self::Migrate(_) => {
                false
            }
        }
    }
}

/// Writes the source as a SOURCE argument, without passwords.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(conninfo) => f.write_str(&conninfo.redacted()),
            Self::Path(path) => f.write_str(&display_path(path)),
            Self::Git(GitPath { revision, path, migrations }) => {
                let migrations = if migrations.is_some() { "migrations:" } else { "" };
                write!(f, "git:{revision}:{migrations}{path}")
            }
            Self::Migrations { folder, layout: None } => write!(f, "migrations:{}", display_path(folder)),
            Self::Migrations { folder, layout: Some(layout) } => {
                write!(f, "migrations:{}:{}", layout.word(), display_path(folder))
            }
            Self::Migrate(command) => write!(f, "migrate:{}", redact(command)),
            Self::Exec(command) => write!(f, "exec:{}", redact(command)),
            Self::Several(sources) => {
                let names: Vec<String> = sources.iter().map(ToString::to_string).collect();
                f.write_str(&names.join(", "))
            }
        }
    }
}

/// Options for opening sources.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder in which commands and git run; empty for the working directory. Paths of sources
    /// are relative to the process's working directory.
    pub folder: PathBuf,
    /// Time limit of a command.
    pub command_timeout: Option<Duration>,
    /// Values of placeholders in migrations (Flyway's `${name}`, Graphile Migrate's
    /// `:DATABASE_NAME`), by name.
    pub placeholders: BTreeMap<String, String>,
}

/// The content of a source.
#[derive(Debug)]
pub enum Opened {
    /// A database to connect to.
    Database(Box<Conninfo>),
    /// A saved catalog.
    Snapshot(Box<LoadedSnapshot>),
    /// SQL, to be executed in any order that works.
    Sql(Vec<Script>),
    /// Migrations, to be executed in order.
    Migrations(Migrations),
    /// A command that migrates the scratch database named by its environment variables.
    Migrate(Shell),
}

/// Error of [`open`].
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A git revision cannot be read.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The migrations are invalid.
    #[error(transparent)]
    Migrations(#[from] MigrationsError),
    /// A command failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// One of several sources is no SQL.
    #[error("{0} is not SQL; only SQL files, folders of them and exec:COMMAND can be read together")]
    NotSql(String),
    /// A schema map is invalid.
    #[error("{name}: {error}")]
    Snapshot {
        /// The file.
        name: String,
        /// The reason.
        error: ReadError,
    },
}

/// Reads on another thread, so that an interruption is noticed while a pipe or a large file is read.
async fn in_background<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// Fetches the content of a source. Executes nothing but the command of `exec:`.
///
/// # Errors
/// If the source does not exist or is invalid.
pub async fn open(source: &Source, options: &Options, observer: &dyn Observer) -> Result<Opened, OpenError> {
    let started = Instant::now();
    let input = match source {
        Source::Database(conninfo) => return Ok(Opened::Database(conninfo.clone())),
        Source::Path(path) => {
            let path = path.clone();
            in_background(move || files::read(&path)).await?
        }
        Source::Git(path) => {
            observer.notify(Stage::Doing(&format!("reading {}:{} from git", path.revision, path.path)));
            let input = git::read(&options.folder, path).await?;
            if let Some(layout) = path.migrations {
                return Ok(Opened::Migrations(migrations_of(input, layout, options)?));
            }
            input
        }
        Source::Migrations { folder, layout } => {
            let folder = folder.clone();
            let tree = Input::Folder(in_background(move || files::read_folder(&folder)).await?);
            return Ok(Opened::Migrations(migrations_of(tree, *layout, options)?));
        }
        Source::Migrate(command) => {
            let shell = Shell::new(command, &options.folder).timeout(options.command_timeout);
            return Ok(Opened::Migrate(shell));
        }
        Source::Exec(command) => {
            observer.notify(Stage::Doing(&format!("running {}", redact(command))));
            let shell = Shell::new(command, &options.folder).timeout(options.command_timeout);
            let output = shell.run(|line| observer.notify(Stage::CommandOutput(line))).await?;
            let name = format!("exec:{}", redact(command));
            files::input_from_text(name, output.stdout)?
        }
        Source::Several(sources) => {
            let mut scripts = Vec::new();
            for source in sources {
                // Futures that call themselves have no known size.
                match Box::pin(open(source, options, observer)).await? {
                    Opened::Sql(more) => scripts.extend(more),
                    _ => return Err(OpenError::NotSql(source.to_string())),
                }
            }
            return Ok(Opened::Sql(scripts));
        }
    };
    match input {
        Input::Snapshot(file) => {
            let SnapshotFile { name, text } = file;
            // Parsing takes a while: another source can be read in the meantime.
            let read = run_blocking(move || snapshot::read(&text, started)).await;
            Ok(Opened::Snapshot(Box::new(read.map_err(|error| OpenError::Snapshot { name, error })?)))
        }
        Input::Script(script) => Ok(Opened::Sql(vec![script])),
        Input::Folder(tree) => Ok(Opened::Sql(scripts(tree)?)),
    }
}

/// Reads an SQL file, or the SQL files of a folder.
///
/// # Errors
/// If it cannot be read, or is not SQL.
pub fn scripts_of(path: &Path) -> Result<Vec<Script>, OpenError> {
    match files::read(path)? {
        Input::Script(script) => Ok(vec![script]),
        Input::Folder(tree) => scripts(tree),
        Input::Snapshot(file) => Err(OpenError::NotSql(file.name)),
    }
}

/// The SQL files of a folder. Folders with down migrations are refused: executed as plain SQL, they
/// would undo the other files.
fn scripts(tree: Tree) -> Result<Vec<Script>, OpenError> {
    migrations::refuse_down_migrations(&tree)?;
    Ok(tree.into_scripts()?)
}

fn migrations_of(input: Input, layout: Option<Layout>, options: &Options) -> Result<Migrations, OpenError> {
    match input {
        Input::Folder(tree) => Ok(migrations::read(&tree, layout, &options.placeholders)?),
        Input::Script(Script { name, .. }) | Input::Snapshot(SnapshotFile { name, .. }) => {
            Err(FileError::NotAFolder { name }.into())
        }
    }
}

/// Writes a path with slashes, whatever the system's separator is.
fn display_path(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}
