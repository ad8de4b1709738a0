//! Names of files: what a table's file is called, on any file system.
//!
//! A name of letters, digits, `_`, `-`, `$` and single spaces stays as it is. Any other, and one that differs from another only in
//! case, is made harmless and gets a tail that depends on the table's name alone: `BIT~5f0c2a1b`. So a table's file has the same
//! name on any machine, whatever else is in the database, but for collisions.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::ObjectId;
use sha2::{Digest, Sha256};

/// The schema whose name is left out.
const PUBLIC: &str = "public";

/// The longest that a part of a made-up name may be.
const LONGEST: usize = 60;

/// The files of relations, without `.sql`. `taken` are names that are not for relations.
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
        let is_first = plain == folds_to && !taken.contains(&plain.as_str());
        let is_alone = folded.get(&folds_to) == Some(&1);
        let mut stem = if is_harmless(id) && (is_alone || is_first) { plain } else { with_tail(id, 8) };
        // No two names have the same short tail by chance; somebody may have looked for two.
        if !used.insert(stem.to_lowercase()) {
            stem = with_tail(id, 64);
            used.insert(stem.clone());
        }
        stems.insert(id.clone(), stem);
    }
    stems
}

/// The names, without `.sql`, of which a relation's file has one, whatever else is in the database.
pub(super) fn possible(id: &ObjectId) -> [String; 3] {
    [plain(id), with_tail(id, 8), with_tail(id, 64)]
}

fn parts(id: &ObjectId) -> impl Iterator<Item = &str> {
    let schema = id.schema.as_deref().filter(|schema| *schema != PUBLIC);
    schema.into_iter().chain([&*id.name])
}

fn plain(id: &ObjectId) -> String {
    parts(id).collect::<Vec<_>>().join(".")
}

/// Whether the plain name can be a file's everywhere, and no other plain name is written the same.
fn is_harmless(id: &ObjectId) -> bool {
    parts(id).all(|part| {
        part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | ' '))
            && !part.starts_with(['-', ' '])
            && !part.ends_with(' ')
            && !part.contains("  ")
            && !is_reserved(part)
    })
}

/// Names that Windows keeps for devices, with whatever extension.
fn is_reserved(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let device = ["com", "lpt"].iter().find_map(|device| name.strip_prefix(device));
    matches!(name.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || device.is_some_and(|number| number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()))
}

fn with_tail(id: &ObjectId, digits: usize) -> String {
    let mut hasher = Sha256::new();
    hasher.update(id.schema.as_deref().unwrap_or_default());
    hasher.update([0]);
    hasher.update(&*id.name);
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let harmless: Vec<String> = parts(id).map(harmless).collect();
    format!("{}~{}", harmless.join("."), &digest[..digits.min(digest.len())])
}

/// The part with `_` for each run of what may not stand in a file's name.
fn harmless(part: &str) -> String {
    let mut out = String::new();
    for c in part.chars() {
        let keeps = c.is_ascii_alphanumeric() || c == '_' || (c == '-' && !out.is_empty());
        if keeps {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(LONGEST);
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
    fn ordinary_names_stay_as_they_are() {
        let list = [("public", "users"), ("app", "users"), ("public", "Order Details"), ("public", "_x")];
        assert_eq!(names(&list), ["users", "app.users", "Order Details", "_x"]);
    }

    #[test]
    fn names_that_could_do_harm_are_safe_stable_and_distinct() {
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
