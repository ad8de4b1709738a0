//! Sets up a project: which files `pgplumb init` writes, extends and restores.
//!
//! This module is pure. It takes a [`Project`], the files that are already there, and returns a
//! [`Setup`]: every changed file with its old and new text. [`crate::operations::init`] reads and
//! writes the files.
//!
//! Each [`Piece`] has a module with two functions, `add` and `remove`. Adding again changes
//! nothing, and removing restores the text from before, byte by byte. Text that somebody edited is
//! never overwritten: marks in the files have a checksum, which shows it.

mod cron;
mod draft;
mod environment;
mod github;
mod gitlab;
mod hooks;
mod json;
mod make;
mod marks;
mod npm;
mod procfile;
mod project;
mod settings;
mod template;
mod yaml;

pub use draft::{Change, Conflict, Setup};
pub use project::{HooksFolder, Project, ProjectFile, candidates};
pub use settings::{Answers, proposal};

use draft::Draft;

/// The version that written files install.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A part of a project's setup.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Piece {
    /// `pgplumb.toml`.
    Settings,
    /// `.env.example` and `.gitignore`.
    Environment,
    /// Scripts in `package.json`.
    Npm,
    /// Targets in the Makefile.
    Make,
    /// Git hooks.
    Hooks,
    /// GitHub workflows.
    Github,
    /// GitLab jobs.
    Gitlab,
    /// A crontab and a systemd timer.
    Cron,
    /// The release command in the Procfile.
    Procfile,
}

impl Piece {
    /// All pieces.
    pub const ALL: [Self; 9] = [
        Self::Settings,
        Self::Environment,
        Self::Npm,
        Self::Make,
        Self::Hooks,
        Self::Github,
        Self::Gitlab,
        Self::Cron,
        Self::Procfile,
    ];

    /// The pieces that every project gets.
    pub const BASE: [Self; 2] = [Self::Settings, Self::Environment];

    /// The name in messages.
    pub fn title(self) -> &'static str {
        match self {
            Self::Settings => "pgplumb.toml",
            Self::Environment => ".env.example and .gitignore",
            Self::Npm => "npm scripts",
            Self::Make => "make targets",
            Self::Hooks => "git hooks",
            Self::Github => "GitHub workflows",
            Self::Gitlab => "GitLab jobs",
            Self::Cron => "crontab and systemd timer",
            Self::Procfile => "Procfile",
        }
    }

    /// The option of `pgplumb init` that adds the piece; empty for the pieces that every project gets.
    pub fn option(self) -> &'static str {
        match self {
            Self::Settings | Self::Environment => "",
            Self::Npm => "--npm",
            Self::Make => "--make",
            Self::Hooks => "--hooks",
            Self::Github => "--github",
            Self::Gitlab => "--gitlab",
            Self::Cron => "--cron",
            Self::Procfile => "--procfile",
        }
    }

    fn add(self, draft: &mut Draft<'_>, answers: &Answers) {
        match self {
            Self::Settings => settings::add(draft, answers),
            Self::Environment => environment::add(draft),
            Self::Npm => npm::add(draft),
            Self::Make => make::add(draft),
            Self::Hooks => hooks::add(draft),
            Self::Github => github::add(draft),
            Self::Gitlab => gitlab::add(draft),
            Self::Cron => cron::add(draft),
            Self::Procfile => procfile::add(draft),
        }
    }

    fn remove(self, draft: &mut Draft<'_>) {
        match self {
            Self::Settings => settings::remove(draft),
            Self::Environment => environment::remove(draft),
            Self::Npm => npm::remove(draft),
            Self::Make => make::remove(draft),
            Self::Hooks => hooks::remove(draft),
            Self::Github => github::remove(draft),
            Self::Gitlab => gitlab::remove(draft),
            Self::Cron => cron::remove(draft),
            Self::Procfile => procfile::remove(draft),
        }
    }
}

/// The changes that add some pieces to a project, or update them.
pub fn add(project: &Project, pieces: &[Piece], answers: &Answers) -> Setup {
    let mut draft = Draft::new(project);
    for piece in pieces {
        draft.begin(*piece);
        piece.add(&mut draft, answers);
    }
    draft.finish()
}

/// The changes that remove some pieces from a project.
pub fn remove(project: &Project, pieces: &[Piece]) -> Setup {
    let mut draft = Draft::new(project);
    // The settings come last: other pieces read them.
    for piece in pieces.iter().rev() {
        draft.begin(*piece);
        piece.remove(&mut draft);
    }
    draft.finish()
}

/// Whether a piece that was added is still as `pgplumb init` would write it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// The piece was not added.
    Absent,
    /// It is what this version would write.
    Current,
    /// Files that this version would write differently.
    Outdated(Vec<String>),
    /// Files that somebody edited.
    Edited(Vec<String>),
    /// Hooks that git does not execute, because they are not executable.
    NotExecutable(Vec<String>),
}

/// Inspects a piece of a project.
pub fn inspect(project: &Project, piece: Piece) -> Condition {
    let removed = remove(project, &[piece]);
    if removed.changes.is_empty() && removed.kept.is_empty() {
        return Condition::Absent;
    }
    let added = add(project, &[piece], &Answers::default());
    let paths = |changes: &[&Change]| changes.iter().map(|change| change.path.clone()).collect();
    let (modes, texts): (Vec<&Change>, Vec<&Change>) =
        added.changes.iter().partition(|change| change.before == change.after);
    if !modes.is_empty() {
        Condition::NotExecutable(paths(&modes))
    } else if !texts.is_empty() {
        Condition::Outdated(paths(&texts))
    } else if !added.kept.is_empty() {
        Condition::Edited(added.kept)
    } else {
        Condition::Current
    }
}

/// The versions of pgplumb that files of the project install, with their paths.
pub fn installed_versions(project: &Project) -> Vec<(String, String)> {
    let mut versions = Vec::new();
    let ci = github::files(project).map(|(path, _)| path).chain(gitlab::files(project));
    for path in ci {
        let lines = project.text(&path).into_iter().flat_map(str::lines);
        let found = lines.filter_map(|line| line.trim().strip_prefix("PGPLUMB_VERSION:"));
        versions.extend(found.map(|version| (path.clone(), version.trim().trim_matches('"').to_owned())));
    }
    let path = project.own(npm::FILES[0]);
    versions.extend(project.text(&path).and_then(npm::installed_version).map(|version| (path, version)));
    versions
}
