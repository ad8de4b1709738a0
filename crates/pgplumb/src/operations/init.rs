//! Reads the files of a project, for [`crate::setup`], and writes the changed ones.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pgplumb_postgres::io_message;

use super::export::{ExportError, Staging, WrittenFile};
use crate::links;
use crate::setup::{HooksFolder, Project, ProjectFile, Setup, candidates};

/// How deep folders are searched for migrations and models.
const DEPTH: usize = 4;
/// How many files and folders are looked at.
const MAX_NAMES: usize = 20_000;
/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 4 << 20;
/// How many Python files are read in search of models.
const MAX_MODULES: usize = 200;

/// Folders with code of others.
const SKIPPED: &[&str] =
    &["node_modules", "target", "venv", "vendor", "dist", "build", "__pycache__", "site-packages"];

/// Text in Python modules with classes that describe tables.
const MODEL_MARKS: &[&str] =
    &["__tablename__", "DeclarativeBase", "declarative_base(", "table=True", "models.Model)"];

/// Error of reading or writing a project.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {}", path.display(), io_message(reason))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// A file would be replaced, but is a link.
    #[error("{} is a symbolic link, and pgplumb init replaces only files", .0.display())]
    Link(PathBuf),
    /// A file cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
}

/// A project on the disk.
#[derive(Debug)]
pub struct LocatedProject {
    /// What is in the project.
    pub project: Project,
    places: Places,
}

/// Paths from the working directory.
#[derive(Debug)]
struct Places {
    /// The top folder.
    top: PathBuf,
    /// The folder of the settings file.
    folder: PathBuf,
}

impl Places {
    /// The path of a file, given its path from the top folder.
    fn path(&self, project: &Project, name: &str) -> PathBuf {
        match name.strip_prefix(&project.own("")) {
            Some(own) if !Path::new(name).is_absolute() => self.folder.join(own),
            _ => self.top.join(name),
        }
    }
}

impl LocatedProject {
    /// The path of a file of the project, from the working directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.places.path(&self.project, name)
    }
}

/// Reads the project whose settings file is in a folder, which is the working directory or above.
/// `program` is the path of this program.
///
/// # Errors
/// If a file cannot be read.
pub fn read(folder: &Path, program: &Path) -> Result<LocatedProject, InitError> {
    let unreadable = |reason| InitError::Unreadable { path: folder.to_owned(), reason };
    let shown = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let location = shown.canonicalize().map_err(unreadable)?;
    let repository = location.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
    let top = repository.clone().unwrap_or_else(|| location.clone());
    let below = location.strip_prefix(&top).unwrap_or(Path::new(""));
    let up: PathBuf = below.components().map(|_| "..").collect();
    let places = Places { top: folder.join(up), folder: folder.to_owned() };
    let mut project = Project {
        folder: slashes(below),
        location: location.display().to_string(),
        program: program.display().to_string(),
        hooks: repository.as_deref().and_then(hooks_folder),
        default_branch: repository.as_deref().map_or_else(|| "main".to_owned(), default_branch),
        ..Project::default()
    };
    list(&top, "", 1, &mut project.names);
    if !project.folder.is_empty() {
        list(&location, &format!("{}/", project.folder), DEPTH, &mut project.names);
    } else {
        list(&location, "", DEPTH, &mut project.names);
    }
    project.models = models(&location, &project);
    for name in candidates(&project) {
        if let Some(file) = read_file(&places.path(&project, &name))? {
            project.files.insert(name, file);
        }
    }
    Ok(LocatedProject { project, places })
}

/// Writes the changed files: all of them, or none.
///
/// # Errors
/// If a file cannot be written.
pub fn write(located: &LocatedProject, setup: &Setup) -> Result<Vec<WrittenFile>, InitError> {
    let mut staging = Staging::new(false);
    for change in &setup.changes {
        let path = located.path(&change.path);
        if path.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
            return Err(InitError::Link(path));
        }
        match &change.after {
            Some(text) => staging.replace(&path, text, change.executable)?,
            None => staging.remove(&path),
        }
    }
    Ok(staging.finish()?)
}

/// Reads a file; `None` if there is none.
fn read_file(path: &Path) -> Result<Option<ProjectFile>, InitError> {
    let unreadable = |reason| InitError::Unreadable { path: path.to_owned(), reason };
    links::check(path).map_err(unreadable)?;
    let Ok(found) = fs::metadata(path) else { return Ok(None) };
    if !found.is_file() || found.len() > MAX_SIZE {
        let reason = if found.is_file() { "it is too large" } else { "it is not a file" };
        return Err(unreadable(io::Error::other(reason)));
    }
    let text = fs::read_to_string(path).map_err(unreadable)?;
    Ok(Some(ProjectFile { text, executable: is_executable(&found) }))
}

#[cfg(unix)]
fn is_executable(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o100 != 0
}

/// Only Unix has the permission.
#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    true
}

/// Lists names below a folder.
fn list(folder: &Path, prefix: &str, depth: usize, names: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        if names.len() >= MAX_NAMES {
            return;
        }
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let path = format!("{prefix}{name}");
        if is_folder && depth > 1 && !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
            list(&entry.path(), &format!("{path}/"), depth - 1, names);
        }
        names.insert(path);
    }
}

/// The Python files with models, and the folders named `models` that contain some.
fn models(location: &Path, project: &Project) -> Vec<String> {
    let prefix = project.own("");
    let is_module = |name: &&str| {
        let is_named = name.ends_with("models.py") || name.contains("models/") || name.ends_with("tables.py");
        is_named && name.ends_with(".py") && !name.contains("tests/") && !name.contains("migrations/")
    };
    let modules = project.names.iter().filter_map(|name| name.strip_prefix(&prefix)).filter(is_module);
    let has_models = |name: &&str| {
        let path = location.join(name);
        let is_small =
            fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() < MAX_SIZE);
        let text = if is_small { fs::read_to_string(path).unwrap_or_default() } else { String::new() };
        MODEL_MARKS.iter().any(|mark| text.contains(mark))
    };
    let found = modules.take(MAX_MODULES).filter(has_models);
    let paths: BTreeSet<String> = found
        .map(|name| match name.split_once("models/") {
            Some((above, _)) => format!("{above}models"),
            None => name.to_owned(),
        })
        .collect();
    paths.into_iter().collect()
}

fn slashes(path: &Path) -> String {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// The output of git, if it succeeds.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim_end_matches(['\r', '\n']).to_owned())
}

/// Where git looks for hooks: `core.hooksPath`, or the folder in `.git`, which all worktrees share.
fn hooks_folder(top: &Path) -> Option<HooksFolder> {
    let path = PathBuf::from(git(top, &["rev-parse", "--git-path", "hooks"])?);
    let absolute = |path: &Path| {
        let path = top.join(path);
        path.canonicalize().unwrap_or(path)
    };
    let common = git(top, &["rev-parse", "--git-common-dir"])?;
    let (full, common) = (absolute(&path), absolute(Path::new(&common)));
    let is_shared = !full.starts_with(&common) && !full.starts_with(top);
    let shown = full.strip_prefix(top).map(Path::to_owned).unwrap_or(full.clone());
    Some(HooksFolder { path: slashes_of(&shown), is_shared })
}

/// A path with slashes, absolute or relative.
fn slashes_of(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The default branch of the remote repository, or else `main` or `master`.
fn default_branch(top: &Path) -> String {
    let remote = git(top, &["symbolic-ref", "--short", "refs/remotes/origin/HEAD"]);
    if let Some(branch) = remote.as_deref().and_then(|remote| remote.strip_prefix("origin/")) {
        return branch.to_owned();
    }
    let exists = |branch: &&str| {
        git(top, &["rev-parse", "--verify", "--quiet", &format!("refs/heads/{branch}")]).is_some()
    };
    ["main", "master"].into_iter().find(exists).unwrap_or("main").to_owned()
}
