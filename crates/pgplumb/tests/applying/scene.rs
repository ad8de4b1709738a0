//! Two states of a schema, the first one with rows in it, and the program between them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Child, Command};

use pgplumb_testkit::{Columns, Database, Filled, Gate, Pair, Server, differ, settled};

use super::program::{Folder, Run};

/// How many rows a table gets.
const ROWS: u32 = 4;

/// Two states, and a plan from the one to the other.
pub struct Scene {
    pub old: Database,
    pub new: Database,
    pub filled: Vec<Filled>,
    pub folder: Folder,
    /// The dumps that are known to be what is desired: to make sure of it takes a while.
    desired: RefCell<BTreeSet<String>>,
}

/// A run of the program that is under way.
pub struct Running {
    child: Child,
    name: String,
}

impl Scene {
    /// Loads a pair, and fills it; nothing where it does not load.
    pub fn of(pair: &Pair, server: &Server) -> Option<Self> {
        let (old, new) = pair.load(server)?;
        let filled = old.fill(ROWS);
        Some(Self { old, new, filled, folder: Folder::new(), desired: RefCell::default() })
    }

    /// Runs the program with these words, on a database.
    pub fn run(&self, words: &[&str], url: &str) -> Run {
        Run::of(self.command(words, url).output().expect("the program starts"))
    }

    /// Applies what is desired, and waits for a statement that nobody waits for any more.
    pub fn apply(&self, database: &Database, more: &[&str]) -> Run {
        let desired = self.new.url();
        let words = ["apply", "--desired", &desired, "--yes", "--allow-destructive", "--lock-wait", "20s"];
        self.run(&[&words, more].concat(), &database.url())
    }

    /// Begins to apply the saved plan, by a gate.
    pub fn start(&self, database: &Database, gate: &Gate, name: &str) -> Running {
        let url = by(database, gate);
        let mut command = self.command(&["apply", "plan.json", "--yes", "--allow-destructive"], &url);
        let file = |what: &str| File::create(self.folder.path(&format!("{name}.{what}"))).expect("a file");
        command.stdout(file("out")).stderr(file("err"));
        Running { child: command.spawn().expect("the program starts"), name: name.to_owned() }
    }

    /// What became of a run.
    pub fn end(&self, mut running: Running) -> Run {
        let code = running.child.wait().expect("it ends").code();
        let read = |what: &str| {
            fs::read_to_string(self.folder.path(&format!("{}.{what}", running.name))).expect("UTF-8")
        };
        Run { code, stdout: read("out"), stderr: read("err") }
    }

    fn command(&self, words: &[&str], url: &str) -> Command {
        let scratch = self.old.server().url("postgres");
        self.folder.command(&[words, &["-d", url, "--scratch", &scratch]].concat())
    }

    /// In what a database differs from the desired state.
    pub fn differs(&self, database: &Database) -> Option<String> {
        let got = database.pg_dump();
        if self.desired.borrow().contains(&got) {
            return None;
        }
        let (want, server) = (self.new.pg_dump(), database.server());
        let difference = differ(&want, &got, Columns::AnyOrder);
        if difference.is_some()
            && differ(&settled(server, &want), &settled(server, &got), Columns::AnyOrder).is_some()
        {
            return difference;
        }
        self.desired.borrow_mut().insert(got);
        None
    }
}

impl Running {
    /// Sends it a signal.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    /// Whether it has ended.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_some()
    }
}

/// The URL of a database by a gate.
pub fn by(database: &Database, gate: &Gate) -> String {
    let port = format!(":{}/", database.server().port());
    database.url().replace(&port, &format!(":{}/", gate.port()))
}

/// The indexes that are not valid.
pub fn invalid_indexes(database: &Database) -> Vec<String> {
    database
        .query(
            "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname <> 'pg_toast' ORDER BY 1",
        )
        .concat()
}

/// Has the server look into every B-tree index of the database for what should not be.
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
