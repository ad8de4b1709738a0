//! Plans the steps that change a database to the desired state, and proves them.

mod data_checks;
mod data_loss;
mod derivation;
mod invalid_indexes;
mod pending_detaches;
mod planner;
mod proof;
mod rename_in_copy;
mod rename_prompt;
mod renames;
mod saved;
mod sizes;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::SystemTime;

use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::{Catalog, Change, ChangeKind, Kind, ObjectId, Rename, ServerVersion, snapshot};
use pgplumb_compare::{Comparison, Options, compare};
use pgplumb_plan::{FeatureUse, NameMap, Renaming};
use pgplumb_plan::{Plan, Step, overview};
use pgplumb_postgres::{Connection, io_message};

pub use data_checks::{DataCheckOutcome, DataCheckResult, run_data_checks};
pub use data_loss::{DataLoss, data_losses};
pub use derivation::{Derivation, DerivationError, MarkedObject};
pub use proof::{ProofError, ProofResult, prove};
pub use rename_in_copy::RenameError;
pub use rename_prompt::RenamePrompt;
pub use renames::{ParseRenameError, RenameRequest, RenameRequestError};
pub use saved::{
    FORMAT_VERSION, IgnoredChanges, Managed, ParsePlanError, Proof, SavedPlan, Target, json_schema,
};
pub use sizes::{TableSize, table_sizes};

use planner::{Planner, ProvedPlan};
use rename_in_copy::rename_in_copy;
use renames::{RenameContext, implied, moved_with_tables, renamings};

use super::bookkeeping;
use super::diff::{Diff, Side, diff, with_role};
use super::drift::NamedCatalog;
use super::load::LoadedCatalog;
use super::marks::{ignored, secrets};
use super::scratch::Scratch;
use super::{GENERATOR, NoObserver, Observer, clock};
use crate::background::drop_in_background;

/// What to plan, and how.
pub struct PlanRequest<'a> {
    /// The managed objects.
    pub selection: &'a Selection,
    /// The objects that the plan is restricted to. Empty means all managed objects.
    pub only: &'a [Pattern],
    /// What counts as a difference.
    pub options: Options,
    /// Whether to prefer steps that do not block other sessions.
    pub online: bool,
    /// Whether to add missing objects only.
    pub additive: bool,
    /// Whether to prove the plan.
    pub prove: bool,
    /// The version for which the statements are written, if not the one of the target: a server that
    /// is older can then prove them.
    pub version: Option<ServerVersion>,
    /// Whether to plan the way back too.
    pub undo: bool,
    /// Renames in addition to those declared in files.
    pub renames: &'a [RenameRequest],
    /// Asks the user about possible renames. `None` if there is no terminal.
    pub rename_prompt: Option<&'a RenamePrompt<'a>>,
    /// The renames of a saved plan, instead of those above.
    pub renamings: Option<&'a [Renaming]>,
    /// The changes of a saved plan. If expressions cannot be normalized, they are the only
    /// expressions that differ: all others were equivalent when the plan was created.
    pub known: Option<&'a [Change]>,
    /// Creates scratch databases.
    pub scratch: &'a Scratch,
    /// Receives progress.
    pub observer: &'a dyn Observer,
}

/// A plan, with details for the user.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub saved: SavedPlan,
    /// The number of objects of each kind that are in sync.
    pub in_sync: Vec<(Kind, usize)>,
    /// Changes that an additive plan does not make.
    pub skipped: Vec<Change>,
    /// Changes outside of the objects that the plan is restricted to.
    pub out_of_scope: Vec<Change>,
    /// The renames of objects and labels.
    pub renamings: Vec<Renaming>,
    /// Objects that may have been renamed, and that the plan drops and creates, under their names
    /// before the plan.
    pub rename_candidates: Vec<Rename>,
    /// The way back, if requested.
    pub undo: Option<Undo>,
    /// The version for which the statements are written, if not the one of the target.
    pub version: Option<ServerVersion>,
    /// Notes for the user.
    pub notes: Vec<String>,
}

impl Planned {
    /// Queries what depends on the database and on the session that will execute the steps.
    pub async fn inspect(&mut self, connection: &Connection) {
        self.saved.inspect(connection).await;
        if let Some(undo) = &mut self.undo {
            undo.plan.set_time_zone(connection.parameter("TimeZone"));
        }
    }
}

/// The steps back from the desired to the current state.
#[derive(Clone, PartialEq, Debug)]
pub struct Undo {
    /// The steps.
    pub plan: Plan,
    /// Whether the steps restore the current schema. Deleted data does not come back. Also true if
    /// no proof was requested.
    pub is_exact: bool,
}

/// Why no plan could be made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Parts of the current state could not be merged into the desired state.
    #[error("could not merge unmanaged objects into the desired state: {0}")]
    KeepCurrent(#[from] serde_json::Error),
    /// The target's version lacks features of the desired state.
    #[error("the desired state needs features that the target, PostgreSQL {major}, does not have:{}", listed(.features))]
    NewerFeatures {
        /// The major version of the target.
        major: u32,
        /// The features, with the objects that use them.
        features: Vec<FeatureUse>,
    },
    /// A requested rename is not possible.
    #[error(transparent)]
    Renames(#[from] RenameRequestError),
    /// A rename could not be tried.
    #[error(transparent)]
    Renamed(#[from] RenameError),
    /// The user could not be asked, or gave no answer.
    #[error("could not ask on the terminal: {}", io_message(.0))]
    Prompt(#[from] io::Error),
}

fn listed(features: &[FeatureUse]) -> String {
    features.iter().map(|feature| format!("\n    {feature}")).collect()
}

impl<'a> PlanRequest<'a> {
    /// Creates a request for a proved online plan of everything.
    pub fn new(scratch: &'a Scratch) -> Self {
        Self {
            selection: &EVERYTHING,
            only: &[],
            options: Options::default(),
            online: true,
            additive: false,
            prove: true,
            version: None,
            undo: false,
            renames: &[],
            rename_prompt: None,
            renamings: None,
            known: None,
            scratch,
            observer: &NoObserver,
        }
    }
}

/// The selection of all objects.
static EVERYTHING: Selection = Selection { include: Vec::new(), exclude: Vec::new() };

impl PlanRequest<'_> {
    /// Plans the steps from the current to the desired state.
    ///
    /// Objects that are not managed or are ignored, and differences in wording only, are copied
    /// from the current state into the desired one, so that the steps leave them alone. Only
    /// changed objects, their dependents and what all of these need are planned with; everything
    /// else is the same on both sides.
    ///
    /// # Errors
    /// When copying fails or a rename is not possible. A failed proof is recorded in the plan.
    pub async fn plan(
        &self,
        current: NamedCatalog<'_>,
        desired: NamedCatalog<'_>,
    ) -> Result<Planned, PlanError> {
        let mut options = self.options.clone();
        bookkeeping::add_rules_for_plan(
            &mut options.policy,
            &current.loaded.catalog,
            &desired.loaded.catalog,
        );
        options.policy.ignore.extend([current.loaded, desired.loaded].into_iter().flat_map(ignored));
        let Compared { from, to, found, renamings, mut steps } =
            self.compared(current, desired, &options).await?;
        let Comparison { mut changes, ignored, renames } = found.comparison;
        changes.retain(|change| !change.informational);
        let (changes, out_of_scope): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|change| self.is_included(change));
        let is_passed_over =
            |change: &Change| self.additive && !matches!(change.kind, ChangeKind::Added { .. });
        let (skipped, changes): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_passed_over);
        let planner = Planner {
            request: self,
            now: &current.loaded.catalog,
            from: &from,
            to: &to,
            renamings: &renamings,
            changes: &changes,
            ignore_privileges: !desired.loaded.manages_privileges,
            secrets: secrets(desired.loaded, current.loaded.role.as_ref()),
        };
        let ProvedPlan { plan: mut new_plan, proof, undo, version } = planner.planned(&steps).await?;
        steps.append(&mut new_plan.steps);
        new_plan.steps = steps;
        self.group_steps(&mut new_plan);
        let managed = Managed::new(self.selection, &options.policy, &to);
        let in_sync =
            in_sync(&from, &managed.selection(), changes.iter().chain(&skipped).chain(&out_of_scope));
        // If the user was asked, they answered that it is another object.
        let is_reported = !self.additive && self.rename_prompt.is_none();
        let is_planned = |rename: &Rename| {
            self.only.is_empty() || self.only.iter().any(|pattern| pattern.matches(&rename.from))
        };
        let mut notes = found.notes;
        // The reason of a failed proof is told once.
        if let (Proof::Failed { reason, .. }, Some(missing)) = (&proof, &found.missing_extension)
            && reason == missing
        {
            notes.clear();
        }
        let is_candidate =
            |rename: &Rename| is_reported && is_planned(rename) && renames::is_worth_suggesting(rename);
        let renamed = renames::of_objects(&renamings);
        let mut planned = Planned {
            saved: SavedPlan {
                overview: overview(&new_plan, &changes, &renamed, [&from, &to]),
                format_version: FORMAT_VERSION,
                generator: GENERATOR.to_owned(),
                created_at: clock::timestamp(SystemTime::now()),
                target: target(current.loaded),
                desired: desired.name.to_owned(),
                fingerprint: fingerprint(&current.loaded.catalog, &managed),
                managed,
                proof,
                online: self.online,
                renames: renamed,
                ignored: ignored.into_iter().map(IgnoredChanges::from).collect(),
                changes,
                table_sizes: Vec::new(),
                data_check_results: Vec::new(),
                derivation: None,
                plan: new_plan,
            },
            rename_candidates: renames
                .into_iter()
                .filter(is_candidate)
                .map(|rename| Rename { from: NameMap(&renamings).before(&rename.from), ..rename })
                .collect(),
            renamings,
            in_sync,
            skipped,
            out_of_scope,
            undo,
            version,
            notes,
        };
        planned.notes.extend(version.map(|version| {
            format!(
                "the target has PostgreSQL {}, but the proof ran on PostgreSQL {}: the plan uses statements that both understand",
                current.loaded.catalog.server_version.major(),
                version.major()
            )
        }));
        for catalog in [from, to] {
            if let Cow::Owned(catalog) = catalog {
                drop_in_background(catalog);
            }
        }
        Ok(planned)
    }

    /// Groups the steps of several parts of a plan into transactions. With `online`, each part keeps
    /// its short transactions.
    fn group_steps(&self, plan: &mut Plan) {
        if !self.online {
            plan.merge_transactions();
        }
    }

    /// Compares both sides after the renames. Repeats that while it finds further renames.
    async fn compared<'a>(
        &self,
        current: NamedCatalog<'a>,
        desired: NamedCatalog<'a>,
        options: &Options,
    ) -> Result<Compared<'a>, PlanError> {
        let (now, target) = (&current.loaded.catalog, &desired.loaded.catalog);
        let between = RenameContext { current: now, desired: target, selection: self.selection };
        let marks = if self.additive { &[] } else { desired.loaded.marks.as_slice() };
        let mut renamings = match self.renamings {
            Some(known) => known.to_vec(),
            None => renamings(self.renames, marks, &between)?,
        };
        loop {
            let with_others = moved_with_tables(&renamings, now);
            renamings.extend(with_others);
            let (from, steps) = match renamings.is_empty() {
                true => (Cow::Borrowed(now), Vec::new()),
                false => {
                    let (from, steps) = rename_in_copy(now, &renamings, self.scratch, self.observer).await?;
                    (Cow::Owned(from), steps)
                }
            };
            // Unspecified owners stay as they are. They must be known, because a recreated object
            // needs its owner.
            let mut to = with_role(target, current.loaded.role.as_ref());
            if !target.specifies_owners() {
                to.to_mut().copy_owners_from(&from);
            }
            let mut found = diff(
                &Side { catalog: &from, ..current.side() },
                &Side { catalog: &to, ..desired.side() },
                self.selection,
                options,
                self.scratch,
                self.observer,
            )
            .await;
            self.drop_equivalent(&mut found);
            let more = self.more_renamings(&renamings, &found.comparison, &from, target).await?;
            if more.is_empty() {
                return Ok(Compared { from, to, found, renamings, steps });
            }
            // An object that was moved with its table may also be renamed.
            renamings.retain(|renaming| !more.iter().any(|other| other.is_of_same(renaming)));
            renamings.extend(more);
        }
    }

    /// If expressions could not be normalized, drops the differences in wording that were found
    /// equivalent when the plan was made.
    fn drop_equivalent(&self, found: &mut Diff) {
        let Some(known) = self.known.filter(|_| !found.notes.is_empty()) else { return };
        let is_known = |change: &Change| known.iter().any(|other| key(other) == key(change));
        found.comparison.changes.retain(|change| !change.is_text_change() || is_known(change));
    }

    /// Further renames: those implied by other renames, and those that the user confirms.
    async fn more_renamings(
        &self,
        renamings: &[Renaming],
        found: &Comparison,
        from: &Catalog,
        desired: &Catalog,
    ) -> Result<Vec<Renaming>, PlanError> {
        if self.additive {
            return Ok(Vec::new());
        }
        let mut more = implied(renamings, &found.renames, from, desired);
        more.retain(|renaming| !renamings.contains(renaming));
        let Some(prompt) = self.rename_prompt.filter(|_| more.is_empty()) else { return Ok(more) };
        for rename in found.renames.iter().filter(|rename| renames::is_worth_asking(rename)) {
            // The containing object may be renamed in the plan, but the database still has the old
            // name.
            let rename = Rename { from: NameMap(renamings).before(&rename.from), to: rename.to.clone() };
            if prompt.is_renamed(&rename).await? {
                more.push(Renaming::Object(rename));
            }
        }
        Ok(more)
    }

    /// Whether the plan includes a change.
    fn is_included(&self, change: &Change) -> bool {
        let is_included = |pattern: &Pattern| {
            pattern.matches(&change.object)
                || change.within.as_ref().is_some_and(|within| pattern.matches(within))
        };
        self.only.is_empty() || self.only.iter().any(is_included)
    }
}

/// Both sides after the renames, and their differences.
struct Compared<'a> {
    from: Cow<'a, Catalog>,
    to: Cow<'a, Catalog>,
    found: Diff,
    renamings: Vec<Renaming>,
    steps: Vec<Step>,
}

/// What identifies a change in two comparisons: the object, its property and the kind of change.
fn key(change: &Change) -> (&ObjectId, Option<&str>, u8) {
    let what = match change.kind {
        ChangeKind::Added { .. } => 0,
        ChangeKind::Removed { .. } => 1,
        ChangeKind::Changed { .. } => 2,
    };
    (&change.object, change.property(), what)
}

/// The planned changes that did not take effect between two readings.
pub fn unapplied_changes(planned: &SavedPlan, before: &Catalog, after: &Catalog) -> Vec<Change> {
    let found = compare(before, after, &Options::default());
    let found: BTreeSet<_> = found.changes.iter().map(key).collect();
    let renamings = planned.renamings();
    let names = NameMap(&renamings);
    let took_place = |change: &&Change| match names.before(&change.object) == change.object {
        true => found.contains(&key(change)),
        // In a comparison, a renamed object is a different object.
        false => pgplumb_plan::has_change(after, change),
    };
    planned.changes.iter().filter(|change| !took_place(change)).cloned().collect()
}

/// The hash of the managed objects.
pub fn fingerprint(catalog: &Catalog, managed: &Managed) -> String {
    let selection = managed.selection();
    let unmanaged = managed.unmanaged_partitions(catalog);
    match selection.is_everything() && unmanaged.is_empty() {
        true => snapshot::schema_hash(catalog),
        false => {
            snapshot::schema_hash(&catalog.subset(|id| selection.includes(id) && !unmanaged.contains(id)))
        }
    }
}

/// The database that a catalog was loaded from.
pub fn target(read: &LoadedCatalog) -> Target {
    Target {
        host: read.origin.host.clone(),
        database: read.origin.database.clone(),
        server_version: read.origin.server_version.clone(),
        system_identifier: None,
    }
}

fn in_sync<'a>(
    current: &Catalog,
    selection: &Selection,
    changes: impl Iterator<Item = &'a Change>,
) -> Vec<(Kind, usize)> {
    let changed: BTreeSet<&ObjectId> = changes.map(Change::subject).collect();
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for object in current.objects().filter(|object| !object.is_implied()) {
        let id = object.id();
        if selection.includes(&id) && !changed.contains(&id) {
            *counts.entry(id.kind).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}
