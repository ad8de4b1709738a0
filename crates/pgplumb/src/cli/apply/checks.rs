//! What is checked, and asked, before the first step.

use std::time::Instant;

use pgplumb_catalog::visible::visible;
use pgplumb_outputs::nouns::counted;
use pgplumb_postgres::{Connection, io_message};

use super::super::plan_output::print_statements;
use super::super::{Failure, planner};
use super::Applying;
use crate::operations::apply::{AllowedStep, LockError, acquire_lock, forbidden, missing_rights};
use crate::operations::load::LoadedCatalog;
use crate::operations::plan::{DataCheckResult, DerivationError, Planned, Proof, SavedPlan, fingerprint};
use crate::shell;
use crate::terminal::prompt::{self, Answer};

fn check_fingerprint(saved: &SavedPlan, current: &LoadedCatalog) -> Result<(), Failure> {
    if fingerprint(&current.catalog, &saved.managed) == saved.fingerprint {
        return Ok(());
    }
    let target = &saved.target;
    Err(Failure::new(format!(
        "the plan is stale: the database has changed since the plan was created ({} on {}, {})",
        target.database, target.host, saved.created_at
    ))
    .hint("nothing was changed; create a new plan"))
}

impl Applying<'_> {
    /// Uses a saved plan, if the database still matches it, and the steps are those that the
    /// desired state requires.
    pub(super) async fn use_saved(
        &self,
        saved: &SavedPlan,
        current: &LoadedCatalog,
        connection: &Connection,
    ) -> Result<Planned, Failure> {
        let refused = |error: DerivationError| {
            let hint = match &error {
                DerivationError::Missing | DerivationError::Invalid(_) | DerivationError::Edited(_) => {
                    "nothing was changed; create the plan again with pgplumb plan -o"
                }
                DerivationError::OtherTarget(_) => {
                    "nothing was changed; create a plan for this database, or choose the other one with -d"
                }
                DerivationError::OtherTimeZone(..) => {
                    "nothing was changed; create a new plan, or set the role's time zone: ALTER ROLE … SET timezone"
                }
                DerivationError::Plan(_) => "nothing was changed",
            };
            Failure::new(error).hint(hint)
        };
        saved.check_target(current, connection).await.map_err(refused)?;
        check_fingerprint(saved, current)?;
        let derived = saved.derive_again(current, &self.reader.scratch, &self.reader.progress).await;
        self.reader.progress.clear();
        derived.map_err(refused)
    }

    pub(super) async fn lock(&self, connection: &Connection) -> Result<(), Failure> {
        let locked =
            acquire_lock(connection, self.conninfo, self.args.lock_wait, &self.reader.progress).await;
        self.reader.progress.clear();
        locked.map_err(|error| match error {
            LockError::Held(_) => {
                Failure::new(error).hint("nothing was changed; pass --lock-wait 5min to wait for it")
            }
            LockError::Shared => Failure::new(error)
                .hint("nothing was changed; connect directly to the server, or to a pooler in session mode"),
            LockError::Query(_) => Failure::new(error),
        })
    }

    /// Checks that the whole plan may be executed.
    pub(super) async fn check(&self, planned: &Planned, connection: &Connection) -> Result<(), Failure> {
        let saved = &planned.saved;
        if let Proof::Failed { .. } = saved.proof
            && !self.args.planning.skips_proof()
            && let Some(failure) = planner::unproved(saved, self.args.plan.as_deref())
        {
            return Err(failure);
        }
        if self.args.dry_run {
            return Ok(());
        }
        let forbidden = forbidden(&saved.plan, &self.args.allow);
        if !forbidden.is_empty() && !self.args.allow_destructive {
            let mut message = format!(
                "{} can lose data or change values, and must be allowed:",
                counted(forbidden.len(), "change")
            );
            for step in &forbidden {
                message.push_str(&format!("\n    --allow {}", shell::word(&AllowedStep::for_step(step))));
            }
            return Err(Failure::new(message)
                .hint("nothing was changed; allow each step as above, or all with --allow-destructive"));
        }
        let failing: Vec<&DataCheckResult> =
            saved.data_check_results.iter().filter(|answer| answer.is_blocking()).collect();
        if !failing.is_empty() {
            let mut message = "existing rows would make the plan fail:".to_owned();
            for answer in failing {
                let step = answer.step + 1;
                message.push_str(&format!(
                    "\n    step {step}: {}\n        {}",
                    visible(&answer.text()),
                    answer.rows_query.as_ref().unwrap_or(&answer.query).replace('\n', "\n        ")
                ));
            }
            return Err(
                Failure::new(message).hint("nothing was changed; change the rows or the desired state")
            );
        }
        let lacking = missing_rights(&saved.plan, connection).await.map_err(Failure::new)?;
        if !lacking.is_empty() {
            let message = format!("role {} lacks privileges for this plan:", connection.user());
            let message = lacking.iter().fold(message, |message, what| format!("{message}\n    {what}"));
            return Err(
                Failure::new(message).hint("nothing was changed; connect as a role with these privileges")
            );
        }
        Ok(())
    }

    pub(super) async fn ask(&self, saved: &SavedPlan) -> Result<(), Failure> {
        if self.args.yes {
            return Ok(());
        }
        if !self.session.terminal.can_prompt() {
            return Err(Failure::new("there is no terminal to ask for confirmation")
                .hint("nothing was changed; pass --yes to skip the question"));
        }
        let steps = counted(saved.plan.steps.len(), "step");
        let question = format!("Execute {steps} on {}?", self.conninfo.redacted());
        let asked = Instant::now();
        let answer = loop {
            let answer = prompt::ask(&question).await.map_err(|error| match error.kind() {
                std::io::ErrorKind::Interrupted => Failure::interrupted(),
                _ => Failure::new(format!("cannot ask for confirmation: {}", io_message(&error))),
            })?;
            match answer {
                Answer::Sql => print_statements(self.session, saved)?,
                answer => break answer,
            }
        };
        self.waited.set(asked.elapsed());
        if answer == Answer::No {
            return Err(Failure::new("not confirmed: nothing was changed"));
        }
        // The database may have changed while waiting for the answer.
        let now = self.reader.read(&self.source, &self.reader.request(None)).await?;
        check_fingerprint(saved, &now)
    }
}
