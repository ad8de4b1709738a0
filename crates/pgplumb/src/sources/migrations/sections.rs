//! Files with a section for each direction, marked by comments: dbmate, goose, sql-migrate,
//! node-pg-migrate. Markers are recognized on any line, even within a string or function body, as
//! these tools do.

use super::{Context, Layout, Migration, MigrationsError, Span, TransactionMode, natural, number, stem};
use crate::sources::files::TreeFile;

/// A comment that a migration tool interprets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marker<'a> {
    /// An up section follows; with options.
    Up(&'a str),
    /// A down section follows.
    Down,
    /// The file is not executed in a transaction.
    NoTransaction,
    /// Substitution of environment variables is turned on or off.
    Variables(bool),
}

/// Parses a line as a marker of a tool.
pub fn marker(layout: Layout, line: &str) -> Option<Marker<'_>> {
    let line = line.trim_end();
    match layout {
        // dbmate `pkg/dbmate/migration.go`: ^--\s*migrate:up(\s*$|\s+\S+)
        Layout::Dbmate => {
            let text = line.strip_prefix("--")?.trim_start();
            let up = text.strip_prefix("migrate:up").map(Marker::Up);
            let marker = up.or_else(|| text.strip_prefix("migrate:down").map(|_| Marker::Down))?;
            let ends = text.strip_prefix("migrate:up").or_else(|| text.strip_prefix("migrate:down"))?;
            (ends.is_empty() || ends.starts_with(char::is_whitespace)).then_some(marker)
        }
        // goose `internal/sqlparser/parser.go`: at the start of the line, case-insensitive.
        Layout::Goose => {
            let text = line.strip_prefix("--")?.trim_start().strip_prefix("+goose")?.trim();
            match text.to_ascii_lowercase().as_str() {
                "up" => Some(Marker::Up("")),
                "down" => Some(Marker::Down),
                "no transaction" => Some(Marker::NoTransaction),
                "envsub on" => Some(Marker::Variables(true)),
                "envsub off" => Some(Marker::Variables(false)),
                _ => None,
            }
        }
        // sql-migrate `sqlparse/sqlparse.go`
        Layout::SqlMigrate => {
            let text = line.strip_prefix("--")?.trim_start().strip_prefix("+migrate")?.trim();
            let (word, options) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            match word {
                "Up" => Some(Marker::Up(options)),
                "Down" => Some(Marker::Down),
                _ => None,
            }
        }
        // node-pg-migrate `sqlMigration`: ^\s*--[\s-]*up\s+migration, case-insensitive
        Layout::NodePgMigrate => {
            let text = line.trim_start().strip_prefix("--")?;
            let text = text.trim_start_matches(|c: char| c == '-' || c.is_whitespace()).to_ascii_lowercase();
            let (word, rest) = text.split_once(char::is_whitespace)?;
            match (word, rest.trim_start().starts_with("migration")) {
                ("up", true) => Some(Marker::Up("")),
                ("down", true) => Some(Marker::Down),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The tools that use markers.
pub const MARKED_LAYOUTS: [Layout; 4] =
    [Layout::Dbmate, Layout::Goose, Layout::SqlMigrate, Layout::NodePgMigrate];

/// Whether a file has an up section of this tool.
pub fn has_up_marker(layout: Layout, text: &str) -> bool {
    text.lines().any(|line| matches!(marker(layout, line), Some(Marker::Up(_))))
}

/// Whether a file has a down section of any tool.
pub fn has_down_section(text: &str) -> bool {
    // Checking the comment prefix first is faster for large files.
    let comments = text.lines().filter(|line| line.trim_start().starts_with("--"));
    comments
        .into_iter()
        .any(|line| MARKED_LAYOUTS.iter().any(|layout| marker(*layout, line) == Some(Marker::Down)))
}

/// Reads the up sections in the order of the tool.
pub fn read(context: &mut Context<'_>) -> Result<Vec<Migration>, MigrationsError> {
    let (tree, layout) = (context.tree, context.layout);
    let mut found = Vec::new();
    for file in tree.files() {
        let is_top = file.folder().is_empty();
        match file.sql() {
            None => {
                if let Some(language) = language(file, layout).filter(|_| is_top) {
                    context.skip_program(file.path, language);
                }
            }
            Some(text) => match is_top.then(|| version(layout, stem(file.name()))).flatten() {
                Some((version, name)) => {
                    let migration = up_section(context, file, name, text)?;
                    found.push((file.path, version, migration));
                }
                None => context.skip(file.path)?,
            },
        }
    }
    match layout {
        // Already ordered by file name.
        Layout::Dbmate => {}
        Layout::Goose => found.sort_by_key(|(_, version, _)| *version),
        _ => found.sort_by(|(one, ..), (other, ..)| natural::compare(one, other)),
    }
    let found: Vec<_> = found
        .into_iter()
        .map(|(_, version, migration)| match version {
            Some(version) => (Some(version), migration.with_version(version.to_string())),
            None => (None, migration),
        })
        .collect();
    if layout == Layout::Goose || layout == Layout::Dbmate {
        context.refuse_duplicates(&found)?;
    }
    Ok(found.into_iter().map(|(_, migration)| migration).collect())
}

/// Parses the version and the name of a migration file.
fn version(layout: Layout, stem: &str) -> Option<(Option<u128>, &str)> {
    match (layout, number(stem)) {
        (Layout::Dbmate, Some((version, rest))) => Some((Some(version), rest.trim_start_matches('_'))),
        // goose `NumericComponent`: positive, up to the first underscore.
        (Layout::Goose, Some((version @ 1.., rest))) => Some((Some(version), rest.strip_prefix('_')?)),
        (Layout::SqlMigrate | Layout::NodePgMigrate, Some((version, _))) => Some((Some(version), stem)),
        (Layout::SqlMigrate | Layout::NodePgMigrate, None) => Some((None, stem)),
        _ => None,
    }
}

/// The language of a migration that is not SQL.
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

/// Extracts the up section of a file.
fn up_section(
    context: &Context<'_>,
    file: TreeFile<'_>,
    name: &str,
    text: &str,
) -> Result<Migration, MigrationsError> {
    let layout = context.layout;
    let path = context.tree.display_name(file.path);
    let invalid = |line: usize, reason: &str| MigrationsError::Invalid {
        file: path.clone(),
        line,
        reason: reason.to_owned(),
    };
    // node-pg-migrate treats a file without markers as an up migration.
    let is_unmarked = layout == Layout::NodePgMigrate && !has_up_marker(layout, text);
    let mut migration = Migration::new(path.clone(), 1, name, "", TransactionMode::Transaction);
    migration.spans.clear();
    let (mut in_up_section, mut seen_down_section, mut substitutes, mut lines) =
        (is_unmarked, false, false, 1);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        match marker(layout, line) {
            Some(Marker::Up(_)) if layout == Layout::Dbmate && seen_down_section => {
                return Err(invalid(index + 1, "dbmate requires `-- migrate:up` before `-- migrate:down`"));
            }
            Some(Marker::Up(options)) => {
                in_up_section = true;
                let mut options = options.split_whitespace();
                if options.any(|option| ["transaction:false", "notransaction"].contains(&option)) {
                    migration.transaction_mode = TransactionMode::Query;
                }
            }
            Some(Marker::Down) if is_unmarked => {
                return Err(invalid(
                    index + 1,
                    "node-pg-migrate requires `-- Up Migration` before this line",
                ));
            }
            Some(Marker::Down) => (in_up_section, seen_down_section) = (false, true),
            Some(Marker::NoTransaction) => migration.transaction_mode = TransactionMode::Statements,
            Some(Marker::Variables(on)) => substitutes = on,
            None if in_up_section => {
                if let Some(placeholder) = variable(line).filter(|_| substitutes) {
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
                if !seen_down_section && !is_comment {
                    let reason = format!("SQL before the first marker of {}", layout.name());
                    return Err(invalid(index + 1, &reason));
                }
            }
        }
    }
    if migration.spans.is_empty() {
        if !has_up_marker(layout, text) && !is_unmarked {
            return Err(invalid(
                1,
                &format!("no up section: {} expects {}", layout.name(), layout.example()),
            ));
        }
        migration.spans.push(Span { from: 1, file: path, line: 1 });
    }
    Ok(migration)
}

/// Finds an environment variable that is substituted in a line: `${NAME}`, `$NAME`.
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
