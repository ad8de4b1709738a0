//! Two schemas differ for us exactly when they differ for pg_dump, and in the same objects.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod common;
mod subjects;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::read;
use pgplumb_compare::{Comparison, Options, align, compare};
use pgplumb_testkit::{Columns, Database, Pair, Server, differ, differing_entries, newest, pairs, settled};

/// One of so many pairs is tried when not all are.
const SAMPLE: usize = 8;

#[test]
fn differs_as_pg_dump_says() {
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
    let wrong = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(newest().major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some((old, new)) = pair.load(&server) else { continue };
                    loaded.fetch_add(1, Ordering::Relaxed);
                    if let Some(problem) = judge(&old, &new) {
                        eprintln!("--- {}\n{problem}", pair.name);
                        wrong.lock().unwrap().insert(pair.name.clone());
                    }
                }
            });
        }
    });
    eprintln!("{} pairs load of {}", loaded.load(Ordering::Relaxed), pairs.len());
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} disagree with pg_dump: {wrong:#?}", wrong.len());
}

/// In histories of real projects, the objects that we say have changed are those of which pg_dump says something else.
#[test]
fn the_same_objects_differ_as_pg_dump_says() {
    let server = Server::shared(newest().major);
    let mut wrong = Vec::new();
    for pair in pairs().into_iter().filter(|pair| pair.name.starts_with("history")) {
        let Some((old, new)) = pair.load(&server) else { continue };
        let comparison = compared(&old, &new);
        let ours: BTreeSet<String> = comparison.drift().map(subjects::of_change).collect();
        let entries = differing_entries(&old.pg_dump(), &new.pg_dump());
        let mut theirs: BTreeSet<String> = entries.iter().filter_map(subjects::of_entry).collect();
        subjects::without_parts(&mut theirs, &comparison.changes, &entries);
        if ours != theirs {
            let only = |these: &BTreeSet<String>, those: &BTreeSet<String>| {
                these.difference(those).cloned().collect::<Vec<_>>().join("\n  ")
            };
            eprintln!(
                "--- {}\nonly ours:\n  {}\nonly theirs:\n  {}",
                pair.name,
                only(&ours, &theirs),
                only(&theirs, &ours)
            );
            for change in comparison.drift() {
                if theirs.contains(&subjects::of_change(change)) {
                    continue;
                }
                eprintln!("  {} {:?}", change.object, change.what);
            }
            wrong.push(pair.name);
        }
    }
    assert!(wrong.is_empty(), "{} disagree with pg_dump: {wrong:#?}", wrong.len());
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
    let said: Vec<String> =
        comparison.drift().map(|c| format!("{} {} {:?}", c.object, c.phrase(), c.what)).collect();
    match (difference, said.is_empty()) {
        (Some(difference), true) => {
            let server = old.server();
            differ(&settled(server, &want), &settled(server, &got), Columns::AnyOrder)
                .map(|_| format!("missed:\n{difference}"))
        }
        (None, false) => Some(format!("invented:\n{}", said.join("\n"))),
        _ => None,
    }
}
