//! What somebody at a terminal sees and says.

use serde_json::Value;

use super::place::Place;
use super::terminal::Terminal;

const APPLY: [&str; 3] = ["apply", "--desired", "schema.sql"];

/// Answers the question, and says how it ended, what was shown, and whether anything was done.
fn answered(keys: &str) -> Option<(Option<i32>, String, bool)> {
    let place = Place::new();
    let mut terminal = Terminal::start(&place, &APPLY)?;
    terminal.shows("[y/N] ");
    terminal.types(keys);
    let (code, shown) = terminal.ends();
    let is_done = place.value("SELECT to_regclass('app.item')") == "app.item";
    Some((code, shown, is_done))
}

#[test]
fn yes_is_yes() {
    let Some((code, shown, is_done)) = answered("y\r") else { return };
    assert!(code == Some(0) && is_done, "{code:?} {shown}");
    assert!(shown.contains("Execute 2 steps on postgresql://postgres@127.0.0.1"), "{shown}");
    assert!(shown.contains("2 steps executed, read back and compared"), "{shown}");
}

#[test]
fn anything_else_is_no() {
    // No, nothing, the end of what is typed.
    for keys in ["n\r", "\r", "\u{4}"] {
        let Some((code, shown, is_done)) = answered(keys) else { return };
        assert!(code == Some(2) && !is_done, "{code:?} {shown}");
        assert!(shown.contains("not confirmed: nothing was changed"), "{shown}");
    }
    let Some((code, shown, is_done)) = answered("\u{3}") else { return };
    assert!(code == Some(130) && !is_done && shown.contains("interrupted"), "{code:?} {shown}");
}

#[test]
fn a_signal_is_heard_while_nobody_answers() {
    for signal in ["-INT", "-TERM"] {
        let place = Place::new();
        let Some(mut terminal) = Terminal::start(&place, &APPLY) else { return };
        terminal.shows("[y/N] ");
        terminal.signal(signal);
        let (code, shown) = terminal.ends();
        assert!(code == Some(130) && shown.contains("interrupted"), "{code:?} {shown}");
        assert_eq!(place.value("SELECT count(*) FROM pg_class WHERE relname = 'item'"), "0");
    }
}

#[test]
fn the_database_may_change_while_somebody_thinks() {
    let place = Place::new();
    let Some(mut terminal) = Terminal::start(&place, &APPLY) else { return };
    terminal.shows("[y/N] ");
    place.database.psql("CREATE INDEX ON app.orders (total)");
    terminal.types("y\r");
    let (code, shown) = terminal.ends();
    assert!(code == Some(2) && shown.contains("the plan is stale"), "{code:?} {shown}");
    assert_eq!(place.value("SELECT count(*) FROM pg_class WHERE relname = 'item'"), "0");
}

#[test]
fn who_is_waited_for_is_shown() {
    let place = Place::new();
    place.plan(&["ALTER TABLE app.orders ADD COLUMN x int"]);
    let holder = place.hold("app.orders");
    let pid = place.value(
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
    );
    let started = Terminal::start(&place, &["apply", "plan.json", "--yes", "--lock-timeout", "0"]);
    if let Some(mut terminal) = started {
        terminal.shows(&format!("waits for process {pid}, postgres, psql"));
        drop(holder);
        assert_eq!(terminal.ends().0, Some(0));
    }
}

#[test]
fn every_statement_is_logged() {
    let place = Place::new();
    place.plan(&[
        "CREATE TABLE app.one ()",
        "ALTER TABLE app.orders ADD COLUMN id int",
        "CREATE TABLE app.two ()",
    ]);
    place.run(&["apply", "plan.json", "--yes", "--log", "log.jsonl"]).expect(2);
    let text = place.folder.read("log.jsonl");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    for (number, (line, outcome)) in lines.iter().zip(["ok", "failed"]).enumerate() {
        assert_eq!(line["step"], number + 1);
        assert_eq!((&line["object"], &line["action"]), (&"table:app.orders".into(), &"alter".into()));
        assert_eq!(line["outcome"], outcome);
        assert!(line["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.0));
        assert!(line["at"].as_str().is_some_and(|at| at.ends_with('Z') && at.contains('T')), "{line}");
    }
    assert_eq!(lines[0]["statement"], "CREATE TABLE app.one ()");
    assert_eq!((&lines[1]["code"], lines[0].get("code")), (&"42701".into(), None));
    assert!(lines[1]["error"].as_str().is_some_and(|error| error.contains("already exists")), "{text}");
    // Another apply adds to it.
    place
        .run(&["apply", "--desired", "schema.sql", "--yes", "--allow-destructive", "--log", "log.jsonl"])
        .expect(0);
    assert!(place.folder.read("log.jsonl").starts_with(&text));
}

#[test]
fn outputs_are_refreshed() {
    let place = Place::new();
    place.run(&["export"]).expect(0);
    assert!(!place.folder.read("docs/schema_map.json").contains("\"item\""));
    place.run(&["apply", "--desired", "schema.sql", "--yes", "--export"]).expect(0);
    assert!(place.folder.read("docs/schema_map.json").contains("\"item\""));
    assert!(place.folder.read("docs/SCHEMA_REFERENCE.md").contains("item"));
    place.run(&["check"]).expect(0);
    // There is nothing to do, and what is stale is refreshed all the same.
    place.folder.write("docs/SCHEMA_REFERENCE.md", "");
    place.run(&["apply", "--desired", "schema.sql", "--yes", "--export"]).expect(0);
    assert!(place.folder.read("docs/SCHEMA_REFERENCE.md").contains("item"));
}
