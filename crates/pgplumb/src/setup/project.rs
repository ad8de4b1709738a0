//! What a project contains.

use std::collections::{BTreeMap, BTreeSet};

use super::{cron, environment, github, gitlab, hooks, make, npm, procfile};
use crate::settings;

/// A project, as far as its setup is concerned. Paths are relative to the top folder, the root of
/// the git repository, and have slashes.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The folder of `pgplumb.toml`; empty for the top folder.
    pub folder: String,
    /// The files that pieces read or write, if they exist: the [`candidates`].
    pub files: BTreeMap<String, ProjectFile>,
    /// The names of the other files and folders, some levels deep, for proposals.
    pub names: BTreeSet<String>,
    /// Python files with classes that describe tables.
    pub models: Vec<String>,
    /// Where git looks for hooks; `None` outside of a repository.
    pub hooks: Option<HooksFolder>,
    /// The branch that releases are made from.
    pub default_branch: String,
    /// The absolute path of the folder of `pgplumb.toml`.
    pub location: String,
    /// The absolute path of this program.
    pub program: String,
}

/// A file of a project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProjectFile {
    /// The text.
    pub text: String,
    /// Whether it is executable.
    pub executable: bool,
}

/// The folder where git looks for hooks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HooksFolder {
    /// The path, relative to the top folder or absolute.
    pub path: String,
    /// Whether other repositories use it too.
    pub is_shared: bool,
}

impl Project {
    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|file| file.text.as_str())
    }

    /// Whether a file is executable.
    pub fn is_executable(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|file| file.executable)
    }

    /// The path of a file in the folder of `pgplumb.toml`.
    pub fn own(&self, name: &str) -> String {
        join(&self.folder, name)
    }

    /// Whether there is a file or folder in the folder of `pgplumb.toml`.
    pub fn has(&self, name: &str) -> bool {
        let path = self.own(name);
        self.names.contains(&path) || self.files.contains_key(&path)
    }

    /// The first of these names that exists.
    pub fn first<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// A name for files and marks that several projects in one repository keep apart: `base`, or
    /// `base-apps-api` for the project in `apps/api`.
    pub fn unique(&self, base: &str) -> String {
        match self.folder.is_empty() {
            true => base.to_owned(),
            false => format!("{base}-{}", self.folder.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
        }
    }
}

/// Joins a folder, which may be empty, and a name.
pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The files whose text and mode a [`Project`] needs.
pub fn candidates(project: &Project) -> Vec<String> {
    let own =
        [&[settings::FILE_NAME, ".env"][..], environment::FILES, npm::FILES, make::FILES, procfile::FILES];
    let mut paths: Vec<String> = own.concat().into_iter().map(|name| project.own(name)).collect();
    paths.extend(cron::files(project).map(|(path, _)| path));
    paths.extend(github::files(project).map(|(path, _)| path));
    paths.extend(gitlab::files(project));
    paths.extend(hooks::files(project));
    paths
}
