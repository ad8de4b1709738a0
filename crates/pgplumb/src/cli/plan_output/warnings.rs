//! What somebody has to think about before a plan is applied.

use std::borrow::Cow;

use pgplumb_plan::{Hazard, PlannedChange, Step};

use crate::operations::plan::{DataCheckResult, DataLoss, SavedPlan};

/// A plan with the numbers that its warnings need.
pub struct Warnings<'a> {
    /// The plan.
    pub saved: &'a SavedPlan,
    /// The data that its steps would delete.
    pub losses: &'a [DataLoss],
    /// Whether the data checks ran.
    pub is_checked: bool,
}

/// A reason to think, with the query to look at the rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The reason.
    pub text: String,
    /// The query, if there is one.
    pub query: Option<String>,
}

impl Warnings<'_> {
    /// The warnings about a change.
    pub fn of(&self, change: &PlannedChange) -> Vec<Warning> {
        let steps = change.steps.iter().map(|number| number - 1);
        let mut reasons: Vec<String> = Vec::new();
        let mut found = Vec::new();
        for (index, step) in steps.filter_map(|index| Some((index, self.saved.plan.steps.get(index)?))) {
            let loss = self.losses.iter().find(|loss| loss.step == index);
            let part = step.by_part().into_iter().find(|part| part.object == change.object);
            let step = part.unwrap_or(Cow::Borrowed(step));
            for reason in self.reasons(&step, loss) {
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
            let is_asked =
                |result: &&DataCheckResult| step.data_checks.iter().any(|check| check.query == result.query);
            let results = self.saved.data_check_results.iter();
            let results = results.filter(|result| result.step == index).filter(is_asked);
            found.extend(
                results.map(|result| Warning { text: result.text(), query: result.rows_query.clone() }),
            );
        }
        if !reasons.is_empty() {
            found.insert(0, Warning { text: reasons.join("; "), query: None });
        }
        found
    }

    /// The number of warnings about all changes.
    pub fn count(&self) -> usize {
        let changes = self.saved.overview.iter().flat_map(|object| &object.changes);
        changes
            .flat_map(|change| std::iter::once(change).chain(&change.effects))
            .map(|c| self.of(c).len())
            .sum()
    }

    /// The hazards of a step in words, with the number of rows or values that it deletes. The locks
    /// tell about blocked sessions.
    fn reasons(&self, step: &Step, loss: Option<&DataLoss>) -> Vec<String> {
        let is_real = |hazard: &Hazard| match hazard {
            Hazard::RewritesTable | Hazard::BlocksReads | Hazard::BlocksWrites => false,
            Hazard::DeletesData => loss.is_none_or(|loss| !loss.is_nothing),
            // The results of the checks tell.
            Hazard::MayFail => !self.is_checked || step.data_checks.is_empty(),
            _ => true,
        };
        let describe = |hazard: &Hazard| match (hazard, loss) {
            (Hazard::DeletesData, Some(loss)) => format!("deletes {}", loss.amount),
            _ => step.describe(*hazard).into_owned(),
        };
        let mut reasons: Vec<String> =
            step.hazards.iter().filter(|hazard| is_real(hazard)).map(describe).collect();
        // Such a step must be allowed too, because rows may be added before it is executed.
        reasons.extend(loss.filter(|loss| loss.is_nothing).map(|loss| loss.amount.clone()));
        reasons
    }
}
