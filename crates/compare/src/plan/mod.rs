//! The steps that turn one catalog into another.

use pgplumb_catalog::Catalog;
use pgplumb_catalog::plan::Plan;

/// How a plan is made.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Whether steps are chosen that let others read and write meanwhile.
    pub online: bool,
    /// Whether nothing is dropped or altered, and only what is missing is added.
    pub additive: bool,
    /// Whether privileges are left as they are.
    pub without_privileges: bool,
}

/// Plans what turns the first catalog into the second. Both should have been [aligned](crate::align).
pub fn plan(from: &Catalog, to: &Catalog, options: &PlanOptions) -> Plan {
    let _ = (from, to, options);
    Plan::default()
}
