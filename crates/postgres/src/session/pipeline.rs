//! Pipelines: sending several queries without waiting for each answer.

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

/// The settings of a read-only transaction.
#[derive(Clone, Debug, Default)]
pub struct ReadOnly {
    /// `statement_timeout`, the time limit for each query; `None` keeps the server's setting.
    pub statement_timeout: Option<Duration>,
    /// `lock_timeout`, the time limit for acquiring a lock; `None` keeps the server's setting.
    pub lock_timeout: Option<Duration>,
    /// Names and values of other settings, which are set with `SET LOCAL`.
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

/// Quotes the name of a setting. A dot separates two identifiers.
fn quote_name(name: &str) -> String {
    name.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect::<Vec<_>>().join(".")
}

/// Quotes a literal, independently of `standard_conforming_strings`.
fn quote_value(value: &str) -> String {
    let quoted = value.replace('\'', "''");
    if quoted.contains('\\') { format!("E'{}'", quoted.replace('\\', "\\\\")) } else { format!("'{quoted}'") }
}

/// A query that was sent, or its answer once that starts to arrive.
type Sent<'a> = Pin<Box<MaybeDone<Started<'a>>>>;
type Started<'a> = Pin<Box<dyn Future<Output = Result<RowStream, tokio_postgres::Error>> + 'a>>;

impl Connection {
    /// Runs queries in a pipeline and passes each row to the handler, with the index of its query.
    /// Rows arrive in the order of the queries. Each query is a transaction of its own, unless a
    /// transaction is open.
    ///
    /// The statements are unnamed and have no parameters, so this works through a pooler in
    /// transaction mode. Columns must have built-in types; cast other types to text.
    ///
    /// Dropping the future does not stop the queries; use a [`Canceller`](super::Canceller).
    ///
    /// # Errors
    ///
    /// The first error of a query or of the handler. The server still runs the queries after a
    /// failed one, unless they are in the same transaction.
    pub async fn run_pipeline<S, H>(&self, queries: &[S], handler: H) -> Result<(), QueryError>
    where
        S: AsRef<str>,
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let _type_check = BuiltInTypesOnly::new(self);
        let mut sent = self.prepare(queries);
        send_all(&mut sent).await;
        self.answered(self.receive(sent, handler)).await
    }

    /// Runs queries in one read-only `REPEATABLE READ` transaction, with a single round trip. Apart
    /// from that, it works like [`run_pipeline`](Connection::run_pipeline).
    ///
    /// # Errors
    ///
    /// The error that made the transaction fail. In any case the transaction has ended.
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
        let _type_check = BuiltInTypesOnly::new(self);
        self.silence_limit.begin(options);
        let begin = options.begin();
        let mut begin = pin!(maybe_done(self.client.batch_execute(&begin)));
        let mut sent = self.prepare(queries);
        let mut commit = pin!(maybe_done(self.client.batch_execute("COMMIT")));
        // Requests are sent in the order in which they are first polled.
        poll_once(begin.as_mut()).await;
        send_all(&mut sent).await;
        poll_once(commit.as_mut()).await;
        self.answered(begin.as_mut()).await;
        let begun = begin.take_output().transpose().map_err(|error| self.explain(error, None));
        let received = self.answered(self.receive(sent, handler)).await;
        self.answered(commit.as_mut()).await;
        let ended = commit.take_output().transpose().map_err(|error| self.explain(error, None));
        self.silence_limit.end();
        begun?;
        received?;
        ended.map(drop)
    }

    /// Begins a read-only `REPEATABLE READ` transaction and runs queries in it, in one pipeline.
    /// Unlike after [`read_only_transaction`](Connection::read_only_transaction), the transaction
    /// stays open until [`end_read_only`](Connection::end_read_only).
    ///
    /// # Errors
    ///
    /// The error that made the transaction fail. After an error the transaction has ended.
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
        let _type_check = BuiltInTypesOnly::new(self);
        self.silence_limit.begin(options);
        let begin = options.begin();
        let mut begin = pin!(maybe_done(self.client.batch_execute(&begin)));
        let mut sent = self.prepare(queries);
        poll_once(begin.as_mut()).await;
        send_all(&mut sent).await;
        self.answered(begin.as_mut()).await;
        let begun = begin.take_output().transpose().map_err(|error| self.explain(error, None));
        let received = self.answered(self.receive(sent, handler)).await;
        let outcome = begun.map(drop).and(received);
        if outcome.is_err() {
            // The error of the queries is more important than an error of the rollback.
            let _ = self.answered(self.client.batch_execute("ROLLBACK")).await;
            self.silence_limit.end();
        }
        outcome
    }

    /// Runs more queries in the open transaction, commits, and runs one last query that sees the
    /// state after the transaction, all in one pipeline. The index of the last query is
    /// `queries.len()`.
    ///
    /// # Errors
    ///
    /// The error that made the transaction fail. In any case the transaction has ended.
    pub async fn end_read_only<S, H>(&self, queries: &[S], after: S, mut handler: H) -> Result<(), QueryError>
    where
        S: AsRef<str>,
        H: FnMut(usize, &Row) -> Result<(), RowError>,
    {
        let _type_check = BuiltInTypesOnly::new(self);
        let after = [after];
        let mut sent = self.prepare(queries);
        let mut commit = pin!(maybe_done(self.client.batch_execute("COMMIT")));
        let mut last = self.prepare(&after);
        send_all(&mut sent).await;
        poll_once(commit.as_mut()).await;
        send_all(&mut last).await;
        let received = self.answered(self.receive(sent, &mut handler)).await;
        self.answered(commit.as_mut()).await;
        let ended = commit.take_output().transpose().map_err(|error| self.explain(error, None));
        let last = self.answered(self.receive(last, |_, row| handler(queries.len(), row))).await;
        self.silence_limit.end();
        received?;
        ended?;
        last
    }

    /// Runs a query and decodes its rows.
    ///
    /// # Errors
    ///
    /// When the query fails or a row cannot be decoded.
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

    fn prepare<'a, S: AsRef<str>>(&'a self, queries: &'a [S]) -> Vec<Sent<'a>> {
        let start = |sql: &'a S| -> Started<'a> {
            let parameters: [(&(dyn ToSql + Sync), Type); 0] = [];
            Box::pin(self.client.query_typed_raw(sql.as_ref(), parameters))
        };
        queries.iter().map(|sql| Box::pin(maybe_done(start(sql)))).collect()
    }

    /// Receives all answers in order. After an error, the remaining rows are discarded.
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
            // Prefer the error that aborted the transaction to the errors that follow from it.
            if result.is_ok()
                || matches!(&result, Err(earlier) if QueryError::is_aborted_transaction(earlier))
            {
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

/// Sends every query by polling it once.
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

/// A guard that makes the connection reject results of types that are not built in. tokio-postgres
/// would look up such a type with a query behind the pipeline, and wait for it forever.
struct BuiltInTypesOnly<'a>(&'a Connection);

impl<'a> BuiltInTypesOnly<'a> {
    fn new(connection: &'a Connection) -> Self {
        connection.observed.set_known_types_only(true);
        Self(connection)
    }
}

impl Drop for BuiltInTypesOnly<'_> {
    fn drop(&mut self) {
        self.0.observed.set_known_types_only(false);
    }
}
