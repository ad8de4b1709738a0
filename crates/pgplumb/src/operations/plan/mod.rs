//! The steps that make a database match what is desired, and the proof that they do.

mod answers;
mod confirm;
mod copied;
mod detaching;
mod half_built;
mod losses;
mod part;
mod proof;
mod renames;
mod saved;
mod sizes;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::time::SystemTime;

use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::plan::{Plan, Step};
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, Rename, What, snapshot};
use pgplumb_compare::{Comparison, Ignore, Names, Options, Renaming, compare};

pub use answers::{Answer, Found, answers};
pub use confirm::Confirm;
pub use copied::RenameError;
pub use losses::{Loss, losses};
pub use proof::{Leftover, ProofError, prove};
pub use renames::{BadRename, BadRenames, RenameWord};
pub use saved::{BadPlan, FORMAT_VERSION, Managed, PassedOver, Proof, SavedPlan, Target, json_schema};
pub use sizes::{Size, sizes};

use copied::renamed;
use part::{Part, PartPlan};
use renames::{Between, following, going_with, renamings};

use super::diff::{Diff, Side, diff};
use super::drift::Named;
use super::marks::ignored;
use super::read::Read;
use super::scratch::Scratch;
use super::{GENERATOR, Observer, clock, let_go};

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
    /// Whether the way back is planned too.
    pub undo: bool,
    /// What is to have another name, besides what files say.
    pub renames: &'a [RenameWord],
    /// Is asked whether something that looks like it was renamed; nothing, where nobody can be asked.
    pub confirm: Option<&'a Confirm<'a>>,
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
    /// What an additive plan leaves as it is.
    pub passed_over: Vec<Change>,
    /// What is left as it is because the plan is confined to other things.
    pub left_out: Vec<Change>,
    /// What seems to have been renamed, and is planned to be dropped and made.
    pub candidates: Vec<Rename>,
    /// The way back, if it is asked for.
    pub undo: Option<Undo>,
    /// What the user should know.
    pub notes: Vec<String>,
}

/// The way back from the desired state.
#[derive(Clone, PartialEq, Debug)]
pub struct Undo {
    /// The steps.
    pub plan: Plan,
    /// Whether they lead back; what they cannot bring back is another thing. True also where nothing was to be proved.
    pub leads_back: bool,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// What is not to be changed could not be taken over.
    #[error("what is not managed cannot be put beside what is desired: {0}")]
    TakeOver(#[from] serde_json::Error),
    /// A rename is asked for that cannot be.
    #[error(transparent)]
    Renames(#[from] BadRenames),
    /// It is not known what renames make.
    #[error(transparent)]
    Renamed(#[from] RenameError),
    /// Nobody answers.
    #[error("nobody can be asked: {0}")]
    Asked(#[from] io::Error),
}

impl Order<'_> {
    /// Plans what makes the current state the desired one.
    ///
    /// What is not managed, is to be ignored, or differs in nothing but its wording is desired to be as it is: it is taken over from the
    /// current state, so that it is known to be there and the steps leave it alone. Only what the changes touch is looked at, with what depends on that and what
    /// all of it needs; the rest is the same before and after.
    ///
    /// # Errors
    /// When that fails, or something cannot be renamed. That the plan is not proved is told in the plan.
    pub async fn plan(&self, current: Named<'_>, desired: Named<'_>) -> Result<Planned, PlanError> {
        let mut options = self.options.clone();
        let bookkeeping = current.read.bookkeeping.iter().chain(&desired.read.bookkeeping);
        options.policy.ignore.extend(bookkeeping.cloned().map(Ignore::Objects));
        options.policy.ignore.extend([current.read, desired.read].into_iter().flat_map(ignored));
        let Compared { from, wanted, found, renamings, mut steps } =
            self.compared(current, desired, &options).await?;
        let Comparison { mut changes, ignored, renames } = found.comparison;
        changes.retain(|change| !change.informational);
        let (changes, left_out): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|change| self.is_meant(change));
        let is_passed_over = |change: &Change| self.additive && !matches!(change.what, What::Added { .. });
        let (passed_over, changes): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_passed_over);
        let part = Part {
            order: self,
            now: &current.read.catalog,
            from: &from,
            wanted: &wanted,
            renamings: &renamings,
            changes: &changes,
            without_privileges: !desired.read.says_privileges,
        };
        let PartPlan { plan: mut made, proof, undo } = part.planned(&steps).await?;
        steps.append(&mut made.steps);
        made.steps = steps;
        let managed = Managed::new(self.selection, &options.policy, &wanted);
        let in_step =
            in_step(&from, &managed.selection(), changes.iter().chain(&passed_over).chain(&left_out));
        // Who was asked has said that it is another thing.
        let is_told = !self.additive && self.confirm.is_none();
        let is_lost = |rename: &Rename| is_told && renames::is_worth_asking(rename);
        let planned = Planned {
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
                renames: renames::of_objects(&renamings),
                ignored: ignored.into_iter().map(PassedOver::from).collect(),
                changes,
                sizes: Vec::new(),
                answers: Vec::new(),
                plan: made,
            },
            in_step,
            passed_over,
            left_out,
            candidates: renames.into_iter().filter(is_lost).collect(),
            undo,
            notes: found.notes,
        };
        for catalog in [from, wanted] {
            if let Cow::Owned(catalog) = catalog {
                let_go(catalog);
            }
        }
        Ok(planned)
    }

    /// Compares, with renamed what is to be.
    async fn compared<'a>(
        &self,
        current: Named<'a>,
        desired: Named<'a>,
        options: &Options,
    ) -> Result<Compared<'a>, PlanError> {
        let (now, target) = (&current.read.catalog, &desired.read.catalog);
        let between = Between { current: now, desired: target, selection: self.selection };
        let said = if self.additive { &[] } else { desired.read.said.as_slice() };
        let mut renamings = renamings(self.renames, said, &between)?;
        loop {
            let with_others = going_with(&renamings, now);
            renamings.extend(with_others);
            let (from, steps) = match renamings.is_empty() {
                true => (Cow::Borrowed(now), Vec::new()),
                false => {
                    let (from, steps) = renamed(now, &renamings, self.scratch, self.observer).await?;
                    (Cow::Owned(from), steps)
                }
            };
            // Owners that nobody states stay as they are. They must be known: what is made anew is to have its owner again.
            let mut wanted = Cow::Borrowed(target);
            if !target.states_owners() {
                wanted.to_mut().state_owners_of(&from);
            }
            let found = diff(
                &Side { catalog: &from, ..current.side() },
                &Side { catalog: &wanted, ..desired.side() },
                self.selection,
                options,
                self.scratch,
                self.observer,
            )
            .await;
            let more = self.more_renamings(&renamings, &found.comparison, &from, target).await?;
            if more.is_empty() {
                return Ok(Compared { from, wanted, found, renamings, steps });
            }
            // What only went with its table may have another name besides.
            renamings.retain(|renaming| !more.iter().any(|other| other.is_of_same(renaming)));
            renamings.extend(more);
        }
    }

    /// What is to be renamed besides: what follows from the other renames, and what somebody says was.
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
        let mut more = following(renamings, &found.renames, from, desired);
        more.retain(|renaming| !renamings.contains(renaming));
        let Some(confirm) = self.confirm.filter(|_| more.is_empty()) else { return Ok(more) };
        for rename in found.renames.iter().filter(|rename| renames::is_worth_asking(rename)) {
            // What it is in may have another name by now, of which the database knows nothing yet.
            let rename = Rename { from: Names(renamings).before(&rename.from), to: rename.to.clone() };
            if confirm.is_renamed(&rename).await? {
                more.push(Renaming::Object(rename));
            }
        }
        Ok(more)
    }

    /// Whether a change is among what the plan is confined to.
    fn is_meant(&self, change: &Change) -> bool {
        let is_meant = |pattern: &Pattern| {
            pattern.matches(&change.object)
                || change.within.as_ref().is_some_and(|within| pattern.matches(within))
        };
        self.only.is_empty() || self.only.iter().any(is_meant)
    }
}

/// Both sides, with what was renamed, and what differs then.
struct Compared<'a> {
    from: Cow<'a, Catalog>,
    wanted: Cow<'a, Catalog>,
    found: Diff,
    renamings: Vec<Renaming>,
    steps: Vec<Step>,
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
pub fn undone(planned: &SavedPlan, before: &Catalog, after: &Catalog) -> Vec<Change> {
    let found = compare(before, after, &Options::default());
    let found: BTreeSet<_> = found.changes.iter().map(key).collect();
    let renamings: Vec<Renaming> = planned.renames.iter().cloned().map(Renaming::Object).collect();
    let names = Names(&renamings);
    let took_place = |change: &&Change| match names.before(&change.object) == change.object {
        true => found.contains(&key(change)),
        // To both readings, what has another name is another thing.
        false => after.shows(change),
    };
    planned.changes.iter().filter(|change| !took_place(change)).cloned().collect()
}

/// What identifies the state of what is managed.
pub fn fingerprint(catalog: &Catalog, managed: &Managed) -> String {
    let selection = managed.selection();
    let unmanaged = managed.unmanaged_partitions(catalog);
    match selection.is_everything() && unmanaged.is_empty() {
        true => snapshot::schema_hash(catalog),
        false => snapshot::schema_hash(&catalog.part(|id| selection.picks(id) && !unmanaged.contains(id))),
    }
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
