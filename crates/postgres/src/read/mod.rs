//! Reading a catalog from a server.

use std::time::Duration;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_catalog::read::{Extent, Query, Reading, SETTINGS, Warning};
use serde::de::DeserializeOwned;
use tokio_postgres::Row;

use crate::session::{Connection, QueryError, ReadOnly};
use crate::{RowDecoder, RowError};

/// How a catalog is read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// The longest that any of the queries may take; `None` leaves the server's setting.
    pub statement_timeout: Option<Duration>,
    /// The longest to wait for a lock; `None` leaves the server's setting.
    pub lock_timeout: Option<Duration>,
    /// How often a reading that was disturbed by changes to the schema is begun again.
    pub retries: u32,
    /// Only these tables and views are wanted, whole; of the rest at least what they need. `None`: all that there is.
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

/// A catalog as it was read.
#[derive(Clone, Debug)]
pub struct CatalogRead {
    /// The catalog.
    pub catalog: Catalog,
    /// What was not understood, by name.
    pub warnings: Vec<Warning>,
}

/// Reads the catalog in one read-only transaction, in two round trips: what there always is to ask, and what that raises. Where only some
/// tables are wanted, another one goes before, to find them.
///
/// The functions that deparse expressions and definitions show the present state and not the transaction's. So after the
/// reading it is looked whether the schema has changed since the transaction's snapshot; if so, the reading begins again.
///
/// # Errors
/// What the server says to one of the queries, or that the connection is lost.
pub async fn read_catalog(connection: &Connection, options: &ReadOptions) -> Result<CatalogRead, QueryError> {
    let mut attempt = 0;
    loop {
        let last = attempt == options.retries;
        match read_once(connection, options).await {
            Ok((read, false)) => return Ok(read),
            Ok((mut read, true)) if last => {
                read.warnings.push(Warning {
                    object: "the schema".to_owned(),
                    text: format!(
                        "changed each of the {} times that it was read: what was read may be of two states",
                        attempt + 1
                    ),
                });
                return Ok(read);
            }
            Err(error) if last || !is_disturbance(&error) => return Err(error),
            Ok((_, true)) | Err(_) => {}
        }
        attempt += 1;
        tokio::time::sleep(Duration::from_millis(20 << attempt)).await;
    }
}

/// Whether an error may come of changes to the schema in that moment. What is gone is an internal error to most of the functions that
/// deparse ("cache lookup failed") and an undefined object to some; and whoever changes it may wait for our locks as we wait for theirs.
fn is_disturbance(error: &QueryError) -> bool {
    matches!(error.code(), Some("XX000" | "40P01" | "42704" | "42P01" | "42883" | "3F000"))
}

/// Reads once; says also whether the reading was disturbed.
async fn read_once(
    connection: &Connection,
    options: &ReadOptions,
) -> Result<(CatalogRead, bool), QueryError> {
    let mut reading = Reading::new(connection.server_version());
    let settings = SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let transaction = ReadOnly {
        statement_timeout: options.statement_timeout,
        lock_timeout: options.lock_timeout,
        settings,
    };
    let taken = include_str!("taken.sql");
    let (mut before, mut after) = (String::new(), String::new());
    let mut worth: Vec<bool> = Vec::new();
    let mut extent: Option<Extent> = None;

    // What may have nothing to answer waits until it is known whether it has, and what is better asked late; the rest is asked at once.
    let places = |is: fn(&Query) -> bool| {
        let queries = reading.queries().iter().enumerate();
        queries.filter(|(_, q)| is(q)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let first = places(|q| q.condition.is_none() && !q.is_late);
    let (conditional, late) = (places(|q| q.condition.is_some()), places(|q| q.is_late));
    let mut flight = Flight::new(vec![taken.to_owned(), reading.worth_running()]);
    match &options.tables {
        Some(tables) => flight.sql.push(Extent::query(tables)),
        None => first.iter().for_each(|at| flight.add(*at, reading.queries()[*at].clone())),
    }
    let begun = connection.begin_read_only(&transaction, &flight.sql, |at, row| match at {
        0 => decode(row, &mut before),
        1 => decode(row, &mut worth),
        _ if options.tables.is_some() => RowDecoder::new().decode(row).map(|found| extent = Some(found)),
        _ => flight.takers.accept(&mut reading, at - 2, row),
    });
    begun.await.map_err(|error| flight.takers.name_query(error, 2))?;

    let extent = extent.filter(|extent| !extent.is_large());
    if let Some(extent) = &extent {
        reading = Reading::within(connection.server_version(), extent);
    }
    if options.tables.is_some() {
        let mut flight = Flight::new(Vec::new());
        first.iter().for_each(|at| flight.add(*at, reading.queries()[*at].clone()));
        let went_on =
            connection.run_pipeline(&flight.sql, |at, row| flight.takers.accept(&mut reading, at, row)).await;
        if let Err(error) = went_on {
            // What made the transaction fail is the news, not how its end goes.
            let _ = connection.execute_script("ROLLBACK").await;
            return Err(flight.takers.name_query(error, 0));
        }
    }

    let (second, idle): (Vec<_>, Vec<_>) =
        conditional.into_iter().partition(|at| worth.get(*at) != Some(&false));
    let mut flight = Flight::new(Vec::new());
    let from = reading.queries().len();
    reading.follow_ups().into_iter().enumerate().for_each(|(at, query)| flight.add(from + at, query));
    second.iter().chain(&late).for_each(|at| flight.add(*at, reading.queries()[*at].clone()));
    let last = flight.takers.places.len();
    let mut told = Some(first.into_iter().chain(idle));
    let ended = connection.end_read_only(&flight.sql, taken.to_owned(), |at, row| {
        if let Some(told) = told.take() {
            reading.complete(told);
        }
        if at == last { decode(row, &mut after) } else { flight.takers.accept(&mut reading, at, row) }
    });
    ended.await.map_err(|error| flight.takers.name_query(error, 0))?;

    // On a database at rest nothing was given an xid since, and nothing needs to be searched.
    let at_rest = before == after;
    let seen = Seen {
        snapshot: before,
        relations: reading.answered("relations"),
        rules: reading.answered("rules"),
        among: extent.as_ref().map(Extent::conditions),
    };
    let (catalog, warnings, disturbed) = reading.finish();
    let disturbed = disturbed || (!at_rest && has_changed(connection, &seen, options).await?);
    Ok((CatalogRead { catalog, warnings }, disturbed))
}

/// The only column of a row.
fn decode<T: DeserializeOwned>(row: &Row, into: &mut T) -> Result<(), RowError> {
    (*into,) = RowDecoder::new().decode::<(T,)>(row)?;
    Ok(())
}

/// Queries that are sent together, and where their rows go.
struct Flight {
    sql: Vec<String>,
    takers: Takers,
}

/// Where rows of a reading's queries go.
#[derive(Default)]
struct Takers {
    /// For each query, its place in the reading.
    places: Vec<usize>,
    names: Vec<&'static str>,
    decoders: Vec<RowDecoder>,
    /// How many of them are known to have answered, because a later one does.
    passed: usize,
}

impl Flight {
    /// A flight that begins with queries of another kind.
    fn new(sql: Vec<String>) -> Self {
        Self { sql, takers: Takers::default() }
    }

    fn add(&mut self, place: usize, query: Query) {
        self.sql.push(query.sql);
        self.takers.places.push(place);
        self.takers.names.push(query.name);
        self.takers.decoders.push(RowDecoder::new());
    }
}

impl Takers {
    /// Takes a row that the reading's query at this place of the flight answered: those before it have no more rows.
    fn accept(&mut self, reading: &mut Reading, at: usize, row: &Row) -> Result<(), RowError> {
        if at > self.passed {
            reading.complete(self.places[self.passed..at].iter().copied());
            self.passed = at;
        }
        reading.accept(self.places[at], self.decoders[at].deserializer(row))
    }

    /// Tells in which query a row was not as expected; the first `others` are none of the reading's.
    fn name_query(&self, error: QueryError, others: usize) -> QueryError {
        match error {
            QueryError::Row { error, query } => {
                let name =
                    query.checked_sub(others).and_then(|at| self.names.get(at)).copied().unwrap_or_default();
                QueryError::Row { error: RowError::new(format!("{name}: {error}")), query }
            }
            error => error,
        }
    }
}

/// What the transaction saw.
struct Seen {
    snapshot: String,
    relations: usize,
    rules: usize,
    /// Among which relations, where not among all, and whose rules.
    among: Option<(String, String)>,
}

async fn has_changed(
    connection: &Connection,
    seen: &Seen,
    options: &ReadOptions,
) -> Result<bool, QueryError> {
    let sql = include_str!("changed.sql")
        .replace("$snapshot", &seen.snapshot)
        .replace("$relations", &seen.relations.to_string())
        .replace("$rules", &seen.rules.to_string());
    let (known, ruled) = seen.among.clone().unwrap_or_else(|| ("true".to_owned(), "true".to_owned()));
    let sql = sql.replace("$known", &known).replace("$ruled", &ruled);
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
