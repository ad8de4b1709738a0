//! Executing steps: in their transactions, with locks that are not waited for longer than others can bear.

use std::cell::Cell;
use std::pin::pin;
use std::time::{Duration, Instant};

use pgplumb_catalog::Kind;
use pgplumb_catalog::plan::{Lock, Plan, Step};
use pgplumb_postgres::session::Canceller;
use pgplumb_postgres::{Connection, Conninfo, PasswordSource, QueryError};
use serde::Deserialize;

use super::super::{Observer, Stage, Unobserved};
use super::{Log, Transaction};

/// What the session is set to. Names in statements are qualified, and what a function's body names may come later.
const SESSION: &str = "\
    SET search_path = ''; SET lock_timeout = 0; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
    SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET client_min_messages = warning; \
    SET check_function_bodies = off; SET default_transaction_isolation = 'read committed'; \
    SET default_transaction_read_only = off";

/// A statement ends soon after the program that waited for it, however that ended; it would hold the lock of an apply for as long as it takes.
const UNATTENDED: &str = "SET client_connection_check_interval = '1s'";

/// How often a transaction is tried that did not get its locks.
const TRIES: u32 = 12;
/// How long to wait before the second try; twice as long before each further one, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The part of the server's `deadlock_timeout` that is waited for a lock by who holds another.
const GIVING_WAY: f64 = 0.8;
/// How often it is looked who a running statement waits for.
const LOOK: Duration = Duration::from_secs(1);

/// Why steps were not all executed.
#[derive(Debug, thiserror::Error)]
#[error("step {} ({} {}) fails: {error}\n    {statement}", place + 1, verb, object)]
pub struct Stopped {
    /// The place of the step.
    pub place: usize,
    /// What it is about.
    pub object: String,
    /// What it does with that.
    pub verb: &'static str,
    /// The statement.
    pub statement: String,
    /// What the server says.
    pub error: Box<QueryError>,
}

impl Stopped {
    /// Whether it is not known how the last transaction ended.
    pub fn is_lost(&self) -> bool {
        matches!(*self.error, QueryError::ConnectionLost { .. })
    }

    /// Whether locks were not had, however often it was tried.
    pub fn is_for_locks(&self) -> bool {
        may_be_tried_again(&self.error)
    }

    /// What the server does not say about it: something is not found by a function that the statement calls.
    ///
    /// Statements name everything with its schema, so that another `search_path` could change what they mean, and let others in
    /// ([CVE-2018-1058](https://wiki.postgresql.org/wiki/A_Guide_to_CVE-2018-1058:_Protect_Your_Search_Path)). Since 17 the server itself does not leave
    /// functions the path of the session where indexes and materialized views are made.
    pub fn remark(&self) -> Option<&'static str> {
        let is_unknown = matches!(self.error.code(), Some("42883" | "42P01" | "42704"));
        let is_within = self.error.server_error().is_some_and(|error| error.where_().is_some());
        (is_unknown && is_within).then_some(
            "a function finds what it calls by its caller's search_path, which is empty here: give it one of its own (ALTER FUNCTION … SET search_path = …)",
        )
    }

    /// Whether a statement took longer than it may.
    pub fn is_for_time(&self) -> bool {
        self.error.code() == Some("57014")
    }

    fn new(place: usize, step: &Step, statement: &str, error: QueryError) -> Self {
        Self {
            place,
            object: step.object.to_string(),
            verb: step.action.word(),
            statement: statement.to_owned(),
            error: Box::new(error),
        }
    }
}

/// How long a statement may take. Zero is without limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Timeouts {
    /// One that only says something of an object, besides the time that it waits for locks.
    pub statement: Duration,
    /// One that goes through the rows of a table, or builds an index.
    pub scan: Duration,
}

/// Executes steps in a session of its own.
pub struct Runner<'a> {
    connection: Connection,
    /// How to connect to look who is waited for.
    watch: Option<&'a Conninfo>,
    lock_timeout: Option<Duration>,
    timeouts: Timeouts,
    log: Option<&'a Log>,
    observer: &'a dyn Observer,
    done: Cell<usize>,
    /// How long a lock is waited for by who holds another.
    giving_way: Cell<Duration>,
    /// The server's process.
    pid: Cell<Option<i32>>,
}

impl<'a> Runner<'a> {
    /// Executes steps over this connection.
    pub fn new(connection: Connection) -> Self {
        Self {
            connection,
            watch: None,
            lock_timeout: None,
            timeouts: Timeouts::default(),
            log: None,
            observer: &Unobserved,
            done: Cell::new(0),
            giving_way: Cell::new(Duration::MAX),
            pid: Cell::new(None),
        }
    }

    /// The same, saying what is done, and who it waits for.
    #[must_use]
    pub fn watched(mut self, observer: &'a dyn Observer, conninfo: &'a Conninfo) -> Self {
        (self.observer, self.watch) = (observer, Some(conninfo));
        self
    }

    /// The same, waiting for locks no longer than this at a time.
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = (!timeout.is_zero()).then_some(timeout);
        self
    }

    /// The same, with limits to how long statements may take.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The same, with every statement logged.
    #[must_use]
    pub fn logged(mut self, log: Option<&'a Log>) -> Self {
        self.log = log;
        self
    }

    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// How many steps are done.
    pub fn done(&self) -> usize {
        self.done.get()
    }

    /// Something with which the running statement can be cancelled.
    pub fn canceller(&self) -> Canceller {
        self.connection.canceller()
    }

    /// Ends the session.
    pub async fn close(self) {
        self.connection.close().await;
    }

    /// Executes the steps of a plan in these transactions.
    ///
    /// # Errors
    /// The first statement's that fails and is not to be tried again. What [`done`](Self::done) says is done by then.
    pub async fn run(&self, plan: &Plan, transactions: &[Transaction]) -> Result<(), Stopped> {
        let Some(first) = plan.steps.first() else { return Ok(()) };
        let set = self.connection.execute_script(SESSION).await;
        set.map_err(|error| Stopped::new(0, first, SESSION, error))?;
        // Not every operating system has what it takes.
        let _ = self.connection.execute_script(UNATTENDED).await;
        let limit = format!("SET statement_timeout = {}", self.timeouts.scan.as_millis());
        let set = self.connection.execute_script(&limit).await;
        set.map_err(|error| Stopped::new(0, first, &limit, error))?;
        let asked = "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'";
        let milliseconds =
            self.connection.simple_value(asked).await.ok().flatten().and_then(|text| text.parse().ok());
        let waited =
            milliseconds.map_or(Duration::MAX, |whole| Duration::from_millis(whole).mul_f64(GIVING_WAY));
        self.giving_way.set(waited);
        if self.watch.is_some() {
            let pid = self.connection.simple_value("SELECT pg_catalog.pg_backend_pid()").await.ok().flatten();
            self.pid.set(pid.and_then(|pid| pid.parse().ok()));
        }
        for transaction in transactions {
            let steps = &plan.steps[transaction.steps.clone()];
            match transaction.alone {
                true => self.statements(plan, transaction).await?,
                false => self.transaction(plan, transaction, &steps[0]).await?,
            }
            self.done.set(transaction.steps.end);
        }
        Ok(())
    }

    /// Executes a transaction, again and again where it does not get its locks.
    async fn transaction(&self, plan: &Plan, transaction: &Transaction, first: &Step) -> Result<(), Stopped> {
        let mut begin = "BEGIN".to_owned();
        if let Some(timeout) = self.lock_timeout_for(&plan.steps[transaction.steps.clone()]) {
            begin.push_str(&format!("; SET LOCAL lock_timeout = {}", timeout.as_millis()));
        }
        let reversed = reversed_locks(&plan.steps[transaction.steps.clone()]);
        let mut pause = FIRST_PAUSE;
        let mut tries = 1;
        loop {
            let at = transaction.steps.start;
            let begun = self.connection.execute_script(&begin).await;
            begun.map_err(|error| Stopped::new(at, first, &begin, error))?;
            // Others may take the locks the other way round, again and again.
            let locked = match reversed.as_ref().filter(|_| tries % 2 == 0) {
                Some(sql) => self.connection.execute_script(sql).await.map_err(|error| (sql, error)),
                None => Ok(()),
            };
            let executed = match locked {
                Err((sql, error)) if may_be_tried_again(&error) => Err(Stopped::new(at, first, sql, error)),
                Err(_) => {
                    // Only a step itself says what is wrong with it.
                    let begun = self.connection.execute_script(&format!("ROLLBACK; {begin}")).await;
                    begun.map_err(|error| Stopped::new(at, first, &begin, error))?;
                    self.completely(plan, transaction, first).await
                }
                Ok(()) => self.completely(plan, transaction, first).await,
            };
            let Err(stopped) = executed else { return Ok(()) };
            // What made it fail is the news.
            let _ = self.connection.execute_script("ROLLBACK").await;
            if tries == TRIES || !may_be_tried_again(&stopped.error) {
                return Err(stopped);
            }
            let seconds = pause.as_secs_f64();
            self.observer.at(Stage::Doing(&format!(
                "{}: no lock yet, trying again in {seconds} s",
                doing(plan, stopped.place)
            )));
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            tries += 1;
        }
    }

    /// Executes the steps of a transaction that is begun, and ends it.
    async fn completely(&self, plan: &Plan, transaction: &Transaction, first: &Step) -> Result<(), Stopped> {
        self.statements(plan, transaction).await?;
        let committed = self.connection.execute_script("COMMIT").await;
        committed.map_err(|error| Stopped::new(transaction.steps.start, first, "COMMIT", error))
    }

    /// How long these steps wait for a lock. Who holds one lock and waits for another may close a circle with somebody who does the same the
    /// other way round: it gives way before the server looks for such and makes one of the two fail, which could be the other.
    fn lock_timeout_for(&self, steps: &[Step]) -> Option<Duration> {
        let mut locked = steps.iter().flat_map(|step| &step.locks).map(|lock| &lock.on);
        let first = locked.next();
        match locked.any(|other| Some(other) != first) {
            true => self.lock_timeout.map(|timeout| timeout.min(self.giving_way.get())),
            false => self.lock_timeout,
        }
    }

    async fn statements(&self, plan: &Plan, transaction: &Transaction) -> Result<(), Stopped> {
        for place in transaction.steps.clone() {
            let step = &plan.steps[place];
            let doing = doing(plan, place);
            self.observer.at(Stage::Doing(&doing));
            if !transaction.alone {
                let limit = format!("SET LOCAL statement_timeout = {}", self.limit(step).as_millis());
                let set = self.connection.execute_script(&limit).await;
                set.map_err(|error| Stopped::new(place, step, &limit, error))?;
            }
            for statement in &step.statements {
                let started = Instant::now();
                let executed = self.statement(statement, &doing).await;
                if let Some(log) = self.log {
                    log.add(place, step, statement, started.elapsed(), executed.as_ref().err());
                }
                executed.map_err(|error| Stopped::new(place, step, statement, error))?;
            }
        }
        Ok(())
    }

    /// How long a statement of a step may take in a transaction. The server counts the time that it waits for locks.
    fn limit(&self, step: &Step) -> Duration {
        match self.lock_timeout {
            _ if step.goes_through_rows() => self.timeouts.scan,
            Some(waiting) if !self.timeouts.statement.is_zero() => self.timeouts.statement + waiting,
            _ => Duration::ZERO,
        }
    }

    /// Executes a statement, and looks now and then who it waits for.
    async fn statement(&self, statement: &str, doing: &str) -> Result<(), QueryError> {
        let started = Instant::now();
        let mut running = pin!(self.connection.execute_script(statement));
        let mut watcher = None;
        loop {
            if let Ok(executed) = tokio::time::timeout(LOOK, &mut running).await {
                if let Some(watcher) = watcher {
                    Connection::close(watcher).await;
                }
                return executed;
            }
            let Some(conninfo) = self.watch else { continue };
            if watcher.is_none() {
                // Only who wants to know is told: that it cannot be looked stops nothing.
                watcher = pgplumb_postgres::connect(conninfo, PasswordSource::None).await.ok();
            }
            let blockers = match (&watcher, self.pid.get()) {
                (Some(watcher), Some(pid)) => blockers(watcher, pid).await,
                _ => String::new(),
            };
            self.observer
                .at(Stage::Doing(&format!("{doing} ({:.0} s){blockers}", started.elapsed().as_secs_f64())));
        }
    }
}

/// The statements that take the locks of these steps before them, the other way round; none where they lock a single table.
fn reversed_locks(steps: &[Step]) -> Option<String> {
    let mut locks: Vec<&Lock> = Vec::new();
    for lock in steps.iter().flat_map(|step| &step.locks).filter(|lock| lock.on.kind == Kind::Table) {
        match locks.iter_mut().find(|known| known.on == lock.on) {
            Some(known) if known.mode < lock.mode => *known = lock,
            Some(_) => {}
            None => locks.push(lock),
        }
    }
    let lock = |lock: &&Lock| format!("LOCK TABLE {} IN {} MODE", lock.on.path(), lock.mode.name());
    (locks.len() > 1).then(|| locks.iter().rev().map(lock).collect::<Vec<_>>().join("; "))
}

/// Who a session waits for, in words; empty for nobody.
async fn blockers(watcher: &Connection, pid: i32) -> String {
    let asked = format!(
        "SELECT pg_catalog.concat_ws(', ', 'process ' || pid, usename, NULLIF(application_name, ''), state, \
         NULLIF(pg_catalog.left(pg_catalog.regexp_replace(query, '\\s+', ' ', 'g'), 60), '')) AS who \
         FROM pg_catalog.pg_stat_activity WHERE pid = ANY (pg_catalog.pg_blocking_pids({pid}))"
    );
    let found: Vec<Blocker> = watcher.query(&asked).await.unwrap_or_default();
    match found.is_empty() {
        true => String::new(),
        false => format!(", waits for {}", found.into_iter().map(|b| b.who).collect::<Vec<_>>().join("; ")),
    }
}

fn doing(plan: &Plan, place: usize) -> String {
    let step = &plan.steps[place];
    let verb = step.action.word();
    format!("{}/{} {verb} {} {}", place + 1, plan.steps.len(), step.object.kind, step.object.path())
}

/// Whether a lock was not to be had in time, or a deadlock was broken.
fn may_be_tried_again(error: &QueryError) -> bool {
    matches!(error.code(), Some("55P03" | "40P01"))
}

#[derive(Deserialize)]
struct Blocker {
    who: String,
}
