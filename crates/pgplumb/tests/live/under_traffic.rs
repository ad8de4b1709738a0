//! Plans of all kinds while other sessions read and write: how long they take, how long the other
//! sessions wait, and which of their statements fail. Also after an interruption.
//!
//! Prints one line for each plan. `PGPLUMB_NIGHTLY` tries all changes, with more sessions, on more
//! versions, and interrupts each plan at each of its statements.

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Server, ServerOptions, for_majors, newest};

use super::changes::{CHANGES, Change, RELEASE, ROWS, SCHEMA};
use super::program::{Folder, Run};
use super::traffic::{Noticed, STATEMENTS, Traffic};

/// The default of `--lock-timeout`. No session may wait longer.
const LOCK_TIMEOUT: Duration = Duration::from_secs(3);
/// An apply under traffic may take this many times as long as without, or `ENOUGH`.
const SLOWER: u32 = 5;
const ENOUGH: Duration = Duration::from_secs(10);
/// Changes that are tried in every run.
const ALWAYS: [&str; 4] =
    ["change a type under views", "serial becomes bigserial", "replace triggers", "release"];

fn is_nightly() -> bool {
    std::env::var_os("PGPLUMB_NIGHTLY").is_some()
}

/// The changes to try: their names, statements and announced errors.
fn changes() -> Vec<(&'static str, String, &'static [&'static str])> {
    let only = std::env::var("PGPLUMB_CHANGE").ok();
    let one = |(name, sql, announced): &Change| (*name, (*sql).to_owned(), *announced);
    let of_release = CHANGES.iter().filter(|(name, ..)| RELEASE.contains(name));
    let release = of_release.map(|(_, sql, _)| format!("{sql};\n")).collect();
    let mut changes: Vec<_> = CHANGES.iter().map(one).chain([("release", release, &[][..])]).collect();
    changes.retain(|(name, ..)| match &only {
        Some(text) => name.contains(text.as_str()),
        None => is_nightly() || ALWAYS.contains(name),
    });
    assert!(!changes.is_empty(), "PGPLUMB_CHANGE excludes all changes");
    changes
}

/// A database with rows, and the program that applies changes to copies of it.
struct Base {
    database: Database,
    folder: Folder,
}

impl Base {
    fn new(server: &Server) -> Self {
        let database = server.create_database();
        database.psql(SCHEMA);
        database.psql(ROWS);
        Self { database, folder: Folder::new() }
    }

    fn desire(&self, change: &str) {
        self.folder.write("desired.sql", &format!("{SCHEMA};\n{change};\n"));
    }

    fn command(&self, database: &Database, arguments: &[&str]) -> Command {
        let (url, scratch) = (database.url(), self.scratch());
        let common = ["--desired", "desired.sql", "-d", &url, "--scratch", &scratch, "--no-proof"];
        self.folder.command(&[arguments, &common].concat())
    }

    fn scratch(&self) -> String {
        self.database.server().url("postgres")
    }

    fn run(&self, database: &Database, arguments: &[&str]) -> Run {
        Run::of(self.command(database, arguments).output().expect("the program starts"))
    }

    /// Applies the desired state, and returns how long that took.
    fn apply(&self, database: &Database) -> (Run, Duration) {
        let started = Instant::now();
        (self.run(database, &["apply", "--yes", "--allow-destructive"]), started.elapsed())
    }
}

#[test]
fn plans_finish_under_traffic() {
    let majors = if is_nightly() { vec![14, newest().major] } else { vec![newest().major] };
    for_majors(&majors, |installation| {
        let base = Base::new(&Server::shared(installation.major));
        let mut missed = String::new();
        for connections in if is_nightly() { vec![4, 16] } else { vec![4] } {
            let traffic =
                Traffic { connections, interval: Duration::from_millis(20), statements: STATEMENTS };
            for (name, sql, announced) in changes() {
                base.desire(&sql);
                let (quiet, quiet_took) = base.apply(&base.database.copy());
                quiet.expect(0);
                let busy = base.database.copy();
                let ((applied, took), noticed) = traffic.during(&busy.url(), || base.apply(&busy));
                let line = format!("PostgreSQL {} {connections} sessions: {name}", installation.major);
                eprintln!(
                    "{line}: {:.1} s, quiet {:.1} s; longest wait {:.2} s of {} statements; errors: {:?}",
                    took.as_secs_f64(),
                    quiet_took.as_secs_f64(),
                    noticed.stall.0.as_secs_f64(),
                    noticed.statements,
                    noticed.errors
                );
                for problem in problems(&applied, (quiet_took, took), &noticed, announced) {
                    let _ = writeln!(missed, "{line}: {problem}");
                }
            }
        }
        assert!(missed.is_empty(), "{missed}");
    });
}

/// The goals that a plan misses.
fn problems(
    applied: &Run,
    (quiet, took): (Duration, Duration),
    noticed: &Noticed,
    announced: &[&str],
) -> Vec<String> {
    let mut problems = Vec::new();
    if applied.code != Some(0) {
        problems.push(format!("it fails: {}", applied.stderr));
    }
    if took > (quiet * SLOWER).max(ENOUGH) {
        problems.push(format!("it takes {took:?} instead of {quiet:?}: {}", applied.stderr));
    }
    if noticed.stall.0 > LOCK_TIMEOUT {
        problems.push(format!("a session waits {:?}: {}", noticed.stall.0, noticed.stall.1));
    }
    let is_announced = |error: &String| announced.iter().any(|code| error.starts_with(code));
    let errors = noticed.errors.keys().filter(|error| !is_announced(error));
    problems.extend(errors.map(|error| format!("a statement fails: {error}")));
    problems
}

/// How an apply is interrupted.
#[derive(Clone, Copy, Debug)]
enum Interruption {
    Sigkill,
    Sigterm,
    BackendTerminated,
    /// The server stops at once and recovers.
    ServerCrash,
}

const INTERRUPTIONS: [Interruption; 4] = [
    Interruption::Sigkill,
    Interruption::Sigterm,
    Interruption::BackendTerminated,
    Interruption::ServerCrash,
];

#[test]
fn interrupted_plans_converge_under_traffic() {
    let installation = newest();
    // A crash ends the sessions of all databases. No committed row may be lost.
    let server = ServerOptions::new().setting("synchronous_commit = on").start(installation);
    let base = Base::new(&server);
    let mut interrupted = 0;
    for (place, (name, sql, _)) in changes().into_iter().enumerate() {
        base.desire(&sql);
        let quiet = base.database.copy();
        base.folder.write("log.jsonl", "");
        base.run(&quiet, &["apply", "--yes", "--allow-destructive", "--log", "log.jsonl"]).expect(0);
        let statements = base.folder.read("log.jsonl").lines().count();
        let step = if is_nightly() { 1 } else { statements.div_ceil(3).max(1) };
        for (number, at) in (0..statements).step_by(step).enumerate() {
            let interruption = INTERRUPTIONS[(number + place) % INTERRUPTIONS.len()];
            let outcome = interrupt(&base, at, interruption);
            outcome.unwrap_or_else(|problem| {
                panic!("{name}: {interruption:?} after {at} statements: {problem}")
            });
            interrupted += 1;
        }
    }
    eprintln!("interrupted at {interrupted} points");
    assert!(interrupted > 0);
}

/// Interrupts an apply after this many statements, and applies again, both under traffic.
fn interrupt(base: &Base, at: usize, interruption: Interruption) -> Result<(), String> {
    let database = base.database.copy();
    let traffic = Traffic { connections: 4, interval: Duration::from_millis(20), statements: STATEMENTS };
    let before = (count(&database, "app.orders"), checksum(&database));
    let (again, noticed) = traffic.during(&database.url(), || {
        base.folder.write("log.jsonl", "");
        let arguments = ["apply", "--yes", "--allow-destructive", "--log", "log.jsonl"];
        let mut command = base.command(&database, &arguments);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        while base.folder.read("log.jsonl").lines().count() < at.max(1) {
            if child.try_wait().expect("a process").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        end(interruption, child.id(), &database);
        child.wait().expect("it ends");
        apply_again(base, &database)
    });
    again?;
    let left = base.run(&database, &["plan", "--exit-code"]);
    if left.code != Some(0) {
        return Err(format!("differences are left: {}{}", left.stdout, left.stderr));
    }
    let after = (count(&database, "app.orders"), checksum(&database));
    // The outcome of a statement whose connection was lost is unknown.
    let unknown: u64 = noticed.errors.values().sum();
    let expected = before.0 + noticed.orders..=before.0 + noticed.orders + unknown;
    if !expected.contains(&after.0) {
        return Err(format!("there are {} orders, not {expected:?}", after.0));
    }
    match before.1 == after.1 {
        true => Ok(()),
        false => Err("rows have other values than before".to_owned()),
    }
}

/// Applies until that succeeds: the server may still recover from a crash, or end a session.
fn apply_again(base: &Base, database: &Database) -> Result<(), String> {
    let started = Instant::now();
    loop {
        let arguments = ["apply", "--yes", "--allow-destructive", "--lock-wait", "20s"];
        let run = base.run(database, &arguments);
        if run.code == Some(0) {
            return Ok(());
        }
        if started.elapsed() > Duration::from_secs(60) {
            return Err(format!("the second apply fails: {}{}", run.stdout, run.stderr));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn end(interruption: Interruption, program: u32, database: &Database) {
    let signal = |signal: &str, pid: &str| {
        // The process may have ended in the meantime.
        let _ = Command::new("kill").args([signal, pid]).stderr(Stdio::null()).status();
    };
    let holder = "FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    match interruption {
        Interruption::Sigkill => signal("-KILL", &program.to_string()),
        Interruption::Sigterm => signal("-TERM", &program.to_string()),
        Interruption::BackendTerminated => {
            let _ = database.try_psql(&format!("SELECT pg_terminate_backend(pid) {holder}"));
        }
        Interruption::ServerCrash => {
            for row in database.query(&format!("SELECT pid {holder}")) {
                signal("-KILL", &row.concat());
            }
        }
    }
}

fn count(database: &Database, table: &str) -> u64 {
    database.query(&format!("SELECT count(*) FROM {table}")).concat().concat().parse().expect("a number")
}

/// A checksum of the values that the traffic does not change.
fn checksum(database: &Database) -> Vec<Vec<String>> {
    database.query(
        "SELECT (SELECT md5(string_agg(i::text, ',' ORDER BY id)) FROM app.invoice i),
                (SELECT md5(string_agg(concat_ws('|', id, name, region, mood), ',' ORDER BY id)) FROM app.customer),
                (SELECT md5(string_agg(concat_ws('|', id, title, status), ',' ORDER BY id)) FROM app.ticket WHERE title <> 'traffic')",
    )
}
