//! Case folders: a `schema.sql`, or an `old.sql` and a `new.sql`, with the files that pgplumb is
//! expected to generate from them.
//!
//! `expected.json` holds for every PostgreSQL version; `expected.18.json` next to it holds from
//! version 18 on. A file `versions` (`15+`, `14-17`, `18`) restricts the case to some versions.
//! `UPDATE_EXPECT=1 cargo test` rewrites the expected files and prints their names.
//!
//! `before.sql` is executed before `schema.sql` and creates what pgplumb cannot create. A file
//! `not_recreatable` says why the schema cannot be recreated from what pgplumb reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::expected::{name_of, remove, rewrite, updates_expected};
use crate::judge::unified_diff;

/// One case folder.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its path below the folder of all cases: `table/add_column`.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    versions: (u32, u32),
}

/// All cases below a folder, sorted by name: the folders with a `schema.sql`.
///
/// # Panics
/// When there is none, because a test of no cases tests nothing.
#[must_use]
pub fn cases(folder: &Path) -> Vec<Case> {
    cases_with("schema.sql", folder)
}

/// All pairs of schemas below a folder, sorted by name: the folders with a `new.sql`.
///
/// # Panics
/// When there is none, or when one has no `old.sql`.
#[must_use]
pub fn pair_cases(folder: &Path) -> Vec<Case> {
    let found = cases_with("new.sql", folder);
    for case in &found {
        assert!(case.folder.join("old.sql").exists(), "{} has a new.sql and no old.sql", case.name);
    }
    found
}

fn cases_with(file_name: &str, folder: &Path) -> Vec<Case> {
    let mut found = Vec::new();
    collect(file_name, folder, folder, &mut found);
    assert!(!found.is_empty(), "{} has no folder with a {file_name}", folder.display());
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn collect(file_name: &str, top: &Path, folder: &Path, found: &mut Vec<Case>) {
    if folder.join(file_name).exists() {
        let name = folder.strip_prefix(top).unwrap_or(folder).display().to_string();
        let versions = match fs::read_to_string(folder.join("versions")) {
            Ok(text) => parse_versions(text.trim())
                .unwrap_or_else(|| panic!("{name}/versions: {text:?} is not like 15+, 14-17 or 18")),
            Err(_) => (0, u32::MAX),
        };
        found.push(Case { name, folder: folder.to_owned(), versions });
    }
    for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).flatten() {
        if entry.path().is_dir() {
            collect(file_name, top, &entry.path(), found);
        }
    }
}

impl Case {
    /// Whether the case holds for this major version.
    #[must_use]
    pub fn runs_on(&self, major: u32) -> bool {
        (self.versions.0..=self.versions.1).contains(&major)
    }

    /// Its `before.sql` followed by its `schema.sql`.
    ///
    /// # Panics
    /// When `schema.sql` cannot be read.
    #[must_use]
    pub fn schema(&self) -> String {
        let schema = self.read("schema.sql");
        self.before() + &schema.unwrap_or_else(|| panic!("{}/schema.sql cannot be read", self.name))
    }

    /// Its `before.sql`; empty if it has none.
    #[must_use]
    pub fn before(&self) -> String {
        self.read("before.sql").unwrap_or_default()
    }

    /// The contents of one of its files, if it has that file.
    #[must_use]
    pub fn read(&self, file_name: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file_name)).ok()
    }

    /// Compares a text with the expected file for a major version. With `UPDATE_EXPECT=1`, rewrites
    /// the file instead: where an older version of the same run expects another text of it, a new
    /// file starts at this version.
    ///
    /// # Panics
    /// When they differ, with the difference.
    pub fn expect(&self, file_name: &str, major: u32, actual: &str) {
        if let Err(difference) = self.compare(file_name, major, actual, updates_expected()) {
            panic!(
                "{}: the result on PostgreSQL {major} differs (UPDATE_EXPECT=1 accepts it)\n{difference}",
                self.name
            );
        }
    }

    /// The name of the expected file that holds for a major version, if the case has one:
    /// `expected.18.json`.
    #[must_use]
    pub fn expected_name(&self, file_name: &str, major: u32) -> Option<String> {
        let path = self.expected_path(file_name, major);
        path.exists().then(|| name_of(&path))
    }

    /// Removes an expected file, with the ones for single versions.
    pub fn remove_expected(&self, file_name: &str) {
        while let Some(name) = self.expected_name(file_name, NEWEST) {
            remove(&self.folder.join(name));
        }
    }

    fn compare(&self, file_name: &str, major: u32, actual: &str, update: bool) -> Result<(), String> {
        /// Files that already hold for an older version of this run.
        static IN_USE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
        let mut in_use = IN_USE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);

        let mut path = self.expected_path(file_name, major);
        let expected = fs::read_to_string(&path).ok();
        if expected.as_deref() != Some(actual) {
            if !update {
                let expected = expected.unwrap_or_else(|| "(there is no such file)\n".to_owned());
                return Err(unified_diff(&expected, actual, &name_of(&path), "actual"));
            }
            if in_use.contains(&path) {
                path = self.path_for_version(file_name, major);
            }
            rewrite(&path, actual);
        }
        if update {
            self.remove_duplicate(file_name, &path, major);
        }
        in_use.insert(path);
        Ok(())
    }

    /// Removes the file of a version if the file that holds without it has the same contents.
    fn remove_duplicate(&self, file_name: &str, path: &Path, major: u32) {
        if path != self.folder.join(file_name) {
            let fallback = self.expected_path_except(file_name, major, path);
            if fs::read(&fallback).ok() == fs::read(path).ok() {
                remove(path);
            }
        }
    }

    fn expected_path(&self, file_name: &str, major: u32) -> PathBuf {
        self.expected_path_except(file_name, major, Path::new(""))
    }

    /// The file of the newest version that is not newer than `major`, apart from `except`;
    /// otherwise the file for all versions.
    fn expected_path_except(&self, file_name: &str, major: u32, except: &Path) -> PathBuf {
        (OLDEST..=major)
            .rev()
            .map(|version| self.path_for_version(file_name, version))
            .find(|path| path != except && path.exists())
            .unwrap_or_else(|| self.folder.join(file_name))
    }

    /// `expected.18.json` for `expected.json`
    fn path_for_version(&self, file_name: &str, version: u32) -> PathBuf {
        self.folder.join(match file_name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{version}.{extension}"),
            None => format!("{file_name}.{version}"),
        })
    }
}

/// The versions that an expected file can be for.
const OLDEST: u32 = 10;
const NEWEST: u32 = 99;

fn parse_versions(text: &str) -> Option<(u32, u32)> {
    if let Some(first) = text.strip_suffix('+') {
        return Some((first.parse().ok()?, u32::MAX));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.parse().ok()?, last.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A temporary folder with these files: paths and contents.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (path, contents) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
            fs::write(path, contents).expect("a file");
        }
        folder
    }

    #[test]
    fn cases_are_found_in_order_with_their_versions() {
        let folder = folder(&[
            ("b/schema.sql", "SELECT 1;"),
            ("b/versions", "15+\n"),
            ("a/deeper/schema.sql", ""),
            ("a/deeper/versions", "14-17"),
            ("c/notes", ""),
        ]);
        let cases = cases(folder.path());
        assert_eq!(cases.iter().map(|case| case.name.as_str()).collect::<Vec<_>>(), ["a/deeper", "b"]);
        assert_eq!(cases[1].schema(), "SELECT 1;");
        let on = |case: &Case| (13..=19).filter(|major| case.runs_on(*major)).collect::<Vec<_>>();
        assert_eq!(on(&cases[0]), [14, 15, 16, 17]);
        assert_eq!(on(&cases[1]), [15, 16, 17, 18, 19]);
        assert_eq!(parse_versions("18"), Some((18, 18)));
        assert_eq!(parse_versions("new"), None);
    }

    #[test]
    fn the_expected_file_of_the_nearest_older_version_is_used() {
        let folder = folder(&[("a/schema.sql", ""), ("a/e.json", "old"), ("a/e.16.json", "new")]);
        let case = &cases(folder.path())[0];
        assert_eq!(case.compare("e.json", 15, "old", false), Ok(()));
        assert_eq!(case.compare("e.json", 16, "new", false), Ok(()));
        assert_eq!(case.compare("e.json", 18, "new", false), Ok(()));
        let difference = case.compare("e.json", 18, "newer", false).unwrap_err();
        assert!(difference.contains("--- e.16.json") && difference.contains("+newer"), "{difference}");
    }

    #[test]
    fn an_update_writes_one_file_for_each_version_that_differs() {
        let folder = folder(&[("a/schema.sql", ""), ("a/e.json", "stale"), ("a/e.17.json", "stale")]);
        let case = &cases(folder.path())[0];
        for (major, actual) in [(14, "old"), (15, "old"), (16, "new"), (17, "new"), (18, "newest")] {
            case.compare("e.json", major, actual, true).expect("an update never fails");
        }
        assert_eq!(case.read("e.json").as_deref(), Some("old"));
        assert_eq!(case.read("e.16.json").as_deref(), Some("new"));
        assert_eq!(case.read("e.17.json"), None);
        assert_eq!(case.read("e.18.json").as_deref(), Some("newest"));
        for (major, actual) in [(14, "old"), (16, "new"), (17, "new"), (18, "newest")] {
            assert_eq!(case.compare("e.json", major, actual, false), Ok(()));
        }
    }

    #[test]
    fn removing_an_expected_file_removes_the_ones_of_single_versions() {
        let folder = folder(&[("a/new.sql", ""), ("a/old.sql", ""), ("a/e.sql", "x"), ("a/e.17.sql", "y")]);
        let case = &pair_cases(folder.path())[0];
        assert_eq!(case.expected_name("e.sql", 16).as_deref(), Some("e.sql"));
        assert_eq!(case.expected_name("e.sql", 18).as_deref(), Some("e.17.sql"));
        case.remove_expected("e.sql");
        assert_eq!(case.expected_name("e.sql", 18), None);
    }
}
