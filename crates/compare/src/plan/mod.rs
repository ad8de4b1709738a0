//! The steps that turn one catalog into another.
//!
//! What is new is made, what is gone is dropped, what stays is altered, part by part, as its kind says. What depends on something that
//! cannot change under it is taken away before and made again after. The order comes from both catalogs' dependencies.

mod actions;
mod circles;
mod dependents;
mod lineage;
mod names;
mod needs;
mod order;
mod rebuild;

use std::collections::BTreeSet;

use pgplumb_catalog::plan::{Left, Plan};
use pgplumb_catalog::{Catalog, ObjectId, ServerVersion};

/// How a plan is made.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Whether steps are chosen that let others read and write meanwhile.
    pub online: bool,
    /// Whether nothing is dropped or altered, and only what is missing is added.
    pub additive: bool,
    /// Whether privileges are left as they are.
    pub without_privileges: bool,
    /// The partitioned tables with partitions that neither catalog has: nothing is done to them but what is done to the tables.
    pub unlisted: BTreeSet<ObjectId>,
    /// The version of the server that the steps are for, where that is not the first catalog's.
    pub version: Option<ServerVersion>,
}

/// Plans what turns the first catalog into the second. Both should have been [aligned](crate::align).
pub fn plan(from: &Catalog, to: &Catalog, options: &PlanOptions) -> Plan {
    let mut actions = actions::Actions::new(from, to, options);
    actions.detach_dependents();
    let left: Vec<Left> = actions.left.clone();
    let steps = order::in_order(actions.finish(), from, to);
    Plan { steps, left }
}
