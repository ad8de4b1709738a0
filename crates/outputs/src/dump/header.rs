//! How a dump begins: where it is from, what it needs and does not have, what must be set.

use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, ObjectId};

use super::in_comment;

/// The beginning of every SQL file that pgplumb writes: tells a file of its own from another.
pub const WRITTEN: &str = "-- Written by pgplumb; changes are lost.";

pub(super) const DATABASE: &str = "-- Database: ";
pub(super) const DUMPED: &str = "-- Dumped: ";

/// What must be set so that the statements mean what they say, wherever they are loaded.
pub const SETTINGS: &str = "SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = off;
SET client_min_messages = warning;
SET xmloption = content;
SET default_tablespace = '';
SET default_table_access_method = heap;
SELECT pg_catalog.set_config('search_path', '', false);
";

/// Where the dump is from.
pub(super) fn header(catalog: &Catalog, origin: &Origin) -> String {
    let mut out = format!("{WRITTEN} `pgplumb dump` writes it anew.\n--\n");
    if !origin.database.is_empty() {
        out.push_str(&format!("{DATABASE}{}\n", in_comment(&origin.database)));
    }
    out.push_str(&format!("-- Server: PostgreSQL {}\n", catalog.server_version.major()));
    let by = if origin.generator.is_empty() { "pgplumb" } else { &origin.generator };
    out.push_str(&format!("{DUMPED}{} by {}\n", in_comment(&origin.exported_at), in_comment(by)));
    out
}

/// The list of what the dump needs and does not have.
pub(super) fn needed(missing: &[ObjectId]) -> String {
    if missing.is_empty() {
        return String::new();
    }
    let mut out = String::from("--\n-- Needed, and not in this file:\n");
    for id in missing {
        out.push_str(&format!("--   {} {}\n", id.kind, in_comment(&id.path())));
    }
    out
}
