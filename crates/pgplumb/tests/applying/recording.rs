//! There is a record of what was done, or nothing was done.

use std::fs;
use std::path::Path;

use super::place::{Place, signal};
use super::program::Run;
use super::terminal::Terminal;

const APPLY: [&str; 8] =
    ["apply", "--desired", "schema.sql", "--yes", "--write-migration", "db", "--name", "first"];

fn names(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The folder in which a migration was kept.
#[track_caller]
fn kept(said: &str) -> &Path {
    let (_, rest) = said.split_once("the migration of all steps is in ").expect(said);
    Path::new(rest.split_once(", to be put into its place").expect(said).0)
}

#[test]
fn what_cannot_be_written_is_not_done() {
    let place = Place::new();
    let url = place.database.url();
    place.folder.write("db", "a file");
    place.refused(&url, &APPLY);
    fs::remove_file(place.folder.path("db")).expect("a file");
    place.folder.write("db/V1__first.sql", "");
    place.folder.write("db/U2__first.sql", "mine");
    let said = place.refused(&url, &APPLY);
    assert!(
        said.contains("U2__first.sql is there already") && said.contains("nothing was changed"),
        "{said}"
    );
    assert_eq!(names(&place.folder.path("db")), ["U2__first.sql", "V1__first.sql"]);
    // Nobody may write there, not even root.
    let mut words = APPLY;
    words[5] = "/proc/pgplumb/db";
    let said = place.refused(&url, &words);
    assert!(
        said.contains("/proc/pgplumb cannot be written") && said.contains("nothing was changed"),
        "{said}"
    );
}

#[test]
fn who_says_no_has_no_migration() {
    let place = Place::new();
    let words: Vec<&str> = APPLY.into_iter().filter(|word| *word != "--yes").collect();
    let Some(mut terminal) = Terminal::start(&place, &words) else { return };
    terminal.shows("Execute 2 steps");
    assert_eq!(names(&place.folder.path("db")).len(), 2);
    terminal.types("n\r");
    assert_eq!(terminal.ends().0, Some(2));
    assert!(!place.folder.path("db").exists());
}

#[test]
fn what_is_in_the_way_later_is_left_there() {
    let place = Place::new();
    let words: Vec<&str> = APPLY.into_iter().filter(|word| *word != "--yes").collect();
    let Some(mut terminal) = Terminal::start(&place, &words) else { return };
    terminal.shows("Execute 2 steps");
    place.folder.write("db/000001_first.up.sql", "mine");
    terminal.types("y\r");
    let (code, shown) = terminal.ends();
    assert!(code == Some(2) && shown.contains("the steps were executed"), "{code:?} {shown}");
    assert_eq!(place.folder.read("db/000001_first.up.sql"), "mine");
    assert_eq!(names(&place.folder.path("db")), ["000001_first.up.sql"]);
    let folder = kept(&shown);
    assert_eq!(names(folder), ["000001_first.down.sql", "000001_first.up.sql"]);
    fs::remove_dir_all(folder).expect("a folder");
}

#[test]
fn what_is_half_done_keeps_its_migration() {
    let place = Place::new();
    place.database.psql("ALTER TABLE app.orders DROP COLUMN total");
    let holder = place.hold("app.orders");
    place.folder.write("schema.sql", super::place::DESIRED);
    let words = [&APPLY[..], &["--lock-timeout", "0"]].concat();
    let child = place.start(&words);
    place.wait_for("ALTER TABLE app.orders");
    signal(&child, "-INT");
    let run = Run::of(child.wait_with_output().expect("it ends")).expect(130);
    drop(holder);
    assert!(!place.folder.path("db").exists());
    let folder = kept(&run.stderr);
    let text = fs::read_to_string(folder.join("000001_first.up.sql")).expect("a migration");
    for step in ["ADD COLUMN email", "ADD COLUMN total", "CREATE TABLE app.item"] {
        assert!(text.contains(step), "{text}");
    }
    fs::remove_dir_all(folder).expect("a folder");
    place.run(&APPLY[..4]).expect(0);
}
