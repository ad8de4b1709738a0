//! Plans the steps that turn one catalog into another.
//!
//! New objects are created, removed objects are dropped, and objects in both catalogs are altered,
//! if possible in place. A dependent of an object that cannot change under it is dropped before the
//! change and recreated after it. The dependencies of both catalogs determine the order.
use std::collections::BTreeSet;

use crate::decisions::Decisions;
use crate::graph::needs::Containers;
use crate::indexed::IndexedCatalog;
use crate::renames::Renaming;
use crate::repartitions::Repartitions;
use crate::secrets::GivenSecret;
use crate::steps::{Plan, Unplannable};
use pgplumb_catalog::change::rules::COMMON;
use pgplumb_catalog::{Catalog, ObjectId, ServerVersion};

pub(crate) mod actions;
mod collations;
mod creation;
mod dependents;
mod drops;
mod rebuild;
pub(crate) mod repartition;
mod replacement;
mod secrets;

/// Settings of the planner.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Whether to choose steps that block reads and writes as little as possible.
    pub online: bool,
    /// Whether to create missing objects only, without altering or dropping anything.
    pub additive: bool,
    /// Whether to leave privileges as they are.
    pub ignore_privileges: bool,
    /// Partitioned tables with partitions that neither catalog has. Such a partition only changes
    /// where a statement for its parent changes it.
    pub unlisted: BTreeSet<ObjectId>,
    /// The version of the server that executes the steps, if not the version of the current
    /// catalog.
    pub version: Option<ServerVersion>,
    /// Where the secrets of desired objects come from.
    pub secrets: Vec<GivenSecret>,
    /// The renames that lead to the current catalog. Queries about existing rows run before them.
    pub renames: Vec<Renaming>,
}

/// Plans the steps that turn `from` into `to`. Align both catalogs first
/// (`pgplumb_compare::align`).
pub fn plan(from: &Catalog, to: &Catalog, options: &PlanOptions) -> Plan {
    let version = options.version.unwrap_or(from.server_version);
    let (from, to) =
        (&*from.with_not_null_names(&[from, to], version), &*to.with_not_null_names(&[from, to], version));
    let (mut possible, mut unplannable) = secrets::without_secrets(from, to, &options.secrets);
    let current = IndexedCatalog::new(from).renamed_by(&options.renames);
    let mut kept: BTreeSet<ObjectId> = BTreeSet::new();
    loop {
        let desired = IndexedCatalog::new(&possible);
        // Another desired catalog can lead to other decisions.
        let decisions = Decisions::default();
        let repartitions = match options.additive {
            true => Repartitions::default(),
            false => Repartitions::new(&current, &desired),
        };
        let sides = actions::Sides { current: &current, desired: &desired };
        let mut actions = actions::Actions::new(sides, &decisions, &repartitions, options);
        actions.detach_dependents();
        let blocked = std::mem::take(&mut actions.blocked);
        if blocked.keys().all(|id| kept.contains(id)) {
            unplannable.append(&mut actions.unplannable);
            let steps = crate::graph::order::in_order(actions.finish(), from, &possible);
            unplannable.sort();
            let mut plan = Plan { steps, unplannable, ..Plan::default() };
            if !options.online {
                plan.merge_transactions();
            }
            crate::graph::table_locks::lock_first(&mut plan, from, &possible);
            secrets::add_to_steps(&mut plan, &possible, &options.secrets);
            return plan;
        }
        drop(actions);
        // Plan again as if these objects did not change.
        for (id, reason) in blocked {
            if kept.insert(id.clone()) {
                keep_definition(possible.to_mut(), from, &id);
                unplannable.push(Unplannable::new(id, reason));
            }
        }
    }
}

/// Gives an object of the desired catalog its current definition. Owner, comment, privileges and
/// labels can still change.
fn keep_definition(desired: &mut Catalog, from: &Catalog, id: &ObjectId) {
    let Some(mut fields) = from.object(id).map(|object| object.fields()) else { return };
    if let Some(new) = desired.object(id).map(|object| object.fields()) {
        for property in COMMON {
            match new.get(property.name) {
                Some(value) => fields.insert(property.name.to_owned(), value.clone()),
                None => fields.remove(property.name),
            };
        }
    }
    // An object of this kind has these fields, so this cannot fail.
    let _ = desired.put(id.kind, fields);
    let containers = Containers::new(from);
    let is_part = |dependent: &ObjectId| containers.of(dependent).as_ref() == Some(id);
    for (dependent, needed) in from.dependencies.iter().filter(|(dependent, _)| is_part(dependent)) {
        desired.dependencies.insert(dependent.clone(), needed.clone());
    }
}
