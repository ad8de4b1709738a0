//! What pgplumb's tests stand on: real PostgreSQL servers, case folders, the corpus, and judges that never
//! trust pgplumb's own reader. Unpublished; knows no other room of the workspace; blocking code only.
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
mod filling;
mod gate;
mod installation;
mod judge;
pub mod mermaid;
mod pooler;
pub mod schemas;
mod server;
mod statements;
mod template;

use std::io::Write;

pub use cases::{Case, cases};
pub use corpus::{CorpusFile, Pair, corpus, known_not_to_load, pairs, shared};
pub use cut_proxy::{CutProxy, Fate};
pub use database::Database;
pub use entries::{Entry, differing_entries};
pub use filling::Filled;
pub use gate::{Gate, Side};
pub use installation::{Installation, each_major, for_majors, installations, newest, oldest};
pub use judge::{Columns, blocks, copy_differs, differ, settled};
pub use pooler::Pooler;
pub use server::{Server, ServerOptions};

/// Whether a test has the part it needs. Where it does not, this says so, past the test runner's capturing;
/// in CI (`CI` is set) that is a failure, because there every part is expected to be installed.
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
    assert!(!in_ci(), "this test needs {part}, which CI must provide");
    say(&format!("SKIPPED, not tested: this test needs {part}"));
    false
}

/// Whether this run must not skip anything: `CI` is set and not empty.
#[must_use]
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
}

/// Writes to the real stderr: the test runner captures what `eprintln!` prints, and a skipped test must be seen.
fn say(text: &str) {
    let thread = std::thread::current();
    let _ = writeln!(std::io::stderr(), "testkit: {}: {text}", thread.name().unwrap_or("test"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_found_part_is_no_reason_to_skip() {
        assert!(require("anything", true));
    }

    #[test]
    fn a_missing_part_fails_in_ci_and_skips_elsewhere() {
        let outcome = std::panic::catch_unwind(|| require("a part that is missing on purpose", false));
        assert_eq!(outcome.ok(), if in_ci() { None } else { Some(false) });
    }
}
