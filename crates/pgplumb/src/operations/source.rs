//! What a catalog can be read from.

use std::path::{Path, PathBuf};

/// What a catalog can be read from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A live database.
    Database(Box<pgplumb_postgres::Conninfo>),
    /// A schema map, written by `pgplumb export`.
    Snapshot(PathBuf),
}

/// What one word for a source means, before anything is looked up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SourceWord<'a> {
    /// A connection URL or keyword string.
    Database(&'a str),
    /// `env:NAME`, a database of the settings.
    Env(&'a str),
    /// A schema map.
    Snapshot(&'a Path),
}

/// Why a word is no source.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadSource {
    /// It names a kind of source that this version cannot read.
    #[error(
        "this version of pgplumb cannot read from {0} yet: what it can read is a database or a schema_map.json"
    )]
    NotYet(&'static str),
    /// It is none of the words for a source.
    #[error(
        "`{0}` is no source: what can be read is a database (postgres://…, service=…, env:NAME) or a schema_map.json"
    )]
    Unknown(String),
}

impl<'a> SourceWord<'a> {
    /// Understands a word for a source.
    ///
    /// # Errors
    /// When it is none, or one of a kind that is not there yet.
    pub fn parse(word: &'a str) -> Result<Self, BadSource> {
        let path = Path::new(word);
        if let Some(name) = word.strip_prefix("env:") {
            return Ok(Self::Env(name));
        }
        for (prefix, what) in [
            ("git:", "a git revision"),
            ("migrations:", "a folder of migrations"),
            ("migrate:", "a program that migrates"),
            ("exec:", "a program that prints SQL"),
            ("supabase:", "a Supabase project"),
            ("mcp:", "an MCP server"),
        ] {
            if word.starts_with(prefix) {
                return Err(BadSource::NotYet(what));
            }
        }
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if word.contains("://") || word.split_once('=').is_some_and(|(key, _)| is_keyword(key)) {
            Ok(Self::Database(word))
        } else if extension.eq_ignore_ascii_case("json") {
            Ok(Self::Snapshot(path))
        } else if extension.eq_ignore_ascii_case("sql") || path.is_dir() {
            Err(BadSource::NotYet("SQL files"))
        } else {
            Err(BadSource::Unknown(crate::redact::redact(word)))
        }
    }
}

fn is_keyword(key: &str) -> bool {
    !key.is_empty() && key.trim().chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_what_it_is() {
        for (word, source) in [
            ("postgres://db/shop", SourceWord::Database("postgres://db/shop")),
            ("service=shop", SourceWord::Database("service=shop")),
            ("env:staging", SourceWord::Env("staging")),
            ("docs/schema_map.json", SourceWord::Snapshot(Path::new("docs/schema_map.json"))),
        ] {
            assert_eq!(SourceWord::parse(word), Ok(source));
        }
        assert_eq!(SourceWord::parse("git:HEAD:docs/x.json"), Err(BadSource::NotYet("a git revision")));
        assert!(matches!(SourceWord::parse("shop"), Err(BadSource::Unknown(_))));
    }
}
