//! Case folders: a `schema.sql`, and beside it what pgplumb should make of it.
//!
//! `expected.json` holds for every version; `expected.18.json` beside it, from version 18 on. A file `versions`
//! (`15+`, `14-17`, `18`) says on which versions the case runs. `UPDATE_EXPECT=1 cargo test` rewrites the expected files.
//!
//! A file `before.sql` makes what no SQL of pgplumb's makes, and goes before `schema.sql`; a file `not_made_again` says why the
//! schema cannot be made again from what is read of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::judge::unified_diff;

/// One case folder.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its path below the folder of all cases.
    pub name: String,
    /// Where it is.
    pub folder: PathBuf,
    versions: (u32, u32),
}

/// All cases below a folder, sorted: the folders that hold a `schema.sql`.
///
/// # Panics
/// When there are none: a test of no cases tests nothing.
#[must_use]
pub fn cases(folder: &Path) -> Vec<Case> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    assert!(!found.is_empty(), "{} holds no folder with a schema.sql", folder.display());
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn collect(top: &Path, folder: &Path, found: &mut Vec<Case>) {
    if folder.join("schema.sql").exists() {
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
            collect(top, &entry.path(), found);
        }
    }
}

impl Case {
    /// Whether the case is one for this major version.
    #[must_use]
    pub fn runs_on(&self, major: u32) -> bool {
        (self.versions.0..=self.versions.1).contains(&major)
    }

    /// Its `schema.sql`, after its `before.sql`.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn schema(&self) -> String {
        let schema = self.read("schema.sql");
        self.before() + &schema.unwrap_or_else(|| panic!("{}/schema.sql cannot be read", self.name))
    }

    /// Its `before.sql`; nothing where it has none.
    #[must_use]
    pub fn before(&self) -> String {
        self.read("before.sql").unwrap_or_default()
    }

    /// Another file of the case, if it has it.
    #[must_use]
    pub fn read(&self, file_name: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file_name)).ok()
    }

    /// Compares with the expected file that holds for this major version. With `UPDATE_EXPECT=1` the file is rewritten
    /// instead: where an older version of the same run expects something else of it, a new one begins at this version.
    ///
    /// # Panics
    /// When they differ, with the difference.
    pub fn expect(&self, file_name: &str, major: u32, actual: &str) {
        let update = std::env::var_os("UPDATE_EXPECT").is_some_and(|value| value == "1");
        if let Err(difference) = self.compare(file_name, major, actual, update) {
            panic!(
                "{}: PostgreSQL {major} gives something else (UPDATE_EXPECT=1 accepts it)\n{difference}",
                self.name
            );
        }
    }

    fn compare(&self, file_name: &str, major: u32, actual: &str, update: bool) -> Result<(), String> {
        /// Files that a version of this run has already agreed to.
        static SETTLED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
        let mut settled = SETTLED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);

        let mut holding = self.holding(file_name, major);
        let expected = fs::read_to_string(&holding).unwrap_or_default();
        if expected != actual {
            if !update {
                let name = holding.file_name().unwrap_or_default().to_string_lossy().into_owned();
                return Err(unified_diff(&expected, actual, &name, "actual"));
            }
            if settled.contains(&holding) {
                holding = self.of_version(file_name, major);
            }
            fs::write(&holding, actual).unwrap_or_else(|e| panic!("{}: {e}", holding.display()));
        }
        if update {
            self.remove_needless(file_name, &holding, major);
        }
        settled.insert(holding);
        Ok(())
    }

    /// A version's own file is not needed when the one that would hold without it says the same.
    fn remove_needless(&self, file_name: &str, holding: &Path, major: u32) {
        if holding != self.folder.join(file_name) {
            let without = self.holding_but(file_name, major, holding);
            if fs::read(&without).ok() == fs::read(holding).ok() {
                let _ = fs::remove_file(holding);
            }
        }
    }

    fn holding(&self, file_name: &str, major: u32) -> PathBuf {
        self.holding_but(file_name, major, Path::new(""))
    }

    /// The newest of the versions' own files that is not newer than `major` and not `but`; else the file itself.
    fn holding_but(&self, file_name: &str, major: u32, but: &Path) -> PathBuf {
        // Before version 10 there is nothing to test.
        (10..=major)
            .rev()
            .map(|version| self.of_version(file_name, version))
            .find(|path| path != but && path.exists())
            .unwrap_or_else(|| self.folder.join(file_name))
    }

    /// `expected.18.json` for `expected.json`
    fn of_version(&self, file_name: &str, version: u32) -> PathBuf {
        self.folder.join(match file_name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{version}.{extension}"),
            None => format!("{file_name}.{version}"),
        })
    }
}

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

    /// A folder of cases: paths and contents.
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
    fn cases_are_found_sorted_and_know_their_versions() {
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
    fn the_newest_expected_file_that_is_not_too_new_holds() {
        let folder = folder(&[("a/schema.sql", ""), ("a/e.json", "old"), ("a/e.16.json", "new")]);
        let case = &cases(folder.path())[0];
        assert_eq!(case.compare("e.json", 15, "old", false), Ok(()));
        assert_eq!(case.compare("e.json", 16, "new", false), Ok(()));
        assert_eq!(case.compare("e.json", 18, "new", false), Ok(()));
        let difference = case.compare("e.json", 18, "newer", false).unwrap_err();
        assert!(difference.contains("--- e.16.json") && difference.contains("+newer"), "{difference}");
    }

    #[test]
    fn an_update_writes_a_file_for_each_version_that_differs_and_no_more() {
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
}
