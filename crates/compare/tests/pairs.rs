//! pgplumb reports a difference between two schemas exactly when pg_dump shows one, and for the
//! same objects.

#![allow(clippy::print_stderr, reason = "a failing test prints the differences")]

mod common;
mod subjects;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::read;
use pgplumb_compare::{Comparison, Options, align, compare};
use pgplumb_testkit::{
    Columns, Database, Pair, Server, differ, differing_entries, newest, normalized, pairs, shared,
};

/// The fraction of pairs to test, unless all are tested.
const SAMPLE: usize = 8;

#[test]
fn differences_match_pg_dump() {
    let all = std::env::var_os("PGPLUMB_NIGHTLY").is_some();
    let only = std::env::var("PGPLUMB_PAIR").unwrap_or_default();
    let pairs: Vec<Pair> = pairs()
        .into_iter()
        .enumerate()
        .filter(|(at, pair)| all || at % SAMPLE == 0 || pair.name.starts_with("history"))
        .map(|(_, pair)| pair)
        .filter(|pair| pair.name.contains(&only))
        .collect();
    let (next, loaded) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mismatches = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(newest().major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some((old, new)) = pair.load(&server) else { continue };
                    loaded.fetch_add(1, Ordering::Relaxed);
                    if let Some(problem) = judge(&old, &new) {
                        eprintln!("--- {}\n{problem}", pair.name);
                        mismatches.lock().unwrap().insert(pair.name.clone());
                    }
                }
            });
        }
    });
    eprintln!("loaded {} of {} pairs", loaded.load(Ordering::Relaxed), pairs.len());
    assert!(loaded.into_inner() > 0 || shared().is_none(), "no pair was compared");
    let mismatches = mismatches.into_inner().unwrap();
    assert!(mismatches.is_empty(), "{} disagree with pg_dump: {mismatches:#?}", mismatches.len());
}

/// In histories of real projects, the changed objects are those whose pg_dump output differs.
#[test]
fn changed_objects_match_pg_dump() {
    let server = Server::shared(newest().major);
    let mut mismatches = Vec::new();
    for pair in pairs().into_iter().filter(|pair| pair.name.starts_with("history")) {
        let Some((old, new)) = pair.load(&server) else { continue };
        let comparison = compared(&old, &new);
        let changed: BTreeSet<String> = comparison.drift().map(subjects::of_change).collect();
        let entries = differing_entries(&old.pg_dump(), &new.pg_dump());
        let mut dumped: BTreeSet<String> = entries.iter().filter_map(subjects::of_entry).collect();
        subjects::without_parts(&mut dumped, &comparison.changes, &entries);
        if changed != dumped {
            let only = |these: &BTreeSet<String>, those: &BTreeSet<String>| {
                these.difference(those).cloned().collect::<Vec<_>>().join("\n  ")
            };
            eprintln!(
                "--- {}\nonly pgplumb:\n  {}\nonly pg_dump:\n  {}",
                pair.name,
                only(&changed, &dumped),
                only(&dumped, &changed)
            );
            for change in comparison.drift() {
                if dumped.contains(&subjects::of_change(change)) {
                    continue;
                }
                eprintln!("  {} {:?}", change.object, change.kind);
            }
            mismatches.push(pair.name);
        }
    }
    assert!(mismatches.is_empty(), "{} disagree with pg_dump: {mismatches:#?}", mismatches.len());
}

fn compared(old: &Database, new: &Database) -> Comparison {
    let (mut from, mut to) = (read(old), read(new));
    align(&mut from, &mut to);
    compare(&from, &to, &Options::default())
}

fn judge(old: &Database, new: &Database) -> Option<String> {
    let comparison = compared(old, new);
    let (want, got) = (old.pg_dump(), new.pg_dump());
    let difference = differ(&want, &got, Columns::AnyOrder);
    let changes: Vec<String> =
        comparison.drift().map(|c| format!("{} {} {:?}", c.object, c.description(), c.kind)).collect();
    match (difference, changes.is_empty()) {
        (Some(difference), true) => {
            let server = old.server();
            differ(&normalized(server, &want), &normalized(server, &got), Columns::AnyOrder)
                .map(|_| format!("pg_dump shows a difference that pgplumb misses:\n{difference}"))
        }
        (None, false) => {
            Some(format!("pg_dump shows no difference, but pgplumb reports:\n{}", changes.join("\n")))
        }
        _ => None,
    }
}
