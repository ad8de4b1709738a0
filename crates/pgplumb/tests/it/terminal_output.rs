//! Output of the program: colors, symbols, pipes, and escaping of control characters.

use std::process::Stdio;

use super::program::{Folder, Run};
use super::small_database;

#[test]
fn colors_are_used_only_when_wanted() {
    let folder = Folder::new();
    let colored = folder.run(&["list", "--color", "always"]).expect(2);
    assert!(colored.stderr.contains("\u{1b}["), "{}", colored.stderr);
    for arguments in [&["list"][..], &["list", "--color", "never"], &["--help"], &["lits"]] {
        let run = folder.run(arguments);
        assert!(!run.stderr.contains('\u{1b}') && !run.stdout.contains('\u{1b}'), "{arguments:?}");
    }
    let decided = Folder::new().with("NO_COLOR", "1").run(&["list", "--color", "always"]).expect(2);
    assert!(decided.stderr.contains("\u{1b}["));
}

#[test]
fn ascii_locale_gets_ascii_output() {
    let database = small_database();
    let url = database.url();
    let doctor = |folder: Folder, more: &[&str]| {
        folder.run(&[&["doctor", "-d", &url][..], more].concat()).expect(0).stdout
    };
    assert!(doctor(Folder::new(), &[]).contains("✓ settings"));
    assert!(doctor(Folder::new(), &["--ascii"]).starts_with("ok settings"));
    let plain = doctor(Folder::new().with("LC_ALL", "C"), &[]);
    assert!(plain.is_ascii() && plain.starts_with("ok settings"), "{plain}");
}

#[test]
fn quiet_prints_only_errors() {
    let (database, folder) = (small_database(), Folder::new());
    let run = folder.run(&["export", "-q", "-d", &database.url()]).expect(0);
    assert!(run.stdout.is_empty() && run.stderr.is_empty());
    assert!(!folder.run(&["export", "-q", "-d", "postgres://127.0.0.1:1/x"]).expect(2).stderr.is_empty());
}

#[test]
fn closed_output_pipe_is_not_an_error() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql(
        "DO $$ BEGIN FOR n IN 1..3000 LOOP EXECUTE format('CREATE TYPE app.type_with_a_long_name_%s AS (n int)', n); END \
         LOOP; END $$",
    );
    for arguments in [
        &["list", "all"][..],
        &["export", "json", "-o", "-", "--row-counts", "none"],
        &["completions", "bash"],
    ] {
        let mut command = folder.command(arguments);
        if arguments[0] != "completions" {
            command.args(["-d", &database.url()]);
        }
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        drop(child.stdout.take());
        let run = Run::of(child.wait_with_output().expect("it ends")).expect(0);
        assert!(!run.stderr.contains("error"), "{}", run.stderr);
    }
}

#[test]
fn control_characters_in_names_are_escaped() {
    let (database, folder) = (small_database(), Folder::new());
    database.psql("CREATE TABLE app.\"a\u{1b}]0;mine\u{7}\nb\u{202e}c\" (\"x\u{9b}31m\ty\" int)");
    database.psql("COMMENT ON TABLE app.customer IS E'line one\\nline \\x1b[2Jtwo'");
    let url = database.url();
    let list = folder.run(&["list", "-d", &url]).expect(0).stdout;
    assert_eq!(list.lines().count(), 3);
    assert!(list.contains("\\u{1b}]0;mine\\u{7}\\nb\\u{202e}c"), "{list}");
    let show = folder.run(&["show", "customer", "-d", &url]).expect(0).stdout;
    assert!(show.contains("line \\u{1b}[2Jtwo"), "{show}");
    for arguments in [
        &["list", "columns"][..],
        &["show", "a\u{1b}]0;mine\u{7}\nb\u{202e}c"],
        &["show", "\u{1b}[31m"],
        &["export"],
    ] {
        let run = folder.run(&[arguments, &["-d", &url]].concat());
        let shown = run.stdout + &run.stderr;
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{9b}']), "{arguments:?}: {shown:?}");
    }
}

#[test]
fn completions_exist_for_every_shell() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = folder.run(&["completions", shell]).expect(0).stdout;
        assert!(script.contains("pgplumb") && script.contains("export"), "{shell}");
    }
}
