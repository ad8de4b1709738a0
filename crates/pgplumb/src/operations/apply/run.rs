//! Executes the steps of a plan in their transactions, with short lock timeouts and retries.

use std::cell::Cell;
use std::pin::pin;
use std::time::{Duration, Instant};

use pgplumb_plan::{Plan, SettingScope, Step, Transaction, lock_sql};
use pgplumb_postgres::session::Canceller;
use pgplumb_postgres::{Connection, Conninfo, QueryError};

use super::super::{NoObserver, Observer, Stage};
use super::Log;
use super::lock_order::LockOrder;
use super::secrets::{Secrets, stop_logging};
use super::step_error::StepError;
use super::watcher::Watcher;

/// The settings of the session, in addition to [`Plan::settings`].
const SESSION: &str = "\
    SET lock_timeout = 0; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
    SET client_encoding = 'UTF8'; SET client_min_messages = warning; \
    SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off";

/// Makes the server cancel a statement soon after the client is gone. Otherwise it would hold the
/// apply lock until it ends.
const CANCEL_WHEN_ABANDONED: &str = "SET client_connection_check_interval = '1s'";

/// The number of attempts for a transaction that does not get its locks.
const MAX_ATTEMPTS: u32 = 24;
/// The delay before the second attempt. It doubles with each attempt, up to the maximum.
const FIRST_RETRY_DELAY: Duration = Duration::from_millis(500);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(8);
/// The fraction of the server's `deadlock_timeout` to wait for locks while holding others.
const DEADLOCK_MARGIN: f64 = 0.6;
/// The interval for looking up which sessions block a running statement.
const WATCH_INTERVAL: Duration = Duration::from_secs(1);

/// Statement timeouts. Zero means no limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Timeouts {
    /// For statements that do not read rows, not counting the time that they wait for locks.
    pub statement: Duration,
    /// For statements that read all rows of a table or build an index.
    pub scan: Duration,
}

/// Executes steps in its own session.
pub struct Runner<'a> {
    connection: Connection,
    /// How to connect to look up blocking sessions.
    watch: Option<&'a Conninfo>,
    lock_timeout: Option<Duration>,
    timeouts: Timeouts,
    log: Option<&'a Log>,
    /// The secrets of the statements; without them, placeholders are executed.
    secrets: Option<&'a Secrets>,
    observer: &'a dyn Observer,
    done: Cell<usize>,
    /// How long to wait for a lock while holding another.
    deadlock_margin: Cell<Duration>,
    /// The process ID of the server process.
    pid: Cell<Option<i32>>,
    /// Whether the tables are empty, so that row security hides nothing.
    has_empty_tables: bool,
}

impl<'a> Runner<'a> {
    /// Creates a runner for this connection.
    pub fn new(connection: Connection) -> Self {
        Self {
            connection,
            watch: None,
            lock_timeout: None,
            timeouts: Timeouts::default(),
            log: None,
            secrets: None,
            observer: &NoObserver,
            done: Cell::new(0),
            deadlock_margin: Cell::new(Duration::MAX),
            pid: Cell::new(None),
            has_empty_tables: false,
        }
    }

    /// Reports progress, and which sessions block a statement.
    #[must_use]
    pub fn with_observer(mut self, observer: &'a dyn Observer, conninfo: &'a Conninfo) -> Self {
        (self.observer, self.watch) = (observer, Some(conninfo));
        self
    }

    /// Executes the steps on empty tables. Row security does not make steps fail.
    #[must_use]
    pub fn on_empty_tables(mut self) -> Self {
        self.has_empty_tables = true;
        self
    }

    /// Sets the lock timeout of one attempt.
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = (!timeout.is_zero()).then_some(timeout);
        self
    }

    /// Sets the statement timeouts.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Logs every statement.
    #[must_use]
    pub fn with_log(mut self, log: Option<&'a Log>) -> Self {
        self.log = log;
        self
    }

    /// Replaces the placeholders in statements by these secrets.
    #[must_use]
    pub fn with_secrets(mut self, secrets: &'a Secrets) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// The connection.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The number of completed steps.
    pub fn done(&self) -> usize {
        self.done.get()
    }

    /// Returns a handle that cancels the running statement.
    pub fn canceller(&self) -> Canceller {
        self.connection.canceller()
    }

    /// Ends the session.
    pub async fn close(self) {
        self.connection.close().await;
    }

    /// Executes the transactions of a plan.
    ///
    /// # Errors
    /// The first failure that is not retried. Steps before [`done`](Self::done) are completed.
    pub async fn run(&self, plan: &Plan) -> Result<(), StepError> {
        self.run_transactions(plan, &plan.transactions()).await
    }

    /// Executes some transactions of a plan.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_transactions(&self, plan: &Plan, transactions: &[Transaction]) -> Result<(), StepError> {
        let Some(first) = plan.steps.first() else { return Ok(()) };
        self.prepare_session(plan, first).await?;
        for (number, transaction) in transactions.iter().enumerate() {
            let running = Running { plan, transaction, number: number + 1 };
            match transaction.is_outside {
                true => self.run_steps(running, LockOrder::AsStatements).await?,
                false => self.run_transaction(running).await?,
            }
            self.done.set(transaction.steps.end);
        }
        Ok(())
    }

    /// Sets the parameters of the session. A failure is reported for the first step.
    async fn prepare_session(&self, plan: &Plan, first: &Step) -> Result<(), StepError> {
        let settings = format!("{SESSION}; {}", plan.settings(SettingScope::Session).join("; "));
        let set = self.connection.execute_script(&settings).await;
        set.map_err(|error| StepError::new(0, first, &settings, error))?;
        // Not supported on every operating system.
        let _ = self.connection.execute_script(CANCEL_WHEN_ABANDONED).await;
        let limit = format!("SET statement_timeout = {}", self.timeouts.scan.as_millis());
        let set = self.connection.execute_script(&limit).await;
        set.map_err(|error| StepError::new(0, first, &limit, error))?;
        let query = "SELECT setting FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout'";
        let milliseconds =
            self.connection.simple_value(query).await.ok().flatten().and_then(|text| text.parse().ok());
        let waited =
            milliseconds.map_or(Duration::MAX, |whole| Duration::from_millis(whole).mul_f64(DEADLOCK_MARGIN));
        self.deadlock_margin.set(waited);
        if self.watch.is_some() {
            let pid = self.connection.simple_value("SELECT pg_catalog.pg_backend_pid()").await.ok().flatten();
            self.pid.set(pid.and_then(|pid| pid.parse().ok()));
        }
        Ok(())
    }

    /// Executes a transaction, and retries if it does not get its locks.
    async fn run_transaction(&self, running: Running<'_>) -> Result<(), StepError> {
        let mut delay = FIRST_RETRY_DELAY;
        let mut attempt = 1;
        let mut can_lock = true;
        loop {
            // Some sessions take the locks in the opposite order, so every second attempt does too.
            let order = match attempt % 2 {
                _ if !can_lock => LockOrder::AsStatements,
                0 => LockOrder::Reversed,
                _ => LockOrder::AsWriters,
            };
            let Err(error) = self.run_and_commit(running, order).await else { return Ok(()) };
            // The first error is the one to report.
            let _ = self.connection.execute_script("ROLLBACK").await;
            let is_retryable = error.is_lock_timeout();
            if !is_retryable && error.is_of_lock_statement && can_lock {
                // The role may alter a table that it may not lock.
                can_lock = false;
                continue;
            }
            if attempt == MAX_ATTEMPTS || !is_retryable {
                return Err(error);
            }
            self.observer.notify(Stage::Retrying(&format!(
                "{}: lock not available within {} s, retrying in {} s (attempt {attempt} of {MAX_ATTEMPTS})",
                progress(running.plan, error.step),
                self.lock_timeout_for(running.steps()).unwrap_or_default().as_secs_f64(),
                delay.as_secs_f64()
            )));
            tokio::time::sleep(delay).await;
            delay = (delay * 2).min(MAX_RETRY_DELAY);
            attempt += 1;
        }
    }

    /// Executes the steps of a transaction, and commits.
    async fn run_and_commit(&self, running: Running<'_>, order: LockOrder) -> Result<(), StepError> {
        let (at, first) = (running.transaction.steps.start, &running.steps()[0]);
        let mut begin = "BEGIN".to_owned();
        if let Some(timeout) = self.lock_timeout_for(running.steps()) {
            begin.push_str(&format!("; SET LOCAL lock_timeout = {}", timeout.as_millis()));
        }
        let begun = self.connection.execute_script(&begin).await;
        begun.map_err(|error| StepError::new(at, first, &begin, error))?;
        self.run_steps(running, order).await?;
        let committed = self.connection.execute_script("COMMIT").await;
        committed.map_err(|error| StepError::new(at, first, "COMMIT", error))
    }

    /// The lock timeout for these steps. A transaction that waits for a lock while holding another
    /// may be part of a deadlock. It stops before the server's deadlock check, which might abort
    /// the other session.
    fn lock_timeout_for(&self, steps: &[Step]) -> Option<Duration> {
        let mut locked = steps.iter().flat_map(|step| &step.locks).map(|lock| &lock.on);
        let first = locked.next();
        match locked.any(|other| Some(other) != first) {
            true => self.lock_timeout.map(|timeout| timeout.min(self.deadlock_margin.get())),
            false => self.lock_timeout,
        }
    }

    async fn run_steps(&self, running: Running<'_>, order: LockOrder) -> Result<(), StepError> {
        for index in running.transaction.steps.clone() {
            let step = &running.plan.steps[index];
            let progress = progress(running.plan, index);
            self.observer.notify(Stage::Doing(&progress));
            if !running.transaction.is_outside {
                let row_security = match self.has_empty_tables {
                    true => "SET LOCAL row_security = on".to_owned(),
                    false => step.row_security_sql(),
                };
                let limit = format!(
                    "SET LOCAL statement_timeout = {}; {row_security}",
                    self.statement_timeout(step).as_millis(),
                );
                let set = self.connection.execute_script(&limit).await;
                set.map_err(|error| StepError::new(index, step, &limit, error))?;
            }
            self.lock(running, index, order, &progress).await?;
            for statement in &step.statements {
                self.run_logged(running.number, (index, step), statement, &progress).await?;
            }
        }
        Ok(())
    }

    /// Takes the locks that a step takes before its statements.
    ///
    /// Another session may wait for the first lock while it holds the last. It looks for a deadlock
    /// `deadlock_timeout` after it began to wait, and would be aborted. Therefore the time limit is
    /// for all locks together.
    async fn lock(
        &self,
        running: Running<'_>,
        index: usize,
        order: LockOrder,
        progress: &str,
    ) -> Result<(), StepError> {
        let step = &running.plan.steps[index];
        if self.has_empty_tables && step.locks_first.is_empty() {
            return Ok(());
        }
        let locks = order.locks_before(running.steps(), step);
        let limit = self.lock_timeout_for(running.steps()).filter(|_| locks.len() > 1);
        let set_limit = async |limit: Duration| {
            let sql = format!("SET LOCAL lock_timeout = {}", limit.as_millis().max(1));
            let set = self.connection.execute_script(&sql).await;
            set.map_err(|error| StepError::new(index, step, &sql, error))
        };
        let started = Instant::now();
        for (at, lock) in locks.iter().enumerate() {
            if let Some(limit) = limit.filter(|_| at > 0) {
                set_limit(limit.saturating_sub(started.elapsed())).await?;
            }
            let locked = self.run_logged(running.number, (index, step), &lock_sql(lock), progress).await;
            locked.map_err(|error| StepError { is_of_lock_statement: true, ..error })?;
        }
        match limit {
            Some(limit) => set_limit(limit).await,
            None => Ok(()),
        }
    }

    /// Executes a statement of a step, and logs it.
    async fn run_logged(
        &self,
        transaction: usize,
        (index, step): (usize, &Step),
        statement: &str,
        progress: &str,
    ) -> Result<(), StepError> {
        let started = Instant::now();
        let secrets = self.secrets.filter(|_| !step.secrets.is_empty());
        let executed = match secrets {
            Some(secrets) => {
                let stopped = stop_logging(&self.connection).await;
                stopped.map_err(|error| StepError::new(index, step, statement, error))?;
                let with_secrets = step.with_secrets(statement, |source| secrets.value(source));
                self.run_statement(&with_secrets, progress).await
            }
            None => self.run_statement(statement, progress).await,
        };
        let failed = executed.map_err(|error| {
            let failed = StepError::new(index, step, statement, error);
            let message = secrets.map(|secrets| secrets.hidden(&failed.message));
            StepError { message: message.unwrap_or(failed.message), ..failed }
        });
        if let Some(log) = self.log {
            log.add((transaction, index), step, statement, started.elapsed(), failed.as_ref().err());
        }
        failed
    }

    /// The statement timeout of a step in a transaction. It includes the time for waiting for
    /// locks.
    fn statement_timeout(&self, step: &Step) -> Duration {
        match self.lock_timeout {
            _ if step.reads_rows() => self.timeouts.scan,
            Some(waiting) if !self.timeouts.statement.is_zero() => self.timeouts.statement + waiting,
            _ => Duration::ZERO,
        }
    }

    /// Executes a statement, and reports regularly which sessions block it.
    async fn run_statement(&self, statement: &str, progress: &str) -> Result<(), QueryError> {
        let started = Instant::now();
        let mut running = pin!(self.connection.execute_script(statement));
        let mut watcher: Option<Watcher<'_>> = None;
        loop {
            if let Ok(executed) = tokio::time::timeout(WATCH_INTERVAL, &mut running).await {
                if let Some(watcher) = watcher {
                    watcher.close().await;
                }
                return executed;
            }
            let Some(conninfo) = self.watch else { continue };
            let watcher = watcher.get_or_insert_with(|| Watcher::new(conninfo, self.pid.get()));
            let mut message = format!("{progress} ({:.0} s)", started.elapsed().as_secs_f64());
            let blockers = watcher.blockers().await;
            if !blockers.is_empty() {
                message.push_str(&format!(", blocked by {blockers}"));
            }
            self.observer.notify(Stage::Doing(&message));
        }
    }
}

/// A transaction of a plan, with its number.
#[derive(Clone, Copy)]
struct Running<'a> {
    plan: &'a Plan,
    transaction: &'a Transaction,
    number: usize,
}

impl<'a> Running<'a> {
    fn steps(self) -> &'a [Step] {
        &self.plan.steps[self.transaction.steps.clone()]
    }
}

fn progress(plan: &Plan, index: usize) -> String {
    let step = &plan.steps[index];
    format!("{}/{} {}", index + 1, plan.steps.len(), step.title())
}
