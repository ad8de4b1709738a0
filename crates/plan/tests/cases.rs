//! Plan case folders: the steps from `old.sql` to `new.sql`, in SQL and as `pgplumb plan` shows
//! them.
//!
//! Each folder `cases/<kind>/<case>/` has
//! - `old.sql` and `new.sql`: the current and the desired state;
//! - `plan.sql` and `plan.txt`: the expected statements; the expected changes as users see them, and
//!   the hazards, locks and data checks of the steps, with `--online`;
//! - `plan.offline.sql` and `plan.offline.txt`: the same with `--no-online`, where that differs;
//! - `plan.transactions.sql`, if it has transactions of several steps: these transactions, with
//!   `--online`. After each transaction, nothing may be missing that both states have;
//! - `renames`, optional: one rename on a line, `table:public.users -> table:public.accounts`, or
//!   for a label of an enum `enum:public.mood: sad -> unhappy`;
//! - `not_executed`, optional: why the plan cannot be executed on a test server;
//! - `fails`, optional: a known mistake of the planner. The plan must fail or lead elsewhere; once
//!   it does not, remove the file;
//! - `versions`, optional: the PostgreSQL versions that the case holds for (`15+`, `14-17`, `18`).
//!
//! Every plan is executed on a real server, and must lead to the desired state: comparing it with
//! the desired state finds nothing, and a second plan is empty. `UPDATE_EXPECT=1` rewrites the
//! expected files (set `PGPLUMB_NIGHTLY=1` too, to write the files of every version),
//! `PGPLUMB_CASE=table/create` runs only the cases whose name contains the text.

mod common;
mod plan_cases;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use pgplumb_catalog::Kind;
use pgplumb_testkit::{
    Case, Installation, Server, for_majors, nightly, pair_cases, tests_case_on, updates_expected,
};

use plan_cases::{Form, Rendered};

/// The roles that cases grant to.
const ROLES: &[&str] = &["alice", "bob", "Odd role"];

/// The fewest cases that must lead to the desired state. Only raise it.
const MUST_CONVERGE: usize = 400;

/// The plans of each case, for each version, in both forms.
type Results = BTreeMap<String, Vec<(u32, [Rendered; 2], String)>>;

#[test]
fn plans_are_as_expected_and_lead_to_the_desired_state() {
    let all = pair_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    let converging = all.iter().filter(|case| case.read("fails").is_none()).count();
    assert!(converging >= MUST_CONVERGE, "only {converging} cases lead to the desired state");
    let chosen = std::env::var("PGPLUMB_CASE").unwrap_or_default();
    let cases: Vec<Case> = all.into_iter().filter(|case| case.name.contains(&chosen)).collect();
    assert!(!cases.is_empty(), "no case has {chosen:?} in its name");

    let (results, problems) = (Mutex::new(Results::new()), Mutex::new(Vec::new()));
    let majors: &[u32] = if nightly() { &[14, 15, 16, 17, 18, 19] } else { &[14, 19] };
    let has_run = AtomicBool::new(false);
    for_majors(majors, |installation| {
        has_run.store(true, Ordering::Relaxed);
        run_all(&cases, installation, &results, &problems);
    });
    // `PGPLUMB_MAJOR` may exclude all of these versions.
    if !has_run.into_inner() {
        return;
    }
    let (results, mut problems) = (results.into_inner().unwrap(), problems.into_inner().unwrap());
    assert!(problems.len() + results.len() > 0, "no case holds for an installed PostgreSQL version");
    for case in &cases {
        let of_case = results.get(&case.name).map_or(&[][..], Vec::as_slice);
        let compared = std::panic::catch_unwind(|| compare_files(case, of_case));
        problems.extend(compared.err().map(|error| {
            error.downcast_ref::<String>().cloned().unwrap_or_else(|| format!("{}: panicked", case.name))
        }));
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn every_kind_has_a_case() {
    let cases = pair_cases(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"));
    // A default is a property of its column.
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Default) {
        let folder = format!("{}/", kind.key());
        assert!(cases.iter().any(|case| case.name.starts_with(&folder)), "no case in tests/cases/{folder}");
    }
}

/// Plans and executes every case that holds for a version, two at a time.
fn run_all(
    cases: &[Case],
    installation: &Installation,
    results: &Mutex<Results>,
    problems: &Mutex<Vec<String>>,
) {
    let server = Server::shared(installation.major);
    server.roles(ROLES);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(number) else { break };
                    if !tests_case_on(number, installation.major, |major| case.runs_on(major)) {
                        continue;
                    }
                    let problem = match plan_cases::run(case, &server) {
                        Ok(outcome) => {
                            let mut results = results.lock().unwrap();
                            let of_case = results.entry(case.name.clone()).or_default();
                            of_case.push((installation.major, outcome.rendered, outcome.transactions));
                            match (outcome.problem, case.read("fails").is_some()) {
                                (None, true) => Some("the plan works: remove the file `fails`".to_owned()),
                                (problem, is_known) => problem.filter(|_| !is_known),
                            }
                        }
                        Err(error) => Some(error),
                    };
                    if let Some(problem) = problem {
                        let name = format!("--- {} on PostgreSQL {}", case.name, installation.major);
                        problems.lock().unwrap().push(format!("{name}\n{problem}"));
                    }
                }
            });
        }
    });
}

/// Compares the expected files with the plans of all versions. The files for `--no-online` are
/// there only if the plans differ.
fn compare_files(case: &Case, results: &[(u32, [Rendered; 2], String)]) {
    for (at, name) in ["sql", "txt"].into_iter().enumerate() {
        let text = |both: &[Rendered; 2], form: Form| both[form as usize].texts()[at].to_owned();
        let differ = results.iter().any(|(_, both, _)| text(both, Form::Online) != text(both, Form::Offline));
        let (online, offline) = (format!("plan.{name}"), format!("plan.offline.{name}"));
        if updates_expected() && !differ && !results.is_empty() {
            case.remove_expected(&offline);
        }
        for (major, both, _) in results {
            case.expect(&online, *major, &text(both, Form::Online));
            if differ || case.expected_name(&offline, *major).is_some() {
                case.expect(&offline, *major, &text(both, Form::Offline));
            }
        }
    }
    let name = "plan.transactions.sql";
    let has_any = results.iter().any(|(_, _, transactions)| !transactions.is_empty());
    if updates_expected() && !has_any && !results.is_empty() {
        case.remove_expected(name);
    }
    for (major, _, transactions) in results {
        if has_any || case.expected_name(name, *major).is_some() {
            case.expect(name, *major, transactions);
        }
    }
}
