//! The corpus: real schemas that the tests run on. They are not part of the repository;
//! `PGPLUMB_SHARED` names their folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::database::Database;

/// The first major version on which the files of `corpus18` replace the files of the same name in
/// `corpus`, which were dumped from an older server and use words that newer ones reserve (`json`
/// as an alias).
const OWN_VERSION_FROM: u32 = 16;

/// Files that do not load before some major version, and why. Never add to this list.
const LOADS_FROM: [(&str, u32, &str); 4] = [
    ("musicbrainz", 15, "NULLS NOT DISTINCT came with version 15"),
    ("pg_regression", 16, "before, only version 15 built with lz4 has all it uses"),
    ("postgraphile_kitchen_sink", 15, "unlogged sequences came with version 15"),
    ("postgrest_spec", u32::MAX, "needs the extension postgis"),
];

/// One schema of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFile {
    /// Its name, without `.sql`.
    pub name: String,
    /// Its path.
    pub path: PathBuf,
}

/// The folder with the corpus, the oracle and the bench, which `PGPLUMB_SHARED` names. Without it,
/// tests that need it are skipped with a note. In CI they fail, unless `PGPLUMB_WITHOUT_SHARED` is
/// set, as `.ci/run` does for contributors who do not have the folder.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("PGPLUMB_SHARED").map(PathBuf::from).filter(|folder| folder.is_dir());
    if folder.is_none() && std::env::var_os("PGPLUMB_WITHOUT_SHARED").is_some() {
        crate::print_note("SKIPPED: this test needs the folder that PGPLUMB_SHARED names");
        return None;
    }
    let found = crate::require("the corpus: PGPLUMB_SHARED must name its folder", folder.is_some());
    folder.filter(|_| found)
}

/// The schemas for a major version, sorted by name; none without the [shared folder](shared).
///
/// # Panics
/// When the folder has no schemas, because a test of none tests nothing.
#[must_use]
pub fn corpus(major: u32) -> Vec<CorpusFile> {
    let Some(shared) = shared() else { return Vec::new() };
    let mut files = sql_files(&shared.join("corpus"));
    if major >= OWN_VERSION_FROM {
        files.extend(sql_files(&shared.join("corpus18")));
    }
    assert!(!files.is_empty(), "{}/corpus has no .sql file", shared.display());
    files.into_iter().map(|(name, path)| CorpusFile { name, path }).collect()
}

/// Why a file of the corpus does not load on a major version, if that is known.
#[must_use]
pub fn known_not_to_load(name: &str, major: u32) -> Option<&'static str> {
    LOADS_FROM.iter().find(|(file, from, _)| *file == name && major < *from).map(|(_, _, why)| *why)
}

impl CorpusFile {
    /// Loads it into an empty database. Returns false if it is [known not to
    /// load](known_not_to_load).
    ///
    /// # Panics
    /// When it does not load although it should.
    #[must_use]
    pub fn load(&self, database: &Database) -> bool {
        // The files create missing roles; two at once would collide.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let major = database.server().major();
        match (database.psql_file(&self.path), known_not_to_load(&self.name, major)) {
            (Ok(_), _) => true,
            (Err(_), Some(_)) => false,
            (Err(error), None) => panic!("{} does not load on PostgreSQL {major}: {error}", self.name),
        }
    }
}

/// Two states of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// Its origin, and its name there: `stripe/add_column`.
    pub name: String,
    /// The folder with `old.sql` and `new.sql`.
    pub folder: PathBuf,
}

/// Roles that schemas of the pairs name but do not create.
const ROLES_OF_PAIRS: [&str; 11] = [
    "admin",
    "anonymous",
    "asi",
    "dv",
    "fordfrog",
    "intranet",
    "krioweb2",
    "schemainspect_test_role",
    "test",
    "testuser",
    "webuser",
];

/// The pairs of schemas, sorted by name; none without the [shared folder](shared).
///
/// # Panics
/// When the folder cannot be read or has no pairs, because a test of none tests nothing.
#[must_use]
pub fn pairs() -> Vec<Pair> {
    let Some(shared) = shared() else { return Vec::new() };
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let mut pairs: Vec<Pair> = folders(&shared.join("pairs"))
        .iter()
        .flat_map(|origin| folders(origin))
        .filter(|folder| folder.join("new.sql").is_file())
        .map(|folder| {
            let parts: Vec<_> = folder.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
            Pair { name: format!("{}/{}", parts[1], parts[0]), folder }
        })
        .collect();
    assert!(!pairs.is_empty(), "{}/pairs has no pair", shared.display());
    pairs.sort();
    pairs
}

impl Pair {
    /// Loads each state into a database of its own; `None` if one does not load.
    #[must_use]
    pub fn load(&self, server: &crate::Server) -> Option<(Database, Database)> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        {
            // Two tests that create the same role would collide.
            let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            server.roles(&ROLES_OF_PAIRS);
            let roles = self.folder.join("roles.sql");
            if let Ok(sql) = std::fs::read_to_string(roles) {
                // Some exist already.
                for statement in crate::statements::statements(&sql) {
                    let _ = server.create_database().try_psql(&statement);
                }
            }
        }
        let load = |file: &str| {
            let database = server.create_database();
            let sql = std::fs::read_to_string(self.folder.join(file)).ok()?;
            database.try_psql(&without_removed_settings(&sql, server.major())).ok().map(|_| database)
        };
        Some((load("old.sql")?, load("new.sql")?))
    }
}

/// The SQL without settings that PostgreSQL 19 removed. Dumps of very old servers have them, although
/// no string in the pairs needs them.
fn without_removed_settings(sql: &str, major: u32) -> String {
    let is_removed = |line: &str| {
        major >= 19
            && ["SET standard_conforming_strings = off;", "SET escape_string_warning = "]
                .iter()
                .any(|start| line.starts_with(start))
    };
    sql.split_inclusive('\n').filter(|line| !is_removed(line)).collect()
}

fn sql_files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)))
        .collect()
}
