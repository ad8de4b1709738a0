//! Tools for pgplumb's tests: PostgreSQL servers, case folders, the corpus of real schemas, and
//! comparisons that do not use pgplumb's own reader. The crate is not published, does not depend
//! on other crates of the workspace, and has blocking code only.
//!
//! ```no_run
//! pgplumb_testkit::each_major(|installation| {
//!     let database = pgplumb_testkit::Server::shared(installation.major).create_database();
//!     database.psql("CREATE TABLE t (id int PRIMARY KEY)");
//!     assert_eq!(database.query("SELECT count(*) FROM t"), [["0"]]);
//! });
//! ```

mod account;
mod cases;
mod corpus;
mod cut_proxy;
mod database;
mod entries;
mod expected;
mod facts;
mod filling;
mod gate;
mod installation;
mod judge;
pub mod mermaid;
mod pooler;
pub mod random;
pub mod schemas;
mod server;
mod statements;
mod template;

use std::io::Write;

pub use cases::{Case, cases, pair_cases};
pub use corpus::{CorpusFile, Pair, corpus, known_not_to_load, pairs, shared};
pub use cut_proxy::{CutProxy, Fate};
pub use database::Database;
pub use entries::{Entry, differing_entries};
pub use expected::{expect_file, updates_expected};
pub use facts::{Facts, Gap, facts_after_each};
pub use filling::Filled;
pub use gate::{Gate, Side};
pub use installation::{Installation, each_major, for_majors, installations, newest, oldest, tests_case_on};
pub use judge::{Columns, copy_differs, differ, normalized, schema_statements};
pub use pooler::Pooler;
pub use server::{Server, ServerOptions};

/// Whether a program or folder that a test needs was found. If it was not, prints a note that the
/// test runner does not capture; in CI (`CI` is set) fails instead, because CI installs everything
/// that the tests need.
///
/// ```no_run
/// if !pgplumb_testkit::require("pgbouncer", false) {
///     return;
/// }
/// ```
#[must_use]
pub fn require(part: &str, found: bool) -> bool {
    if found {
        return true;
    }
    assert!(!in_ci(), "this test needs {part}, which must be installed in CI");
    print_note(&format!("SKIPPED: this test needs {part}"));
    false
}

/// Whether no test may be skipped: `CI` is set and not empty.
#[must_use]
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
}

/// Whether the slow tests run too: `PGPLUMB_NIGHTLY` is set.
#[must_use]
pub fn nightly() -> bool {
    std::env::var_os("PGPLUMB_NIGHTLY").is_some()
}

/// Prints to the real stderr: the test runner captures what `eprintln!` prints, and a skipped test
/// must be seen.
fn print_note(text: &str) {
    let thread = std::thread::current();
    let _ = writeln!(std::io::stderr(), "testkit: {}: {text}", thread.name().unwrap_or("test"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_skipped_if_the_part_is_found() {
        assert!(require("anything", true));
    }

    #[test]
    fn a_missing_part_fails_in_ci_and_is_skipped_elsewhere() {
        let outcome = std::panic::catch_unwind(|| require("a part that is missing on purpose", false));
        assert_eq!(outcome.ok(), if in_ci() { None } else { Some(false) });
    }
}
