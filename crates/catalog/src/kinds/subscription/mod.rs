//! Subscriptions (`pg_subscription`). Their connection strings are never read.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{About, Create, Object, SqlContext, codes, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{SECRET, ident, ident_list, literal, with_clauses};
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
}

object! {
    /// A subscription to publications of another server.
    pub struct Subscription in database {
        /// The publications, in the order in which they were named.
        pub publications: Vec<Name>,
        /// Whether it replicates.
        pub enabled: bool,
        /// The replication slot on the other server; absent: none.
        pub slot_name: Option<Name>,
        /// What `synchronous_commit` is for its workers; `off` when absent.
        pub synchronous_commit: Option<Name>,
        /// Whether values travel in binary form.
        pub binary: bool,
        /// Whether transactions are streamed while they run.
        pub streaming: Streaming,
        /// Whether prepared transactions are replicated when they are prepared.
        pub two_phase: bool,
        /// Whether it is disabled when it meets an error.
        pub disable_on_error: bool,
        /// Whether it may do without a password in the connection string.
        pub password_not_required: bool,
        /// Whether changes are applied as the subscription's owner, not as the tables'.
        pub run_as_owner: bool,
        /// Which changes the other server is asked for: `none` are those that it did not replicate itself; any when absent.
        pub origin: Option<Name>,
        /// Whether its slot is kept for standby servers.
        pub failover: bool,
    }
}

codes! {
    /// Whether a subscription streams transactions while they run.
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
            ..Self::default()
        };
        subscription.set_described(cx.described(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, subscription))
    }
}

impl Object for Subscription {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Subscription, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "SUBSCRIPTION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    /// Unconnected, and so disabled: who has the connection string enables it.
    fn create(&self, _: &SqlContext<'_>) -> Create {
        let clauses = [
            format!("CONNECTION 'host={SECRET}'"),
            format!("PUBLICATION {}", ident_list(&self.publications)),
            format!("WITH ({})", self.options().join(", ")),
        ];
        Create::statement(with_clauses(format!("CREATE SUBSCRIPTION {}", self.sql_name()), &clauses))
    }
}

impl Subscription {
    /// What stands for secrets in the SQL that makes it.
    pub fn placeholders(&self) -> Vec<String> {
        vec!["the connection string".to_owned()]
    }

    /// What stands in `WITH (…)`. Streaming is always said, because its default is not the same in every version.
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
        ];
        options.extend(switches.iter().filter(|s| s.0).map(|s| s.1.to_owned()));
        let words = [("synchronous_commit", &self.synchronous_commit), ("origin", &self.origin)];
        options.extend(words.iter().filter_map(|(key, value)| Some(format!("{key} = {}", value.as_ref()?))));
        options
    }
}
