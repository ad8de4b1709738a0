//! An open connection: queries, parameters and notices.

mod cancel;
mod error;
mod pipeline;
mod silence;

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, SimpleQueryMessage};

pub use cancel::Canceller;
pub use error::QueryError;
pub use pipeline::ReadOnly;
use silence::SilenceLimit;

use pgplumb_catalog::ServerVersion;

use crate::connect::{InspectionError, Observed, OpenedConnection, RawConnection, Route, TlsInfo};
use crate::conninfo::{Conninfo, Host, Keepalive};

/// The parameters that servers report at startup.
const REPORTED: &[&str] = &[
    "server_version",
    "server_encoding",
    "client_encoding",
    "application_name",
    "default_transaction_read_only",
    "in_hot_standby",
    "is_superuser",
    "session_authorization",
    "search_path",
    "DateStyle",
    "IntervalStyle",
    "TimeZone",
    "integer_datetimes",
    "standard_conforming_strings",
];

/// The maximum number of stored notices.
const MAX_NOTICES: usize = 10_000;

/// The maximum number of characters of a notice that are stored.
const MAX_NOTICE_LENGTH: usize = 1000;

/// A connection to a server.
///
/// A background task on the current Tokio runtime drives the connection. Dropping the connection
/// ends the session in the background; [`close`](Connection::close) waits for the end.
pub struct Connection {
    client: tokio_postgres::Client,
    driver: JoinHandle<()>,
    shared: Arc<Shared>,
    observed: Arc<Observed>,
    silence_limit: SilenceLimit,
    route: Route,
    keepalive: Keepalive,
    server_version: ServerVersion,
    parameters: BTreeMap<&'static str, String>,
    warnings: Vec<String>,
    host: Host,
    database: String,
    user: String,
    tls: Option<TlsInfo>,
}

/// The state shared with the background task.
#[derive(Default)]
struct Shared {
    state: Mutex<DriverState>,
}

#[derive(Default)]
struct DriverState {
    notices: Vec<Notice>,
    lost: Option<ConnectionLoss>,
}

/// A `NOTICE`, `WARNING` or similar message from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `NOTICE`, `WARNING`, `INFO` …, possibly translated by the server.
    pub severity: String,
    /// The SQLSTATE.
    pub code: String,
    /// The text.
    pub message: String,
    /// The details of a query tree that `debug_print_rewritten` prints; absent for other notices.
    pub(crate) tree: Option<String>,
}

/// The text of the notice that has a query tree.
pub(crate) const TREE_MESSAGE: &str = "rewritten parse tree:";

/// Why the connection ended.
#[derive(Clone, Debug)]
enum ConnectionLoss {
    Reported(String),
    InspectionError(InspectionError),
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, DriverState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a notice, unless the limit is reached: a loop in a function can send millions.
    fn store(&self, notice: Notice) {
        let mut state = self.state();
        if state.notices.len() < MAX_NOTICES {
            state.notices.push(notice);
        }
    }
}

impl Connection {
    /// Starts the background task of a new connection.
    pub(crate) fn start(opened: OpenedConnection, conninfo: &Conninfo, host: &Host) -> Self {
        let parameters: BTreeMap<&'static str, String> = REPORTED
            .iter()
            .filter_map(|name| Some((*name, opened.connection.parameter(name)?.to_owned())))
            .collect();
        let version = parameters.get("server_version").map(String::as_str).unwrap_or_default();
        let shared = Arc::new(Shared::default());
        let mut warnings = conninfo.warnings().to_vec();
        warnings.extend(opened.warnings);
        Self {
            driver: tokio::spawn(drive(opened.connection, Arc::clone(&shared))),
            server_version: ServerVersion::parse(version).unwrap_or_default(),
            client: opened.client,
            shared,
            observed: opened.observed,
            silence_limit: SilenceLimit::default(),
            route: opened.route,
            keepalive: conninfo.keepalive,
            parameters,
            warnings,
            host: host.clone(),
            database: conninfo.database().to_owned(),
            user: conninfo.user().to_owned(),
            tls: opened.tls,
        }
    }

    /// The underlying client of tokio-postgres.
    pub fn client(&self) -> &tokio_postgres::Client {
        &self.client
    }

    /// The version that the server or the pooler reported; zero if it reported none.
    pub fn server_version(&self) -> ServerVersion {
        self.server_version
    }

    /// The version as the server reported it: `16.4 (Debian 16.4-1.pgdg120+1)`.
    pub fn server_version_text(&self) -> &str {
        self.parameter("server_version").unwrap_or_default()
    }

    /// A parameter that the server reported at startup, such as `server_encoding` or
    /// `in_hot_standby`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// Warnings about the connection for the user.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The host that the connection uses, if several were specified.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The name of the database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The name of the role.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The properties of the TLS connection; `None` without TLS.
    pub fn tls(&self) -> Option<&TlsInfo> {
        self.tls.as_ref()
    }

    /// Returns and removes the stored notices, at most 10,000.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.shared.state().notices)
    }

    /// Whether the connection has ended.
    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Returns a handle that cancels the running query.
    pub fn canceller(&self) -> Canceller {
        Canceller::new(self.client.cancel_token(), self.route.clone(), self.keepalive)
    }

    /// Ends the session and waits until the connection is closed.
    pub async fn close(self) {
        drop(self.client);
        // The task ends when the client is dropped. A panic in it no longer matters.
        let _ = self.driver.await;
    }

    /// Executes statements with the simple query protocol, like `psql -c`: in one transaction,
    /// unless they contain transaction commands.
    ///
    /// # Errors
    ///
    /// When a statement fails. The statements after it are not executed.
    pub async fn execute_script(&self, sql: &str) -> Result<(), QueryError> {
        self.client.batch_execute(sql).await.map_err(|error| self.explain(error, None))
    }

    /// Executes one statement with the extended query protocol, in which the server rejects texts
    /// with several statements.
    ///
    /// # Errors
    ///
    /// When the statement fails.
    pub async fn execute_statement(&self, sql: &str) -> Result<(), QueryError> {
        self.client.execute(sql, &[]).await.map(drop).map_err(|error| self.explain(error, None))
    }

    /// Returns the first column of the first row of a query's result, as text.
    ///
    /// # Errors
    ///
    /// When the query fails or the connection is lost.
    pub async fn simple_value(&self, sql: &str) -> Result<Option<String>, QueryError> {
        let answer = self.client.simple_query(sql).await.map_err(|error| self.explain(error, None))?;
        Ok(answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.try_get(0).ok().flatten().map(str::to_owned),
            _ => None,
        }))
    }

    /// Parses one statement on the server, without executing it.
    ///
    /// # Errors
    ///
    /// When the text is not one valid statement.
    pub async fn prepare_statement(&self, sql: &str) -> Result<tokio_postgres::Statement, QueryError> {
        self.client.prepare(sql).await.map_err(|error| self.explain(error, None))
    }

    /// Converts an error of the underlying client.
    pub(crate) fn query_error(&self, error: tokio_postgres::Error) -> QueryError {
        self.explain(error, None)
    }

    /// Converts an error of tokio-postgres, taking the reason of a lost connection into account.
    fn explain(&self, error: tokio_postgres::Error, query: Option<usize>) -> QueryError {
        QueryError::new(error, query, self.shared.state().lost.clone())
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("host", &self.host.to_string())
            .field("database", &self.database)
            .field("user", &self.user)
            .field("server_version", &self.server_version)
            .finish_non_exhaustive()
    }
}

/// Drives the connection until it ends, and stores notices.
async fn drive(mut connection: RawConnection, shared: Arc<Shared>) {
    loop {
        match poll_fn(|cx| connection.poll_message(cx)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => shared.store(Notice {
                severity: notice.severity().to_owned(),
                code: notice.code().code().to_owned(),
                message: notice.message().chars().take(MAX_NOTICE_LENGTH).collect(),
                tree: notice.detail().filter(|_| notice.message() == TREE_MESSAGE).map(str::to_owned),
            }),
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                shared.state().lost = Some(error::loss_reason(&error));
                return;
            }
            None => return,
        }
    }
}
