//! Two applies at once, and what one leaves behind that was killed.

use super::place::{Place, signal};
use super::program::Run;

const APPLY: [&str; 4] = ["apply", "--desired", "schema.sql", "--yes"];

#[test]
fn the_second_one_says_who_is_at_work() {
    let place = Place::new();
    place.plan(&["SELECT pg_sleep(3)"]);
    let first = place.start(&["apply", "plan.json", "--yes"]);
    place.wait_for("pg_sleep(3)");
    let pid = place.value("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    let said = place.refused(&place.database.url(), &APPLY);
    for part in [
        format!(
            "another pgplumb apply is at work on this database: process {pid} of postgres from 127.0.0.1"
        ),
        "--lock-wait 5min waits for it to end".to_owned(),
    ] {
        assert!(said.contains(&part), "{said}");
    }
    Run::of(first.wait_with_output().expect("it ends")).expect(0);
}

#[test]
fn the_second_one_waits_and_finds_nothing_to_do() {
    let place = Place::new();
    // Who holds this keeps the first one waiting, as long as it has the lock of an apply.
    let mut plan = place.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    plan.stdout.clear();
    let mut saved: serde_json::Value = serde_json::from_str(&place.folder.read("plan.json")).expect("JSON");
    saved["steps"][0]["statements"].as_array_mut().expect("statements").push("SELECT pg_sleep(2)".into());
    place.folder.write("plan.json", &saved.to_string());
    let first = place.start(&["apply", "plan.json", "--yes"]);
    place.wait_for("pg_sleep(2)");
    let second = place.run(&[&APPLY[..], &["--lock-wait", "1min"]].concat()).expect(0);
    assert!(second.stdout.contains("nothing to do"), "{}", second.stdout);
    Run::of(first.wait_with_output().expect("it ends")).expect(0);
}

#[test]
fn what_a_killed_one_left_running_ends_soon() {
    let place = Place::new();
    place.plan(&["SELECT pg_sleep(300)"]);
    let mut first = place.start(&["apply", "plan.json", "--yes"]);
    place.wait_for("pg_sleep(300)");
    signal(&first, "-KILL");
    first.wait().expect("it ends");
    place.run(&[&APPLY[..], &["--lock-wait", "30s"]].concat()).expect(0);
    assert_eq!(place.value("SELECT to_regclass('app.item')"), "app.item");
}

#[test]
fn others_databases_are_no_matter() {
    let (one, other) = (Place::new(), Place::new());
    one.plan(&["SELECT pg_sleep(3)"]);
    let first = one.start(&["apply", "plan.json", "--yes"]);
    one.wait_for("pg_sleep(3)");
    other.run(&APPLY).expect(0);
    Run::of(first.wait_with_output().expect("it ends")).expect(0);
}
