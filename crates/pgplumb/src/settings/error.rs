//! Errors in a settings file, shown with file, line, the line's text and a suggestion.

use std::fmt::Write;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::redact::{may_hold_secret, redact};
use crate::suggest;
use pgplumb_postgres::io_message;

/// Error while reading the settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read {}: {}", path.display(), io_message(reason))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// Another account owns the file.
    #[error("{} belongs to another account, and its commands would run with your privileges", .0.display())]
    Foreign(PathBuf),
    /// The content is invalid.
    #[error("{}:{line}:{column}: {message}{excerpt}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in characters.
        column: usize,
        /// The error.
        message: String,
        /// The line's text with markers below the error; starts with a line feed.
        excerpt: String,
        /// A suggestion.
        hint: Option<String>,
    },
}

impl SettingsError {
    /// A suggestion for fixing the error.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Invalid { hint, .. } => hint.as_deref(),
            Self::Foreign(_) => {
                Some("pass --config with its path to use it, or run pgplumb in another folder")
            }
            Self::Unreadable { .. } => None,
        }
    }

    pub(super) fn invalid(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let (line, column) = position(text, span.start);
        let (message, hint) = reword(error.message());
        Self::Invalid {
            path: path.to_owned(),
            line,
            column,
            message,
            excerpt: excerpt(text, &span, line, column),
            hint,
        }
    }
}

/// Converts an offset to line and column, from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn excerpt(text: &str, span: &Range<usize>, line: usize, column: usize) -> String {
    let Some(source) = text.lines().nth(line - 1) else { return String::new() };
    // Never quote a line that may contain a password.
    if may_hold_secret(source) {
        return String::new();
    }
    let width = text
        .get(span.clone())
        .and_then(|wrong| wrong.lines().next())
        .map_or(1, |wrong| wrong.chars().count().max(1));
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let mut out = String::new();
    let marks = format!("{}{}", " ".repeat(column - 1), "^".repeat(width));
    let _ = write!(out, "\n{margin} |\n{number} | {source}\n{margin} | {marks}");
    out
}

/// Rewords the parser's message, and adds a suggestion.
fn reword(message: &str) -> (String, Option<String>) {
    let message = without_values(message);
    for item in ["field", "variant"] {
        let Some(rest) = message.strip_prefix(&format!("unknown {item} `")) else { continue };
        let Some((unknown, expected)) = rest.split_once('`') else { continue };
        let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let word = if item == "field" { "key" } else { "value" };
        let hint = match suggest::nearest(unknown, known.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if known.is_empty() => None,
            None => Some(format!("expected one of {}", known.join(", "))),
        };
        return (format!("unknown {word} `{}`", redact(unknown)), hint);
    }
    if let Some(rest) = message.strip_prefix("missing field `")
        && let Some((field, _)) = rest.split_once('`')
    {
        return (format!("the key `{field}` is missing"), None);
    }
    for problem in ["invalid type: ", "invalid value: ", "invalid length "] {
        if let Some((found, expected)) =
            message.strip_prefix(problem).and_then(|rest| rest.split_once(", expected "))
        {
            let (found, expected) = (found_value(found), expected_value(expected));
            let hint = (expected == "a list").then(|| "write it in brackets: [\"…\"]".to_owned());
            return (redact(&format!("expected {expected}, found {found}")), hint);
        }
    }
    (redact(&message.replace('\n', ": ")), None)
}

/// A value of the wrong type, in the words of TOML.
fn found_value(found: &str) -> String {
    let inner = |kind: &str| Some(found.strip_prefix(kind)?.strip_prefix('`')?.strip_suffix('`')?.to_owned());
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "a table".to_owned(),
        "datetime" => "a date".to_owned(),
        _ => ["integer ", "floating point ", "boolean "]
            .into_iter()
            .find_map(inner)
            .unwrap_or_else(|| found.to_owned()),
    }
}

/// The expected type, in the words of TOML.
fn expected_value(expected: &str) -> String {
    match expected {
        "a sequence" => "a list".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a map" => "a table".to_owned(),
        "path string" => "a path in quotes".to_owned(),
        "u8" => "a number from 0 to 255".to_owned(),
        "u16" => "a number from 0 to 65535".to_owned(),
        "u32" | "u64" | "usize" => "a whole number that is not negative".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        text if text.starts_with("struct ") => "a table with keys".to_owned(),
        text if text.starts_with("enum ") || text.starts_with("string or ") => "a word in quotes".to_owned(),
        text => text.to_owned(),
    }
}

/// Removes the string value from a message about a wrong type: it may be a URL with a password.
fn without_values(message: &str) -> String {
    match message.split_once("string \"") {
        Some((before, after)) => match after.rsplit_once('"') {
            Some((_, tail)) => format!("{before}a string{tail}"),
            None => format!("{before}a string"),
        },
        None => message.to_owned(),
    }
}
