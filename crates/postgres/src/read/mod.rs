//! Reading a catalog from a server.

use std::time::Duration;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::read::{Query, Reading, SETTINGS, Warning};

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
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            statement_timeout: Some(Duration::from_secs(60)),
            lock_timeout: Some(Duration::from_secs(10)),
            retries: 5,
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

/// Reads the whole catalog in one read-only transaction, in two round trips: what there always is to ask, and what that raises.
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

    // What may have nothing to answer waits until it is known whether it has; the rest is asked at once.
    let places = |conditional: bool| {
        let queries = reading.queries().iter().enumerate();
        queries.filter(|(_, q)| q.condition.is_some() == conditional).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let (first, mut second) = (places(false), places(true));
    let mut flight = Flight::new([taken.to_owned(), reading.worth_running()]);
    first.iter().for_each(|at| flight.add(*at, reading.queries()[*at].clone()));
    let begun = connection.begin_read_only(&transaction, &flight.sql, |at, row| {
        let decoder = &mut flight.decoders[at];
        match at {
            0 => (before,) = decoder.decode(row)?,
            1 => (worth,) = decoder.decode(row)?,
            _ => reading.accept(flight.places[at - 2], decoder.deserializer(row))?,
        }
        Ok(())
    });
    begun.await.map_err(|error| flight.name_query(error, 2))?;

    second.retain(|at| worth.get(*at) != Some(&false));
    let mut flight = Flight::new([]);
    second.iter().for_each(|at| flight.add(*at, reading.queries()[*at].clone()));
    let from = reading.queries().len();
    reading.follow_ups().into_iter().enumerate().for_each(|(at, query)| flight.add(from + at, query));
    let last = flight.places.len();
    let ended = connection.end_read_only(&flight.sql, taken.to_owned(), |at, row| {
        if at == last {
            (after,) = RowDecoder::new().decode(row)?;
            return Ok(());
        }
        reading.accept(flight.places[at], flight.decoders[at].deserializer(row))
    });
    ended.await.map_err(|error| flight.name_query(error, 0))?;

    // On a database at rest nothing was given an xid since, and nothing needs to be searched.
    let at_rest = before == after;
    let seen =
        Seen { snapshot: before, relations: reading.answered("relations"), rules: reading.answered("rules") };
    let (catalog, warnings, disturbed) = reading.finish();
    let disturbed = disturbed || (!at_rest && has_changed(connection, &seen, options).await?);
    Ok((CatalogRead { catalog, warnings }, disturbed))
}

/// Queries that are sent together, and where their rows go.
struct Flight {
    sql: Vec<String>,
    /// For each query of the reading, its place there.
    places: Vec<usize>,
    names: Vec<&'static str>,
    decoders: Vec<RowDecoder>,
}

impl Flight {
    /// A flight that begins with queries of another kind.
    fn new<const N: usize>(sql: [String; N]) -> Self {
        let decoders = sql.iter().map(|_| RowDecoder::new()).collect();
        Self { sql: sql.into(), places: Vec::new(), names: Vec::new(), decoders }
    }

    fn add(&mut self, place: usize, query: Query) {
        self.sql.push(query.sql);
        self.places.push(place);
        self.names.push(query.name);
        self.decoders.push(RowDecoder::new());
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
