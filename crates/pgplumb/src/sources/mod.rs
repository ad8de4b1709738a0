//! Sources: what a catalog can be read from, from the word that names one to what it holds.
//!
//! [`SourceWord`] understands the word, [`open`] gets what is there: a database to connect to, a catalog that was written down, SQL to
//! be executed, migrations in the order in which their tool runs them, or a program that migrates. What must be executed to be
//! read is executed elsewhere, in a scratch database.

pub mod command;
pub mod files;
pub mod git;
pub mod migrations;
mod word;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pgplumb_catalog::snapshot;
use pgplumb_postgres::Conninfo;
use pgplumb_postgres::load::Script;

use crate::operations::read::{self, Read};
use crate::operations::{Observer, Stage};
use crate::redact::redact;
use command::{CommandError, Shell};
use files::{FileError, Input, SnapshotFile, Tree};
use git::{GitError, GitPath};
use migrations::{Layout, Migrations, MigrationsError};

pub use word::{BadSource, Named, SourceWord};

/// What a catalog can be read from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A live database.
    Database(Box<Conninfo>),
    /// A file or folder: a schema map or SQL.
    Path(PathBuf),
    /// A file or folder as it was in a revision.
    Git(GitPath),
    /// A folder of migrations.
    Migrations {
        /// The folder.
        folder: PathBuf,
        /// Whose migrations they are; `None` to be recognised.
        layout: Option<Layout>,
    },
    /// A command that migrates the scratch database.
    Migrate(String),
    /// A command that prints SQL.
    Exec(String),
    /// A source that this build cannot read.
    Unbuilt(Unbuilt),
}

/// The source as it is written, without passwords.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(conninfo) => f.write_str(&conninfo.redacted()),
            Self::Path(path) => f.write_str(&shown(path)),
            Self::Git(GitPath { revision, path, migrations }) => {
                let migrations = if migrations.is_some() { "migrations:" } else { "" };
                write!(f, "git:{revision}:{migrations}{path}")
            }
            Self::Migrations { folder, layout: None } => write!(f, "migrations:{}", shown(folder)),
            Self::Migrations { folder, layout: Some(layout) } => {
                write!(f, "migrations:{}:{}", layout.word(), shown(folder))
            }
            Self::Migrate(command) => write!(f, "migrate:{}", redact(command)),
            Self::Exec(command) => write!(f, "exec:{}", redact(command)),
            Self::Unbuilt(Unbuilt::Supabase) => f.write_str("supabase:"),
            Self::Unbuilt(Unbuilt::Mcp) => f.write_str("mcp:"),
        }
    }
}

/// A source that has a word, and no build that reads it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unbuilt {
    /// `supabase:PROJECT_REF`
    Supabase,
    /// `mcp:COMMAND` or `mcp:URL`
    Mcp,
}

/// How sources are opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder that commands and git run in; empty for the working directory. Paths are the process's.
    pub folder: PathBuf,
    /// The longest that a command may run.
    pub command_timeout: Option<Duration>,
    /// What stands for placeholders in migrations (Flyway's `${name}`, Graphile Migrate's `:DATABASE_NAME`), by name.
    pub placeholders: BTreeMap<String, String>,
}

/// What a source holds.
#[derive(Debug)]
pub enum Opened {
    /// A database to connect to.
    Database(Box<Conninfo>),
    /// A catalog, read already.
    Snapshot(Box<Read>),
    /// SQL, to be executed in whatever order works.
    Sql(Vec<Script>),
    /// Migrations, to be executed in their order.
    Migrations(Migrations),
    /// A command, to be run with the scratch database in its variables.
    Migrate(Shell),
}

/// Why a source cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// git does not give it.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The migrations are not understood.
    #[error(transparent)]
    Migrations(#[from] MigrationsError),
    /// A command failed.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A schema map is not what it should be.
    #[error("{name}: {error}")]
    Snapshot {
        /// The file.
        name: String,
        /// What is wrong with it.
        error: snapshot::ReadError,
    },
    /// This build has no such source.
    #[error("{}", unbuilt(*.0))]
    Unbuilt(Unbuilt),
}

fn unbuilt(source: Unbuilt) -> &'static str {
    match source {
        Unbuilt::Supabase => {
            "this build of pgplumb has no source supabase:, which reads a project through Supabase's API. Read the \
             project's database itself, with the connection string that its dashboard shows (postgres://…), or \
             migrations:supabase"
        }
        Unbuilt::Mcp => {
            "this build of pgplumb has no source mcp:, which reads through an MCP server's SQL tool. Read the database \
             itself (postgres://…), or have a program print its schema as SQL (exec:COMMAND)"
        }
    }
}

/// Gets what a source holds. Nothing is executed but the command of `exec:`.
///
/// # Errors
/// When it is not there, or not what it should be.
pub async fn open(source: &Source, options: &Options, observer: &dyn Observer) -> Result<Opened, OpenError> {
    let started = Instant::now();
    let input = match source {
        Source::Database(conninfo) => return Ok(Opened::Database(conninfo.clone())),
        Source::Path(path) => files::read(path)?,
        Source::Git(path) => {
            observer.at(Stage::Doing(&format!("reading {}:{} from git", path.revision, path.path)));
            let input = git::read(&options.folder, path).await?;
            if let Some(layout) = path.migrations {
                return Ok(Opened::Migrations(migrations_of(input, layout, options)?));
            }
            input
        }
        Source::Migrations { folder, layout } => {
            let tree = Input::Folder(files::read_folder(folder)?);
            return Ok(Opened::Migrations(migrations_of(tree, *layout, options)?));
        }
        Source::Migrate(command) => {
            let shell = Shell::new(command, &options.folder).timeout(options.command_timeout);
            return Ok(Opened::Migrate(shell));
        }
        Source::Exec(command) => {
            observer.at(Stage::Doing(&format!("running {}", redact(command))));
            let shell = Shell::new(command, &options.folder).timeout(options.command_timeout);
            let said = shell.run(|line| observer.at(Stage::Said(line))).await?;
            let name = format!("exec:{}", redact(command));
            files::printed(name, said.stdout)?
        }
        Source::Unbuilt(source) => return Err(OpenError::Unbuilt(*source)),
    };
    match input {
        Input::Snapshot(file) => {
            let SnapshotFile { name, text } = file;
            // Something else may be read meanwhile.
            let read = aside(move || read::snapshot(&text, started)).await;
            Ok(Opened::Snapshot(Box::new(read.map_err(|error| OpenError::Snapshot { name, error })?)))
        }
        Input::Script(script) => Ok(Opened::Sql(vec![script])),
        Input::Folder(tree) => Ok(Opened::Sql(scripts(tree)?)),
    }
}

/// Does work that waits for nothing on a thread of its own.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // What panics there panics here.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// The SQL of any folder. What only a tool for migrations understands is not taken for plain SQL: it would be executed
/// together with what undoes it.
fn scripts(tree: Tree) -> Result<Vec<Script>, OpenError> {
    migrations::refuse_steps_back(&tree)?;
    Ok(tree.into_scripts()?)
}

fn migrations_of(input: Input, layout: Option<Layout>, options: &Options) -> Result<Migrations, OpenError> {
    match input {
        Input::Folder(tree) => Ok(migrations::read(&tree, layout, &options.placeholders)?),
        Input::Script(Script { name, .. }) | Input::Snapshot(SnapshotFile { name, .. }) => {
            Err(FileError::NoFolder { name }.into())
        }
    }
}

/// A path as it is shown: with slashes, whatever the system's separator.
fn shown(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}
