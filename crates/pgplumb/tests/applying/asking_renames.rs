//! Questions about renames at a terminal.

use super::fixture::Fixture;
use super::terminal::Terminal;

/// A renamed table, and a renamed column of another table.
const DESIRED: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.client (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.client, amount numeric);
";

const TABLE: &str = "Was table app.customer renamed to client? [y/N] ";
const COLUMN: &str = "Was column app.orders.total renamed to amount? [y/N] ";

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture.folder.write("schema.sql", DESIRED);
    fixture
}

fn plan(fixture: &Fixture) -> Option<Terminal> {
    Terminal::start(fixture, &["plan", "--desired", "schema.sql", "--color", "never"])
}

#[test]
fn yes_renames() {
    let fixture = fixture();
    let Some(mut terminal) = Terminal::start(&fixture, &["apply", "--desired", "schema.sql"]) else { return };
    for question in [TABLE, COLUMN, "Execute 5 steps"] {
        terminal.shows(question);
        terminal.types("yes\r");
    }
    let (code, shown) = terminal.ends();
    assert!(code == Some(0) && shown.contains("executed and verified"), "{code:?} {shown}");
    assert_eq!(fixture.value("SELECT count(*) FROM app.client"), "7");
}

#[test]
fn declined_rename_is_not_asked_again() {
    let fixture = fixture();
    let Some(mut terminal) = plan(&fixture) else { return };
    terminal.shows(TABLE);
    terminal.types("y\r");
    // After the first answer the schemas are compared again, and the answer is remembered.
    terminal.shows(COLUMN);
    terminal.types("n\r");
    let (code, shown) = terminal.ends();
    assert_eq!((code, shown.matches("Was column app.orders.total").count()), (Some(0), 1), "{shown}");
    assert!(shown.contains("- column app.orders.total") && shown.contains("renamed from"), "{shown}");
    // After "no", there is no hint about --rename.
    assert!(!shown.contains("--rename"), "{shown}");
}

#[test]
fn end_of_input_is_no() {
    let fixture = fixture();
    let Some(mut terminal) = plan(&fixture) else { return };
    for question in [TABLE, COLUMN] {
        terminal.shows(question);
        terminal.types("\u{4}");
    }
    let (code, shown) = terminal.ends();
    assert!(code == Some(0) && shown.contains("- table app.customer"), "{code:?} {shown}");
}

#[test]
fn questions_can_be_interrupted() {
    let fixture = fixture();
    let Some(mut terminal) = plan(&fixture) else { return };
    terminal.shows("[y/N] ");
    terminal.types("y\u{3}");
    let (code, shown) = terminal.ends();
    assert!(code == Some(130) && shown.contains("interrupted"), "{code:?} {shown}");
    for signal in ["-INT", "-TERM", "-HUP"] {
        let Some(mut terminal) = plan(&fixture) else { return };
        terminal.shows("[y/N] ");
        terminal.signal(signal);
        let (code, shown) = terminal.ends();
        assert!(code == Some(130) && shown.contains("interrupted"), "{signal}: {code:?} {shown}");
    }
}

#[test]
fn non_interactive_runs_do_not_ask() {
    let fixture = fixture();
    let arguments = ["apply", "--desired", "schema.sql", "--color", "never", "--yes"];
    let Some(terminal) = Terminal::start(&fixture, &arguments) else { return };
    let (code, shown) = terminal.ends();
    assert!(code == Some(2) && !shown.contains("[y/N]"), "{code:?} {shown}");
    assert!(shown.contains("pass --rename table:app.customer=client"), "{shown}");
    assert!(shown.contains("--allow drop-table:app.customer"), "{shown}");
}
