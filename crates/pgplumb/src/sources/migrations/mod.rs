//! Folders of migrations: whose they are, and what of them is executed in which order on an empty database.
//!
//! Each tool has its layout: which files are migrations, which part of a file goes up, in which order they run. What is here are pure
//! functions on a [`Tree`], so that a folder of the disk and one of a git revision are the same.

mod flyway;
pub mod folder;
mod graphile;
mod layout;
mod natural;
mod nested;
mod pairs;
mod plain;
mod recognise;
mod sections;

use std::collections::BTreeMap;

use super::files::Tree;

pub use layout::Layout;
pub use plain::refuse_steps_back;
pub use recognise::{Foreign, Sign};

/// Migrations in the order in which their tool runs them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migrations {
    /// Whose they are.
    pub layout: Layout,
    /// The migrations.
    pub migrations: Vec<Migration>,
    /// What the user should know: files that are left out, and why.
    pub warnings: Vec<String>,
}

/// One migration: what of it goes up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    /// Its version, as its tool writes it into the database; `None` for those that have none (Flyway's repeatable ones, plain files
    /// without a number).
    pub version: Option<String>,
    /// What it is called.
    pub name: String,
    /// The SQL.
    pub text: String,
    /// How its tool executes it.
    pub wrapping: Wrapping,
    spans: Vec<Span>,
}

/// How a tool executes a migration. A statement that PostgreSQL refuses in a transaction (error 25001) is one that most tools execute
/// alone, if nothing else stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrapping {
    /// In a transaction around it.
    Transaction,
    /// As one query: a transaction, when it holds more than one statement.
    Query,
    /// Each statement by itself.
    Statements,
}

/// From a line of a migration's text on, the lines of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Span {
    /// The line of the text, from 1.
    from: usize,
    /// The file.
    file: String,
    /// The file's line that stands there, from 1.
    line: usize,
}

impl Migration {
    /// A migration that is a whole file, or a part of one from a line on.
    fn of(file: String, line: usize, name: &str, text: impl Into<String>, wrapping: Wrapping) -> Self {
        let spans = vec![Span { from: 1, file, line }];
        Self { version: None, name: name.to_owned(), text: text.into(), wrapping, spans }
    }

    fn version(self, version: impl Into<String>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// The file that it is from.
    pub fn file(&self) -> &str {
        self.spans.first().map_or("", |span| &span.file)
    }

    /// Where a line of its text (from 1) stands: the file, and the line there.
    pub fn place(&self, line: usize) -> (&str, usize) {
        let span = self.spans.iter().rev().find(|span| span.from <= line);
        span.map_or(("", line), |span| (&span.file, span.line + line - span.from))
    }
}

/// Why migrations are not understood.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MigrationsError {
    /// There are none.
    #[error(
        "{folder} holds no migrations: no .sql file, nor any that another tool's migrations are known by"
    )]
    None {
        /// The folder.
        folder: String,
    },
    /// There are none of the layout that was named.
    #[error("{folder} holds no migrations as {} has them: {}", layout.name(), layout.form())]
    NoneOf {
        /// The folder.
        folder: String,
        /// The layout.
        layout: Layout,
    },
    /// They are programs, or need one to be read.
    #[error("{sign} is of {}, whose migrations only {} itself can run: {}", tool.name, tool.name, tool.way_out())]
    Foreign {
        /// What they are known by.
        sign: String,
        /// The tool.
        tool: &'static Foreign,
    },
    /// They are of several tools.
    #[error(
        "{folder} looks like the migrations of more than one tool: {}. Say whose they are: migrations:{}:{folder}",
        signs.iter().map(|sign| format!("{} ({})", sign.layout.name(), sign.file)).collect::<Vec<_>>().join(", "),
        signs.first().map_or("LAYOUT", |sign| sign.layout.word())
    )]
    Ambiguous {
        /// The folder.
        folder: String,
        /// What each is known by.
        signs: Vec<Sign>,
    },
    /// A file does not fit in with the others.
    #[error(
        "{file} is no migration as {} has them ({}), and the others are. If it is to be left out: migrations:{}:DIR",
        layout.name(), layout.form(), layout.word()
    )]
    Mixed {
        /// The file.
        file: String,
        /// What the others are.
        layout: Layout,
    },
    /// Two have one version.
    #[error("{first} and {second} have the same version, {version}: {} runs neither", layout.name())]
    Twice {
        /// The version.
        version: String,
        /// One of them.
        first: String,
        /// The other.
        second: String,
        /// Whose they are.
        layout: Layout,
    },
    /// A file breaks a rule of its tool.
    #[error("{file}:{line}: {rule}")]
    Broken {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The rule.
        rule: String,
    },
    /// The tool puts something in for a name, and it is not known what.
    #[error(
        "{file}:{line}: {} puts something in for {placeholder}, and it is not known what: have {} itself run the \
         migrations, with migrate:COMMAND",
        layout.name(), layout.name()
    )]
    Placeholder {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// How it is written.
        placeholder: String,
        /// Whose it is.
        layout: Layout,
    },
    /// A file is called as if it undid another.
    #[error(
        "{file} looks as if it undid something: executed with the others it would. Say whose migrations they are \
         (migrations:LAYOUT:DIR; LAYOUT is one of {}), or that it is to be executed: migrations:plain:DIR",
        Layout::words()
    )]
    StepBack {
        /// The file.
        file: String,
    },
}

/// The migrations of a folder; of a layout, or of the one that they are recognised to have.
///
/// # Errors
/// When they are none, of no tool whose files are plain SQL, of several, or break their tool's rules.
pub fn read(
    tree: &Tree,
    layout: Option<Layout>,
    placeholders: &BTreeMap<String, String>,
) -> Result<Migrations, MigrationsError> {
    let tree = &recognise::descended(tree);
    let is_forced = layout.is_some();
    let layout = match layout {
        Some(layout) => layout,
        None => recognise::layout(tree)?,
    };
    let mut reading = Reading { tree, layout, is_forced, placeholders, warnings: Vec::new() };
    let migrations = match layout {
        Layout::Dbmate | Layout::Goose | Layout::SqlMigrate | Layout::NodePgMigrate => {
            sections::read(&mut reading)?
        }
        Layout::GolangMigrate | Layout::Sqlx => pairs::read(&mut reading)?,
        Layout::Flyway => flyway::read(&mut reading)?,
        Layout::Diesel | Layout::Prisma => nested::read(&mut reading)?,
        Layout::Graphile => graphile::read(&mut reading)?,
        Layout::Supabase => plain::read_numbered(&mut reading)?,
        Layout::Plain => plain::read(&mut reading),
    };
    if migrations.is_empty() {
        let folder = tree.name().to_owned();
        return Err(match is_forced {
            true => MigrationsError::NoneOf { folder, layout },
            false => MigrationsError::None { folder },
        });
    }
    Ok(Migrations { layout, migrations, warnings: reading.warnings })
}

/// What a layout's code works with.
struct Reading<'a> {
    tree: &'a Tree,
    layout: Layout,
    is_forced: bool,
    placeholders: &'a BTreeMap<String, String>,
    warnings: Vec<String>,
}

impl Reading<'_> {
    /// A file of SQL that the tool would pass over: an error where it looks like a migration and nobody said whose they are.
    fn leave_out(&mut self, path: &str) -> Result<(), MigrationsError> {
        let file = self.tree.name_of(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        if !self.is_forced && !path.contains('/') && name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(MigrationsError::Mixed { file, layout: self.layout });
        }
        self.warnings
            .push(format!("{file} is left out: it is no migration as {} has them", self.layout.name()));
        Ok(())
    }

    /// A migration in a language that is not SQL.
    fn leave_out_program(&mut self, path: &str, language: &str) {
        let (file, tool) = (self.tree.name_of(path), self.layout.name());
        self.warnings.push(format!(
            "{file} is left out: it is a migration in {language}, which only {tool} itself can run (migrate:COMMAND)"
        ));
    }

    /// Two migrations, next to each other in their order, with one version.
    fn refuse_twice<V: PartialEq>(&self, found: &[(V, Migration)]) -> Result<(), MigrationsError> {
        let twice = found.windows(2).find(|pair| pair[0].0 == pair[1].0);
        twice.map_or(Ok(()), |pair| {
            Err(MigrationsError::Twice {
                version: pair[0].1.version.clone().unwrap_or_default(),
                first: pair[0].1.file().to_owned(),
                second: pair[1].1.file().to_owned(),
                layout: self.layout,
            })
        })
    }
}

/// The number that a name begins with, and the rest; leading zeros do not count.
fn number(name: &str) -> Option<(u128, &str)> {
    let end = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    Some((name[..end].parse().ok()?, &name[end..]))
}

/// A file's name without `.sql`, whatever its case.
fn stem(name: &str) -> &str {
    match name.len().checked_sub(4).and_then(|at| Some((name.get(..at)?, name.get(at..)?))) {
        Some((stem, end)) if end.eq_ignore_ascii_case(".sql") => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests;
