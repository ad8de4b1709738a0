//! Converts names, types and labels to valid Mermaid syntax.
//!
//! The result is valid for Mermaid 10 and later: identifiers consist of word characters, types
//! contain no commas or dots, and labels use entity codes (`#124;`) for every character that any
//! stage of Mermaid might interpret.

use pgplumb_catalog::Name;
use pgplumb_catalog::types::short_type_name;

use crate::visible::visible;

/// Keywords in the position of an entity's name, and property names of every JavaScript object.
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

/// Converts a name to an entity identifier.
pub(crate) fn entity_id(name: &str) -> String {
    let id: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let starts = id.starts_with(|c: char| c.is_ascii_alphabetic());
    if starts && !RESERVED.contains(&id.to_lowercase().as_str()) { id } else { format!("t_{id}") }
}

/// Converts a text to a label in double quotes.
pub(crate) fn label(text: &str) -> String {
    let text = visible(text);
    let chars: Vec<char> = text.chars().collect();
    let alphanumeric =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    // `direction` followed by a space would set the diagram's direction, even within a label.
    let sets_direction = text.to_lowercase().contains("direction");
    let mut out = String::from("\"");
    for (at, &c) in chars.iter().enumerate() {
        let plain = match c {
            ' ' => !sets_direction && at > 0 && at + 1 < chars.len(),
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

/// Converts a text to a word that is valid as a type or attribute name.
fn word(text: &str) -> String {
    let mut word = String::new();
    for c in text.chars() {
        let is_allowed =
            c.is_ascii_alphanumeric() || (('\u{c0}'..='\u{ffff}').contains(&c) && c.is_alphanumeric());
        word.push(if is_allowed { c } else { '_' });
    }
    if !word.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        word.insert(0, '_');
    }
    // Mermaid reads these as key markers, in upper or lower case.
    if ["pk", "fk", "uk"].contains(&word.to_lowercase().as_str()) {
        word.push('_');
    }
    word
}

/// Converts a column's name to an attribute name.
pub(crate) fn attribute(column: &str) -> String {
    let name = word(column);
    // Underscores on both sides would be rendered as emphasis.
    if name.starts_with('_') && name.ends_with('_') { word(name.trim_matches('_')) } else { name }
}

/// Converts a type to its form in a diagram. The flag tells whether information was lost.
pub(crate) fn attribute_type(sql: &Name, schema: &str) -> (String, bool) {
    let base = sql.trim_end_matches("[]");
    let brackets = &sql[base.len()..];
    if let Some(short) = short_type_name(base) {
        return (format!("{short}{brackets}"), false);
    }
    let (name, modifier) = match base.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.strip_suffix(')')),
        None => (base, None),
    };
    let (own, name) = unqualified(name, schema);
    let numbers = modifier.is_some_and(|m| !m.is_empty() && m.bytes().all(|b| b.is_ascii_digit()));
    let shown = word(&name);
    let mut is_abridged = shown != name || !own || (base.contains('(') && !numbers);
    let modifier = match modifier.filter(|_| numbers) {
        Some(modifier) => format!("({modifier})"),
        None => String::new(),
    };
    // An underscore instead of the space loses no information.
    is_abridged &= sql.as_ref() != "double precision" && sql.as_ref() != "double precision[]";
    (format!("{shown}{modifier}{brackets}"), is_abridged)
}

/// Splits off quotes and schema. The flag tells whether the schema is the given one or `public`.
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
    fn entity_ids_consist_of_word_characters() {
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
    fn labels_escape_everything_mermaid_could_interpret() {
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
    fn attribute_names_are_words() {
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
    fn types_are_shortened_and_losses_are_flagged() {
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
