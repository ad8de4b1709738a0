//! Every statement that alters an object, one cell for each property of each kind: `cells/*.sql`.
//!
//! For each cell, the old object is planned into the new one and back, both unused and while other
//! objects and rows use it. The plan must consist of the expected statements, and lead to the desired
//! state: `pg_dump` writes the same for both, and a second plan is empty. `docs/altering.md` is the
//! same table for readers; `UPDATE_EXPECT=1` rewrites it. `PGPLUMB_CELL=view` runs only the cells
//! whose kind and property contain the text.

#![allow(clippy::print_stderr, reason = "a failing test says what it found so far")]

#[path = "../common/mod.rs"]
mod common;

mod cell;
mod page;
mod run;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use cell::Cell;
use pgplumb_testkit::{Server, expect_file, for_majors, nightly, tests_case_on, updates_expected};

/// The roles that cells grant to.
const ROLES: &[&str] = &["alice", "bob"];

#[test]
fn objects_are_altered_in_place() {
    let kinds = cell::all();
    let chosen = std::env::var("PGPLUMB_CELL").unwrap_or_default();
    let majors: &[u32] = if nightly() { &[14, 15, 16, 17, 18, 19] } else { &[14, 19] };
    let (problems, has_run) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    for_majors(majors, |installation| {
        let server = Server::shared(installation.major);
        server.roles(ROLES);
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(cells) = kinds.get(number) else { break };
                        let chosen = cells.iter().filter(|cell| cell.title().contains(&chosen)).enumerate();
                        let is_tested = |(at, cell): &(usize, &Cell)| {
                            tests_case_on(number + at, installation.major, |major| cell.runs_on(major))
                        };
                        let cells: Vec<&Cell> = chosen.filter(is_tested).map(|(_, cell)| cell).collect();
                        has_run.fetch_or(!cells.is_empty(), Ordering::Relaxed);
                        for is_used in [false, true] {
                            let found = run::all(&cells, &server, is_used);
                            found.iter().for_each(|problem| eprintln!("{problem}"));
                            problems.lock().unwrap().extend(found);
                        }
                    }
                });
            }
        });
    });
    let problems = problems.into_inner().unwrap();
    assert!(has_run.into_inner() || std::env::var_os("PGPLUMB_MAJOR").is_some(), "no cell has {chosen:?}");
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_page_of_alterations_is_up_to_date() {
    let text = page::of(&cell::all());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/altering.md");
    let current = std::fs::read_to_string(&path).unwrap_or_default();
    let head = current.split_once(page::BEGIN).map_or("", |(head, _)| head);
    assert!(!head.is_empty() || updates_expected(), "docs/altering.md has no {:?}", page::BEGIN);
    expect_file(&path, &format!("{head}{}\n\n{text}", page::BEGIN));
}
