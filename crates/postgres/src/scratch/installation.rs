//! Finding the PostgreSQL server programs on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::bundled;
use crate::Environment;

/// An installation of PostgreSQL's server programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The major version.
    pub major: u32,
    /// The version, such as `15.18` or `18beta1`.
    pub version: String,
    /// The directory that contains `postgres` and `initdb`.
    pub bin: PathBuf,
}

impl Installation {
    fn at(bin: &Path) -> Option<Self> {
        program(bin, "initdb")?;
        let output =
            Command::new(program(bin, "postgres")?).arg("--version").stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let version = version_in(&text)?;
        let major = version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
        Some(Self { major, version: version.to_owned(), bin: bin.to_owned() })
    }

    /// The path of a program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

fn program(bin: &Path, name: &str) -> Option<PathBuf> {
    let path = bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// Extracts the version from a line like `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn version_in(text: &str) -> Option<&str> {
    text.split_once("(PostgreSQL) ")?.1.split_whitespace().next()
}

/// Finds one installation for each major version, newest first. `PATH` has priority over the
/// directory that `pg_config` prints, and both over the usual directories of packages. Last are the
/// programs that pgplumb's own packages bring along.
pub fn installations(environment: &Environment) -> Vec<Installation> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<Installation> = directories(environment)
        .into_iter()
        .chain(bundled::directories(environment))
        .filter_map(|directory| directory.canonicalize().ok())
        .filter(|directory| seen.insert(directory.clone()))
        .filter_map(|directory| Installation::at(&directory))
        .collect();
    found.sort_by_key(|installation| std::cmp::Reverse(installation.major));
    found.dedup_by_key(|installation| installation.major);
    found
}

fn directories(environment: &Environment) -> Vec<PathBuf> {
    let mut directories = Vec::new();
    if let Some(path) = environment.variable("PATH") {
        // A program in PATH may be a link to the directory that contains all programs.
        let programs = std::env::split_paths(path).filter_map(|directory| program(&directory, "postgres"));
        directories
            .extend(programs.filter_map(|path| Some(path.canonicalize().ok()?.parent()?.to_path_buf())));
        let configs = std::env::split_paths(path).filter_map(|directory| program(&directory, "pg_config"));
        directories.extend(configs.filter_map(|config| bindir(&config)));
    }
    if cfg!(windows) {
        let programs = environment.variable("ProgramFiles").unwrap_or("C:\\Program Files");
        directories.extend(bin_directories(&Path::new(programs).join("PostgreSQL"), ""));
        return directories;
    }
    directories.extend(bin_directories(Path::new("/usr/lib/postgresql"), "")); // Debian
    directories.extend(bin_directories(Path::new("/usr"), "pgsql-")); // Red Hat, PostgreSQL's own packages
    directories.push(PathBuf::from("/usr/local/pgsql/bin")); // from source
    directories.extend(bin_directories(Path::new("/opt/homebrew/opt"), "postgresql")); // Homebrew
    directories.extend(bin_directories(Path::new("/usr/local/opt"), "postgresql"));
    directories.extend(bin_directories(Path::new("/Applications/Postgres.app/Contents/Versions"), ""));
    directories
}

fn bindir(config: &Path) -> Option<PathBuf> {
    let output = Command::new(config).arg("--bindir").stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// The directories `directory/prefix*/bin`, sorted.
fn bin_directories(directory: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let matching = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut found: Vec<PathBuf> = matching.map(|entry| entry.path().join("bin")).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_extracted_from_program_output() {
        assert_eq!(version_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some("15.18"));
        assert_eq!(version_in("postgres (PostgreSQL) 19devel\n"), Some("19devel"));
        assert_eq!(version_in("something else"), None);
    }

    #[test]
    fn a_missing_directory_in_path_is_ignored() {
        let environment =
            Environment::new([("PATH".to_owned(), "/no/such/directory".to_owned())], None, None);
        for installation in installations(&environment) {
            assert!(installation.program("initdb").is_file(), "{installation:?}");
        }
    }
}
