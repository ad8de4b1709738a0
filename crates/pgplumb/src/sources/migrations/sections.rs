//! Files with a part for each direction, marked by comments: dbmate, goose, sql-migrate, node-pg-migrate. The marks are lines of their
//! own; as in these tools, what stands around them is not looked at.

use super::{Layout, Migration, MigrationsError, Reading, Span, Wrapping, natural, number, stem};
use crate::sources::files::TreeFile;

/// What a line says to the tool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark<'a> {
    /// What follows goes up; with options.
    Up(&'a str),
    /// What follows goes down.
    Down,
    /// The file is not executed in a transaction.
    NoTransaction,
    /// Variables of the environment are put in, from here on or no longer.
    Variables(bool),
}

/// What a line says to a tool, if anything.
pub fn mark(layout: Layout, line: &str) -> Option<Mark<'_>> {
    let line = line.trim_end();
    match layout {
        // dbmate `pkg/dbmate/migration.go`: ^--\s*migrate:up(\s*$|\s+\S+)
        Layout::Dbmate => {
            let said = line.strip_prefix("--")?.trim_start();
            let up = said.strip_prefix("migrate:up").map(Mark::Up);
            let mark = up.or_else(|| said.strip_prefix("migrate:down").map(|_| Mark::Down))?;
            let ends = said.strip_prefix("migrate:up").or_else(|| said.strip_prefix("migrate:down"))?;
            (ends.is_empty() || ends.starts_with(char::is_whitespace)).then_some(mark)
        }
        // goose `internal/sqlparser/parser.go`: at the beginning of the line, in any case.
        Layout::Goose => {
            let said = line.strip_prefix("--")?.trim_start().strip_prefix("+goose")?.trim();
            match said.to_ascii_lowercase().as_str() {
                "up" => Some(Mark::Up("")),
                "down" => Some(Mark::Down),
                "no transaction" => Some(Mark::NoTransaction),
                "envsub on" => Some(Mark::Variables(true)),
                "envsub off" => Some(Mark::Variables(false)),
                _ => None,
            }
        }
        // sql-migrate `sqlparse/sqlparse.go`
        Layout::SqlMigrate => {
            let said = line.strip_prefix("--")?.trim_start().strip_prefix("+migrate")?.trim();
            let (word, options) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
            match word {
                "Up" => Some(Mark::Up(options)),
                "Down" => Some(Mark::Down),
                _ => None,
            }
        }
        // node-pg-migrate `sqlMigration`: ^\s*--[\s-]*up\s+migration, in any case
        Layout::NodePgMigrate => {
            let said = line.trim_start().strip_prefix("--")?;
            let said = said.trim_start_matches(|c: char| c == '-' || c.is_whitespace()).to_ascii_lowercase();
            let (word, rest) = said.split_once(char::is_whitespace)?;
            match (word, rest.trim_start().starts_with("migration")) {
                ("up", true) => Some(Mark::Up("")),
                ("down", true) => Some(Mark::Down),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The tools that mark parts of a file.
pub const MARKED: [Layout; 4] = [Layout::Dbmate, Layout::Goose, Layout::SqlMigrate, Layout::NodePgMigrate];

/// Whether a file has a part that goes up, of this tool.
pub fn is_marked(layout: Layout, text: &str) -> bool {
    text.lines().any(|line| matches!(mark(layout, line), Some(Mark::Up(_))))
}

/// Whether a file has a part that goes down, of any tool.
pub fn steps_back(text: &str) -> bool {
    // Few lines of a large file are comments.
    let marks = text.lines().filter(|line| line.trim_start().starts_with("--"));
    marks.into_iter().any(|line| MARKED.iter().any(|layout| mark(*layout, line) == Some(Mark::Down)))
}

/// The parts that go up, in the order of the tool.
pub fn read(reading: &mut Reading<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let (tree, layout) = (reading.tree, reading.layout);
    let mut found = Vec::new();
    for file in tree.files() {
        let is_top = file.folder().is_empty();
        match file.sql() {
            None => {
                if let Some(language) = language(file, layout).filter(|_| is_top) {
                    reading.leave_out_program(file.path, language);
                }
            }
            Some(text) => match is_top.then(|| version(layout, stem(file.name()))).flatten() {
                Some((version, name)) => {
                    let migration = part(reading, file, name, text)?;
                    found.push((file.path, version, migration));
                }
                None => reading.leave_out(file.path)?,
            },
        }
    }
    match layout {
        // By the files' names: that is the order in which they are already.
        Layout::Dbmate => {}
        Layout::Goose => found.sort_by_key(|(_, version, _)| *version),
        _ => found.sort_by(|(one, ..), (other, ..)| natural::compare(one, other)),
    }
    let found: Vec<_> = found
        .into_iter()
        .map(|(_, version, migration)| match version {
            Some(version) => (Some(version), migration.version(version.to_string())),
            None => (None, migration),
        })
        .collect();
    if layout == Layout::Goose || layout == Layout::Dbmate {
        reading.refuse_twice(&found)?;
    }
    Ok(found.into_iter().map(|(_, migration)| migration).collect())
}

/// The version and the rest of a file's name, if it is a migration's.
fn version(layout: Layout, stem: &str) -> Option<(Option<u128>, &str)> {
    match (layout, number(stem)) {
        (Layout::Dbmate, Some((version, rest))) => Some((Some(version), rest.trim_start_matches('_'))),
        // goose `NumericComponent`: above zero, up to the first underscore.
        (Layout::Goose, Some((version @ 1.., rest))) => Some((Some(version), rest.strip_prefix('_')?)),
        (Layout::SqlMigrate | Layout::NodePgMigrate, Some((version, _))) => Some((Some(version), stem)),
        (Layout::SqlMigrate | Layout::NodePgMigrate, None) => Some((None, stem)),
        _ => None,
    }
}

/// The language of a migration that is a program.
fn language(file: TreeFile<'_>, layout: Layout) -> Option<&'static str> {
    let (name, extension) = file.name().rsplit_once('.')?;
    let is_numbered = number(name).is_some();
    match (layout, extension) {
        (Layout::Goose, "go") if is_numbered && !name.ends_with("_test") => Some("Go"),
        (Layout::NodePgMigrate, "js" | "cjs" | "mjs") if is_numbered => Some("JavaScript"),
        (Layout::NodePgMigrate, "ts") if is_numbered => Some("TypeScript"),
        _ => None,
    }
}

/// The part of a file that goes up.
fn part(
    reading: &Reading<'_>,
    file: TreeFile<'_>,
    name: &str,
    text: &str,
) -> Result<Migration, MigrationsError> {
    let layout = reading.layout;
    let path = reading.tree.name_of(file.path);
    let broken =
        |line: usize, rule: &str| MigrationsError::Broken { file: path.clone(), line, rule: rule.to_owned() };
    // node-pg-migrate takes a file without marks for one that only goes up.
    let is_whole = layout == Layout::NodePgMigrate && !is_marked(layout, text);
    let mut migration = Migration::of(path.clone(), 1, name, "", Wrapping::Transaction);
    migration.spans.clear();
    let (mut is_up, mut is_after_down, mut puts_in, mut lines) = (is_whole, false, false, 1);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        match mark(layout, line) {
            Some(Mark::Up(_)) if layout == Layout::Dbmate && is_after_down => {
                return Err(broken(index + 1, "dbmate wants `-- migrate:up` before `-- migrate:down`"));
            }
            Some(Mark::Up(options)) => {
                is_up = true;
                let mut options = options.split_whitespace();
                if options.any(|option| ["transaction:false", "notransaction"].contains(&option)) {
                    migration.wrapping = Wrapping::Query;
                }
            }
            Some(Mark::Down) if is_whole => {
                return Err(broken(index + 1, "node-pg-migrate wants `-- Up Migration` before this line"));
            }
            Some(Mark::Down) => (is_up, is_after_down) = (false, true),
            Some(Mark::NoTransaction) => migration.wrapping = Wrapping::Statements,
            Some(Mark::Variables(on)) => puts_in = on,
            None if is_up => {
                if let Some(placeholder) = variable(line).filter(|_| puts_in) {
                    let (file, placeholder) = (path, placeholder.to_owned());
                    return Err(MigrationsError::Placeholder { file, line: index + 1, placeholder, layout });
                }
                let is_next =
                    migration.spans.last().is_some_and(|span| span.line + lines - span.from == index + 1);
                if !is_next {
                    migration.spans.push(Span { from: lines, file: path.clone(), line: index + 1 });
                }
                migration.text.push_str(line);
                lines += 1;
            }
            None => {
                let is_comment = line.trim().is_empty() || line.trim_start().starts_with("--");
                if !is_after_down && !is_comment {
                    let rule = format!("SQL before the mark that {} begins with", layout.name());
                    return Err(broken(index + 1, &rule));
                }
            }
        }
    }
    if migration.spans.is_empty() {
        if !is_marked(layout, text) && !is_whole {
            return Err(broken(
                1,
                &format!("there is no part that goes up: {} has them as {}", layout.name(), layout.form()),
            ));
        }
        migration.spans.push(Span { from: 1, file: path, line: 1 });
    }
    Ok(migration)
}

/// A variable of the environment that is put into a line: `${NAME}`, `$NAME`.
fn variable(line: &str) -> Option<&str> {
    let at = line
        .match_indices('$')
        .map(|(at, _)| at)
        .find(|at| line[at + 1..].starts_with(|c: char| c == '{' || c == '_' || c.is_ascii_alphabetic()))?;
    let rest = &line[at..];
    let end = match rest.starts_with("${") {
        true => rest.find('}').map_or(rest.len(), |end| end + 1),
        false => {
            1 + rest[1..].find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(rest.len() - 1)
        }
    };
    Some(&rest[..end])
}
