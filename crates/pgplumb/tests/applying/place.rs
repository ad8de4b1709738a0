//! A small database, what is desired of it, and the program.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Database, Server, newest};
use serde_json::{Value, json};

use super::program::{Folder, Run};

/// What there is.
pub const EXISTING: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.customer (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
";

/// What there is to be: a column and a table more.
pub const DESIRED: &str = "
    CREATE SCHEMA app;
    CREATE TABLE app.customer (id int PRIMARY KEY, name text NOT NULL, email text);
    CREATE TABLE app.orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES app.customer, total numeric);
    CREATE TABLE app.item (id int PRIMARY KEY);
";

/// A database, and a folder with what is desired of it.
pub struct Place {
    pub folder: Folder,
    pub database: Database,
    scratch: String,
}

impl Place {
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

    /// The program with these words, on the database.
    pub fn command(&self, words: &[&str]) -> Command {
        self.command_on(&self.database.url(), words)
    }

    pub fn command_on(&self, url: &str, words: &[&str]) -> Command {
        self.folder.command(&[words, &["-d", url, "--scratch", &self.scratch]].concat())
    }

    pub fn run(&self, words: &[&str]) -> Run {
        Run::of(self.command(words).output().expect("the program starts"))
    }

    pub fn run_on(&self, url: &str, words: &[&str]) -> Run {
        Run::of(self.command_on(url, words).output().expect("the program starts"))
    }

    /// A run that is refused, with exit code 2, and has changed nothing.
    #[track_caller]
    pub fn refused(&self, url: &str, words: &[&str]) -> String {
        let before = self.database.pg_dump();
        let run = self.run_on(url, words).expect(2);
        assert_eq!(unkeyed(&self.database.pg_dump()), unkeyed(&before), "{}", run.stderr);
        run.stderr
    }

    /// Saves a plan of these statements, for the database as it is, each a step.
    pub fn plan(&self, statements: &[&str]) {
        self.folder.write("empty.sql", "");
        self.run(&["plan", "--desired", "empty.sql", "--additive", "--no-proof", "-o", "plan.json"])
            .expect(0);
        let mut plan: Value = serde_json::from_str(&self.folder.read("plan.json")).expect("JSON");
        let step = |sql: &&str| json!({"object": "table:app.orders", "action": "alter", "statements": [sql], "alone": sql.contains("CONCURRENTLY")});
        plan["steps"] = statements.iter().map(step).collect();
        plan["changes"] = json!([]);
        self.folder.write("plan.json", &plan.to_string());
    }

    /// The one value of a query.
    pub fn value(&self, sql: &str) -> String {
        self.database.query(sql).concat().concat()
    }

    /// Waits until a statement runs in the database.
    pub fn wait_for(&self, words: &str) {
        let running = format!(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND strpos(query, '{words}') > 0 AND pid <> pg_backend_pid() AND datname = current_database()"
        );
        let started = Instant::now();
        while self.value(&running) == "0" {
            assert!(started.elapsed() < Duration::from_secs(30), "{words} does not run");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Locks a table, so that nobody else can do anything with it.
    pub fn hold(&self, table: &str) -> Holder {
        let mut psql = Command::new(self.database.server().installation().client("psql"));
        let lock = format!("LOCK TABLE {table}; SELECT pg_sleep(300)");
        psql.args(["-X", "-q", "-1", "-c", &lock, &self.database.url()]);
        let child = psql.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("psql starts");
        self.wait_for("pg_sleep(300)");
        Holder(child)
    }

    /// Starts the program, and lets it go on.
    pub fn start(&self, words: &[&str]) -> Child {
        let mut command = self.command(words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }
}

/// Somebody who holds a lock.
pub struct Holder(Child);

impl Drop for Holder {
    fn drop(&mut self) {
        // psql cancels what it waits for.
        signal(&self.0, "-INT");
        let _ = self.0.wait();
    }
}

/// A dump without the keys that are other ones each time.
fn unkeyed(dump: &str) -> String {
    dump.lines().filter(|line| !line.contains("restrict ")).collect::<Vec<_>>().join("\n")
}

/// Sends a signal.
pub fn signal(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
}
