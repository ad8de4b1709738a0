//! Parsing SOURCE arguments.

use std::path::Path;

use super::Source;
use super::git::GitPath;
use super::migrations::Layout;

/// The forms with a prefix: the prefix, what must follow it, and the form in messages.
const PREFIXES: &[(&str, &str, &str)] = &[
    ("env", "environment name", "env:NAME"),
    ("git", "revision and path", "git:REV:PATH"),
    ("migrations", "folder", "migrations:DIR"),
    ("migrate", "command", "migrate:COMMAND"),
    ("exec", "command", "exec:COMMAND"),
];

/// The forms of a SOURCE argument that is not a path.
pub fn forms() -> impl Iterator<Item = &'static str> {
    ["postgres://…", "service=…"].into_iter().chain(PREFIXES.iter().map(|(_, _, form)| *form))
}

/// A parsed SOURCE argument, before anything is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SourceSpec<'a> {
    /// A connection URL or keyword string.
    Database(&'a str),
    /// `env:NAME`, a database of the settings file.
    Env(&'a str),
    /// A file or folder: a schema map or SQL.
    Path(&'a Path),
    /// `git:REV:PATH`.
    Git(GitPath),
    /// `migrations:DIR`, `migrations:LAYOUT:DIR`.
    Migrations {
        /// The folder.
        folder: &'a Path,
        /// The tool's layout, if specified.
        layout: Option<Layout>,
    },
    /// `migrate:COMMAND`, a program that migrates the scratch database.
    Migrate(&'a str),
    /// `exec:COMMAND`, a program that prints SQL.
    Exec(&'a str),
}

/// Error of [`SourceSpec::parse`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SourceError {
    /// Code: it can be compared with a schema, but no catalog can be loaded from it.
    #[error("`{0}` is code, which can only be compared with a schema: pgplumb diff {0} [SOURCE]")]
    Code(String),
    /// `supabase:` is reserved: reading through Supabase's management API.
    #[error(
        "the source supabase:PROJECT_REF is not supported yet; use the project's connection string (postgres://…), \
         or migrations:supabase"
    )]
    Supabase,
    /// `mcp:` is reserved: reading through the SQL tool of an MCP server.
    #[error(
        "the source mcp:… is not supported yet; use the database's connection string (postgres://…), or \
         exec:COMMAND with a program that prints the schema as SQL"
    )]
    Mcp,
    /// Not a source.
    #[error(
        "`{0}` is not a source: no such file or folder exists, and it has none of the forms {forms}",
        forms = forms().collect::<Vec<_>>().join(", ")
    )]
    Unknown(String),
    /// The part after the prefix is missing.
    #[error("`{word}` has no {missing}; the form is {form}")]
    Incomplete {
        /// The argument.
        word: String,
        /// The missing part.
        missing: &'static str,
        /// The complete form.
        form: &'static str,
    },
}

impl<'a> SourceSpec<'a> {
    /// Parses a SOURCE argument. `exists` tells whether a file or folder exists: an existing path
    /// takes precedence over other meanings, and a word that ends in `.sql` or `.json` is a path in
    /// any case.
    ///
    /// # Errors
    /// If the text is not a source, or incomplete.
    pub fn parse(text: &'a str, exists: impl Fn(&Path) -> bool) -> Result<Self, SourceError> {
        if let Some((prefix, rest)) = text.split_once(':')
            && let Some(parsed) = Self::prefixed(text, prefix, rest)
        {
            return parsed;
        }
        let path = Path::new(text);
        if text.contains("://") {
            return Ok(Self::Database(text));
        }
        if !text.is_empty() && (exists(path) || looks_like_path(text)) {
            return Ok(Self::Path(path));
        }
        match text.split_once('=') {
            Some((key, _)) if is_keyword(key) => Ok(Self::Database(text)),
            _ => Err(SourceError::Unknown(crate::redact::redact(text))),
        }
    }

    fn prefixed(text: &str, prefix: &str, rest: &'a str) -> Option<Result<Self, SourceError>> {
        match prefix {
            "supabase" => return Some(Err(SourceError::Supabase)),
            "mcp" => return Some(Err(SourceError::Mcp)),
            "python" => return Some(Err(SourceError::Code(text.to_owned()))),
            _ => {}
        }
        let (_, missing, form) = PREFIXES.iter().find(|(known, _, _)| *known == prefix)?;
        let parsed = (!rest.trim().is_empty()).then_some(());
        let parsed = parsed.and_then(|()| match prefix {
            "env" => Some(Self::Env(rest)),
            "git" => GitPath::parse(rest).map(Self::Git),
            "migrations" => {
                let (layout, folder) = Layout::split_prefix(rest);
                (!folder.is_empty()).then(|| Self::Migrations { folder: Path::new(folder), layout })
            }
            "migrate" => Some(Self::Migrate(rest.trim())),
            "exec" => Some(Self::Exec(rest.trim())),
            _ => None,
        });
        Some(parsed.ok_or_else(|| SourceError::Incomplete {
            word: crate::redact::redact(text),
            missing,
            form,
        }))
    }

    /// Converts it to a source, unless that requires looking up a database.
    ///
    /// # Errors
    /// The database to look up.
    pub fn into_source(self) -> Result<Source, DatabaseRef<'a>> {
        Ok(match self {
            Self::Database(url) => return Err(DatabaseRef::Url(url)),
            Self::Env(name) => return Err(DatabaseRef::Env(name)),
            Self::Path(path) => Source::Path(path.to_owned()),
            Self::Git(path) => Source::Git(path),
            Self::Migrations { folder, layout } => Source::Migrations { folder: folder.to_owned(), layout },
            Self::Migrate(command) => Source::Migrate(command.to_owned()),
            Self::Exec(command) => Source::Exec(command.to_owned()),
        })
    }
}

/// A reference to a database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DatabaseRef<'a> {
    /// A connection URL or keyword string.
    Url(&'a str),
    /// A name in the settings file.
    Env(&'a str),
}

/// Whether a word must be a path, even if it does not exist.
fn looks_like_path(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let name = lower.strip_suffix(".gz").unwrap_or(&lower);
    // A keyword string can also end in a file name.
    let is_file = [".sql", ".json"].iter().any(|extension| name.ends_with(extension));
    (is_file && !text.contains('=')) || [".", ".."].contains(&text) || is_folder(text)
}

fn is_folder(text: &str) -> bool {
    ["./", "../", "/"].iter().any(|start| text.starts_with(start)) || text.ends_with('/')
}

fn is_keyword(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

impl GitPath {
    /// Parses the part after `git:`.
    fn parse(text: &str) -> Option<Self> {
        let at = end_of_revision(text)?;
        let (revision, path) = (&text[..at], &text[at + 1..]);
        let (layout, path) = match path.strip_prefix("migrations:") {
            Some(rest) => {
                let (layout, folder) = Layout::split_prefix(rest);
                (Some(layout), folder)
            }
            None => (None, path),
        };
        let revision = revision.to_owned();
        (!revision.is_empty()).then(|| Self { revision, path: path.to_owned(), migrations: layout })
    }
}

/// Finds the colon that ends a revision: the first one that is neither within braces
/// (`HEAD@{12:00}`, `HEAD^{/fix: it}`) nor the start of a search (`:/fix`).
fn end_of_revision(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && !(at == 0 && text.starts_with(":/")) => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<SourceSpec<'_>, SourceError> {
        SourceSpec::parse(text, |path| ["db", "odd.name", "host=x"].map(Path::new).contains(&path))
    }

    fn git(revision: &str, path: &str, migrations: Option<Option<Layout>>) -> SourceSpec<'static> {
        SourceSpec::Git(GitPath { revision: revision.to_owned(), path: path.to_owned(), migrations })
    }

    #[test]
    fn source_arguments_are_parsed() {
        let migrations = |folder, layout| SourceSpec::Migrations { folder: Path::new(folder), layout };
        for (word, source) in [
            ("postgres://db/shop", SourceSpec::Database("postgres://db/shop")),
            ("service=shop", SourceSpec::Database("service=shop")),
            ("host=db passfile=/x/y.sql", SourceSpec::Database("host=db passfile=/x/y.sql")),
            ("env:staging", SourceSpec::Env("staging")),
            ("docs/schema_map.json", SourceSpec::Path(Path::new("docs/schema_map.json"))),
            ("docs/schema_map.json.gz", SourceSpec::Path(Path::new("docs/schema_map.json.gz"))),
            ("gone.SQL", SourceSpec::Path(Path::new("gone.SQL"))),
            ("db", SourceSpec::Path(Path::new("db"))),
            ("odd.name", SourceSpec::Path(Path::new("odd.name"))),
            ("host=x", SourceSpec::Path(Path::new("host=x"))),
            (".", SourceSpec::Path(Path::new("."))),
            ("/dev/fd/63", SourceSpec::Path(Path::new("/dev/fd/63"))),
            ("git:HEAD:docs/x.json", git("HEAD", "docs/x.json", None)),
            ("git:v1.0^{commit}:./db", git("v1.0^{commit}", "./db", None)),
            ("git:HEAD@{1 day ago 12:00}:db", git("HEAD@{1 day ago 12:00}", "db", None)),
            ("git::/fix it:db", git(":/fix it", "db", None)),
            ("git:HEAD:", git("HEAD", "", None)),
            ("git:HEAD~1:migrations:db/migrations", git("HEAD~1", "db/migrations", Some(None))),
            ("git:main:migrations:goose:db", git("main", "db", Some(Some(Layout::Goose)))),
            ("migrations:db/migrations", migrations("db/migrations", None)),
            ("migrations:flyway:sql", migrations("sql", Some(Layout::Flyway))),
            ("migrations:odd:name", migrations("odd:name", None)),
            ("migrate:alembic upgrade head", SourceSpec::Migrate("alembic upgrade head")),
            ("exec: cat a.sql", SourceSpec::Exec("cat a.sql")),
        ] {
            assert_eq!(parse(word), Ok(source), "{word}");
        }
    }

    #[test]
    fn every_prefix_is_parsed() {
        for (prefix, _, form) in PREFIXES {
            let word = format!("{prefix}:a:b");
            assert!(parse(&word).is_ok(), "{form} is not parsed");
        }
    }

    #[test]
    fn invalid_source_arguments_are_rejected() {
        assert!(matches!(parse("shop"), Err(SourceError::Unknown(_))));
        assert!(matches!(parse("python:app"), Err(SourceError::Code(_))));
        assert_eq!(parse("supabase:abc"), Err(SourceError::Supabase));
        assert_eq!(parse("mcp:https://x"), Err(SourceError::Mcp));
        assert!(matches!(parse(""), Err(SourceError::Unknown(_))));
        for word in ["exec:", "migrate: ", "migrations:", "migrations:goose:", "git:HEAD", "git:", "env:"] {
            assert!(matches!(parse(word), Err(SourceError::Incomplete { .. })), "{word}");
        }
    }
}
