//! Migration formats of tools whose migrations are SQL files.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use super::contents::Contents;
use super::numbering::{NumberStyle, Numbers};
use super::{Direction, MigrationError, MigrationFile, StatementGroup, slug};
use crate::sources::files::Tree;
use crate::sources::migrations::{Layout, MigrationsError, folder};

/// The format of migrations to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// The layout of a tool whose migrations are SQL files.
    Layout(Layout),
    /// Alembic revisions.
    Alembic,
}

/// A word that names no format.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{word}` is not a migration layout: use one of alembic, {}", words())]
pub struct ParseFormatError {
    word: String,
}

fn words() -> String {
    Layout::ALL.map(Layout::word).join(", ")
}

impl FromStr for Format {
    type Err = ParseFormatError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "alembic" {
            return Ok(Self::Alembic);
        }
        let layout = Layout::ALL.into_iter().find(|layout| layout.word() == text);
        layout.map(Self::Layout).ok_or_else(|| ParseFormatError { word: text.to_owned() })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Layout(layout) => layout.word(),
            Self::Alembic => "alembic",
        })
    }
}

impl Format {
    /// Recognises the format of a folder's migrations. An empty folder gets files for each
    /// direction, `0001_name.up.sql`.
    pub fn of(tree: &Tree) -> Result<Self, MigrationError> {
        if tree.files().next().is_none() {
            return Ok(Self::Layout(Layout::GolangMigrate));
        }
        match folder::layout(tree) {
            Ok(layout) => Ok(Self::Layout(layout)),
            Err(MigrationsError::ExternalTool { tool, .. }) if tool.name == "Alembic" => Ok(Self::Alembic),
            Err(MigrationsError::ExternalTool { tool, .. }) => {
                Err(MigrationError::UnsupportedTool(tool.name))
            }
            Err(error) => Err(MigrationError::UnknownLayout(error)),
        }
    }
}

/// How a tool supports statements that cannot run in a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OutsideTransaction {
    /// One statement for each migration.
    OnePerMigration,
    /// Any number of statements in a migration.
    Together,
    /// Not supported.
    Unsupported,
}

fn outside_transaction(layout: Layout) -> OutsideTransaction {
    match layout {
        Layout::Flyway | Layout::Goose | Layout::SqlMigrate | Layout::Plain => OutsideTransaction::Together,
        Layout::NodePgMigrate => OutsideTransaction::Unsupported,
        _ => OutsideTransaction::OnePerMigration,
    }
}

/// Renders the files of a migration, or of several if a step cannot run in a transaction.
pub fn texts(
    layout: Layout,
    name: &str,
    up: &Direction,
    down: &Direction,
    tree: &Tree,
    now: SystemTime,
) -> Result<Vec<MigrationFile>, MigrationError> {
    if layout == Layout::Graphile {
        return Err(MigrationError::UnsupportedTool(layout.name()));
    }
    for group in up.groups.iter().chain(&down.groups) {
        for statement in &group.statements {
            if let Some(line) = directive(layout, statement) {
                return Err(MigrationError::Directive(layout.name(), line.to_owned()));
            }
        }
    }
    let (ups, mut downs) = (group_statements(layout, &up.groups)?, group_statements(layout, &down.groups)?);
    let count = ups.len().max(downs.len()).max(1);
    // The steps back are executed from the last migration to the first.
    downs.resize(count, StatementGroup::default());
    downs.reverse();
    let slug = slug(name);
    let mut numbers = numbers(layout, tree, now);
    let mut texts = Vec::new();
    for (at, back) in downs.iter().enumerate() {
        let up = ups.get(at).cloned().unwrap_or_default();
        let slug = if count > 1 { format!("{slug}_{}", at + 1) } else { slug.clone() };
        let remarks: &[String] = if at + 1 == count { &down.remarks } else { &[] };
        let number = &numbers.next().unwrap_or_default();
        texts.extend(Contents { number, slug: &slug, up: &up, down: back, remarks }.files(layout, tree));
    }
    Ok(texts)
}

/// A line inside a statement that the tool would read as a directive, because it does not parse
/// quotes: text of a name, comment or function body could end the statement, or its direction.
fn directive(layout: Layout, statement: &str) -> Option<&str> {
    let words: &[&str] = match layout {
        Layout::Dbmate => &["migrate:"],
        Layout::Goose => &["+goose"],
        Layout::SqlMigrate => &["+migrate"],
        Layout::NodePgMigrate => &["up", "down"],
        _ => return None,
    };
    // JavaScript's regular expressions also end lines at the line and paragraph separators.
    statement.split(['\n', '\r', '\u{2028}', '\u{2029}']).find(|line| {
        let Some(rest) = line.trim_start().strip_prefix("--") else { return false };
        let rest = rest.trim_start_matches(|c: char| c == '-' || c.is_whitespace()).to_lowercase();
        words.iter().any(|word| rest.starts_with(word))
    })
}

/// Groups statements as the tool supports.
fn group_statements(
    layout: Layout,
    groups: &[StatementGroup],
) -> Result<Vec<StatementGroup>, MigrationError> {
    let mut result: Vec<StatementGroup> = Vec::new();
    for group in groups {
        match (group.outside_transaction, outside_transaction(layout)) {
            (false, _) => result.push(group.clone()),
            (true, OutsideTransaction::Unsupported) => {
                let statement = group.statements.first().cloned().unwrap_or_default();
                return Err(MigrationError::OutsideTransaction(layout.name(), statement));
            }
            (true, OutsideTransaction::OnePerMigration) => result.extend(
                group
                    .statements
                    .iter()
                    .map(|one| StatementGroup { outside_transaction: true, statements: vec![one.clone()] }),
            ),
            (true, OutsideTransaction::Together) => {
                match result.last_mut().filter(|last| last.outside_transaction) {
                    Some(last) => last.statements.extend(group.statements.iter().cloned()),
                    None => result.push(group.clone()),
                }
            }
        }
    }
    // Files that are executed as by psql have their transactions as statements.
    if layout == Layout::Plain {
        let statements: Vec<String> = result.into_iter().flat_map(with_transaction).collect();
        return Ok(vec![StatementGroup { statements, ..StatementGroup::default() }]);
    }
    Ok(result)
}

/// The statements of a group, with the statements that begin and end its transaction if it has
/// several.
fn with_transaction(group: StatementGroup) -> Vec<String> {
    let mut statements = group.statements;
    if !group.outside_transaction && statements.len() > 1 {
        statements.insert(0, "BEGIN".to_owned());
        statements.push("COMMIT".to_owned());
    }
    statements
}

fn numbers(layout: Layout, tree: &Tree, now: SystemTime) -> Box<dyn Iterator<Item = String>> {
    let heads: Vec<&str> = tree
        .files()
        .filter(|file| layout == Layout::Flyway || file.folder().is_empty() || nested(layout))
        .map(|file| match nested(layout) || layout != Layout::Flyway {
            true => file.path.split('/').next().unwrap_or(file.path),
            false => file.name(),
        })
        .collect();
    let digits = |head: &str| {
        let end = head.find(|c: char| !c.is_ascii_digit()).unwrap_or(head.len());
        head[..end].to_owned()
    };
    match layout {
        Layout::Flyway => versions(&heads, now),
        Layout::Diesel => {
            let bare: Vec<String> = heads.iter().map(|head| digits(&head.replace('-', ""))).collect();
            let numbers = Numbers::after(bare.iter().map(String::as_str), NumberStyle::Time, now);
            let dashed = heads.iter().all(|head| head.as_bytes().get(4) == Some(&b'-'));
            Box::new(numbers.map(move |number| match (dashed, number.len()) {
                (true, 14) => {
                    format!("{}-{}-{}-{}", &number[..4], &number[4..6], &number[6..8], &number[8..])
                }
                _ => number,
            }))
        }
        _ => {
            let style = match layout {
                Layout::GolangMigrate => NumberStyle::Count(6),
                Layout::Plain => NumberStyle::Count(4),
                Layout::Goose => NumberStyle::Count(5),
                _ => NumberStyle::Time,
            };
            let existing: Vec<String> = heads.iter().map(|head| digits(head)).collect();
            Box::new(Numbers::after(existing.iter().map(String::as_str), style, now))
        }
    }
}

/// Flyway versions have several parts. The last part of the latest version is incremented.
fn versions(names: &[&str], now: SystemTime) -> Box<dyn Iterator<Item = String>> {
    let version = |name: &&str| -> Option<Vec<String>> {
        let (version, _) = name.strip_prefix('V')?.split_once("__")?;
        Some(version.split(['.', '_']).map(str::to_owned).collect())
    };
    let value =
        |parts: &Vec<String>| parts.iter().map(|p| p.parse::<u128>().unwrap_or(0)).collect::<Vec<_>>();
    let last = names.iter().filter_map(version).max_by_key(value);
    let separator = if names.iter().any(|name| name.split("__").next().is_some_and(|v| v.contains('_'))) {
        "_"
    } else {
        "."
    };
    let Some((tail, head)) = last.as_deref().and_then(<[String]>::split_last) else {
        return Box::new(Numbers::after(std::iter::empty(), NumberStyle::Count(1), now));
    };
    let head: String = head.iter().map(|part| format!("{part}{separator}")).collect();
    let numbers = Numbers::after(std::iter::once(tail.as_str()), NumberStyle::Count(1), now);
    Box::new(numbers.map(move |number| format!("{head}{number}")))
}

fn nested(layout: Layout) -> bool {
    matches!(layout, Layout::Diesel | Layout::Prisma)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_inside_statements_are_found() {
        for (layout, statement, found) in [
            (Layout::Dbmate, "SELECT '\n-- migrate:down\n'", Some("-- migrate:down")),
            (Layout::Goose, "SELECT '\n  --  +goose Down\n'", Some("  --  +goose Down")),
            (Layout::SqlMigrate, "SELECT $$\r-- +migrate Down\r$$", Some("-- +migrate Down")),
            (Layout::NodePgMigrate, "a\u{2028}-- -DOWN  Migration", Some("-- -DOWN  Migration")),
            (Layout::Dbmate, "SELECT 1 -- migrate:down", None),
            (Layout::Plain, "SELECT '\n-- migrate:down\n'", None),
        ] {
            assert_eq!(directive(layout, statement), found, "{statement}");
        }
    }
}
