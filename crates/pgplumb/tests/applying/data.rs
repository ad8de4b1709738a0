//! Plans between the states of real projects, with rows in every table: no row is lost.
//!
//! A new NOT NULL column without a default needs values that only the user knows, so `apply`
//! refuses the step. The test then empties the table and applies again. It counts the emptied
//! tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pgplumb_testkit::{Database, Pair, Server, newest, pairs};

use super::rows::{self, Column, Expressions};
use super::scenario::Scenario;

/// The minimum percentage of tables that get rows.
const MIN_FILLED: u64 = 95;

/// The maximum percentage of tables that are emptied.
const MAX_EMPTIED: u64 = 10;

/// The maximum number of plans that cannot be proved and so are not applied. Must never be raised.
const MAX_UNPROVED: usize = 2;

/// Large pairs, tested in nightly runs only.
const LARGE: [&str; 8] = [
    "history_boundary/3",
    "history_boundary/4",
    "history_boundary/5",
    "history_boundary/6",
    "history_boundary/7",
    "history_boundary/8",
    "history_gitlab/5",
    "history_gitlab/6",
];

/// Counts over all pairs.
#[derive(Default)]
struct Totals {
    unproved: Vec<String>,
    emptied: u64,
    tables: u64,
    filled: u64,
    rows: u64,
    columns: u64,
    cast: u64,
    not_compared: Vec<String>,
}

#[test]
fn no_row_is_lost() {
    let only = std::env::var("PGPLUMB_PAIR").unwrap_or_default();
    let all = std::env::var_os("PGPLUMB_NIGHTLY").is_some() || !only.is_empty();
    let is_selected = |pair: &Pair| {
        let is_large = LARGE.iter().any(|large| pair.name.starts_with(large));
        pair.name.starts_with("history_") && pair.name.contains(&only) && (all || !is_large)
    };
    let pairs: Vec<Pair> = pairs().into_iter().filter(is_selected).collect();
    let (next, totals) = (AtomicUsize::new(0), Mutex::new(Totals::default()));
    let failed = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(newest().major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let scenario = Scenario::of(pair, &server).expect("the state of a project loads");
                    if let Err(problem) = apply_and_compare(pair, &scenario, &totals) {
                        failed.lock().unwrap().insert(pair.name.clone(), problem);
                    }
                }
            });
        }
    });
    let (totals, failed) = (totals.into_inner().unwrap(), failed.into_inner().unwrap());
    for (name, problem) in &failed {
        eprintln!("--- {name}\n{problem}");
    }
    eprintln!(
        "{} of {} tables got rows, {} rows in total; {} had to be emptied; {} columns are equal, {} of them with another type; \
         not expressions at: {:?}; not proved: {:?}",
        totals.filled,
        totals.tables,
        totals.rows,
        totals.emptied,
        totals.columns,
        totals.cast,
        totals.not_compared,
        totals.unproved
    );
    assert!(failed.is_empty(), "{:?}", failed.keys());
    assert!(totals.filled * 100 >= totals.tables * MIN_FILLED, "too few tables got rows");
    assert!(totals.emptied * 100 <= totals.tables * MAX_EMPTIED, "too many tables had to be emptied");
    assert!(totals.unproved.len() <= MAX_UNPROVED, "too many plans are not proved");
}

fn apply_and_compare(pair: &Pair, scenario: &Scenario, totals: &Mutex<Totals>) -> Result<(), String> {
    let mut emptied = BTreeSet::new();
    let mut kept = Kept::of(scenario);
    let mut is_proved = true;
    loop {
        let applied = scenario.apply(&scenario.old, &[]);
        kept.compare(&scenario.old)?;
        if applied.code == Some(0) {
            break;
        }
        if applied.stderr.contains("the proof of the plan failed") {
            is_proved = false;
            break;
        }
        let Some(table) = refused_rows(&applied.stderr).filter(|table| !emptied.contains(table)) else {
            return Err(applied.stderr);
        };
        scenario.old.psql(&format!("SET session_replication_role = replica; DELETE FROM {table}"));
        kept.forget(&table);
        emptied.insert(table);
    }
    if is_proved && let Some(difference) = scenario.differs(&scenario.old) {
        return Err(difference);
    }
    let mut totals = totals.lock().unwrap();
    if !is_proved {
        totals.unproved.push(pair.name.clone());
    }
    totals.tables += scenario.filled.len() as u64;
    totals.filled += scenario.filled.iter().filter(|table| table.rows > 0).count() as u64;
    totals.rows += scenario.filled.iter().map(|table| table.rows).sum::<u64>();
    totals.emptied += emptied.len() as u64;
    totals.columns += kept.sums.len() as u64;
    totals.cast += kept.casts.len() as u64;
    totals.not_compared.append(&mut kept.not_compared);
    Ok(())
}

/// Returns the table whose rows make a step fail, from the query or statement in the output of
/// apply; `None` if it failed for another reason.
fn refused_rows(output: &str) -> Option<String> {
    if let Some((_, asked)) = output.split_once("existing rows would make the plan fail") {
        let tables = asked.split(" FROM ").skip(1).map(|rest| rest.trim_start_matches("ONLY "));
        let names = tables.map(|rest| rest.split([' ', '\n', ')']).next().unwrap_or_default());
        return names.filter(|name| !name.starts_with('(')).map(str::to_owned).next();
    }
    // Class 22 is for invalid values, 23 for constraints. 42883 occurs when a default's function
    // relies on the application's search path.
    if !["22", "23", "42883"].iter().any(|class| output.contains(&format!("(SQLSTATE {class}"))) {
        return None;
    }
    let after = |word: &str| output.split_once(word).and_then(|(_, rest)| rest.split_whitespace().next());
    after("ALTER TABLE ").or_else(|| after(" ON ")).map(str::to_owned)
}

/// The values in the tables and columns that both states have.
struct Kept {
    keys: Vec<Column>,
    /// The compared expressions; where the type changes, the converted value.
    expressions: Expressions,
    sums: BTreeMap<Column, String>,
    casts: BTreeMap<Column, String>,
    not_compared: Vec<String>,
}

impl Kept {
    fn of(scenario: &Scenario) -> Self {
        let (old, new) = (rows::columns(&scenario.old), rows::columns(&scenario.new));
        let (mut expressions, mut before, mut casts, mut keys) =
            (Expressions::new(), Expressions::new(), BTreeMap::new(), Vec::new());
        let mut not_compared = Vec::new();
        for (column, was) in &old {
            let Some(is) = new.get(column) else { continue };
            let (table, name) = column;
            let mut expression = name.clone();
            if was == is {
                keys.push(column.clone());
            } else {
                expression = format!("{name}::{is}");
                if scenario.old.try_psql(&format!("SELECT {expression} FROM {table}")).is_err() {
                    not_compared.push(format!("{table}.{name}: {was} to {is}"));
                    continue;
                }
                casts.insert(column.clone(), expression.clone());
            }
            before.insert(column.clone(), expression);
            expressions.insert(column.clone(), name.clone());
        }
        let sums = rows::checksums(&scenario.old, &before, &keys);
        Self { keys, expressions, sums, casts, not_compared }
    }

    /// Compares the values, in columns with the new type or still with the old one.
    fn compare(&self, database: &Database) -> Result<(), String> {
        let now = rows::checksums(database, &self.expressions, &self.keys);
        let mut changed: BTreeSet<&Column> = self
            .sums
            .iter()
            .filter(|(column, sum)| now.get(column) != Some(sum))
            .map(|(column, _)| column)
            .collect();
        if changed.iter().any(|column| self.casts.contains_key(*column)) {
            let mut expressions = self.expressions.clone();
            expressions.extend(self.casts.clone());
            let cast = rows::checksums(database, &expressions, &self.keys);
            changed.retain(|column| cast.get(column) != self.sums.get(column));
        }
        match changed.is_empty() {
            true => Ok(()),
            false => Err(format!("it is not what it was: {changed:?}")),
        }
    }

    /// Stops comparing a table.
    fn forget(&mut self, table: &str) {
        self.sums.retain(|column, _| column.0 != table);
        self.expressions.retain(|column, _| column.0 != table);
        self.casts.retain(|column, _| column.0 != table);
    }
}
