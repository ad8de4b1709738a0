//! Patterns that select objects: one vocabulary for every command and setting.
//!
//! - `app` is a schema with all that is in it; `app_*` several.
//! - `app.users` is whatever has that name in the schema; `*.audit_*` in every schema; `app.users.email` is a part of a table.
//! - `table:app.users`, `extension:postgis`, `function:*.f*`: only objects of the kind; a schema may be left out then.
//!
//! As in psql, `*` stands for any characters and `?` for one, letters are folded to lower case, and double quotes keep
//! what they hold to the letter.

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
        // The usual backtracking to the last star.
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

    /// A condition in SQL that a name matches.
    fn condition(&self, name: &str) -> String {
        let bare: Option<String> =
            self.0.iter().map(|t| if let Token::Char(c) = t { Some(*c) } else { None }).collect();
        match bare {
            Some(bare) => format!("{name} = {}", literal(&bare)),
            None => format!("{name} LIKE {}", self.like("")),
        }
    }

    /// The pattern in the words of `LIKE`, with an end of that kind, as a literal.
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
    /// One to three names: schema, relation, name, the last one always given.
    names: Vec<Glob>,
}

/// Why a text is no pattern.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadPattern {
    /// The word before the colon is no kind.
    #[error(
        "`{pattern}`: `{word}` is no kind of object; kinds are table, view, function, enum, extension, …"
    )]
    Kind {
        /// The pattern.
        pattern: String,
        /// The word.
        word: String,
    },
    /// Names are missing, too many, or a quote is not closed.
    #[error(
        "`{pattern}` is no pattern: write schema, schema.name or kind:schema.name, with * and ? as wildcards"
    )]
    Shape {
        /// The pattern.
        pattern: String,
    },
}

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || BadPattern::Shape { pattern: text.to_owned() };
        let (kind, path) = match text.split_once(':') {
            Some((word, path)) if !word.contains('"') => {
                let bad = || BadPattern::Kind { pattern: text.to_owned(), word: word.to_owned() };
                (Some(Kind::parse(word).ok_or_else(bad)?), path)
            }
            _ => (None, text),
        };
        let mut names = vec![Vec::new()];
        let mut quoted = false;
        // A function's argument types may hold dots: within parentheses they separate nothing.
        let mut depth = 0u32;
        let mut chars = path.chars().peekable();
        while let Some(c) = chars.next() {
            let Some(name) = names.last_mut() else { return Err(shape()) };
            match c {
                '"' if quoted && chars.next_if_eq(&'"').is_some() => name.push(Token::Char('"')),
                '"' => quoted = !quoted,
                c if quoted => name.push(Token::Char(c)),
                '.' if depth == 0 => names.push(Vec::new()),
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
        Ok(Self { text: text.to_owned(), kind, names: names.into_iter().map(Glob).collect() })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Pattern {
    /// The pattern that selects one object, with what is in it.
    pub fn exactly(id: &ObjectId) -> Self {
        let names: Vec<&str> =
            [&id.schema, &id.relation].into_iter().flatten().map(|name| &**name).chain([&*id.name]).collect();
        let quoted: Vec<String> =
            names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
        let globs = names.iter().map(|name| Glob(name.chars().map(Token::Char).collect()));
        Self {
            text: format!("{}:{}", id.kind.key(), quoted.join(".")),
            kind: Some(id.kind),
            names: globs.collect(),
        }
    }

    /// Whether the pattern selects the object. One that selects a schema or a table selects what is in it.
    pub fn matches(&self, id: &ObjectId) -> bool {
        // Without kind and dot it is a schema's name.
        if self.kind.is_none() && self.names.len() == 1 {
            return self.matches_schema(id);
        }
        if self.kind == Some(Kind::Schema) {
            return self.names.len() == 1 && self.matches_schema(id);
        }
        if self.kind.is_some_and(|kind| kind != id.kind && !holds(kind, id)) {
            return false;
        }
        let name = |glob: &Glob, name: &str| {
            glob.matches(name) || name.split_once('(').is_some_and(|(bare, _)| glob.matches(bare))
        };
        match (self.names.as_slice(), &id.schema, &id.relation) {
            ([only], _, None) => name(only, &id.name),
            ([only], _, Some(relation)) => {
                if self.kind == Some(id.kind) {
                    name(only, &id.name)
                } else {
                    name(only, relation)
                }
            }
            ([schema, only], Some(in_schema), relation) => {
                schema.matches(in_schema) && name(only, relation.as_ref().unwrap_or(&id.name))
            }
            ([schema, relation, part], Some(in_schema), Some(in_relation)) => {
                schema.matches(in_schema) && relation.matches(in_relation) && name(part, &id.name)
            }
            _ => false,
        }
    }

    /// The kind that it is about, if it is about one.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// A condition in SQL that holds of every schema and name of a relation that the pattern selects, and of few others. Both are given as SQL.
    pub(crate) fn condition(&self, schema: &str, name: &str) -> String {
        match self.names.as_slice() {
            // What stands before a parenthesis is taken for the name of a function.
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

/// Whether objects of the kind hold the object: a table its columns.
fn holds(kind: Kind, id: &ObjectId) -> bool {
    id.relation.is_some() && matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::Domain)
}

/// Which objects a command is about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Selection {
    /// The schemas, and objects, that it is about; none means all.
    pub include: Vec<Pattern>,
    /// What it is not about.
    pub exclude: Vec<Pattern>,
}

impl Selection {
    /// Whether the object is selected. Objects outside of schemas are only selected when no schema was named, or they themselves were.
    pub fn picks(&self, id: &ObjectId) -> bool {
        (self.include.is_empty() || self.include.iter().any(|p| p.matches(id)))
            && !self.exclude.iter().any(|p| p.matches(id))
    }

    /// Whether everything is selected.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// The patterns of what it is about that select none of the objects: misspelt, most likely.
    pub fn unused<'a>(&'a self, ids: &[ObjectId]) -> Vec<&'a Pattern> {
        self.include.iter().filter(|p| !ids.iter().any(|id| p.matches(id))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Name;

    fn picks(pattern: &str, id: &str) -> bool {
        pattern.parse::<Pattern>().unwrap().matches(&id.parse().unwrap())
    }

    #[test]
    fn patterns_select_as_psqls_do() {
        for (pattern, id, picked) in [
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
            ("tables:app.*", "column:app.users.id", true),
            ("function:app.area", "function:app.area(integer)", true),
            ("function:app.area(integer)", "function:app.area(text)", false),
            ("extension:post*", "extension:postgis", true),
            ("\"App\".*", "table:\"App\".t", true),
            ("App.*", "table:\"App\".t", false),
            ("schema:app", "table:app.users", true),
        ] {
            assert_eq!(picks(pattern, id), picked, "{pattern} on {id}");
        }
    }

    #[test]
    fn one_object_is_selected_to_the_letter() {
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
    fn what_is_no_pattern_says_so() {
        assert!(matches!("thing:x".parse::<Pattern>(), Err(BadPattern::Kind { .. })));
        for text in ["", "a..b", "\"open", "a.b.c.d", "table:"] {
            assert!(matches!(text.parse::<Pattern>(), Err(BadPattern::Shape { .. })), "{text}");
        }
    }

    #[test]
    fn a_star_gives_back_what_it_took() {
        let glob = |text: &str| text.parse::<Pattern>().unwrap().names[0].clone();
        assert!(glob("a*b*c").matches("aXbXbXc"));
        assert!(!glob("a*b").matches("aXbX"));
        let name: Name = "x".repeat(63).into();
        assert!(Glob(vec![Token::Any]).matches(&name));
    }
}
