//! Confirmation at a terminal, logging and export after applying.

use serde_json::Value;

use super::fixture::{DESIRED, Fixture};
use super::terminal::Terminal;

const APPLY: [&str; 3] = ["apply", "--desired", "schema.sql"];

/// Answers the confirmation. Returns the exit code, the output, and whether the plan was executed.
fn answered(keys: &str) -> Option<(Option<i32>, String, bool)> {
    let fixture = Fixture::new();
    let mut terminal = Terminal::start(&fixture, &APPLY)?;
    terminal.shows("[s]ql ");
    terminal.types(keys);
    let (code, shown) = terminal.ends();
    let is_done = fixture.value("SELECT to_regclass('app.item')") == "app.item";
    Some((code, shown, is_done))
}

#[test]
fn yes_executes_the_plan() {
    let Some((code, shown, is_done)) = answered("y\r") else { return };
    assert!(code == Some(0) && is_done, "{code:?} {shown}");
    assert!(shown.contains("Execute 2 steps on postgresql://postgres@127.0.0.1"), "{shown}");
    assert!(shown.contains("2 steps executed and verified"), "{shown}");
}

#[test]
fn the_sql_can_be_shown_before_the_answer() {
    let fixture = Fixture::new();
    let Some(mut terminal) = Terminal::start(&fixture, &APPLY) else { return };
    terminal.shows("[s]ql ");
    terminal.types("s\r");
    terminal.shows_again("[s]ql ");
    terminal.types("y\r");
    let (code, shown) = terminal.ends();
    assert!(shown.contains("CREATE TABLE app.item"), "{shown}");
    assert!(code == Some(0) && shown.contains("2 steps executed and verified"), "{code:?} {shown}");
}

#[test]
fn any_other_answer_cancels() {
    // "No", an empty answer, end of input.
    for keys in ["n\r", "\r", "\u{4}"] {
        let Some((code, shown, is_done)) = answered(keys) else { return };
        assert!(code == Some(2) && !is_done, "{code:?} {shown}");
        assert!(shown.contains("not confirmed: nothing was changed"), "{shown}");
    }
    let Some((code, shown, is_done)) = answered("\u{3}") else { return };
    assert!(code == Some(130) && !is_done && shown.contains("interrupted"), "{code:?} {shown}");
}

#[test]
fn signal_ends_the_confirmation() {
    for signal in ["-INT", "-TERM"] {
        let fixture = Fixture::new();
        let Some(mut terminal) = Terminal::start(&fixture, &APPLY) else { return };
        terminal.shows("[s]ql ");
        terminal.signal(signal);
        let (code, shown) = terminal.ends();
        assert!(code == Some(130) && shown.contains("interrupted"), "{code:?} {shown}");
        assert_eq!(fixture.value("SELECT count(*) FROM pg_class WHERE relname = 'item'"), "0");
    }
}

#[test]
fn changes_during_the_confirmation_make_the_plan_stale() {
    let fixture = Fixture::new();
    let Some(mut terminal) = Terminal::start(&fixture, &APPLY) else { return };
    terminal.shows("[s]ql ");
    fixture.database.psql("CREATE INDEX ON app.orders (total)");
    terminal.types("y\r");
    let (code, shown) = terminal.ends();
    assert!(code == Some(2) && shown.contains("the plan is stale"), "{code:?} {shown}");
    assert_eq!(fixture.value("SELECT count(*) FROM pg_class WHERE relname = 'item'"), "0");
}

#[test]
fn lock_holder_is_shown_while_waiting() {
    let fixture = Fixture::new();
    fixture.save_plan();
    let holder = fixture.hold("app.customer");
    let pid = fixture.value(
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
    );
    let started = Terminal::start(&fixture, &["apply", "plan.json", "--yes", "--lock-timeout", "0"]);
    if let Some(mut terminal) = started {
        terminal.shows(&format!("blocked by process {pid}, postgres, psql"));
        drop(holder);
        assert_eq!(terminal.ends().0, Some(0));
    }
}

#[test]
fn every_statement_is_logged() {
    let fixture = Fixture::new();
    // The index cannot be built for one of the rows.
    let broken = "CREATE INDEX broken ON app.customer ((1 / (id - 7)));";
    fixture.folder.write("broken.sql", &format!("{DESIRED}{broken}"));
    fixture.run(&["plan", "--desired", "broken.sql", "-o", "plan.json"]).expect(0);
    fixture.run(&["apply", "plan.json", "--yes", "--log", "log.jsonl"]).expect(2);
    let text = fixture.folder.read("log.jsonl");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (failed, done) = lines.split_last().expect("lines");
    assert!(!done.is_empty() && done.iter().all(|line| line["outcome"] == "ok"), "{text}");
    for line in &lines {
        assert!(line["step"].as_u64().is_some_and(|step| step > 0), "{line}");
        assert!(line["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.0), "{line}");
        assert!(line["at"].as_str().is_some_and(|at| at.ends_with('Z') && at.contains('T')), "{line}");
    }
    assert!(
        done.iter().any(|line| line["object"] == "column:app.customer.email" && line["action"] == "create"),
        "{text}"
    );
    assert!(done.iter().all(|line| line.get("code").is_none()), "{text}");
    assert_eq!((&failed["outcome"], &failed["code"]), (&"failed".into(), &"22012".into()), "{text}");
    assert!(failed["statement"].as_str().is_some_and(|sql| sql.contains("INDEX CONCURRENTLY")), "{text}");
    assert!(failed["error"].as_str().is_some_and(|error| error.contains("division by zero")), "{text}");
    // A second apply appends to the log.
    fixture
        .run(&["apply", "--desired", "schema.sql", "--yes", "--allow-destructive", "--log", "log.jsonl"])
        .expect(0);
    assert!(fixture.folder.read("log.jsonl").starts_with(&text));
}

#[test]
fn export_option_refreshes_outputs() {
    let fixture = Fixture::new();
    fixture.run(&["export"]).expect(0);
    assert!(!fixture.folder.read("docs/schema_map.json").contains("\"item\""));
    fixture.run(&["apply", "--desired", "schema.sql", "--yes", "--export"]).expect(0);
    assert!(fixture.folder.read("docs/schema_map.json").contains("\"item\""));
    assert!(fixture.folder.read("docs/SCHEMA_REFERENCE.md").contains("item"));
    fixture.run(&["check"]).expect(0);
    assert!(!fixture.folder.path("docs/schemas").exists());
    // Stale files are refreshed even if the plan is empty.
    fixture.folder.write("docs/SCHEMA_REFERENCE.md", "");
    fixture.run(&["apply", "--desired", "schema.sql", "--yes", "--export"]).expect(0);
    assert!(fixture.folder.read("docs/SCHEMA_REFERENCE.md").contains("item"));
    // So are outputs that are not enabled, if pgplumb has written them before.
    fixture.run(&["export", "tables", "sql", "version"]).expect(0);
    fixture.run(&["export", "python"]).expect(0);
    fixture
        .folder
        .write("more.sql", &format!("{}CREATE TABLE app.late ();", fixture.folder.read("schema.sql")));
    fixture.run(&["apply", "--desired", "more.sql", "--yes", "--export"]).expect(0);
    assert!(fixture.folder.path("docs/schemas/app.late.sql").exists());
    for file in ["docs/schema.sql", "docs/database_types.py"] {
        assert!(fixture.folder.read(file).to_lowercase().contains("late"), "{file}");
    }
    fixture.run(&["check"]).expect(0);
    // A file that pgplumb did not write stays as it is.
    fixture.folder.write("docs/schema.sql", "-- pgplumb: ignore\nSELECT 1;\n");
    fixture.run(&["apply", "--desired", "more.sql", "--yes", "--export"]).expect(0);
    assert_eq!(fixture.folder.read("docs/schema.sql"), "-- pgplumb: ignore\nSELECT 1;\n");
}
