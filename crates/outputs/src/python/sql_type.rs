//! Parser for SQL type names.

/// A type name as `format_type` prints it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SqlType {
    /// The schema; `None` for types of `pg_catalog` and types that SQL has keywords for.
    pub schema: Option<String>,
    /// The name without modifier, such as `timestamp with time zone` or `interval`.
    pub name: String,
    /// The text in parentheses, such as `10,2`.
    pub modifier: Option<String>,
    /// Whether this is an array; the other fields then describe its elements.
    pub is_array: bool,
}

impl SqlType {
    /// Parses a type name such as `app."Status"[]` or `timestamp(3) with time zone`.
    pub(crate) fn parse(text: &str) -> Self {
        let element = text.trim_end_matches("[]");
        let is_array = element.len() < text.len();
        let (first, rest) = identifier(element);
        if let Some(rest) = rest.strip_prefix('.') {
            let (name, rest) = identifier(rest);
            let schema = Some(first).filter(|schema| schema != "pg_catalog");
            return Self { schema, name, modifier: parentheses(rest).0, is_array };
        }
        if element.starts_with('"') {
            return Self { schema: None, name: first, modifier: parentheses(rest).0, is_array };
        }
        let (modifier, without) = parentheses(element);
        // The fields of an interval do not make it another type.
        let name = if without.starts_with("interval") { "interval".to_owned() } else { without };
        Self { schema: None, name, modifier, is_array }
    }

    /// The comma-separated values of the modifier.
    pub(crate) fn numbers(&self) -> Vec<&str> {
        self.modifier.iter().flat_map(|modifier| modifier.split(',')).map(str::trim).collect()
    }
}

/// Splits off the identifier at the start of a text and removes its quotes.
fn identifier(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(['.', '(']).unwrap_or(text.len());
        return (text[..end].trim_end().to_owned(), &text[end..]);
    };
    let mut name = String::new();
    let mut rest = quoted;
    while let Some(quote) = rest.find('"') {
        name.push_str(&rest[..quote]);
        rest = &rest[quote + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                name.push('"');
                rest = after;
            }
            None => return (name, rest),
        }
    }
    (name, "")
}

/// Splits off the text in parentheses: returns it, and the rest without it.
fn parentheses(text: &str) -> (Option<String>, String) {
    let Some((before, rest)) = text.split_once('(') else { return (None, text.to_owned()) };
    let (inner, after) = rest.rsplit_once(')').unwrap_or((rest, ""));
    (Some(inner.to_owned()), format!("{}{after}", before.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_are_parsed() {
        for (text, schema, name, modifier, is_array) in [
            ("integer", None, "integer", None, false),
            ("character varying(80)[]", None, "character varying", Some("80"), true),
            ("timestamp(3) with time zone", None, "timestamp with time zone", Some("3"), false),
            ("interval day to second(3)", None, "interval", Some("3"), false),
            ("\"char\"", None, "char", None, false),
            ("app.\"A \"\"b\"\".c\"[]", Some("app"), "A \"b\".c", None, true),
            ("public.geometry(Point,4326)", Some("public"), "geometry", Some("Point,4326"), false),
        ] {
            let parsed = SqlType::parse(text);
            let expected = SqlType {
                schema: schema.map(str::to_owned),
                name: name.to_owned(),
                modifier: modifier.map(str::to_owned),
                is_array,
            };
            assert_eq!(parsed, expected);
        }
    }
}
