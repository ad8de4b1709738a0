//! The locks of a plan that other sessions notice, one line for each table.

use pgplumb_catalog::ObjectId;
use pgplumb_plan::{Action, Hazard, Lock, LockMode, NameMap, Step};

use super::{DEEP_INDENT, SavedPlan};
use crate::cli::Failure;
use crate::cli::session::Session;
use crate::operations::plan::TableSize;
use crate::terminal::{Text, TextStyle};

/// Below this size in bytes, reading or rewriting a table is a matter of a moment.
const SMALL: i64 = 10 << 20;

/// What a plan locks of one table.
pub struct TableLock {
    /// The table, under its name after the renames of the plan.
    pub table: ObjectId,
    mode: LockMode,
    /// The steps that read all rows under the lock.
    scans: Vec<usize>,
    /// The steps that rewrite all rows.
    rewrites: Vec<usize>,
    /// The first and the last number of the steps during which it is locked, for each transaction.
    ranges: Vec<(usize, usize)>,
}

/// The locks that block readers or writers, in the order in which they are first taken.
pub fn table_locks(saved: &SavedPlan) -> Vec<TableLock> {
    let (plan, renamings) = (&saved.plan, saved.renamings());
    let names = NameMap(&renamings);
    // The step that renames a table locks it under its old name.
    let name = |step: &Step, lock: &Lock| match step.action == Action::Rename && lock.on == step.object {
        true => names.of(&lock.on),
        false => lock.on.clone(),
    };
    let mut found: Vec<TableLock> = Vec::new();
    for transaction in plan.transactions() {
        let end = transaction.steps.end;
        for (index, step) in plan.steps.iter().enumerate().take(end).skip(transaction.steps.start) {
            let rewrites = step.hazards.contains(&Hazard::RewritesTable);
            // A transaction holds its locks until its end.
            let locks = step.locks_first.iter().chain(&step.locks);
            for lock in locks.filter(|lock| lock.mode >= LockMode::Share) {
                let table = name(step, lock);
                let at = found.iter().position(|known| known.table == table).unwrap_or_else(|| {
                    found.push(TableLock::new(table, lock));
                    found.len() - 1
                });
                found[at].add(lock, rewrites && step.locks.first() == Some(lock), (index + 1, end));
            }
        }
    }
    found
}

impl TableLock {
    fn new(table: ObjectId, lock: &Lock) -> Self {
        Self { table, mode: lock.mode, scans: Vec::new(), rewrites: Vec::new(), ranges: Vec::new() }
    }

    /// The size of the table. A renamed table may be listed under its old name.
    fn size<'a>(&self, saved: &'a SavedPlan) -> Option<&'a TableSize> {
        let old_name = NameMap(&saved.renamings()).before(&self.table);
        let find = |name: &ObjectId| saved.table_sizes.iter().find(|size| size.table == *name);
        find(&self.table).or_else(|| find(&old_name))
    }

    fn add(&mut self, lock: &Lock, rewrites: bool, (first, last): (usize, usize)) {
        self.mode = self.mode.max(lock.mode);
        match (rewrites, lock.scans) {
            (true, _) => self.rewrites.push(first),
            (false, true) => self.scans.push(first),
            (false, false) => {}
        }
        match self.ranges.last_mut() {
            Some((_, end)) if *end + 1 >= first => *end = last.max(*end),
            _ => self.ranges.push((first, last)),
        }
    }

    /// Whether the lock is held while all rows are read or rewritten, and the table is not small.
    pub fn is_long(&self, saved: &SavedPlan) -> bool {
        let size = self.size(saved);
        !(self.scans.is_empty() && self.rewrites.is_empty()) && size.is_none_or(|size| size.bytes >= SMALL)
    }

    /// What the lock blocks, when and for how long, and the size of the table.
    pub fn describe(&self, saved: &SavedPlan) -> String {
        let blocked = if self.mode == LockMode::AccessExclusive { "reads and writes" } else { "writes" };
        let mut long = String::new();
        for (steps, what) in [(&self.rewrites, "rewritten"), (&self.scans, "read completely")] {
            let mut during: Vec<(usize, usize)> = Vec::new();
            for step in steps {
                match during.last_mut() {
                    Some((_, last)) if *last + 1 >= *step => *last = *step,
                    _ => during.push((*step, *step)),
                }
            }
            if during == self.ranges {
                long.push_str(&format!(", {what}"));
            } else if !during.is_empty() {
                long.push_str(&format!(", {what} during {}", describe_steps(&during)));
            }
        }
        let size = self.size(saved).map(|size| format!("; {size}")).unwrap_or_default();
        format!(" against {blocked}, {}{long}{size}", describe_steps(&self.ranges))
    }
}

/// Ranges of steps in words: `steps 1, 3–5`.
fn describe_steps(ranges: &[(usize, usize)]) -> String {
    let range = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}–{last}"),
    };
    let is_one = matches!(ranges, [(first, last)] if first == last);
    let ranges: Vec<String> = ranges.iter().map(range).collect();
    format!("{} {}", if is_one { "step" } else { "steps" }, ranges.join(", "))
}

/// Prints the locks.
pub fn show(session: &Session, saved: &SavedPlan) -> Result<(), Failure> {
    let terminal = &session.terminal;
    let locks = table_locks(saved);
    if locks.is_empty() {
        return Ok(());
    }
    terminal.print(Text::new().strong("locks:"))?;
    for lock in locks {
        let mut line = Text::new();
        line = match lock.is_long(saved) {
            true => line.with(TextStyle::Warning, "  ⚠ "),
            false => line.plain("    "),
        };
        line = line.plain(lock.table.visible_path()).faint(lock.describe(saved));
        terminal.print_wrapped(line, DEEP_INDENT)?;
    }
    Ok(())
}
