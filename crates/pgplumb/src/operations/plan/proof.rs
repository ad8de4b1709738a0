//! The proof of a plan: its steps are executed on a copy of the current state, which then must be the desired one.

use pgplumb_catalog::pattern::Selection;
use pgplumb_catalog::plan::Plan;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Change};
use pgplumb_compare::Options;
use pgplumb_outputs::dump;
use pgplumb_postgres::load::Script;
use pgplumb_postgres::scratch::ScratchDatabase;

use super::super::apply::{Runner, Stopped, transactions};
use super::super::diff::{Side, diff};
use super::super::scratch::{Made, Scratch, WorkError};
use super::super::{Observer, Stage};

/// What still differs after the steps.
pub struct Leftover {
    /// What differs.
    pub changes: Vec<Change>,
    /// The version of the server on which they were executed.
    pub server_version: String,
}

/// Why a plan could not be proved.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// There is no server to prove it on.
    #[error("there is nowhere to prove the plan: {0}")]
    Nowhere(#[source] WorkError),
    /// The desired state cannot be made.
    #[error("the desired state cannot be made anew in a scratch database: {0}")]
    Desired(#[source] WorkError),
    /// The current state cannot be made.
    #[error("the current state cannot be made anew in a scratch database: {0}")]
    Current(#[source] WorkError),
    /// A step fails.
    #[error("on a copy of the database, {0}{remark}", remark = .0.remark().map(|it| format!("\n    {it}")).unwrap_or_default())]
    Step(#[from] Stopped),
    /// What the steps made cannot be read.
    #[error("what the steps made cannot be read: {0}")]
    Read(#[source] WorkError),
}

/// Executes the steps of a plan on a copy of the current state, and says what then differs from the desired one; not what the plan says it leaves.
///
/// # Errors
/// When one of the states cannot be made in a scratch database, or a step fails there.
pub async fn prove(
    current: &Catalog,
    desired: &Catalog,
    plan: &Plan,
    online: bool,
    scratch: &Scratch,
    observer: &dyn Observer,
) -> Result<Leftover, ProofError> {
    let server =
        scratch.server_for(current.server_version.major(), observer).await.map_err(ProofError::Nowhere)?;
    observer.at(Stage::Doing("proving the plan: making the desired state"));
    // First, because the roles that it names are made with it; the steps could not.
    let wanted = scratch.make_on(&server, &[script(desired)], observer).await.map_err(ProofError::Desired)?;
    let database = scratch.database(&server).await.map_err(ProofError::Nowhere)?;
    let reached = execute(current, plan, online, scratch, &database, observer).await;
    let dropped = database.drop().await;
    let reached = reached?;
    dropped.map_err(|error| ProofError::Nowhere(error.into()))?;
    let side = |made| Side { catalog: made, says_privileges: true, is_made: true };
    let (from, to) = (side(&reached.catalog), side(&wanted.catalog));
    let options = Options::default();
    let left = diff(&from, &to, &Selection::default(), &options, scratch, observer).await;
    let is_said = |change: &Change| plan.left.iter().any(|left| left.object == change.object);
    let changes =
        left.comparison.changes.into_iter().filter(|change| !change.informational && !is_said(change));
    Ok(Leftover { changes: changes.collect(), server_version: reached.server_version })
}

async fn execute(
    current: &Catalog,
    plan: &Plan,
    online: bool,
    scratch: &Scratch,
    database: &ScratchDatabase,
    observer: &dyn Observer,
) -> Result<Made, ProofError> {
    observer.at(Stage::Doing("proving the plan: making the current state"));
    scratch.load(database, &[script(current)]).await.map_err(ProofError::Current)?;
    let connection = database.connect().await.map_err(|e| ProofError::Nowhere(Box::new(e).into()))?;
    observer.at(Stage::Doing("proving the plan: executing its steps"));
    let runner = Runner::new(connection);
    runner.run(plan, &transactions(plan, online)).await?;
    runner.close().await;
    scratch.read(database).await.map_err(ProofError::Read)
}

fn script(catalog: &Catalog) -> Script {
    let text = dump::dump(catalog, &Origin::default(), &dump::Options::default());
    Script { name: "what was read".to_owned(), text }
}
