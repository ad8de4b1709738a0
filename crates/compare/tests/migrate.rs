//! A plan, carried out, makes the one schema of the other: pg_dump is the judge.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod common;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::read;
use pgplumb_compare::{PlanOptions, align, plan};
use pgplumb_testkit::{Columns, Database, Pair, Server, differ, newest, pairs, settled};

/// One of so many pairs is tried when not all are.
const SAMPLE: usize = 8;

/// The share of the pairs that load that must converge, in percent. It is only ever raised.
const MUST_CONVERGE: usize = 93;

#[test]
fn plans_converge() {
    let all = std::env::var_os("PGPLUMB_NIGHTLY").is_some();
    let only = std::env::var("PGPLUMB_PAIR").unwrap_or_default();
    let pairs: Vec<Pair> = pairs()
        .into_iter()
        .enumerate()
        .filter(|(at, pair)| all || !only.is_empty() || at % SAMPLE == 0 || pair.name.starts_with("history"))
        .map(|(_, pair)| pair)
        .filter(|pair| pair.name.contains(&only))
        .collect();
    let (next, loaded) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(newest().major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some((old, new)) = pair.load(&server) else { continue };
                    loaded.fetch_add(1, Ordering::Relaxed);
                    if let Some(problem) = judge(&old, &new) {
                        wrong.lock().unwrap().insert(pair.name.clone(), problem);
                    }
                }
            });
        }
    });
    let (loaded, wrong) = (loaded.into_inner(), wrong.into_inner().unwrap());
    for (name, problem) in &wrong {
        eprintln!("--- {name}\n{problem}");
    }
    let good = loaded - wrong.len();
    eprintln!("{good} of {loaded} converge");
    assert!(good * 100 >= loaded * MUST_CONVERGE, "only {good} of {loaded} converge");
}

fn judge(old: &Database, new: &Database) -> Option<String> {
    let (mut from, mut to) = (read(old), read(new));
    align(&mut from, &mut to);
    let plan = plan(&from, &to, &PlanOptions::default());
    let script = format!("SET check_function_bodies = off;\n{}", plan.script());
    if let Err(error) = old.try_psql(&script) {
        let error: Vec<&str> = error.lines().take(4).collect();
        return Some(format!("{}\n{script}left: {:?}", error.join("\n"), plan.left));
    }
    let (want, got) = (new.pg_dump(), old.pg_dump());
    let difference = differ(&want, &got, Columns::AnyOrder)?;
    let server = old.server();
    differ(&settled(server, &want), &settled(server, &got), Columns::AnyOrder)?;
    Some(format!("{difference}\n{script}left: {:?}", plan.left))
}
