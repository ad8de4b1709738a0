//! Somebody at a terminal is asked what was renamed.

use super::place::Place;
use super::terminal::Terminal;

/// A table has another name, and a column of another one.
const DESIRED: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.client (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.client, amount numeric);
";

const TABLE: &str = "Was table app.customer renamed to client? [y/N] ";
const COLUMN: &str = "Was column app.orders.total renamed to amount? [y/N] ";

fn place() -> Place {
    let place = Place::new();
    place.folder.write("schema.sql", DESIRED);
    place
}

fn plan(place: &Place) -> Option<Terminal> {
    Terminal::start(place, &["plan", "--desired", "schema.sql", "--color", "never"])
}

#[test]
fn yes_keeps_it() {
    let place = place();
    let Some(mut terminal) = Terminal::start(&place, &["apply", "--desired", "schema.sql"]) else { return };
    for question in [TABLE, COLUMN, "Execute 5 steps"] {
        terminal.shows(question);
        terminal.types("yes\r");
    }
    let (code, shown) = terminal.ends();
    assert!(code == Some(0) && shown.contains("read back and compared"), "{code:?} {shown}");
    assert_eq!(place.value("SELECT count(*) FROM app.client"), "7");
}

#[test]
fn no_is_asked_once() {
    let place = place();
    let Some(mut terminal) = plan(&place) else { return };
    terminal.shows(TABLE);
    terminal.types("y\r");
    // What the first answer makes of the rest is compared anew, and this one is still known then.
    terminal.shows(COLUMN);
    terminal.types("n\r");
    let (code, shown) = terminal.ends();
    assert_eq!((code, shown.matches("Was column app.orders.total").count()), (Some(0), 1), "{shown}");
    assert!(shown.contains("drop column app.orders.total") && shown.contains("rename table"), "{shown}");
    // Who has said no needs no hint how to say yes.
    assert!(!shown.contains("--rename"), "{shown}");
}

#[test]
fn the_end_of_what_is_typed_is_no() {
    let place = place();
    let Some(mut terminal) = plan(&place) else { return };
    for question in [TABLE, COLUMN] {
        terminal.shows(question);
        terminal.types("\u{4}");
    }
    let (code, shown) = terminal.ends();
    assert!(code == Some(0) && shown.contains("drop table app.customer"), "{code:?} {shown}");
}

#[test]
fn nobody_need_answer() {
    let place = place();
    let Some(mut terminal) = plan(&place) else { return };
    terminal.shows("[y/N] ");
    terminal.types("y\u{3}");
    let (code, shown) = terminal.ends();
    assert!(code == Some(130) && shown.contains("interrupted"), "{code:?} {shown}");
    for signal in ["-INT", "-TERM", "-HUP"] {
        let Some(mut terminal) = plan(&place) else { return };
        terminal.shows("[y/N] ");
        terminal.signal(signal);
        let (code, shown) = terminal.ends();
        assert!(code == Some(130) && shown.contains("interrupted"), "{signal}: {code:?} {shown}");
    }
}

#[test]
fn who_is_not_to_be_asked_is_not() {
    let place = place();
    let words = ["apply", "--desired", "schema.sql", "--color", "never", "--yes"];
    let Some(terminal) = Terminal::start(&place, &words) else { return };
    let (code, shown) = terminal.ends();
    assert!(code == Some(2) && !shown.contains("[y/N]"), "{code:?} {shown}");
    assert!(shown.contains("--rename table:app.customer=client keeps it"), "{shown}");
    assert!(shown.contains("--allow drop-table:app.customer"), "{shown}");
}
