//! Objects that are missing to other sessions while a plan is executed.

use pgplumb_catalog::ObjectId;
use pgplumb_plan::{Action, Plan};

/// Objects that one step detaches and a later one restores, with a step outside of any transaction in
/// between. Also returns whether the plan flags this.
pub fn seen_missing(plan: &Plan) -> Vec<(ObjectId, bool)> {
    let mut found = Vec::new();
    for (at, step) in plan.steps.iter().enumerate().filter(|(_, step)| step.action == Action::Detach) {
        let rest = &plan.steps[at..];
        let restored =
            rest.iter().position(|other| other.action == Action::Restore && other.object == step.object);
        if restored.is_some_and(|restored| rest[..restored].iter().any(|other| other.outside_transaction)) {
            let is_flagged = step.hazards.contains(&pgplumb_plan::Hazard::MissingMeanwhile);
            found.push((step.object.clone(), is_flagged));
        }
    }
    found
}
