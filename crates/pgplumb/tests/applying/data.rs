//! Plans between the states of real projects, with rows in every table: none of them is lost.
//!
//! What a project did for its rows besides, when it changed its schema, the states do not say: a new column that may not be null, and has no
//! default, wants values that only the user knows. Apply says so, and stops; the table is emptied then, as somebody might who does not need it,
//! and apply goes on. How many tables that are is counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pgplumb_testkit::{Database, Pair, Server, newest, pairs};

use super::rows::{self, Column, Looked};
use super::scene::Scene;

/// The share of the tables that must get rows, in percent.
const MUST_BE_FILLED: u64 = 95;

/// The share of the tables that may have to be emptied, in percent.
const MAY_BE_EMPTIED: u64 = 10;

/// How many plans may not be proved, and so not applied. It is only ever lowered.
const MAY_BE_UNPROVED: usize = 2;

/// Pairs that take a while, and are tried at night.
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

/// What was seen.
#[derive(Default)]
struct Seen {
    unproved: Vec<String>,
    emptied: u64,
    tables: u64,
    filled: u64,
    rows: u64,
    columns: u64,
    cast: u64,
    left_out: Vec<String>,
}

#[test]
fn no_row_is_lost() {
    let only = std::env::var("PGPLUMB_PAIR").unwrap_or_default();
    let all = std::env::var_os("PGPLUMB_NIGHTLY").is_some() || !only.is_empty();
    let is_meant = |pair: &Pair| {
        let is_large = LARGE.iter().any(|large| pair.name.starts_with(large));
        pair.name.starts_with("history_") && pair.name.contains(&only) && (all || !is_large)
    };
    let pairs: Vec<Pair> = pairs().into_iter().filter(is_meant).collect();
    let (next, seen) = (AtomicUsize::new(0), Mutex::new(Seen::default()));
    let wrong = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(newest().major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let scene = Scene::of(pair, &server).expect("a state of a real project loads");
                    if let Err(problem) = try_one(pair, &scene, &seen) {
                        wrong.lock().unwrap().insert(pair.name.clone(), problem);
                    }
                }
            });
        }
    });
    let (seen, wrong) = (seen.into_inner().unwrap(), wrong.into_inner().unwrap());
    for (name, problem) in &wrong {
        eprintln!("--- {name}\n{problem}");
    }
    eprintln!(
        "{} of {} tables got rows, {} in all; {} had to be emptied; {} columns are the same, {} of them of another type; \
         not looked at: {:?}; not proved: {:?}",
        seen.filled,
        seen.tables,
        seen.rows,
        seen.emptied,
        seen.columns,
        seen.cast,
        seen.left_out,
        seen.unproved
    );
    assert!(wrong.is_empty(), "{:?}", wrong.keys());
    assert!(seen.filled * 100 >= seen.tables * MUST_BE_FILLED, "too few tables got rows");
    assert!(seen.emptied * 100 <= seen.tables * MAY_BE_EMPTIED, "too many tables had to be emptied");
    assert!(seen.unproved.len() <= MAY_BE_UNPROVED, "too many plans are not proved");
}

fn try_one(pair: &Pair, scene: &Scene, seen: &Mutex<Seen>) -> Result<(), String> {
    let mut emptied = BTreeSet::new();
    let mut kept = Kept::of(scene);
    let mut is_proved = true;
    loop {
        let applied = scene.apply(&scene.old, &[]);
        kept.compare(&scene.old)?;
        if applied.code == Some(0) {
            break;
        }
        if applied.stderr.contains("the plan is not proved") {
            is_proved = false;
            break;
        }
        let Some(table) = refused_rows(&applied.stderr).filter(|table| !emptied.contains(table)) else {
            return Err(applied.stderr);
        };
        scene.old.psql(&format!("SET session_replication_role = replica; DELETE FROM {table}"));
        kept.forget(&table);
        emptied.insert(table);
    }
    if is_proved && let Some(difference) = scene.differs(&scene.old) {
        return Err(difference);
    }
    let mut seen = seen.lock().unwrap();
    if !is_proved {
        seen.unproved.push(pair.name.clone());
    }
    seen.tables += scene.filled.len() as u64;
    seen.filled += scene.filled.iter().filter(|table| table.rows > 0).count() as u64;
    seen.rows += scene.filled.iter().map(|table| table.rows).sum::<u64>();
    seen.emptied += emptied.len() as u64;
    seen.columns += kept.sums.len() as u64;
    seen.cast += kept.casts.len() as u64;
    seen.left_out.append(&mut kept.left_out);
    Ok(())
}

/// The table whose rows a step would fail on, or failed on, by the query or the statement that apply tells; none, where it failed for
/// something else.
fn refused_rows(told: &str) -> Option<String> {
    if let Some((_, asked)) = told.split_once("existing rows would make the plan fail") {
        let tables = asked.split(" FROM ").skip(1).map(|rest| rest.trim_start_matches("ONLY "));
        let names = tables.map(|rest| rest.split([' ', '\n', ')']).next().unwrap_or_default());
        return names.filter(|name| !name.starts_with('(')).map(str::to_owned).next();
    }
    // Class 22 is of values, 23 of constraints; the other is a default's function that finds what it calls by the search path of the application.
    if !["22", "23", "42883"].iter().any(|class| told.contains(&format!("(SQLSTATE {class}"))) {
        return None;
    }
    let after = |word: &str| told.split_once(word).and_then(|(_, rest)| rest.split_whitespace().next());
    after("ALTER TABLE ").or_else(|| after(" ON ")).map(str::to_owned)
}

/// What is in the tables and columns that both states have.
struct Kept {
    keys: Vec<Column>,
    /// What is looked at; where the type changes, the value as it becomes.
    looked: Looked,
    sums: BTreeMap<Column, String>,
    casts: BTreeMap<Column, String>,
    left_out: Vec<String>,
}

impl Kept {
    fn of(scene: &Scene) -> Self {
        let (old, new) = (rows::columns(&scene.old), rows::columns(&scene.new));
        let (mut looked, mut before, mut casts, mut keys) =
            (Looked::new(), Looked::new(), BTreeMap::new(), Vec::new());
        let mut left_out = Vec::new();
        for (column, was) in &old {
            let Some(is) = new.get(column) else { continue };
            let (table, name) = column;
            let mut expression = name.clone();
            if was == is {
                keys.push(column.clone());
            } else {
                expression = format!("{name}::{is}");
                if scene.old.try_psql(&format!("SELECT {expression} FROM {table}")).is_err() {
                    left_out.push(format!("{table}.{name}: {was} to {is}"));
                    continue;
                }
                casts.insert(column.clone(), expression.clone());
            }
            before.insert(column.clone(), expression);
            looked.insert(column.clone(), name.clone());
        }
        let sums = rows::checksums(&scene.old, &before, &keys);
        Self { keys, looked, sums, casts, left_out }
    }

    /// Whether all is there still; what is of its new type already, and what is not.
    fn compare(&self, database: &Database) -> Result<(), String> {
        let now = rows::checksums(database, &self.looked, &self.keys);
        let mut changed: BTreeSet<&Column> = self
            .sums
            .iter()
            .filter(|(column, sum)| now.get(column) != Some(sum))
            .map(|(column, _)| column)
            .collect();
        if changed.iter().any(|column| self.casts.contains_key(*column)) {
            let mut looked = self.looked.clone();
            looked.extend(self.casts.clone());
            let cast = rows::checksums(database, &looked, &self.keys);
            changed.retain(|column| cast.get(column) != self.sums.get(column));
        }
        match changed.is_empty() {
            true => Ok(()),
            false => Err(format!("it is not what it was: {changed:?}")),
        }
    }

    /// Expects nothing of a table any more.
    fn forget(&mut self, table: &str) {
        self.sums.retain(|column, _| column.0 != table);
        self.looked.retain(|column, _| column.0 != table);
        self.casts.retain(|column, _| column.0 != table);
    }
}
