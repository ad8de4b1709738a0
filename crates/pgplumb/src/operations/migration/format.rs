//! Migrations as the tools have them whose migrations are SQL.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use super::numbers::{Habit, Numbers};
use super::{Direction, MigrationError, Text, Unit, slug};
use crate::sources::files::Tree;
use crate::sources::migrations::{Layout, MigrationsError, folder};

/// Whose migrations are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Those of a tool whose migrations are SQL.
    Layout(Layout),
    /// Alembic's.
    Alembic,
}

/// A word for no format.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{word}` is no layout of migrations: write one of alembic, {}", words())]
pub struct BadFormat {
    word: String,
}

fn words() -> String {
    Layout::ALL.map(Layout::word).join(", ")
}

impl FromStr for Format {
    type Err = BadFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "alembic" {
            return Ok(Self::Alembic);
        }
        let layout = Layout::ALL.into_iter().find(|layout| layout.word() == text);
        layout.map(Self::Layout).ok_or_else(|| BadFormat { word: text.to_owned() })
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
    /// The format of a folder's migrations; of an empty one files for each direction, `0001_name.up.sql`.
    pub fn of(tree: &Tree) -> Result<Self, MigrationError> {
        if tree.files().next().is_none() {
            return Ok(Self::Layout(Layout::GolangMigrate));
        }
        match folder::layout(tree) {
            Ok(layout) => Ok(Self::Layout(layout)),
            Err(MigrationsError::Foreign { tool, .. }) if tool.name == "Alembic" => Ok(Self::Alembic),
            Err(MigrationsError::Foreign { tool, .. }) => Err(MigrationError::Unwritten(tool.name)),
            Err(error) => Err(MigrationError::Unknown(error)),
        }
    }
}

/// How a tool takes what must not be in a transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alone {
    /// One statement in a migration.
    OneByOne,
    /// Any number of them.
    Together,
    /// Not at all.
    Never,
}

fn alone(layout: Layout) -> Alone {
    match layout {
        Layout::Flyway | Layout::Goose | Layout::SqlMigrate | Layout::Plain => Alone::Together,
        Layout::NodePgMigrate => Alone::Never,
        _ => Alone::OneByOne,
    }
}

/// The files of a migration, or of several where a step must be executed outside of a transaction.
pub fn texts(
    layout: Layout,
    name: &str,
    up: &Direction,
    down: &Direction,
    tree: &Tree,
    now: SystemTime,
) -> Result<Vec<Text>, MigrationError> {
    if layout == Layout::Graphile {
        return Err(MigrationError::Unwritten(layout.name()));
    }
    let (ups, mut downs) = (cut(layout, &up.units)?, cut(layout, &down.units)?);
    let count = ups.len().max(downs.len()).max(1);
    // Steps back are taken from the last migration to the first.
    downs.resize(count, Unit::default());
    downs.reverse();
    let slug = slug(name);
    let mut numbers = numbers(layout, tree, now);
    let mut texts = Vec::new();
    for (at, back) in downs.iter().enumerate() {
        let up = ups.get(at).cloned().unwrap_or_default();
        let slug = if count > 1 { format!("{slug}_{}", at + 1) } else { slug.clone() };
        let remarks: &[String] = if at + 1 == count { &down.remarks } else { &[] };
        texts.extend(migration(layout, tree, &numbers.next().unwrap_or_default(), &slug, &up, back, remarks));
    }
    Ok(texts)
}

/// What is executed together, as the tool can.
fn cut(layout: Layout, units: &[Unit]) -> Result<Vec<Unit>, MigrationError> {
    let mut cut: Vec<Unit> = Vec::new();
    for unit in units {
        match (unit.alone, alone(layout)) {
            (false, _) => cut.push(unit.clone()),
            (true, Alone::Never) => {
                let statement = unit.statements.first().cloned().unwrap_or_default();
                return Err(MigrationError::Alone(layout.name(), statement));
            }
            (true, Alone::OneByOne) => cut.extend(
                unit.statements.iter().map(|one| Unit { alone: true, statements: vec![one.clone()] }),
            ),
            (true, Alone::Together) => match cut.last_mut().filter(|last| last.alone) {
                Some(last) => last.statements.extend(unit.statements.iter().cloned()),
                None => cut.push(unit.clone()),
            },
        }
    }
    // Files that are executed as psql would have no transactions.
    if layout == Layout::Plain {
        let statements: Vec<String> = cut.into_iter().flat_map(|unit| unit.statements).collect();
        return Ok(vec![Unit { alone: false, statements }]);
    }
    Ok(cut)
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
            let numbers = Numbers::after(bare.iter().map(String::as_str), Habit::Time, now);
            let dashed = heads.iter().all(|head| head.as_bytes().get(4) == Some(&b'-'));
            Box::new(numbers.map(move |number| match (dashed, number.len()) {
                (true, 14) => {
                    format!("{}-{}-{}-{}", &number[..4], &number[4..6], &number[6..8], &number[8..])
                }
                _ => number,
            }))
        }
        _ => {
            let habit = match layout {
                Layout::GolangMigrate => Habit::Count(6),
                Layout::Plain => Habit::Count(4),
                Layout::Goose => Habit::Count(5),
                _ => Habit::Time,
            };
            let there: Vec<String> = heads.iter().map(|head| digits(head)).collect();
            Box::new(Numbers::after(there.iter().map(String::as_str), habit, now))
        }
    }
}

/// Flyway's versions have parts: the last part of the last one counts on.
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
        return Box::new(Numbers::after(std::iter::empty(), Habit::Count(1), now));
    };
    let head: String = head.iter().map(|part| format!("{part}{separator}")).collect();
    let numbers = Numbers::after(std::iter::once(tail.as_str()), Habit::Count(1), now);
    Box::new(numbers.map(move |number| format!("{head}{number}")))
}

fn nested(layout: Layout) -> bool {
    matches!(layout, Layout::Diesel | Layout::Prisma)
}

fn migration(
    layout: Layout,
    tree: &Tree,
    number: &str,
    slug: &str,
    up: &Unit,
    down: &Unit,
    remarks: &[String],
) -> Vec<Text> {
    let text = |path: String, text: String| Text { path, text };
    let remarked = |sql: String| format!("{}{sql}", comments(remarks));
    match layout {
        Layout::Dbmate => {
            let mark = |unit: &Unit| if unit.alone { " transaction:false" } else { "" };
            vec![text(
                format!("{number}_{slug}.sql"),
                format!(
                    "-- migrate:up{}\n{}\n-- migrate:down{}\n{}",
                    mark(up),
                    sql(up),
                    mark(down),
                    remarked(sql(down))
                ),
            )]
        }
        Layout::Goose => {
            let mark = if up.alone || down.alone { "-- +goose NO TRANSACTION\n" } else { "" };
            vec![text(
                format!("{number}_{slug}.sql"),
                format!(
                    "{mark}-- +goose Up\n{}\n-- +goose Down\n{}",
                    wrapped(up, "-- +goose"),
                    remarked(wrapped(down, "-- +goose"))
                ),
            )]
        }
        Layout::SqlMigrate => {
            let mark = |unit: &Unit| if unit.alone { " notransaction" } else { "" };
            vec![text(
                format!("{number}_{slug}.sql"),
                format!(
                    "-- +migrate Up{}\n{}\n-- +migrate Down{}\n{}",
                    mark(up),
                    wrapped(up, "-- +migrate"),
                    mark(down),
                    remarked(wrapped(down, "-- +migrate"))
                ),
            )]
        }
        Layout::NodePgMigrate => vec![text(
            format!("{number}_{slug}.sql"),
            format!("-- Up Migration\n{}\n-- Down Migration\n{}", sql(up), remarked(sql(down))),
        )],
        Layout::GolangMigrate => vec![
            text(format!("{number}_{slug}.up.sql"), sql(up)),
            text(format!("{number}_{slug}.down.sql"), remarked(sql(down))),
        ],
        Layout::Sqlx => {
            let mark = |unit: &Unit| if unit.alone { "-- no-transaction\n" } else { "" };
            let is_simple = tree.files().any(|file| file.sql().is_some() && !file.path.contains(".up.sql"))
                && !tree.files().any(|file| file.path.contains(".up.sql"));
            match is_simple {
                true => vec![text(
                    format!("{number}_{slug}.sql"),
                    format!("{}{}{}", mark(up), sql(up), undone(down, remarks)),
                )],
                false => vec![
                    text(format!("{number}_{slug}.up.sql"), format!("{}{}", mark(up), sql(up))),
                    text(
                        format!("{number}_{slug}.down.sql"),
                        format!("{}{}", mark(down), remarked(sql(down))),
                    ),
                ],
            }
        }
        Layout::Flyway => {
            let mut texts = Vec::new();
            for (prefix, unit, sql) in [("V", up, sql(up)), ("U", down, remarked(sql(down)))] {
                let path = format!("{prefix}{number}__{slug}.sql");
                let mut conf = String::new();
                if unit.alone {
                    conf.push_str("executeInTransaction=false\n");
                }
                if sql.contains("${") {
                    conf.push_str("placeholderReplacement=false\n");
                }
                if !conf.is_empty() {
                    texts.push(text(format!("{path}.conf"), conf));
                }
                texts.push(text(path, sql));
            }
            texts
        }
        Layout::Diesel => {
            let folder = format!("{number}_{slug}");
            let mut texts = vec![
                text(format!("{folder}/up.sql"), sql(up)),
                text(format!("{folder}/down.sql"), remarked(sql(down))),
            ];
            if up.alone || down.alone {
                texts
                    .push(text(format!("{folder}/metadata.toml"), "run_in_transaction = false\n".to_owned()));
            }
            texts
        }
        Layout::Prisma => vec![text(
            format!("{number}_{slug}/migration.sql"),
            format!("{}{}", sql(up), undone(down, remarks)),
        )],
        Layout::Supabase | Layout::Plain | Layout::Graphile => {
            vec![text(format!("{number}_{slug}.sql"), format!("{}{}", sql(up), undone(down, remarks)))]
        }
    }
}

fn sql(unit: &Unit) -> String {
    unit.statements.iter().map(|statement| format!("{statement};\n")).collect()
}

/// For tools that cut at every semicolon unless told otherwise.
fn wrapped(unit: &Unit, mark: &str) -> String {
    let one = |statement: &String| match statement.contains(';') {
        true => format!("{mark} StatementBegin\n{statement};\n{mark} StatementEnd\n"),
        false => format!("{statement};\n"),
    };
    unit.statements.iter().map(one).collect()
}

fn comments(lines: &[String]) -> String {
    lines.iter().map(|line| format!("-- {line}\n")).collect()
}

/// The way back, where the layout has no place for it.
fn undone(down: &Unit, remarks: &[String]) -> String {
    if down.statements.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = sql(down).lines().map(str::to_owned).collect();
    format!("\n-- To undo it:\n{}{}", comments(remarks), comments(&lines))
}
