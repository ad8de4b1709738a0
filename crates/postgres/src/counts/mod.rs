//! How many rows tables have.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pgplumb_catalog::counts::{CountKind, RowCount, RowCounts};
use pgplumb_catalog::{Name, sql};
use serde::Deserialize;

use crate::RowDecoder;
use crate::session::{Connection, QueryError, ReadOnly};

/// How rows are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// `count(*)` of every table, until the budget is spent.
    Exact,
    /// The planner's estimates (`pg_class.reltuples`).
    Estimate,
}

/// What is counted, and at what expense.
#[derive(Clone, Debug)]
pub struct CountOptions {
    /// How rows are counted.
    pub method: Method,
    /// How long exact counting may take; what is not counted by then is estimated.
    pub budget: Duration,
    /// The longest to wait for a lock on a table; one that is locked for longer is estimated.
    pub lock_timeout: Duration,
    /// How many connections count at a time.
    pub connections: usize,
    /// The tables to count, by schema and name; `None` for all.
    pub tables: Option<BTreeSet<(Name, Name)>>,
}

impl Default for CountOptions {
    fn default() -> Self {
        Self {
            method: Method::Exact,
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
    filtered: bool,
}

/// Tables of at most this many pages are counted several in one statement: round trips cost more than they do.
const SMALL_PAGES: i32 = 128;
/// How many small tables one statement counts.
const BATCH: usize = 50;

/// Counts the rows of tables.
///
/// The connection given is used for everything but exact counting, for which `connect` opens as many as needed; where it fails
/// the given one does alone. `progress` hears how many tables of how many are counted.
///
/// # Errors
/// When the list of tables cannot be read. That a table cannot be counted is no error: its count says so.
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
    let mut tables: Vec<TableRow> = read_only(connection, None, include_str!("tables.sql")).await?;
    if let Some(wanted) = &options.tables {
        let parents: HashMap<u32, Option<u32>> = tables.iter().map(|t| (t.oid, t.parent)).collect();
        let chosen: BTreeSet<u32> = tables
            .iter()
            .filter(|t| wanted.contains(&(t.schema.as_str().into(), t.name.as_str().into())))
            .map(|t| t.oid)
            .collect();
        // A partitioned table is counted through its partitions.
        tables.retain(|t| ancestry(t.oid, &parents).any(|oid| chosen.contains(&oid)));
    }
    let mut counts: HashMap<u32, RowCount> = HashMap::new();
    if options.method == Method::Exact {
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

/// A table, its parent, that one's parent ….
fn ancestry(oid: u32, parents: &HashMap<u32, Option<u32>>) -> impl Iterator<Item = u32> {
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
        settings: vec![("search_path".to_owned(), String::new())],
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

/// Why a table's rows cannot be counted exactly, if so.
fn obstacle(table: &TableRow) -> Option<&'static str> {
    if table.kind == "f" {
        Some("a foreign table: not counted")
    } else if !table.may_use {
        Some("no USAGE privilege on the schema")
    } else if !table.may_select {
        Some("no SELECT privilege")
    } else if table.filtered {
        Some("row security hides rows from this role")
    } else {
        None
    }
}

fn estimate(table: &TableRow, method: Method) -> RowCount {
    let obstacle = obstacle(table);
    // A role that may not read a table is not told what is in it by another way either.
    if let Some(reason) = obstacle.filter(|_| !table.may_use || !table.may_select) {
        return RowCount::unknown(reason);
    }
    let note = match (obstacle, method) {
        (Some(reason), Method::Exact) => Some(reason.to_owned()),
        (None, Method::Exact) => Some("not counted in time".to_owned()),
        (_, Method::Estimate) => None,
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

/// Tables to be counted by one statement.
type Batch<'a> = Vec<&'a TableRow>;

/// The work, largest tables first, small ones in batches.
fn batches(tables: &[TableRow]) -> Vec<Batch<'_>> {
    let mut countable: Vec<&TableRow> =
        tables.iter().filter(|t| t.kind != "p" && obstacle(t).is_none()).collect();
    countable
        .sort_by(|a, b| b.pages.cmp(&a.pages).then_with(|| (&a.schema, &a.name).cmp(&(&b.schema, &b.name))));
    let small = countable.iter().position(|t| t.pages <= SMALL_PAGES).unwrap_or(countable.len());
    let mut batches: Vec<Batch<'_>> = countable[..small].iter().map(|t| vec![*t]).collect();
    batches.extend(countable[small..].chunks(BATCH).map(<[_]>::to_vec));
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

/// Counts the tables of a batch; when one of them cannot be counted (locked, dropped meanwhile), each by itself.
async fn count_batch(
    connection: &Connection,
    deadline: Instant,
    lock_timeout: Duration,
    batch: &[&TableRow],
) -> Vec<(u32, u64)> {
    let left = deadline.saturating_duration_since(Instant::now());
    // Less than a millisecond would be no limit at all.
    if left < Duration::from_millis(1) {
        return Vec::new();
    }
    #[derive(Deserialize)]
    struct Counted {
        at: i32,
        rows: i64,
    }
    let counting: Vec<String> = batch
        .iter()
        .enumerate()
        .map(|(at, t)| {
            format!("SELECT {at} AS at, count(*) AS rows FROM {}", sql::qualified(&t.schema, &t.name))
        })
        .collect();
    let answer: Result<Vec<Counted>, QueryError> =
        read_only(connection, Some((left, lock_timeout)), &counting.join("\nUNION ALL ")).await;
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

/// Gives every partitioned table the sum of its partitions.
fn add_up_partitions(tables: &[TableRow], counts: &mut HashMap<u32, RowCount>) {
    let parents: HashMap<u32, Option<u32>> = tables.iter().map(|t| (t.oid, t.parent)).collect();
    let mut sums: HashMap<u32, RowCount> =
        tables.iter().filter(|t| t.kind == "p").map(|t| (t.oid, RowCount::exact(0))).collect();
    for table in tables.iter().filter(|t| t.kind != "p") {
        let Some(own) = counts.get(&table.oid) else { continue };
        for ancestor in ancestry(table.oid, &parents).skip(1) {
            if let Some(sum) = sums.get_mut(&ancestor) {
                add(sum, own);
            }
        }
    }
    counts.extend(sums);
}

/// A sum is as uncertain as its least certain part.
fn add(sum: &mut RowCount, part: &RowCount) {
    sum.rows = sum.rows.zip(part.rows).map(|(a, b)| a + b);
    sum.kind = match (sum.kind, part.kind) {
        (CountKind::Unknown, _) | (_, CountKind::Unknown) => CountKind::Unknown,
        (CountKind::Estimated, _) | (_, CountKind::Estimated) => CountKind::Estimated,
        (CountKind::Exact, CountKind::Exact) => CountKind::Exact,
    };
    if sum.note.is_none() {
        sum.note.clone_from(&part.note);
    }
}
