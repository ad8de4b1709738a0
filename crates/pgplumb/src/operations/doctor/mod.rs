//! Checks the settings, the connection, the installed programs and the privileges, and suggests
//! fixes.

mod server;
mod setup;

use std::fmt::Display;
use std::path::{Path, PathBuf};

use pgplumb_postgres::io_message;
use pgplumb_postgres::scratch::installations;
use pgplumb_postgres::{Conninfo, Environment, PasswordSource};

use super::Observer;
use super::export;
use super::scratch::WITHOUT_SERVER;
use crate::database::{ChoiceError, ChosenDatabase};
use crate::settings::LoadedSettings;

/// The outcome of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything is fine.
    Good,
    /// Some features will not work.
    Caution,
    /// It will not work.
    Bad,
}

/// The result of a check.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Check {
    /// The subject: `connection`.
    pub about: &'static str,
    /// The outcome.
    pub verdict: Verdict,
    /// The finding.
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

/// Checks the settings file.
pub fn settings(loaded: &LoadedSettings) -> Check {
    match &loaded.path {
        Some(path) => Check::good("settings", format!("{} is valid", path.display())),
        None => Check::good("settings", "no pgplumb.toml; the defaults are used"),
    }
}

/// Checks which database is selected.
pub fn choice(chosen: &Result<ChosenDatabase, ChoiceError>) -> Vec<Check> {
    match chosen {
        Ok(chosen) => {
            let found = format!("{} (from {})", chosen.conninfo.redacted(), chosen.named_by);
            let mut checks = vec![Check::good("database", found)];
            for warning in chosen.conninfo.warnings() {
                checks.push(Check::new("database", Verdict::Caution, warning));
            }
            checks
        }
        Err(error @ ChoiceError::None) => {
            vec![Check::bad(
                "database",
                error,
                "set one with -d postgres://user@host/database or DATABASE_URL",
            )]
        }
        Err(error) => vec![Check::new("database", Verdict::Bad, error)],
    }
}

/// Checks whether the server is reachable, and what the role may read. Also returns its major
/// version.
pub async fn server(
    conninfo: &Conninfo,
    password: PasswordSource<'_>,
    observer: &dyn Observer,
) -> (Vec<Check>, Option<u32>) {
    server::checks(conninfo, password, observer).await
}

/// Checks what `pgplumb init` added to the project with this folder. `program` is the path of this
/// program.
pub fn setup(folder: &Path, program: &Path) -> Vec<Check> {
    setup::checks(folder, program)
}

/// Checks whether the folders of outputs are writable.
pub fn outputs(loaded: &LoadedSettings) -> Vec<Check> {
    let settings = &loaded.settings.export;
    let mut folders: Vec<PathBuf> = Vec::new();
    for output in export::enabled(settings) {
        let path = loaded.folder().join(export::output_path(output, settings));
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    let mut checks: Vec<Check> = folders.iter().map(|folder| output_folder(folder)).collect();
    if let Some(notes) = &settings.markdown.notes_file {
        let path = loaded.folder().join(notes);
        if !path.is_file() {
            checks.push(Check::bad(
                "outputs",
                format!("{} does not exist", path.display()),
                "create the file, or remove notes_file from [export.markdown]",
            ));
        }
    }
    checks
}

fn output_folder(folder: &Path) -> Check {
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let existing =
        folder.ancestors().find(|above| above.is_dir()).filter(|above| !above.as_os_str().is_empty());
    let probe = tempfile::Builder::new().prefix(".pgplumb-").tempfile_in(existing.unwrap_or(Path::new(".")));
    match probe {
        Ok(_) if folder.is_dir() || folder.as_os_str().is_empty() => {
            Check::good("outputs", format!("the folder {} is writable", shown.display()))
        }
        Ok(_) => Check::good("outputs", format!("the folder {} can be created", shown.display())),
        Err(error) => Check::bad(
            "outputs",
            format!("the folder {} is not writable: {}", shown.display(), io_message(&error)),
            "change its permissions, or set another folder in pgplumb.toml: [export] dir",
        ),
    }
}

/// Looks for PostgreSQL server programs on this machine, on which SQL for a database with a major
/// version is executed.
pub fn programs(environment: &Environment, target: Option<u32>) -> Vec<Check> {
    let found = installations(environment);
    if found.is_empty() {
        return vec![Check::caution(
            "programs",
            "no PostgreSQL server programs on this machine, so SQL cannot be executed: plan, apply --desired, verify, demo, \
             and diff and check of SQL need them",
            WITHOUT_SERVER,
        )];
    }
    let mut checks: Vec<Check> = found
        .iter()
        .map(|i| Check::good("programs", format!("PostgreSQL {} in {}", i.version, i.bin.display())))
        .collect();
    let Some(target) = target.filter(|target| found.iter().all(|i| i.major != *target)) else {
        return checks;
    };
    let later = found.iter().filter(|i| i.major > target).min_by_key(|i| i.major);
    let used = later.or_else(|| found.iter().max_by_key(|i| i.major)).map_or(0, |i| i.major);
    checks.push(Check::caution(
        "programs",
        format!("the database has PostgreSQL {target}; its SQL is executed and its plans are proved on PostgreSQL {used}"),
        format!("install PostgreSQL {target}, or pass --scratch with the URL of such a server"),
    ));
    checks
}
