//! What is configured, reachable, installed and allowed, and what to do about what is not.

mod server;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use pgplumb_postgres::scratch::installations;
use pgplumb_postgres::{Conninfo, Environment, PasswordSource};

use super::Observer;
use super::export;
use crate::database::{ChoiceError, Chosen};
use crate::settings::Loaded;

/// How it stands with something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Good,
    /// Less will work than could.
    Caution,
    /// It will not work.
    Bad,
}

/// Something that was looked at.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Check {
    /// What was looked at: `connection`.
    pub about: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Check {
    fn new(about: &'static str, verdict: Verdict, found: impl Display) -> Self {
        Self { about, verdict, found: found.to_string(), advice: None }
    }

    fn good(about: &'static str, found: impl Display) -> Self {
        Self::new(about, Verdict::Good, found)
    }

    fn caution(about: &'static str, found: impl Display, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..Self::new(about, Verdict::Caution, found) }
    }

    fn bad(about: &'static str, found: impl Display, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..Self::new(about, Verdict::Bad, found) }
    }
}

/// Looks at the settings, as far as they were understood.
pub fn settings(loaded: &Loaded) -> Check {
    match &loaded.path {
        Some(path) => Check::good("settings", format!("{} is understood", path.display())),
        None => Check::good("settings", "there is no pgplumb.toml, and none is needed"),
    }
}

/// Looks at which database is meant.
pub fn choice(chosen: &Result<Chosen, ChoiceError>) -> Vec<Check> {
    match chosen {
        Ok(chosen) => {
            let found = format!("{}, named by {}", chosen.conninfo.redacted(), chosen.named_by);
            let mut checks = vec![Check::good("database", found)];
            for warning in chosen.conninfo.warnings() {
                checks.push(Check::new("database", Verdict::Caution, warning));
            }
            checks
        }
        Err(error @ ChoiceError::None) => {
            vec![Check::bad("database", error, "name one: -d postgres://user@host/database, or DATABASE_URL")]
        }
        Err(error) => vec![Check::new("database", Verdict::Bad, error)],
    }
}

/// Looks at the server: whether it can be reached, and what may be read there.
pub async fn server(
    conninfo: &Conninfo,
    password: PasswordSource<'_>,
    observer: &dyn Observer,
) -> Vec<Check> {
    server::checks(conninfo, password, observer).await
}

/// Looks at the places that outputs are written to.
pub fn outputs(loaded: &Loaded) -> Vec<Check> {
    let settings = &loaded.settings.export;
    let mut folders: Vec<PathBuf> = Vec::new();
    for output in export::enabled(settings) {
        let path = loaded.folder().join(export::place(output, settings));
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders.iter().map(|folder| output_folder(folder)).collect()
}

fn output_folder(folder: &Path) -> Check {
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let existing =
        folder.ancestors().find(|above| above.is_dir()).filter(|above| !above.as_os_str().is_empty());
    let made = tempfile::Builder::new().prefix(".pgplumb-").tempfile_in(existing.unwrap_or(Path::new(".")));
    match made {
        Ok(_) if folder.is_dir() || folder.as_os_str().is_empty() => {
            Check::good("outputs", format!("the folder {} can be written to", shown.display()))
        }
        Ok(_) => Check::good("outputs", format!("the folder {} can be made", shown.display())),
        Err(error) => Check::bad(
            "outputs",
            format!("the folder {} cannot be written to: {error}", shown.display()),
            "make it yours, or name another in pgplumb.toml: [export] dir",
        ),
    }
}

/// Looks at the PostgreSQL programs of this machine.
pub fn programs(environment: &Environment) -> Vec<Check> {
    let found = installations(environment);
    if found.is_empty() {
        return vec![Check::caution(
            "programs",
            "no PostgreSQL server programs (initdb, postgres) are installed here",
            "only what needs a throwaway server wants them, such as pgplumb demo",
        )];
    }
    let listed = found
        .iter()
        .map(|i| Check::good("programs", format!("PostgreSQL {} in {}", i.version, i.bin.display())));
    listed.collect()
}
