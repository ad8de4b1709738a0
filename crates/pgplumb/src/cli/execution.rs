//! Executes the steps of a plan, and explains how to continue after an interruption.

use std::path::Path;
use std::time::Duration;

use pgplumb_outputs::nouns::counted;
use pgplumb_postgres::io_message;
use pgplumb_postgres::{Connection, Conninfo, PasswordSource};

use super::Failure;
use super::interrupt::Interrupt;
use super::reader::ProgressDisplay;
use crate::operations::apply::{Log, Runner, Secrets, StepError, Timeouts, invalid_indexes};
use crate::operations::migration::StagedMigration;
use crate::operations::plan::SavedPlan;

/// Time limit for cancelling a statement.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(5);

/// Options for executing a plan.
pub struct Execution<'a> {
    /// Handles Ctrl-C.
    pub interrupt: &'a Interrupt,
    /// Shows progress.
    pub progress: &'a ProgressDisplay,
    /// Connection parameters, for additional connections.
    pub conninfo: &'a Conninfo,
    /// How long to wait for a lock before retrying.
    pub lock_timeout: Duration,
    /// Time limits of statements.
    pub timeouts: Timeouts,
    /// File to log statements to.
    pub log: Option<&'a Path>,
    /// The secrets of the statements.
    pub secrets: &'a Secrets,
    /// The staged migration with the same steps.
    pub migration: Option<&'a StagedMigration>,
    /// Imperative that says how to continue, such as "Apply again".
    pub again: &'static str,
}

impl Execution<'_> {
    /// Executes all steps of a plan.
    ///
    /// # Errors
    /// If a step fails or the user interrupts. The hints say which steps were executed and how to
    /// continue.
    pub async fn execute(&self, saved: &SavedPlan, connection: Connection) -> Result<(), Failure> {
        let log = match self.log {
            None => None,
            Some(path) => Some(Log::open(path).map_err(|error| {
                Failure::new(format!("cannot write {}: {}", path.display(), io_message(&error)))
                    .hint("nothing was changed")
            })?),
        };
        let runner = Runner::new(connection)
            .with_observer(self.progress, self.conninfo)
            .with_lock_timeout(self.lock_timeout)
            .with_timeouts(self.timeouts)
            .with_log(log.as_ref())
            .with_secrets(self.secrets);
        let canceller = runner.canceller();
        let ran = self.interrupt.unless_interrupted(runner.run(&saved.plan)).await;
        self.progress.clear();
        let done = format!("{} of {} executed", runner.done(), counted(saved.plan.steps.len(), "step"));
        // A later plan contains only the remaining steps, so the migration of all steps must be
        // kept.
        let is_begun =
            runner.done() > 0 || matches!(&ran, Some(Err(stopped)) if stopped.is_connection_lost());
        let failure = match ran {
            Some(Ok(())) => {
                runner.close().await;
                return Ok(());
            }
            Some(Err(stopped)) => {
                let is_alone =
                    saved.plan.steps.get(stopped.step).is_some_and(|step| step.outside_transaction);
                self.failure(&stopped, &done, is_alone)
            }
            None => {
                let _ = tokio::time::timeout(CANCEL_TIMEOUT, canceller.cancel()).await;
                Failure::interrupted()
                    .hint(format!("{done}; the running statement was cancelled. {} to continue", self.again))
            }
        };
        let failure = match self.migration.filter(|_| is_begun) {
            Some(migration) => failure.hint(kept(migration)),
            None => failure,
        };
        let _ = tokio::time::timeout(CANCEL_TIMEOUT, runner.close()).await;
        Err(match self.invalid_indexes().await.as_slice() {
            [] => failure,
            indexes => failure.hint(format!(
                "invalid indexes: {}; {} to rebuild them",
                indexes.join(", "),
                self.again.to_lowercase()
            )),
        })
    }

    /// Finds invalid indexes on a new connection, since the other one may be lost.
    async fn invalid_indexes(&self) -> Vec<String> {
        let lookup = async {
            let connection = pgplumb_postgres::connect(self.conninfo, PasswordSource::None).await.ok()?;
            let found = invalid_indexes(&connection).await.ok();
            connection.close().await;
            found
        };
        tokio::time::timeout(CANCEL_TIMEOUT, lookup).await.ok().flatten().unwrap_or_default()
    }

    /// Creates the failure for steps that were not executed.
    fn failure(&self, stopped: &StepError, done: &str, is_alone: bool) -> Failure {
        let failure = Failure::new(stopped);
        if stopped.is_connection_lost() {
            return failure.hint(format!(
                "{done}; it is unknown whether the last transaction was committed. {} to find out and continue", self.again
            ));
        }
        let undone = if is_alone { "" } else { "; the failed step's transaction was rolled back" };
        let failure = failure.hint(format!("{done}{undone}. {} to continue", self.again));
        if let Some(remark) = stopped.hint() {
            return failure.hint(remark);
        }
        if stopped.is_lock_timeout() {
            return failure.hint(format!(
                "other sessions held required locks for longer than {} s; pass a longer --lock-timeout",
                self.lock_timeout.as_secs_f64()
            ));
        }
        match stopped.is_statement_timeout() {
            true => failure
                .hint("pass a longer --step-timeout, or --scan-timeout for a statement that scans a table"),
            false => failure,
        }
    }
}

/// Keeps the migration after a partial execution, and returns a hint about it.
pub fn kept(migration: &StagedMigration) -> String {
    match migration.save_to_temporary_folder() {
        Ok(folder) => {
            format!(
                "the migration with all steps was saved in {}; move it to its folder when all steps are done",
                folder.display()
            )
        }
        Err(error) => format!("the migration could not be saved: {}", io_message(&error)),
    }
}
