//! Alembic revisions: Python files that name the previous revision.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pgplumb_catalog::visible::visible;
use pgplumb_outputs::python::{multiline_string, string};
use sha2::{Digest, Sha256};

use super::super::clock;
use super::numbering::{NumberStyle, Numbers};
use super::{Direction, MigrationError, MigrationFile, StatementGroup, slug};

/// Why the previous revision could not be determined.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AlembicError {
    /// There is more than one head.
    #[error("the revisions have {} heads ({}): merge them first (alembic merge heads)", .0.len(), .0.join(", "))]
    Heads(Vec<String>),
    /// A file could not be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        reason: String,
    },
}

/// The revision that a file declares.
struct Revision {
    id: String,
    before: Vec<String>,
}

/// Whether a folder is the `versions` folder of Alembic, which may be empty: its files are next to it.
pub fn is_versions_folder(folder: &Path) -> bool {
    let has = |file: &str| folder.join("..").join(file).is_file();
    folder.file_name().is_some_and(|name| name == "versions") && (has("env.py") || has("script.py.mako"))
}

/// Renders the file of a new revision. `folder` is Alembic's folder or its `versions` folder.
pub fn texts(
    name: &str,
    up: &Direction,
    down: &Direction,
    folder: &Path,
    now: SystemTime,
) -> Result<Vec<MigrationFile>, MigrationError> {
    let is_versions = folder.file_name().is_some_and(|name| name == "versions");
    let prefix = if is_versions { "" } else { "versions/" };
    let existing = revisions(&folder.join(prefix))?;
    let is_head = |it: &&Revision| !existing.iter().any(|other| other.before.contains(&it.id));
    let heads: Vec<String> = existing.iter().filter(is_head).map(|it| it.id.clone()).collect();
    let before = match heads.as_slice() {
        [] => None,
        [head] => Some(head.clone()),
        _ => return Err(AlembicError::Heads(heads).into()),
    };
    let is_number = |it: &Revision| it.id.chars().all(|c| c.is_ascii_digit());
    let revision = match !existing.is_empty() && existing.iter().all(is_number) {
        true => Numbers::after(existing.iter().map(|it| it.id.as_str()), NumberStyle::Time, now)
            .next()
            .unwrap_or_default(),
        false => hashed(name, before.as_deref(), now),
    };
    let parent = before.as_deref().map_or("None".to_owned(), string);
    let created = clock::timestamp(now).replace('T', " ").trim_end_matches('Z').to_owned();
    let title = format!(
        "{}\n\nRevision ID: {revision}\nRevises: {}\nCreate Date: {created}\n",
        name.replace(['\n', '\r'], " "),
        before.as_deref().unwrap_or_default()
    );
    let text = format!(
        "{}\n\nfrom alembic import op\n\n\
         revision = {}\ndown_revision = {parent}\nbranch_labels = None\ndepends_on = None\n\n\n\
         def upgrade():\n{}\n\ndef downgrade():\n{}",
        multiline_string(&title),
        string(&revision),
        body(up),
        body(down),
    );
    Ok(vec![MigrationFile { path: format!("{prefix}{revision}_{}.py", slug(name)), text }])
}

fn revisions(folder: &Path) -> Result<Vec<Revision>, AlembicError> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return Ok(found) };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "py") {
            let text = fs::read_to_string(&path).map_err(|error| AlembicError::Unreadable {
                path: path.clone(),
                reason: error.to_string(),
            })?;
            found.extend(revision(&text));
        }
    }
    found.sort_by(|a: &Revision, b| a.id.cmp(&b.id));
    Ok(found)
}

/// Parses `revision = '…'` and `down_revision = …`, with or without type annotations.
fn revision(text: &str) -> Option<Revision> {
    let mut id = None;
    let mut before = Vec::new();
    for (at, line) in text
        .match_indices('\n')
        .map(|(at, _)| at + 1)
        .chain([0])
        .filter_map(|at| Some((at, text.get(at..)?.lines().next()?)))
    {
        let Some((name, value)) = line.split_once('=') else { continue };
        match name.split(':').next().unwrap_or(name).trim_end() {
            "revision" => id = strings(value).into_iter().next(),
            "down_revision" => {
                // A tuple may continue on the next lines.
                let all = &text[at + line.len() - value.len()..];
                let end = if value.trim_start().starts_with('(') { all.find(')') } else { all.find('\n') };
                before = strings(&all[..end.unwrap_or(all.len())]);
            }
            _ => {}
        }
    }
    Some(Revision { id: id?, before })
}

/// The string literals in Python code.
fn strings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"']) {
        let quote = &rest[at..=at];
        let Some((string, after)) = rest[at + 1..].split_once(quote) else { break };
        found.push(string.to_owned());
        rest = after;
    }
    found
}

/// A revision ID of twelve hexadecimal digits, as Alembic creates them.
fn hashed(name: &str, before: Option<&str>, now: SystemTime) -> String {
    let text = format!("{name}\n{}\n{}", before.unwrap_or_default(), clock::timestamp(now));
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn body(direction: &Direction) -> String {
    let mut body: String =
        direction.remarks.iter().map(|remark| format!("    # {}\n", visible(remark))).collect();
    for group in &direction.groups {
        let indent = if group.outside_transaction { "        " } else { "    " };
        if group.outside_transaction {
            body.push_str("    with op.get_context().autocommit_block():\n");
        }
        body.push_str(&statements(group, indent));
    }
    if direction.groups.is_empty() {
        body.push_str("    pass\n");
    }
    body
}

fn statements(group: &StatementGroup, indent: &str) -> String {
    let one = |statement: &String| {
        let text = multiline_string(&escape_colons(statement));
        format!("{indent}op.execute(\n{indent}    {text}\n{indent})\n")
    };
    group.statements.iter().map(one).collect()
}

/// Escapes the colons that SQLAlchemy's `text()` would change: `:name` is a parameter unless it
/// follows a word, a colon or a backslash, and a backslash before a colon is removed. A name that
/// another colon follows is neither.
fn escape_colons(statement: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(statement.len());
    let mut previous = None;
    for (at, c) in statement.char_indices() {
        if c == ':' {
            let rest = &statement[at + 1..];
            let after = rest.trim_start_matches(is_word);
            let is_parameter = after.len() < rest.len() && previous.is_none_or(|p| p != ':' && !is_word(p));
            if !after.starts_with(':') && (is_parameter || previous == Some('\\')) {
                out.push('\\');
            }
        }
        out.push(c);
        previous = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_revisions() {
        let of = |text: &str| revision(text).map(|it| (it.id, it.before));
        let some = |id: &str, before: &[&str]| {
            Some((id.to_owned(), before.iter().map(|b| (*b).to_owned()).collect()))
        };
        assert_eq!(of("revision = '1a'\ndown_revision = None\n"), some("1a", &[]));
        assert_eq!(of("revision: str = \"2\"\ndown_revision: Union[str, None] = '1a'\n"), some("2", &["1a"]));
        assert_eq!(of("revision = '3'\ndown_revision = (\n    '1',\n    '2',\n)\n"), some("3", &["1", "2"]));
        assert_eq!(of("import os\n"), None);
    }

    #[test]
    fn escapes_colons_that_look_like_parameters() {
        assert_eq!(
            escape_colons("SELECT ':a'::text, x[1:b], '12:30'"),
            "SELECT '\\:a'::text, x[1:b], '12:30'"
        );
        // SQLAlchemy would not remove a backslash before `:a:`.
        assert_eq!(escape_colons("':a:b' '\\:' '\\::x'"), "':a:b' '\\\\:' '\\::x'");
    }
}
