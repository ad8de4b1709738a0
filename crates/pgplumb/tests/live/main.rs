//! Plans for a database that is in use: rows are asked before, what was interrupted goes on, and nobody is kept from their work.

#![allow(clippy::print_stderr, reason = "tests talk as they like")]

mod asking;
mod load;
#[allow(dead_code, reason = "shared with the other end-to-end tests, which use all of it")]
#[path = "../it/program.rs"]
mod program;
mod resuming;

use pgplumb_testkit::{Database, Server};
use program::{Folder, Run};

/// A database, a desired state, and a server to prove plans on.
struct Setting {
    folder: Folder,
    database: Database,
    scratch: String,
}

impl Setting {
    fn new(major: u32, old: &str, desired: &str) -> Self {
        let database = Server::shared(major).create_database();
        database.psql(old);
        let scratch = database.server().url("postgres");
        let folder = Folder::new();
        folder.write("desired.sql", desired);
        Self { folder, database, scratch }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let url = self.database.url();
        let mut all = arguments.to_vec();
        all.extend(["--desired", "desired.sql", "-d", &url, "--scratch", &self.scratch]);
        self.folder.run(&all)
    }

    fn value(&self, sql: &str) -> String {
        self.database.query(sql).into_iter().flatten().next().unwrap_or_default()
    }
}
