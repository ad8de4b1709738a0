//! Folders of migrations: detects the tool, and returns the migrations that it would run on an
//! empty database, in order.
//!
//! Each tool has its layout: which files are migrations, which section of a file migrates up, and
//! in which order they run. Everything here is a pure function of a [`Tree`], so folders on disk
//! and in git revisions are treated alike.

mod detect;
mod flyway;
pub mod folder;
mod graphile;
mod layout;
mod natural;
mod nested;
mod pairs;
mod plain;
mod sections;

use std::collections::BTreeMap;

use super::files::Tree;

pub use detect::{Evidence, ExternalTool};
pub use layout::Layout;
pub use plain::refuse_down_migrations;

/// Migrations in the order in which their tool runs them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migrations {
    /// The tool's layout.
    pub layout: Layout,
    /// The migrations.
    pub migrations: Vec<Migration>,
    /// Warnings for the user, such as skipped files.
    pub warnings: Vec<String>,
}

impl Migrations {
    /// The number and name of the migration at this position: `executing migration 3 of 40: add_users`
    pub fn progress(&self, at: usize) -> String {
        let name = self.migrations.get(at).map_or("", |migration| migration.name.as_str());
        format!("executing migration {} of {}: {name}", at + 1, self.migrations.len())
    }
}

/// The up section of a migration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    /// Version, as the tool records it in the database; `None` for migrations without one (Flyway's
    /// repeatable migrations, plain files without a number).
    pub version: Option<String>,
    /// Name.
    pub name: String,
    /// The SQL.
    pub text: String,
    /// How the tool executes it.
    pub transaction_mode: TransactionMode,
    spans: Vec<Span>,
}

/// How a tool executes a migration. Most tools can execute a statement that PostgreSQL refuses in a
/// transaction (error 25001) only if it is the only one in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransactionMode {
    /// In one transaction.
    Transaction,
    /// As one query: an implicit transaction if it contains more than one statement.
    Query,
    /// Each statement separately.
    Statements,
}

/// Maps a range of lines of a migration's text to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Span {
    /// First line in the text, from 1.
    from: usize,
    /// The file.
    file: String,
    /// Corresponding line of the file, from 1.
    line: usize,
}

impl Migration {
    /// Creates a migration from a file, starting at a line.
    fn new(
        file: String,
        line: usize,
        name: &str,
        text: impl Into<String>,
        transaction_mode: TransactionMode,
    ) -> Self {
        let spans = vec![Span { from: 1, file, line }];
        Self { version: None, name: name.to_owned(), text: text.into(), transaction_mode, spans }
    }

    fn with_version(self, version: impl Into<String>) -> Self {
        Self { version: Some(version.into()), ..self }
    }

    /// The file it was read from.
    pub fn file(&self) -> &str {
        self.spans.first().map_or("", |span| &span.file)
    }

    /// Maps a line of the text (from 1) to its file and line.
    pub fn location(&self, line: usize) -> (&str, usize) {
        let span = self.spans.iter().rev().find(|span| span.from <= line);
        span.map_or(("", line), |span| (&span.file, span.line + line - span.from))
    }
}

/// Error of [`read`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MigrationsError {
    /// There are no migrations.
    #[error("{folder} contains no migrations: neither .sql files nor files of another migration tool")]
    None {
        /// The folder.
        folder: String,
    },
    /// There are no migrations in the specified layout.
    #[error("{folder} contains no {} migrations ({})", layout.name(), layout.example())]
    NoneOf {
        /// The folder.
        folder: String,
        /// The layout.
        layout: Layout,
    },
    /// Only the tool itself can run the migrations.
    #[error("{file} belongs to {}, which must run its migrations itself; {}", tool.name, tool.hint())]
    ExternalTool {
        /// The file that identifies the tool.
        file: String,
        /// The tool.
        tool: &'static ExternalTool,
    },
    /// The folder has migrations of several tools.
    #[error(
        "{folder} contains migrations of more than one tool: {}; specify the tool, for example migrations:{}:{folder}",
        evidence.iter().map(|found| format!("{} ({})", found.layout.name(), found.file)).collect::<Vec<_>>().join(", "),
        evidence.first().map_or("LAYOUT", |found| found.layout.word())
    )]
    Ambiguous {
        /// The folder.
        folder: String,
        /// A file for each tool.
        evidence: Vec<Evidence>,
    },
    /// A file does not match the layout of the other files.
    #[error(
        "{file} is not a {} migration ({}), unlike the other files; to skip it, specify the tool: migrations:{}:DIR",
        layout.name(), layout.example(), layout.word()
    )]
    UnexpectedFile {
        /// The file.
        file: String,
        /// The layout of the other files.
        layout: Layout,
    },
    /// Two migrations have the same version.
    #[error("{first} and {second} have the same version, {version}, which {} rejects", layout.name())]
    DuplicateVersion {
        /// The version.
        version: String,
        /// First file.
        first: String,
        /// Second file.
        second: String,
        /// The tool's layout.
        layout: Layout,
    },
    /// A file violates a rule of its tool.
    #[error("{file}:{line}: {reason}")]
    Invalid {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The reason.
        reason: String,
    },
    /// The value of a placeholder is unknown.
    #[error(
                "{file}:{line}: the value of {placeholder} is unknown, which {} would insert; run the migrations with {} \
                 itself: migrate:COMMAND",
        layout.name(), layout.name()
    )]
    Placeholder {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The placeholder as written.
        placeholder: String,
        /// The tool's layout.
        layout: Layout,
    },
    /// A file looks like a down migration.
    #[error(
        "{file} looks like a down migration, and would be executed with the other files; specify the tool \
                 (migrations:LAYOUT:DIR; LAYOUT is one of {}), or execute every file with migrations:plain:DIR",
        Layout::all_words()
    )]
    DownMigration {
        /// The file.
        file: String,
    },
}

/// Reads the migrations of a folder. Detects the layout if it is not specified.
///
/// # Errors
/// If there are no migrations, or they belong to several tools, need their tool to run, or violate
/// its rules.
pub fn read(
    tree: &Tree,
    layout: Option<Layout>,
    placeholders: &BTreeMap<String, String>,
) -> Result<Migrations, MigrationsError> {
    let tree = &detect::migrations_folder(tree);
    let is_forced = layout.is_some();
    let layout = match layout {
        Some(layout) => layout,
        None => detect::layout(tree)?,
    };
    let mut context = Context { tree, layout, is_forced, placeholders, warnings: Vec::new() };
    let migrations = match layout {
        Layout::Dbmate | Layout::Goose | Layout::SqlMigrate | Layout::NodePgMigrate => {
            sections::read(&mut context)?
        }
        Layout::GolangMigrate | Layout::Sqlx => pairs::read(&mut context)?,
        Layout::Flyway => flyway::read(&mut context)?,
        Layout::Diesel | Layout::Prisma => nested::read(&mut context)?,
        Layout::Graphile => graphile::read(&mut context)?,
        Layout::Supabase => plain::read_numbered(&mut context)?,
        Layout::Plain => plain::read(&mut context),
    };
    if migrations.is_empty() {
        let folder = tree.name().to_owned();
        return Err(match is_forced {
            true => MigrationsError::NoneOf { folder, layout },
            false => MigrationsError::None { folder },
        });
    }
    Ok(Migrations { layout, migrations, warnings: context.warnings })
}

/// State while reading a folder of migrations.
struct Context<'a> {
    tree: &'a Tree,
    layout: Layout,
    is_forced: bool,
    placeholders: &'a BTreeMap<String, String>,
    warnings: Vec<String>,
}

impl Context<'_> {
    /// Skips an SQL file that is not a migration. This is an error if it looks like one and no
    /// layout was specified.
    fn skip(&mut self, path: &str) -> Result<(), MigrationsError> {
        let file = self.tree.display_name(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        if !self.is_forced && !path.contains('/') && name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(MigrationsError::UnexpectedFile { file, layout: self.layout });
        }
        self.warnings.push(format!("skipped {file}: it is not a {} migration", self.layout.name()));
        Ok(())
    }

    /// Skips a migration that is not SQL.
    fn skip_program(&mut self, path: &str, language: &str) {
        let (file, tool) = (self.tree.display_name(path), self.layout.name());
        self.warnings.push(format!(
            "skipped {file}: it is a {language} migration, which only {tool} can run (migrate:COMMAND)"
        ));
    }

    /// Refuses migrations with equal versions, which must be adjacent.
    fn refuse_duplicates<V: PartialEq>(&self, found: &[(V, Migration)]) -> Result<(), MigrationsError> {
        let duplicate = found.windows(2).find(|pair| pair[0].0 == pair[1].0);
        duplicate.map_or(Ok(()), |pair| {
            Err(MigrationsError::DuplicateVersion {
                version: pair[0].1.version.clone().unwrap_or_default(),
                first: pair[0].1.file().to_owned(),
                second: pair[1].1.file().to_owned(),
                layout: self.layout,
            })
        })
    }
}

/// Splits a name into its leading number and the rest.
fn number(name: &str) -> Option<(u128, &str)> {
    let end = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    Some((name[..end].parse().ok()?, &name[end..]))
}

/// Removes `.sql`, in any case, from a file name.
fn stem(name: &str) -> &str {
    match name.len().checked_sub(4).and_then(|at| Some((name.get(..at)?, name.get(at..)?))) {
        Some((stem, end)) if end.eq_ignore_ascii_case(".sql") => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests;
