//! Plans for a database in use: data checks, resumed plans, and changes while other sessions read
//! and write.

#![allow(clippy::print_stderr, reason = "tests talk as they like")]

mod changes;
mod data_checks;
mod load;
#[allow(dead_code, reason = "shared with the other end-to-end tests, which use all of it")]
#[path = "../it/program.rs"]
mod program;
mod repartitioning;
mod resuming;
mod rows_before_changes;
mod traffic;
mod under_traffic;

use pgplumb_testkit::{Database, Server};
use program::{Folder, Run};

/// A database, its desired state, and a scratch server.
struct Fixture {
    folder: Folder,
    database: Database,
    scratch: String,
}

impl Fixture {
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
