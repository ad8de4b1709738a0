//! Names, types and labels as Mermaid's grammar takes them, whatever they are in the database.
//!
//! Written for the oldest grammar in use (Mermaid 10) as well as today's: identifiers of word characters, types without commas and dots,
//! and in labels entity codes (`#124;`) for every character that some stage of Mermaid could take for its own.

use pgplumb_catalog::Name;

use crate::visible::visible;

/// Words that mean something where an entity's name stands, or that JavaScript has on every object.
const RESERVED: [&str; 30] = [
    "accdescr",
    "acctitle",
    "class",
    "classdef",
    "constructor",
    "default",
    "direction",
    "end",
    "erdiagram",
    "fk",
    "hasownproperty",
    "isprototypeof",
    "many",
    "one",
    "only",
    "optionally",
    "or",
    "pk",
    "prototype",
    "style",
    "subgraph",
    "title",
    "to",
    "tolocalestring",
    "tostring",
    "u",
    "uk",
    "valueof",
    "zero",
    "__proto__",
];

/// An entity's identifier, made of its name.
pub(crate) fn entity_id(name: &str) -> String {
    let id: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let starts = id.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && !RESERVED.contains(&id.to_lowercase().as_str()) { id } else { format!("t_{id}") }
}

/// A label in double quotes.
pub(crate) fn label(text: &str) -> String {
    let text = visible(text);
    let chars: Vec<char> = text.chars().collect();
    let alphanumeric =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    // A line with these words would set the diagram's direction, wherever they stand in it.
    let turns = text.to_lowercase().contains("direction");
    let mut out = String::from("\"");
    for (at, &c) in chars.iter().enumerate() {
        let plain = match c {
            ' ' => !turns && at > 0 && at + 1 < chars.len(),
            '.' | '-' | '_' => alphanumeric(at.checked_sub(1)) && alphanumeric(Some(at + 1)),
            ',' | '(' | ')' | '/' | '\'' | '…' => true,
            _ => c.is_alphanumeric(),
        };
        if plain {
            out.push(c);
        } else {
            out.push_str(&format!("#{};", u32::from(c)));
        }
    }
    out.push('"');
    out
}

/// A word that can stand where a type or an attribute's name stands.
fn word(text: &str) -> String {
    let mut word = String::new();
    for c in text.chars() {
        let taken =
            c.is_ascii_alphanumeric() || (('\u{c0}'..='\u{ffff}').contains(&c) && c.is_alphanumeric());
        word.push(if taken { c } else { '_' });
    }
    if !word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        word.insert(0, '_');
    }
    // These are key marks in any spelling.
    if ["pk", "fk", "uk"].contains(&word.to_lowercase().as_str()) {
        word.push('_');
    }
    word
}

/// An attribute's name: the column's, or one like it.
pub(crate) fn attribute(column: &str) -> String {
    let name = word(column);
    // Underscores on both sides would be taken for emphasis, and not shown.
    if name.starts_with('_') && name.ends_with('_') { word(name.trim_matches('_')) } else { name }
}

/// A type as a diagram shows it, and whether it says less than the type itself.
pub(crate) fn attribute_type(sql: &Name, schema: &str) -> (String, bool) {
    let base = sql.trim_end_matches("[]");
    let brackets = &sql[base.len()..];
    if let Some(short) = short_name(base) {
        return (format!("{short}{brackets}"), false);
    }
    let (name, modifier) = match base.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.strip_suffix(')')),
        None => (base, None),
    };
    let (own, name) = unqualified(name, schema);
    let numbers = modifier.is_some_and(|m| !m.is_empty() && m.bytes().all(|b| b.is_ascii_digit()));
    let shown = word(&name);
    let mut less = shown != name || !own || (base.contains('(') && !numbers);
    let modifier = match modifier.filter(|_| numbers) {
        Some(modifier) => format!("({modifier})"),
        None => String::new(),
    };
    // A name of two words is as clear with an underscore.
    less &= sql.as_ref() != "double precision" && sql.as_ref() != "double precision[]";
    (format!("{shown}{modifier}{brackets}"), less)
}

/// The short name that PostgreSQL itself has for a type of several words.
fn short_name(sql: &str) -> Option<String> {
    let digits =
        |text: &str| text.is_empty() || text.bytes().all(|b| b.is_ascii_digit() || b"()".contains(&b));
    let middle = |start: &str, end: &str| {
        sql.strip_prefix(start)?.strip_suffix(end).filter(|modifier| digits(modifier)).map(str::to_owned)
    };
    [
        ("timestamp", " with time zone", "timestamptz"),
        ("timestamp", " without time zone", "timestamp"),
        ("time", " with time zone", "timetz"),
        ("time", " without time zone", "time"),
        ("character varying", "", "varchar"),
        ("character", "", "char"),
        ("bit varying", "", "varbit"),
    ]
    .into_iter()
    .find_map(|(start, end, short)| Some(format!("{short}{}", middle(start, end)?)))
}

/// A type's name without quotes and schema, and whether that schema goes without saying.
fn unqualified(sql: &str, schema: &str) -> (bool, String) {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                if let Some(part) = parts.last_mut() {
                    part.push('"');
                }
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ => {
                if let Some(part) = parts.last_mut() {
                    part.push(c);
                }
            }
        }
    }
    let name = parts.pop().unwrap_or_default();
    let own = parts.first().is_none_or(|s| s == schema || s == "public");
    (own, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_have_ids_of_word_characters() {
        for (name, id) in [
            ("users", "users"),
            ("Users", "Users"),
            ("one", "t_one"),
            ("TO", "t_TO"),
            ("1st", "t_1st"),
            ("_x", "t__x"),
            ("a b", "a_b"),
            ("😀", "t__"),
            ("", "t_"),
        ] {
            assert_eq!(entity_id(name), id);
        }
    }

    #[test]
    fn labels_hold_nothing_that_mermaid_could_take_for_its_own() {
        for (text, written) in [
            ("auth.users", "\"auth.users\""),
            ("a\"b%{c}", "\"a#34;b#37;#123;c#125;\""),
            ("_x_", "\"#95;x#95;\""),
            ("direction TB", "\"direction#32;TB\""),
            ("1. x", "\"1#46; x\""),
            ("a\u{202e}", "\"a#92;u#123;202e#125;\""),
            ("customer_id, order_id", "\"customer_id, order_id\""),
        ] {
            assert_eq!(label(text), written);
        }
    }

    #[test]
    fn attributes_are_words() {
        for (column, name) in [
            ("user_id", "user_id"),
            ("_private", "_private"),
            ("__proto__", "proto"),
            ("1st", "_1st"),
            ("Pk", "Pk_"),
            ("a b", "a_b"),
            ("naïve名前", "naïve名前"),
            ("😀", "_"),
        ] {
            assert_eq!(attribute(column), name);
        }
    }

    #[test]
    fn types_are_short_where_nothing_is_lost() {
        for (sql, shown, less) in [
            ("timestamp with time zone", "timestamptz", false),
            ("timestamp(3) without time zone", "timestamp(3)", false),
            ("character varying(255)[]", "varchar(255)[]", false),
            ("double precision", "double_precision", false),
            ("numeric(10,2)", "numeric", true),
            ("interval day to second(3)", "interval_day_to_second(3)", true),
            ("\"char\"", "char", false),
            ("public.order_status", "order_status", false),
            ("shop.order_status", "order_status", false),
            ("other.order_status", "order_status", true),
            ("shop.\"a|b\"", "a_b", true),
            ("shop.\"PK\"", "PK_", true),
            ("public.geometry(Point,4326)", "geometry", true),
        ] {
            assert_eq!(attribute_type(&sql.into(), "shop"), (shown.to_owned(), less), "{sql}");
        }
    }
}
