//! Interrupts `apply` at every step and in every way, while other sessions read and write. Applying
//! again must reach the desired state. After each transaction, nothing is missing that the database
//! has before and after the plan.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pgplumb::operations::plan::SavedPlan;
use pgplumb_testkit::{
    Database, Facts, Gate, Pair, Server, ServerOptions, Side, facts_after_each, newest, pairs,
};

use super::program::Run;
use super::rows;
use super::scenario::{Running, Scenario, check_indexes, invalid_indexes};
use super::traffic::Traffic;

/// The first statement of an apply's session.
const SESSION: &str = "SET lock_timeout = 0; SET statement_timeout = 0";
/// Prefixes of statements that change nothing.
const WITHOUT_EFFECT: [&str; 4] =
    ["BEGIN", "SET ", "SELECT pg_catalog.pg_backend_pid", "SELECT setting FROM"];
/// The server process of the session that holds the lock of an apply.
const HOLDER: &str = "SELECT pid FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
/// The longest time to wait for anything.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// Sessions that read any relation, and that write the values of any table's column again.
const TRAFFIC: Traffic = Traffic {
    connections: 2,
    interval: Duration::from_millis(10),
    statements: &[
        "DO $$ DECLARE relation regclass; BEGIN
           SELECT c.oid INTO relation FROM pg_class c
            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
            ORDER BY md5(concat(c.oid, {n})) LIMIT 1;
           EXECUTE format('SELECT count(*) FROM %s', relation);
         EXCEPTION WHEN OTHERS THEN NULL; END $$",
        "DO $$ DECLARE relation regclass; attribute name; BEGIN
           SET LOCAL session_replication_role = replica;
           SELECT c.oid, a.attname INTO relation, attribute FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
              AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a'
            ORDER BY md5(concat(c.oid, a.attnum, {n})) LIMIT 1;
           EXECUTE format('UPDATE %s SET %I = %2$I', relation, attribute);
           PERFORM pg_sleep(0.01);
         EXCEPTION WHEN OTHERS THEN NULL; END $$",
    ],
};

/// Pairs whose plans have several steps, tested in every run.
const ALWAYS: [&str; 10] = [
    "apgdiff/modify_index",
    "pgschema/online--add_composite_index",
    "pgschema/online--issue_286_reserved_keyword_quoting",
    "stripe/foreign_key_constraint--Alter_FK_on_delete",
    "stripe/column--Set_NOT_NULL_dropping_valid_CC_via_recreation",
    "migra/generated",
    "migra/triggers",
    "pgschema/dependency--type_to_type",
    "pgschema/create_domain--alter_domain",
    "apgdiff/add_cluster",
];

/// Pairs that are also tested in nightly runs.
const NIGHTLY: [&str; 40] = [
    "apgdiff/add_comments",
    "apgdiff/add_inherits_default_column",
    "apgdiff/add_table_issue115",
    "apgdiff/add_type",
    "apgdiff/modify_column_type",
    "history_crates_io/3",
    "history_crates_io/4",
    "history_graphile_worker/4",
    "history_graphile_worker/5",
    "history_supabase_auth/1",
    "migra/dependencies",
    "migra/dependencies4",
    "migra/inherit",
    "migra/seq",
    "pgschema/comment--add_index_comment",
    "pgschema/comment--add_serial_sequence_comment_on_create",
    "pgschema/create_aggregate--add_aggregate_options",
    "pgschema/create_function--alter_function_different_signature",
    "pgschema/create_materialized_view--alter_materialized_view",
    "pgschema/create_policy--alter_policy_command",
    "pgschema/create_table--add_check",
    "pgschema/create_table--add_default_not_null",
    "pgschema/create_table--add_table_like_forward_ref",
    "pgschema/create_table--issue_384_rename_column_constraint",
    "pgschema/default_privilege--add_table_privilege",
    "pgschema/dependency--function_to_trigger",
    "pgschema/dependency--issue_308_view_select_star_column_reorder",
    "pgschema/dependency--issue_535_domain_depends_on_table",
    "pgschema/dependency--table_to_materialized_view",
    "pgschema/migrate--v3",
    "pgschema/online--alter_constraint",
    "pgschema/privilege--issue_324_grant_revoke_order",
    "stripe/column--Add_identity_to_column_with_existing_default",
    "stripe/column--Change_data_type_and_to_not_nullable",
    "stripe/column--Set_NOT_NULL_add_valid_CC",
    "stripe/enum--create_enum",
    "stripe/foreign_key_constraint--Add_FK_on_partition",
    "stripe/foreign_key_constraint--Alter_castable_type_change",
    "stripe/function--Alter_a_function_s_dependencies",
    "stripe/function--Create_function_with_dependencies",
];

/// How an apply is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Interruption {
    Sigkill,
    BackendTerminated,
    ConnectionCut,
    Sigint,
    Sigterm,
    /// The server stops at once and recovers.
    ServerCrash,
}

const INTERRUPTIONS: [Interruption; 6] = [
    Interruption::Sigkill,
    Interruption::BackendTerminated,
    Interruption::ConnectionCut,
    Interruption::Sigint,
    Interruption::Sigterm,
    Interruption::ServerCrash,
];

/// When a statement is interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// Before the server receives the statement.
    Before,
    /// While the server executes it and waits for a lock.
    During,
    /// After the server has executed it and before the program knows.
    After,
}

/// Returns the points at which a plan is interrupted: statement number and moment.
fn points(statements: &[String]) -> Vec<(usize, Moment)> {
    let of = |statement: &str| -> &[Moment] {
        match statement {
            "COMMIT" => &[Moment::After],
            other if WITHOUT_EFFECT.iter().any(|prefix| other.starts_with(prefix)) => &[],
            other if other.contains("CONCURRENTLY") => &[Moment::Before, Moment::During],
            _ => &[Moment::Before],
        }
    };
    let points = statements.iter().enumerate();
    points.flat_map(|(at, statement)| of(statement).iter().map(move |moment| (at, *moment))).collect()
}

#[test]
fn interrupted_apply_can_be_repeated() {
    let only = std::env::var("PGPLUMB_PAIR").unwrap_or_default();
    let all = std::env::var_os("PGPLUMB_NIGHTLY").is_some() || !only.is_empty();
    let names = if all { [&ALWAYS[..], &NIGHTLY[..]].concat() } else { ALWAYS.to_vec() };
    let is_selected = |pair: &Pair| names.contains(&pair.name.as_str()) && pair.name.contains(&only);
    let pairs: Vec<Pair> = pairs().into_iter().filter(is_selected).collect();
    let (next, done, ended) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let failed = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                // A crash ends the sessions of all databases. No committed row may be lost.
                let server = ServerOptions::new().setting("synchronous_commit = on").start(newest());
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match interrupt_everywhere(pair, &server) {
                        Ok(points) => {
                            done.fetch_add(1, Ordering::Relaxed);
                            ended.fetch_add(points, Ordering::Relaxed);
                        }
                        Err(problem) => drop(failed.lock().unwrap().insert(pair.name.clone(), problem)),
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    for (name, problem) in &failed {
        eprintln!("--- {name}\n{problem}");
    }
    eprintln!("{} plans, interrupted at {} points", done.into_inner(), ended.into_inner());
    assert!(failed.is_empty(), "{:?}", failed.keys());
}

/// Interrupts the plan of a pair at each of its points. Returns the number of points.
fn interrupt_everywhere(pair: &Pair, server: &Server) -> Result<usize, String> {
    let scenario = Scenario::of(pair, server).ok_or("it does not load")?;
    let plan =
        scenario.run(&["plan", "--desired", &scenario.new.url(), "-o", "plan.json"], &scenario.old.url());
    if plan.code != Some(0) {
        return Err(plan.stderr);
    }
    check_every_commit(&scenario)?;
    let before = Rows::of(&scenario);
    let target = scenario.old.copy();
    let gate = Gate::start(server.port(), SESSION);
    let run = scenario.end(scenario.start(&target, &gate, "complete"));
    if run.code != Some(0) {
        return Err(format!("it fails without interruption: {}", run.stderr));
    }
    let statements = gate.statements();
    check_state(&scenario, &target, &before)?;
    let points = points(&statements);
    if points.is_empty() {
        return Err(format!("no statement can be interrupted: {statements:?}"));
    }
    for (number, (at, moment)) in points.iter().enumerate() {
        // Ways alternate over points and plans, so that every combination occurs.
        let interruption = INTERRUPTIONS[(number + pair.name.len()) % INTERRUPTIONS.len()];
        interrupt_once(&scenario, &before, *at, *moment, interruption)
            .map_err(|problem| format!("{interruption:?} {moment:?} {}: {problem}", statements[*at]))?;
    }
    Ok(points.len())
}

/// Executes the transactions of the saved plan one by one, and checks after each of them that nothing
/// is missing that both ends have.
fn check_every_commit(scenario: &Scenario) -> Result<(), String> {
    let saved = SavedPlan::parse(&scenario.folder.read("plan.json")).map_err(|error| error.to_string())?;
    let target = scenario.old.copy();
    let before = Facts::of(&target);
    let scripts: Vec<String> =
        saved.plan.transactions().iter().map(|transaction| saved.plan.script_of(transaction)).collect();
    let states = facts_after_each(&target, "SET check_function_bodies = off;", &scripts)?;
    let gaps = before.missing_between(&states, &Facts::of(&scenario.new));
    match gaps.first() {
        None => Ok(()),
        Some(gap) => {
            Err(format!("missing between two transactions: {} after\n{}", gap.fact, scripts[gap.after]))
        }
    }
}

/// Interrupts an apply and applies again, both under traffic.
fn interrupt_once(
    scenario: &Scenario,
    before: &Rows,
    at: usize,
    moment: Moment,
    interruption: Interruption,
) -> Result<(), String> {
    let target = scenario.old.copy();
    let (outcome, _) = TRAFFIC.during(&target.url(), || {
        let invalid = interrupt_apply(scenario, &target, at, moment, interruption)?;
        let again = scenario.apply(&target, &["--no-proof"]);
        if again.code != Some(0) {
            return Err(format!("the second apply fails: {}\n{}", again.stdout, again.stderr));
        }
        match invalid.iter().find(|index| !again.stdout.contains(*index)) {
            Some(index) => Err(format!("index {index} is invalid and not in the plan: {}", again.stdout)),
            None => Ok(()),
        }
    });
    outcome?;
    check_state(scenario, &target, before)
}

/// Interrupts an apply, checks how it ends, and returns the invalid indexes that it leaves behind.
fn interrupt_apply(
    scenario: &Scenario,
    target: &Database,
    at: usize,
    moment: Moment,
    interruption: Interruption,
) -> Result<Vec<String>, String> {
    let gate = Gate::start(target.server().port(), SESSION);
    gate.stop_at(at, if moment == Moment::After { Side::After } else { Side::Before });
    let mut running = scenario.start(target, &gate, "interrupted");
    if !gate.wait(MAX_WAIT) {
        running.signal("-KILL");
        return Err(format!("it does not reach the statement: {}", scenario.end(running).stderr));
    }
    let blocker = (moment == Moment::During).then(|| Blocker::new(target));
    if blocker.is_some() {
        gate.open();
        wait_until(|| is_waiting(target) || running.is_over())?;
    }
    interrupt(interruption, &mut running, &gate, target)?;
    let run = scenario.end(running);
    check_end(interruption, &run, moment == Moment::After && gate.statements().len() == at + 1)?;
    let must_report = !matches!(interruption, Interruption::Sigkill | Interruption::ServerCrash);
    let invalid = invalid_indexes(target);
    if let Some(index) = invalid.iter().find(|index| must_report && !run.stderr.contains(*index)) {
        return Err(format!("index {index} is invalid and not reported: {}", run.stderr));
    }
    // The server ends a session without a client even while it waits for a lock.
    wait_until(|| !is_held(target))?;
    Ok(invalid_indexes(target))
}

/// Checks the exit code and the report of an interrupted apply. `is_done`: it was interrupted after its
/// last statement, when the session is no longer needed.
fn check_end(interruption: Interruption, run: &Run, is_done: bool) -> Result<(), String> {
    let expected = match interruption {
        Interruption::Sigkill => None,
        Interruption::BackendTerminated | Interruption::ServerCrash if run.code == Some(0) && is_done => {
            Some(0)
        }
        Interruption::BackendTerminated | Interruption::ConnectionCut | Interruption::ServerCrash => Some(2),
        Interruption::Sigint | Interruption::Sigterm => Some(130),
    };
    if run.code != expected {
        return Err(format!("exit code {:?}: {}", run.code, run.stderr));
    }
    if expected.is_some_and(|code| code != 0) && !run.stderr.contains("executed") {
        return Err(format!("it does not report progress: {}", run.stderr));
    }
    Ok(())
}

/// Interrupts an apply that is stopped at the gate or waits in the server.
fn interrupt(
    interruption: Interruption,
    running: &mut Running,
    gate: &Gate,
    target: &Database,
) -> Result<(), String> {
    let connections = gate.connections();
    match interruption {
        Interruption::Sigkill => {
            running.signal("-KILL");
            wait_until(|| running.is_over())?;
        }
        Interruption::BackendTerminated => {
            let terminated = format!("SELECT pg_terminate_backend(pid, 10000) FROM ({HOLDER}) AS holder");
            assert_eq!(target.query(&terminated), [["t"]]);
        }
        Interruption::ServerCrash => {
            // The server ends all sessions when one of its processes is killed.
            let recoveries = || target.server().log().matches("ready to accept connections").count();
            let before = recoveries();
            for pid in target.query(HOLDER).concat() {
                let _ = Command::new("kill").args(["-KILL", &pid]).status();
            }
            wait_until(|| recoveries() > before)?;
        }
        Interruption::ConnectionCut => gate.cut(),
        Interruption::Sigint | Interruption::Sigterm => {
            running.signal(if interruption == Interruption::Sigint { "-INT" } else { "-TERM" });
            // The program cancels the statement through another connection.
            wait_until(|| gate.connections() > connections || running.is_over())?;
        }
    }
    gate.open();
    Ok(())
}

/// Checks that a database has the desired state, its rows, and intact indexes.
fn check_state(scenario: &Scenario, target: &Database, before: &Rows) -> Result<(), String> {
    if let Some(difference) = scenario.differs(target) {
        return Err(format!("the database does not have the desired state: {difference}"));
    }
    let invalid = invalid_indexes(target);
    if invalid != invalid_indexes(&scenario.new) {
        return Err(format!("invalid indexes: {invalid:?}"));
    }
    before.compare(target)?;
    check_indexes(target).map(drop)
}

/// The columns that have the same type in both states, with checksums.
struct Rows {
    expressions: rows::Expressions,
    checksums: BTreeMap<rows::Column, String>,
}

impl Rows {
    fn of(scenario: &Scenario) -> Self {
        let (old, new) = (rows::columns(&scenario.old), rows::columns(&scenario.new));
        let same = old.iter().filter(|(column, of)| new.get(*column) == Some(of));
        let expressions: rows::Expressions =
            same.map(|(column, _)| (column.clone(), column.1.clone())).collect();
        let checksums =
            rows::checksums(&scenario.old, &expressions, &expressions.keys().cloned().collect::<Vec<_>>());
        Self { expressions, checksums }
    }

    fn compare(&self, database: &Database) -> Result<(), String> {
        let now = rows::checksums(
            database,
            &self.expressions,
            &self.expressions.keys().cloned().collect::<Vec<_>>(),
        );
        match self.checksums.iter().find(|(column, sum)| now.get(column) != Some(sum)) {
            Some((column, _)) => Err(format!("{column:?} has other values than before")),
            None => Ok(()),
        }
    }
}

/// An open transaction that has written to every table, so that `CONCURRENTLY` waits for it.
struct Blocker<'a>(Child, &'a Database);

impl<'a> Blocker<'a> {
    const NAME: &'static str = "blocker";
    const SESSION: &'static str = "SELECT pid, wait_event FROM pg_stat_activity
        WHERE application_name = 'blocker' AND datname = current_database()";

    fn new(database: &'a Database) -> Self {
        let sql = "DO $$ DECLARE t text; BEGIN
                     FOR t IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
                     LOOP EXECUTE 'LOCK TABLE ' || t || ' IN ROW EXCLUSIVE MODE'; END LOOP; END $$; SELECT 'blocks', pg_sleep(300)";
        let mut psql = Command::new(database.server().installation().client("psql"));
        psql.args(["-X", "-q", "-1", "-c", sql, &database.url()]).env("PGAPPNAME", Self::NAME);
        psql.stdout(Stdio::null()).stderr(Stdio::null());
        let blocker = Self(psql.spawn().expect("psql starts"), database);
        // Other sessions sleep too, so the sleep alone does not tell that the locks are held.
        let begun = format!("SELECT count(*) FROM ({}) s WHERE wait_event = 'PgSleep'", Self::SESSION);
        wait_until(|| database.query(&begun) == [["1"]]).expect("the blocker runs");
        blocker
    }
}

impl Drop for Blocker<'_> {
    fn drop(&mut self) {
        // The server would notice that psql is gone only after the sleep.
        let _ = self.1.query(&format!("SELECT pg_terminate_backend(pid) FROM ({}) s", Self::SESSION));
        let _ = self.0.wait();
    }
}

/// Whether the session that holds the lock of an apply waits for another lock.
fn is_waiting(database: &Database) -> bool {
    let waiting =
        "SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory'
                   WHERE a.datname = current_database() AND a.wait_event_type = 'Lock'";
    database.query(waiting) != [["0"]]
}

/// Whether a session holds the lock of an apply.
fn is_held(database: &Database) -> bool {
    !database.query(HOLDER).is_empty()
}

fn wait_until(mut has_happened: impl FnMut() -> bool) -> Result<(), String> {
    let started = Instant::now();
    while !has_happened() {
        if started.elapsed() > MAX_WAIT {
            return Err("timed out".to_owned());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
