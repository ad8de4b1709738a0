//! What a plan takes away for a while, and others see missing.

use pgplumb_catalog::ObjectId;
use pgplumb_catalog::plan::{Action, Plan};

/// What a step takes away that a later one makes again, with one outside of any transaction in between, and whether the plan says what that does.
pub fn seen_missing(plan: &Plan) -> Vec<(ObjectId, bool)> {
    let mut found = Vec::new();
    for (place, step) in plan.steps.iter().enumerate().filter(|(_, step)| step.action == Action::Detach) {
        let rest = &plan.steps[place..];
        let back =
            rest.iter().position(|other| other.action == Action::Restore && other.object == step.object);
        if back.is_some_and(|back| rest[..back].iter().any(|other| other.alone)) {
            let breaks = step.hazards.contains(&pgplumb_catalog::plan::Hazard::BreaksCode);
            found.push((step.object.clone(), breaks));
        }
    }
    found
}
