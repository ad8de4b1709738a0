//! Random changes: two random schemas that share most objects, with rows in all tables. The plan
//! must lead to the new schema, a second plan must be empty, and rows must be kept.
//!
//! `PGPLUMB_SEED=7` tests only that change, `PGPLUMB_CHANGES=5000` so many, from
//! `PGPLUMB_FIRST_SEED` on.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

#[path = "../common/mod.rs"]
mod common;
mod judge;
mod rows;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use judge::{Verdict, judge};
use pgplumb_testkit::random::{Change, ROLES, Random, edited, load, random_schema, shrunk};
use pgplumb_testkit::{Server, installations, newest, nightly, oldest};

/// The number of changes in CI, and on each version at night.
const IN_CI: u64 = 50;
const AT_NIGHT: u64 = 1000;

/// Attempts to make a failing change smaller.
const ATTEMPTS: usize = 150;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn change_of(seed: u64, server: &Server) -> Change {
    let mut random = Random::new(seed ^ 0x5eed);
    let size = 6 + random.below(22);
    let mut old = random_schema(seed, server.major(), size);
    drop(load(&mut old, None, server));
    let edits = 1 + random.below(5);
    let mut new = edited(&old, edits, &mut random);
    drop(load(&mut new, None, server));
    Change { old, new }
}

#[test]
fn random_changes_converge() {
    let majors: Vec<u32> = match variable("PGPLUMB_MAJOR") {
        Some(major) => vec![u32::try_from(major).expect("a version")],
        None if nightly() => installations().iter().map(|installation| installation.major).collect(),
        None => vec![oldest().major, newest().major],
    };
    let only = variable("PGPLUMB_SEED");
    let first = only.or_else(|| variable("PGPLUMB_FIRST_SEED")).unwrap_or(0);
    let per_version = if nightly() { AT_NIGHT * majors.len() as u64 } else { IN_CI };
    let count = if only.is_some() { 1 } else { variable("PGPLUMB_CHANGES").unwrap_or(per_version) };
    let next = AtomicU64::new(first);
    let refused: Mutex<BTreeMap<String, u64>> = Mutex::default();
    let faults: Mutex<BTreeMap<u64, String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        return;
                    }
                    let server = Server::shared(majors[seed as usize % majors.len()]);
                    server.roles(ROLES);
                    match judge_seed(seed, &server) {
                        Verdict::Fine => {}
                        Verdict::DoesNotLoad => {
                            *refused.lock().unwrap().entry("does not load".to_owned()).or_default() += 1;
                        }
                        Verdict::Refused(reason) => *refused.lock().unwrap().entry(reason).or_default() += 1,
                        Verdict::Fault { summary, .. } => {
                            faults.lock().unwrap().insert(seed, summary);
                        }
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    eprintln!("{count} changes, refused: {:#?}", refused.into_inner().unwrap());
    assert!(faults.is_empty(), "{} changes fail: {faults:#?}", faults.len());
}

/// Judges the change of a seed. A change that fails is made smaller, printed, and written to a
/// folder.
fn judge_seed(seed: u64, server: &Server) -> Verdict {
    let online = (seed / 2).is_multiple_of(2);
    let change = change_of(seed, server);
    let verdict = judge(&change, server, online);
    let Verdict::Fault { summary, .. } = &verdict else { return verdict };
    let is_same = |change: &Change| match judge(change, server, online) {
        Verdict::Fault { summary: other, .. } => class(&other) == class(summary),
        _ => false,
    };
    let attempts = variable("PGPLUMB_ATTEMPTS").map_or(ATTEMPTS, |attempts| attempts as usize);
    let change = shrunk(&change, attempts, is_same);
    let verdict = judge(&change, server, online);
    if let Verdict::Fault { summary, details } = &verdict {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("change-{seed}"));
        let (old, new) = (change.old.script(None).sql, change.new.script(Some(&change.old)).sql);
        fs::create_dir_all(&folder).expect("a folder for the change");
        fs::write(folder.join("old.sql"), &old).expect("old.sql");
        fs::write(folder.join("new.sql"), &new).expect("new.sql");
        let text = format!("{summary}\n{details}");
        fs::write(folder.join("fault.txt"), &text).expect("fault.txt");
        let major = server.major();
        eprintln!(
            "=== seed {seed} on PostgreSQL {major}, online: {online}, in {}: {text}\n--- old\n{old}--- new\n{new}",
            folder.display()
        );
    }
    verdict
}

/// A summary without names and numbers.
fn class(summary: &str) -> String {
    let mut quoted = false;
    let mut class = String::new();
    for c in summary.chars() {
        match c {
            '"' => quoted = !quoted,
            '0'..='9' => {}
            _ if quoted => {}
            _ => class.push(c),
        }
    }
    class.chars().take(40).collect()
}
