//! Apply ends at every step, in every way; applied again, the database is what is desired.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Gate, Pair, Server, Side, newest, pairs};

use super::rows;
use super::scene::{Running, Scene, check_indexes, invalid_indexes};

/// What the session of an apply is set to first; the steps come after it.
const SESSION: &str = "SET search_path = ''; SET lock_timeout = 0";
/// Statements that do nothing by themselves.
const BESIDES: [&str; 3] =
    ["BEGIN", "SET client_connection_check_interval", "SELECT pg_catalog.pg_backend_pid"];
/// The longest that anything is waited for.
const LONG: Duration = Duration::from_secs(60);

/// Plans of several steps that are tried always.
const OFTEN: [&str; 10] = [
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

/// Plans that are tried besides in the nightly mode.
const AT_NIGHT: [&str; 40] = [
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

/// How an apply ends that does not get to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Killed,
    Terminated,
    Cut,
    Interrupted,
    ToldToEnd,
}

const WAYS: [Way; 5] = [Way::Killed, Way::Terminated, Way::Cut, Way::Interrupted, Way::ToldToEnd];

/// Where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The server does not get the statement.
    Before,
    /// The server is at work on it, and waits for somebody.
    During,
    /// The server has done it, and nobody knows.
    After,
}

/// The places of a plan at which it is ended, by the number of the statement.
fn places(statements: &[String]) -> Vec<(usize, Place)> {
    let of = |statement: &str| -> &[Place] {
        match statement {
            "COMMIT" => &[Place::After],
            other if BESIDES.iter().any(|beside| other.starts_with(beside)) => &[],
            other if other.contains("CONCURRENTLY") => &[Place::Before, Place::During],
            _ => &[Place::Before],
        }
    };
    let places = statements.iter().enumerate();
    places.flat_map(|(at, statement)| of(statement).iter().map(move |place| (at, *place))).collect()
}

#[test]
fn however_it_ends_it_can_be_applied_again() {
    let only = std::env::var("PGPLUMB_PAIR").unwrap_or_default();
    let all = std::env::var_os("PGPLUMB_NIGHTLY").is_some() || !only.is_empty();
    let names = if all { [&OFTEN[..], &AT_NIGHT[..]].concat() } else { OFTEN.to_vec() };
    let is_meant = |pair: &Pair| names.contains(&pair.name.as_str()) && pair.name.contains(&only);
    let pairs: Vec<Pair> = pairs().into_iter().filter(is_meant).collect();
    let (next, done, ended) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let server = Server::shared(newest().major);
                while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match try_all(pair, &server) {
                        Ok(places) => {
                            done.fetch_add(1, Ordering::Relaxed);
                            ended.fetch_add(places, Ordering::Relaxed);
                        }
                        Err(problem) => drop(wrong.lock().unwrap().insert(pair.name.clone(), problem)),
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    for (name, problem) in &wrong {
        eprintln!("--- {name}\n{problem}");
    }
    eprintln!("{} plans, ended at {} places", done.into_inner(), ended.into_inner());
    assert!(wrong.is_empty(), "{:?}", wrong.keys());
}

/// Ends the plan of a pair at each of its places, and says at how many.
fn try_all(pair: &Pair, server: &Server) -> Result<usize, String> {
    let scene = Scene::of(pair, server).ok_or("it does not load")?;
    let plan = scene.run(&["plan", "--desired", &scene.new.url(), "-o", "plan.json"], &scene.old.url());
    if plan.code != Some(0) {
        return Err(plan.stderr);
    }
    let before = Rows::of(&scene);
    let target = scene.old.copy();
    let gate = Gate::start(server.port(), SESSION);
    let run = scene.end(scene.start(&target, &gate, "whole"));
    if run.code != Some(0) {
        return Err(format!("not ended, it fails: {}", run.stderr));
    }
    let statements = gate.statements();
    judge(&scene, &target, &before)?;
    let places = places(&statements);
    for (number, (at, place)) in places.iter().enumerate() {
        // Over the places of a plan, and over the plans, each way has its turn everywhere.
        let way = WAYS[(number + pair.name.len()) % WAYS.len()];
        try_one(&scene, &before, *at, *place, way)
            .map_err(|problem| format!("{way:?} {place:?} {}: {problem}", statements[*at]))?;
    }
    Ok(places.len())
}

fn try_one(scene: &Scene, before: &Rows, at: usize, place: Place, way: Way) -> Result<(), String> {
    let target = scene.old.copy();
    let gate = Gate::start(target.server().port(), SESSION);
    gate.stop_at(at, if place == Place::After { Side::After } else { Side::Before });
    let mut running = scene.start(&target, &gate, "ended");
    if !gate.wait(LONG) {
        running.signal("-KILL");
        return Err(format!("it does not get there: {}", scene.end(running).stderr));
    }
    let blocker = (place == Place::During).then(|| Blocker::new(&target));
    if blocker.is_some() {
        gate.open();
        wait_until(|| is_waiting(&target) || running.is_over())?;
    }
    end(way, &mut running, &gate, &target)?;
    let run = scene.end(running);
    let expected = match way {
        Way::Killed => None,
        // Whose last transaction is done needs the session no more.
        Way::Terminated
            if run.code == Some(0) && place == Place::After && gate.statements().len() == at + 1 =>
        {
            Some(0)
        }
        Way::Terminated | Way::Cut => Some(2),
        Way::Interrupted | Way::ToldToEnd => Some(130),
    };
    if run.code != expected {
        return Err(format!("exit code {:?}: {}", run.code, run.stderr));
    }
    if expected.is_some_and(|code| code != 0) && !run.stderr.contains("done") {
        return Err(format!("it does not say how far it came: {}", run.stderr));
    }
    let invalid = invalid_indexes(&target);
    if let Some(index) = invalid.iter().find(|index| expected.is_some() && !run.stderr.contains(*index)) {
        return Err(format!("index {index} is not valid, and not mentioned: {}", run.stderr));
    }
    // A server that nobody listens to any more gives up, though what it waits for goes on.
    wait_until(|| !is_held(&target))?;
    let invalid = invalid_indexes(&target);
    drop(blocker);
    let again = scene.apply(&target, &["--no-proof"]);
    if again.code != Some(0) {
        return Err(format!("applied again, it fails: {}\n{}", again.stdout, again.stderr));
    }
    if let Some(index) = invalid.iter().find(|index| !again.stdout.contains(*index)) {
        return Err(format!("index {index} is not valid, and the plan does not say so: {}", again.stdout));
    }
    judge(scene, &target, before)
}

/// Ends an apply that is stopped at the gate, or waits at the server.
fn end(way: Way, running: &mut Running, gate: &Gate, target: &Database) -> Result<(), String> {
    let connections = gate.connections();
    match way {
        Way::Killed => {
            running.signal("-KILL");
            wait_until(|| running.is_over())?;
        }
        Way::Terminated => {
            let held = "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory'
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
            assert_eq!(target.query(held), [["t"]]);
        }
        Way::Cut => gate.cut(),
        Way::Interrupted | Way::ToldToEnd => {
            running.signal(if way == Way::Interrupted { "-INT" } else { "-TERM" });
            // It cancels the statement over another connection.
            wait_until(|| gate.connections() > connections || running.is_over())?;
        }
    }
    gate.open();
    Ok(())
}

/// Whether a database is what is desired, with its rows, and in order.
fn judge(scene: &Scene, target: &Database, before: &Rows) -> Result<(), String> {
    if let Some(difference) = scene.differs(target) {
        return Err(format!("it is not what is desired: {difference}"));
    }
    let invalid = invalid_indexes(target);
    if invalid != invalid_indexes(&scene.new) {
        return Err(format!("not valid: {invalid:?}"));
    }
    before.compare(target)?;
    check_indexes(target).map(drop)
}

/// The columns that both states have with the same type, and what they hold.
struct Rows {
    looked: rows::Looked,
    sums: BTreeMap<rows::Column, String>,
}

impl Rows {
    fn of(scene: &Scene) -> Self {
        let (old, new) = (rows::columns(&scene.old), rows::columns(&scene.new));
        let same = old.iter().filter(|(column, of)| new.get(*column) == Some(of));
        let looked: rows::Looked = same.map(|(column, _)| (column.clone(), column.1.clone())).collect();
        let sums = rows::checksums(&scene.old, &looked, &looked.keys().cloned().collect::<Vec<_>>());
        Self { looked, sums }
    }

    fn compare(&self, database: &Database) -> Result<(), String> {
        let now = rows::checksums(database, &self.looked, &self.looked.keys().cloned().collect::<Vec<_>>());
        match self.sums.iter().find(|(column, sum)| now.get(column) != Some(sum)) {
            Some((column, _)) => Err(format!("{column:?} does not hold what it held")),
            None => Ok(()),
        }
    }
}

/// A transaction that writes to every table, for which `CONCURRENTLY` waits.
struct Blocker<'a>(Child, &'a Database);

impl<'a> Blocker<'a> {
    fn new(database: &'a Database) -> Self {
        let sql = "DO $$ DECLARE t text; BEGIN
                     FOR t IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
                     LOOP EXECUTE 'LOCK TABLE ' || t || ' IN ROW EXCLUSIVE MODE'; END LOOP; END $$; SELECT 'blocks', pg_sleep(300)";
        let mut psql = Command::new(database.server().installation().client("psql"));
        psql.args(["-X", "-q", "-1", "-c", sql, &database.url()]).stdout(Stdio::null()).stderr(Stdio::null());
        let blocker = Self(psql.spawn().expect("psql starts"), database);
        let begun = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
        wait_until(|| database.query(begun) == [["1"]]).expect("it blocks");
        blocker
    }
}

impl Drop for Blocker<'_> {
    fn drop(&mut self) {
        // That psql is gone, the server would notice only when it has slept.
        let _ = self.1.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
        let _ = self.0.wait();
    }
}

/// Whether the one who holds the lock of an apply waits for somebody.
fn is_waiting(database: &Database) -> bool {
    let waiting =
        "SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory'
                   WHERE a.datname = current_database() AND a.wait_event_type = 'Lock'";
    database.query(waiting) != [["0"]]
}

/// Whether somebody has the lock of an apply.
fn is_held(database: &Database) -> bool {
    let held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    database.query(held) != [["0"]]
}

fn wait_until(mut happened: impl FnMut() -> bool) -> Result<(), String> {
    let started = Instant::now();
    while !happened() {
        if started.elapsed() > LONG {
            return Err("what is waited for does not happen".to_owned());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
