//! `pgplumb plan` and `pgplumb apply`.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Server, newest};
use serde_json::{Value, json};

use super::program::{Folder, Run};
use super::{SMALL, small_database};

/// The schema of `small_database` with one column added, one removed, and one table added.
const DESIRED: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.customer (id int PRIMARY KEY, email text);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
    COMMENT ON TABLE app.orders IS 'What was ordered.';
    CREATE TABLE app.item (id int PRIMARY KEY);
    CREATE FUNCTION app.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
";

/// A database, whose server is also the scratch server, and a folder with the desired state.
struct Fixture {
    folder: Folder,
    database: Database,
    scratch: String,
}

impl Fixture {
    fn new() -> Self {
        let database = small_database();
        let scratch = database.server().url("postgres");
        let folder = Folder::new();
        folder.write("schema.sql", DESIRED);
        Self { folder, database, scratch }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let url = self.database.url();
        let mut all = arguments.to_vec();
        all.extend(["-d", &url, "--scratch", &self.scratch]);
        self.folder.command(&all)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("the program starts"))
    }

    fn tables(&self) -> String {
        self.value("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'v')")
    }

    fn value(&self, sql: &str) -> String {
        value(&self.database, sql)
    }

    /// Saves a plan for a desired state: the current one with additions.
    fn plan_additions(&self, sql: &str) {
        self.folder.write("more.sql", &format!("{}{sql}", SMALL.replace("INSERT", "-- INSERT")));
        self.run(&["plan", "--desired", "more.sql", "-o", "plan.json"]).expect(0);
    }

    /// Saves a plan with an index that takes some seconds to build, because of a function that is
    /// slow for one of the rows.
    fn plan_slowly(&self, seconds: u32, more: &str) {
        let function = format!(
            "CREATE FUNCTION app.slow(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS \
             'BEGIN IF $1 = 1 THEN PERFORM pg_catalog.pg_sleep({seconds}); END IF; RETURN $1; END';"
        );
        self.database.psql(&function);
        self.plan_additions(&format!("{function}{more}CREATE INDEX of_slow ON app.customer (app.slow(id));"));
    }
}

#[test]
fn plan_is_shown_and_applied_and_the_next_plan_is_empty() {
    let fixture = Fixture::new();
    let desired = ["--desired", "schema.sql"];
    let plan = fixture.run(&["plan", desired[0], desired[1], "-v", "--exit-code"]).expect(1);
    for part in [
        "+ table app.item",
        "create table app.item",
        "CREATE TABLE app.item",
        "- column app.customer.name",
        "⚠ deletes 7 values; code that uses the column fails",
        "proved on",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    // The order: the changes, the locks, all steps in the order of execution, what stays, the summary.
    let positions =
        ["- column app", "locks:", "steps:", "    1. ", "    2. ", "    3. ", "unchanged: ", "; proved on"]
            .map(|part| plan.stdout.find(part).unwrap_or_else(|| panic!("{part}: {}", plan.stdout)));
    assert!(positions.is_sorted(), "{}", plan.stdout);
    // Lines are as wide as the terminal, or 100 columns.
    for (columns, width) in [("", 100), ("60", 60)] {
        let mut command = fixture.command(&["plan", desired[0], desired[1]]);
        let narrow = Run::of(command.env("COLUMNS", columns).output().expect("a plan"));
        let lines = || narrow.stdout.lines().filter(|line| !line.contains(" SELECT "));
        assert!(lines().all(|line| line.chars().count() <= width), "{}", narrow.stdout);
        assert!(lines().any(|line| line.chars().count() > width - 20), "{}", narrow.stdout);
    }
    let dry = fixture.run(&["apply", desired[0], desired[1], "--dry-run", "-v", "--exit-code"]).expect(1);
    assert_eq!(dry.stdout, plan.stdout);
    let script = fixture.run(&["plan", desired[0], desired[1], "--format", "sql"]).expect(0).stdout;
    assert!(script.contains("ALTER TABLE app.customer DROP COLUMN name;\n"), "{script}");
    assert!(fixture.tables().contains("rich"));
    let refused = fixture.run(&["apply", desired[0], desired[1], "--yes"]).expect(2);
    assert!(refused.stderr.contains("--allow drop-column:app.customer.name\n"), "{}", refused.stderr);
    assert!(fixture.tables().contains("rich"));
    let asked = fixture
        .run(&[
            "apply",
            desired[0],
            desired[1],
            "--allow",
            "drop-column:app.customer.*",
            "drop-view:app.rich",
        ])
        .expect(2);
    assert!(asked.stderr.contains("no terminal to ask"), "{}", asked.stderr);
    let applied = fixture
        .run(&[
            "apply",
            desired[0],
            desired[1],
            "--yes",
            "--allow",
            "column:app.customer.name",
            "--log",
            "log.jsonl",
        ])
        .expect(0);
    assert!(applied.stderr.contains("executed and verified"), "{}", applied.stderr);
    assert_eq!(fixture.tables(), "customer item orders");
    for line in fixture.folder.read("log.jsonl").lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line["outcome"], "ok", "{line}");
    }
    let again = fixture.run(&["apply", desired[0], desired[1], "--yes"]).expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    fixture.run(&["plan", desired[0], desired[1], "--exit-code"]).expect(0);
}

#[test]
fn unmanaged_objects_are_kept() {
    let fixture = Fixture::new();
    fixture
        .database
        .psql("CREATE SCHEMA other; CREATE TABLE other.t (id int); CREATE TABLE app.tmp_1 (id int)");
    let base = ["--desired", "schema.sql", "--yes", "--allow-destructive"];
    let with = |more: &[&'static str]| [&["apply"], &base[..], more].concat();
    let added = fixture.run(&with(&["--additive"])).expect(0);
    assert!(added.stdout.contains("skipped (--additive)"), "{}", added.stdout);
    assert_eq!(fixture.tables(), "customer item orders rich tmp_1");
    let columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'app.customer'::regclass AND attnum > 0 AND NOT attisdropped";
    assert_eq!(fixture.value(columns), "3");
    fixture.run(&with(&["--only", "view:app.*"])).expect(0);
    assert_eq!(fixture.tables(), "customer item orders tmp_1");
    fixture.run(&with(&["--schema", "app", "--ignore", "table:app.tmp_*"])).expect(0);
    assert_eq!(fixture.tables(), "customer item orders tmp_1");
    assert_eq!(fixture.value(columns), "2");
    assert_eq!(fixture.value("SELECT to_regclass('other.t')"), "other.t");
    fixture.run(&with(&[])).expect(0);
    assert_eq!(fixture.tables(), "customer item orders");
    assert_eq!(fixture.value("SELECT to_regclass('other.t')"), "");
}

#[test]
fn default_privileges_without_a_role_belong_to_the_current_role() {
    let fixture = Fixture::new();
    fixture.database.psql("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC");
    let desired =
        format!("{DESIRED}; ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO PUBLIC");
    fixture.folder.write("schema.sql", &desired);
    let apply = ["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"];
    fixture.run(&apply).expect(0);
    let granted = "SELECT array_to_string(defaclacl, ' ') FROM pg_default_acl d WHERE defaclnamespace = 'app'::regnamespace";
    assert_eq!(fixture.value(granted), "=ar/postgres");
    assert!(fixture.run(&apply).expect(0).stdout.contains("nothing to do"));
}

#[test]
fn saved_plan_is_bound_to_one_state() {
    let fixture = Fixture::new();
    fixture.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    fixture.database.psql("CREATE INDEX ON app.orders (total)");
    let stale = fixture.run(&["apply", "plan.json", "--yes", "--allow-destructive"]).expect(2);
    assert!(stale.stderr.contains("the plan is stale"), "{}", stale.stderr);
    assert!(fixture.tables().contains("rich"));
    fixture.database.psql("DROP INDEX app.orders_total_idx");
    // A protected database accepts a saved plan.
    let url = fixture.database.url();
    fixture.folder.write("pgplumb.toml", &format!("[env.live]\nurl = \"{url}\"\nprotected = true\n"));
    let protected = |arguments: &[&str]| {
        let all =
            [arguments, &["--env", "live", "--scratch", &fixture.scratch, "--yes", "--allow-destructive"]]
                .concat();
        fixture.folder.run(&all)
    };
    let refused = protected(&["apply", "--desired", "schema.sql"]).expect(2);
    assert!(refused.stderr.contains("only a saved plan can be applied"), "{}", refused.stderr);
    protected(&["apply", "plan.json"]).expect(0);
    assert_eq!(fixture.tables(), "customer item orders");
}

#[test]
fn unproved_plan_is_not_executed() {
    let fixture = Fixture::new();
    fixture.plan_additions("ALTER TABLE app.orders ADD COLUMN x int;");
    let mut plan: Value = serde_json::from_str(&fixture.folder.read("plan.json")).expect("JSON");
    plan["proof"] = json!({"state": "failed", "reason": "it leads nowhere"});
    fixture.folder.write("plan.json", &plan.to_string());
    let refused = fixture.run(&["apply", "plan.json", "--yes"]).expect(2);
    assert!(refused.stderr.contains("the proof of the plan failed: it leads nowhere"), "{}", refused.stderr);
}

#[test]
fn failed_step_is_rolled_back_and_progress_reported() {
    let fixture = Fixture::new();
    fixture.plan_additions(
        "CREATE TABLE app.one (id int); ALTER TABLE app.customer ADD COLUMN ratio int DEFAULT (1 / (random() * 0)::int);",
    );
    let failed = fixture.run(&["apply", "plan.json", "--yes"]).expect(2);
    for part in [
        "(create column app.customer.ratio) failed",
        "division by zero",
        " of 2 steps executed",
        "rolled back",
    ] {
        assert!(failed.stderr.contains(part), "{part}: {}", failed.stderr);
    }
    let is_created = failed.stderr.contains("1 of 2 steps executed");
    assert_eq!(fixture.tables().contains("one"), is_created, "{}", failed.stderr);
    assert_eq!(fixture.value("SELECT count(*) FROM pg_attribute WHERE attname = 'ratio'"), "0");
}

#[test]
fn invalid_index_is_rebuilt() {
    let fixture = Fixture::new();
    let index = "CREATE INDEX of_customer ON app.orders (customer_id);";
    fixture.folder.write("schema.sql", &format!("{DESIRED}{index}"));
    fixture.run(&["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"]).expect(0);
    fixture
        .database
        .psql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.of_customer'::regclass");
    let plan = fixture.run(&["plan", "--desired", "schema.sql", "--exit-code", "-v"]).expect(1);
    assert!(plan.stdout.contains("DROP INDEX CONCURRENTLY IF EXISTS app.of_customer"), "{}", plan.stdout);
    fixture.run(&["apply", "--desired", "schema.sql", "--yes"]).expect(0);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'app.of_customer'::regclass";
    assert_eq!(fixture.value(valid), "t");
}

#[test]
fn lock_timeouts_are_retried() {
    let fixture = Fixture::new();
    fixture.plan_additions("ALTER TABLE app.orders ADD COLUMN x int;");
    let holder = Held::new(&fixture.database, "LOCK TABLE app.orders; SELECT pg_sleep(2)");
    let started = Instant::now();
    fixture.run(&["apply", "plan.json", "--yes", "--lock-timeout", "100ms"]).expect(0);
    assert!(started.elapsed() > Duration::from_millis(500));
    drop(holder);
}

#[test]
fn second_apply_is_refused() {
    let fixture = Fixture::new();
    fixture.plan_slowly(5, "");
    let first =
        fixture.command(&["apply", "plan.json", "--yes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut first = first.expect("the program starts");
    wait_for(&fixture.database, "app.slow");
    let second = fixture.run(&["apply", "plan.json", "--yes"]).expect(2);
    assert!(
        second.stderr.contains("another pgplumb apply is running on this database: process "),
        "{}",
        second.stderr
    );
    fixture.run(&["apply", "--desired", "more.sql", "--yes", "--lock-wait", "1min"]).expect(0);
    assert!(first.wait().expect("it ends").success());
}

#[test]
fn ctrl_c_cancels_the_statement_and_reports_progress() {
    let fixture = Fixture::new();
    fixture.plan_slowly(300, "CREATE TABLE app.one (id int);");
    let child = fixture
        .command(&["apply", "plan.json", "--yes"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.expect("the program starts");
    wait_for(&fixture.database, "app.slow");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    let run = Run::of(child.wait_with_output().expect("it ends")).expect(130);
    assert!(run.stderr.contains(" of 2 steps executed"), "{}", run.stderr);
    let running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND strpos(query, 'of_slow') > 0 AND pid <> pg_backend_pid() AND datname = current_database()";
    assert_eq!(fixture.value(running), "0");
    let is_created = run.stderr.contains("1 of 2 steps executed");
    assert_eq!(fixture.tables().contains("one"), is_created, "{}", run.stderr);
}

#[test]
fn missing_privileges_are_reported_before_the_first_step() {
    let fixture = Fixture::new();
    let server = Server::shared(newest().major);
    let role = format!("reader_of_{}", fixture.database.name());
    fixture.database.psql(&format!("CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA app TO {role}"));
    let url = fixture.database.url_as(&role);
    let arguments = [
        "apply",
        "--desired",
        "schema.sql",
        "--yes",
        "--allow-destructive",
        "-d",
        &url,
        "--scratch",
        &fixture.scratch,
    ];
    let refused = fixture.folder.run(&arguments).expect(2);
    for part in [
        "lacks privileges for this plan",
        "must be owner of table app.customer",
        "may not create objects in schema app",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    assert!(fixture.tables().contains("rich"));
    drop(server);
}

#[test]
fn error_in_the_desired_state_has_a_location() {
    let fixture = Fixture::new();
    fixture.folder.write("broken.sql", "CREATE TABLE a (id int);\nCREATE TABEL b (id int);\n");
    let failed = fixture.run(&["apply", "--desired", "broken.sql", "--yes"]).expect(2);
    assert!(failed.stderr.contains("broken.sql:2"), "{}", failed.stderr);
    assert!(failed.stderr.contains("TABEL"), "{}", failed.stderr);
}

/// Returns the single value of a query.
pub fn value(database: &Database, sql: &str) -> String {
    database.query(sql).concat().concat()
}

/// A statement that runs in its own session.
struct Held(std::process::Child);

impl Held {
    fn new(database: &Database, sql: &str) -> Self {
        let url = database.url();
        let psql = database.server().installation().client("psql");
        let child =
            Command::new(psql).args(["-X", "-q", "-1", "-c", sql, &url]).stdout(Stdio::null()).spawn();
        let held = Self(child.expect("psql starts"));
        wait_for(database, "pg_sleep");
        held
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a statement runs in the database.
fn wait_for(database: &Database, text: &str) {
    let running = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND strpos(query, '{text}') > 0 AND pid <> pg_backend_pid() AND datname = current_database()"
    );
    let started = Instant::now();
    while value(database, &running) == "0" {
        assert!(started.elapsed() < Duration::from_secs(30), "{text} does not run");
        std::thread::sleep(Duration::from_millis(20));
    }
}
