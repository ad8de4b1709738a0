//! Executes the transactions of a plan one by one, and checks after each of them that nothing is
//! missing that the database has both before and after the plan.

use pgplumb_plan::{Action, Plan};
use pgplumb_testkit::{Database, Facts, facts_after_each};

/// Executes a plan. Returns the protections and abilities that the database has before and after
/// it, but not after each transaction, unless the plan flags this.
///
/// # Errors
/// When a statement fails.
pub fn execute(current: &Database, desired: &Database, plan: &Plan) -> Result<Vec<String>, String> {
    let scripts: Vec<String> =
        plan.transactions().iter().map(|transaction| plan.script_of(transaction)).collect();
    let before = Facts::of(current);
    let states = facts_after_each(current, "SET check_function_bodies = off;", &scripts)?;
    let after = Facts::of(desired);
    let missing = before.missing_between(&states, &after);
    let missing = missing.into_iter().filter(|gap| !is_announced(plan, &gap.relation));
    Ok(missing.map(|gap| format!("{} after\n{}", gap.fact, scripts[gap.after])).collect())
}

/// Whether the plan flags that a relation is missing for a while: it is detached, and restored in a
/// later transaction.
fn is_announced(plan: &Plan, relation: &str) -> bool {
    let transactions = plan.transactions();
    let of_relation = |step: &pgplumb_plan::Step| {
        let path = step.object.path();
        path == relation || path.strip_prefix(relation).is_some_and(|rest| rest.starts_with('.'))
    };
    transactions.iter().any(|transaction| {
        let steps = &plan.steps[transaction.steps.clone()];
        let is_split = |step: &&pgplumb_plan::Step| {
            step.action == Action::Detach
                && of_relation(step)
                && step.hazards.contains(&pgplumb_plan::Hazard::MissingMeanwhile)
                && !steps.iter().any(|other| other.action == Action::Restore && other.object == step.object)
        };
        steps.iter().any(|step| is_split(&step))
    })
}
