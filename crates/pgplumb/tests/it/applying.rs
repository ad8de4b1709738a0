//! Plans, shown and carried out.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Server, newest};
use serde_json::{Value, json};

use super::program::{Folder, Run};
use super::small_database;

/// What `small_database` has, with a column more, a column less, and a table more.
const DESIRED: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.customer (id int PRIMARY KEY, email text);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
    COMMENT ON TABLE app.orders IS 'What was ordered.';
    CREATE TABLE app.item (id int PRIMARY KEY);
    CREATE FUNCTION app.total(integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0';
";

/// The database on the server of which plans are proved.
struct Setting {
    folder: Folder,
    database: Database,
    scratch: String,
}

impl Setting {
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

    /// A saved plan of these steps, for the database as it is.
    fn plan(&self, steps: &[Value]) {
        self.folder.write("empty.sql", "");
        self.run(&["plan", "--desired", "empty.sql", "--additive", "--no-proof", "-o", "plan.json"])
            .expect(0);
        let mut plan: Value = serde_json::from_str(&self.folder.read("plan.json")).expect("JSON");
        plan["steps"] = json!(steps);
        plan["changes"] = json!([]);
        self.folder.write("plan.json", &plan.to_string());
    }
}

fn step(object: &str, statements: &[&str]) -> Value {
    json!({"object": object, "action": "alter", "statements": statements})
}

#[test]
fn a_plan_is_shown_applied_and_then_there_is_nothing_to_do() {
    let setting = Setting::new();
    let desired = ["--desired", "schema.sql"];
    let plan = setting.run(&["plan", desired[0], desired[1], "-v", "--exit-code"]).expect(1);
    for part in [
        "in step: ",
        "create table app.item",
        "CREATE TABLE app.item",
        "⚠ drop column app.customer.name: ",
        "7 values",
        "proved on",
    ] {
        assert!(plan.stdout.contains(part), "{part}: {}", plan.stdout);
    }
    // In order: what is in step, what is harmless, what is not, how much that is.
    let places = [
        "✓ in step",
        "would be created or changed:",
        "ℹ create table",
        "⚠ would be lost",
        "dangerous; proved on",
    ]
    .map(|part| plan.stdout.find(part).unwrap_or_else(|| panic!("{part}: {}", plan.stdout)));
    assert!(places.is_sorted(), "{}", plan.stdout);
    let dry = setting.run(&["apply", desired[0], desired[1], "--dry-run", "-v", "--exit-code"]).expect(1);
    assert_eq!(dry.stdout, plan.stdout);
    let script = setting.run(&["plan", desired[0], desired[1], "--format", "sql"]).expect(0).stdout;
    assert!(script.contains("ALTER TABLE app.customer DROP COLUMN name;\n"), "{script}");
    assert!(setting.tables().contains("rich"));
    let refused = setting.run(&["apply", desired[0], desired[1], "--yes"]).expect(2);
    assert!(refused.stderr.contains("--allow drop-column:app.customer.name\n"), "{}", refused.stderr);
    assert!(setting.tables().contains("rich"));
    let asked = setting
        .run(&[
            "apply",
            desired[0],
            desired[1],
            "--allow",
            "drop-column:app.customer.*",
            "drop-view:app.rich",
        ])
        .expect(2);
    assert!(asked.stderr.contains("nobody to ask"), "{}", asked.stderr);
    let applied = setting
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
    assert!(applied.stderr.contains("executed, read back and compared"), "{}", applied.stderr);
    assert_eq!(setting.tables(), "customer item orders");
    for line in setting.folder.read("log.jsonl").lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(line["outcome"], "ok", "{line}");
    }
    let again = setting.run(&["apply", desired[0], desired[1], "--yes"]).expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    setting.run(&["plan", desired[0], desired[1], "--exit-code"]).expect(0);
}

#[test]
fn what_is_not_managed_stays() {
    let setting = Setting::new();
    setting
        .database
        .psql("CREATE SCHEMA other; CREATE TABLE other.t (id int); CREATE TABLE app.tmp_1 (id int)");
    let base = ["--desired", "schema.sql", "--yes", "--allow-destructive"];
    let with = |more: &[&'static str]| [&["apply"], &base[..], more].concat();
    let added = setting.run(&with(&["--additive"])).expect(0);
    assert!(added.stdout.contains("left as it is (--additive)"), "{}", added.stdout);
    assert_eq!(setting.tables(), "customer item orders rich tmp_1");
    let columns = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'app.customer'::regclass AND attnum > 0 AND NOT attisdropped";
    assert_eq!(setting.value(columns), "3");
    setting.run(&with(&["--only", "view:app.*"])).expect(0);
    assert_eq!(setting.tables(), "customer item orders tmp_1");
    setting.run(&with(&["--schema", "app", "--ignore", "table:app.tmp_*"])).expect(0);
    assert_eq!(setting.tables(), "customer item orders tmp_1");
    assert_eq!(setting.value(columns), "2");
    assert_eq!(setting.value("SELECT to_regclass('other.t')"), "other.t");
    setting.run(&with(&[])).expect(0);
    assert_eq!(setting.tables(), "customer item orders");
    assert_eq!(setting.value("SELECT to_regclass('other.t')"), "");
}

#[test]
fn default_privileges_in_sql_are_those_of_who_has_such() {
    let setting = Setting::new();
    setting.database.psql("ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC");
    let desired =
        format!("{DESIRED}; ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO PUBLIC");
    setting.folder.write("schema.sql", &desired);
    let apply = ["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"];
    setting.run(&apply).expect(0);
    let granted = "SELECT array_to_string(defaclacl, ' ') FROM pg_default_acl d WHERE defaclnamespace = 'app'::regnamespace";
    assert_eq!(setting.value(granted), "=ar/postgres");
    assert!(setting.run(&apply).expect(0).stdout.contains("nothing to do"));
}

#[test]
fn a_saved_plan_is_for_one_state_only() {
    let setting = Setting::new();
    setting.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    setting.database.psql("CREATE INDEX ON app.orders (total)");
    let stale = setting.run(&["apply", "plan.json", "--yes", "--allow-destructive"]).expect(2);
    assert!(stale.stderr.contains("the plan is stale"), "{}", stale.stderr);
    assert!(setting.tables().contains("rich"));
    setting.database.psql("DROP INDEX app.orders_total_idx");
    // That it is of a protected database is no matter.
    let url = setting.database.url();
    setting.folder.write("pgplumb.toml", &format!("[env.live]\nurl = \"{url}\"\nprotected = true\n"));
    let protected = |words: &[&str]| {
        let all = [words, &["--env", "live", "--scratch", &setting.scratch, "--yes", "--allow-destructive"]]
            .concat();
        setting.folder.run(&all)
    };
    let refused = protected(&["apply", "--desired", "schema.sql"]).expect(2);
    assert!(refused.stderr.contains("takes a saved plan only"), "{}", refused.stderr);
    protected(&["apply", "plan.json"]).expect(0);
    assert_eq!(setting.tables(), "customer item orders");
}

#[test]
fn a_plan_that_is_not_proved_is_not_executed() {
    let setting = Setting::new();
    setting.plan(&[step("table:app.orders", &["ALTER TABLE app.orders ADD COLUMN x int"])]);
    let mut plan: Value = serde_json::from_str(&setting.folder.read("plan.json")).expect("JSON");
    plan["proof"] = json!({"state": "failed", "reason": "it leads nowhere"});
    setting.folder.write("plan.json", &plan.to_string());
    let refused = setting.run(&["apply", "plan.json", "--yes"]).expect(2);
    assert!(refused.stderr.contains("the plan is not proved: it leads nowhere"), "{}", refused.stderr);
}

#[test]
fn a_step_that_fails_is_undone_and_what_is_done_is_told() {
    let setting = Setting::new();
    setting.plan(&[
        step("table:app.one", &["CREATE TABLE app.one ()"]),
        step("table:app.two", &["CREATE TABLE app.two ()", "SELECT 1 / 0"]),
        step("table:app.three", &["CREATE TABLE app.three ()"]),
    ]);
    let failed = setting.run(&["apply", "plan.json", "--yes"]).expect(2);
    for part in ["step 2 (alter table:app.two) fails", "division by zero", "1 of 3 steps done"] {
        assert!(failed.stderr.contains(part), "{part}: {}", failed.stderr);
    }
    assert_eq!(setting.tables(), "customer one orders rich");
}

#[test]
fn an_index_that_is_not_valid_is_built_anew() {
    let setting = Setting::new();
    let index = "CREATE INDEX of_customer ON app.orders (customer_id);";
    setting.folder.write("schema.sql", &format!("{DESIRED}{index}"));
    setting.run(&["apply", "--desired", "schema.sql", "--yes", "--allow-destructive"]).expect(0);
    setting
        .database
        .psql("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.of_customer'::regclass");
    let plan = setting.run(&["plan", "--desired", "schema.sql", "--exit-code", "-v"]).expect(1);
    assert!(plan.stdout.contains("DROP INDEX CONCURRENTLY IF EXISTS app.of_customer"), "{}", plan.stdout);
    setting.run(&["apply", "--desired", "schema.sql", "--yes"]).expect(0);
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'app.of_customer'::regclass";
    assert_eq!(setting.value(valid), "t");
}

#[test]
fn locks_are_waited_for_a_little_at_a_time() {
    let setting = Setting::new();
    setting.plan(&[step("table:app.orders", &["ALTER TABLE app.orders ADD COLUMN x int"])]);
    let holder = Held::new(&setting.database, "LOCK TABLE app.orders; SELECT pg_sleep(2)");
    let started = Instant::now();
    setting.run(&["apply", "plan.json", "--yes", "--lock-timeout", "100ms"]).expect(0);
    assert!(started.elapsed() > Duration::from_millis(500));
    drop(holder);
}

#[test]
fn a_second_apply_says_who_is_at_work() {
    let setting = Setting::new();
    setting.plan(&[step("table:app.orders", &["SELECT pg_sleep(3)"])]);
    let first =
        setting.command(&["apply", "plan.json", "--yes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut first = first.expect("the program starts");
    wait_for(&setting.database, "pg_sleep(3)");
    let second = setting.run(&["apply", "plan.json", "--yes"]).expect(2);
    assert!(
        second.stderr.contains("another pgplumb apply is at work on this database: process "),
        "{}",
        second.stderr
    );
    setting.run(&["apply", "plan.json", "--yes", "--lock-wait", "1min"]).expect(0);
    assert!(first.wait().expect("it ends").success());
}

#[test]
fn ctrl_c_cancels_the_statement_and_says_what_is_done() {
    let setting = Setting::new();
    setting.plan(&[
        step("table:app.one", &["CREATE TABLE app.one ()"]),
        step("table:app.orders", &["SELECT pg_sleep(300)"]),
    ]);
    let child = setting
        .command(&["apply", "plan.json", "--yes"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let child = child.expect("the program starts");
    wait_for(&setting.database, "pg_sleep(300)");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    let run = Run::of(child.wait_with_output().expect("it ends")).expect(130);
    assert!(run.stderr.contains("1 of 2 steps done"), "{}", run.stderr);
    let running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(300)' AND datname = current_database()";
    assert_eq!(setting.value(running), "0");
    assert_eq!(setting.tables(), "customer one orders rich");
}

#[test]
fn rights_that_are_missing_are_told_before_the_first_step() {
    let setting = Setting::new();
    let server = Server::shared(newest().major);
    let role = format!("reader_of_{}", setting.database.name());
    setting.database.psql(&format!("CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA app TO {role}"));
    let url = setting.database.url_as(&role);
    let words = [
        "apply",
        "--desired",
        "schema.sql",
        "--yes",
        "--allow-destructive",
        "-d",
        &url,
        "--scratch",
        &setting.scratch,
    ];
    let refused = setting.folder.run(&words).expect(2);
    for part in [
        "lacks rights for this plan",
        "must be owner of table app.customer",
        "may not create anything in schema app",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    assert!(setting.tables().contains("rich"));
    drop(server);
}

#[test]
fn a_mistake_in_what_is_desired_has_a_place() {
    let setting = Setting::new();
    setting.folder.write("broken.sql", "CREATE TABLE a (id int);\nCREATE TABEL b (id int);\n");
    let failed = setting.run(&["apply", "--desired", "broken.sql", "--yes"]).expect(2);
    assert!(failed.stderr.contains("broken.sql:2"), "{}", failed.stderr);
    assert!(failed.stderr.contains("TABEL"), "{}", failed.stderr);
}

/// The one value of a query.
pub fn value(database: &Database, sql: &str) -> String {
    database.query(sql).concat().concat()
}

/// Something that runs in a session of its own.
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
fn wait_for(database: &Database, words: &str) {
    let running = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND strpos(query, '{words}') > 0 AND pid <> pg_backend_pid() AND datname = current_database()"
    );
    let started = Instant::now();
    while value(database, &running) == "0" {
        assert!(started.elapsed() < Duration::from_secs(30), "{words} does not run");
        std::thread::sleep(Duration::from_millis(20));
    }
}
