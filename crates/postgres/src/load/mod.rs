//! Loading SQL files: dumps, folders of table files, migrations.
//!
//! Files are executed like `psql -f`, with these differences:
//!
//! * A statement that fails because it needs a later statement, of any file, is retried until there
//!   is no more progress. The statements of a migration are executed once, in their order.
//! * `DROP` of an object that the files create later is skipped: `pg_dump --clean` writes it.
//! * `COPY … FROM` with its data, `\connect`, `ALTER SYSTEM` and statements about databases are
//!   skipped and named.
//! * Every statement is a transaction of its own. `BEGIN` and `COMMIT` are skipped, so that
//!   statements can be retried and `CREATE INDEX CONCURRENTLY` works. A transaction block that
//!   contains `ROLLBACK` or savepoints, or creates temporary tables with `ON COMMIT`, is executed
//!   as one transaction.
//! * Settings (`SET`, `set_config`, `SET ROLE`) apply until the end of their file, with `LOCAL`
//!   until the end of their transaction block. A retried statement runs with the settings in effect
//!   at its position. Files cannot change `client_encoding` and `statement_timeout`.
//! * Function bodies are not checked, unless a file sets `check_function_bodies`: they may refer to
//!   objects that are created later. In migrations they are checked.
//! * Subscriptions are created without connecting to the publisher, and stay disabled.

mod causes;
mod delegate;
mod error;
mod execute;
mod failure;
mod features;
pub mod inert;
pub(crate) mod lex;
mod marks;
mod parse;
mod settings;
mod split;
mod subscription;
mod wrapper;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::Connection;

pub use delegate::Delegate;
pub use error::{FailedStatement, LoadError};
use execute::Executor;
pub use marks::{Mark, MarkTarget, Member, marks};
use parse::{Statement, Unplanned, statements};
pub use split::{Piece, split};
pub use subscription::{detachment, unconnected};

/// An SQL file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// The name in error messages. It must be the path if the file includes others with `\ir`.
    pub name: String,
    /// The contents.
    pub text: String,
}

/// Reads an included file.
pub type IncludeReader<'a> = dyn Fn(&Path) -> io::Result<String> + 'a;

/// How to load files.
#[derive(Clone, Copy)]
pub struct LoadOptions<'a> {
    /// The time limit for each statement; `None` means no limit.
    pub statement_timeout: Option<Duration>,
    /// A superuser's connection that creates missing roles to which the SQL refers.
    pub role_creator: Option<&'a Connection>,
    /// Whether the SQL is untrusted and runs without privileges. Error messages mention it.
    pub is_untrusted: bool,
    /// Executes what the role may not execute, when a catalog is recreated.
    pub delegate: Option<Delegate<'a>>,
    /// Whether the files are migrations, which a tool executes in order, up to the first statement
    /// that fails.
    pub is_migration: bool,
    /// Reads files that are included with `\i` and `\ir`; `None` reads them from the file system.
    pub include: Option<&'a IncludeReader<'a>>,
}

impl Default for LoadOptions<'_> {
    /// A time limit of ten minutes for each statement.
    fn default() -> Self {
        Self {
            statement_timeout: Some(Duration::from_secs(600)),
            role_creator: None,
            is_untrusted: false,
            delegate: None,
            is_migration: false,
            include: None,
        }
    }
}

/// The result of loading files.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct LoadReport {
    /// The roles that were created because the SQL refers to them.
    pub created_roles: Vec<String>,
    /// Statements without an effect on the schema, with file and line: failed statements about
    /// roles, `DROP` of objects that are created later, time limits that the server does not support,
    /// and commands that do not change the schema of a database.
    pub skipped: Vec<String>,
}

/// Sorts file names into the order for loading: names that start like `_50_` come first.
pub fn sort_file_names(names: &mut [String]) {
    names.sort_by(|a, b| (!is_numbered(a), a).cmp(&(!is_numbered(b), b)));
}

/// Whether a file name starts like `_50_`, as the names of files with the dependencies of tables
/// do.
fn is_numbered(name: &str) -> bool {
    matches!(name.as_bytes(), [b'_', b'0'..=b'9', b'0'..=b'9', b'_', ..])
}

/// Loads files with the default options. See [`load_with`].
///
/// # Errors
/// See [`load_with`].
pub async fn load(connection: &Connection, scripts: &[Script]) -> Result<(), LoadError> {
    load_with(connection, scripts, &LoadOptions::default()).await.map(drop)
}

/// Executes the statements of files. Files whose names start like `_50_` come first.
///
/// Each round executes the files in order, each up to its first failing statement, where the next
/// round continues. If a round makes no progress, all remaining statements are tried. Statements
/// marked `-- pgplumb: pass 2` (or higher) wait for the earlier passes. A file marked `-- pgplumb:
/// orphaned` is skipped. The settings of the session are not restored at the end.
///
/// # Errors
/// When statements still fail at the end, or when a statement of a migration fails.
pub async fn load_with(
    connection: &Connection,
    scripts: &[Script],
    options: &LoadOptions<'_>,
) -> Result<LoadReport, LoadError> {
    let mut files: Vec<(bool, Vec<Pending>)> = Vec::new();
    let mut unplanned = Vec::new();
    for script in scripts {
        let is_superuser = options.delegate.is_none() && !options.is_untrusted;
        let parsed = statements(script, options.include, is_superuser)?;
        unplanned.extend(parsed.unplanned);
        let pending = parsed.statements.into_iter().map(Pending::from);
        files.push((is_numbered(&script.name), pending.collect()));
    }
    let count = files.iter().map(|(_, pending)| pending.len()).sum();
    let mut executor = Executor::new(connection, options, count);
    executor.prepare().await?;
    let failed = match options.is_migration {
        true => execute_in_order(&mut executor, files).await,
        false => execute_in_passes(&mut executor, files).await,
    };
    match failed.is_empty() {
        true => {
            let mut report = executor.into_report();
            report.skipped.extend(unplanned_messages(&unplanned));
            Ok(report)
        }
        false => Err(LoadError::Statements(failed)),
    }
}

/// Executes the statements of migrations, up to the first failure.
async fn execute_in_order(
    executor: &mut Executor<'_>,
    files: Vec<(bool, Vec<Pending>)>,
) -> Vec<FailedStatement> {
    for (_, pending) in files {
        let mut rest = pending.as_slice();
        while !rest.is_empty() {
            let executed = executor.execute(rest).await;
            if let Some(failure) = executed.failure {
                return vec![failure];
            }
            rest = &rest[executed.count..];
        }
    }
    Vec::new()
}

/// Executes the statements of files in passes. Returns the statements that still fail at the end.
async fn execute_in_passes(
    executor: &mut Executor<'_>,
    files: Vec<(bool, Vec<Pending>)>,
) -> Vec<FailedStatement> {
    let mut passes: BTreeMap<u32, Vec<Queue>> = BTreeMap::new();
    for (is_first, pending) in files {
        let mut queues: BTreeMap<u32, Vec<Pending>> = BTreeMap::new();
        for pending in pending {
            queues.entry(pending.statement.pass).or_default().push(pending);
        }
        for (pass, pending) in queues {
            passes.entry(pass).or_default().push(Queue { is_first, pending });
        }
    }
    let mut remaining: Vec<Queue> = Vec::new();
    for queues in passes.into_values() {
        // Some dependencies are optional (an operator class for the type of a column): without
        // them, a table would be created differently, but without an error.
        let (first, rest): (Vec<_>, Vec<_>) = queues.into_iter().partition(|queue| queue.is_first);
        for queues in [first, rest] {
            remaining.extend(queues);
            execute_rounds(executor, &mut remaining).await;
        }
        if executor.is_disconnected() {
            break;
        }
    }
    let pending = remaining.into_iter().flat_map(|queue| queue.pending);
    let failed: Vec<FailedStatement> = pending.filter_map(|pending| pending.failure).collect();
    match failed.is_empty() {
        true => executor.check_skipped_drops().await,
        false => failed,
    }
}

/// One message for each command that does not change the schema of a database.
fn unplanned_messages(unplanned: &[Unplanned]) -> Vec<String> {
    let mut commands: BTreeMap<&str, (&Unplanned, usize, usize)> = BTreeMap::new();
    for statement in unplanned {
        let (_, count, lines) = commands.entry(&statement.command).or_insert((statement, 0, 0));
        (*count, *lines) = (*count + 1, *lines + statement.data_lines);
    }
    let message = |(command, (first, count, lines)): (&str, (&Unplanned, usize, usize))| {
        let statements = (count > 1).then(|| format!("{count} statements"));
        let plural = if lines == 1 { "" } else { "s" };
        let lines = (lines > 0).then(|| format!("{lines} line{plural} of data"));
        let counts: Vec<String> = statements.into_iter().chain(lines).collect();
        let more = if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) };
        format!("{}: {command} is not planned: {}{more}", first.location, first.reason)
    };
    commands.into_iter().map(message).collect()
}

/// The remaining statements of a file in one pass.
struct Queue {
    is_first: bool,
    pending: Vec<Pending>,
}

/// A statement to execute.
struct Pending {
    statement: Statement,
    /// Whether it was executed successfully.
    is_done: bool,
    /// The last failure; `None` if the statement has not been tried.
    failure: Option<FailedStatement>,
}

impl From<Statement> for Pending {
    fn from(statement: Statement) -> Self {
        Self { statement, is_done: false, failure: None }
    }
}

/// Executes rounds until no statement remains or there is no progress.
async fn execute_rounds(executor: &mut Executor<'_>, queues: &mut Vec<Queue>) {
    while !queues.is_empty() && executor.can_continue() {
        if !execute_round(executor, queues, true).await && !execute_round(executor, queues, false).await {
            return;
        }
    }
}

/// Goes through all files once and returns whether there was progress. With `in_order`, executes
/// each file up to its first failure. Otherwise, tries every statement, and stops after the first
/// file with progress.
async fn execute_round(executor: &mut Executor<'_>, queues: &mut Vec<Queue>, in_order: bool) -> bool {
    let mut progress = false;
    for queue in queues.iter_mut() {
        if progress && !in_order {
            break;
        }
        let mut at = 0;
        while at < queue.pending.len() {
            let executed = executor.execute(&queue.pending[at..]).await;
            progress |= executed.count > 0;
            let next = at + executed.count;
            queue.pending[at..next].iter_mut().for_each(|pending| pending.is_done = true);
            at = next;
            if let Some(failure) = executed.failure {
                queue.pending[at].failure = Some(failure);
                at += 1;
                if in_order || !executor.can_continue() {
                    break;
                }
            }
        }
        queue.pending.retain(|pending| !pending.is_done);
    }
    queues.retain(|queue| !queue.pending.is_empty());
    progress
}
