//! The forms of statements that are accepted, and how each is executed.

use crate::load::lex::tokens;

/// A statement by the way it is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `SHOW` of a setting, written again from its words.
    Show(String),
    /// `EXPLAIN` without `ANALYZE`.
    Explain {
        /// The options, written again.
        options: String,
        /// The explained statement.
        query: String,
    },
    /// Anything else; the server must accept it in `FROM`.
    Query(String),
}

/// The options of `EXPLAIN` that do not execute the statement.
const EXPLAIN_OPTIONS: &[&str] =
    &["costs", "verbose", "format", "settings", "summary", "generic_plan", "memory", "buffers"];

impl Statement {
    /// Recognizes the form of a statement.
    ///
    /// # Errors
    /// Why the statement is refused.
    pub fn parse(sql: &str) -> Result<Self, String> {
        let sql = without_semicolon(sql);
        let words: Vec<(usize, &str)> = tokens(sql).collect();
        let first = words.first().map(|(_, word)| word.to_ascii_lowercase());
        match first.as_deref() {
            None => Err("the statement is empty".to_owned()),
            Some("show") => show(&words[1..]),
            Some("explain") => explain(sql, &words[1..]),
            Some(_) => Ok(Self::Query(sql.to_owned())),
        }
    }

    /// The query that the server checks.
    pub fn query(&self) -> Option<&str> {
        match self {
            Self::Show(_) => None,
            Self::Explain { query, .. } | Self::Query(query) => Some(query),
        }
    }
}

/// Removes semicolons at the end, with comments after them.
fn without_semicolon(mut sql: &str) -> &str {
    while let Some((at, ";")) = tokens(sql).last() {
        sql = &sql[..at];
    }
    sql
}

fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn show(words: &[(usize, &str)]) -> Result<Statement, String> {
    let words: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
    if words.is_empty() || words.len() > 4 || !words.iter().all(|word| is_plain(word) || *word == ".") {
        return Err("SHOW takes the name of one setting, without quotes".to_owned());
    }
    Ok(Statement::Show(format!("SHOW {}", words.join(" ").replace(" . ", "."))))
}

fn explain(sql: &str, mut words: &[(usize, &str)]) -> Result<Statement, String> {
    let refused = || format!("EXPLAIN is allowed with {} only, not with ANALYZE", EXPLAIN_OPTIONS.join(", "));
    let mut options = Vec::new();
    let is_list = |words: &[(usize, &str)]| {
        let second = words.get(1).map(|(_, word)| word.to_ascii_lowercase());
        words.first().is_some_and(|(_, word)| *word == "(")
            && !second
                .is_some_and(|word| matches!(word.as_str(), "select" | "with" | "values" | "table" | "("))
    };
    if is_list(words) {
        let end = words.iter().position(|(_, word)| *word == ")").ok_or_else(refused)?;
        for option in words[1..end].split(|(_, word)| *word == ",") {
            let option: Vec<String> = option.iter().map(|(_, word)| word.to_ascii_lowercase()).collect();
            let is_known = option.first().is_some_and(|name| EXPLAIN_OPTIONS.contains(&name.as_str()));
            if !is_known || option.len() > 2 || !option.iter().all(|word| is_plain(word)) {
                return Err(refused());
            }
            options.push(option.join(" "));
        }
        words = &words[end + 1..];
    } else if words.first().is_some_and(|(_, word)| word.eq_ignore_ascii_case("verbose")) {
        options.push("verbose".to_owned());
        words = &words[1..];
    }
    match words.first() {
        None => Err("EXPLAIN needs a query".to_owned()),
        Some((_, word)) if matches!(word.to_ascii_lowercase().as_str(), "analyze" | "analyse") => {
            Err(refused())
        }
        Some((at, _)) => {
            let options = if options.is_empty() { "costs on".to_owned() } else { options.join(", ") };
            Ok(Statement::Explain { options, query: sql[*at..].to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_recognized() {
        let parse = |sql| Statement::parse(sql);
        assert_eq!(
            parse("/* x */ show  pg_trgm.limit ;"),
            Ok(Statement::Show("SHOW pg_trgm.limit".to_owned()))
        );
        assert_eq!(
            parse("SELECT ';' -- a;b\n; -- c\n;"),
            Ok(Statement::Query("SELECT ';' -- a;b\n".to_owned()))
        );
        let explain = |options: &str, query: &str| {
            Ok(Statement::Explain { options: options.to_owned(), query: query.to_owned() })
        };
        assert_eq!(parse("explain (select 1)"), explain("costs on", "(select 1)"));
        assert_eq!(
            parse("EXPLAIN (Verbose, format JSON) select 1"),
            explain("verbose, format json", "select 1")
        );
        assert_eq!(parse("explain verbose select 1"), explain("verbose", "select 1"));
        for bad in [
            "",
            "; --",
            "explain",
            "explain analyze select 1",
            "explain (analyze) select 1",
            "explain (verbose, analyze on) select 1",
            "explain (wal) select 1",
            "explain verbose analyze select 1",
            "show \"x\"; select 1",
            "show a; commit",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
