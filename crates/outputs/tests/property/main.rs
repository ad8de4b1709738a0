//! Schemas made up by chance, of every row of FEATURES.md, with hostile names: dumped, and written as a folder, they make the
//! same schema again. pg_dump is the judge.
//!
//! `PGPLUMB_SEED=7` tries that one alone.

#![allow(clippy::print_stderr, reason = "a failing test says what differs")]

mod builder;
#[path = "../loading/mod.rs"]
mod loading;
mod others;
mod random;
mod tables;

use std::collections::BTreeSet;

use builder::{Builder, ROLES};
use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::dump::{Options, dump};
use pgplumb_outputs::tables::files;
use pgplumb_testkit::{Database, Server, copy_differs, installations, shared};

/// What makes something, and how often it is tried.
type Production = (fn(&mut Builder), usize);

const GRAMMAR: &[Production] = &[
    (tables::schema, 2),
    (tables::extension, 1),
    (others::data_type, 3),
    (others::function, 3),
    (others::trigger_function, 1),
    (tables::table, 5),
    (tables::inheritance, 1),
    (tables::column_settings, 1),
    (tables::constraint, 2),
    (tables::foreign_keys_in_a_circle, 1),
    (tables::index, 3),
    (tables::sequence, 2),
    (others::function_of_table, 1),
    (tables::view, 3),
    (tables::circular_views, 1),
    (tables::materialized_view, 1),
    (tables::trigger, 2),
    (tables::rule, 1),
    (tables::policy, 2),
    (tables::statistics, 1),
    (others::procedure, 1),
    (others::aggregate, 1),
    (others::operators, 1),
    (others::conversion_and_collation, 1),
    (others::text_search, 1),
    (others::foreign_data, 1),
    (others::publication, 1),
    (others::access_method, 1),
    (others::language, 1),
    (others::transform, 1),
    (others::privileges, 2),
    (others::comment, 2),
    (tables::event_trigger, 1),
];

/// The schemas that every day tries, of which each statement must be one that the server takes.
const STRICT: u64 = 25;

fn make_up(seed: u64, major: u32) -> Builder {
    let mut builder = Builder::new(seed, major);
    // What others use is there from the beginning.
    for essential in [others::function, others::trigger_function, tables::table] {
        essential(&mut builder);
    }
    for (make, times) in GRAMMAR {
        for _ in 0..*times {
            if builder.random.percent(60) {
                make(&mut builder);
            }
        }
    }
    builder
}

/// The kinds that FEATURES.md names in the first column of its first table; all that this test knows, where it is not there.
fn rows() -> Vec<String> {
    let Some(shared) = shared() else { return Vec::new() };
    let text = std::fs::read_to_string(shared.join("FEATURES.md")).expect("FEATURES.md");
    let (_, objects) = text.split_once("## 1.").expect("a first section");
    let (objects, _) = objects.split_once("## 2.").expect("a second section");
    let rows = objects.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let rows = rows.filter(|row| *row != "kind" && !row.starts_with("---"));
    rows.flat_map(|row| row.split(", ")).map(str::to_owned).collect()
}

/// Rows that chance cannot make: a subscription's connection is never dumped, a label needs a provider loaded into the server. The case
/// folders have both.
const ELSEWHERE: &[&str] = &["subscription", "security label"];

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
fn schemas_made_up_by_chance_round_trip() {
    let is_nightly = std::env::var_os("PGPLUMB_NIGHTLY").is_some_and(|value| value == "1");
    let only: Option<u64> = std::env::var("PGPLUMB_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = match only {
        Some(seed) => seed..seed + 1,
        None => 0..if is_nightly { 500 } else { STRICT },
    };
    let majors: Vec<u32> = installations().iter().map(|installation| installation.major).collect();
    let mut made: BTreeSet<&str> = ELSEWHERE.iter().copied().collect();
    let mut failed = Vec::new();
    for seed in seeds {
        let major = majors[usize::try_from(seed).expect("small") % majors.len()];
        let server = Server::shared(major);
        server.roles(ROLES);
        let schema = make_up(seed, major);
        let original = server.create_database();
        // Among very many, chance now and then makes up what no server takes: then the rest of it is a schema too.
        let lenient = if seed < STRICT { "" } else { "\\set ON_ERROR_STOP 0\n" };
        if let Err(error) = original.try_psql(&format!("{lenient}{}", schema.sql)) {
            panic!("seed {seed}: what was made up does not load on {major}: {error}\n{}", schema.sql);
        }
        made.extend(&schema.made);
        if let Some(problem) = problem(&original) {
            eprintln!("--- seed {seed} on PostgreSQL {major}: {problem}");
            failed.push(seed);
        }
    }
    assert!(failed.is_empty(), "do not round-trip: {failed:?} (PGPLUMB_SEED={} tries one alone)", failed[0]);
    if only.is_none() {
        let missing: Vec<String> = rows().into_iter().filter(|row| !made.contains(row.as_str())).collect();
        assert!(missing.is_empty(), "FEATURES.md has rows that were never made: {missing:?}");
    }
}
