//! Concurrent applies, and the remains of a killed one.

use super::fixture::{Fixture, signal};
use super::program::Run;

const APPLY: [&str; 4] = ["apply", "--desired", "schema.sql", "--yes"];

#[test]
fn second_apply_names_the_first() {
    let fixture = Fixture::new();
    fixture.save_slow_plan(8);
    let first = fixture.start(&["apply", "plan.json", "--yes"]);
    fixture.wait_for("app.slow");
    let pid = fixture.value("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    let output = fixture.refused(&fixture.database.url(), &APPLY);
    for part in [
        format!(
            "another pgplumb apply is running on this database: process {pid} of postgres from 127.0.0.1"
        ),
        "pass --lock-wait 5min to wait for it".to_owned(),
    ] {
        assert!(output.contains(&part), "{output}");
    }
    Run::of(first.wait_with_output().expect("it ends")).expect(0);
}

#[test]
fn second_apply_can_wait() {
    let fixture = Fixture::new();
    fixture.save_slow_plan(2);
    let first = fixture.start(&["apply", "plan.json", "--yes"]);
    fixture.wait_for("app.slow");
    let second = fixture.run(&["apply", "--desired", "slow.sql", "--yes", "--lock-wait", "1min"]).expect(0);
    assert!(second.stdout.contains("nothing to do"), "{}", second.stdout);
    Run::of(first.wait_with_output().expect("it ends")).expect(0);
}

#[test]
fn statement_of_a_killed_apply_ends_soon() {
    let fixture = Fixture::new();
    fixture.save_slow_plan(300);
    let mut first = fixture.start(&["apply", "plan.json", "--yes"]);
    fixture.wait_for("app.slow");
    signal(&first, "-KILL");
    first.wait().expect("it ends");
    fixture.run(&[&APPLY[..], &["--allow-destructive", "--lock-wait", "30s"]].concat()).expect(0);
    assert_eq!(fixture.value("SELECT to_regclass('app.item')"), "app.item");
}

#[test]
fn applies_to_different_databases_are_independent() {
    let (one, other) = (Fixture::new(), Fixture::new());
    one.save_slow_plan(3);
    let first = one.start(&["apply", "plan.json", "--yes"]);
    one.wait_for("app.slow");
    other.run(&APPLY).expect(0);
    Run::of(first.wait_with_output().expect("it ends")).expect(0);
}
