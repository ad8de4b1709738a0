//! Loading files of SQL whose order is not known: statements whose needs come later are tried again until no progress is made.

mod split;

use std::collections::BTreeMap;

use crate::{Connection, QueryError};

pub use split::{Piece, split};

/// A file of SQL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// What it is called where something is wrong with it.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// A statement that could not be executed.
#[derive(Debug, thiserror::Error)]
#[error("{script}:{line}: {error}")]
pub struct Failed {
    /// The file.
    pub script: String,
    /// The line on which the statement begins.
    pub line: usize,
    /// The statement.
    pub statement: String,
    /// What the server says.
    pub error: QueryError,
}

/// Why files could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Statements fail, and none of them less when the others are done.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Statements(Vec<Failed>),
    /// A file holds a command of psql that only psql can carry out.
    #[error("{script}:{line}: {command} is a command of psql, and not SQL")]
    MetaCommand {
        /// The file.
        script: String,
        /// The line.
        line: usize,
        /// The command.
        command: String,
    },
}

/// psql's commands without which a schema is the same.
const HARMLESS: &[&str] = &["\\restrict", "\\unrestrict", "\\echo", "\\qecho", "\\pset", "\\timing", "\\set"];

/// Sorts the names of a folder's files into the order in which they are best loaded: those that begin like `_50_` first.
pub fn sort_names(names: &mut [String]) {
    names.sort_by(|a, b| (!is_numbered(a), a).cmp(&(!is_numbered(b), b)));
}

/// Whether a file's name begins like `_50_`, as names of files do that hold what tables need.
fn is_numbered(name: &str) -> bool {
    matches!(name.as_bytes(), [b'_', b'0'..=b'9', b'0'..=b'9', b'_', ..])
}

/// Executes all statements of some files, those whose names begin like `_50_` before the others.
///
/// Files are taken in their order, and each up to its first statement that fails; that is where it goes on in the next round. When a
/// round brings nothing, every statement left is tried, whatever stands before it. Statements marked `-- pgplumb: pass 2` (or more) wait
/// until those of the passes before are done. A file marked `-- pgplumb: orphaned` is passed over.
///
/// # Errors
/// When statements are left that fail.
pub async fn load(connection: &Connection, scripts: &[Script]) -> Result<(), LoadError> {
    let mut passes: BTreeMap<u32, Vec<Queue<'_>>> = BTreeMap::new();
    for script in scripts {
        for (pass, queue) in queues(script)? {
            passes.entry(pass).or_default().push(queue);
        }
    }
    let mut open: Vec<Queue<'_>> = Vec::new();
    for queues in passes.into_values() {
        // What a table only prefers to be there (an operator class for its type) would be missed in silence.
        let (first, rest): (Vec<_>, Vec<_>) = queues.into_iter().partition(|q| is_numbered(q.script));
        for queues in [first, rest] {
            open.extend(queues);
            settle(connection, &mut open).await;
        }
        if connection.is_closed() {
            break;
        }
    }
    let failed: Vec<Failed> = open.into_iter().flat_map(Queue::into_failed).collect();
    if failed.is_empty() { Ok(()) } else { Err(LoadError::Statements(failed)) }
}

/// What is left of a file in one pass.
struct Queue<'a> {
    script: &'a str,
    statements: Vec<(Piece, Option<QueryError>)>,
}

impl Queue<'_> {
    /// The statements that were tried and failed; the others wait for them.
    fn into_failed(self) -> impl Iterator<Item = Failed> {
        let script = self.script.to_owned();
        self.statements.into_iter().filter_map(move |(piece, error)| {
            let Piece { line, text: statement, .. } = piece;
            error.map(|error| Failed { script: script.clone(), line, statement, error })
        })
    }
}

/// The statements of a file, by pass.
fn queues(script: &Script) -> Result<BTreeMap<u32, Queue<'_>>, LoadError> {
    let mut queues: BTreeMap<u32, Queue<'_>> = BTreeMap::new();
    let pieces = split(&script.text);
    if pieces.iter().flat_map(|piece| &piece.marks).any(|mark| mark == "orphaned") {
        return Ok(queues);
    }
    for piece in pieces {
        if piece.is_meta_command {
            let word = piece.text.split_whitespace().next().unwrap_or_default();
            if HARMLESS.contains(&word) {
                continue;
            }
            let (script, line, command) = (script.name.clone(), piece.line, word.to_owned());
            return Err(LoadError::MetaCommand { script, line, command });
        }
        let pass = piece.marks.iter().find_map(|mark| mark.strip_prefix("pass ")?.trim().parse().ok());
        let queue = queues
            .entry(pass.unwrap_or(1))
            .or_insert_with(|| Queue { script: &script.name, statements: Vec::new() });
        queue.statements.push((piece, None));
    }
    Ok(queues)
}

/// Executes until nothing is left, or nothing can be done.
async fn settle(connection: &Connection, open: &mut Vec<Queue<'_>>) {
    while !open.is_empty() && !connection.is_closed() {
        if !round(connection, open, true).await && !round(connection, open, false).await {
            return;
        }
    }
}

/// Goes once through the files: with `in_order` through each up to its first failure, else up to the file in which something could
/// be done. Says whether anything was.
async fn round(connection: &Connection, open: &mut Vec<Queue<'_>>, in_order: bool) -> bool {
    let mut progress = false;
    for queue in open.iter_mut() {
        if progress && !in_order {
            break;
        }
        let mut left = Vec::new();
        let mut statements = std::mem::take(&mut queue.statements).into_iter();
        for (piece, _) in statements.by_ref() {
            match connection.execute_script(&piece.text).await {
                Ok(()) => progress = true,
                Err(error) if is_shell_type(&piece.text) && error.code() == Some("42710") => progress = true,
                Err(error) => {
                    left.push((piece, Some(error)));
                    if in_order || connection.is_closed() {
                        break;
                    }
                }
            }
        }
        left.extend(statements);
        queue.statements = left;
    }
    open.retain(|queue| !queue.statements.is_empty());
    progress
}

/// Whether a statement makes the shell of a type: a function that returns the type makes it by itself, if it comes first.
fn is_shell_type(sql: &str) -> bool {
    sql.starts_with("CREATE TYPE ") && !sql.contains('(') && !sql.contains(" AS ")
}
