//! Many queries in one flight.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::{MaybeDone, maybe_done};
use futures_util::{Stream, StreamExt};
use serde::de::DeserializeOwned;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, RowStream};

use super::{Connection, QueryError};
use crate::rows::{RowDecoder, RowError};

/// How a read-only transaction is set up.
#[derive(Clone, Debug, Default)]
pub struct ReadOnly {
    /// `statement_timeout`: the longest any of the queries may take; `None` leaves the server's setting.
    pub statement_timeout: Option<Duration>,
    /// `lock_timeout`: the longest to wait for a lock; `None` leaves the server's setting.
    pub lock_timeout: Option<Duration>,
    /// Further settings, made with `SET LOCAL`: name and value.
    pub settings: Vec<(String, String)>,
}

impl ReadOnly {
    fn begin(&self) -> String {
        let mut sql = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY".to_owned();
        for (name, timeout) in
            [("statement_timeout", self.statement_timeout), ("lock_timeout", self.lock_timeout)]
        {
            if let Some(timeout) = timeout {
                sql.push_str(&format!("; SET LOCAL {name} = {}", timeout.as_millis()));
            }
        }
        for (name, value) in &self.settings {
            sql.push_str(&format!("; SET LOCAL {} = {}", quote_name(name), quote_value(value)));
        }
        sql
    }
}

/// A setting's name; one with a dot has two parts.
fn quote_name(name: &str) -> String {
    name.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect::<Vec<_>>().join(".")
}

/// A literal that means the same whatever `standard_conforming_strings` is.
fn quote_value(value: &str) -> String {
    let quoted = value.replace('\'', "''");
    if quoted.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

/// A query that has been sent, or an answer that has begun to arrive.
type Sent<'a> = Pin<Box<MaybeDone<Started<'a>>>>;
type Started<'a> = Pin<Box<dyn Future<Output = Result<RowStream, tokio_postgres::Error>> + 'a>>;

impl Connection {
    /// Runs queries in one flight, each in a transaction of its own unless one is open, and hands every row to the
    /// handler together with the index of its query. Rows come in the order of the queries.
    ///
    /// No statement has a name or a parameter, so that this works through a pooler in transaction mode. Columns must be
    /// of PostgreSQL's built-in types: anything else is to be cast to text.
    ///
    /// Dropping the future does not stop the server; a [`Canceller`](super::Canceller) does.
    ///
    /// # Errors
    ///
    /// The first error in the order of the queries, or what the handler said. Queries after a failed one are still run
    /// by the server, unless they are in the same transaction.
    pub async fn run_pipeline<S, H>(&self, queries: &[S], handler: H) -> Result<(), QueryError>
    where
        S: AsRef<str>,
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let _strict = Strict::new(self);
        let mut sent = self.prepare_flight(queries);
        send_all(&mut sent).await;
        self.receive(sent, handler).await
    }

    /// Runs queries in one read-only transaction that sees one state of the database (`REPEATABLE READ`), all in one
    /// flight: a single round trip. Otherwise as [`run_pipeline`](Connection::run_pipeline).
    ///
    /// # Errors
    ///
    /// The error that made the transaction fail. The transaction is over in any case.
    pub async fn read_only_transaction<S, H>(
        &self,
        options: &ReadOnly,
        queries: &[S],
        handler: H,
    ) -> Result<(), QueryError>
    where
        S: AsRef<str>,
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let _strict = Strict::new(self);
        let begin = options.begin();
        let mut begin = pin!(maybe_done(self.client.batch_execute(&begin)));
        let mut sent = self.prepare_flight(queries);
        let mut commit = pin!(maybe_done(self.client.batch_execute("COMMIT")));
        // What is polled first is sent first.
        poll_once(begin.as_mut()).await;
        send_all(&mut sent).await;
        poll_once(commit.as_mut()).await;
        begin.as_mut().await;
        let begun = begin.take_output().transpose().map_err(|error| self.explain(error, None));
        let received = self.receive(sent, handler).await;
        commit.as_mut().await;
        let ended = commit.take_output().transpose().map_err(|error| self.explain(error, None));
        begun?;
        received?;
        ended.map(drop)
    }

    /// The first half of [`read_only_transaction`](Connection::read_only_transaction): begins the transaction and runs queries in it, whose
    /// answers decide what else to ask. [`end_read_only`](Connection::end_read_only) must follow.
    ///
    /// # Errors
    ///
    /// The error that made the transaction fail; it is over then.
    pub async fn begin_read_only<S, H>(
        &self,
        options: &ReadOnly,
        queries: &[S],
        handler: H,
    ) -> Result<(), QueryError>
    where
        S: AsRef<str>,
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let _strict = Strict::new(self);
        let begin = options.begin();
        let mut begin = pin!(maybe_done(self.client.batch_execute(&begin)));
        let mut sent = self.prepare_flight(queries);
        poll_once(begin.as_mut()).await;
        send_all(&mut sent).await;
        begin.as_mut().await;
        let begun = begin.take_output().transpose().map_err(|error| self.explain(error, None));
        let received = self.receive(sent, handler).await;
        let outcome = begun.map(drop).and(received);
        if outcome.is_err() {
            // What made the transaction fail is the news, not how its end went.
            let _ = self.client.batch_execute("ROLLBACK").await;
        }
        outcome
    }

    /// The second half: runs the remaining queries, ends the transaction, and runs one query more that sees the state after it, all in one
    /// flight. That query's index is the number of the others.
    ///
    /// # Errors
    ///
    /// The error that made the transaction fail. The transaction is over in any case.
    pub async fn end_read_only<S, H>(&self, queries: &[S], after: S, mut handler: H) -> Result<(), QueryError>
    where
        S: AsRef<str>,
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let _strict = Strict::new(self);
        let after = [after];
        let mut sent = self.prepare_flight(queries);
        let mut commit = pin!(maybe_done(self.client.batch_execute("COMMIT")));
        let mut last = self.prepare_flight(&after);
        send_all(&mut sent).await;
        poll_once(commit.as_mut()).await;
        send_all(&mut last).await;
        let received = self.receive(sent, &mut handler).await;
        commit.as_mut().await;
        let ended = commit.take_output().transpose().map_err(|error| self.explain(error, None));
        let last = self.receive(last, |_, row| handler(queries.len(), row)).await;
        received?;
        ended?;
        last
    }

    /// Runs one query and decodes all its rows.
    ///
    /// # Errors
    ///
    /// Whatever the server says, or that a row is not of the type asked for.
    pub async fn query<T: DeserializeOwned>(&self, sql: &str) -> Result<Vec<T>, QueryError> {
        let mut decoder = RowDecoder::new();
        let mut rows = Vec::new();
        self.run_pipeline(&[sql], |_, row| {
            rows.push(decoder.decode(row)?);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    fn prepare_flight<'a, S: AsRef<str>>(&'a self, queries: &'a [S]) -> Vec<Sent<'a>> {
        let start = |sql: &'a S| -> Started<'a> {
            let parameters: [(&(dyn ToSql + Sync), Type); 0] = [];
            Box::pin(self.client.query_typed_raw(sql.as_ref(), parameters))
        };
        queries.iter().map(|sql| Box::pin(maybe_done(start(sql)))).collect()
    }

    /// Receives all answers, in order. After the first error the rest is only waited for.
    async fn receive<H>(&self, sent: Vec<Sent<'_>>, mut handler: H) -> Result<(), QueryError>
    where
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let mut result = Ok(());
        for (index, mut query) in sent.into_iter().enumerate() {
            query.as_mut().await;
            let Some(started) = query.as_mut().take_output() else { continue };
            let received = match started {
                Ok(rows) if result.is_ok() => self.receive_rows(index, rows, &mut handler).await,
                // Dropping the stream discards its rows as they arrive.
                Ok(_) => Ok(()),
                Err(error) => Err(self.explain(error, Some(index))),
            };
            let Err(error) = received else { continue };
            // That an earlier statement of the transaction failed is only news if it was none of ours.
            if result.is_ok() || matches!(&result, Err(earlier) if QueryError::is_aftermath(earlier)) {
                result = Err(error);
            }
        }
        result
    }

    async fn receive_rows<H>(&self, index: usize, rows: RowStream, handler: &mut H) -> Result<(), QueryError>
    where
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let mut rows = pin!(rows);
        while let Some(row) = next(rows.as_mut()).await {
            let row = row.map_err(|error| self.explain(error, Some(index)))?;
            handler(index, &row).map_err(|error| QueryError::Row { error, query: index })?;
        }
        Ok(())
    }
}

async fn next<S: Stream>(mut stream: Pin<&mut S>) -> Option<S::Item> {
    stream.as_mut().next().await
}

/// Polls every query once, which sends it.
async fn send_all(sent: &mut [Sent<'_>]) {
    for query in sent {
        poll_once(query.as_mut()).await;
    }
}

async fn poll_once<F: Future<Output = ()>>(mut future: Pin<&mut F>) {
    poll_fn(|cx| {
        let _ = future.as_mut().poll(cx);
        Poll::Ready(())
    })
    .await;
}

/// While it lives, results of types that are not built in are refused: tokio-postgres would look them up with
/// statements queued behind the whole flight, and wait for them for ever.
struct Strict<'a>(&'a Connection);

impl<'a> Strict<'a> {
    fn new(connection: &'a Connection) -> Self {
        connection.heard.set_known_types_only(true);
        Self(connection)
    }
}

impl Drop for Strict<'_> {
    fn drop(&mut self) {
        self.0.heard.set_known_types_only(false);
    }
}
