//! Names that are safe in links, file systems and diagrams, derived from arbitrary object names.
//!
//! A derived name depends only on its own object. Adding or removing another object never changes
//! it.

use std::collections::BTreeSet;

/// Names that Windows reserves for devices, with or without an extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The longest name that is used unchanged.
const MAX_UNCHANGED: usize = 63;

/// Returns a name of lower-case letters, digits and underscores only. A text that already has this
/// form is returned unchanged; any other keeps its allowed characters and gets a hash.
pub(crate) fn slug(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !text.is_empty() && text.len() <= MAX_UNCHANGED && text.chars().all(plain) {
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
    // No unchanged name contains a hyphen, so hashed names never collide with them.
    format!("{}-{:08x}", kept.trim_matches('_'), hash(text))
}

/// A file name without extension, safe on case-insensitive file systems and not reserved by
/// Windows.
pub(crate) fn file_stem(text: &str) -> String {
    let name = slug(text);
    let numbered = |word: &str| {
        name.strip_prefix(word)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let reserved = DEVICES.contains(&name.as_str()) || numbered("com") || numbered("lpt");
    if reserved || name.starts_with('-') { format!("schema-{}", name.trim_start_matches('-')) } else { name }
}

/// Makes names unique by numbering duplicates, which only occur when hashes collide.
#[derive(Default)]
pub(crate) struct UniqueNames(BTreeSet<String>);

impl UniqueNames {
    /// Returns the name, with a number appended if it was already taken.
    pub(crate) fn claim(&mut self, name: String) -> String {
        let mut candidate = name.clone();
        let mut number = 2;
        while !self.0.insert(candidate.to_lowercase()) {
            candidate = format!("{name}_{number}");
            number += 1;
        }
        candidate
    }
}

/// 64-bit FNV-1a folded to 32 bits. Must stay the same on every machine and in every version.
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
    fn slug_keeps_plain_names_and_distinguishes_all_others() {
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
    fn file_stem_is_valid_on_every_platform() {
        assert_eq!(file_stem("public"), "public");
        for name in ["con", "nul", "com1", "lpt9", "😀", "..", ""] {
            assert!(file_stem(name).starts_with("schema-"), "{name}: {}", file_stem(name));
        }
        assert_ne!(file_stem("Public"), "public");
    }

    #[test]
    fn unique_names_number_duplicates() {
        let mut names = UniqueNames::default();
        assert_eq!(["a", "A", "a", "b"].map(|n| names.claim(n.to_owned())), ["a", "A_2", "a_3", "b"]);
    }
}
