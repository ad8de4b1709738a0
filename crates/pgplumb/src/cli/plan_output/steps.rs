//! The steps of a plan in the order of execution, with statements, locks and transactions.

use pgplumb_outputs::nouns::counted;
use pgplumb_plan::{Hazard, Lock, Step, StepSecret, lock_sql};

use super::{Detail, SavedPlan};
use crate::cli::Failure;
use crate::cli::session::Session;
use crate::terminal::{Terminal, Text, TextStyle};

/// The indentation of the continuation of a step: below its text.
const INDENT: usize = 7;

/// Prints the steps.
pub fn show(session: &Session, saved: &SavedPlan, detail: Detail) -> Result<(), Failure> {
    let terminal = &session.terminal;
    if saved.plan.is_empty() {
        return Ok(());
    }
    terminal.print(Text::new().strong("steps:"))?;
    for transaction in saved.plan.transactions() {
        let steps = transaction.steps.clone();
        if detail.steps && steps.len() > 1 {
            let text = format!("  transaction of {}:", counted(steps.len(), "step"));
            terminal.print(Text::new().faint(text))?;
        }
        for (index, step) in saved.plan.steps.iter().enumerate().take(steps.end).skip(steps.start) {
            show_step(terminal, index, step, detail)?;
        }
        if detail.steps && steps.len() > 1 {
            terminal.print(Text::new().faint("  end of the transaction"))?;
        }
    }
    Ok(())
}

/// Prints the statements of a plan.
pub fn print_statements(session: &Session, saved: &SavedPlan) -> Result<(), Failure> {
    show(session, saved, Detail { statements: true, steps: false })
}

fn show_step(terminal: &Terminal, index: usize, step: &Step, detail: Detail) -> Result<(), Failure> {
    let mut line = Text::new().plain(format!("{:>5}. {} ", index + 1, step.verb()));
    line = line.strong(step.object.visible_path());
    if !step.secrets.is_empty() {
        let secrets: Vec<String> = step.secrets.iter().map(StepSecret::words).collect();
        line = line.plain(format!(" with {}", secrets.join(", ")));
    }
    if detail.steps {
        let rewrites = step.hazards.contains(&Hazard::RewritesTable);
        let locks = step.locks.iter().enumerate();
        let mut facts: Vec<String> =
            locks.map(|(at, lock)| describe_lock(lock, rewrites && at == 0)).collect();
        if step.outside_transaction {
            facts.push("outside of a transaction".to_owned());
        }
        if !facts.is_empty() {
            line = line.faint(format!(" ({})", facts.join("; ")));
        }
    }
    terminal.print_wrapped(line, INDENT)?;
    let locks = step.locks_first.iter().map(lock_sql);
    for statement in locks.chain(step.statements.iter().cloned()) {
        for row in (statement + ";").lines() {
            terminal.print(Text::new().plain(" ".repeat(INDENT)).with(TextStyle::Code, row))?;
        }
    }
    Ok(())
}

/// Describes a lock of a step.
fn describe_lock(lock: &Lock, rewrites: bool) -> String {
    let scans = match (rewrites, lock.scans) {
        (true, _) => ", rewrites the table",
        (false, true) => ", reads all rows",
        (false, false) => "",
    };
    format!("{} on {}{scans}", lock.mode.name(), lock.on.visible_path())
}
