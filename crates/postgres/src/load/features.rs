//! Tells whether a statement failed because the server is older than the SQL.

use super::error::quoted_name;
use super::failure::is_unknown_parameter;
use super::lex::words;
use crate::QueryError;

/// What each major version introduced.
const FEATURES: &str = include_str!("features.txt");

/// A feature that a statement uses and the server does not have.
#[derive(Clone, PartialEq, Eq, Debug)]
struct MissingFeature {
    /// The feature in words: `the function uuidv7`.
    name: String,
    /// The major version that introduced it.
    since: u32,
}

/// The feature of a later version that made a statement fail on a server of this major version.
/// `None` if the error has another cause, such as a typing error.
fn missing_feature(sql: &str, error: &QueryError, major: u32) -> Option<MissingFeature> {
    let error = error.server_error()?;
    let message = error.message();
    let name = quoted_name(message);
    let named = |kind: &str, noun: &str, name: Option<&str>| {
        let name = name?;
        let since = introductions(major, kind).find(|(_, names)| names.split(' ').any(|n| n == name))?.0;
        Some(MissingFeature { name: format!("{noun} {name}"), since })
    };
    match error.code().code() {
        "42601" | "0LP01" if message.starts_with("unrecognized privilege type") => {
            named("privilege", "the privilege", name.map(|name| name.to_lowercase()).as_deref())
        }
        "42601" => syntax(sql, &name?.to_lowercase(), major),
        "42883" => {
            let name = message.strip_prefix("function ")?.split('(').next()?;
            named("function", "the function", Some(name.strip_prefix("pg_catalog.").unwrap_or(name)))
        }
        "42704" if message.starts_with("unrecognized configuration parameter") => {
            named("setting", "the setting", name.as_deref())
        }
        "42704" if message.starts_with("type ") => named("type", "the type", name.as_deref()),
        "22023" if message.starts_with("unrecognized parameter") => {
            named("option", "the option", name.as_deref())
        }
        _ => None,
    }
}

/// The entries of a kind, each with its version.
fn entries(kind: &str) -> impl Iterator<Item = (u32, &'static str)> {
    FEATURES.lines().filter_map(move |line| {
        let (version, rest) = line.split_once(' ')?;
        let entry = rest.strip_prefix(kind)?.strip_prefix(' ')?;
        Some((version.parse().ok()?, entry))
    })
}

/// The entries of a kind that versions after `major` introduced.
fn introductions(major: u32, kind: &str) -> impl Iterator<Item = (u32, &'static str)> {
    entries(kind).filter(move |(since, _)| *since > major)
}

/// The version that removed the setting that the server does not know.
fn removed_in(error: &QueryError, major: u32) -> Option<u32> {
    let name = quoted_name(error.server_error()?.message())?;
    let removed = entries("removed").filter(|(_, names)| names.split(' ').any(|removed| removed == name));
    removed.map(|(version, _)| version).filter(|version| *version <= major).max()
}

/// The phrase at which the server reported a syntax error: the phrase contains the word at which
/// the server stopped. `*` stands for any word.
fn syntax(sql: &str, stopped_at: &str, major: u32) -> Option<MissingFeature> {
    let words = words(sql, usize::MAX);
    introductions(major, "syntax").find_map(|(since, phrase)| {
        let pattern: Vec<&str> = phrase.split(' ').collect();
        let is_phrase = |found: &[String]| {
            let matches =
                found.iter().zip(&pattern).all(|(word, pattern)| *pattern == "*" || word == pattern);
            matches && found.iter().any(|word| word == stopped_at)
        };
        let found = words.windows(pattern.len()).find(|found| is_phrase(found))?;
        Some(MissingFeature { name: found.join(" ").to_uppercase(), since })
    })
}

/// Whether a statement failed because the server is older than the SQL.
pub(super) fn needs_later_version(sql: &str, error: &QueryError, major: u32) -> bool {
    missing_feature(sql, error, major).is_some()
}

/// What to do about a statement that failed because of the server's version; `None` if the error
/// has another cause.
pub(super) fn version_hint(sql: &str, error: &QueryError, major: u32) -> Option<String> {
    if let Some(MissingFeature { name, since }) = missing_feature(sql, error, major) {
        return Some(format!(
            "{name} needs PostgreSQL {since}, and the SQL was executed on PostgreSQL {major}: install PostgreSQL {since} or later, \
             or specify such a server with --scratch URL"
        ));
    }
    if !is_unknown_parameter(error) {
        return None;
    }
    Some(match removed_in(error, major) {
        Some(version) => {
            format!(
                "PostgreSQL {version} removed this setting: delete the statement, or specify an older server with --scratch URL"
            )
        }
        None => format!("PostgreSQL {major} does not have this setting: fix its name"),
    })
}
