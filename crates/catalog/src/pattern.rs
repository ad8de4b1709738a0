//! Patterns that select objects, for all commands and settings.
//!
//! - `app` selects a schema and its objects, `app_*` several schemas.
//! - `app.users` selects all objects of that name in the schema, `*.audit_*` in every schema,
//!   `app.users.email` a column or other part of a table.
//! - `table:app.users`, `extension:postgis`, `function:*.f*` select objects of one kind with their
//!   own columns, constraints and the like, and no object of another kind. The schema is optional
//!   there.
//! - `table app.users`, `materialized view app.totals`: the names that messages and reports print.
//!
//! As in psql, `*` matches any characters and `?` matches one, letters are folded to lower case,
//! and double quotes keep their content as it is.

use std::fmt;
use std::str::FromStr;

use crate::sql::literal;
use crate::{Kind, ObjectId};

/// A name with wildcards.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Glob(Vec<Token>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Token {
    Char(char),
    One,
    Any,
}

impl Glob {
    fn matches(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        // Backtracks to the last star.
        let (mut token, mut at) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        while at < name.len() {
            match self.0.get(token) {
                Some(Token::Any) => {
                    star = Some((token, at));
                    token += 1;
                }
                Some(Token::One) => (token, at) = (token + 1, at + 1),
                Some(Token::Char(c)) if *c == name[at] => (token, at) = (token + 1, at + 1),
                _ => match star {
                    Some((back, from)) => {
                        star = Some((back, from + 1));
                        (token, at) = (back + 1, from + 1);
                    }
                    None => return false,
                },
            }
        }
        self.0[token..].iter().all(|t| *t == Token::Any)
    }

    /// An SQL condition for names that match.
    fn condition(&self, name: &str) -> String {
        let bare: Option<String> =
            self.0.iter().map(|t| if let Token::Char(c) = t { Some(*c) } else { None }).collect();
        match bare {
            Some(bare) => format!("{name} = {}", literal(&bare)),
            None => format!("{name} LIKE {}", self.like("")),
        }
    }

    /// The pattern for `LIKE`, followed by `end`, as a literal.
    fn like(&self, end: &str) -> String {
        let mut like = String::new();
        for token in &self.0 {
            match token {
                Token::Any => like.push('%'),
                Token::One => like.push('_'),
                Token::Char(c) => {
                    if matches!(c, '%' | '_' | '\\') {
                        like.push('\\');
                    }
                    like.push(*c);
                }
            }
        }
        literal(&(like + end))
    }
}

/// A pattern that selects objects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    text: String,
    kind: Option<Kind>,
    /// One to three names; the last is the object's.
    names: Vec<Glob>,
    /// For a kind whose names have a signature, the path as written.
    signature: Option<Box<str>>,
}

/// The text is not a pattern.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidPattern {
    /// The word before the colon is not a kind.
    #[error(
        "`{pattern}`: `{word}` is not a kind of object; kinds are table, view, function, enum, extension, …"
    )]
    Kind {
        /// The pattern.
        pattern: String,
        /// The word.
        word: String,
    },
    /// Only tables and views can be selected here.
    #[error("`{pattern}` is not a table or view; write orders, app.orders or view:app.*")]
    NotTable {
        /// The pattern.
        pattern: String,
    },
    /// Names are missing, there are too many, or a quote is not closed.
    #[error(
        "`{pattern}` is not a pattern; write schema, schema.name or kind:schema.name, with * and ? as wildcards"
    )]
    Shape {
        /// The pattern.
        pattern: String,
    },
}

impl FromStr for Pattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || InvalidPattern::Shape { pattern: text.to_owned() };
        let (kind, path) = split_kind(text)?;
        // Names outside of schemas have no parts.
        let has_parts = kind.is_none_or(Kind::is_in_schema);
        let mut names = vec![Vec::new()];
        let mut quoted = false;
        // Dots in a function's argument types, within parentheses, separate nothing.
        let mut depth = 0u32;
        let mut chars = path.chars().peekable();
        while let Some(c) = chars.next() {
            let Some(name) = names.last_mut() else { return Err(shape()) };
            match c {
                '"' if quoted && chars.next_if_eq(&'"').is_some() => name.push(Token::Char('"')),
                '"' => quoted = !quoted,
                c if quoted => name.push(Token::Char(c)),
                '.' if depth == 0 && has_parts => names.push(Vec::new()),
                '*' => name.push(Token::Any),
                '?' => name.push(Token::One),
                c => {
                    depth = match c {
                        '(' => depth + 1,
                        ')' => depth.saturating_sub(1),
                        _ => depth,
                    };
                    name.extend(c.to_lowercase().map(Token::Char));
                }
            }
        }
        if quoted || names.len() > 3 || names.iter().any(Vec::is_empty) {
            return Err(shape());
        }
        let signature = kind.filter(|kind| kind.has_signature()).map(|_| path.into());
        Ok(Self { text: text.to_owned(), kind, names: names.into_iter().map(Glob).collect(), signature })
    }
}

/// Splits off the kind: `table:app.users`, or `table app.users` as messages print it.
fn split_kind(text: &str) -> Result<(Option<Kind>, &str), InvalidPattern> {
    // The longest match wins: "default privileges …" is not about a default.
    let is_in_kind = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '_');
    let words = text.find(|c| !is_in_kind(c)).unwrap_or(text.len());
    if text[words..].starts_with(':') {
        let (word, path) = (&text[..words], &text[words + 1..]);
        let unknown = || InvalidPattern::Kind { pattern: text.to_owned(), word: word.to_owned() };
        return Ok((Some(Kind::parse(word).ok_or_else(unknown)?), path));
    }
    let printed = text.rmatch_indices(' ').find_map(|(at, _)| {
        let path = text[at..].trim_start();
        let kind = Kind::parse(&text[..at])?;
        (!path.is_empty()).then_some((Some(kind), path))
    });
    Ok(printed.unwrap_or((None, text)))
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// The pattern that selects one object and its nested objects.
    pub fn exactly(id: &ObjectId) -> Self {
        let names: Vec<&str> =
            [&id.schema, &id.relation].into_iter().flatten().map(|name| &**name).chain([&*id.name]).collect();
        let quoted: Vec<String> =
            names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
        let globs = names.iter().map(|name| Glob(name.chars().map(Token::Char).collect()));
        let path = quoted.join(".");
        Self {
            text: format!("{}:{path}", id.kind.key()),
            kind: Some(id.kind),
            names: globs.collect(),
            signature: id.kind.has_signature().then(|| path.into()),
        }
    }

    /// Whether the pattern selects the object. Without a kind, or with the kind `schema`, patterns
    /// for schemas and tables select what these contain too. A pattern for another kind selects
    /// objects of that kind only: callers that know the containing object check both.
    pub fn matches(&self, id: &ObjectId) -> bool {
        // A single name without a kind is a schema.
        if self.kind.is_none() && self.names.len() == 1 {
            return self.matches_schema(id);
        }
        if self.kind == Some(Kind::Schema) {
            return self.names.len() == 1 && self.matches_schema(id);
        }
        if self.kind.is_some_and(|kind| kind != id.kind) {
            return false;
        }
        if self.signature.as_deref().is_some_and(|signature| signature == id.path()) {
            return true;
        }
        match (self.names.as_slice(), &id.schema, &id.relation) {
            ([only], _, _) => matches_name(only, id),
            ([first, last], Some(schema), Some(relation)) => {
                let is_of_relation = first.matches(schema) && last.matches(relation);
                // Reports omit the schema `public`.
                let is_printed = || {
                    self.kind.is_some()
                        && &**schema == "public"
                        && first.matches(relation)
                        && last.matches(&id.name)
                };
                is_of_relation || is_printed()
            }
            ([schema, only], Some(in_schema), None) => schema.matches(in_schema) && matches_name(only, id),
            ([schema, relation, part], Some(in_schema), Some(in_relation)) => {
                schema.matches(in_schema) && relation.matches(in_relation) && matches_name(part, id)
            }
            _ => false,
        }
    }

    /// The same names for objects of a kind.
    #[must_use]
    pub fn with_kind(self, kind: Kind) -> Self {
        Self { kind: Some(kind), signature: None, ..self }
    }

    /// Whether the pattern selects every object of its kind.
    pub fn is_whole_kind(&self) -> bool {
        self.kind.is_some() && self.names.iter().all(|name| name.0.iter().all(|token| *token == Token::Any))
    }

    /// Whether the pattern names objects of a schema without the schema and without wildcards.
    pub fn is_unqualified(&self) -> bool {
        let is_exact = |name: &Glob| name.0.iter().all(|token| matches!(token, Token::Char(_)));
        self.kind.is_some_and(Kind::is_in_schema)
            && self.names.len() == 1
            && self.signature.is_none()
            && self.names.iter().all(is_exact)
    }

    /// The names of the pattern, with wildcards, without quotes.
    pub fn names(&self) -> Vec<String> {
        let text = |token: &Token| match token {
            Token::Char(c) => *c,
            Token::One => '?',
            Token::Any => '*',
        };
        self.names.iter().map(|name| name.0.iter().map(text).collect()).collect()
    }

    /// The kind that it is limited to.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// An SQL condition that is true for all relations that the pattern selects, and possibly
    /// others. `schema` and `name` are SQL expressions.
    pub(crate) fn condition(&self, schema: &str, name: &str) -> String {
        match self.names.as_slice() {
            // The pattern may name a function before its parenthesis.
            [only] => format!("({0} OR {name} LIKE {1})", only.condition(name), only.like("(%")),
            [in_schema, only] => format!(
                "({0} AND ({1} OR {name} LIKE {2}))",
                in_schema.condition(schema),
                only.condition(name),
                only.like("(%")
            ),
            _ => "false".to_owned(),
        }
    }

    fn matches_schema(&self, id: &ObjectId) -> bool {
        let schema = if id.kind == Kind::Schema { Some(&id.name) } else { id.schema.as_ref() };
        schema.is_some_and(|schema| self.names[0].matches(schema))
    }
}

/// Whether the name of an object matches, with or without its signature.
fn matches_name(glob: &Glob, id: &ObjectId) -> bool {
    if glob.matches(&id.name) {
        return true;
    }
    if !id.kind.has_signature() {
        return false;
    }
    let bare = id.name.split(['(', ' ']).next().unwrap_or_default();
    let unquoted = || Some(bare.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\""));
    // Letters of patterns are folded, also in `USING btree`.
    glob.matches(bare)
        || unquoted().is_some_and(|bare| glob.matches(&bare))
        || glob.matches(&id.name.to_lowercase())
}

/// The objects that a command works on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// The included schemas and objects; all if empty.
    pub include: Vec<Pattern>,
    /// The excluded schemas and objects.
    pub exclude: Vec<Pattern>,
}

impl Selection {
    /// Whether an object is selected, with all that it contains. Objects outside of schemas are
    /// selected if nothing is included by name, or if they are.
    pub fn includes(&self, id: &ObjectId) -> bool {
        (self.include.is_empty() || self.include.iter().any(|p| p.matches(id)))
            && !self.exclude.iter().any(|p| p.matches(id))
    }

    /// Whether everything is selected.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Name;

    fn selects(pattern: &str, id: &str) -> bool {
        pattern.parse::<Pattern>().unwrap().matches(&id.parse().unwrap())
    }

    #[test]
    fn patterns_match_as_in_psql() {
        for (pattern, id, selected) in [
            ("app", "table:app.users", true),
            ("app", "schema:app", true),
            ("app", "table:public.app", false),
            ("APP_*", "table:app_one.users", true),
            ("app.users", "table:app.users", true),
            ("app.users", "column:app.users.email", true),
            ("app.users.email", "column:app.users.email", true),
            ("app.users.email", "column:app.users.id", false),
            ("*.audit_?", "view:x.audit_1", true),
            ("*.audit_?", "view:x.audit_12", false),
            ("table:users", "table:app.users", true),
            ("table:users", "view:app.users", false),
            ("tables:app.*", "column:app.users.id", false),
            ("view:*", "column:app.users.id", false),
            ("view:*", "constraint:app.users.c", false),
            ("column:app.users", "column:app.users.id", true),
            ("column:app.users.*", "column:app.users.id", true),
            ("column:id", "column:app.users.id", true),
            ("function:app.area", "function:app.area(integer)", true),
            ("function:app.area(integer)", "function:app.area(text)", false),
            ("extension:post*", "extension:postgis", true),
            ("\"App\".*", "table:\"App\".t", true),
            ("App.*", "table:\"App\".t", false),
            ("schema:app", "table:app.users", true),
        ] {
            assert_eq!(selects(pattern, id), selected, "{pattern} on {id}");
        }
    }

    #[test]
    fn printed_names_are_patterns() {
        for id in [
            "table:app.users",
            "materialized_view:app.\"Total\"",
            "foreign_data_wrapper:files",
            "text_search_configuration:app.german",
            "schema:app",
            "column:app.users.email",
            "index:app.users_pkey",
            "function:app.f(integer, \"A\".b, character varying)",
            "function:app.\"F\"(integer)",
            "operator:app.*(integer,integer)",
            "operator_class:app.int4_ops USING btree",
            "cast:(app.a AS integer)",
            "default_privileges:FOR ROLE a IN SCHEMA b ON TABLES",
            "user_mapping:FOR a SERVER b.c",
        ] {
            let id: ObjectId = id.parse().unwrap();
            for text in [id.to_string(), format!("{} {}", id.kind, id.path())] {
                let pattern: Pattern = text.parse().unwrap();
                assert!(pattern.matches(&id), "{text}");
                assert_eq!(pattern.kind(), Some(id.kind), "{text}");
            }
        }
        for (printed, id, selected) in [
            ("column users.email", "column:public.users.email", true),
            ("column users.email", "column:app.users.email", false),
            ("table users", "table:public.users", true),
            ("function app.f", "function:app.\"f\"(integer)", true),
            ("function app.\"F\"", "function:app.\"F\"(integer)", true),
            ("tables app.*", "table:app.users", true),
            ("table app.users", "view:app.users", false),
        ] {
            assert_eq!(selects(printed, id), selected, "{printed} on {id}");
        }
    }

    #[test]
    fn exact_patterns_match_one_object() {
        for id in ["table:\"A*\".\"b\"\"c\"", "function:app.f(\"A\".b, text)", "column:app.t.\"x.y\""] {
            let id: ObjectId = id.parse().unwrap();
            let pattern = Pattern::exactly(&id);
            assert!(pattern.matches(&id), "{id}");
            assert_eq!(pattern.to_string().parse(), Ok(pattern), "{id}");
        }
        assert!(
            !Pattern::exactly(&"table:a.\"b*\"".parse().unwrap()).matches(&"table:a.bc".parse().unwrap())
        );
    }

    #[test]
    fn invalid_patterns_are_rejected() {
        assert!(matches!("thing:x".parse::<Pattern>(), Err(InvalidPattern::Kind { .. })));
        for text in ["", "a..b", "\"open", "a.b.c.d", "table:"] {
            assert!(matches!(text.parse::<Pattern>(), Err(InvalidPattern::Shape { .. })), "{text}");
        }
    }

    #[test]
    fn stars_backtrack() {
        let glob = |text: &str| text.parse::<Pattern>().unwrap().names[0].clone();
        assert!(glob("a*b*c").matches("aXbXbXc"));
        assert!(!glob("a*b").matches("aXbX"));
        let name: Name = "x".repeat(63).into();
        assert!(Glob(vec![Token::Any]).matches(&name));
    }
}
