//! `.env.example` and `.gitignore`.

use super::draft::Draft;
use super::marks::{self, Block, Place};

/// The files that this piece reads or writes.
pub const FILES: &[&str] = &[EXAMPLE, IGNORE];

const EXAMPLE: &str = ".env.example";
const IGNORE: &str = ".gitignore";
const NAME: &str = "environment";

const VARIABLES: &str =
    "# The database that pgplumb works with. Copy this file to .env, which git ignores, and change the URL.
# For export, check and plan, a role that may only connect is enough.
DATABASE_URL=postgres://user@localhost:5432/database
";

/// What git should not see: the connection string, and reports without a name of their own.
const IGNORED: &[&str] = &[".env", "schema_drift_report_*"];

/// Adds the piece.
pub fn add(draft: &mut Draft<'_>) {
    let path = draft.project.own(EXAMPLE);
    let others = marks::rest(draft.text(&path).unwrap_or_default(), NAME);
    if !others.lines().any(|line| line.trim_start().starts_with("DATABASE_URL=")) {
        draft.add_block(&path, &Block { name: NAME, body: VARIABLES, indent: "" }, Place::End);
    }
    let path = draft.project.own(IGNORE);
    let others = marks::rest(draft.text(&path).unwrap_or_default(), NAME);
    let is_listed =
        |pattern: &&str| others.lines().any(|line| line.trim().trim_start_matches('/') == *pattern);
    let missing: String =
        IGNORED.iter().filter(|pattern| !is_listed(pattern)).map(|pattern| format!("{pattern}\n")).collect();
    if !missing.is_empty() {
        draft.add_block(&path, &Block { name: NAME, body: &missing, indent: "" }, Place::End);
    }
}

/// Removes the piece.
pub fn remove(draft: &mut Draft<'_>) {
    for name in FILES {
        let path = draft.project.own(name);
        draft.remove_block(&path, NAME);
    }
}
