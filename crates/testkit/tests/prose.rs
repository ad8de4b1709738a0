//! The mechanical part of how this project writes: phrases to avoid, the width of Markdown, the
//! form of messages.

use std::fs;
use std::path::{Path, PathBuf};

/// Phrases that a reader has to read twice, with the words to use instead.
const PHRASES: &[(&str, &str)] = &[
    ("in step", "in sync, up to date"),
    ("out of step", "out of sync, out of date"),
    ("anew", "again, from scratch"),
    ("is to be", "should be"),
    ("are to be", "should be"),
    ("what is desired", "the desired state"),
    ("taken away", "removed, dropped"),
    ("takes away", "removes, drops"),
    ("given up", "released"),
    ("gives up", "releases, drops"),
    ("nobody to ask", "no terminal to ask on"),
    ("is no source", "is not a source"),
    ("has no value for", "is NULL"),
    ("that of", "repeat the noun"),
    ("those of", "repeat the noun"),
    ("of theirs", "repeat the noun"),
    ("the others'", "repeat the noun"),
    ("of ours", "repeat the noun"),
    ("whoever", "the role that, anybody who"),
    ("unsaid", "unspecified"),
    ("breaks running code", "say which code fails"),
    ("too much:", "say what is not in the database"),
    ("stands in", "is in"),
    ("stands beside", "is next to"),
    ("stands for itself", "say what is meant"),
    ("sees to it", "ensures"),
    ("set aside", "renamed, moved out of the way"),
    ("what it says", "its contents"),
    ("let go of", "released"),
];

/// The widest line of Markdown, in characters. Tables and links may be wider.
const WIDTH: usize = 120;

/// Folders with text that is not ours, or that is generated.
const SKIPPED: &[&str] = &["target", "node_modules", ".git", "pgplumb-demo"];

/// Files that list the phrases, or hold legal text.
const EXEMPT: &[&str] = &["crates/testkit/tests/prose.rs", "LICENSE-APACHE", "LICENSE-MIT", "Cargo.lock"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// Every text file of the repository whose name ends as one of `ends`, with its path from the root.
fn files(ends: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if !SKIPPED.contains(&&*name) {
                    folders.push(path);
                }
                continue;
            }
            let relative = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
            if ends.iter().any(|end| name.ends_with(end)) && !EXEMPT.contains(&&*relative) {
                found.extend(fs::read_to_string(&path).ok().map(|text| (relative, text)));
            }
        }
    }
    found.sort();
    assert!(found.len() > 10, "only {} files end in {ends:?}", found.len());
    found
}

/// Whether a file holds what our program or PostgreSQL wrote about somebody's schema, rather than
/// our own prose.
fn is_fixture(path: &str) -> bool {
    path.contains("/cases/") && !path.ends_with("note.md")
}

fn has_phrase(line: &str, phrase: &str) -> bool {
    let line = line.to_lowercase();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    line.match_indices(phrase).any(|(at, _)| {
        !is_letter(line[..at].chars().next_back()) && !is_letter(line[at + phrase.len()..].chars().next())
    })
}

#[test]
fn phrases_to_avoid_do_not_occur() {
    let mut found = Vec::new();
    for (path, text) in files(&[".rs", ".md", ".toml", ".sql", ".sh", ".py", ".mjs", ".yml", "justfile"]) {
        if is_fixture(&path) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            for (phrase, instead) in PHRASES.iter().filter(|(phrase, _)| has_phrase(line, phrase)) {
                found.push(format!(
                    "{path}:{}: \"{phrase}\" (write: {instead}): {}",
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    assert!(found.is_empty(), "{} lines to write in plainer words:\n{}", found.len(), found.join("\n"));
}

#[test]
fn markdown_is_at_most_120_columns_wide() {
    let mut found = Vec::new();
    for (path, text) in files(&[".md"]) {
        if is_fixture(&path) || path.contains("/expected") {
            continue;
        }
        let mut in_code = false;
        for (number, line) in text.lines().enumerate() {
            in_code ^= line.trim_start().starts_with("```");
            let is_table = line.trim_start().trim_start_matches("> ").starts_with('|');
            let is_exempt = in_code || is_table || line.contains("](") || line.contains("://");
            let width = line.chars().count();
            if width > WIDTH && !is_exempt {
                found.push(format!("{path}:{}: {width} columns", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{} lines are too wide:\n{}", found.len(), found.join("\n"));
}

/// The text of each `#[error("…")]`, with its place.
fn error_messages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, text) in files(&[".rs"]) {
        for (at, _) in text.match_indices("#[error(") {
            let rest = text[at + "#[error(".len()..].trim_start();
            let Some(rest) = rest.strip_prefix('"') else { continue };
            let mut message = String::new();
            let mut chars = rest.chars();
            while let Some(c) = chars.next().filter(|c| *c != '"') {
                message.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
            }
            found.push((format!("{path}:{}", text[..at].lines().count() + 1), message));
        }
    }
    found
}

#[test]
fn error_messages_start_in_lower_case_and_end_without_a_period() {
    let messages = error_messages();
    assert!(messages.len() > 50, "only {} messages were found", messages.len());
    let mut found = Vec::new();
    for (place, message) in messages {
        let first = message.split_whitespace().next().unwrap_or_default();
        // Names (PostgreSQL, TLS, Python) keep their capitals.
        let is_name =
            first.chars().skip(1).any(char::is_uppercase) || NAMES.contains(&first.trim_end_matches("'s"));
        if first.starts_with(char::is_uppercase) && !is_name {
            found.push(format!("{place}: starts with a capital letter: {message}"));
        }
        if message.ends_with('.') && !message.ends_with("…") {
            found.push(format!("{place}: ends with a period: {message}"));
        }
    }
    assert!(found.is_empty(), "{} messages:\n{}", found.len(), found.join("\n"));
}

/// Names that messages may start with.
const NAMES: &[&str] = &["Alembic", "Git", "Markdown", "Mermaid", "Python"];
