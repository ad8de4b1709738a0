//! The transactions of a plan.

use std::ops::Range;

use crate::session::SettingScope;
use crate::steps::{Lock, LockMode, Plan, Step};
use pgplumb_catalog::ObjectId;
use pgplumb_catalog::sql::comment;

/// Steps that are executed in one transaction, or one step whose statements are each executed
/// outside of a transaction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
    /// The indexes of the steps in the plan.
    pub steps: Range<usize>,
    /// Whether the statements are executed outside of a transaction.
    pub is_outside: bool,
}

impl Transaction {
    /// The strongest lock on each relation that the transaction holds until its end.
    pub fn locks(&self, plan: &Plan) -> Vec<Lock> {
        strongest(plan.steps[self.steps.clone()].iter().flat_map(|step| &step.locks))
    }
}

/// The strongest of several locks on each relation, in the order of their first occurrence.
pub(crate) fn strongest<'a>(locks: impl Iterator<Item = &'a Lock>) -> Vec<Lock> {
    let mut found: Vec<Lock> = Vec::new();
    for lock in locks {
        match found.iter_mut().find(|known| known.on == lock.on) {
            Some(known) => {
                known.mode = known.mode.max(lock.mode);
                known.scans |= lock.scans;
            }
            None => found.push(lock.clone()),
        }
    }
    found
}

/// The statement that takes a lock on a table before a step needs it.
pub fn lock_sql(lock: &Lock) -> String {
    lock_table(&lock.on, lock.mode)
}

fn lock_table(table: &ObjectId, mode: LockMode) -> String {
    format!("LOCK TABLE ONLY {} IN {} MODE", table.path(), mode.name())
}

impl Plan {
    /// The transactions, in order.
    pub fn transactions(&self) -> Vec<Transaction> {
        let mut found: Vec<Transaction> = Vec::new();
        for (at, step) in self.steps.iter().enumerate() {
            match found.last_mut() {
                Some(last) if step.continues_transaction && !last.is_outside => last.steps.end = at + 1,
                _ => found.push(Transaction { steps: at..at + 1, is_outside: step.outside_transaction }),
            }
        }
        found
    }

    /// Executes as many steps as possible in one transaction.
    pub fn merge_transactions(&mut self) {
        let mut is_open = false;
        for step in &mut self.steps {
            step.continues_transaction = is_open && !step.outside_transaction;
            is_open = !step.outside_transaction;
        }
    }

    /// All statements as one script, with the transactions of the plan.
    pub fn script(&self) -> String {
        self.transactions().iter().map(|transaction| self.script_of(transaction)).collect()
    }

    /// All statements as one script for a session of its own, with the [settings](Plan::settings)
    /// under which they are executed.
    pub fn session_script(&self) -> String {
        if self.steps.is_empty() {
            return String::new();
        }
        let settings = self.settings(SettingScope::Session);
        let settings = ["SET client_encoding = 'UTF8'".to_owned()].into_iter().chain(settings);
        let settings: String = settings.map(|statement| statement + ";\n").collect();
        let script = self.transactions().into_iter().map(|transaction| {
            let steps = &self.steps[transaction.steps.clone()];
            match transaction.is_outside {
                true => self.script_of(&transaction),
                false => script(&transaction, statements_with_settings(steps)),
            }
        });
        settings + &self.secret_remarks() + &script.collect::<String>()
    }

    /// Comments about the steps that a script leaves out because they need secrets.
    fn secret_remarks(&self) -> String {
        let remarks = self.steps.iter().filter_map(Step::secret_remark);
        remarks.map(|remark| comment(&format!("{remark}; pgplumb apply executes it")) + "\n").collect()
    }

    /// The statements of a transaction as a script.
    pub fn script_of(&self, transaction: &Transaction) -> String {
        script(transaction, self.steps[transaction.steps.clone()].iter().flat_map(statements).collect())
    }
}

/// The statements of a transaction as a script, with `BEGIN` and `COMMIT` if there are several.
fn script(transaction: &Transaction, statements: Vec<String>) -> String {
    let is_block = !transaction.is_outside && statements.len() > 1;
    let (begin, end) = match transaction.is_outside {
        true => ("-- outside of a transaction:\n", ""),
        false if is_block => ("BEGIN;\n", "COMMIT;\n"),
        false => ("", ""),
    };
    let lines: String = statements.into_iter().map(|statement| statement + ";\n").collect();
    format!("{begin}{lines}{end}")
}

/// The statements of the steps of a transaction, which take their locks first, and set
/// `row_security` where it is another one than in [`Plan::settings`].
pub fn statements_with_settings<'a>(steps: impl IntoIterator<Item = &'a Step>) -> Vec<String> {
    let mut statements = Vec::new();
    let mut current = SettingScope::Transaction.set("row_security", "off");
    for step in steps {
        let wanted = step.row_security_sql();
        if wanted != current {
            statements.push(wanted.clone());
            current = wanted;
        }
        statements.extend(self::statements(step));
    }
    statements
}

/// The statements of a step, after those that take its locks. A script cannot contain a secret, and
/// a placeholder must not be stored: statements that need one are left out.
fn statements(step: &Step) -> impl Iterator<Item = String> + '_ {
    let own = step.statements.iter().filter(|_| step.secrets.is_empty());
    step.locks_first.iter().map(lock_sql).chain(own.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::Action;

    fn plan(steps: &[(&str, bool, bool)]) -> Plan {
        let step = |(sql, outside_transaction, continues_transaction): &(&str, bool, bool)| Step {
            outside_transaction: *outside_transaction,
            continues_transaction: *continues_transaction,
            ..Step::new("table:a.t".parse().unwrap(), Action::Alter, vec![(*sql).to_owned()])
        };
        Plan { steps: steps.iter().map(step).collect(), ..Plan::default() }
    }

    #[test]
    fn script_has_the_transactions_of_the_plan() {
        let mut plan = plan(&[
            ("one", false, false),
            ("two", false, false),
            ("three", false, true),
            ("four", true, false),
            ("five", false, false),
        ]);
        plan.steps[1].locks_first =
            vec![Lock { mode: LockMode::Share, on: "table:a.t".parse().unwrap(), scans: false }];
        assert_eq!(
            plan.script(),
            "one;\nBEGIN;\nLOCK TABLE ONLY a.t IN SHARE MODE;\ntwo;\nthree;\nCOMMIT;\n\
             -- outside of a transaction:\nfour;\nfive;\n"
        );
    }

    #[test]
    fn a_script_for_a_session_sets_what_apply_sets() {
        let mut plan = plan(&[("one", false, false), ("two", false, false), ("three", false, true)]);
        plan.steps[0].object = "materialized_view:a.m".parse().unwrap();
        let script = plan.session_script();
        let (settings, steps) = script.split_once("BEGIN").unwrap();
        for setting in plan.settings(SettingScope::Session) {
            assert!(settings.contains(&format!("{setting};\n")), "{script}");
        }
        assert_eq!(steps, ";\nSET LOCAL row_security = on;\none;\nCOMMIT;\nBEGIN;\ntwo;\nthree;\nCOMMIT;\n");
    }

    #[test]
    fn values_are_converted_in_the_time_zone_of_the_plan() {
        let mut plan = plan(&[("one", false, false)]);
        plan.time_zone = Some("It's".to_owned());
        assert!(plan.session_script().contains("SET timezone = 'It''s';\n"));
        assert!(
            plan.settings(SettingScope::Transaction).contains(&"SET LOCAL timezone = 'It''s'".to_owned())
        );
    }

    #[test]
    fn merging_leaves_steps_outside_of_transactions_alone() {
        let mut plan = plan(&[
            ("one", true, false),
            ("two", false, false),
            ("three", false, false),
            ("four", true, false),
            ("five", true, false),
            ("six", false, false),
        ]);
        plan.merge_transactions();
        let ranges: Vec<_> = plan.transactions().into_iter().map(|found| found.steps).collect();
        assert_eq!(ranges, [0..1, 1..3, 3..4, 4..5, 5..6]);
    }
}
