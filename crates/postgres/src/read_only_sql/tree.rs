//! What a rewritten query tree refers to, from the text that the server prints with
//! `debug_print_rewritten`.
//!
//! The text is a flat sequence of `:key value` pairs between braces, so the scanner needs no
//! grammar: it collects the values of keys that hold OIDs, wherever they are. Names are escaped with
//! backslashes and cannot produce a key.

use std::collections::BTreeSet;

/// What a query tree refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// The OIDs of functions, aggregates and window functions.
    pub functions: BTreeSet<u32>,
    /// The OIDs of operators.
    pub operators: BTreeSet<u32>,
    /// The OIDs of types.
    pub types: BTreeSet<u32>,
    /// The OIDs of tables, views and other relations.
    pub relations: BTreeSet<u32>,
    /// The `commandType` of every query.
    pub commands: BTreeSet<u32>,
    /// Why the tree is not one that only reads, if so.
    pub objection: Option<&'static str>,
}

/// The bit of `SELECT` in `requiredPerms`.
const ACL_SELECT: u32 = 2;

impl References {
    /// Scans the text that the server prints with `debug_pretty_print = off`. The server breaks
    /// lines at spaces.
    ///
    /// Returns `None` if a line was broken inside a word: the text is ambiguous then.
    pub fn of_printed_tree(text: &str) -> Option<Self> {
        let mut lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
        lines.pop();
        let is_ambiguous = |line: &&str| !line.bytes().skip(1).any(|byte| byte == b' ');
        (!lines.iter().any(is_ambiguous)).then(|| Self::of_tree(text))
    }

    /// Scans a tree without line breaks, such as a value of type `pg_node_tree`.
    pub fn of_tree(text: &str) -> Self {
        let mut found = Self::default();
        let mut tokens = tokens(text).peekable();
        while let Some(token) = tokens.next() {
            let Some(key) = token.strip_prefix(':') else { continue };
            if tokens.peek() == Some(&"(") {
                tokens.next();
                if tokens.next_if_eq(&"o").is_some() {
                    while let Some(value) = tokens.next_if(is_number) {
                        found.add(key, value);
                    }
                }
            } else if let Some(value) = tokens.next_if(|token| !token.starts_with(':')) {
                found.add(key, value);
            }
        }
        found
    }

    fn add(&mut self, key: &str, value: &str) {
        let lower = key.to_ascii_lowercase();
        self.object(&lower, value);
        let Ok(number) = value.parse::<u32>() else { return };
        let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
        match lower.as_str() {
            "commandtype" => _ = self.commands.insert(number),
            "relid" => _ = self.relations.insert(number),
            _ if ends(&["funcid", "fnoid", "func", "handler"]) => _ = self.functions.insert(number),
            _ if ends(&["opno", "opnos", "eqop", "sortop", "neop"]) => _ = self.operators.insert(number),
            _ if ends(&["type", "types", "typeid", "typid"]) => _ = self.types.insert(number),
            _ => {}
        }
        self.functions.remove(&0);
        self.operators.remove(&0);
    }

    /// Notes values that a query that only reads does not have.
    fn object(&mut self, key: &str, value: &str) {
        let objection = match (key, value) {
            ("utilitystmt", value) if value != "<>" => "it is not a query",
            ("hasmodifyingcte", "true") => "it changes data in WITH",
            ("hasforupdate", "true") => "it locks rows",
            ("requiredperms", value) if !matches!(value.parse(), Ok(0 | ACL_SELECT)) => {
                "it needs more privileges than SELECT"
            }
            _ => return,
        };
        self.objection.get_or_insert(objection);
    }

    /// Adds the references of another tree.
    pub fn extend(&mut self, other: Self) {
        self.functions.extend(other.functions);
        self.operators.extend(other.operators);
        self.types.extend(other.types);
        self.relations.extend(other.relations);
        self.commands.extend(other.commands);
        self.objection = self.objection.or(other.objection);
    }
}

fn is_number(token: &&str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit())
}

/// The tokens of a tree: braces, parentheses and words. A backslash escapes the next character.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let is_separator = |byte: u8| matches!(byte, b' ' | b'\n');
    let is_bracket = |byte: u8| matches!(byte, b'(' | b')' | b'{' | b'}');
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).copied().is_some_and(is_separator) {
            at += 1;
        }
        let start = at;
        if is_bracket(*bytes.get(at)?) {
            at += 1;
            return text.get(start..at);
        }
        while let Some(byte) = bytes.get(at).copied() {
            match byte {
                b'\\' => at += 2,
                _ if is_separator(byte) || is_bracket(byte) => break,
                _ => at += 1,
            }
        }
        at = at.min(bytes.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
        text.get(start..at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_wherever_they_are() {
        let found = References::of_printed_tree(
            "({QUERY :commandType 1 :utilityStmt <> :rtable ({RTE :eref {ALIAS :aliasname a\\ :funcid\\ 9 \
             :colnames (\"x\\(\" \"y\")} :relid 1259 \n:requiredPerms 2 :funccoltypes (o 23 16400)}) :x {OPEXPR \
             :opno 96 :opfuncid 65 :opresulttype 16} {ROWCOMPARE :opnos (o 97 98)} {AGGREF :aggfnoid 2803})",
        )
        .unwrap();
        assert_eq!(Vec::from_iter(found.functions), [65, 2803]);
        assert_eq!(Vec::from_iter(found.operators), [96, 97, 98]);
        assert_eq!(Vec::from_iter(found.types), [16, 23, 16400]);
        assert_eq!((Vec::from_iter(found.relations), Vec::from_iter(found.commands)), (vec![1259], vec![1]));
        assert_eq!(found.objection, None);
        for bad in [":requiredPerms 10", ":hasForUpdate true", ":utilityStmt {X", ":utilityStmt ?"] {
            assert!(References::of_tree(bad).objection.is_some(), "{bad}");
        }
    }

    /// A line without a space may have been broken inside a name.
    #[test]
    fn a_word_that_was_broken_is_ambiguous() {
        let name = "\\(".repeat(39);
        assert_eq!(References::of_printed_tree(&format!("{{A :b\n{name}\n:funcid 12}}")), None);
        assert!(References::of_printed_tree("{A :b 1\n:funcid 12}").is_some());
    }
}
