//! The PostgreSQL programs of this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Environment;

/// PostgreSQL's server programs, as they are installed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// The major version.
    pub major: u32,
    /// The version: `15.18`, `18beta1`.
    pub version: String,
    /// The folder with `postgres` and `initdb`.
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

    /// One of the programs.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

fn program(bin: &Path, name: &str) -> Option<PathBuf> {
    let path = bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`
fn version_in(text: &str) -> Option<&str> {
    text.split_once("(PostgreSQL) ")?.1.split_whitespace().next()
}

/// Every installation found, newest first; of several of one major version the one found first: in `PATH`, where
/// `pg_config` says, then where packages put them.
pub fn installations(environment: &Environment) -> Vec<Installation> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<Installation> = folders(environment)
        .into_iter()
        .filter_map(|folder| folder.canonicalize().ok())
        .filter(|folder| seen.insert(folder.clone()))
        .filter_map(|folder| Installation::at(&folder))
        .collect();
    found.sort_by_key(|installation| std::cmp::Reverse(installation.major));
    found.dedup_by_key(|installation| installation.major);
    found
}

fn folders(environment: &Environment) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(path) = environment.variable("PATH") {
        // A link in PATH leads to the folder that holds the other programs too.
        let programs = std::env::split_paths(path).filter_map(|folder| program(&folder, "postgres"));
        folders.extend(programs.filter_map(|path| Some(path.canonicalize().ok()?.parent()?.to_path_buf())));
        let configs = std::env::split_paths(path).filter_map(|folder| program(&folder, "pg_config"));
        folders.extend(configs.filter_map(|config| bindir(&config)));
    }
    if cfg!(windows) {
        let programs = environment.variable("ProgramFiles").unwrap_or("C:\\Program Files");
        folders.extend(below(&Path::new(programs).join("PostgreSQL"), ""));
        return folders;
    }
    folders.extend(below(Path::new("/usr/lib/postgresql"), "")); // Debian
    folders.extend(below(Path::new("/usr"), "pgsql-")); // Red Hat, PostgreSQL's own packages
    folders.push(PathBuf::from("/usr/local/pgsql/bin")); // from source
    folders.extend(below(Path::new("/opt/homebrew/opt"), "postgresql")); // Homebrew
    folders.extend(below(Path::new("/usr/local/opt"), "postgresql"));
    folders.extend(below(Path::new("/Applications/Postgres.app/Contents/Versions"), ""));
    folders
}

fn bindir(config: &Path) -> Option<PathBuf> {
    let output = Command::new(config).arg("--bindir").stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// `folder/prefix*/bin`, in order.
fn below(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut found: Vec<PathBuf> = named.map(|entry| entry.path().join("bin")).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        assert_eq!(version_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some("15.18"));
        assert_eq!(version_in("postgres (PostgreSQL) 19devel\n"), Some("19devel"));
        assert_eq!(version_in("something else"), None);
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        let environment = Environment::new([("PATH".to_owned(), "/no/such/folder".to_owned())], None, None);
        for installation in installations(&environment) {
            assert!(installation.program("initdb").is_file(), "{installation:?}");
        }
    }
}
