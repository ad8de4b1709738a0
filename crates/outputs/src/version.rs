//! The version file: which schema a project was last brought in step with, for programs ([`json`]) and for Python's ([`python`]).
//!
//! A version is a date, `2026.11.21`, with `.1` and so on for more on the same day. It moves when the schema's hash does, and
//! with it the time, so that an export that changes nothing touches no file.

use pgplumb_catalog::{Catalog, Change, Severity};
use serde::{Deserialize, Serialize};

use crate::finish;
use crate::visible::visible;

/// How many changes are told one by one.
const LISTED: usize = 20;

/// Which schema it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Version {
    /// The version, a date: `2026.11.21`, `2026.11.21.1`.
    pub schema_version: String,
    /// When it became this version, in UTC: `2026-11-21T12:00:00Z`.
    pub last_sync: String,
    /// The SHA-256 of the canonical catalog, as the schema map has it.
    pub schema_hash: String,
    /// How many tables there are, foreign ones among them.
    pub tables_count: usize,
    /// How many enums there are.
    pub enums_count: usize,
    /// What changed since the version before.
    #[serde(default)]
    pub last_sync_differences: Differences,
}

/// What changed since the version before.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Differences {
    /// How many differences.
    pub total: usize,
    /// Those that are critical.
    pub critical: usize,
    /// Those that are high.
    pub high: usize,
    /// Those that are medium.
    pub medium: usize,
    /// Those that are low.
    pub low: usize,
    /// The gravest of them, in words.
    #[serde(default)]
    pub changes: Vec<String>,
}

impl Differences {
    /// Counts changes, and tells the first ones. What is only to be known is left out.
    pub fn of(changes: &[Change]) -> Self {
        let drift: Vec<&Change> = changes.iter().filter(|change| !change.informational).collect();
        let count = |severity| drift.iter().filter(|change| change.severity == severity).count();
        Self {
            total: drift.len(),
            critical: count(Severity::Critical),
            high: count(Severity::High),
            medium: count(Severity::Medium),
            low: count(Severity::Low),
            changes: drift.iter().take(LISTED).map(|change| crate::report::sentence(change)).collect(),
        }
    }
}

/// Reads the version that an earlier export wrote as JSON; `None` where the text is none.
pub fn parse(text: &str) -> Option<Version> {
    serde_json::from_str(text).ok()
}

/// Whether the schema is another than the one of an earlier version.
pub fn has_moved(previous: Option<&Version>, schema_hash: &str) -> bool {
    previous.is_none_or(|previous| previous.schema_hash != schema_hash)
}

/// The version of a catalog: the previous one as long as the hash is the same.
///
/// `now` is a moment in UTC, `2026-11-21T12:00:00Z`; `differences` are those since the previous version.
pub fn version(
    catalog: &Catalog,
    schema_hash: &str,
    now: &str,
    previous: Option<&Version>,
    differences: Differences,
) -> Version {
    let (schema_version, last_sync, last_sync_differences) = match previous {
        Some(previous) if !has_moved(Some(previous), schema_hash) => (
            previous.schema_version.clone(),
            previous.last_sync.clone(),
            previous.last_sync_differences.clone(),
        ),
        _ => (
            next(now, previous.map(|previous| previous.schema_version.as_str())),
            now.to_owned(),
            differences,
        ),
    };
    Version {
        schema_version,
        last_sync,
        schema_hash: schema_hash.to_owned(),
        tables_count: catalog.tables.len() + catalog.foreign_tables.len(),
        enums_count: catalog.enums.len(),
        last_sync_differences,
    }
}

/// The version of a moment, after the previous one: that of the date, or one more of the same day.
fn next(now: &str, previous: Option<&str>) -> String {
    let date = now.split('T').next().unwrap_or(now).replace('-', ".");
    match previous.and_then(|previous| previous.strip_prefix(&date)) {
        None => date,
        Some(number) => {
            let number: u64 = number.trim_start_matches('.').parse().unwrap_or(0);
            format!("{date}.{}", number.saturating_add(1))
        }
    }
}

/// The version as indented JSON.
pub fn json(version: &Version) -> String {
    // Text and numbers serialize without conditions that could fail.
    finish(serde_json::to_string_pretty(version).unwrap_or_default())
}

/// The version as a Python module of constants.
pub fn python(version: &Version) -> String {
    let differences = &version.last_sync_differences;
    let mut out = String::from(
        "\"\"\"The version of the database schema.\n\nWritten by pgplumb; changes are lost. `pgplumb export version` \
         writes it anew.\n\"\"\"\n\n",
    );
    for (name, value) in [
        ("SCHEMA_VERSION", literal(&version.schema_version)),
        ("LAST_SYNC", literal(&version.last_sync)),
        ("DB_HASH", literal(&version.schema_hash)),
        ("TABLES_COUNT", version.tables_count.to_string()),
        ("ENUMS_COUNT", version.enums_count.to_string()),
        ("LAST_SYNC_DIFFERENCES", differences.total.to_string()),
    ] {
        out.push_str(&format!("{name} = {value}\n"));
    }
    out
}

/// The text without what never makes it out of date: nothing, for neither version nor time moves unless the schema does.
pub fn stable(text: &str) -> String {
    text.to_owned()
}

/// A Python string. The values are our own, but the previous file may have been edited.
fn literal(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(hash: &str, now: &str, previous: Option<&Version>) -> Version {
        version(&Catalog::default(), hash, now, previous, Differences { total: 3, ..Differences::default() })
    }

    #[test]
    fn the_version_moves_with_the_hash_and_only_then() {
        let first = made("a", "2026-11-21T12:00:00Z", None);
        assert_eq!(first.schema_version, "2026.11.21");
        assert_eq!(made("a", "2026-11-22T12:00:00Z", Some(&first)), first);
        let second = made("b", "2026-11-21T13:00:00Z", Some(&first));
        assert_eq!(
            (second.schema_version.as_str(), second.last_sync.as_str()),
            ("2026.11.21.1", "2026-11-21T13:00:00Z")
        );
        let third = made("c", "2026-11-21T14:00:00Z", Some(&second));
        assert_eq!(third.schema_version, "2026.11.21.2");
        assert_eq!(made("d", "2026-11-22T00:00:00Z", Some(&third)).schema_version, "2026.11.22");
    }

    #[test]
    fn what_was_written_reads_back_and_what_was_not_is_none() {
        let version = made("a", "2026-11-21T12:00:00Z", None);
        assert_eq!(parse(&json(&version)).as_ref(), Some(&version));
        assert_eq!(parse("{}"), None);
        assert_eq!(parse("<<<<<<< HEAD"), None);
    }

    #[test]
    fn an_edited_version_is_no_python_of_its_own() {
        let mut version = made("a", "2026-11-21T12:00:00Z", None);
        version.schema_version = "x\"\nimport os\\".to_owned();
        assert!(python(&version).contains("SCHEMA_VERSION = \"x\\\"\\\\nimport os\\\\\"\n"));
    }
}
