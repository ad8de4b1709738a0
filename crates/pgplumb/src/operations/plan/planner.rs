//! Plans and proves the changes between two catalogs, using only the affected objects, their
//! dependents and what all of these need.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Change, ChangeKind, Kind, ObjectId, Rename, ServerVersion};
use pgplumb_compare::{Options, align, compare};
use pgplumb_plan::{
    DependencyClosure, GivenSecret, NameMap, PlanOptions, Renaming, Subset, drop_created_schemas,
    newer_features, plan, rename_steps,
};
use pgplumb_plan::{Plan, Step};

use super::super::Stage;
use super::invalid_indexes::{self, take_invalid_indexes};
use super::pending_detaches::{self, take_pending_detaches};
use super::proof::ProofResult;
use super::{PlanError, PlanRequest, Proof, RenameError, Undo, key};

/// The input of planning.
pub struct Planner<'a> {
    pub request: &'a PlanRequest<'a>,
    /// The database.
    pub now: &'a Catalog,
    /// The database after the renames.
    pub from: &'a Catalog,
    /// The desired state.
    pub to: &'a Catalog,
    pub renamings: &'a [Renaming],
    /// The changes to make.
    pub changes: &'a [Change],
    pub ignore_privileges: bool,
    /// Where the secrets of desired objects come from.
    pub secrets: Vec<GivenSecret>,
}

/// A plan with its proof.
#[derive(Default)]
pub struct ProvedPlan {
    /// The steps after the renames.
    pub plan: Plan,
    pub proof: Proof,
    pub undo: Option<Undo>,
    /// The version for which the statements are written, if that is not the version of the target.
    pub version: Option<ServerVersion>,
}

impl Planner<'_> {
    /// Plans the steps after the renames, and proves all steps. If the proof fails on a server that
    /// is older than the target, plans with statements that both versions understand.
    pub async fn planned(&self, renames: &[Step]) -> Result<ProvedPlan, PlanError> {
        let planned = self.planned_for(self.request.version, renames).await?;
        if !matches!(planned.proof, Proof::Failed { .. }) {
            return Ok(planned);
        }
        let Some(older) = self.older_prover().await else { return Ok(planned) };
        match self.planned_for(Some(older), renames).await? {
            for_both if matches!(for_both.proof, Proof::Proved { .. }) => Ok(for_both),
            _ => Ok(planned),
        }
    }

    /// The version of the server on which plans are proved, if it is older than the target.
    async fn older_prover(&self) -> Option<ServerVersion> {
        let target = self.now.server_version.major();
        let server = self.request.scratch.server_for_recreating(target, self.request.observer).await.ok()?;
        Some(ServerVersion::of_major(server.major())).filter(|version| version.major() < target)
    }

    /// Plans the steps after the renames for a version of the server, and proves all steps.
    ///
    /// The affected objects suffice as long as the proof succeeds. Some dependencies are unknown,
    /// such as dependencies of a function body that is a string, so after a failure everything is
    /// planned and proved again with the whole catalogs.
    async fn planned_for(
        &self,
        version: Option<ServerVersion>,
        renames: &[Step],
    ) -> Result<ProvedPlan, PlanError> {
        self.request.observer.notify(Stage::Doing("planning"));
        let affected = self.affected();
        if affected.is_empty() {
            return Ok(ProvedPlan::default());
        }
        let restriction = self.restriction(&affected);
        let (from, to) = (restriction.select(self.from), restriction.select(self.to));
        let names = NameMap(self.renamings);
        let before = || restriction.renamed(|id| names.before(id)).with(self.former_schemas());
        let now = (!self.renamings.is_empty()).then(|| before().select(self.now));
        let planned = self.plan_between(version, now, from, to, renames).await?;
        if !matches!(planned.proof, Proof::Failed { .. }) {
            return Ok(planned);
        }
        let now = (!self.renamings.is_empty()).then(|| self.now.clone());
        self.plan_between(version, now, self.from.clone(), self.to.clone(), renames).await
    }

    /// The changed objects.
    fn affected(&self) -> BTreeSet<ObjectId> {
        let mut affected: BTreeSet<ObjectId> =
            self.changes.iter().map(|change| change.subject().clone()).collect();
        affected.extend(invalid_indexes::tables(self.from));
        affected.extend(pending_detaches::partitions(self.from));
        for renaming in self.renamings {
            affected.insert(match renaming {
                Renaming::Object(rename) => rename.to.clone(),
                Renaming::Label { of, .. } => NameMap(self.renamings).of(of),
            });
        }
        affected
    }

    /// The schemas that objects are moved out of.
    fn former_schemas(&self) -> impl Iterator<Item = ObjectId> {
        let moved = self.renamings.iter().filter_map(|renaming| match renaming {
            Renaming::Object(Rename { from, to }) if from.schema != to.schema => from.schema.clone(),
            _ => None,
        });
        moved.map(|schema| ObjectId::global(Kind::Schema, schema))
    }

    fn restriction(&self, affected: &BTreeSet<ObjectId>) -> Subset {
        let mut surroundings = DependencyClosure::of(self.from);
        // Unchanged objects have the same dependencies on both sides.
        surroundings.add(&self.to.subset(|id| affected.contains(id)));
        surroundings.affected_by(affected)
    }

    /// Plans and proves with these catalogs. `now` is the database before the renames, if there are
    /// any.
    async fn plan_between(
        &self,
        version: Option<ServerVersion>,
        now: Option<Catalog>,
        from: Catalog,
        to: Catalog,
        renames: &[Step],
    ) -> Result<ProvedPlan, PlanError> {
        let request = self.request;
        // The server applies changes of a partitioned table to its partitions.
        let partitions: BTreeSet<ObjectId> =
            request.options.policy.runtime_partitions(&from, &to).into_iter().map(|(id, _)| id).collect();
        let is_runtime_partition = |table: &&Table| partitions.contains(&table.id());
        let tables = from.tables.iter().chain(&to.tables).filter(is_runtime_partition);
        let unlisted = tables.filter_map(|table| Some(table.partition_of.as_ref()?.parent.clone())).collect();
        let without = |catalog: Catalog| match partitions.is_empty() {
            true => catalog,
            false => catalog.keep(|id| !partitions.contains(id)),
        };
        let (mut from, mut to) = self.prepare(without(from), without(to))?;
        let major = from.server_version.major();
        let features = newer_features(&to, major);
        if !features.is_empty() {
            return Err(PlanError::NewerFeatures { major, features });
        }
        to.remove_newer_privileges(major);
        let mut now = now;
        let mut detaches = take_pending_detaches(&mut from, &to);
        // The copy on which the plan is proved has no pending detach.
        if let Some(now) = &mut now {
            let renamed = NameMap(self.renamings);
            pending_detaches::detach(now, |id| detaches.iter().any(|step| step.object == renamed.of(id)));
        }
        let mut steps = take_invalid_indexes(&mut from, &to, request.online);
        let options = PlanOptions {
            online: request.online,
            additive: request.additive,
            ignore_privileges: self.ignore_privileges,
            unlisted,
            version,
            secrets: self.secrets.clone(),
            renames: self.renamings.to_vec(),
        };
        let mut new_plan = plan(&from, &to, &options);
        steps.append(&mut new_plan.steps);
        new_plan.steps = steps;
        let mut all = Plan { steps: [renames, &new_plan.steps].concat(), ..new_plan.clone() };
        self.request.group_steps(&mut all);
        let now = now.as_ref().unwrap_or(&from);
        let proof = self.prove(now, &to, &all).await;
        let undo = match request.undo && !all.is_empty() {
            true => Some(self.undo(now, &from, &to, &options).await?),
            false => None,
        };
        detaches.append(&mut new_plan.steps);
        new_plan.steps = detaches;
        Ok(ProvedPlan { plan: new_plan, proof, undo, version })
    }

    /// Plans the way back: first the changes, then the renames.
    async fn undo(
        &self,
        now: &Catalog,
        from: &Catalog,
        to: &Catalog,
        options: &PlanOptions,
    ) -> Result<Undo, PlanError> {
        let mut back =
            plan(to, from, &PlanOptions { renames: Vec::new(), secrets: Vec::new(), ..options.clone() });
        let renamings: Vec<Renaming> = self
            .renamings
            .iter()
            .map(|renaming| match renaming {
                Renaming::Object(Rename { from, to }) => {
                    Renaming::Object(Rename { from: to.clone(), to: from.clone() })
                }
                Renaming::Label { of, from, to } => {
                    let of = NameMap(self.renamings).of(of);
                    Renaming::Label { of, from: to.clone(), to: from.clone() }
                }
            })
            .collect();
        back.steps.extend(rename_steps(from, &renamings).map_err(RenameError::from)?);
        back.steps.extend(drop_created_schemas(now, self.renamings));
        self.request.group_steps(&mut back);
        let is_exact = !matches!(self.prove(to, now, &back).await, Proof::Failed { .. });
        Ok(Undo { plan: back, is_exact })
    }

    /// Prepares both catalogs for planning: whatever must not change is copied from the current to
    /// the desired one.
    fn prepare(&self, mut from: Catalog, mut to: Catalog) -> Result<(Catalog, Catalog), serde_json::Error> {
        align(&mut from, &mut to);
        let planned_keys: BTreeSet<_> = self.changes.iter().map(key).collect();
        let all = compare(&from, &to, &Options::default());
        // No source specifies that an index is invalid, but an invalid index must be rebuilt.
        let is_half_built = |change: &Change| {
            change.object.kind == Kind::Index
                && change.property() == Some("is_invalid")
                && self.request.selection.includes(change.subject())
        };
        // Likewise, a pending detach must be completed.
        let is_detaching = |change: &Change| {
            let is_partition_change =
                change.object.kind == Kind::Table && change.property() == Some("partition_of");
            is_partition_change
                && pending_detaches::is_pending(&from, &change.object)
                && self.request.selection.includes(change.subject())
        };
        let is_unchanged = |change: &&Change| {
            !planned_keys.contains(&key(change)) && !is_half_built(change) && !is_detaching(change)
        };
        let unchanged: Vec<&Change> = all.changes.iter().filter(is_unchanged).collect();
        pgplumb_plan::keep_current(&mut to, &from, &unchanged)?;
        to.server_version = from.server_version;
        Ok((from, to))
    }

    async fn prove(&self, from: &Catalog, to: &Catalog, plan: &Plan) -> Proof {
        let request = self.request;
        if !request.prove || plan.is_empty() {
            return Proof::NotRequested;
        }
        match super::proof::prove(from, to, plan, request.scratch, request.observer).await {
            Ok(ProofResult { remaining: mut changes, server_version }) => {
                changes.retain(|change| !request.additive || matches!(change.kind, ChangeKind::Added { .. }));
                match changes.is_empty() {
                    true => Proof::Proved { server_version },
                    false => Proof::Failed {
                        reason: "the steps do not produce the desired state".to_owned(),
                        remaining: changes,
                    },
                }
            }
            Err(error) if let Some(reason) = error.missing_extension() => {
                Proof::Failed { reason, remaining: Vec::new() }
            }
            Err(error) => {
                let major = from.server_version.major();
                let server = request.scratch.server_for_recreating(major, request.observer).await;
                let reason = match self.remark_on_versions(server.ok().map(|server| server.major())) {
                    Some(remark) => format!("{error}\n    {remark}"),
                    None => error.to_string(),
                };
                Proof::Failed { reason, remaining: Vec::new() }
            }
        }
    }

    /// What a proof that failed on a server of a major version may have to do with the versions.
    fn remark_on_versions(&self, proved_on: Option<u32>) -> Option<String> {
        let (target, desired) = (self.now.server_version.major(), self.to.server_version.major());
        match proved_on {
            Some(major) if major < target => Some(format!(
                "the target has PostgreSQL {target}, but the proof ran on PostgreSQL {major}: install version \
                 {target}, or pass --scratch with the URL of such a server"
            )),
            Some(_) if desired > target => Some(format!(
                "the desired state was read from PostgreSQL {desired}, and the target has PostgreSQL {target}: \
                 the desired state may use a function or syntax that version {target} does not have"
            )),
            _ => None,
        }
    }
}
