//! A current state with rows, a desired state, and runs of the program that change one into the
//! other.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Child, Command};

use pgplumb_testkit::{Columns, Database, Filled, Gate, Pair, Server, differ, normalized};

use super::program::{Folder, Run};

/// The number of rows in each table.
const ROWS: u32 = 4;

/// A current and a desired state.
pub struct Scenario {
    pub old: Database,
    pub new: Database,
    pub filled: Vec<Filled>,
    pub folder: Folder,
    /// Dumps that are known to equal the desired state; checking takes a while.
    desired: RefCell<BTreeSet<String>>,
}

/// A running program.
pub struct Running {
    child: Child,
    name: String,
}

impl Scenario {
    /// Loads a pair and fills its tables; `None` if it does not load.
    pub fn of(pair: &Pair, server: &Server) -> Option<Self> {
        let (old, new) = pair.load(server)?;
        let filled = old.fill(ROWS);
        Some(Self { old, new, filled, folder: Folder::new(), desired: RefCell::default() })
    }

    /// Runs the program on a database.
    pub fn run(&self, arguments: &[&str], url: &str) -> Run {
        Run::of(self.command(arguments, url).output().expect("the program starts"))
    }

    /// Applies the desired state, waiting for statements of an interrupted apply.
    pub fn apply(&self, database: &Database, more: &[&str]) -> Run {
        let desired = self.new.url();
        let arguments =
            ["apply", "--desired", &desired, "--yes", "--allow-destructive", "--lock-wait", "20s"];
        self.run(&[&arguments, more].concat(), &database.url())
    }

    /// Starts to apply the saved plan to a copy of its database through a gate.
    pub fn start(&self, database: &Database, gate: &Gate, name: &str) -> Running {
        let url = by(database, gate);
        let mut plan: serde_json::Value = serde_json::from_str(&self.folder.read("plan.json")).expect("JSON");
        plan["target"]["database"] = database.name().into();
        let file = format!("{name}.json");
        self.folder.write(&file, &plan.to_string());
        let mut command = self.command(&["apply", &file, "--yes", "--allow-destructive"], &url);
        let file = |what: &str| File::create(self.folder.path(&format!("{name}.{what}"))).expect("a file");
        command.stdout(file("out")).stderr(file("err"));
        Running { child: command.spawn().expect("the program starts"), name: name.to_owned() }
    }

    /// Waits for the end of a run.
    pub fn end(&self, mut running: Running) -> Run {
        let code = running.child.wait().expect("it ends").code();
        let read = |what: &str| {
            fs::read_to_string(self.folder.path(&format!("{}.{what}", running.name))).expect("UTF-8")
        };
        Run { code, stdout: read("out"), stderr: read("err") }
    }

    fn command(&self, arguments: &[&str], url: &str) -> Command {
        let scratch = self.old.server().url("postgres");
        self.folder.command(&[arguments, &["-d", url, "--scratch", &scratch]].concat())
    }

    /// Returns the differences of a database from the desired state.
    pub fn differs(&self, database: &Database) -> Option<String> {
        let got = database.pg_dump();
        if self.desired.borrow().contains(&got) {
            return None;
        }
        let (want, server) = (self.new.pg_dump(), database.server());
        let difference = differ(&want, &got, Columns::AnyOrder);
        if difference.is_some()
            && differ(&normalized(server, &want), &normalized(server, &got), Columns::AnyOrder).is_some()
        {
            return difference;
        }
        self.desired.borrow_mut().insert(got);
        None
    }
}

impl Running {
    /// Sends a signal.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    /// Whether it has ended.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_some()
    }
}

/// The URL of a database through a gate.
pub fn by(database: &Database, gate: &Gate) -> String {
    let port = format!(":{}/", database.server().port());
    database.url().replace(&port, &format!(":{}/", gate.port()))
}

/// Returns the invalid indexes.
pub fn invalid_indexes(database: &Database) -> Vec<String> {
    database
        .query(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname <> 'pg_toast' ORDER BY 1",
        )
        .concat()
}

/// Checks every B-tree index of the database with amcheck.
pub fn check_indexes(database: &Database) -> Result<String, String> {
    database.try_psql(
        "SET client_min_messages = warning;
         CREATE EXTENSION IF NOT EXISTS amcheck;
         SELECT bt_index_parent_check(c.oid, true) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           JOIN pg_am a ON a.oid = c.relam
          WHERE a.amname = 'btree' AND c.relkind = 'i' AND i.indisvalid AND i.indisready AND c.relpersistence = 'p';
         DROP EXTENSION amcheck;",
    )
}
