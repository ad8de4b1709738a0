//! Finding the PostgreSQL programs that the tests run against.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// One installed PostgreSQL server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The major version.
    pub major: u32,
    /// The folder with `postgres` and `initdb`.
    pub bin: PathBuf,
    /// What `postgres --version` prints: `postgres (PostgreSQL) 15.18`.
    pub version: String,
}

impl Installation {
    fn at(bin: &Path) -> Option<Self> {
        let bin = bin.canonicalize().ok()?;
        if !bin.join("initdb").exists() {
            return None;
        }
        let output = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
        let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        Some(Self { major: major_of(&version)?, bin, version })
    }

    /// A client program (`psql`, `pg_dump`) that can talk to this server: from the same
    /// installation, else from the newest one that has it, else from `PATH`.
    #[must_use]
    pub fn client(&self, program: &str) -> PathBuf {
        let candidates = std::iter::once(self).chain(installations().iter().rev());
        candidates
            .map(|installation| installation.bin.join(program))
            .find(|path| path.exists())
            .unwrap_or_else(|| PathBuf::from(program))
    }
}

/// Every PostgreSQL to test with, oldest first, one for each major version: those in the folder
/// that `PGPLUMB_PG` names (`DIR/<major>/bin`), or without that variable those installed in the
/// usual places. `PGPLUMB_MAJOR` (`17` or `14,18`) restricts them to these versions.
pub fn installations() -> &'static [Installation] {
    static FOUND: OnceLock<Vec<Installation>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let folders = match std::env::var_os("PGPLUMB_PG").filter(|value| !value.is_empty()) {
            Some(folder) => subfolders(Path::new(&folder), "bin"),
            None => usual_folders(),
        };
        let mut found = one_per_major(folders.iter().filter_map(|bin| Installation::at(bin)).collect());
        if let Some(majors) = chosen_majors() {
            found.retain(|installation| majors.contains(&installation.major));
        }
        found
    })
}

/// The versions in `PGPLUMB_MAJOR`.
fn chosen_majors() -> Option<Vec<u32>> {
    let majors = std::env::var("PGPLUMB_MAJOR").ok().filter(|majors| !majors.is_empty())?;
    Some(majors.split(',').filter_map(|major| major.trim().parse().ok()).collect())
}

/// The newest PostgreSQL found.
///
/// # Panics
/// When there is none, because nothing can be tested then.
#[must_use]
pub fn newest() -> &'static Installation {
    installations().last().expect("no PostgreSQL server found: install one, or set PGPLUMB_PG")
}

/// The oldest PostgreSQL found.
///
/// # Panics
/// When there is none, because nothing can be tested then.
#[must_use]
pub fn oldest() -> &'static Installation {
    installations().first().expect("no PostgreSQL server found: install one, or set PGPLUMB_PG")
}

/// Runs a test on every installed major version. If it fails, prints the version.
pub fn each_major(test: impl Fn(&Installation)) {
    if crate::require("a PostgreSQL server", !installations().is_empty()) {
        run_on(installations(), test);
    }
}

/// Runs a test on these major versions. With `PGPLUMB_PG`, all of them must be in its folder.
/// Without it, the test runs on those that are installed, or else on the newest.
pub fn for_majors(majors: &[u32], test: impl Fn(&Installation)) {
    let mut chosen: Vec<_> = installations().iter().filter(|i| majors.contains(&i.major)).cloned().collect();
    if chosen_majors().is_some() && chosen.is_empty() {
        crate::print_note("SKIPPED: PGPLUMB_MAJOR excludes the versions of this test");
        return;
    }
    if chosen_majors().is_none() && std::env::var_os("PGPLUMB_PG").is_some() {
        for major in majors {
            let found = chosen.iter().any(|installation| installation.major == *major);
            let _ = crate::require(&format!("PostgreSQL {major} under PGPLUMB_PG"), found);
        }
    }
    if chosen.is_empty() {
        chosen.push(newest().clone());
    }
    run_on(&chosen, test);
}

/// Whether a run tests the case with this number on a major version. `holds_for` tells for which
/// versions the case holds.
///
/// Ordinary runs test every case on the newest version, if it holds for that version, and every
/// third case on older versions. Nightly runs, runs that write expected files, and runs with
/// `PGPLUMB_MAJOR` test all cases on all versions.
pub fn tests_case_on(number: usize, major: u32, holds_for: impl Fn(u32) -> bool) -> bool {
    let tests_all = crate::nightly() || crate::updates_expected() || chosen_majors().is_some();
    let newest = newest().major;
    holds_for(major) && (tests_all || major == newest || !holds_for(newest) || number.is_multiple_of(3))
}

fn run_on(installations: &[Installation], test: impl Fn(&Installation)) {
    /// Prints the version if the test panics.
    struct PrintOnPanic(u32);
    impl Drop for PrintOnPanic {
        fn drop(&mut self) {
            if std::thread::panicking() {
                crate::print_note(&format!("failed on PostgreSQL {}", self.0));
            }
        }
    }
    for installation in installations {
        let _guard = PrintOnPanic(installation.major);
        test(installation);
    }
}

/// Sorts by version, and keeps the first of several installations of one version.
fn one_per_major(mut found: Vec<Installation>) -> Vec<Installation> {
    found.sort_by_key(|installation| installation.major);
    found.dedup_by_key(|installation| installation.major);
    found
}

/// The folders in which packages install PostgreSQL's server programs, by precedence.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders = subfolders(Path::new("/usr/lib/postgresql"), "bin");
    folders.extend(pg_config_bindir());
    if let Some(path) = std::env::var_os("PATH") {
        let programs = std::env::split_paths(&path).map(|folder| folder.join("postgres"));
        // A link in PATH leads to the folder with the other programs.
        folders.extend(programs.filter_map(|p| Some(p.canonicalize().ok()?.parent()?.to_path_buf())));
    }
    folders.extend(starting_with(Path::new("/usr"), "pgsql-"));
    folders.extend(starting_with(Path::new("/opt/homebrew/opt"), "postgresql"));
    folders.extend(starting_with(Path::new("/usr/local/opt"), "postgresql"));
    folders.extend(subfolders(Path::new("/Applications/Postgres.app/Contents/Versions"), "bin"));
    folders
}

fn pg_config_bindir() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    output.status.success().then(|| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// `folder/*/name`
fn subfolders(folder: &Path, name: &str) -> Vec<PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join(name))
        .collect();
    found.sort();
    found
}

/// `folder/prefix*/bin`
fn starting_with(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let named = |path: &PathBuf| {
        path.parent().and_then(Path::file_name).is_some_and(|n| n.to_string_lossy().starts_with(prefix))
    };
    subfolders(folder, "bin").into_iter().filter(named).collect()
}

/// `postgres (PostgreSQL) 15.18 (Debian …)`, `… 19devel`, `… 18beta1`
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_releases_and_development_versions() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(major_of("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_of("postgres (PostgreSQL) 19devel"), Some(19));
        assert_eq!(major_of("something else"), None);
    }

    #[test]
    fn the_first_installation_of_each_major_version_is_kept() {
        let at = |major, bin: &str| Installation { major, bin: bin.into(), version: String::new() };
        let kept = one_per_major(vec![at(18, "a"), at(14, "b"), at(18, "c")]);
        assert_eq!(kept, [at(14, "b"), at(18, "a")]);
    }

    #[test]
    fn installations_are_sorted_and_complete() {
        each_major(|installation| {
            assert!(installation.bin.join("postgres").exists());
            assert!(installation.version.contains(&installation.major.to_string()));
            assert!(oldest().major <= installation.major && installation.major <= newest().major);
        });
    }

    #[test]
    fn a_test_for_chosen_majors_runs_at_least_once() {
        let runs = std::cell::Cell::new(0);
        for_majors(&[newest().major], |_| runs.set(runs.get() + 1));
        assert_eq!(runs.get(), 1);
    }
}
