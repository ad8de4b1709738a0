//! Executes one statement of an untrusted author that may only read.
//!
//! `READ ONLY` transactions do not stop functions with side effects: replication slots, WAL
//! switches, advisory locks, server files, `set_config`. Lists of names or syntax can be evaded. So
//! the server itself says what the statement is: with `debug_print_rewritten`, the *Parse* message
//! of the extended protocol returns the query tree after rewriting, with views expanded and the OID
//! of every function, without executing anything.
//!
//! 1. The server parses the statement by itself: it is one statement, and its columns are known.
//! 2. The server parses it again in `SELECT left(column::text, …) FROM (statement) LIMIT …`: it is a
//!    query, and neither a row nor a value can be large. This returns the tree.
//! 3. The functions, operators, types and tables in the tree are looked up. Functions must be
//!    immutable, stable or known to be harmless, and built in or of a known extension. Checks of
//!    domains and functions of types count too.
//! 4. The second of the parsed statements is executed in the same `READ ONLY` transaction, with
//!    time limits, and rolled back.
//!
//! If no tree arrives, for example because a pooler answers *Parse* itself, the statement is
//! refused.

mod facts;
mod functions;
mod role;
mod statement;
mod tree;

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use tokio_postgres::Statement as Prepared;
use tokio_postgres::types::{FromSql, Type};

pub use functions::AllowedFunctions;
pub use role::writing_privileges;
use statement::Statement;
use tree::References;

use crate::session::{Canceller, Connection, QueryError};

/// The built-in functions that are judged by their OIDs, with their names: the volatile ones that
/// are harmless, then the others that are not.
pub fn judged_functions() -> [&'static [(u32, &'static str)]; 2] {
    [functions::HARMLESS, functions::HARMFUL]
}

/// The `commandType` of `SELECT`.
const SELECT: u32 = 1;

/// The maximum length of a query tree in bytes.
const MAX_TREE: usize = 16 << 20;

/// The maximum length of a statement in bytes. The server writes the tree of each statement to its
/// log, and a tree is many times longer than its text.
const MAX_STATEMENT: usize = 100_000;

/// Numbers the statements of this process.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// The limits of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `statement_timeout`.
    pub statement_timeout: Duration,
    /// `lock_timeout`.
    pub lock_timeout: Duration,
    /// The number of rows.
    pub rows: usize,
    /// The number of characters of a value.
    pub cell: usize,
    /// The number of bytes of all values.
    pub bytes: usize,
}

/// The result of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Answer {
    /// The names and types of the columns.
    pub columns: Vec<(String, String)>,
    /// The rows, with values as text.
    pub rows: Vec<Vec<Option<String>>>,
    /// Whether there are more rows.
    pub has_more_rows: bool,
    /// The number of values that were cut off at the limit.
    pub shortened_values: usize,
}

/// Why a statement has no result.
#[derive(Debug, thiserror::Error)]
pub enum ReadOnlySqlError {
    /// The statement was not executed.
    #[error("refused, nothing was executed: {0}")]
    Refused(String),
    /// The server reported an error, or the connection was lost.
    #[error(transparent)]
    Query(#[from] QueryError),
}

fn refused(reason: impl Into<String>) -> ReadOnlySqlError {
    ReadOnlySqlError::Refused(reason.into())
}

/// Executes a statement that may only read. The connection must not be used for anything else, and
/// should be closed afterwards. Dropping the future cancels the statement.
///
/// # Errors
///
/// When the statement is refused or fails.
pub async fn execute(
    connection: &Connection,
    sql: &str,
    limits: &Limits,
    allowed: &AllowedFunctions,
) -> Result<Answer, ReadOnlySqlError> {
    let statement = Statement::parse(sql).map_err(ReadOnlySqlError::Refused)?;
    if sql.contains('\0') {
        return Err(refused("it contains a zero byte"));
    }
    if sql.len() > MAX_STATEMENT {
        return Err(refused(format!("it is longer than {MAX_STATEMENT} bytes")));
    }
    let mut cancel = CancelOnDrop(Some(connection.canceller()));
    let begin = format!(
        "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = {}; SET LOCAL lock_timeout = {}",
        limits.statement_timeout.as_millis().max(1),
        limits.lock_timeout.as_millis().max(1)
    );
    connection.execute_script(&begin).await?;
    let checked = Checked { connection, limits, allowed };
    let answer = checked.answer(&statement).await;
    let ended = connection.execute_script("ROLLBACK").await;
    cancel.0 = None;
    let answer = answer?;
    ended?;
    Ok(answer)
}

/// Cancels the running statement, unless it ended.
struct CancelOnDrop(Option<Canceller>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let (Some(canceller), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            // The connection is closed too; a failure to cancel leaves the time limit.
            runtime.spawn(async move { canceller.cancel().await });
        }
    }
}

/// A transaction in which a statement is checked and executed.
struct Checked<'a> {
    connection: &'a Connection,
    limits: &'a Limits,
    allowed: &'a AllowedFunctions,
}

impl Checked<'_> {
    async fn answer(&self, statement: &Statement) -> Result<Answer, ReadOnlySqlError> {
        let Some(query) = statement.query() else {
            let Statement::Show(show) = statement else { return Err(refused("it is not a query")) };
            let prepared = self.parse(show).await?;
            return self.run(&prepared, columns(&prepared)).await;
        };
        let alone = self.parse(query).await.map_err(explain_parse)?;
        if !alone.params().is_empty() {
            return Err(refused("it has parameters such as $1; write the values into the statement"));
        }
        if alone.columns().is_empty() {
            return Err(not_a_query());
        }
        let wrapped = self.wrapped(query, alone.columns().len());
        let prepared = self.parse_and_check(&wrapped).await?;
        match statement {
            Statement::Explain { options, query } => {
                let prepared = self.parse(&format!("EXPLAIN ({options}) {query}")).await?;
                self.run(&prepared, columns(&prepared)).await
            }
            _ => self.run(&prepared, columns(&alone)).await,
        }
    }

    /// The query with limits for rows and values, and text columns only.
    fn wrapped(&self, query: &str, columns: usize) -> String {
        let names: Vec<String> = (1..=columns).map(|number| format!("c{number}")).collect();
        let limit = self.limits.cell + 1;
        let values: Vec<String> =
            names.iter().map(|name| format!("pg_catalog.left({name}::pg_catalog.text, {limit})")).collect();
        // A pooler that knows the text of a statement does not pass it on to the server again.
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        format!(
            "SELECT {} FROM (\n{query}\n) AS pgplumb ({}) LIMIT {} /* {}.{number} */",
            values.join(", "),
            names.join(", "),
            self.limits.rows + 1,
            std::process::id()
        )
    }

    async fn parse(&self, sql: &str) -> Result<Prepared, QueryError> {
        self.connection.prepare_statement(sql).await
    }

    /// Parses a statement, and checks the tree that the server returns.
    async fn parse_and_check(&self, sql: &str) -> Result<Prepared, ReadOnlySqlError> {
        let connection = self.connection;
        connection
            .execute_script(
                "SET LOCAL client_min_messages = log; SET LOCAL debug_pretty_print = off; SET LOCAL debug_print_rewritten = on",
            )
            .await?;
        connection.take_notices();
        let prepared = self.parse(sql).await.map_err(|error| match error.code() {
            // The statement by itself has no syntax error, so it is not a query.
            Some("42601" | "0A000") => not_a_query(),
            _ => error.into(),
        })?;
        let trees: Vec<String> =
            connection.take_notices().into_iter().filter_map(|notice| notice.tree).collect();
        let [tree] = trees.as_slice() else {
            return Err(refused(
                "the server did not return the query tree that pgplumb checks; connect to it directly, not through a pooler",
            ));
        };
        let references = match tree.len() <= MAX_TREE {
            true => References::of_printed_tree(tree),
            false => None,
        };
        let references = references
            .ok_or_else(|| refused("pgplumb cannot check it: it is too large, or it has unusual names"))?;
        if let Some(objection) = references.objection {
            return Err(refused(objection));
        }
        if references.commands.iter().any(|command| *command != SELECT) || references.commands.is_empty() {
            return Err(not_a_query());
        }
        // The statement must not be parsed again with another search path: the savepoint restores
        // it.
        connection
            .execute_script(
                "SET LOCAL debug_print_rewritten = off; SET LOCAL client_min_messages = error; SAVEPOINT pgplumb; SET LOCAL search_path = ''",
            )
            .await?;
        facts::check(connection, references, self.allowed).await?;
        connection.execute_script("ROLLBACK TO SAVEPOINT pgplumb").await?;
        Ok(prepared)
    }

    /// Executes a statement and receives rows up to the limits.
    async fn run(
        &self,
        prepared: &Prepared,
        columns: Vec<(String, String)>,
    ) -> Result<Answer, ReadOnlySqlError> {
        let explain = |error| self.connection.query_error(error);
        let parameters: [&str; 0] = [];
        let rows = self.connection.client().query_raw(prepared, parameters).await.map_err(explain)?;
        let mut rows = pin!(rows);
        let mut answer = Answer { columns, ..Answer::default() };
        let mut bytes = 0;
        while let Some(row) = rows.try_next().await.map_err(explain)? {
            let mut values = Vec::with_capacity(row.len());
            for column in 0..row.len() {
                let value: Option<AsText> = row.try_get(column).map_err(explain)?;
                values.push(value.map(|value| self.shorten(value.0, &mut answer.shortened_values)));
            }
            bytes += values.iter().flatten().map(String::len).sum::<usize>();
            // The first row is returned even if it is too large, so that the caller learns what is.
            let is_too_large = bytes > self.limits.bytes && !answer.rows.is_empty();
            if answer.rows.len() >= self.limits.rows || is_too_large {
                answer.has_more_rows = true;
                // Dropping the stream discards the remaining rows, of which there is at most one
                // page.
                break;
            }
            answer.rows.push(values);
        }
        Ok(answer)
    }

    fn shorten(&self, text: &str, shortened: &mut usize) -> String {
        match text.char_indices().nth(self.limits.cell) {
            Some((at, _)) => {
                *shortened += 1;
                text[..at].to_owned()
            }
            None => text.to_owned(),
        }
    }
}

fn not_a_query() -> ReadOnlySqlError {
    refused("only SELECT, VALUES, TABLE, EXPLAIN and SHOW are allowed, one statement without INTO")
}

/// Converts errors of texts that are several statements.
fn explain_parse(error: QueryError) -> ReadOnlySqlError {
    let is_several = error
        .server_error()
        .is_some_and(|error| error.code().code() == "42601" && error.message().contains("multiple commands"));
    if is_several { refused("it is more than one statement") } else { error.into() }
}

/// The names and types of the columns.
fn columns(prepared: &Prepared) -> Vec<(String, String)> {
    prepared.columns().iter().map(|c| (c.name().to_owned(), c.type_().name().to_owned())).collect()
}

/// A value whose binary form is its text.
struct AsText<'a>(&'a str);

impl<'a> FromSql<'a> for AsText<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(std::str::from_utf8(raw)?))
    }

    fn accepts(of: &Type) -> bool {
        matches!(*of, Type::TEXT | Type::JSON | Type::XML | Type::VARCHAR)
    }
}
