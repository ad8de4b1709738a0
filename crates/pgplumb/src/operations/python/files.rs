//! The Python files of a project.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pgplumb_outputs::python::{self, ImportRoot, PythonFile};

use super::roots;
use crate::settings::Python;

/// Folders with third-party code or caches.
const FOREIGN: [&str; 4] = ["node_modules", "__pycache__", "site-packages", "venv"];

/// Folders whose classes do not describe the current schema: migrations, tests, scripts and
/// generated code. They are read only if the settings name them.
const LEFT_OUT: [&str; 9] =
    ["migrations", "alembic", "tests", "test", "test_utils", "testapp", "scripts", "generated", "_generated"];

/// Folders that are left out unless they are packages.
const LEFT_OUT_UNLESS_PACKAGE: [&str; 4] = ["versions", "testing", "build", "dist"];

/// The number of folders that the summary names.
const NAMED: usize = 4;

/// A file or folder that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The file or folder.
    pub path: PathBuf,
    /// The line, if the error concerns one.
    pub line: Option<u32>,
    /// The reason.
    pub reason: io::Error,
}

/// The Python files that the settings name.
#[derive(Debug, Default)]
pub struct Code {
    /// The files.
    pub files: Vec<PythonFile>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// The folders from which modules are imported.
    pub roots: Vec<ImportRoot>,
    /// The number of files that were left out, by folder.
    left_out: BTreeMap<String, usize>,
}

/// Reads the files to compare, and those that they take definitions from.
pub fn read(settings: &Python, folder: &Path) -> Code {
    read_paths(settings.compare.iter().chain(&settings.update), settings, folder)
}

/// Reads the files that are only compared, and those that they take definitions from.
pub fn read_compared(settings: &Python, folder: &Path) -> Code {
    read_paths(settings.compare.iter().filter(|path| !settings.update.contains(path)), settings, folder)
}

/// Reads the files to update, and those that they take definitions from.
pub fn read_updated(settings: &Python, folder: &Path) -> Code {
    read_paths(settings.update.iter(), settings, folder)
}

fn read_paths<'p>(compared: impl Iterator<Item = &'p PathBuf>, settings: &'p Python, folder: &Path) -> Code {
    let mut code = Code::default();
    let mut named = Vec::new();
    let paths =
        compared.map(|path| (path, false)).chain(settings.definitions.iter().map(|path| (path, true)));
    for (path, is_definition_only) in paths {
        let path = folder.join(path);
        let mut collector = Collector { code: &mut code, is_definition_only };
        if let Err(reason) = collector.collect(&path, true) {
            code.unreadable.push(Unreadable { path: path.clone(), line: None, reason });
        }
        named.push(path);
    }
    code.roots = roots::import_roots(&code.files, &named, folder);
    code.files.extend(roots::imported_files(&code.files, &code.roots));
    code
}

impl Code {
    /// Whether there are any files to compare, or generated files, which are in sync by themselves.
    pub fn has_compared_files(&self) -> bool {
        self.files.iter().any(|file| !file.is_definition_only || python::is_generated(&file.text))
    }

    /// Says which files were left out; empty if there are none.
    pub fn left_out_words(&self) -> String {
        let count: usize = self.left_out.values().sum();
        if count == 0 {
            return String::new();
        }
        let mut folders: Vec<&str> = self.left_out.keys().take(NAMED).map(String::as_str).collect();
        if self.left_out.len() > NAMED {
            folders.push("…");
        }
        let files = if count == 1 { "file" } else { "files" };
        format!("{count} {files} not read in {}; to read them, name them in the settings", folders.join(", "))
    }
}

/// Reads files into `code`.
struct Collector<'a> {
    code: &'a mut Code,
    is_definition_only: bool,
}

impl Collector<'_> {
    /// Reads a file, or all Python files in a folder.
    fn collect(&mut self, path: &Path, is_named: bool) -> io::Result<()> {
        if !path.is_dir() {
            return if is_named || is_python(path) { self.read(path, is_named) } else { Ok(()) };
        }
        for path in entries(path)? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            // A symbolic link may lead to a parent folder.
            let is_link = fs::symlink_metadata(&path)?.is_symlink() && path.is_dir();
            if name.starts_with('.') || FOREIGN.contains(&name.as_str()) || is_link {
                continue;
            }
            if is_left_out(&path, &name) {
                let count = count_files(&path);
                let shown = if path.is_dir() { &path } else { path.parent().unwrap_or(&path) };
                if count > 0 {
                    *self.code.left_out.entry(shown.display().to_string()).or_default() += count;
                }
                continue;
            }
            self.collect(&path, false)?;
        }
        Ok(())
    }

    fn read(&mut self, path: &Path, is_named: bool) -> io::Result<()> {
        let shown = path.display().to_string();
        if self.code.files.iter().any(|file| file.path == shown) {
            return Ok(());
        }
        match String::from_utf8(fs::read(path)?) {
            Ok(text) => {
                // What pgplumb generated is compared as an output.
                let is_output = !is_named && python::is_generated(&text);
                let is_definition_only = self.is_definition_only || is_output;
                self.code.files.push(PythonFile { path: shown, text, is_definition_only });
            }
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                let reason = io::Error::other("not valid UTF-8");
                let line = u32::try_from(line).ok();
                self.code.unreadable.push(Unreadable { path: path.to_owned(), line, reason });
            }
        }
        Ok(())
    }
}

fn is_python(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "py" || extension == "pyi")
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// Whether a file or folder is left out unless it is named.
fn is_left_out(path: &Path, name: &str) -> bool {
    if path.is_dir() {
        return LEFT_OUT.contains(&name)
            || name.ends_with(".egg-info")
            || LEFT_OUT_UNLESS_PACKAGE.contains(&name) && !path.join("__init__.py").exists()
            // An environment of Alembic under another name.
            || path.join("env.py").exists() && path.join("versions").is_dir()
            || path.join("pyvenv.cfg").exists();
    }
    let stem = name.split('.').next().unwrap_or(name);
    is_python(path)
        && (stem.starts_with("test_")
            || stem.ends_with("_test")
            || stem == "conftest"
            || stem.ends_with("_pb2"))
}

/// The number of Python files in a folder. A virtual environment counts as one.
fn count_files(path: &Path) -> usize {
    if !path.is_dir() {
        return usize::from(is_python(path));
    }
    if path.join("pyvenv.cfg").exists() {
        return 1;
    }
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|data| data.is_symlink());
    let entries = entries(path).unwrap_or_default();
    entries.iter().filter(|entry| !is_link(entry)).map(|entry| count_files(entry)).sum()
}
