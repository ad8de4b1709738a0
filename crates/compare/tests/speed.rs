//! Comparing is cheap beside reading.

mod common;

use std::process::Command;
use std::time::{Duration, Instant};

use common::read;
use pgplumb_compare::{Options, align, compare};
use pgplumb_testkit::{Server, newest, require, shared};

/// How many tables the schema has: many where the program is as fast as it is for users.
const TABLES: &str = if cfg!(debug_assertions) { "300" } else { "10000" };

/// What part of the time of a reading a comparison may take. Without optimizations it is our own code that is slow and not the server.
const PART: u32 = if cfg!(debug_assertions) { 1 } else { 10 };

/// The time of the quickest of three runs: the others were disturbed. Neither making nor dropping what is worked on counts.
fn quickest<T>(prepare: impl Fn() -> T, mut work: impl FnMut(&mut T)) -> Duration {
    let timed = (0..3).map(|_| {
        let mut on = prepare();
        let began = Instant::now();
        work(&mut on);
        began.elapsed()
    });
    timed.min().unwrap_or_default()
}

#[test]
fn two_large_catalogs_are_compared_in_a_tenth_of_the_time_of_reading_one() {
    let Some(shared) = shared() else { return };
    let generator = shared.join("bench/gen_schema.py");
    let generated =
        Command::new("python3").arg(&generator).args(["--tables", TABLES, "--batch", "500"]).output();
    let Ok(generated) = generated.map_err(|error| assert!(!require(&format!("python3 ({error})"), false)))
    else {
        return;
    };
    let database = Server::shared(newest().major).create_database();
    database.psql(&String::from_utf8(generated.stdout).unwrap());
    // A server that has lived for a while knows how large its catalogs are.
    database.psql("VACUUM ANALYZE");
    let (old, mut new) = (read(&database), read(&database));
    let reading = quickest(|| (), |()| drop(read(&database)));
    let nothing = quickest(
        || (old.clone(), new.clone()),
        |(old, new)| {
            align(old, new);
            assert!(compare(old, new, &Options::default()).changes.is_empty());
        },
    );
    // A table in twenty has another comment, a column less, and an owner that is not known.
    for table in new.tables.iter_mut().step_by(20) {
        table.comment = Some("changed".into());
        table.columns.pop();
        table.owner = None;
    }
    let much = quickest(
        || (old.clone(), new.clone()),
        |(old, new)| {
            align(old, new);
            assert!(compare(old, new, &Options::default()).changes.len() >= old.tables.len() / 20);
        },
    );
    let told =
        format!("read in {reading:?}; compared in {nothing:?}, in {much:?} where a table in twenty differs");
    assert!(nothing.max(much) * PART < reading, "{told}");
    #[expect(clippy::print_stderr, reason = "whoever measures wants to know")]
    {
        eprintln!("{told}");
    }
}
