//! An open connection and what is done over it.

mod cancel;
mod error;
mod pipeline;

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, SimpleQueryMessage};

pub use cancel::Canceller;
pub use error::QueryError;
pub use pipeline::ReadOnly;

use pgplumb_catalog::ServerVersion;

use crate::connect::{Heard, Objection, Opened, RawConnection, Route, TlsInfo};
use crate::conninfo::{Conninfo, Host, Keepalive};

/// The parameters every server reports when a session begins.
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

/// How many notices are kept until somebody takes them.
const MOST_NOTICES: usize = 10_000;

/// A connection to a server.
///
/// It is driven by a task of the Tokio runtime it was made on. Dropping it says good-bye to the server in the
/// background; [`close`](Connection::close) waits until that is done.
pub struct Connection {
    client: tokio_postgres::Client,
    driver: JoinHandle<()>,
    shared: Arc<Shared>,
    heard: Arc<Heard>,
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

/// What the driving task has to tell.
#[derive(Default)]
struct Shared {
    news: Mutex<News>,
}

#[derive(Default)]
struct News {
    notices: Vec<Notice>,
    lost: Option<Lost>,
}

/// Something the server said beside its answers: a `NOTICE` or `WARNING`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// `NOTICE`, `WARNING`, `INFO` …, possibly in the server's language.
    pub severity: String,
    /// The SQLSTATE.
    pub code: String,
    /// The text.
    pub message: String,
}

/// Why the connection is no more.
#[derive(Clone, Debug)]
enum Lost {
    Said(String),
    Objection(Objection),
}

impl Shared {
    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a notice until it is asked for, unless there are too many already: a loop in a function can make millions.
    fn keep(&self, notice: Notice) {
        let mut news = self.news();
        if news.notices.len() < MOST_NOTICES {
            news.notices.push(notice);
        }
    }
}

impl Connection {
    /// Sets a fresh connection going.
    pub(crate) fn start(opened: Opened, conninfo: &Conninfo, host: &Host) -> Self {
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
            heard: opened.heard,
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

    /// The client of tokio-postgres, for what this type does not offer.
    pub fn client(&self) -> &tokio_postgres::Client {
        &self.client
    }

    /// The version of the server, or of the pooler that pretends to be one; zero if it did not say.
    pub fn server_version(&self) -> ServerVersion {
        self.server_version
    }

    /// The version as the server puts it: `16.4 (Debian 16.4-1.pgdg120+1)`.
    pub fn server_version_text(&self) -> &str {
        self.parameter("server_version").unwrap_or_default()
    }

    /// A parameter the server reported when the session began, such as `server_encoding` or `in_hot_standby`.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// What the user should know about how the connection came about.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The server connected to: which of several, and its port.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The database connected to.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The role connected as.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// How the connection is encrypted, if it is.
    pub fn tls(&self) -> Option<&TlsInfo> {
        self.tls.as_ref()
    }

    /// Takes the notices and warnings that have arrived since this was last called, up to a limit of 10,000.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.shared.news().notices)
    }

    /// Whether the connection is known to be gone.
    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Something with which the running query can be cancelled from elsewhere.
    pub fn canceller(&self) -> Canceller {
        Canceller::new(self.client.cancel_token(), self.route.clone(), self.keepalive)
    }

    /// Ends the session and waits until the server has been told.
    pub async fn close(self) {
        drop(self.client);
        // The task ends by itself once nobody can ask it for anything; that it panicked is of no interest any more.
        let _ = self.driver.await;
    }

    /// Runs statements one after the other, in one transaction unless they say otherwise, as `psql -c` would: by the
    /// simple query protocol.
    ///
    /// # Errors
    ///
    /// The first statement's error; those after it are not run.
    pub async fn execute_script(&self, sql: &str) -> Result<(), QueryError> {
        self.client.batch_execute(sql).await.map_err(|error| self.explain(error, None))
    }

    /// The first column of the first row of a statement's result, as text.
    ///
    /// # Errors
    ///
    /// Whatever the server says, or the loss of the connection.
    pub async fn simple_value(&self, sql: &str) -> Result<Option<String>, QueryError> {
        let answer = self.client.simple_query(sql).await.map_err(|error| self.explain(error, None))?;
        Ok(answer.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.try_get(0).ok().flatten().map(str::to_owned),
            _ => None,
        }))
    }

    /// Turns tokio-postgres's error into ours, with what the driving task knows about it.
    fn explain(&self, error: tokio_postgres::Error, query: Option<usize>) -> QueryError {
        QueryError::new(error, query, self.shared.news().lost.clone())
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

/// Moves bytes until the connection ends, keeping what the server says unasked.
async fn drive(mut connection: RawConnection, shared: Arc<Shared>) {
    loop {
        match poll_fn(|cx| connection.poll_message(cx)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => shared.keep(Notice {
                severity: notice.severity().to_owned(),
                code: notice.code().code().to_owned(),
                message: notice.message().to_owned(),
            }),
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                shared.news().lost = Some(error::why_lost(&error));
                return;
            }
            None => return,
        }
    }
}
