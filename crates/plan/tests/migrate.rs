//! Executing a plan turns one schema into the other. The output of pg_dump decides.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod common;
mod recreation;
mod spans;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::read;
use pgplumb_catalog::Catalog;
use pgplumb_compare::align;
use pgplumb_plan::Plan;
use pgplumb_plan::{PlanOptions, plan};
use pgplumb_testkit::{Columns, Database, Pair, Server, differ, newest, nightly, normalized, pairs, shared};

/// Without `PGPLUMB_NIGHTLY`, one pair of this many is tested.
const SAMPLE: usize = 8;

/// The share of the pairs that load that must converge, in percent. It is only ever raised.
const MUST_CONVERGE: usize = 100;

/// A plan's form, and the server that it is for.
#[derive(Clone, Copy, Debug)]
struct Form {
    online: bool,
    major: u32,
}

/// The forms that are tested: both, on the newest version and, at night, on older ones.
fn forms() -> Vec<Form> {
    let only = |variable: &str| std::env::var(variable).ok();
    let majors = if nightly() { vec![14, 15, newest().major] } else { vec![newest().major] };
    let all = majors.into_iter().flat_map(|major| [false, true].map(|online| Form { online, major }));
    let is_selected = |form: &Form| {
        only("PGPLUMB_MAJOR").is_none_or(|major| major == form.major.to_string())
            && only("PGPLUMB_FORM").is_none_or(|word| (word == "online") == form.online)
    };
    all.filter(is_selected).collect()
}

fn pairs_to_test() -> Vec<Pair> {
    let only = std::env::var("PGPLUMB_PAIR").ok();
    let is_selected = |pair: &Pair| match &only {
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
        .filter(is_selected)
        .collect()
}

#[test]
fn plans_converge() {
    if shared().is_none() {
        return;
    }
    let (pairs, forms) = (pairs_to_test(), forms());
    assert!(
        !pairs.is_empty() && !forms.is_empty(),
        "PGPLUMB_PAIR, PGPLUMB_FORM or PGPLUMB_MAJOR excludes all"
    );
    for form in forms {
        let (loaded, wrong) = judge_all(&pairs, form);
        let good = loaded - wrong.len();
        eprintln!("{form:?}: {good} of {loaded} converge");
        assert!(loaded > 0, "no pair loads");
        let names: Vec<_> = wrong.keys().collect();
        assert!(good * 100 >= loaded * MUST_CONVERGE, "only {good} of {loaded} converge, not {names:#?}");
    }
}

/// Returns the number of pairs that load, and the problems of their plans by name.
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
    let needless = recreation::needless(&plan, &from, &to);
    if !needless.is_empty() {
        return Some(format!("recreated needlessly: {needless:?}\n{}", plan.script()));
    }
    let missing = spans::seen_missing(&plan);
    if missing.iter().any(|(_, is_flagged)| !is_flagged) {
        return Some(format!("missing to other sessions, without a flag: {missing:?}\n{}", plan.script()));
    }
    let script = format!("SET check_function_bodies = off;\n{}", plan.script());
    if let Err(error) = old.try_psql(&script) {
        let told = |line: &&str| !line.contains("NOTICE:") && !line.starts_with("WARNING:");
        let error: Vec<&str> = error.lines().filter(told).take(4).collect();
        return Some(format!("{}\n{script}unplannable: {:?}", error.join("\n"), plan.unplannable));
    }
    let (want, got) = (new.pg_dump(), old.pg_dump());
    let server = old.server();
    if let Some(difference) = differ(&want, &got, Columns::AnyOrder)
        && differ(&normalized(server, &want), &normalized(server, &got), Columns::AnyOrder).is_some()
    {
        return Some(format!("{difference}\n{script}unplannable: {:?}", plan.unplannable));
    }
    let again = planned(old, new, form);
    if again.is_empty() {
        return None;
    }
    // A difference in wording that recreating removes is not a change.
    let created_from = |dump: &str| {
        let database = server.create_database();
        database.psql(&dump.replace("SET transaction_timeout = 0;\n", ""));
        database
    };
    let again = planned(&created_from(&got), &created_from(&want), form);
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

/// Every detach of a plan is necessary: without it, the steps fail or lead to a different schema.
#[test]
fn every_detach_is_necessary() {
    let server = Server::shared(newest().major);
    let form = Form { online: false, major: newest().major };
    let wrong: Vec<String> = pairs_to_test()
        .iter()
        .filter_map(|pair| {
            let (old, new) = pair.load(&server)?;
            let plan = planned(&old, &new, form);
            let needless = recreation::detached(&plan).into_iter().filter(|id| {
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
