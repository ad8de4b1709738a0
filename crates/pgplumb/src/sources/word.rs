//! How a source is written: as one word.

use std::path::Path;

use super::git::GitPath;
use super::migrations::Layout;
use super::{Source, Unbuilt};

/// What one word for a source means, before anything is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SourceWord<'a> {
    /// A connection URL or keyword string.
    Database(&'a str),
    /// `env:NAME`, a database of the settings.
    Env(&'a str),
    /// A file or folder: a schema map or SQL, which is seen when it is opened.
    Path(&'a Path),
    /// `git:REV:PATH`.
    Git(GitPath),
    /// `migrations:DIR`, `migrations:LAYOUT:DIR`.
    Migrations {
        /// The folder.
        folder: &'a Path,
        /// Whose migrations they are, where that was said.
        layout: Option<Layout>,
    },
    /// `migrate:COMMAND`, a program that migrates the scratch database.
    Migrate(&'a str),
    /// `exec:COMMAND`, a program that prints SQL.
    Exec(&'a str),
    /// A source that this build cannot read.
    Unbuilt(Unbuilt),
}

/// Why a word is no source.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadSource {
    /// It is code, which is compared with a schema, and of which none can be made.
    #[error(
        "`{0}` is code: it says what it takes a schema for, and none can be made of it. What differs is told by \
         pgplumb diff {0} [SOURCE]"
    )]
    Code(String),
    /// It is none of the words for a source.
    #[error(
        "`{0}` is no source: there is no such file or folder, and it is none of postgres://…, service=…, env:NAME, \
         git:REV:PATH, migrations:DIR, migrate:COMMAND, exec:COMMAND"
    )]
    Unknown(String),
    /// Something is missing after the prefix.
    #[error("`{word}` names no {missing}: write {form}")]
    Incomplete {
        /// The word.
        word: String,
        /// What is missing.
        missing: &'static str,
        /// How it is written.
        form: &'static str,
    },
}

impl<'a> SourceWord<'a> {
    /// Understands a word for a source. `exists` says whether there is such a file or folder: what exists is meant, whatever it
    /// is called, and what ends like a file is meant to be one though it does not exist.
    ///
    /// # Errors
    /// When it is none, or incomplete.
    pub fn parse(word: &'a str, exists: impl Fn(&Path) -> bool) -> Result<Self, BadSource> {
        if let Some((prefix, rest)) = word.split_once(':')
            && let Some(parsed) = Self::prefixed(word, prefix, rest)
        {
            return parsed;
        }
        let path = Path::new(word);
        if word.contains("://") {
            return Ok(Self::Database(word));
        }
        if !word.is_empty() && (exists(path) || looks_like_path(word)) {
            return Ok(Self::Path(path));
        }
        match word.split_once('=') {
            Some((key, _)) if is_keyword(key) => Ok(Self::Database(word)),
            _ => Err(BadSource::Unknown(crate::redact::redact(word))),
        }
    }

    fn prefixed(word: &str, prefix: &str, rest: &'a str) -> Option<Result<Self, BadSource>> {
        let (missing, form) = match prefix {
            "env" => ("database of the settings", "env:NAME"),
            "git" => ("revision and path", "git:REV:PATH"),
            "migrations" => ("folder", "migrations:DIR"),
            "migrate" => ("command", "migrate:COMMAND"),
            "exec" => ("command", "exec:COMMAND"),
            "supabase" => return Some(Ok(Self::Unbuilt(Unbuilt::Supabase))),
            "mcp" => return Some(Ok(Self::Unbuilt(Unbuilt::Mcp))),
            "python" => return Some(Err(BadSource::Code(word.to_owned()))),
            _ => return None,
        };
        let parsed = (!rest.trim().is_empty()).then_some(());
        let parsed = parsed.and_then(|()| match prefix {
            "env" => Some(Self::Env(rest)),
            "git" => GitPath::parse(rest).map(Self::Git),
            "migrations" => {
                let (layout, folder) = Layout::before(rest);
                (!folder.is_empty()).then(|| Self::Migrations { folder: Path::new(folder), layout })
            }
            "migrate" => Some(Self::Migrate(rest.trim())),
            _ => Some(Self::Exec(rest.trim())),
        });
        Some(parsed.ok_or_else(|| BadSource::Incomplete { word: crate::redact::redact(word), missing, form }))
    }

    /// The source, where no database of the settings need be looked up for it.
    ///
    /// # Errors
    /// The name or URL of the database that it means.
    pub fn into_source(self) -> Result<Source, Named<'a>> {
        Ok(match self {
            Self::Database(url) => return Err(Named::Url(url)),
            Self::Env(name) => return Err(Named::Env(name)),
            Self::Path(path) => Source::Path(path.to_owned()),
            Self::Git(path) => Source::Git(path),
            Self::Migrations { folder, layout } => Source::Migrations { folder: folder.to_owned(), layout },
            Self::Migrate(command) => Source::Migrate(command.to_owned()),
            Self::Exec(command) => Source::Exec(command.to_owned()),
            Self::Unbuilt(unbuilt) => Source::Unbuilt(unbuilt),
        })
    }
}

/// What names a database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named<'a> {
    /// A connection URL or keyword string.
    Url(&'a str),
    /// A name of the settings.
    Env(&'a str),
}

/// Whether it can only be meant as a file, there or not.
fn looks_like_path(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let name = lower.strip_suffix(".gz").unwrap_or(&lower);
    // A keyword string may end in a file's name too.
    let is_file = [".sql", ".json"].iter().any(|extension| name.ends_with(extension));
    (is_file && !word.contains('=')) || [".", ".."].contains(&word) || is_folder(word)
}

fn is_folder(word: &str) -> bool {
    ["./", "../", "/"].iter().any(|start| word.starts_with(start)) || word.ends_with('/')
}

fn is_keyword(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

impl GitPath {
    /// Understands what stands after `git:`.
    fn parse(text: &str) -> Option<Self> {
        let at = end_of_revision(text)?;
        let (revision, path) = (&text[..at], &text[at + 1..]);
        let (layout, path) = match path.strip_prefix("migrations:") {
            Some(rest) => {
                let (layout, folder) = Layout::before(rest);
                (Some(layout), folder)
            }
            None => (None, path),
        };
        let revision = revision.to_owned();
        (!revision.is_empty()).then(|| Self { revision, path: path.to_owned(), migrations: layout })
    }
}

/// Where a revision ends: at the first colon, but for those within braces (`HEAD@{12:00}`, `HEAD^{/fix: it}`) and the one that
/// begins a search (`:/fix`).
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

    fn parse(word: &str) -> Result<SourceWord<'_>, BadSource> {
        SourceWord::parse(word, |path| ["db", "odd.name", "host=x"].map(Path::new).contains(&path))
    }

    fn git(revision: &str, path: &str, migrations: Option<Option<Layout>>) -> SourceWord<'static> {
        SourceWord::Git(GitPath { revision: revision.to_owned(), path: path.to_owned(), migrations })
    }

    #[test]
    fn a_word_says_what_it_is() {
        let migrations = |folder, layout| SourceWord::Migrations { folder: Path::new(folder), layout };
        for (word, source) in [
            ("postgres://db/shop", SourceWord::Database("postgres://db/shop")),
            ("service=shop", SourceWord::Database("service=shop")),
            ("host=db passfile=/x/y.sql", SourceWord::Database("host=db passfile=/x/y.sql")),
            ("env:staging", SourceWord::Env("staging")),
            ("docs/schema_map.json", SourceWord::Path(Path::new("docs/schema_map.json"))),
            ("docs/schema_map.json.gz", SourceWord::Path(Path::new("docs/schema_map.json.gz"))),
            ("gone.SQL", SourceWord::Path(Path::new("gone.SQL"))),
            ("db", SourceWord::Path(Path::new("db"))),
            ("odd.name", SourceWord::Path(Path::new("odd.name"))),
            ("host=x", SourceWord::Path(Path::new("host=x"))),
            (".", SourceWord::Path(Path::new("."))),
            ("/dev/fd/63", SourceWord::Path(Path::new("/dev/fd/63"))),
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
            ("migrate:alembic upgrade head", SourceWord::Migrate("alembic upgrade head")),
            ("exec: cat a.sql", SourceWord::Exec("cat a.sql")),
            ("supabase:abc", SourceWord::Unbuilt(Unbuilt::Supabase)),
            ("mcp:https://x", SourceWord::Unbuilt(Unbuilt::Mcp)),
        ] {
            assert_eq!(parse(word), Ok(source), "{word}");
        }
    }

    #[test]
    fn what_is_no_source_is_said() {
        assert!(matches!(parse("shop"), Err(BadSource::Unknown(_))));
        assert!(matches!(parse("python:app"), Err(BadSource::Code(_))));
        assert!(matches!(parse(""), Err(BadSource::Unknown(_))));
        for word in ["exec:", "migrate: ", "migrations:", "migrations:goose:", "git:HEAD", "git:", "env:"] {
            assert!(matches!(parse(word), Err(BadSource::Incomplete { .. })), "{word}");
        }
    }
}
