//! Real schemas that everything is tried on. They are kept beside the project, not in it: `PGPLUMB_SHARED` names
//! the folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::database::Database;

/// The first major version on which the files of `corpus18` take the place of their namesakes: those were dumped from
/// an older server, and use words (`json` as an alias, say) that a newer one reserves; these load from 16 on.
const OWN_VERSION_FROM: u32 = 16;

/// Files that do not load before some major version, and why. This list may get shorter, never longer.
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
    /// Where it is.
    pub path: PathBuf,
}

/// The folder of the corpus, the oracle and the bench. Without it a test skips its part, loudly, and fails in CI.
#[must_use]
pub fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("PGPLUMB_SHARED").map(PathBuf::from).filter(|folder| folder.is_dir());
    let found = crate::require("the corpus: PGPLUMB_SHARED must name its folder", folder.is_some());
    folder.filter(|_| found)
}

/// The schemas to try on a major version, sorted by name; none when there is no corpus, which [`shared`] says.
#[must_use]
pub fn corpus(major: u32) -> Vec<CorpusFile> {
    let Some(shared) = shared() else { return Vec::new() };
    let mut files = sql_files(&shared.join("corpus"));
    if major >= OWN_VERSION_FROM {
        files.extend(sql_files(&shared.join("corpus18")));
    }
    files.into_iter().map(|(name, path)| CorpusFile { name, path }).collect()
}

/// Why a file of the corpus is known not to load on a major version.
#[must_use]
pub fn known_not_to_load(name: &str, major: u32) -> Option<&'static str> {
    LOADS_FROM.iter().find(|(file, from, _)| *file == name && major < *from).map(|(_, _, why)| *why)
}

impl CorpusFile {
    /// Loads it into an empty database. False when it does not load and is known not to.
    ///
    /// # Panics
    /// When it does not load and should.
    #[must_use]
    pub fn load(&self, database: &Database) -> bool {
        // The files create the roles they name where they are missing: two at once would collide.
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
    /// Where it is from, and its name there: `stripe/add_column`.
    pub name: String,
    /// The folder of `old.sql` and `new.sql`.
    pub folder: PathBuf,
}

/// Roles that schemas of the pairs name without making them.
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

/// The pairs of schemas, sorted by name; none when there are none here, which [`shared`] says.
///
/// # Panics
/// When the folder cannot be read.
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
    pairs.sort();
    pairs
}

impl Pair {
    /// Loads both states into databases of their own; `None` when one does not load.
    #[must_use]
    pub fn load(&self, server: &crate::Server) -> Option<(Database, Database)> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        {
            // Two tests that make the same role would collide.
            let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            server.roles(&ROLES_OF_PAIRS);
            let roles = self.folder.join("roles.sql");
            if let Ok(sql) = std::fs::read_to_string(roles) {
                // Some are there already.
                for statement in crate::statements::statements(&sql) {
                    let _ = server.create_database().try_psql(&statement);
                }
            }
        }
        let load = |file: &str| {
            let database = server.create_database();
            database.psql_file(&self.folder.join(file)).ok().map(|_| database)
        };
        Some((load("old.sql")?, load("new.sql")?))
    }
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
