//! What somebody at a terminal sees and says.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::place::Place;

const APPLY: [&str; 3] = ["apply", "--desired", "schema.sql"];

/// The program at a terminal, which `script` of util-linux makes.
struct Terminal {
    script: Child,
    keys: ChildStdin,
    seen: std::sync::mpsc::Receiver<String>,
    shown: String,
}

impl Terminal {
    /// Nothing where there is no such `script`.
    fn start(place: &Place, words: &[&str]) -> Option<Self> {
        let version = Command::new("script").arg("--version").output();
        let is_there = version.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains("util-linux"));
        if !pgplumb_testkit::require("script of util-linux", is_there) {
            return None;
        }
        let program = place.command(words);
        let quoted =
            |word: &std::ffi::OsStr| format!("'{}'", word.to_str().expect("UTF-8").replace('\'', "'\\''"));
        let line: Vec<String> =
            std::iter::once(program.get_program()).chain(program.get_args()).map(quoted).collect();
        let mut script = Command::new("script");
        script.args(["-q", "-e", "-c", &format!("exec {}", line.join(" ")), "/dev/null"]);
        script.current_dir(program.get_current_dir().expect("a folder")).env_clear().env("TERM", "xterm");
        script.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut script = script.spawn().expect("script starts");
        let (keys, mut out) = (script.stdin.take().expect("keys"), script.stdout.take().expect("a screen"));
        let (send, seen) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = out.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                if send.send(text).is_err() {
                    return;
                }
            }
        });
        Some(Self { script, keys, seen, shown: String::new() })
    }

    /// Waits until something is shown.
    #[track_caller]
    fn shows(&mut self, text: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.shown.contains(text) {
            match self.seen.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(more) => self.shown.push_str(&more),
                Err(_) => panic!("{text} is not shown: {}", self.shown),
            }
        }
    }

    fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("a terminal");
    }

    /// The exit code, and all that was shown.
    fn ends(mut self) -> (Option<i32>, String) {
        let code = self.script.wait().expect("it ends").code();
        while let Ok(more) = self.seen.recv_timeout(Duration::from_secs(5)) {
            self.shown.push_str(&more);
        }
        (code, self.shown)
    }
}

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
        // The program is the only child of `script`.
        let children = format!("/proc/{0}/task/{0}/children", terminal.script.id());
        let child = std::fs::read_to_string(children).expect("Linux");
        assert!(Command::new("kill").args([signal, child.trim()]).status().expect("kill").success());
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
    let psql = place.database.server().installation().client("psql");
    let mut holder = Command::new(psql);
    holder.args([
        "-X",
        "-q",
        "-1",
        "-c",
        "LOCK TABLE app.orders; SELECT pg_sleep(300)",
        &place.database.url(),
    ]);
    let mut holder = holder.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("psql starts");
    place.wait_for("pg_sleep");
    let pid = place.value(
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
    );
    let started = Terminal::start(&place, &["apply", "plan.json", "--yes", "--lock-timeout", "0"]);
    if let Some(mut terminal) = started {
        terminal.shows(&format!("waits for process {pid}, postgres, psql"));
        place.database.psql(&format!("SELECT pg_terminate_backend({pid})"));
        assert_eq!(terminal.ends().0, Some(0));
    } else {
        place.database.psql(&format!("SELECT pg_terminate_backend({pid})"));
    }
    let _ = holder.wait();
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
