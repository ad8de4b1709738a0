//! Subscriptions (`pg_subscription`). The passwords in their connection strings are never read.

pub mod connection;
mod rules;

pub(crate) use rules::RULES;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Parts, Read};
use crate::sql::{ident, ident_list, literal, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    enabled: bool,
    slot_name: Option<String>,
    publications: Vec<String>,
    synchronous_commit: String,
    binary: bool,
    streaming: String,
    two_phase: bool,
    disable_on_error: bool,
    password_required: bool,
    run_as_owner: bool,
    origin: Option<String>,
    failover: bool,
    server: Option<String>,
    retain_dead_tuples: bool,
    max_retention_duration: i32,
    wal_receiver_timeout: String,
}

object! {
    /// A subscription to publications of another server.
    pub struct Subscription in database {
        /// The foreign server that it connects to (PostgreSQL 19). If absent, it has a connection
        /// string.
        pub server: Option<Name>,
        /// Its connection string, with placeholders for passwords. Absent if it has a server, or if
        /// the role that reads the catalog may not see the string.
        pub connection: Option<Name>,
        /// The publications, in the given order.
        pub publications: Vec<Name>,
        /// Whether it is enabled.
        pub enabled: bool,
        /// The name of the replication slot; none if absent.
        pub slot_name: Option<Name>,
        /// The value of `synchronous_commit` in its workers; `off` if absent.
        pub synchronous_commit: Option<Name>,
        /// Whether values are sent in binary format.
        pub binary: bool,
        /// Whether and how transactions in progress are streamed.
        pub streaming: Streaming,
        /// Whether two-phase commit is enabled.
        pub two_phase: bool,
        /// Whether errors disable it.
        pub disable_on_error: bool,
        /// Whether its connection may omit a password.
        pub password_not_required: bool,
        /// Whether it applies changes as its owner instead of the table owners.
        pub run_as_owner: bool,
        /// The origin of requested changes: `none` for changes without an origin; `any` if absent.
        pub origin: Option<Name>,
        /// Whether standby servers keep its slot (failover).
        pub failover: bool,
        /// Whether dead rows are kept to detect conflicts (PostgreSQL 19).
        pub retain_dead_tuples: bool,
        /// The maximum time to keep dead rows, in milliseconds; 0 for no limit (PostgreSQL 19).
        pub max_retention_duration: i32,
        /// The value of `wal_receiver_timeout` in its workers; the server's setting if absent
        /// (PostgreSQL 19).
        pub wal_receiver_timeout: Option<Name>,
    }
}

codes! {
    /// Whether and how a subscription streams transactions in progress.
    pub enum Streaming {
        #[default] Off = "f" "off",
        On = "t" "on",
        Parallel = "p" "parallel",
    }
}

impl Read for Subscription {
    const CLASS: Class = Class::SUBSCRIPTION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("subscription {}", ident(&row.name));
        let mut subscription = Self {
            name: cx.name(&row.name),
            publications: cx.names(&row.publications),
            enabled: row.enabled,
            slot_name: row.slot_name.map(|s| cx.name(&s)),
            synchronous_commit: (row.synchronous_commit != "off").then(|| cx.name(&row.synchronous_commit)),
            binary: row.binary,
            streaming: cx.code("substream", &row.streaming, object),
            two_phase: row.two_phase,
            disable_on_error: row.disable_on_error,
            password_not_required: !row.password_required,
            run_as_owner: row.run_as_owner,
            origin: row.origin.filter(|o| o != "any").map(|o| cx.name(&o)),
            failover: row.failover,
            server: row.server.map(|s| cx.name(&s)),
            retain_dead_tuples: row.retain_dead_tuples,
            max_retention_duration: row.max_retention_duration,
            wal_receiver_timeout: (row.wal_receiver_timeout != "-1")
                .then(|| cx.name(&row.wal_receiver_timeout)),
            ..Self::default()
        };
        subscription.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, subscription))
    }
}

impl Object for Subscription {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Subscription, self.name.clone())
    }

    fn summary(&self) -> String {
        format!("to {}", self.publications.join(", "))
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "SUBSCRIPTION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn placeholders(&self) -> Vec<String> {
        match &self.connection {
            _ if self.server.is_some() => Vec::new(),
            None => vec!["the connection string".to_owned()],
            Some(connection) => {
                let keywords = connection::secrets(connection);
                keywords.iter().map(|keyword| format!("{keyword} in the connection string")).collect()
            }
        }
    }

    /// Created without connecting, and so disabled. Someone who can reach the publisher has to
    /// create the slot and enable it.
    fn create(&self, _: &SqlContext<'_>) -> Create {
        let clauses = [
            match &self.server {
                Some(server) => format!("SERVER {}", ident(server)),
                None => {
                    let connection = self.connection.as_deref().unwrap_or(connection::UNKNOWN);
                    format!("CONNECTION {}", literal(connection))
                }
            },
            format!("PUBLICATION {}", ident_list(&self.publications)),
            format!("WITH ({})", self.options().join(", ")),
        ];
        Create::statement(with_clauses(format!("CREATE SUBSCRIPTION {}", self.sql_name()), &clauses))
    }

    fn needs(&self) -> Vec<ObjectId> {
        self.server.iter().map(|server| ObjectId::global(Kind::ForeignServer, server.clone())).collect()
    }
}

/// A row with a connection string.
#[derive(Deserialize)]
pub(crate) struct ConnectionRow {
    oid: Oid,
    connection: Option<String>,
}

/// The connection strings of subscriptions.
pub(crate) fn load_connections(rows: Vec<ConnectionRow>) -> FxHashMap<Oid, String> {
    rows.into_iter().filter_map(|row| Some((row.oid, row.connection?))).collect()
}

impl Subscription {
    pub(crate) fn assemble(row: Row, cx: &mut Context, parts: &mut Parts) -> Option<(Oid, Self)> {
        let (oid, mut subscription) = Self::read(row, cx)?;
        let connection = parts.connections.remove(&oid).filter(|_| subscription.server.is_none());
        subscription.connection = connection.map(|text| cx.name(&text));
        Some((oid, subscription))
    }

    /// Gives it the server or connection string of another subscription.
    pub fn keep_connection_of(&mut self, other: &Self) {
        self.server.clone_from(&other.server);
        self.connection.clone_from(&other.connection);
    }

    /// Whether neither its connection string nor its server is known.
    pub fn has_unknown_connection(&self) -> bool {
        self.connection.is_none() && self.server.is_none()
    }

    /// The options in `WITH (…)`. Streaming is always included, because its default depends on the
    /// version.
    fn options(&self) -> Vec<String> {
        let mut options = vec!["connect = false".to_owned()];
        match &self.slot_name {
            Some(slot) if *slot == self.name => {}
            Some(slot) => options.push(format!("slot_name = {}", literal(slot))),
            None => options.push("slot_name = NONE".to_owned()),
        }
        options.push(format!("streaming = {}", self.streaming.word()));
        let switches = [
            (self.binary, "binary = true"),
            (self.two_phase, "two_phase = true"),
            (self.disable_on_error, "disable_on_error = true"),
            (self.password_not_required, "password_required = false"),
            (self.run_as_owner, "run_as_owner = true"),
            (self.failover, "failover = true"),
            (self.retain_dead_tuples, "retain_dead_tuples = true"),
        ];
        options.extend(switches.iter().filter(|s| s.0).map(|s| s.1.to_owned()));
        let words = [("synchronous_commit", &self.synchronous_commit), ("origin", &self.origin)];
        options.extend(words.iter().filter_map(|(key, value)| Some(format!("{key} = {}", value.as_ref()?))));
        if self.max_retention_duration != 0 {
            options.push(format!("max_retention_duration = {}", self.max_retention_duration));
        }
        let timeout = self.wal_receiver_timeout.as_ref();
        options.extend(timeout.map(|timeout| format!("wal_receiver_timeout = {}", literal(timeout))));
        options
    }
}
