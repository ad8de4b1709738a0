//! A small database, its desired state, and the program.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Server, newest};

use super::program::{Folder, Run};

/// The current schema.
pub const EXISTING: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.customer (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
";

/// The desired schema: an additional column and an additional table.
pub const DESIRED: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.customer (id int PRIMARY KEY, name text NOT NULL, email text);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
    CREATE TABLE app.item (id int PRIMARY KEY);
";

/// A database and a folder with its desired state.
pub struct Fixture {
    pub folder: Folder,
    pub database: Database,
    scratch: String,
}

impl Fixture {
    pub fn new() -> Self {
        Self::on(&Server::shared(newest().major))
    }

    pub fn on(server: &Server) -> Self {
        let database = server.create_database();
        database.psql(EXISTING);
        database.psql("INSERT INTO app.customer SELECT n, 'c' || n FROM generate_series(1, 7) n");
        let folder = Folder::new();
        folder.write("schema.sql", DESIRED);
        Self { folder, database, scratch: server.url("postgres") }
    }

    /// Returns the command that runs the program on the database.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_on(&self.database.url(), arguments)
    }

    pub fn command_on(&self, url: &str, arguments: &[&str]) -> Command {
        self.folder.command(&[arguments, &["-d", url, "--scratch", &self.scratch]].concat())
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().expect("the program starts"))
    }

    pub fn run_on(&self, url: &str, arguments: &[&str]) -> Run {
        Run::of(self.command_on(url, arguments).output().expect("the program starts"))
    }

    /// Runs the program, which must refuse with exit code 2 and change nothing. Returns stderr.
    #[track_caller]
    pub fn refused(&self, url: &str, arguments: &[&str]) -> String {
        let before = self.database.pg_dump();
        let run = self.run_on(url, arguments).expect(2);
        assert_eq!(unkeyed(&self.database.pg_dump()), unkeyed(&before), "{}", run.stderr);
        run.stderr
    }

    /// Saves a plan for `schema.sql`.
    pub fn save_plan(&self) {
        self.run(&["plan", "--desired", "schema.sql", "-o", "plan.json"]).expect(0);
    }

    /// Saves a plan for `slow.sql`, with an index that takes some seconds to build, because of a
    /// function that is slow for one of the rows.
    pub fn save_slow_plan(&self, seconds: u32) {
        let function = slow_function(seconds);
        self.database.psql(&function);
        let index = "CREATE INDEX of_slow ON app.customer (app.slow(id));";
        self.folder.write("slow.sql", &format!("{EXISTING}{function}{index}"));
        self.run(&["plan", "--desired", "slow.sql", "-o", "plan.json"]).expect(0);
    }

    /// Returns the single value of a query.
    pub fn value(&self, sql: &str) -> String {
        self.database.query(sql).concat().concat()
    }

    /// Waits until a statement runs in the database.
    pub fn wait_for(&self, text: &str) {
        let running = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND strpos(query, '{text}') > 0 AND pid <> pg_backend_pid() AND datname = current_database()"
        );
        let started = Instant::now();
        while self.value(&running) == "0" {
            assert!(started.elapsed() < Duration::from_secs(30), "{text} does not run");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Locks a table exclusively.
    pub fn hold(&self, table: &str) -> Holder {
        let mut psql = Command::new(self.database.server().installation().client("psql"));
        let lock = format!("LOCK TABLE {table}; SELECT pg_sleep(300)");
        psql.args(["-X", "-q", "-1", "-c", &lock, &self.database.url()]);
        let child = psql.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("psql starts");
        self.wait_for("pg_sleep(300)");
        Holder(child)
    }

    /// Starts the program without waiting for it.
    pub fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }
}

/// A session that holds a lock.
pub struct Holder(Child);

impl Drop for Holder {
    fn drop(&mut self) {
        // On SIGINT, psql cancels its statement.
        signal(&self.0, "-INT");
        let _ = self.0.wait();
    }
}

/// A function that sleeps for the first customer.
fn slow_function(seconds: u32) -> String {
    format!(
        "CREATE FUNCTION app.slow(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS \
         'BEGIN IF $1 = 1 THEN PERFORM pg_catalog.pg_sleep({seconds}); END IF; RETURN $1; END';"
    )
}

/// Removes the random keys of `\restrict` from a dump.
fn unkeyed(dump: &str) -> String {
    dump.lines().filter(|line| !line.contains("restrict ")).collect::<Vec<_>>().join("\n")
}

/// Sends a signal.
pub fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
}
