//! Statements about foreign-data wrappers that do not call the wrapper's validator.
//!
//! The server calls the validator of a wrapper, which can be any function of the database, with the
//! rights of the role that executes the statement.

use super::lex;

/// How a superuser executes a statement without calling a validator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum WithoutValidator {
    /// These statements instead: `ALTER FOREIGN DATA WRAPPER … VALIDATOR` alone calls no validator.
    Instead(Vec<String>),
    /// The statement, while no wrapper has a validator.
    Suspended,
    /// There is no such way.
    Impossible,
}

/// Before a statement: prints the statements that restore the validators.
pub(super) const SAVED: &str = "SELECT pg_catalog.string_agg(pg_catalog.format(\
     'UPDATE pg_catalog.pg_foreign_data_wrapper SET fdwvalidator = %s WHERE oid OPERATOR(pg_catalog.=) %s::pg_catalog.oid', \
     w.fdwvalidator, w.oid), ';') \
     FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.fdwvalidator OPERATOR(pg_catalog.<>) 0::pg_catalog.oid";

/// Takes the validators away.
pub(super) const SUSPEND: &str = "UPDATE pg_catalog.pg_foreign_data_wrapper SET fdwvalidator = 0 \
     WHERE fdwvalidator OPERATOR(pg_catalog.<>) 0::pg_catalog.oid";

impl WithoutValidator {
    /// `None` for a statement that calls no validator.
    pub(super) fn of(sql: &str) -> Option<Self> {
        let tokens = tokens(sql);
        let word = |at: usize| tokens.get(at).map(|(_, token)| token.to_lowercase()).unwrap_or_default();
        let is =
            |at: usize, words: &[&str]| words.iter().zip(at..).all(|(expected, at)| word(at) == *expected);
        let is_change = matches!(word(0).as_str(), "create" | "alter");
        if !is_change {
            return None;
        }
        if is(1, &["server"]) || is(1, &["user", "mapping"]) {
            return Some(Self::Suspended);
        }
        if !is(1, &["foreign", "data", "wrapper"]) {
            return None;
        }
        let (_, name) = *tokens.get(4)?;
        let clause = clause(sql, &tokens[5..], "validator");
        let has_options = tokens[5..].iter().any(|(_, token)| token.eq_ignore_ascii_case("options"));
        Some(match (word(0).as_str(), clause) {
            (_, None) => Self::Suspended,
            ("create", Some((start, end))) => {
                let validator = format!("ALTER FOREIGN DATA WRAPPER {name} {}", &sql[start..end]);
                Self::Instead(vec![format!("{}{}", &sql[..start], &sql[end..]), validator])
            }
            (_, Some(_)) if has_options => Self::Impossible,
            (_, Some(_)) => Self::Instead(vec![sql.to_owned()]),
        })
    }
}

/// The tokens of a statement. A name with a quote in it is one token.
fn tokens(sql: &str) -> Vec<(usize, &str)> {
    let mut tokens: Vec<(usize, &str)> = Vec::new();
    for (start, token) in lex::tokens(sql) {
        match tokens.last_mut() {
            Some((first, name))
                if name.starts_with('"') && token.starts_with('"') && *first + name.len() == start =>
            {
                *name = &sql[*first..start + token.len()];
            }
            _ => tokens.push((start, token)),
        }
    }
    tokens
}

/// Where a clause `KEYWORD name` starts and ends, before the options.
fn clause(sql: &str, tokens: &[(usize, &str)], keyword: &str) -> Option<(usize, usize)> {
    let end_of = |at: usize| tokens.get(at).map_or(sql.len(), |(start, token)| start + token.len());
    let mut at = 0;
    while let Some((start, token)) = tokens.get(at) {
        if token.eq_ignore_ascii_case("options") || token.eq_ignore_ascii_case("owner") {
            return None;
        }
        // A keyword, and a name with its schema.
        let mut last = at + 1;
        while tokens.get(last + 1).is_some_and(|(_, token)| *token == ".") {
            last += 2;
        }
        if token.eq_ignore_ascii_case(keyword) {
            return Some((*start, end_of(last)));
        }
        at = last + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::WithoutValidator::{self, Impossible, Instead, Suspended};

    #[test]
    fn validators_are_set_alone() {
        let of = WithoutValidator::of;
        let instead =
            |statements: &[&str]| Some(Instead(statements.iter().map(|s| (*s).to_owned()).collect()));
        assert_eq!(
            of(
                "CREATE FOREIGN DATA WRAPPER w\n    HANDLER s.h\n    VALIDATOR \"S x\".\"v\"\"\"\n    OPTIONS (a 'validator')"
            ),
            instead(&[
                "CREATE FOREIGN DATA WRAPPER w\n    HANDLER s.h\n    \n    OPTIONS (a 'validator')",
                "ALTER FOREIGN DATA WRAPPER w VALIDATOR \"S x\".\"v\"\"\"",
            ])
        );
        let alter = "ALTER FOREIGN DATA WRAPPER w VALIDATOR s.v";
        assert_eq!(of(alter), instead(&[alter]));
        assert_eq!(of("ALTER FOREIGN DATA WRAPPER w VALIDATOR s.v OPTIONS (ADD a 'b')"), Some(Impossible));
        for sql in [
            "CREATE FOREIGN DATA WRAPPER validator",
            "CREATE FOREIGN DATA WRAPPER \"a\"\" validator b\" OPTIONS (a 'b')",
            "CREATE FOREIGN DATA WRAPPER w HANDLER validator.v OPTIONS (validator 'x')",
            "ALTER FOREIGN DATA WRAPPER w OPTIONS (SET a 'b')",
            "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (x 'y')",
            "ALTER USER MAPPING FOR a SERVER s OPTIONS (x 'y')",
        ] {
            assert_eq!(of(sql), Some(Suspended), "{sql}");
        }
        for sql in ["DROP SERVER s", "COMMENT ON SERVER s IS 'x'", "CREATE TYPE s.t"] {
            assert_eq!(of(sql), None, "{sql}");
        }
    }
}
