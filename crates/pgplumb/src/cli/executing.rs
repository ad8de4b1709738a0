//! Executing the steps of a plan: how it is cut short, and what is said of that.

use std::path::Path;
use std::time::Duration;

use pgplumb_postgres::{Connection, Conninfo, PasswordSource};

use super::Failure;
use super::interrupt::Interrupt;
use super::reading::{Shown, some};
use crate::operations::apply::{Log, Runner, Stopped, Timeouts, invalid_indexes, transactions};
use crate::operations::migration::Staged;
use crate::operations::plan::SavedPlan;

/// How long the server may take to stop what it is asked to stop.
const CANCELLING: Duration = Duration::from_secs(5);

/// How a plan is executed.
pub struct Execution<'a> {
    /// What hears Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// Shows what is done.
    pub shown: &'a Shown,
    /// How to connect to the database again.
    pub conninfo: &'a Conninfo,
    /// How long a lock is waited for at a time.
    pub lock_timeout: Duration,
    /// How long statements may take.
    pub timeouts: Timeouts,
    /// The file that says what was executed.
    pub log: Option<&'a Path>,
    /// The migration that says the same, on its way.
    pub migration: Option<&'a Staged>,
    /// What goes on where this one stopped.
    pub again: &'static str,
}

impl Execution<'_> {
    /// Executes all steps of a plan.
    ///
    /// # Errors
    /// When one fails, or the user ends it: what is done is said, and what to do about the rest.
    pub async fn execute(&self, saved: &SavedPlan, connection: Connection) -> Result<(), Failure> {
        let log = match self.log {
            None => None,
            Some(path) => Some(Log::open(path).map_err(|error| {
                Failure::new(format!("{} cannot be written: {error}", path.display()))
                    .hint("nothing was changed")
            })?),
        };
        let runner = Runner::new(connection)
            .watched(self.shown, self.conninfo)
            .with_lock_timeout(self.lock_timeout)
            .with_timeouts(self.timeouts)
            .logged(log.as_ref());
        let canceller = runner.canceller();
        let transactions = transactions(&saved.plan, saved.online);
        let ran = self.interrupt.unless_interrupted(runner.run(&saved.plan, &transactions)).await;
        self.shown.clear();
        let done = format!("{} of {} done", runner.done(), some(saved.plan.steps.len(), "step"));
        // What is planned again knows only of the rest.
        let is_begun = runner.done() > 0 || matches!(&ran, Some(Err(stopped)) if stopped.is_lost());
        let failure = match ran {
            Some(Ok(())) => {
                runner.close().await;
                return Ok(());
            }
            Some(Err(stopped)) => {
                let is_alone = saved.plan.steps.get(stopped.place).is_some_and(|step| step.alone);
                self.failure(&stopped, &done, is_alone)
            }
            None => {
                let _ = tokio::time::timeout(CANCELLING, canceller.cancel()).await;
                Failure::interrupted().hint(format!(
                    "{done}; the statement under way was cancelled. {} completes the rest",
                    self.again
                ))
            }
        };
        let failure = match self.migration.filter(|_| is_begun) {
            Some(migration) => failure.hint(kept(migration)),
            None => failure,
        };
        let _ = tokio::time::timeout(CANCELLING, runner.close()).await;
        Err(match self.half_built().await.as_slice() {
            [] => failure,
            indexes => failure.hint(format!(
                "not valid, and in need of being built anew: index {}; {} does that",
                indexes.join(", "),
                self.again.to_lowercase()
            )),
        })
    }

    /// The indexes that are not valid, by a connection of its own: the other one may be gone.
    async fn half_built(&self) -> Vec<String> {
        let look = async {
            let connection = pgplumb_postgres::connect(self.conninfo, PasswordSource::None).await.ok()?;
            let found = invalid_indexes(&connection).await.ok();
            connection.close().await;
            found
        };
        tokio::time::timeout(CANCELLING, look).await.ok().flatten().unwrap_or_default()
    }

    /// Why steps were not all executed, and what to do about it.
    fn failure(&self, stopped: &Stopped, done: &str, is_alone: bool) -> Failure {
        let failure = Failure::new(stopped);
        if stopped.is_lost() {
            return failure.hint(format!(
                "{done}; whether the transaction that was under way took effect is not known. {} finds out, and completes the rest", self.again
            ));
        }
        let undone = if is_alone { "" } else { ", and what this one's transaction did was undone" };
        let failure = failure.hint(format!("{done}{undone}. {} goes on from there", self.again));
        if let Some(remark) = stopped.remark() {
            return failure.hint(remark);
        }
        if stopped.is_for_locks() {
            return failure.hint(format!(
                "others held locks that it needs for longer than {} s at a time: --lock-timeout waits for longer",
                self.lock_timeout.as_secs_f64()
            ));
        }
        match stopped.is_for_time() {
            true => failure
                .hint("--step-timeout, or --scan-timeout where it goes through rows, lets it take longer"),
            false => failure,
        }
    }
}

/// Keeps the migration of steps that are done, if not all, and says where.
pub fn kept(migration: &Staged) -> String {
    match migration.keep() {
        Ok(folder) => {
            format!("the migration of all steps is in {}, to be put into its place", folder.display())
        }
        Err(error) => format!("the migration could not be kept: {error}"),
    }
}
