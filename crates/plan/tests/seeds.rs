//! The snapshots that the bench of lookups starts from are up to date. `UPDATE_EXPECT=1` rewrites
//! them.

mod common;

use std::path::Path;

use pgplumb_catalog::Kind;
use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_testkit::{Server, expect_file, installations, require};

/// The PostgreSQL version of the snapshots.
const MAJOR: u32 = 18;

#[test]
fn the_seeds_of_the_bench_are_up_to_date() {
    if !require("PostgreSQL 18", installations().iter().any(|installation| installation.major == MAJOR)) {
        return;
    }
    let server = Server::shared(MAJOR);
    server.roles(&["alice", "bob", "seed_default_privileges"]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/seeds");
    for name in ["old", "new"] {
        let database = server.create_database();
        database.psql(&std::fs::read_to_string(folder.join(format!("{name}.sql"))).unwrap());
        let mut text = Vec::new();
        let (counts, origin) = (RowCounts::default(), Origin::default());
        snapshot::write(&mut text, &common::read(&database), &counts, &origin).unwrap();
        expect_file(&folder.join(format!("{name}.json")), &String::from_utf8(text).unwrap());
    }
}

#[test]
fn every_kind_has_a_seed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/seeds");
    for name in ["old.json", "new.json"] {
        let seeds = std::fs::read_to_string(folder.join(name)).unwrap();
        for kind in Kind::ALL {
            let word = match kind {
                Kind::Extension => "pg_trgm".to_owned(),
                Kind::Operator => "seed_some_operator".to_owned(),
                Kind::Default => "seed_some_default".to_owned(),
                kind => format!("seed_{}", kind.key()),
            };
            assert!(seeds.contains(&word), "{name} has no {kind} named {word}");
        }
    }
}
