//! The version file: the schema that a project was last synchronized with, as [`json`] and as a
//! [`python`] module.
//!
//! A version is a date, `2026.11.21`; further versions on the same day get a suffix, `.1`, `.2`.
//! Version and time change only when the schema's hash changes, so that an export without changes
//! leaves the file alone.

use pgplumb_catalog::{Catalog, Change, Severity};
use serde::{Deserialize, Serialize};

use crate::finish;
use crate::python::string as python_string;

/// The maximum number of changes that are listed individually.
const MAX_LISTED: usize = 20;

/// The content of the version file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Version {
    /// The version, a date: `2026.11.21`, `2026.11.21.1`.
    pub schema_version: String,
    /// When this version was created, in UTC: `2026-11-21T12:00:00Z`.
    pub last_sync: String,
    /// The SHA-256 of the canonical catalog, as in the schema map.
    pub schema_hash: String,
    /// The number of tables, including foreign tables.
    pub tables_count: usize,
    /// The number of enums.
    pub enums_count: usize,
    /// The differences from the previous version, if they are known.
    #[serde(default)]
    pub last_sync_differences: Option<Differences>,
}

/// The differences from the previous version.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Differences {
    /// The number of differences.
    pub total: usize,
    /// The number of critical differences.
    pub critical: usize,
    /// The number of high differences.
    pub high: usize,
    /// The number of medium differences.
    pub medium: usize,
    /// The number of low differences.
    pub low: usize,
    /// A sentence for each of the most severe differences.
    #[serde(default)]
    pub changes: Vec<String>,
}

impl Differences {
    /// Counts the changes and describes the first ones. Informational changes are left out.
    pub fn of(changes: &[Change]) -> Self {
        let drift: Vec<&Change> = changes.iter().filter(|change| !change.informational).collect();
        let count = |severity| drift.iter().filter(|change| change.severity == severity).count();
        Self {
            total: drift.len(),
            critical: count(Severity::Critical),
            high: count(Severity::High),
            medium: count(Severity::Medium),
            low: count(Severity::Low),
            changes: drift.iter().take(MAX_LISTED).map(|change| crate::report::sentence(change)).collect(),
        }
    }
}

/// Whether a text starts as a JSON version file.
pub fn is_version(text: &str) -> bool {
    text.starts_with("{\n  \"schema_version\": ")
}

/// Parses a JSON version file; `None` if the text is not one.
pub fn parse(text: &str) -> Option<Version> {
    serde_json::from_str(text).ok()
}

/// Whether the schema differs from the previous version's.
pub fn has_changed(previous: Option<&Version>, schema_hash: &str) -> bool {
    previous.is_none_or(|previous| previous.schema_hash != schema_hash)
}

/// Returns the version of a catalog: the previous one if the hash is unchanged, otherwise a new
/// one.
///
/// `now` is in UTC, `2026-11-21T12:00:00Z`. `differences` are the differences from the previous
/// version, if they are known.
pub fn update(
    catalog: &Catalog,
    schema_hash: &str,
    now: &str,
    previous: Option<&Version>,
    differences: Option<Differences>,
) -> Version {
    let (schema_version, last_sync, last_sync_differences) = match previous {
        Some(previous) if !has_changed(Some(previous), schema_hash) => (
            previous.schema_version.clone(),
            previous.last_sync.clone(),
            previous.last_sync_differences.clone(),
        ),
        _ => (
            next_number(now, previous.map(|previous| previous.schema_version.as_str())),
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

/// The version number for a time: its date, with a suffix if the previous version has the same
/// date.
fn next_number(now: &str, previous: Option<&str>) -> String {
    let date = now.split('T').next().unwrap_or(now).replace('-', ".");
    match previous.and_then(|previous| previous.strip_prefix(&date)) {
        None => date,
        Some(number) => {
            let number: u64 = number.trim_start_matches('.').parse().unwrap_or(0);
            format!("{date}.{}", number.saturating_add(1))
        }
    }
}

/// Renders the version as indented JSON.
pub fn json(version: &Version) -> String {
    // Serializing text and numbers cannot fail.
    finish(serde_json::to_string_pretty(version).unwrap_or_default())
}

/// Renders the version as a Python module of constants.
pub fn python(version: &Version) -> String {
    let differences = version.last_sync_differences.as_ref();
    let differences = differences.map_or_else(|| "None".to_owned(), |found| found.total.to_string());
    // The texts are quoted because the previous file may have been edited.
    let mut out = String::from(
        "\"\"\"The version of the database schema.\n\nGenerated by pgplumb; do not edit. To update it, run \
         `pgplumb export version`.\n\"\"\"\n\n",
    );
    for (name, value) in [
        ("SCHEMA_VERSION", python_string(&version.schema_version)),
        ("LAST_SYNC", python_string(&version.last_sync)),
        ("DB_HASH", python_string(&version.schema_hash)),
        ("TABLES_COUNT", version.tables_count.to_string()),
        ("ENUMS_COUNT", version.enums_count.to_string()),
        ("LAST_SYNC_DIFFERENCES", differences),
    ] {
        out.push_str(&format!("{name} = {value}\n"));
    }
    out
}

/// Returns the text unchanged: version and time only change when the schema does.
pub fn stable(text: &str) -> String {
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version_of(hash: &str, now: &str, previous: Option<&Version>) -> Version {
        let differences = Differences { total: 3, ..Differences::default() };
        update(&Catalog::default(), hash, now, previous, Some(differences))
    }

    #[test]
    fn version_changes_only_with_the_hash() {
        let first = version_of("a", "2026-11-21T12:00:00Z", None);
        assert_eq!(first.schema_version, "2026.11.21");
        assert_eq!(version_of("a", "2026-11-22T12:00:00Z", Some(&first)), first);
        let second = version_of("b", "2026-11-21T13:00:00Z", Some(&first));
        assert_eq!(
            (second.schema_version.as_str(), second.last_sync.as_str()),
            ("2026.11.21.1", "2026-11-21T13:00:00Z")
        );
        let third = version_of("c", "2026-11-21T14:00:00Z", Some(&second));
        assert_eq!(third.schema_version, "2026.11.21.2");
        assert_eq!(version_of("d", "2026-11-22T00:00:00Z", Some(&third)).schema_version, "2026.11.22");
    }

    #[test]
    fn parse_reads_what_json_wrote_and_rejects_other_text() {
        let version = version_of("a", "2026-11-21T12:00:00Z", None);
        assert_eq!(parse(&json(&version)).as_ref(), Some(&version));
        assert_eq!(parse("{}"), None);
        assert_eq!(parse("<<<<<<< HEAD"), None);
    }

    #[test]
    fn unknown_differences_are_none() {
        let version = update(&Catalog::default(), "a", "2026-11-21T12:00:00Z", None, None);
        assert!(json(&version).contains("\"last_sync_differences\": null"));
        assert!(python(&version).contains("LAST_SYNC_DIFFERENCES = None\n"));
        assert_eq!(parse(&json(&version)), Some(version));
    }

    #[test]
    fn edited_version_cannot_inject_python() {
        let mut version = version_of("a", "2026-11-21T12:00:00Z", None);
        version.schema_version = "x\"\nimport os\\".to_owned();
        assert!(python(&version).contains("SCHEMA_VERSION = 'x\"\\nimport os\\\\'\n"));
    }
}
