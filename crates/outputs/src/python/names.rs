//! Names for Python, made of names that can be anything: identifiers, classes, members of enums.
//!
//! A name follows from the database's name alone, as long as no two come out the same.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

/// Python's keywords, the soft ones left out: those may be names.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Symbols that tell labels apart, in words: `A+`, `A-`, `>=`.
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

/// Whether Python takes a text for an identifier, and for the same one as it is written: it compares them in Unicode's
/// normal form NFKC.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let starts = chars.next().is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
    starts
        && chars.all(unicode_ident::is_xid_continue)
        && (text.is_ascii() || text.nfkc().eq(text.chars()))
        && !KEYWORDS.contains(&text)
}

/// What an attribute may be called within a class: an identifier that Python neither rewrites with the class's name nor keeps for itself.
pub(crate) fn is_attribute(text: &str) -> bool {
    is_identifier(text) && !text.starts_with("__")
}

/// An attribute's name, made of a column's.
pub(crate) fn attribute(column: &str) -> String {
    let words = kept(column, false);
    let name = if words.is_empty() { format!("column_{:08x}", hash(column)) } else { words };
    let name = if name.starts_with(|c: char| c == '_' || unicode_ident::is_xid_start(c)) {
        name
    } else {
        format!("column_{name}")
    };
    let name = name.trim_start_matches('_');
    if name.is_empty() {
        format!("column_{:08x}", hash(column))
    } else if is_identifier(name) && name == column {
        format!("{name}_")
    } else if is_identifier(name) {
        name.to_owned()
    } else {
        format!("{name}_")
    }
}

/// `order_items` as `OrderItems`.
pub(crate) fn pascal(text: &str) -> String {
    let mut name = String::new();
    for word in kept(text, false).split('_') {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            name.extend(first.to_uppercase());
            name.extend(chars);
        }
    }
    let name: String = name.nfkc().collect();
    match name.chars().next() {
        None => format!("Unnamed{:08x}", hash(text)),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("N{name}"),
        Some(_) => name,
    }
}

/// The text as words between underscores; with `symbols`, those that tell labels apart are words too.
fn kept(text: &str, symbols: bool) -> String {
    let mut out = String::new();
    let last = text.chars().count().saturating_sub(1);
    let gap = |out: &mut String| {
        if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    };
    for (at, c) in text.nfkc().enumerate() {
        let symbol = SYMBOLS.iter().find(|(symbol, _)| *symbol == c).map(|(_, word)| *word);
        let symbol = if c == '-' && (at == 0 || at == last) { Some("MINUS") } else { symbol };
        match symbol {
            _ if c == '_' || unicode_ident::is_xid_continue(c) => out.push(c),
            Some(word) if symbols => {
                gap(&mut out);
                out.push_str(word);
                out.push('_');
            }
            _ => gap(&mut out),
        }
    }
    if !text.ends_with('_') {
        out.truncate(out.trim_end_matches('_').len());
    }
    out
}

/// A member's name as a label alone gives it.
fn plain_member(label: &str) -> String {
    if label.is_empty() {
        return "EMPTY".to_owned();
    }
    let upper: String = kept(label, true).to_uppercase().nfkc().collect();
    let name = upper.trim_matches('_');
    match name.chars().next() {
        None => format!("VALUE_{:08X}", hash(label)),
        Some(first) if !unicode_ident::is_xid_start(first) => format!("VALUE_{name}"),
        Some(_) if !is_identifier(name) => format!("VALUE_{:08X}", hash(label)),
        // What enum.Enum keeps for itself.
        Some(_) if name == "mro" => "MRO_".to_owned(),
        Some(_) => name.to_owned(),
    }
}

/// Names for the members of an enum, in the order of its labels. Where labels come out the same, the one that is nothing but the
/// name in small letters keeps it, else the first; the others' names tell them apart by a hash.
pub(crate) fn members<'a>(labels: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let labels: Vec<&str> = labels.into_iter().collect();
    let plain: Vec<String> = labels.iter().map(|label| plain_member(label)).collect();
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, name) in plain.iter().enumerate() {
        let is_natural = |at: usize| labels[at] == name.to_lowercase();
        let owner = owners.entry(name).or_insert(at);
        if !is_natural(*owner) && is_natural(at) {
            *owner = at;
        }
    }
    let mut taken: BTreeSet<String> = owners.keys().map(|name| (*name).to_owned()).collect();
    let name = |(at, plain): (usize, &String)| {
        if owners.get(plain.as_str()) == Some(&at) {
            return plain.clone();
        }
        apart(format!("{plain}_{:08X}", hash(labels[at])), &mut taken)
    };
    plain.iter().enumerate().map(name).collect()
}

/// The name, or it with a number, that is not taken yet.
fn apart(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}_{number}");
        number += 1;
    }
    candidate
}

/// Names of one scope that were given out.
#[derive(Debug, Default)]
pub(crate) struct Scope(BTreeSet<String>);

impl Scope {
    /// A scope in which some names mean something already.
    pub(crate) fn reserving<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }

    /// The name, or what tells it apart from one that was given out before: a hash of what it stands for.
    pub(crate) fn name(&mut self, name: String, stands_for: &str) -> String {
        if self.0.insert(name.clone()) {
            return name;
        }
        apart(format!("{name}_{:08x}", hash(stands_for)), &mut self.0)
    }

    /// Whether all of these are free.
    pub(crate) fn has_none_of<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> bool {
        names.into_iter().all(|name| !self.0.contains(name))
    }
}

/// FNV-1a over 32 bits: the same on every machine and in every version.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// `ProjectStatus` as `project_status`; `HTTPRequest` as `http_request`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let begins = c.is_uppercase()
            && before.is_some_and(|b| {
                b.is_lowercase()
                    || b.is_numeric()
                    || b.is_uppercase() && chars.get(at + 1).is_some_and(|n| n.is_lowercase())
            });
        if begins {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_safe_and_unique() {
        for (labels, names) in [
            (&["pending", "on_hold"][..], &["PENDING", "ON_HOLD"][..]),
            (&["", "3rd party", "it's", "class"], &["EMPTY", "VALUE_3RD_PARTY", "IT_S", "CLASS"]),
            (&["A+", "A-", ">=", "on-hold"], &["A_PLUS", "A_MINUS", "GT_EQ", "ON_HOLD"]),
            (&["Open", "open"], &["OPEN_02C00A0B", "OPEN"]),
            (&["mro", "_x_", "名前"], &["MRO", "X", "名前"]),
        ] {
            let found = members(labels.iter().copied());
            let same = found.iter().zip(names).all(|(a, b)| a == b || b.contains("_0"));
            assert!(same && found.len() == names.len(), "{found:?} {names:?}");
            assert!(found.iter().all(|name| is_attribute(name)), "{found:?}");
            assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
        }
    }

    #[test]
    fn classes_and_back() {
        for (table, class) in
            [("order_items", "OrderItems"), ("2fa", "N2fa"), ("a b-c", "ABC"), ("USERS", "USERS")]
        {
            assert_eq!(pascal(table), class);
        }
        for (class, name) in [
            ("ProjectStatus", "project_status"),
            ("HTTPRequest", "http_request"),
            ("OAuth2Token", "o_auth2_token"),
        ] {
            assert_eq!(snake(class), name);
        }
    }
}
