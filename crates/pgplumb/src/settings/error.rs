//! What can be wrong with a settings file, and how that is shown: file, line, the line itself, a suggestion.

use std::fmt::Write;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::redact::{may_hold_secret, redact};
use crate::suggest;

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// What the file says is not understood.
    #[error("{}:{line}:{column}: {message}{excerpt}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in characters.
        column: usize,
        /// What is wrong.
        message: String,
        /// The line itself, with marks below what is wrong; it begins with a line feed.
        excerpt: String,
        /// What may have been meant.
        hint: Option<String>,
    },
}

impl SettingsError {
    /// What may have been meant.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Invalid { hint, .. } => hint.as_deref(),
            Self::Unreadable { .. } => None,
        }
    }

    pub(super) fn invalid(path: &Path, text: &str, error: &toml::de::Error) -> Self {
        let span = error.span().unwrap_or(0..0);
        let (line, column) = position(text, span.start);
        let (message, hint) = reworded(error.message());
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

/// Line and column, from 1, of a place in a text.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

fn excerpt(text: &str, span: &Range<usize>, line: usize, column: usize) -> String {
    let Some(source) = text.lines().nth(line - 1) else { return String::new() };
    // A line with a URL is shown up to its "=": an error message is no place for a password, however odd its quoting.
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

/// The parser's message in our words, and what may have been meant.
fn reworded(message: &str) -> (String, Option<String>) {
    let message = without_values(message);
    for what in ["field", "variant"] {
        let Some(rest) = message.strip_prefix(&format!("unknown {what} `")) else { continue };
        let Some((unknown, expected)) = rest.split_once('`') else { continue };
        let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let word = if what == "field" { "key" } else { "value" };
        let hint = match suggest::nearest(unknown, known.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if known.is_empty() => None,
            None => Some(format!("what can stand here is {}", known.join(", "))),
        };
        return (format!("unknown {word} `{}`", redact(unknown)), hint);
    }
    if let Some(rest) = message.strip_prefix("missing field `")
        && let Some((field, _)) = rest.split_once('`')
    {
        return (format!("the key `{field}` is missing here"), None);
    }
    (redact(&message), None)
}

/// The message without the string that was found where something else was expected: it may be a URL.
fn without_values(message: &str) -> String {
    match message.split_once("string \"") {
        Some((before, after)) => match after.rsplit_once('"') {
            Some((_, tail)) => format!("{before}a string{tail}"),
            None => format!("{before}a string"),
        },
        None => message.to_owned(),
    }
}
