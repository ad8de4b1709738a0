//! Compares the project's own Python code with the database.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pgplumb_compare::ChangePolicy;
use pgplumb_outputs::python::{PythonFile, compare};
use pgplumb_outputs::report::{Finding, Location, Report, Section};
use pgplumb_postgres::io_message;

use super::bookkeeping;
use super::drift::{self, Comparer, NamedCatalog};
use crate::settings::Python;

/// Folders with third-party code.
const FOREIGN: [&str; 4] = ["node_modules", "__pycache__", "site-packages", "venv"];

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

/// The code to compare with a catalog.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    /// The settings: which files, and how they are compared.
    pub settings: &'a Python,
    /// The folder that the paths are relative to.
    pub folder: &'a Path,
    /// The name of the code in the report.
    pub name: &'a str,
}

/// The name of code that the settings list.
pub const CONFIGURED: &str = "Python";

/// Whether the settings list any Python files to compare.
pub fn is_configured(settings: &Python) -> bool {
    !settings.compare.is_empty() || !settings.update.is_empty()
}

/// Compares code with a catalog, restricted to the selection. Files that cannot be read or parsed
/// are reported; the others are compared.
pub fn check(code: Code<'_>, with: NamedCatalog<'_>, comparing: &Comparer<'_>, report: &mut Report) {
    let Code { settings, folder, name } = code;
    if !is_configured(settings) {
        return;
    }
    let catalog = with.loaded.catalog.clone().select(comparing.selection);
    let (files, unreadable) = files(settings.compare.iter().chain(&settings.update), folder);
    let compared = compare::compare(&catalog, &files, &options(settings));
    let (from, to) = (name.to_owned(), with.name.to_owned());
    // A class may correspond to an object that exists but is not selected.
    let is_selected = |finding: &Finding| match finding {
        Finding::Schema { change, .. } => comparing.selection.includes(change.subject()),
        Finding::File { .. } => true,
    };
    let findings = compared.findings.into_iter().filter(is_selected).collect();
    let mut policy = comparing.options.policy.clone();
    bookkeeping::add_rules(&mut policy, &[&with.loaded.catalog]);
    let (mut findings, ignored) = apply_policy(&policy, findings);
    findings.sort_by_key(|finding| Reverse(finding.severity()));
    let title = format!("{from} → {to}");
    if !files.is_empty() {
        report.sections.push(Section { title, from, to, findings, ignored, ..Section::default() });
    } else if unreadable.is_empty() {
        let paths: Vec<String> =
            settings.compare.iter().chain(&settings.update).map(|path| path.display().to_string()).collect();
        let reason = format!("no Python files in {}", paths.join(", "));
        report.sections.push(drift::unknown_section(&title, None, reason));
    }
    for bad in compared.invalid_files {
        let location = Location { file: bad.path.clone(), line: Some(bad.line) };
        report.sections.push(drift::unknown_section(&bad.path, Some(location), &bad));
    }
    for Unreadable { path, line, reason } in unreadable {
        let file = path.display().to_string();
        let location = Location { file: file.clone(), line };
        let position = line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
        report.sections.push(drift::unknown_section(
            &file,
            Some(location),
            format!("{position} cannot be read: {}", io_message(&reason)),
        ));
    }
    report.notes.extend(compared.notes);
}

/// Removes ignored findings, counted by rule, and sets the severity of the rest.
pub fn apply_policy(policy: &ChangePolicy, findings: Vec<Finding>) -> (Vec<Finding>, Vec<(String, usize)>) {
    let (mut kept, mut ignored) = (Vec::new(), BTreeMap::new());
    for finding in findings {
        match finding {
            Finding::Schema { change, location, message } => {
                let (changes, ignored_rules) = policy.apply(vec![change]);
                let schema =
                    |change| Finding::Schema { change, location: location.clone(), message: message.clone() };
                kept.extend(changes.into_iter().map(schema));
                for rule in ignored_rules {
                    *ignored.entry(rule.rule).or_default() += rule.changes;
                }
            }
            file @ Finding::File { .. } => kept.push(file),
        }
    }
    (kept, ignored.into_iter().collect())
}

/// The comparison options of the settings.
pub fn options(settings: &Python) -> compare::Options {
    compare::Options {
        driver: settings.driver,
        map: settings.map.clone(),
        affixes: settings.affixes.clone(),
        accept: settings.accept.clone(),
        complete: settings.complete,
    }
}

/// Reads the Python files at some paths. Also returns what could not be read.
pub fn files<'p>(
    paths: impl IntoIterator<Item = &'p PathBuf>,
    folder: &Path,
) -> (Vec<PythonFile>, Vec<Unreadable>) {
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        let path = folder.join(path);
        if let Err(reason) = collect_files(&path, true, &mut files, &mut unreadable) {
            unreadable.push(Unreadable { path, line: None, reason });
        }
    }
    (files, unreadable)
}

/// Reads a file, or all Python files in a folder.
fn collect_files(
    path: &Path,
    is_named: bool,
    files: &mut Vec<PythonFile>,
    unreadable: &mut Vec<Unreadable>,
) -> io::Result<()> {
    if !path.is_dir() {
        let is_python = path.extension().is_some_and(|extension| extension == "py" || extension == "pyi");
        if !is_named && !is_python {
            return Ok(());
        }
        let shown = path.display().to_string();
        if files.iter().any(|file| file.path == shown) {
            return Ok(());
        }
        match String::from_utf8(fs::read(path)?) {
            Ok(text) => files.push(PythonFile { path: shown, text }),
            Err(error) => {
                let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
                let reason = io::Error::other("not valid UTF-8");
                unreadable.push(Unreadable { path: path.to_owned(), line: u32::try_from(line).ok(), reason });
            }
        }
        return Ok(());
    }
    let entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A symbolic link may lead to a parent folder.
        let is_link = fs::symlink_metadata(&path)?.is_symlink() && path.is_dir();
        if !name.starts_with('.') && !FOREIGN.contains(&name.as_str()) && !is_link {
            collect_files(&path, false, files, unreadable)?;
        }
    }
    Ok(())
}
