//! Random schemas that cover every row of FEATURES.md, with hostile names. Loading their dump and
//! their folder of table files must recreate the same schema, compared with pg_dump.
//!
//! `PGPLUMB_SEED=7` tests only that seed.

#![allow(clippy::print_stderr, reason = "a failing test prints the differences")]

mod builder;
#[path = "../loading/mod.rs"]
mod loading;
mod newer;
mod other_objects;
mod random;
mod tables;

use std::collections::BTreeSet;

use builder::{Builder, ROLES};
use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::dump::{Options, dump};
use pgplumb_outputs::tables::files;
use pgplumb_testkit::{Database, Server, copy_differs, installations, shared};

/// A function that adds objects, and the number of attempts.
type Production = (fn(&mut Builder), usize);

const GRAMMAR: &[Production] = &[
    (tables::schema, 2),
    (tables::extension, 1),
    (other_objects::data_type, 3),
    (other_objects::function, 3),
    (other_objects::trigger_function, 1),
    (tables::table, 5),
    (tables::inheritance, 1),
    (tables::column_settings, 1),
    (tables::constraint, 2),
    (tables::circular_foreign_keys, 1),
    (tables::index, 3),
    (tables::sequence, 2),
    (other_objects::function_of_table, 1),
    (tables::view, 3),
    (tables::circular_views, 1),
    (tables::materialized_view, 1),
    (tables::trigger, 2),
    (tables::rule, 1),
    (tables::policy, 2),
    (tables::statistics, 1),
    (other_objects::procedure, 1),
    (other_objects::aggregate, 1),
    (other_objects::operators, 1),
    (other_objects::conversion_and_collation, 1),
    (other_objects::text_search, 1),
    (other_objects::foreign_data, 1),
    (other_objects::publication, 1),
    (other_objects::access_method, 1),
    (other_objects::language, 1),
    (other_objects::transform, 1),
    (other_objects::privileges, 2),
    (other_objects::comment, 2),
    (tables::event_trigger, 1),
    (newer::enforcement, 1),
    (newer::publications, 1),
    (newer::statistics, 1),
    (newer::aggregate, 1),
    (newer::subscription, 1),
];

/// The number of seeds that every run tests. All their statements must be valid.
const STRICT_SEEDS: u64 = 25;

fn random_schema(seed: u64, major: u32) -> Builder {
    let mut builder = Builder::new(seed, major);
    // Later objects need at least one of each of these.
    for essential in [other_objects::function, other_objects::trigger_function, tables::table] {
        essential(&mut builder);
    }
    for (add, attempts) in GRAMMAR {
        for _ in 0..*attempts {
            if builder.random.percent(60) {
                add(&mut builder);
            }
        }
    }
    builder
}

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

/// Rows that the case folders cover: a subscription's connection is never dumped, and a security
/// label needs a provider that the server has loaded.
const COVERED_BY_CASES: &[&str] = &["subscription", "security label"];

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
    let is_nightly = std::env::var_os("PGPLUMB_NIGHTLY").is_some_and(|value| value == "1");
    let only: Option<u64> = std::env::var("PGPLUMB_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = match only {
        Some(seed) => seed..seed + 1,
        None => 0..if is_nightly { 500 } else { STRICT_SEEDS },
    };
    let majors: Vec<u32> = installations().iter().map(|installation| installation.major).collect();
    let mut covered: BTreeSet<&str> = COVERED_BY_CASES.iter().copied().collect();
    let mut failed = Vec::new();
    for seed in seeds {
        let major = majors[usize::try_from(seed).expect("small") % majors.len()];
        let server = Server::shared(major);
        server.roles(ROLES);
        let schema = random_schema(seed, major);
        let original = server.create_database();
        // Beyond the strict seeds, some statements are invalid; the others still make a schema.
        let lenient = if seed < STRICT_SEEDS { "" } else { "\\set ON_ERROR_STOP 0\n" };
        if let Err(error) = original.try_psql(&format!("{lenient}{}", schema.sql)) {
            panic!("seed {seed}: the random schema does not load on {major}: {error}\n{}", schema.sql);
        }
        covered.extend(&schema.covered);
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
