//! Random schemas that cover every row of FEATURES.md, some with hostile names. Loading their dump
//! and their folder of table files must recreate the same schema, compared with pg_dump.
//!
//! `PGPLUMB_SEED=7` tests only that seed.

#![allow(clippy::print_stderr, reason = "a failing test prints the differences")]

#[path = "../loading/mod.rs"]
mod loading;

use std::collections::BTreeSet;

use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::dump::{Options, dump};
use pgplumb_outputs::tables::files;
use pgplumb_testkit::random::{ROLES, load, random_schema};
use pgplumb_testkit::{Database, Server, copy_differs, installations, nightly, shared};

/// The number of seeds that every run tests, and the number at night.
const IN_CI: u64 = 30;
const AT_NIGHT: u64 = 500;

/// Objects in a schema, without those that only others need.
const SIZE: usize = 45;

/// The kinds in the first column of FEATURES.md's first table; none if the file is not available.
fn rows() -> Vec<String> {
    let Some(shared) = shared() else { return Vec::new() };
    let text = std::fs::read_to_string(shared.join("FEATURES.md")).expect("FEATURES.md");
    let (_, objects) = text.split_once("## 1.").expect("a first section");
    let (objects, _) = objects.split_once("## 2.").expect("a second section");
    let rows = objects.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let rows = rows.filter(|row| *row != "kind" && !row.starts_with("---"));
    // A note in parentheses says what a newer version adds to the kind.
    let kind = |name: &str| name.split(" (").next().unwrap_or(name).to_owned();
    rows.flat_map(|row| row.split(", ")).map(kind).collect()
}

/// Rows that the case folders cover: a security label needs a provider that the server has loaded.
const COVERED_BY_CASES: &[&str] = &["security label"];

fn problem(original: &Database) -> Option<String> {
    let catalog = loading::read(original);
    let server = original.server();
    let (copy, folder) = (server.create_database(), server.create_database());
    let text = dump(&catalog, &Origin::default(), &Options::default());
    let loaded = copy.try_psql(&text).map(|_| ());
    let problem = |what: &str, copy: &Database, loaded: Result<(), String>| match loaded {
        Err(error) => Some(format!("{what} does not load: {error}")),
        Ok(()) => copy_differs(original, copy).map(|difference| format!("{what} differs:\n{difference}")),
    };
    problem("the dump", &copy, loaded)
        .or_else(|| problem("the folder", &folder, loading::load_folder(&folder, &files(&catalog))))
}

#[test]
fn random_schemas_round_trip() {
    let only: Option<u64> = std::env::var("PGPLUMB_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = match only {
        Some(seed) => seed..seed + 1,
        None => 0..if nightly() { AT_NIGHT } else { IN_CI },
    };
    let majors: Vec<u32> = installations().iter().map(|installation| installation.major).collect();
    let mut covered: BTreeSet<&str> = COVERED_BY_CASES.iter().copied().collect();
    let mut failed = Vec::new();
    for seed in seeds {
        let major = majors[usize::try_from(seed).expect("small") % majors.len()];
        let server = Server::shared(major);
        server.roles(ROLES);
        let mut schema = random_schema(seed, major, SIZE);
        let original = load(&mut schema, None, &server);
        covered.extend(schema.rows());
        if let Some(problem) = problem(&original) {
            eprintln!("--- seed {seed} on PostgreSQL {major}: {problem}");
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "do not round-trip: {failed:?} (PGPLUMB_SEED={} tests only one)", failed[0]);
    if only.is_none() {
        let missing: Vec<String> = rows().into_iter().filter(|row| !covered.contains(row.as_str())).collect();
        assert!(missing.is_empty(), "FEATURES.md has rows that no schema covers: {missing:?}");
    }
}
