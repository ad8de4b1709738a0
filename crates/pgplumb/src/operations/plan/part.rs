//! The part of two catalogs that a plan is made and proved with: what the changes touch, with what depends on that, and what all of it needs.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::plan::{Plan, Step};
use pgplumb_catalog::{Catalog, Change, Kind, ObjectId, Rename, What};
use pgplumb_compare::{
    Extent, Names, Options, PlanOptions, Renaming, Surroundings, align, compare, plan, rename_steps,
    schema_drops,
};

use super::super::Stage;
use super::detaching::{self, take_detaching};
use super::half_built::{self, take_half_built};
use super::proof::{Leftover, prove};
use super::{Order, PlanError, Proof, RenameError, Undo, key};

/// What is to be planned.
pub struct Part<'a> {
    pub order: &'a Order<'a>,
    /// The database as it is.
    pub now: &'a Catalog,
    /// The database with what is renamed renamed.
    pub from: &'a Catalog,
    /// What is desired.
    pub wanted: &'a Catalog,
    pub renamings: &'a [Renaming],
    /// What is to change.
    pub changes: &'a [Change],
    pub without_privileges: bool,
}

/// What is planned, and whether it is proved.
#[derive(Default)]
pub struct PartPlan {
    /// The steps after the renames.
    pub plan: Plan,
    pub proof: Proof,
    pub undo: Option<Undo>,
}

impl Part<'_> {
    /// The plan for what comes after the renames, and the proof of both.
    ///
    /// A part is enough as long as all goes well. A body that is a string, say, needs what nobody knows of; so what fails is looked at again with all that there is.
    pub async fn planned(&self, renames: &[Step]) -> Result<PartPlan, PlanError> {
        self.order.observer.at(Stage::Doing("planning"));
        let touched = self.touched();
        if touched.is_empty() {
            return Ok(PartPlan::default());
        }
        let extent = self.extent(&touched);
        let (from, wanted) = (extent.of(self.from), extent.of(self.wanted));
        let names = Names(self.renamings);
        let before = || extent.renamed(|id| names.before(id)).with(self.former_schemas());
        let now = (!self.renamings.is_empty()).then(|| before().of(self.now));
        let planned = self.on(now, from, wanted, renames).await?;
        if !matches!(planned.proof, Proof::Failed { .. }) {
            return Ok(planned);
        }
        let now = (!self.renamings.is_empty()).then(|| self.now.clone());
        self.on(now, self.from.clone(), self.wanted.clone(), renames).await
    }

    /// What the changes are about.
    fn touched(&self) -> BTreeSet<ObjectId> {
        let mut touched: BTreeSet<ObjectId> =
            self.changes.iter().map(|change| change.subject().clone()).collect();
        touched.extend(half_built::tables(self.from));
        touched.extend(detaching::partitions(self.from));
        for renaming in self.renamings {
            touched.insert(match renaming {
                Renaming::Object(rename) => rename.to.clone(),
                Renaming::Label { of, .. } => Names(self.renamings).of(of),
            });
        }
        touched
    }

    /// The schemas from which something is moved to others.
    fn former_schemas(&self) -> impl Iterator<Item = ObjectId> {
        let moved = self.renamings.iter().filter_map(|renaming| match renaming {
            Renaming::Object(Rename { from, to }) if from.schema != to.schema => from.schema.clone(),
            _ => None,
        });
        moved.map(|schema| ObjectId::global(Kind::Schema, schema))
    }

    fn extent(&self, touched: &BTreeSet<ObjectId>) -> Extent {
        let mut surroundings = Surroundings::of(self.from);
        // What does not change needs the same on both sides.
        surroundings.add(&self.wanted.part(|id| touched.contains(id)));
        surroundings.around(touched)
    }

    /// Plans and proves with these catalogs; the first is the database before the renames, where there are any.
    async fn on(
        &self,
        now: Option<Catalog>,
        from: Catalog,
        wanted: Catalog,
        renames: &[Step],
    ) -> Result<PartPlan, PlanError> {
        let order = self.order;
        // The server does to partitions what it does to their table.
        let partitions: BTreeSet<ObjectId> =
            order.options.policy.runtime_partitions(&from, &wanted).into_iter().map(|(id, _)| id).collect();
        let is_of_those = |table: &&Table| partitions.contains(&table.id());
        let tables = from.tables.iter().chain(&wanted.tables).filter(is_of_those);
        let unlisted = tables.filter_map(|table| Some(table.partition_of.as_ref()?.parent.clone())).collect();
        let without = |catalog: Catalog| match partitions.is_empty() {
            true => catalog,
            false => catalog.keep(|id| !partitions.contains(id)),
        };
        let (mut from, to) = self.target(without(from), without(wanted))?;
        let mut now = now;
        let mut first = take_detaching(&mut from, &to);
        // The copy on which the plan is proved has nothing that is half detached.
        if let Some(now) = &mut now {
            let renamed = Names(self.renamings);
            detaching::detach(now, |id| first.iter().any(|step| step.object == renamed.of(id)));
        }
        let mut steps = take_half_built(&mut from, &to, order.online);
        let options = PlanOptions {
            online: order.online,
            additive: order.additive,
            without_privileges: self.without_privileges,
            unlisted,
            version: None,
        };
        let mut made = plan(&from, &to, &options);
        steps.append(&mut made.steps);
        made.steps = steps;
        let all = Plan { steps: [renames, &made.steps].concat(), left: made.left.clone() };
        let now = now.as_ref().unwrap_or(&from);
        let proof = self.proof(now, &to, &all).await;
        let undo = match order.undo && !all.is_empty() {
            true => Some(self.undo(now, &from, &to, &options).await?),
            false => None,
        };
        first.append(&mut made.steps);
        made.steps = first;
        Ok(PartPlan { plan: made, proof, undo })
    }

    /// The way back: what was changed as it was, then what was renamed.
    async fn undo(
        &self,
        now: &Catalog,
        from: &Catalog,
        to: &Catalog,
        options: &PlanOptions,
    ) -> Result<Undo, PlanError> {
        let mut back = plan(to, from, options);
        let renamings: Vec<Renaming> = self
            .renamings
            .iter()
            .map(|renaming| match renaming {
                Renaming::Object(Rename { from, to }) => {
                    Renaming::Object(Rename { from: to.clone(), to: from.clone() })
                }
                Renaming::Label { of, from, to } => {
                    let of = Names(self.renamings).of(of);
                    Renaming::Label { of, from: to.clone(), to: from.clone() }
                }
            })
            .collect();
        back.steps.extend(rename_steps(from, &renamings).map_err(RenameError::from)?);
        back.steps.extend(schema_drops(now, self.renamings));
        let leads_back = !matches!(self.proof(to, now, &back).await, Proof::Failed { .. });
        Ok(Undo { plan: back, leads_back })
    }

    /// Both catalogs as they are planned with: the desired one with all that is not to be changed taken over from the current one.
    fn target(&self, mut from: Catalog, mut to: Catalog) -> Result<(Catalog, Catalog), serde_json::Error> {
        align(&mut from, &mut to);
        let wanted: BTreeSet<_> = self.changes.iter().map(key).collect();
        let all = compare(&from, &to, &Options::default());
        // That an index is not valid, as a build that failed leaves it, is none of what a source says, and yet to be mended.
        let is_half_built = |change: &Change| {
            change.object.kind == Kind::Index
                && change.property() == Some("is_invalid")
                && self.order.selection.picks(change.subject())
        };
        // Nor that a partition is being detached.
        let is_detaching = |change: &Change| {
            let is_place = change.object.kind == Kind::Table && change.property() == Some("partition_of");
            is_place
                && detaching::is_pending(&from, &change.object)
                && self.order.selection.picks(change.subject())
        };
        let stays = |change: &&Change| {
            !wanted.contains(&key(change)) && !is_half_built(change) && !is_detaching(change)
        };
        let others: Vec<&Change> = all.changes.iter().filter(stays).collect();
        to.take_over(&from, &others)?;
        to.server_version = from.server_version;
        Ok((from, to))
    }

    async fn proof(&self, from: &Catalog, to: &Catalog, plan: &Plan) -> Proof {
        let order = self.order;
        if !order.prove || plan.is_empty() {
            return Proof::NotAsked;
        }
        match prove(from, to, plan, order.online, order.scratch, order.observer).await {
            Ok(Leftover { mut changes, server_version }) => {
                changes.retain(|change| !order.additive || matches!(change.what, What::Added { .. }));
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
