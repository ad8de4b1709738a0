//! Reading a catalog from a server.

mod other_bytes;

use std::time::Duration;

use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::read::{CatalogReader, CatalogReading, Query, Restriction, SETTINGS, Warning};
use pgplumb_catalog::{Catalog, Name};
use serde::de::DeserializeOwned;
use tokio_postgres::Row;

use crate::session::{Connection, QueryError, ReadOnly};
use crate::{RowDecoder, RowError};

/// The query for the current snapshot.
const SNAPSHOT: &str = include_str!("snapshot.sql");

/// How to read a catalog.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The time limit for each query; `None` keeps the server's setting.
    pub statement_timeout: Option<Duration>,
    /// The time limit for acquiring a lock; `None` keeps the server's setting.
    pub lock_timeout: Option<Duration>,
    /// How often to read again if the schema changed during the read.
    pub retries: u32,
    /// Reads only these tables and views, and the objects that they depend on; `None` reads all
    /// objects.
    pub tables: Option<Vec<Pattern>>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            statement_timeout: Some(Duration::from_secs(60)),
            lock_timeout: Some(Duration::from_secs(10)),
            retries: 5,
            tables: None,
        }
    }
}

/// The result of reading a catalog.
#[derive(Clone, Debug)]
pub struct CatalogRead {
    /// The catalog.
    pub catalog: Catalog,
    /// The role that read it (`CURRENT_USER`).
    pub role: Option<Name>,
    /// Warnings about objects and values that are not supported.
    pub warnings: Vec<Warning>,
    /// Whether the database has texts that are not UTF-8, written as escapes.
    pub has_other_bytes: bool,
}

/// Reads the catalog in one read-only transaction with two round trips: one for the unconditional
/// queries, one for the queries that depend on their results. Reading only some tables takes
/// another round trip first, to find them.
///
/// The functions that deparse expressions and definitions use the current state of the database,
/// not the transaction's snapshot. Therefore, this checks afterwards whether the schema has changed
/// since the snapshot and, if so, reads again.
///
/// # Errors
/// When a query fails or the connection is lost.
pub async fn read_catalog(connection: &Connection, options: &ReadOptions) -> Result<CatalogRead, QueryError> {
    let mut attempt = 0;
    let mut has_other_bytes = false;
    let escaped = |read, has_other_bytes| if has_other_bytes { other_bytes::escape(read) } else { read };
    loop {
        let is_last = attempt == options.retries;
        match read_once(connection, options, has_other_bytes).await {
            Ok((read, false)) => return Ok(escaped(read, has_other_bytes)),
            Err(error) if !has_other_bytes && other_bytes::have_stopped(connection, &error) => {
                has_other_bytes = true;
                continue;
            }
            Ok((mut read, true)) if is_last => {
                read.warnings.push(Warning {
                    object: "the schema".to_owned(),
                    text: format!(
                        "changed during each of {} attempts to read it; the result may be inconsistent",
                        attempt + 1
                    ),
                });
                return Ok(escaped(read, has_other_bytes));
            }
            Err(error) if is_last || !may_be_concurrent_ddl(&error) => return Err(error),
            Ok((_, true)) | Err(_) => {}
        }
        attempt += 1;
        tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
    }
}

/// Whether concurrent DDL may have caused an error. For dropped objects, most deparsing functions
/// report an internal error ("cache lookup failed"), some an undefined object. DDL can also
/// deadlock with the read.
fn may_be_concurrent_ddl(error: &QueryError) -> bool {
    matches!(error.code(), Some("XX000" | "40P01" | "42704" | "42P01" | "42883" | "3F000"))
}

/// Reads the catalog once. `has_other_bytes` tells that texts need not be UTF-8. The second result
/// is whether the schema changed during the read.
async fn read_once(
    connection: &Connection,
    options: &ReadOptions,
    has_other_bytes: bool,
) -> Result<(CatalogRead, bool), QueryError> {
    let mut reader = CatalogReader::new(connection.server_version());
    let encoding = has_other_bytes.then_some(&("client_encoding", "SQL_ASCII"));
    let settings = SETTINGS.iter().chain(encoding);
    let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let transaction = ReadOnly {
        statement_timeout: options.statement_timeout,
        lock_timeout: options.lock_timeout,
        settings,
    };
    let (mut snapshot_before, mut snapshot_after) = (String::new(), String::new());
    let mut conditions: Vec<bool> = Vec::new();
    let mut restriction: Option<Restriction> = None;

    // Conditional and late queries are sent in the second round trip, all others in the first.
    let indexes_of = |is_included: fn(&Query) -> bool| {
        let queries = reader.queries().iter().enumerate();
        queries.filter(|(_, query)| is_included(query)).map(|(index, _)| index).collect::<Vec<_>>()
    };
    let unconditional = indexes_of(|query| query.condition.is_none() && !query.is_late);
    let conditional = indexes_of(|query| query.condition.is_some());
    let late = indexes_of(|query| query.is_late);
    let mut batch = Batch::new(vec![SNAPSHOT.to_owned(), reader.conditions_query()]);
    match &options.tables {
        Some(tables) => batch.sql.push(Restriction::query(tables)),
        None => batch.add_all(&reader, &unconditional),
    }
    let begun = connection.begin_read_only(&transaction, &batch.sql, |index, row| match index {
        0 => decode(row, &mut snapshot_before),
        1 => decode(row, &mut conditions),
        _ if options.tables.is_some() => {
            RowDecoder::new().decode(row).map(|decoded| restriction = Some(decoded))
        }
        _ => batch.router.accept(&mut reader, index - 2, row),
    });
    begun.await.map_err(|error| batch.router.name_query(error, 2))?;

    let restriction = restriction.filter(|restriction| !restriction.is_large());
    if let Some(restriction) = &restriction {
        reader = CatalogReader::restricted(connection.server_version(), restriction);
    }
    if options.tables.is_some() {
        let mut batch = Batch::new(Vec::new());
        batch.add_all(&reader, &unconditional);
        let received = connection
            .run_pipeline(&batch.sql, |index, row| batch.router.accept(&mut reader, index, row))
            .await;
        if let Err(error) = received {
            // The error of the queries is more important than an error of the rollback.
            let _ = connection.execute_script("ROLLBACK").await;
            return Err(batch.router.name_query(error, 0));
        }
    }

    let (needed, skipped): (Vec<_>, Vec<_>) =
        conditional.into_iter().partition(|index| conditions.get(*index) != Some(&false));
    let mut batch = Batch::new(Vec::new());
    let follow_up_start = reader.queries().len();
    for (offset, query) in reader.follow_ups().into_iter().enumerate() {
        batch.add(follow_up_start + offset, query);
    }
    batch.add_all(&reader, &needed);
    batch.add_all(&reader, &late);
    let snapshot_index = batch.router.query_indexes.len();
    let mut completed = Some(unconditional.into_iter().chain(skipped));
    let ended = connection.end_read_only(&batch.sql, SNAPSHOT.to_owned(), |index, row| {
        if let Some(completed) = completed.take() {
            reader.complete(completed);
        }
        match index == snapshot_index {
            true => decode(row, &mut snapshot_after),
            false => batch.router.accept(&mut reader, index, row),
        }
    });
    ended.await.map_err(|error| batch.router.name_query(error, 0))?;

    // If the snapshot is the same, no transaction has changed anything.
    let is_idle = snapshot_before == snapshot_after;
    let state = ReadState {
        snapshot: snapshot_before,
        relations: reader.row_count("relations"),
        rules: reader.row_count("rules"),
        conditions: restriction.as_ref().map(Restriction::conditions),
    };
    let CatalogReading { catalog, role, warnings, is_inconsistent } = reader.finish();
    let has_changed = is_inconsistent || (!is_idle && has_changed(connection, &state, options).await?);
    Ok((CatalogRead { catalog, role, warnings, has_other_bytes: false }, has_changed))
}

/// Decodes the only column of a row.
fn decode<T: DeserializeOwned>(row: &Row, into: &mut T) -> Result<(), RowError> {
    (*into,) = RowDecoder::new().decode::<(T,)>(row)?;
    Ok(())
}

/// Queries that are sent together.
struct Batch {
    sql: Vec<String>,
    router: RowRouter,
}

/// Passes the rows of a batch to the reader.
#[derive(Default)]
struct RowRouter {
    /// The reader's index of each query in the batch.
    query_indexes: Vec<usize>,
    names: Vec<&'static str>,
    decoders: Vec<RowDecoder>,
    /// The number of queries that are complete, because a row of a later query has arrived.
    completed: usize,
}

impl Batch {
    /// Creates a batch that starts with queries that are not the reader's.
    fn new(sql: Vec<String>) -> Self {
        Self { sql, router: RowRouter::default() }
    }

    /// Adds a query with its index in the reader.
    fn add(&mut self, index: usize, query: Query) {
        self.sql.push(query.sql);
        self.router.query_indexes.push(index);
        self.router.names.push(query.name);
        self.router.decoders.push(RowDecoder::new());
    }

    fn add_all(&mut self, reader: &CatalogReader, indexes: &[usize]) {
        for index in indexes {
            self.add(*index, reader.queries()[*index].clone());
        }
    }
}

impl RowRouter {
    /// Passes a row to the reader. `position` is the position of the row's query among the reader's
    /// queries in the batch. The queries before it have no more rows.
    fn accept(&mut self, reader: &mut CatalogReader, position: usize, row: &Row) -> Result<(), RowError> {
        if position > self.completed {
            reader.complete(self.query_indexes[self.completed..position].iter().copied());
            self.completed = position;
        }
        reader.accept(self.query_indexes[position], self.decoders[position].deserializer(row))
    }

    /// Adds the name of the query to an error about a row. The first `others` queries of the batch
    /// are not the reader's.
    fn name_query(&self, error: QueryError, others: usize) -> QueryError {
        match error {
            QueryError::Row { error, query } => {
                let position = query.checked_sub(others);
                let name =
                    position.and_then(|position| self.names.get(position)).copied().unwrap_or_default();
                QueryError::Row { error: RowError::new(format!("{name}: {error}")), query }
            }
            error => error,
        }
    }
}

/// What the transaction saw, for detecting later changes.
struct ReadState {
    snapshot: String,
    /// The number of relations.
    relations: usize,
    /// The number of rules.
    rules: usize,
    /// SQL conditions on relations and on the relations of rules, if the read was restricted.
    conditions: Option<(String, String)>,
}

/// Checks whether the schema has changed since the transaction's snapshot.
async fn has_changed(
    connection: &Connection,
    state: &ReadState,
    options: &ReadOptions,
) -> Result<bool, QueryError> {
    let no_condition = || ("true".to_owned(), "true".to_owned());
    let (relation_condition, rule_condition) = state.conditions.clone().unwrap_or_else(no_condition);
    let sql = include_str!("changed.sql")
        .replace("$snapshot", &state.snapshot)
        .replace("$relations", &state.relations.to_string())
        .replace("$rules", &state.rules.to_string())
        .replace("$relation_condition", &relation_condition)
        .replace("$rule_condition", &rule_condition);
    let transaction = ReadOnly { statement_timeout: options.statement_timeout, ..ReadOnly::default() };
    let mut decoder = RowDecoder::new();
    let mut changed = false;
    connection
        .read_only_transaction(&transaction, &[sql], |_, row| {
            (changed,) = decoder.decode(row)?;
            Ok(())
        })
        .await?;
    Ok(changed)
}
