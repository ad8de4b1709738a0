//! The steps that make a database match what is desired, and the proof that they do.

mod half_built;
mod losses;
mod proof;
mod saved;

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::plan::Plan;
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, What, snapshot};
use pgplumb_compare::{Comparison, Ignore, Ignored, Options, PlanOptions, align, compare, plan};

pub use losses::{Loss, losses};
pub use proof::{Leftover, ProofError, prove};
pub use saved::{BadPlan, FORMAT_VERSION, Managed, Proof, SavedPlan, Target, json_schema};

use super::diff::{Side, diff};
use super::drift::Named;
use super::read::Read;
use super::scratch::Scratch;
use super::{GENERATOR, Observer, Stage, clock};

/// What is planned, and how.
pub struct Order<'a> {
    /// What of the database is managed.
    pub selection: &'a Selection,
    /// What the plan is to be confined to; none means all that is managed.
    pub only: &'a [Pattern],
    /// What counts.
    pub options: Options,
    /// Whether steps are chosen that let others read and write meanwhile.
    pub online: bool,
    /// Whether nothing is dropped or altered.
    pub additive: bool,
    /// Whether it is to be proved.
    pub prove: bool,
    /// How SQL is made into catalogs.
    pub scratch: &'a Scratch,
    /// Hears what is done.
    pub observer: &'a dyn Observer,
}

/// A plan, and what there is to say of it.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub saved: SavedPlan,
    /// How many objects of each kind are in step.
    pub in_step: Vec<(Kind, usize)>,
    /// What was passed over because it is to be ignored.
    pub ignored: Vec<Ignored>,
    /// What an additive plan leaves as it is.
    pub passed_over: Vec<Change>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// What is not to be changed could not be taken over.
    #[error("what is not managed cannot be put beside what is desired: {0}")]
    TakeOver(#[from] serde_json::Error),
}

impl Order<'_> {
    /// Plans what makes the current state the desired one.
    ///
    /// What is not managed, is to be ignored, or differs in nothing but its wording is desired to be as it is: it is taken over from the
    /// current state, so that it is known to be there and the steps leave it alone.
    ///
    /// # Errors
    /// When that fails. That the plan is not proved is told in the plan.
    pub async fn plan(&self, current: Named<'_>, desired: Named<'_>) -> Result<Planned, PlanError> {
        let mut options = self.options.clone();
        let bookkeeping = current.read.bookkeeping.iter().chain(&desired.read.bookkeeping);
        options.policy.ignore.extend(bookkeeping.cloned().map(Ignore::Objects));
        // Owners that nobody states stay as they are. They must be known: what is made anew is to have its owner again.
        let mut wanted = desired.read.catalog.clone();
        wanted.state_owners_of(&current.read.catalog);
        let desired_side = Side { catalog: &wanted, ..desired.side() };
        let found =
            diff(&current.side(), &desired_side, self.selection, &options, self.scratch, self.observer).await;
        let Comparison { mut changes, ignored, .. } = found.comparison;
        changes.retain(|change| self.is_planned(change));
        let is_passed_over = |change: &Change| self.additive && !matches!(change.what, What::Added { .. });
        let (passed_over, changes): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_passed_over);
        let (mut from, to) = self.target(&current.read.catalog, wanted, &changes)?;
        let mut steps = half_built::take_half_built(&mut from, &to, self.online);
        let plan_options = PlanOptions {
            online: self.online,
            additive: self.additive,
            without_privileges: !desired.read.says_privileges,
            version: None,
        };
        self.observer.at(Stage::Doing("planning"));
        let mut made = plan(&from, &to, &plan_options);
        steps.append(&mut made.steps);
        made.steps = steps;
        let proof = self.proof(&from, &to, &made).await;
        let managed = Managed::new(self.selection, &options.policy.ignore);
        let in_step = in_step(&from, &managed.selection(), changes.iter().chain(&passed_over));
        Ok(Planned {
            saved: SavedPlan {
                format_version: FORMAT_VERSION,
                generator: GENERATOR.to_owned(),
                made_at: clock::timestamp(SystemTime::now()),
                target: target_of(current.read),
                desired: desired.name.to_owned(),
                fingerprint: fingerprint(&current.read.catalog, &managed),
                managed,
                proof,
                online: self.online,
                changes,
                plan: made,
            },
            in_step,
            ignored,
            passed_over,
            notes: found.notes,
        })
    }

    /// Whether something is done about a change.
    fn is_planned(&self, change: &Change) -> bool {
        let is_meant = |pattern: &Pattern| {
            pattern.matches(&change.object)
                || change.within.as_ref().is_some_and(|within| pattern.matches(within))
        };
        !change.informational && (self.only.is_empty() || self.only.iter().any(is_meant))
    }

    /// Both catalogs as they are planned with: the desired one with all that is not to be changed taken over from the current one.
    fn target(
        &self,
        current: &Catalog,
        mut to: Catalog,
        changes: &[Change],
    ) -> Result<(Catalog, Catalog), serde_json::Error> {
        let mut from = current.clone();
        align(&mut from, &mut to);
        let wanted: BTreeSet<_> = changes.iter().map(key).collect();
        let all = compare(&from, &to, &Options::default());
        // That an index is not valid, as a build that failed leaves it, is none of what a source says, and yet to be mended.
        let is_half_built = |change: &Change| {
            change.object.kind == Kind::Index
                && change.property() == Some("is_invalid")
                && self.selection.picks(change.subject())
        };
        let stays = |change: &&Change| !wanted.contains(&key(change)) && !is_half_built(change);
        let others: Vec<&Change> = all.changes.iter().filter(stays).collect();
        to.take_over(&from, &others)?;
        to.server_version = from.server_version;
        Ok((from, to))
    }

    async fn proof(&self, from: &Catalog, to: &Catalog, plan: &Plan) -> Proof {
        if !self.prove || plan.is_empty() {
            return Proof::NotAsked;
        }
        match prove(from, to, plan, self.online, self.scratch, self.observer).await {
            Ok(Leftover { mut changes, server_version }) => {
                changes.retain(|change| !self.additive || matches!(change.what, What::Added { .. }));
                match changes.is_empty() {
                    true => Proof::Proved { server_version },
                    false => Proof::Failed {
                        reason: "the steps do not lead to the desired state".to_owned(),
                        left: changes,
                    },
                }
            }
            Err(error) => Proof::Failed { reason: error.to_string(), left: Vec::new() },
        }
    }
}

/// What makes a change the same in two comparisons: the object and its property.
fn key(change: &Change) -> (&ObjectId, Option<&str>, u8) {
    let what = match change.what {
        What::Added { .. } => 0,
        What::Removed { .. } => 1,
        What::Changed { .. } => 2,
    };
    (&change.object, change.property(), what)
}

/// Which of the changes that were planned did not take place between two readings.
pub fn undone(planned: &[Change], before: &Catalog, after: &Catalog) -> Vec<Change> {
    let found = compare(before, after, &Options::default());
    let found: BTreeSet<_> = found.changes.iter().map(key).collect();
    planned.iter().filter(|change| !found.contains(&key(change))).cloned().collect()
}

/// What identifies the state of what is managed.
pub fn fingerprint(catalog: &Catalog, managed: &Managed) -> String {
    snapshot::schema_hash(&catalog.clone().select(&managed.selection()))
}

/// The database that was read.
pub fn target_of(read: &Read) -> Target {
    Target {
        host: read.origin.host.clone(),
        database: read.origin.database.clone(),
        server_version: read.origin.server_version.clone(),
    }
}

fn in_step<'a>(
    current: &Catalog,
    selection: &Selection,
    changes: impl Iterator<Item = &'a Change>,
) -> Vec<(Kind, usize)> {
    let changed: BTreeSet<&ObjectId> = changes.map(Change::subject).collect();
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for object in current.objects().filter(|object| !object.follows()) {
        let id = object.id();
        if selection.picks(&id) && !changed.contains(&id) {
            *counts.entry(id.kind).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}
