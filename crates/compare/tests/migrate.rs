//! A plan, carried out, makes the one schema of the other: pg_dump is the judge.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod common;
mod recreation;
mod spans;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::read;
use pgplumb_catalog::Catalog;
use pgplumb_catalog::plan::Plan;
use pgplumb_compare::{PlanOptions, align, plan};
use pgplumb_testkit::{Columns, Database, Pair, Server, differ, newest, pairs, settled};

/// One of so many pairs is tried when not all are.
const SAMPLE: usize = 8;

/// The share of the pairs that load that must converge, in percent. It is only ever raised.
const MUST_CONVERGE: usize = 100;

/// A plan's form, and the server that it is for.
#[derive(Clone, Copy, Debug)]
struct Form {
    online: bool,
    major: u32,
}

/// The forms that are tried: both on the newest version, and on older ones those that a night has time for.
fn forms() -> Vec<Form> {
    let only = |variable: &str| std::env::var(variable).ok();
    let majors = if nightly() { vec![14, 15, newest().major] } else { vec![newest().major] };
    let all = majors.into_iter().flat_map(|major| [false, true].map(|online| Form { online, major }));
    let is_meant = |form: &Form| {
        only("PGPLUMB_MAJOR").is_none_or(|major| major == form.major.to_string())
            && only("PGPLUMB_FORM").is_none_or(|word| (word == "online") == form.online)
    };
    all.filter(is_meant).collect()
}

fn nightly() -> bool {
    std::env::var_os("PGPLUMB_NIGHTLY").is_some()
}

fn pairs_to_try() -> Vec<Pair> {
    let only = std::env::var("PGPLUMB_PAIR").ok();
    let is_meant = |pair: &Pair| match &only {
        Some(names) => names.split(',').any(|name| pair.name.contains(name)),
        None => true,
    };
    pairs()
        .into_iter()
        .enumerate()
        .filter(|(at, pair)| {
            nightly() || only.is_some() || at % SAMPLE == 0 || pair.name.starts_with("history")
        })
        .map(|(_, pair)| pair)
        .filter(is_meant)
        .collect()
}

#[test]
fn plans_converge() {
    let pairs = pairs_to_try();
    for form in forms() {
        let (loaded, wrong) = judge_all(&pairs, form);
        let good = loaded - wrong.len();
        eprintln!("{form:?}: {good} of {loaded} converge");
        let names: Vec<_> = wrong.keys().collect();
        assert!(good * 100 >= loaded * MUST_CONVERGE, "only {good} of {loaded} converge, not {names:#?}");
    }
}

/// How many pairs load, and what is wrong with the plans for some of them.
fn judge_all(pairs: &[Pair], form: Form) -> (usize, BTreeMap<String, String>) {
    let (next, loaded) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(form.major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some((old, new)) = pair.load(&server) else { continue };
                    loaded.fetch_add(1, Ordering::Relaxed);
                    if let Some(problem) = judge(&old, &new, form) {
                        eprintln!("--- {}\n{problem}", pair.name);
                        wrong.lock().unwrap().insert(pair.name.clone(), problem);
                    }
                }
            });
        }
    });
    (loaded.into_inner(), wrong.into_inner().unwrap())
}

fn judge(old: &Database, new: &Database, form: Form) -> Option<String> {
    let (from, to) = catalogs(old, new);
    let plan = planned_from(&from, &to, form);
    let needless = recreation::without_need(&plan, &from, &to);
    if !needless.is_empty() {
        return Some(format!("made anew without need: {needless:?}\n{}", plan.script()));
    }
    let missing = spans::seen_missing(&plan);
    if missing.iter().any(|(_, is_said)| !is_said) {
        return Some(format!("others see missing: {missing:?}\n{}", plan.script()));
    }
    let script = format!("SET check_function_bodies = off;\n{}", plan.script());
    if let Err(error) = old.try_psql(&script) {
        let told = |line: &&str| !line.contains("NOTICE:") && !line.starts_with("WARNING:");
        let error: Vec<&str> = error.lines().filter(told).take(4).collect();
        return Some(format!("{}\n{script}left: {:?}", error.join("\n"), plan.left));
    }
    let (want, got) = (new.pg_dump(), old.pg_dump());
    let server = old.server();
    if let Some(difference) = differ(&want, &got, Columns::AnyOrder)
        && differ(&settled(server, &want), &settled(server, &got), Columns::AnyOrder).is_some()
    {
        return Some(format!("{difference}\n{script}left: {:?}", plan.left));
    }
    let again = planned(old, new, form);
    if again.is_empty() {
        return None;
    }
    // What only reads differently until it is made anew is no change.
    let made_of = |dump: &str| {
        let database = server.create_database();
        database.psql(&dump.replace("SET transaction_timeout = 0;\n", ""));
        database
    };
    let again = planned(&made_of(&got), &made_of(&want), form);
    (!again.is_empty()).then(|| format!("the second plan is not empty:\n{}---\n{script}", again.script()))
}

fn planned(old: &Database, new: &Database, form: Form) -> Plan {
    let (from, to) = catalogs(old, new);
    planned_from(&from, &to, form)
}

fn planned_from(from: &Catalog, to: &Catalog, form: Form) -> Plan {
    plan(from, to, &PlanOptions { online: form.online, ..PlanOptions::default() })
}

fn catalogs(old: &Database, new: &Database) -> (Catalog, Catalog) {
    let (mut from, mut to) = (read(old), read(new));
    align(&mut from, &mut to);
    (from, to)
}

/// What a plan takes away for a while cannot stay: without that, its steps fail or lead elsewhere.
#[test]
fn nothing_is_taken_away_without_need() {
    let server = Server::shared(newest().major);
    let form = Form { online: false, major: newest().major };
    let wrong: Vec<String> = pairs_to_try()
        .iter()
        .filter_map(|pair| {
            let (old, new) = pair.load(&server)?;
            let plan = planned(&old, &new, form);
            let needless = recreation::taken_away(&plan).into_iter().filter(|id| {
                let script = recreation::script_without(&plan, id);
                let Some((copy, _)) = pair.load(&server) else { return false };
                copy.try_psql(&format!("SET check_function_bodies = off;\n{script}")).is_ok()
                    && differ(&new.pg_dump(), &copy.pg_dump(), Columns::AnyOrder).is_none()
            });
            let needless: Vec<String> = needless.map(|id| id.to_string()).collect();
            (!needless.is_empty())
                .then(|| format!("{}: {}\n{}", pair.name, needless.join(", "), plan.script()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
