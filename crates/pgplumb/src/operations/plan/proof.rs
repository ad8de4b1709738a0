//! Proves a plan: executes its steps on a copy of the current state and compares the result with
//! the desired state.

use std::collections::BTreeSet;

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::{Catalog, Change, Kind};
use pgplumb_compare::Options;
use pgplumb_outputs::dump;
use pgplumb_plan::{Plan, update_extension_sql};
use pgplumb_postgres::load::{detachment, unconnected};
use pgplumb_postgres::scratch::ScratchDatabase;

use super::super::apply::{Runner, StepError, Timeouts};
use super::super::diff::{Side, diff};
use super::super::recreate::script;
use super::super::scratch::{Scratch, ScratchCatalog, SqlCatalogError};
use super::super::{Observer, Stage};

/// The result of executing a plan on a copy.
pub struct ProofResult {
    /// The remaining differences.
    pub remaining: Vec<Change>,
    /// The version of the server.
    pub server_version: String,
}

/// Why a plan could not be proved.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// No scratch database is available.
    #[error("no scratch database to prove the plan in: {0}{hint}", hint = .0.hint().map(|it| format!("\n    {it}")).unwrap_or_default())]
    NoScratchDatabase(#[source] SqlCatalogError),
    /// The desired state could not be created.
    #[error("could not create the desired state in a scratch database: {0}")]
    Desired(#[source] SqlCatalogError),
    /// The current state could not be created.
    #[error("could not create the current state in a scratch database: {0}")]
    Current(#[source] SqlCatalogError),
    /// A step failed.
    #[error("on a copy of the database, {0}{remark}", remark = .0.hint().map(|it| format!("\n    {it}")).unwrap_or_default())]
    Step(#[from] StepError),
    /// The result could not be read.
    #[error("could not read the result of the steps: {0}")]
    Read(#[source] SqlCatalogError),
}

impl ProofError {
    /// The extension that the scratch server lacks, if that is the cause, and what to do about it.
    pub fn missing_extension(&self) -> Option<String> {
        match self {
            Self::NoScratchDatabase(error)
            | Self::Desired(error)
            | Self::Current(error)
            | Self::Read(error) => error.missing_extension(),
            Self::Step(_) => None,
        }
    }
}

/// Executes the steps of a plan on a copy of the current state and returns the remaining
/// differences from the desired state, except for those that the plan lists as impossible.
///
/// # Errors
/// When a state cannot be created in a scratch database, or a step fails there.
pub async fn prove(
    current: &Catalog,
    desired: &Catalog,
    plan: &Plan,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<ProofResult, ProofError> {
    let server = scratch
        .server_for_recreating(current.server_version.major(), observer)
        .await
        .map_err(ProofError::NoScratchDatabase)?;
    observer.notify(Stage::Doing("proving the plan: creating the desired state"));
    // The desired state comes first: loading it creates the roles that it names, which the steps
    // cannot do.
    let wanted =
        scratch.recreate(&server, desired, &dump::Options::default()).await.map_err(ProofError::Desired)?;
    let (plan_for_copy, updates) = for_copy(plan, desired);
    let database = scratch
        .database_with_extensions(&server, &[current, desired], &updates)
        .await
        .map_err(ProofError::NoScratchDatabase)?;
    let reached = execute(current, &plan_for_copy, scratch, &database, observer).await;
    let dropped = database.drop().await;
    let reached = reached?;
    dropped.map_err(|error| ProofError::NoScratchDatabase(error.into()))?;
    let side = |catalog| Side { catalog, role: None, manages_privileges: true, is_from_sql: true };
    let (from, to) = (side(&reached.catalog), side(&wanted.catalog));
    let options = Options::default();
    let left = diff(&from, &to, &Selection::default(), &options, scratch, observer).await;
    let is_unplannable = |change: &Change| plan.unplannable.iter().any(|left| left.object == change.object);
    let changes =
        left.comparison.changes.into_iter().filter(|change| !change.informational && !is_unplannable(change));
    Ok(ProofResult { remaining: changes.collect(), server_version: reached.server_version })
}

async fn execute(
    current: &Catalog,
    plan: &Plan,
    scratch: &Scratch,
    database: &ScratchDatabase,
    observer: &dyn Observer,
) -> Result<ScratchCatalog, ProofError> {
    observer.notify(Stage::Doing("proving the plan: creating the current state"));
    let dumped = script(current, &dump::Options::default());
    scratch.load(database, &[dumped]).await.map_err(ProofError::Current)?;
    let connection =
        database.connect().await.map_err(|e| ProofError::NoScratchDatabase(Box::new(e).into()))?;
    observer.notify(Stage::Doing("proving the plan: executing its steps"));
    let limit = scratch.recreation_timeout();
    let timeouts = Timeouts { statement: limit, scan: limit };
    let runner = Runner::new(connection).on_empty_tables().with_lock_timeout(limit).with_timeouts(timeouts);
    run(&runner, plan, database).await?;
    let statements: Vec<&String> = plan.steps.iter().flat_map(|step| &step.statements).collect();
    database.repeat_grants(runner.connection(), &statements).await;
    runner.close().await;
    scratch.read(database).await.map_err(ProofError::Read)
}

/// Executes the steps. Those that need a superuser are executed again, one statement at a time.
async fn run(runner: &Runner<'_>, plan: &Plan, database: &ScratchDatabase) -> Result<(), StepError> {
    let transactions = plan.transactions();
    let mut remaining = transactions.as_slice();
    while let Err(error) = runner.run_transactions(plan, remaining).await {
        let failed = remaining.iter().position(|transaction| transaction.steps.contains(&error.step));
        let Some(failed) = failed.filter(|_| error.lacks_privilege()) else { return Err(error) };
        let transaction = &remaining[failed];
        let all = transaction
            .steps
            .clone()
            .flat_map(|step| plan.steps[step].statements.iter().map(move |statement| (step, statement)));
        // Outside of a transaction, the statements before the failed one took effect.
        let is_done = |(step, statement): &(usize, &String)| {
            transaction.is_outside && (*step, *statement) != (error.step, &error.statement)
        };
        for (step, statement) in all.skip_while(is_done) {
            let executed = database.execute(runner.connection(), statement).await;
            executed.map_err(|error| StepError::new(step, &plan.steps[step], statement, error))?;
        }
        remaining = &remaining[failed + 1..];
    }
    Ok(())
}

/// The plan for a copy that a role without privileges owns, without connections to the publishers
/// of subscriptions, and the statements that update extensions.
fn for_copy(plan: &Plan, desired: &Catalog) -> (Plan, Vec<String>) {
    let possible: BTreeSet<String> = desired.extensions.iter().map(update_extension_sql).collect();
    let mut plan = plan.clone();
    let mut updates = Vec::new();
    for step in &mut plan.steps {
        match step.object.kind {
            Kind::Extension => {
                updates.extend(step.statements.extract_if(.., |statement| possible.contains(statement)));
            }
            Kind::Subscription => {
                let statements = step.statements.iter().flat_map(|statement| {
                    // Each is a statement of its own, because a superuser may have to execute it.
                    let mut statements = detachment(statement);
                    let replacement = unconnected(statement).filter(|_| statements.is_empty());
                    statements.push(replacement.unwrap_or_else(|| statement.clone()));
                    statements
                });
                step.statements = statements.collect();
            }
            _ => {}
        }
    }
    (plan, updates)
}
