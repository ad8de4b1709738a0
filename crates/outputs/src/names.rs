//! Names that are safe in a link, in a file system and in a diagram, made of names that can be anything.
//!
//! A name follows from the object alone: another object that comes or goes never changes it.

use std::collections::BTreeSet;

/// What Windows keeps for devices, with any extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The longest name that is taken over as it is.
const LONGEST: usize = 63;

/// One part of a name, of lower-case letters, digits and underscores only: the text itself where it is so, else what
/// can be kept of it and a hash.
pub(crate) fn slug(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !text.is_empty() && text.len() <= LONGEST && text.chars().all(plain) {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if plain(c) {
            kept.push(c);
        } else if !kept.is_empty() && !kept.ends_with('_') {
            kept.push('_');
        }
        if kept.len() >= 40 {
            break;
        }
    }
    // A hyphen, which no name taken over as it is contains, keeps both sorts apart.
    format!("{}-{:08x}", kept.trim_matches('_'), hash(text))
}

/// A file's name without extension: distinct also where case does not count, and none that Windows keeps for itself.
pub(crate) fn file_stem(text: &str) -> String {
    let name = slug(text);
    let numbered = |word: &str| {
        name.strip_prefix(word)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let reserved = DEVICES.contains(&name.as_str()) || numbered("com") || numbered("lpt");
    if reserved || name.starts_with('-') { format!("schema-{}", name.trim_start_matches('-')) } else { name }
}

/// Names that were given out: a second one of the same text is numbered. Only hashes that collide need it.
#[derive(Default)]
pub(crate) struct Distinct(BTreeSet<String>);

impl Distinct {
    /// The name, or it with a number when it was given out before.
    pub(crate) fn name(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let mut number = 2;
        while !self.0.insert(candidate.to_lowercase()) {
            candidate = format!("{name}_{number}");
            number += 1;
        }
        candidate
    }
}

/// FNV-1a over 64 bits, folded to 32: the same on every machine and in every version.
fn hash(text: &str) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    u32::from_le_bytes([a ^ e, b ^ f, c ^ g, d ^ h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_and_others_are_told_apart() {
        assert_eq!(slug("order_items2"), "order_items2");
        let odd =
            ["Users", "users.", "a/b", "../x", "CON", "", "😀", "😁", "a b", "a-b", "naïve", "\u{202e}"];
        let mut seen = BTreeSet::from(["users".to_owned(), "a_b".to_owned()]);
        for name in odd.into_iter().chain(["😀".repeat(15).as_str(), "x".repeat(200).as_str()]) {
            let slug = slug(name);
            assert!(
                slug.len() <= 63
                    && slug.bytes().all(|b| b"abcdefghijklmnopqrstuvwxyz0123456789_-".contains(&b))
            );
            assert!(seen.insert(slug.clone()), "{name} {slug}");
        }
    }

    #[test]
    fn files_have_names_that_every_system_takes() {
        assert_eq!(file_stem("public"), "public");
        for name in ["con", "nul", "com1", "lpt9", "😀", "..", ""] {
            assert!(file_stem(name).starts_with("schema-"), "{name}: {}", file_stem(name));
        }
        assert_ne!(file_stem("Public"), "public");
    }

    #[test]
    fn a_name_is_given_out_once() {
        let mut names = Distinct::default();
        assert_eq!(["a", "A", "a", "b"].map(|n| names.name(n.to_owned())), ["a", "A_2", "a_3", "b"]);
    }
}
