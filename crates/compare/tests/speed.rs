//! Comparing two catalogs takes a small fraction of the time of reading one.

mod common;

use std::process::Command;
use std::time::{Duration, Instant};

use common::read;
use pgplumb_compare::{Options, align, compare};
use pgplumb_testkit::{Server, newest, require, shared};

/// The number of tables: large in release builds, which are what users run.
const TABLES: &str = if cfg!(debug_assertions) { "300" } else { "10000" };

/// Comparing must be faster than reading by this factor. Debug builds spend most time in pgplumb
/// instead of the server.
const FACTOR: u32 = if cfg!(debug_assertions) { 1 } else { 10 };

/// The fastest of three runs, without the time to prepare and drop the input.
fn fastest<T>(prepare: impl Fn() -> T, mut work: impl FnMut(&mut T)) -> Duration {
    let timed = (0..3).map(|_| {
        let mut on = prepare();
        let began = Instant::now();
        work(&mut on);
        began.elapsed()
    });
    timed.min().unwrap_or_default()
}

#[test]
fn comparing_takes_a_tenth_of_the_time_of_reading() {
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
    // Long-running servers have statistics on their catalogs.
    database.psql("VACUUM ANALYZE");
    let (old, mut new) = (read(&database), read(&database));
    let reading = fastest(|| (), |()| drop(read(&database)));
    let unchanged = fastest(
        || (old.clone(), new.clone()),
        |(old, new)| {
            align(old, new);
            assert!(compare(old, new, &Options::default()).changes.is_empty());
        },
    );
    // One table in twenty has another comment, one column less, and no specified owner.
    for table in new.tables.iter_mut().step_by(20) {
        table.comment = Some("changed".into());
        table.columns.pop();
        table.owner = None;
    }
    let changed = fastest(
        || (old.clone(), new.clone()),
        |(old, new)| {
            align(old, new);
            assert!(compare(old, new, &Options::default()).changes.len() >= old.tables.len() / 20);
        },
    );
    let times = format!(
        "read in {reading:?}; compared in {unchanged:?}, and in {changed:?} if one table in twenty differs"
    );
    assert!(unchanged.max(changed) * FACTOR < reading, "{times}");
    #[expect(clippy::print_stderr, reason = "prints the measured times")]
    {
        eprintln!("{times}");
    }
}
