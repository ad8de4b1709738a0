//! Alembic's revisions: Python that names the revision before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::super::clock;
use super::numbers::{Habit, Numbers};
use super::{Direction, MigrationError, Text, Unit, slug};

/// Why it is not known which revision comes before.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AlembicError {
    /// Nothing is, or more than one.
    #[error("the revisions have {} heads ({}): merge them first (alembic merge heads)", .0.len(), .0.join(", "))]
    Heads(Vec<String>),
    /// A file cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: String,
    },
}

/// What a file says of itself.
struct Revision {
    id: String,
    before: Vec<String>,
}

/// The file of a new revision. `folder` is Alembic's, or its `versions`.
pub fn texts(
    name: &str,
    up: &Direction,
    down: &Direction,
    folder: &Path,
    now: SystemTime,
) -> Result<Vec<Text>, MigrationError> {
    let is_versions = folder.file_name().is_some_and(|name| name == "versions");
    let prefix = if is_versions { "" } else { "versions/" };
    let there = revisions(&folder.join(prefix))?;
    let is_head = |it: &&Revision| !there.iter().any(|other| other.before.contains(&it.id));
    let heads: Vec<String> = there.iter().filter(is_head).map(|it| it.id.clone()).collect();
    let before = match heads.as_slice() {
        [] => None,
        [head] => Some(head.clone()),
        _ => return Err(AlembicError::Heads(heads).into()),
    };
    let is_number = |it: &Revision| it.id.chars().all(|c| c.is_ascii_digit());
    let revision = match !there.is_empty() && there.iter().all(is_number) {
        true => {
            Numbers::after(there.iter().map(|it| it.id.as_str()), Habit::Time, now).next().unwrap_or_default()
        }
        false => hashed(name, before.as_deref(), now),
    };
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let parent = before.as_deref().map_or("None".to_owned(), quoted);
    let made = clock::timestamp(now).replace('T', " ").trim_end_matches('Z').to_owned();
    let title = name.replace('\\', "\\\\").replace("\"\"\"", "'''").replace(['\n', '\r'], " ");
    let text = format!(
        "\"\"\"{title}\n\nRevision ID: {revision}\nRevises: {}\nCreate Date: {made}\n\"\"\"\n\nfrom alembic import op\n\n\
         revision = {}\ndown_revision = {parent}\nbranch_labels = None\ndepends_on = None\n\n\n\
         def upgrade():\n{}\n\ndef downgrade():\n{}",
        before.as_deref().unwrap_or_default(),
        quoted(&revision),
        body(up),
        body(down),
    );
    Ok(vec![Text { path: format!("{prefix}{revision}_{}.py", slug(name)), text }])
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

/// What `revision = '…'` and `down_revision = …` say, with types annotated or not.
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
                // A tuple may go on over lines.
                let all = &text[at + line.len() - value.len()..];
                let end = if value.trim_start().starts_with('(') { all.find(')') } else { all.find('\n') };
                before = strings(&all[..end.unwrap_or(all.len())]);
            }
            _ => {}
        }
    }
    Some(Revision { id: id?, before })
}

/// The strings in a piece of Python.
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

/// Twelve digits, as Alembic has them.
fn hashed(name: &str, before: Option<&str>, now: SystemTime) -> String {
    let text = format!("{name}\n{}\n{}", before.unwrap_or_default(), clock::timestamp(now));
    Sha256::digest(text.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

fn body(direction: &Direction) -> String {
    let mut body: String = direction.remarks.iter().map(|remark| format!("    # {remark}\n")).collect();
    for unit in &direction.units {
        let indent = if unit.alone { "        " } else { "    " };
        if unit.alone {
            body.push_str("    with op.get_context().autocommit_block():\n");
        }
        body.push_str(&statements(unit, indent));
    }
    if direction.units.is_empty() {
        body.push_str("    pass\n");
    }
    body
}

fn statements(unit: &Unit, indent: &str) -> String {
    let one = |statement: &String| {
        let text = bound(statement).replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        // A quote at the end would close one too many.
        let end = if text.ends_with('"') { "\n" } else { "" };
        format!("{indent}op.execute(\n{indent}    \"\"\"{text}{end}\"\"\"\n{indent})\n")
    };
    unit.statements.iter().map(one).collect()
}

/// SQLAlchemy takes `:name` for a parameter, and `\:name` for what is written.
fn bound(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut previous = ' ';
    let mut chars = statement.chars().peekable();
    while let Some(c) = chars.next() {
        let begins = chars.peek().is_some_and(|next| next.is_alphanumeric() || *next == '_');
        let is_word = previous.is_alphanumeric() || previous == '_';
        if c == ':' && (begins && previous != ':' && !is_word || previous == '\\') {
            out.push('\\');
        }
        out.push(c);
        previous = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_say_what_comes_before() {
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
    fn colons_are_no_parameters() {
        assert_eq!(bound("SELECT ':a'::text, x[1:b], '12:30'"), "SELECT '\\:a'::text, x[1:b], '12:30'");
    }
}
