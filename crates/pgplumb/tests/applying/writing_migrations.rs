//! `apply --write-migration`: a migration is recorded, or nothing is changed.

use std::fs;
use std::path::Path;

use super::fixture::{Fixture, signal};
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

/// The temporary folder that the message names.
#[track_caller]
fn kept(output: &str) -> &Path {
    let (_, rest) = output.split_once("the migration with all steps was saved in ").expect(output);
    Path::new(rest.split_once("; move it to its folder").expect(output).0)
}

#[test]
fn unwritable_migration_is_refused() {
    let fixture = Fixture::new();
    let url = fixture.database.url();
    fixture.folder.write("db", "a file");
    fixture.refused(&url, &APPLY);
    fs::remove_file(fixture.folder.path("db")).expect("a file");
    fixture.folder.write("db/V1__first.sql", "");
    fixture.folder.write("db/U2__first.sql", "mine");
    let output = fixture.refused(&url, &APPLY);
    assert!(
        output.contains("U2__first.sql already exists") && output.contains("nothing was changed"),
        "{output}"
    );
    assert_eq!(names(&fixture.folder.path("db")), ["U2__first.sql", "V1__first.sql"]);
    // Not even root may write there.
    let mut arguments = APPLY;
    arguments[5] = "/proc/pgplumb/db";
    let output = fixture.refused(&url, &arguments);
    assert!(
        output.contains("/proc/pgplumb/db cannot be written") && output.contains("nothing was changed"),
        "{output}"
    );
}

#[test]
fn declined_apply_writes_no_migration() {
    let fixture = Fixture::new();
    let arguments: Vec<&str> = APPLY.into_iter().filter(|word| *word != "--yes").collect();
    let Some(mut terminal) = Terminal::start(&fixture, &arguments) else { return };
    terminal.shows("Execute 2 steps");
    assert_eq!(names(&fixture.folder.path("db")).len(), 2);
    terminal.types("n\r");
    assert_eq!(terminal.ends().0, Some(2));
    assert!(!fixture.folder.path("db").exists());
}

#[test]
fn file_created_meanwhile_is_not_overwritten() {
    let fixture = Fixture::new();
    let arguments: Vec<&str> = APPLY.into_iter().filter(|word| *word != "--yes").collect();
    let Some(mut terminal) = Terminal::start(&fixture, &arguments) else { return };
    terminal.shows("Execute 2 steps");
    fixture.folder.write("db/000001_first.up.sql", "mine");
    terminal.types("y\r");
    let (code, shown) = terminal.ends();
    assert!(code == Some(2) && shown.contains("the steps were executed"), "{code:?} {shown}");
    assert_eq!(fixture.folder.read("db/000001_first.up.sql"), "mine");
    assert_eq!(names(&fixture.folder.path("db")), ["000001_first.up.sql"]);
    let folder = kept(&shown);
    assert_eq!(names(folder), ["000001_first.down.sql", "000001_first.up.sql"]);
    fs::remove_dir_all(folder).expect("a folder");
}

#[test]
fn interrupted_apply_keeps_its_migration() {
    let fixture = Fixture::new();
    fixture.database.psql("ALTER TABLE app.orders DROP COLUMN total");
    let holder = fixture.hold("app.orders");
    fixture.folder.write("schema.sql", super::fixture::DESIRED);
    let arguments = [&APPLY[..], &["--lock-timeout", "0"]].concat();
    let child = fixture.start(&arguments);
    fixture.wait_for("ALTER TABLE app.orders");
    signal(&child, "-INT");
    let run = Run::of(child.wait_with_output().expect("it ends")).expect(130);
    drop(holder);
    assert!(!fixture.folder.path("db").exists());
    let folder = kept(&run.stderr);
    let text = fs::read_to_string(folder.join("000001_first.up.sql")).expect("a migration");
    for step in ["ADD COLUMN email", "ADD COLUMN total", "CREATE TABLE app.item"] {
        assert!(text.contains(step), "{text}");
    }
    fs::remove_dir_all(folder).expect("a folder");
    fixture.run(&APPLY[..4]).expect(0);
}
