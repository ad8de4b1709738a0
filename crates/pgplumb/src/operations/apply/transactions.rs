//! Which steps share a transaction.

use std::collections::BTreeMap;
use std::ops::Range;

use pgplumb_catalog::plan::{Action, Plan, Step};
use pgplumb_catalog::{Kind, ObjectId};

/// Steps that are done together or not at all; or a single one whose statements are each executed outside of any transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
    /// Their places in the plan.
    pub steps: Range<usize>,
    /// Whether it is none.
    pub alone: bool,
}

/// Puts the steps of a plan into transactions.
///
/// Online, each is one of its own, so that no lock is held for longer than its own step needs; but what is taken away for a while, up to where it
/// is made again, is nobody's business, and nothing is to be lost if we end in between. Otherwise, as much as possible is one transaction.
pub fn transactions(plan: &Plan, online: bool) -> Vec<Transaction> {
    let ends = ends(&plan.steps);
    let mut found: Vec<Transaction> = Vec::new();
    let mut open_until = 0;
    for (at, step) in plan.steps.iter().enumerate() {
        let goes_on = match found.last() {
            Some(last) => {
                !last.alone && !step.alone && (at < open_until || !online && !ends_here(&plan.steps[at - 1]))
            }
            None => false,
        };
        match found.last_mut() {
            Some(last) if goes_on => last.steps.end = at + 1,
            _ => found.push(Transaction { steps: at..at + 1, alone: step.alone }),
        }
        open_until = open_until.max(ends[at]);
    }
    found
}

/// For each step, the place after the step that restores what it detaches.
fn ends(steps: &[Step]) -> Vec<usize> {
    let mut restored: BTreeMap<&ObjectId, usize> = BTreeMap::new();
    let mut ends = vec![0; steps.len()];
    for (at, step) in steps.iter().enumerate().rev() {
        match step.action {
            Action::Restore => {
                restored.entry(&step.object).or_insert(at + 1);
            }
            Action::Detach => ends[at] = restored.get(&step.object).copied().unwrap_or(0),
            Action::Create | Action::Alter | Action::Rename | Action::Drop => {}
        }
    }
    ends
}

/// Whether what a step makes can only be used by another transaction: a label that is added to an enum (manual, `ALTER TYPE`).
fn ends_here(step: &Step) -> bool {
    step.object.kind == Kind::Enum && step.action == Action::Alter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(steps: &[(&str, Action, bool)]) -> Plan {
        let step = |(object, action, alone): &(&str, Action, bool)| Step {
            object: object.parse().unwrap(),
            action: *action,
            statements: vec![String::new()],
            hazards: Vec::new(),
            locks: Vec::new(),
            questions: Vec::new(),
            alone: *alone,
        };
        Plan { steps: steps.iter().map(step).collect(), left: Vec::new() }
    }

    fn ranges(plan: &Plan, online: bool) -> Vec<Range<usize>> {
        transactions(plan, online).into_iter().map(|transaction| transaction.steps).collect()
    }

    #[test]
    fn what_is_made_again_is_never_seen_missing() {
        let plan = plan(&[
            ("schema:a", Action::Create, false),
            ("view:a.v", Action::Detach, false),
            ("view:a.w", Action::Detach, false),
            ("column:a.t.c", Action::Alter, false),
            ("view:a.w", Action::Restore, false),
            ("view:a.v", Action::Restore, false),
            ("table:a.u", Action::Drop, false),
        ]);
        assert_eq!(ranges(&plan, true), [0..1, 1..6, 6..7]);
        assert_eq!(ranges(&plan, false), vec![Range { start: 0, end: 7 }]);
    }

    #[test]
    fn what_must_stand_alone_does() {
        let plan = plan(&[
            ("enum:a.e", Action::Alter, false),
            ("table:a.u", Action::Create, false),
            ("index:a.i", Action::Create, true),
            ("index:a.j", Action::Create, true),
            ("table:a.v", Action::Create, false),
            ("table:a.w", Action::Create, false),
        ]);
        assert_eq!(ranges(&plan, false), [0..1, 1..2, 2..3, 3..4, 4..6]);
    }
}
