//! File names for tables that are valid on any file system.
//!
//! A name of ASCII letters, digits, `_`, `-`, `$` and single spaces is used unchanged. Any other
//! name, and one that differs from another only in case, is sanitized and gets a hash of the
//! table's name: `BIT~5f0c2a1b`. Except for collisions, a file name depends on its table only, on
//! every machine.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::ObjectId;
use sha2::{Digest, Sha256};

/// The schema that is omitted from file names.
const PUBLIC: &str = "public";

/// The maximum length of a part of a sanitized name.
const MAX_SANITIZED: usize = 60;

/// Returns the file names of relations, without `.sql`. Names in `taken` are reserved for other
/// files.
pub(super) fn stems(ids: &BTreeSet<ObjectId>, taken: &[&str]) -> BTreeMap<ObjectId, String> {
    let mut folded: BTreeMap<String, usize> = taken.iter().map(|name| (name.to_lowercase(), 1)).collect();
    for id in ids {
        *folded.entry(plain(id).to_lowercase()).or_default() += 1;
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut stems = BTreeMap::new();
    for id in ids {
        let plain = plain(id);
        let folds_to = plain.to_lowercase();
        let is_lower_case = plain == folds_to && !taken.contains(&plain.as_str());
        let is_unique = folded.get(&folds_to) == Some(&1);
        let mut stem = if is_safe(id) && (is_unique || is_lower_case) { plain } else { with_hash(id, 8) };
        // Short hashes do not collide by chance, but someone may have searched for a collision.
        if !used.insert(stem.to_lowercase()) {
            stem = with_hash(id, 64);
            used.insert(stem.clone());
        }
        stems.insert(id.clone(), stem);
    }
    stems
}

/// Returns the file names, without `.sql`, that a relation can have.
pub(super) fn possible(id: &ObjectId) -> [String; 3] {
    [plain(id), with_hash(id, 8), with_hash(id, 64)]
}

fn parts(id: &ObjectId) -> impl Iterator<Item = &str> {
    let schema = id.schema.as_deref().filter(|schema| *schema != PUBLIC);
    schema.into_iter().chain([&*id.name])
}

fn plain(id: &ObjectId) -> String {
    parts(id).collect::<Vec<_>>().join(".")
}

/// Whether the plain name is a valid file name everywhere and no other relation has the same one.
fn is_safe(id: &ObjectId) -> bool {
    parts(id).all(|part| {
        part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | ' '))
            && !part.starts_with(['-', ' '])
            && !part.ends_with(' ')
            && !part.contains("  ")
            && !is_reserved(part)
    })
}

/// Whether Windows reserves the name for a device, with or without an extension.
fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let device = ["com", "lpt"].iter().find_map(|device| name.strip_prefix(device));
    matches!(name.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || device.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
}

fn with_hash(id: &ObjectId, digits: usize) -> String {
    let mut hasher = Sha256::new();
    hasher.update(id.schema.as_deref().unwrap_or_default());
    hasher.update([0]);
    hasher.update(&*id.name);
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let sanitized: Vec<String> = parts(id).map(sanitize).collect();
    format!("{}~{}", sanitized.join("."), &digest[..digits.min(digest.len())])
}

/// Replaces each run of unsafe characters by `_`.
fn sanitize(part: &str) -> String {
    let mut out = String::new();
    for c in part.chars() {
        let is_kept = c.is_ascii_alphanumeric() || c == '_' || (c == '-' && !out.is_empty());
        if is_kept {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(MAX_SANITIZED);
    if is_reserved(&out) { out + "_" } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pgplumb_catalog::{Kind, Name};

    fn names(list: &[(&str, &str)]) -> Vec<String> {
        let id = |(schema, name): &(&str, &str)| ObjectId::local(Kind::Table, &Name::from(*schema), *name);
        let ids: BTreeSet<ObjectId> = list.iter().map(id).collect();
        let stems = stems(&ids, &["_10_schemas"]);
        list.iter().map(|entry| stems[&id(entry)].clone()).collect()
    }

    #[test]
    fn ordinary_names_are_unchanged() {
        let list = [("public", "users"), ("app", "users"), ("public", "Order Details"), ("public", "_x")];
        assert_eq!(names(&list), ["users", "app.users", "Order Details", "_x"]);
    }

    #[test]
    fn unsafe_names_become_safe_stable_and_distinct() {
        let emoji = "\u{1f600}".repeat(63);
        let list = [
            ("public", "bit"),
            ("public", "BIT"),
            ("public", "Bit"),
            ("public", "app.users"),
            ("app", "users"),
            ("public", ".."),
            ("public", "../../etc/passwd"),
            ("public", "C:\\x"),
            ("public", ".hidden"),
            ("public", "-rf"),
            ("public", "CON"),
            ("con", "users"),
            ("public", "lpt1"),
            ("public", "_10_schemas"),
            ("public", "a "),
            ("public", "größe"),
            ("public", emoji.as_str()),
            ("public", "\n"),
        ];
        let names = names(&list);
        let folded: BTreeSet<String> = names.iter().map(|n| n.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "{names:?}");
        for name in &names {
            assert!(!name.starts_with(['.', '-', ' ']) && !name.contains(['/', '\\', ':', '\n']), "{name}");
            assert!(name.is_ascii() && name.len() < 200 && !name.contains(".."), "{name}");
            assert!(!is_reserved(name.split('.').next().unwrap_or_default()), "{name}");
        }
        assert_eq!(names[0], "bit");
        assert_eq!(names[4], "app.users");
        assert!(names[1].starts_with("BIT~"));
    }
}
