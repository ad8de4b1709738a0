//! Python names derived from SQL names, which may contain any character.
//!
//! A name depends only on the SQL name unless two SQL names yield the same Python name.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::visible::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// Python's keywords. Soft keywords are valid names and are left out.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Words for symbols that distinguish labels such as `A+`, `A-` and `>=`.
const SYMBOLS: [(char, &str); 10] = [
    ('+', "PLUS"),
    ('<', "LT"),
    ('>', "GT"),
    ('=', "EQ"),
    ('%', "PERCENT"),
    ('&', "AND"),
    ('*', "STAR"),
    ('#', "HASH"),
    ('!', "NOT"),
    ('@', "AT"),
];

/// Whether Python accepts a text as an identifier and does not change it by normalizing it to NFKC.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c| c == '_' || is_first(c))
        && text.chars().all(is_part)
        && (text.is_ascii() || text.nfkc().eq(text.chars()))
        && !KEYWORDS.contains(&text)
}

/// Whether an identifier can start with a character.
fn is_first(c: char) -> bool {
    unicode_ident::is_xid_start(c) && is_part(c)
}

/// Whether an identifier can contain a character. Invisible characters are left out: names that
/// look the same must not differ. Unicode 15.1 added joiners and middle dots to identifiers, but
/// Python before 3.13 does not accept them.
fn is_part(c: char) -> bool {
    let is_joiner = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{30fb}' | '\u{ff65}');
    unicode_ident::is_xid_continue(c) && !is_joiner && !is_invisible(c)
}

/// Whether an identifier can be an attribute of a class: Python mangles or reserves names that
/// start with two underscores.
pub(crate) fn is_attribute(text: &str) -> bool {
    is_identifier(text) && !text.starts_with("__")
}

/// The attribute name for a column.
pub(crate) fn attribute_name(column: &str) -> String {
    let words = underscored(column, false);
    let name = match words.trim_start_matches('_') {
        "" => format!("column_{:08x}", hash(column)),
        name if name.starts_with(is_first) => name.to_owned(),
        name => format!("column_{name}"),
    };
    let name = if KEYWORDS.contains(&&*name) || name == column { format!("{name}_") } else { name };
    if is_attribute(&name) { name } else { format!("column_{:08x}", hash(column)) }
}

/// Converts `order_items` to `OrderItems`.
pub(crate) fn pascal_case(text: &str) -> String {
    let mut name = String::new();
    for word in underscored(text, false).split('_') {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            name.extend(first.to_uppercase());
            name.extend(chars);
        }
    }
    let name: String = name.nfkc().collect();
    let name = if name.is_empty() || name.starts_with(is_first) { name } else { format!("N{name}") };
    let is_valid = is_identifier(&name) || KEYWORDS.contains(&&*name);
    if is_valid { name } else { format!("Unnamed{:08x}", hash(text)) }
}

/// Appends a name to a prefix. The last character of the prefix may combine with the first one of the
/// name.
pub(crate) fn joined(prefix: &str, name: &str) -> String {
    format!("{prefix}{name}").nfkc().collect()
}

/// Replaces each run of characters that identifiers cannot contain by an underscore. With
/// `symbols`, the characters of `SYMBOLS` become words.
fn underscored(text: &str, symbols: bool) -> String {
    let mut out = String::new();
    let last = text.chars().count().saturating_sub(1);
    let add_gap = |out: &mut String| {
        if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    };
    for (index, c) in text.nfkc().enumerate() {
        let symbol = SYMBOLS.iter().find(|(symbol, _)| *symbol == c).map(|(_, word)| *word);
        let symbol = if c == '-' && (index == 0 || index == last) { Some("MINUS") } else { symbol };
        match symbol {
            _ if c == '_' || is_part(c) => out.push(c),
            Some(word) if symbols => {
                add_gap(&mut out);
                out.push_str(word);
                out.push('_');
            }
            _ => add_gap(&mut out),
        }
    }
    if !text.ends_with('_') {
        out.truncate(out.trim_end_matches('_').len());
    }
    out
}

/// The member name for a label, not necessarily unique.
fn member_name(label: &str) -> String {
    if label.is_empty() {
        return "EMPTY".to_owned();
    }
    let upper: String = underscored(label, true).to_uppercase().nfkc().collect();
    let name = upper.trim_matches('_');
    match name.chars().next() {
        None => format!("VALUE_{:08X}", hash(label)),
        Some(first) if !is_first(first) => format!("VALUE_{name}"),
        Some(_) if !is_identifier(name) => format!("VALUE_{:08X}", hash(label)),
        // `enum.Enum` reserves this name.
        Some(_) if name == "mro" => "MRO_".to_owned(),
        Some(_) => name.to_owned(),
    }
}

/// The member names for the labels of an enum, in order. If several labels yield the same name, the
/// label that is its lowercase form keeps it, or else the first label; a hash is appended to the
/// names of the other labels.
pub(crate) fn member_names<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let labels: Vec<&str> = labels.into_iter().collect();
    let plain: Vec<String> = labels.iter().map(|label| member_name(label)).collect();
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, name) in plain.iter().enumerate() {
        let is_lowercase_form = |index: usize| labels[index] == name.to_lowercase();
        let owner = owners.entry(name).or_insert(index);
        if !is_lowercase_form(*owner) && is_lowercase_form(index) {
            *owner = index;
        }
    }
    let mut taken: BTreeSet<String> = owners.keys().map(|name| (*name).to_owned()).collect();
    let name = |(index, plain): (usize, &String)| {
        if owners.get(plain.as_str()) == Some(&index) {
            return plain.clone();
        }
        make_unique(format!("{plain}_{:08X}", hash(labels[index])), &mut taken)
    };
    plain.iter().enumerate().map(name).collect()
}

/// Returns the name, with a number appended if it is already taken.
fn make_unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// The names in use in one scope.
#[derive(Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    /// Creates a scope with reserved names.
    pub(crate) fn with_reserved<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// Reserves the name and returns it. If it is taken, a hash of `source` is appended.
    pub(crate) fn reserve(&mut self, name: String, source: &str) -> String {
        if self.0.insert(name.clone()) {
            return name;
        }
        make_unique(format!("{name}_{:08x}", hash(source)), &mut self.0)
    }

    /// Whether none of the names is in use.
    pub(crate) fn are_free<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> bool {
        names.into_iter().all(|name| !self.0.contains(name))
    }
}

/// 32-bit FNV-1a, which gives the same result on every machine and in every version.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Converts `ProjectStatus` to `project_status` and `HTTPRequest` to `http_request`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| chars[index]);
        let begins = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_numeric()
                    || b.is_uppercase() && chars.get(index + 1).is_some_and(|n| n.is_lowercase())
            });
        if begins {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The singular of an English noun in the plural.
pub(crate) fn singular(name: &str) -> String {
    const IRREGULAR: [(&str, &str); 4] =
        [("people", "person"), ("children", "child"), ("data", "datum"), ("media", "medium")];
    if let Some((stem, singular)) =
        IRREGULAR.iter().find_map(|(plural, singular)| Some((name.strip_suffix(plural)?, singular)))
    {
        return format!("{stem}{singular}");
    }
    if let Some(stem) = name.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if let Some(stem) = name.strip_suffix("lves") {
        return format!("{stem}lf");
    }
    let is_sibilant = |stem: &&str| ["ss", "x", "z", "ch", "sh"].iter().any(|ending| stem.ends_with(ending));
    if let Some(stem) = name.strip_suffix("es").filter(is_sibilant) {
        return stem.to_owned();
    }
    let is_singular = ["ss", "us", "is"].iter().any(|ending| name.ends_with(ending));
    match name.strip_suffix('s') {
        Some(stem) if !is_singular && !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn member_names_are_valid_and_unique() {
        for (labels, names) in [
            (&["pending", "on_hold"][..], &["PENDING", "ON_HOLD"][..]),
            (&["", "3rd party", "it's", "class"], &["EMPTY", "VALUE_3RD_PARTY", "IT_S", "CLASS"]),
            (&["A+", "A-", ">=", "on-hold"], &["A_PLUS", "A_MINUS", "GT_EQ", "ON_HOLD"]),
            (&["Open", "open"], &["OPEN_02C00A0B", "OPEN"]),
            (&["mro", "_x_", "名前"], &["MRO", "X", "名前"]),
        ] {
            let found = member_names(labels.iter().copied());
            let same = found.iter().zip(names).all(|(a, b)| a == b || b.contains("_0"));
            assert!(same && found.len() == names.len(), "{found:?} {names:?}");
            assert!(found.iter().all(|name| is_attribute(name)), "{found:?}");
            assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
        }
    }

    #[test]
    fn invisible_and_combining_characters_give_identifiers() {
        // Joiners, variation selectors, fillers, middle dots, combining marks, Hangul letters.
        let names = [
            "\u{200d}",
            "a\u{200d}b",
            "a\u{200c}b",
            "x\u{fe0f}",
            "\u{fe0f}",
            "\u{3164}",
            "a\u{115f}",
            "a\u{30fb}b",
            "\u{ff65}",
            "\u{301}a",
            "_\u{301}",
            "\u{202e}abc",
            "a\u{200b}\u{301}",
            "\u{1161}",
            "\u{e0100}",
            "\u{37a}",
            "n",
        ];
        for name in names {
            for found in [pascal_case(name), attribute_name(name), member_name(name)] {
                assert!(is_attribute(&found), "{name:?}: {found:?}");
            }
            // A schema is a prefix of the class name.
            let whole = joined(&pascal_case("\u{1100}"), &pascal_case(name));
            assert!(is_identifier(&whole), "{name:?}: {whole:?}");
        }
    }

    #[test]
    fn class_names_and_table_names_are_converted() {
        for (table, class) in
            [("order_items", "OrderItems"), ("2fa", "N2fa"), ("a b-c", "ABC"), ("USERS", "USERS")]
        {
            assert_eq!(pascal_case(table), class);
        }
        for (class, name) in [
            ("ProjectStatus", "project_status"),
            ("HTTPRequest", "http_request"),
            ("OAuth2Token", "o_auth2_token"),
        ] {
            assert_eq!(snake_case(class), name);
        }
    }
}
