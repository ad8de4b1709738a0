//! Loading files of SQL as people have them: dumps, folders of table files, migrations.
//!
//! Files are executed as `psql -f` would, but for this:
//!
//! * Statements whose needs come later, in the same file or in another, are tried again until no progress is made.
//! * Data of `COPY … FROM stdin` is passed over, as are `\connect` and statements on databases: all of it is for the one database.
//! * Every statement is a transaction of its own: `BEGIN` and `COMMIT` are passed over, so that a statement can be tried again, and `CREATE
//!   INDEX CONCURRENTLY` works. A block that is rolled back, wholly or to a savepoint, or that makes tables `ON COMMIT DROP`, is executed as one.
//! * Settings (`SET`, `set_config`, `SET ROLE`) hold to the end of their file, and with `LOCAL` to the end of their block; a statement that is tried
//!   again runs under those that stood before it. `client_encoding` and `statement_timeout` are ours.
//! * Bodies of functions are not checked, unless a file sets `check_function_bodies`: what they name may come later.
//! * Subscriptions are made unconnected and stay so.

mod error;
mod execute;
mod lex;
mod marks;
mod parse;
mod settings;
mod split;
mod subscription;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use crate::Connection;

pub use error::{Failed, LoadError};
use execute::Executor;
pub use marks::{Mark, Marked, Part, marks};
use parse::{Statement, statements};
pub use split::{Piece, split};

/// A file of SQL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// What it is called where something is wrong with it; its path, if it includes others by `\ir`.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Reads a file that another includes.
pub type Include<'a> = dyn Fn(&Path) -> io::Result<String> + 'a;

/// How files are loaded.
#[derive(Clone, Copy)]
pub struct LoadOptions<'a> {
    /// How long a statement may take; none is without limit.
    pub statement_timeout: Option<Duration>,
    /// A superuser's connection over which roles are made that the SQL names and that are missing.
    pub roles: Option<&'a Connection>,
    /// Whether the SQL runs without rights on purpose, which errors then say.
    pub is_untrusted: bool,
    /// How files named by `\i` and `\ir` are read; none reads them from the file system.
    pub include: Option<&'a Include<'a>>,
}

impl Default for LoadOptions<'_> {
    /// Ten minutes for a statement.
    fn default() -> Self {
        Self {
            statement_timeout: Some(Duration::from_secs(600)),
            roles: None,
            is_untrusted: false,
            include: None,
        }
    }
}

/// What else there is to say about files that were loaded.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// The roles that were made because SQL named them.
    pub roles: Vec<String>,
    /// Statements that failed and that the schema does not depend on: roles that were there, objects to drop that were not, settings that this
    /// version does not know; each with its place.
    pub passed_over: Vec<String>,
}

/// Sorts the names of a folder's files into the order in which they are best loaded: those that begin like `_50_` first.
pub fn sort_names(names: &mut [String]) {
    names.sort_by(|a, b| (!is_numbered(a), a).cmp(&(!is_numbered(b), b)));
}

/// Whether a file's name begins like `_50_`, as names of files do that hold what tables need.
fn is_numbered(name: &str) -> bool {
    matches!(name.as_bytes(), [b'_', b'0'..=b'9', b'0'..=b'9', b'_', ..])
}

/// [`load_with`] the usual options.
///
/// # Errors
/// As there.
pub async fn load(connection: &Connection, scripts: &[Script]) -> Result<(), LoadError> {
    load_with(connection, scripts, &LoadOptions::default()).await.map(drop)
}

/// Executes all statements of some files, those whose names begin like `_50_` before the others.
///
/// Files are taken in their order, and each up to its first statement that fails; that is where it goes on in the next round. When a
/// round brings nothing, every statement left is tried, whatever stands before it. Statements marked `-- pgplumb: pass 2` (or more) wait
/// until those of the passes before are done. A file marked `-- pgplumb: orphaned` is passed over. The session is left as it is at the end.
///
/// # Errors
/// When statements are left that fail.
pub async fn load_with(
    connection: &Connection,
    scripts: &[Script],
    options: &LoadOptions<'_>,
) -> Result<Loaded, LoadError> {
    let mut passes: BTreeMap<u32, Vec<Queue>> = BTreeMap::new();
    let mut count = 0;
    for script in scripts {
        let mut queues: BTreeMap<u32, Vec<Pending>> = BTreeMap::new();
        for statement in statements(script, options.include)? {
            count += 1;
            queues.entry(statement.pass).or_default().push(Pending { statement, failed: None });
        }
        for (pass, pending) in queues {
            passes.entry(pass).or_default().push(Queue { is_first: is_numbered(&script.name), pending });
        }
    }
    let mut executor = Executor::new(connection, options, count);
    executor.prepare().await?;
    let mut open: Vec<Queue> = Vec::new();
    for queues in passes.into_values() {
        // What a table only prefers to be there (an operator class for its type) would be missed in silence.
        let (first, rest): (Vec<_>, Vec<_>) = queues.into_iter().partition(|queue| queue.is_first);
        for queues in [first, rest] {
            open.extend(queues);
            settle(&mut executor, &mut open).await;
        }
        if connection.is_closed() {
            break;
        }
    }
    let failed: Vec<Failed> =
        open.into_iter().flat_map(|queue| queue.pending).filter_map(|pending| pending.failed).collect();
    match failed.is_empty() {
        true => Ok(executor.loaded()),
        false => Err(LoadError::Statements(failed)),
    }
}

/// What is left of a file in one pass.
struct Queue {
    is_first: bool,
    pending: Vec<Pending>,
}

/// A statement that is still to be executed.
struct Pending {
    statement: Statement,
    /// How it failed, if it was tried; the others wait.
    failed: Option<Failed>,
}

/// Executes until nothing is left, or nothing can be done.
async fn settle(executor: &mut Executor<'_>, open: &mut Vec<Queue>) {
    while !open.is_empty() && executor.may_go_on() {
        if !round(executor, open, true).await && !round(executor, open, false).await {
            return;
        }
    }
}

/// Goes once through the files: with `in_order` through each up to its first failure, else up to the file in which something could
/// be done. Says whether anything was.
async fn round(executor: &mut Executor<'_>, open: &mut Vec<Queue>, in_order: bool) -> bool {
    let mut progress = false;
    for queue in open.iter_mut() {
        if progress && !in_order {
            break;
        }
        let mut left = Vec::new();
        let mut pending = std::mem::take(&mut queue.pending);
        while !pending.is_empty() {
            let done = executor.execute(&pending).await;
            progress |= done.count > 0;
            let rest = pending.split_off(done.count);
            pending = rest;
            if let Some(failed) = done.failed {
                let statement = pending.remove(0).statement;
                left.push(Pending { statement, failed: Some(failed) });
                if in_order || !executor.may_go_on() {
                    break;
                }
            }
        }
        left.extend(pending);
        queue.pending = left;
    }
    open.retain(|queue| !queue.pending.is_empty());
    progress
}
