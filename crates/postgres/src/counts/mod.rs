//! Counting the rows of tables.

mod untrusted;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pgplumb_catalog::counts::{CountKind, RowCount, RowCounts};
use pgplumb_catalog::{Name, sql};
use serde::Deserialize;

pub use untrusted::UntrustedCode;

use crate::RowDecoder;
use crate::session::{Connection, QueryError, ReadOnly};

/// How rows are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CountMethod {
    /// `count(*)` of every table, within a time limit.
    Exact,
    /// The planner's estimates (`pg_class.reltuples`).
    Estimate,
}

/// Which tables to count, and how.
#[derive(Clone, Debug)]
pub struct CountOptions {
    /// How rows are counted.
    pub method: CountMethod,
    /// The time limit for exact counting. The remaining tables are estimated.
    pub budget: Duration,
    /// The time limit for acquiring the lock on a table. A table that stays locked is estimated.
    pub lock_timeout: Duration,
    /// The number of connections that count in parallel.
    pub connections: usize,
    /// The schemas and names of the tables to count; `None` counts all tables.
    pub tables: Option<BTreeSet<(Name, Name)>>,
}

impl Default for CountOptions {
    fn default() -> Self {
        Self {
            method: CountMethod::Exact,
            budget: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(1),
            connections: 4,
            tables: None,
        }
    }
}

#[derive(Deserialize)]
struct TableRow {
    oid: u32,
    schema: String,
    name: String,
    kind: String,
    tuples: f64,
    pages: i32,
    parent: Option<u32>,
    may_select: bool,
    may_use: bool,
    /// Whether counting executes code of roles that the current role does not trust, or reads a
    /// foreign table.
    runs_code: bool,
    /// Whether row security applies to the role.
    filtered: bool,
}

/// One statement counts several tables with at most this many pages, to save round trips.
const SMALL_PAGES: i32 = 128;
/// The number of small tables that one statement counts.
const BATCH_SIZE: usize = 50;

/// Finds tables whose rows cannot be read without executing code of other roles.
const UNTRUSTED: &str = include_str!("untrusted.sql");

fn tables_query() -> String {
    include_str!("tables.sql").replace("{untrusted}", UNTRUSTED)
}

/// Counts the rows of tables.
///
/// For exact counts, `connect` opens additional connections. If it fails, `connection` counts
/// alone. `progress` is called with the number of counted tables and of all tables to count.
///
/// # Errors
/// When the list of tables cannot be read. A table that cannot be counted is not an error: its
/// count contains the reason.
pub async fn row_counts<C, F>(
    connection: &Connection,
    connect: C,
    options: &CountOptions,
    mut progress: impl FnMut(usize, usize),
) -> Result<RowCounts, QueryError>
where
    C: Fn() -> F,
    F: Future<Output = Option<Connection>>,
{
    let mut tables: Vec<TableRow> = read_only(connection, None, &tables_query()).await?;
    if let Some(wanted) = &options.tables {
        let parents: HashMap<u32, Option<u32>> = tables.iter().map(|t| (t.oid, t.parent)).collect();
        let selected: BTreeSet<u32> = tables
            .iter()
            .filter(|t| wanted.contains(&(t.schema.as_str().into(), t.name.as_str().into())))
            .map(|t| t.oid)
            .collect();
        // A partitioned table is counted through its partitions.
        tables.retain(|t| with_ancestors(t.oid, &parents).any(|oid| selected.contains(&oid)));
    }
    let mut counts: HashMap<u32, RowCount> = HashMap::new();
    if options.method == CountMethod::Exact {
        counts = count_exactly(connection, connect, options, &tables, &mut progress).await;
    }
    for table in &tables {
        if table.kind != "p" && !counts.contains_key(&table.oid) {
            counts.insert(table.oid, estimate(table, options.method));
        }
    }
    add_up_partitions(&tables, &mut counts);
    let mut result = RowCounts::default();
    for table in tables {
        if let Some(count) = counts.remove(&table.oid) {
            result.insert(table.schema.into(), table.name.into(), count);
        }
    }
    Ok(result)
}

/// A table and its ancestors, starting with the table.
fn with_ancestors(oid: u32, parents: &HashMap<u32, Option<u32>>) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(oid), |oid| parents.get(oid).copied().flatten())
}

async fn read_only<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    timeouts: Option<(Duration, Duration)>,
    query: &str,
) -> Result<Vec<T>, QueryError> {
    let transaction = ReadOnly {
        statement_timeout: timeouts.map(|t| t.0),
        lock_timeout: timeouts.map(|t| t.1),
        settings: vec![
            ("search_path".to_owned(), String::new()),
            // An error instead of a count without the rows that a policy hides.
            ("row_security".to_owned(), "off".to_owned()),
        ],
    };
    let mut decoder = RowDecoder::new();
    let mut rows = Vec::new();
    connection
        .read_only_transaction(&transaction, &[query], |_, row| {
            rows.push(decoder.decode(row)?);
            Ok(())
        })
        .await?;
    Ok(rows)
}

/// Why a table cannot be counted exactly, if it cannot.
fn obstacle(table: &TableRow) -> Option<&'static str> {
    if table.kind == "f" {
        Some("foreign tables are not counted")
    } else if !table.may_use {
        Some("no USAGE privilege on the schema")
    } else if !table.may_select {
        Some("no SELECT privilege")
    } else if table.filtered {
        Some("row security hides rows from this role")
    } else if table.runs_code {
        Some(
            "not counted, because an index, statistics or a foreign child table would execute code of another role",
        )
    } else {
        None
    }
}

fn estimate(table: &TableRow, method: CountMethod) -> RowCount {
    let obstacle = obstacle(table);
    // Do not reveal anything about a table that the role cannot read.
    if let Some(reason) = obstacle.filter(|_| !table.may_use || !table.may_select) {
        return RowCount::unknown(reason);
    }
    let note = match (obstacle, method) {
        (Some(reason), CountMethod::Exact) => Some(reason.to_owned()),
        (None, CountMethod::Exact) => Some("counting timed out".to_owned()),
        (_, CountMethod::Estimate) => None,
    };
    if table.tuples < 0.0 {
        return RowCount::unknown(
            note.map_or("never analyzed".to_owned(), |n| format!("{n}, and never analyzed")),
        );
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float4's whole number of rows"
    )]
    let rows = table.tuples.round() as u64;
    RowCount { note, ..RowCount::estimated(rows) }
}

/// Tables that one statement counts.
type Batch<'a> = Vec<&'a TableRow>;

/// Splits the tables into batches: large tables first, one per batch, then small ones.
fn batches(tables: &[TableRow]) -> Vec<Batch<'_>> {
    let mut countable: Vec<&TableRow> =
        tables.iter().filter(|t| t.kind != "p" && obstacle(t).is_none()).collect();
    countable
        .sort_by(|a, b| b.pages.cmp(&a.pages).then_with(|| (&a.schema, &a.name).cmp(&(&b.schema, &b.name))));
    let small = countable.iter().position(|t| t.pages <= SMALL_PAGES).unwrap_or(countable.len());
    let mut batches: Vec<Batch<'_>> = countable[..small].iter().map(|t| vec![*t]).collect();
    batches.extend(countable[small..].chunks(BATCH_SIZE).map(<[_]>::to_vec));
    batches
}

async fn count_exactly<C, F>(
    connection: &Connection,
    connect: C,
    options: &CountOptions,
    tables: &[TableRow],
    progress: &mut impl FnMut(usize, usize),
) -> HashMap<u32, RowCount>
where
    C: Fn() -> F,
    F: Future<Output = Option<Connection>>,
{
    let deadline = Instant::now() + options.budget;
    let mut work = batches(tables);
    let total = work.iter().map(Vec::len).sum();
    let workers = options.connections.min(work.len()).max(1);
    work.reverse();
    let state = RefCell::new((work, HashMap::new(), progress));
    let mut opened = join_all((1..workers).map(|_| connect())).await;
    opened.retain(Option::is_some);
    let connections = std::iter::once(connection).chain(opened.iter().flatten());
    join_all(connections.map(|connection| async {
        loop {
            let Some(batch) = state.borrow_mut().0.pop() else { return };
            if deadline <= Instant::now() || connection.is_closed() {
                return;
            }
            let counted = count_batch(connection, deadline, options.lock_timeout, &batch).await;
            let mut state = state.borrow_mut();
            state.1.extend(counted.into_iter().map(|(oid, rows)| (oid, RowCount::exact(rows))));
            let done = state.1.len();
            (state.2)(done, total);
        }
    }))
    .await;
    for connection in opened.into_iter().flatten() {
        connection.close().await;
    }
    state.into_inner().1
}

/// Counts the tables of a batch with one statement. If that fails, because a table is locked or was
/// dropped, counts each table separately.
async fn count_batch(
    connection: &Connection,
    deadline: Instant,
    lock_timeout: Duration,
    batch: &[&TableRow],
) -> Vec<(u32, u64)> {
    let remaining = deadline.saturating_duration_since(Instant::now());
    // It would be rounded down to zero, which means no timeout.
    if remaining < Duration::from_millis(1) {
        return Vec::new();
    }
    #[derive(Deserialize)]
    struct Counted {
        at: i32,
        rows: i64,
    }
    let queries: Vec<String> = batch
        .iter()
        .enumerate()
        .map(|(at, t)| {
            format!("SELECT {at} AS at, count(*) AS rows FROM {}", sql::qualified(&t.schema, &t.name))
        })
        .collect();
    let answer: Result<Vec<Counted>, QueryError> =
        read_only(connection, Some((remaining, lock_timeout)), &queries.join("\nUNION ALL ")).await;
    match answer {
        Ok(counted) => counted
            .into_iter()
            .filter_map(|c| Some((batch.get(usize::try_from(c.at).ok()?)?.oid, u64::try_from(c.rows).ok()?)))
            .collect(),
        Err(_) if batch.len() > 1 => {
            let mut counted = Vec::new();
            for table in batch {
                counted.extend(Box::pin(count_batch(connection, deadline, lock_timeout, &[table])).await);
            }
            counted
        }
        Err(_) => Vec::new(),
    }
}

/// Sets the count of every partitioned table to the sum of its partitions.
fn add_up_partitions(tables: &[TableRow], counts: &mut HashMap<u32, RowCount>) {
    let parents: HashMap<u32, Option<u32>> = tables.iter().map(|t| (t.oid, t.parent)).collect();
    let mut sums: HashMap<u32, RowCount> =
        tables.iter().filter(|t| t.kind == "p").map(|t| (t.oid, RowCount::exact(0))).collect();
    for table in tables.iter().filter(|t| t.kind != "p") {
        let Some(own) = counts.get(&table.oid) else { continue };
        for ancestor in with_ancestors(table.oid, &parents).skip(1) {
            if let Some(sum) = sums.get_mut(&ancestor) {
                add(sum, own);
            }
        }
    }
    counts.extend(sums);
}

/// Adds a count to a sum. The sum is as uncertain as the least certain of its counts.
fn add(sum: &mut RowCount, count: &RowCount) {
    sum.rows = sum.rows.zip(count.rows).map(|(a, b)| a + b);
    sum.kind = match (sum.kind, count.kind) {
        (CountKind::Unknown, _) | (_, CountKind::Unknown) => CountKind::Unknown,
        (CountKind::Estimated, _) | (_, CountKind::Estimated) => CountKind::Estimated,
        (CountKind::Exact, CountKind::Exact) => CountKind::Exact,
    };
    if sum.note.is_none() {
        sum.note.clone_from(&count.note);
    }
}
