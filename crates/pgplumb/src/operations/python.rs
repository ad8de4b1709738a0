//! The project's own Python, compared with the database.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pgplumb_compare::Policy;
use pgplumb_outputs::python::{PythonFile, compare};
use pgplumb_outputs::report::{Finding, Location, Report, Section};

use super::drift::{self, Comparing, Named};
use crate::settings::Python;

/// Folders that hold other people's Python.
const FOREIGN: [&str; 4] = ["node_modules", "__pycache__", "site-packages", "venv"];

/// A file or folder that cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The file or folder.
    pub path: PathBuf,
    /// The line, where it is about one.
    pub line: Option<u32>,
    /// Why.
    pub reason: io::Error,
}

/// What is compared with a catalog, and how.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    /// What names the files and says how they are compared.
    pub settings: &'a Python,
    /// The folder that they are relative to.
    pub folder: &'a Path,
    /// What the code is called in the report.
    pub name: &'a str,
}

/// What a project's own Python is called where the settings name it.
pub const CONFIGURED: &str = "Python";

/// Whether the settings name any Python to compare.
pub fn is_configured(settings: &Python) -> bool {
    !settings.compare.is_empty() || !settings.update.is_empty()
}

/// Compares code with what was read, as far as the selection goes. A file that cannot be read, or is no Python, is told of, and all
/// others are compared.
pub fn check(code: Code<'_>, with: Named<'_>, comparing: &Comparing<'_>, report: &mut Report) {
    let Code { settings, folder, name } = code;
    if !is_configured(settings) {
        return;
    }
    let catalog = with.read.catalog.clone().select(comparing.selection);
    let (files, unreadable) = files(settings.compare.iter().chain(&settings.update), folder);
    let compared = compare::compare(&catalog, &files, &options(settings));
    let (from, to) = (name.to_owned(), with.name.to_owned());
    // A class may stand for what is there, and not looked at.
    let is_looked_at = |finding: &Finding| match finding {
        Finding::Schema { change, .. } => comparing.selection.picks(change.subject()),
        Finding::File { .. } => true,
    };
    let findings = compared.findings.into_iter().filter(is_looked_at).collect();
    let (findings, ignored) = sift(&comparing.options.policy, findings);
    report.sections.push(Section {
        title: format!("{from} → {to}"),
        from,
        to,
        findings,
        ignored,
        ..Section::default()
    });
    for bad in compared.bad {
        let location = Location { file: bad.path.clone(), line: Some(bad.line) };
        report.sections.push(drift::unknown(&bad.path, Some(location), &bad));
    }
    for Unreadable { path, line, reason } in unreadable {
        let file = path.display().to_string();
        let location = Location { file: file.clone(), line };
        let place = line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
        report.sections.push(drift::unknown(
            &file,
            Some(location),
            format!("{place} cannot be read: {reason}"),
        ));
    }
    report.notes.extend(compared.notes);
}

/// Takes out what is to be passed over, counted by the rule that says so, and gives the rest its severity.
pub fn sift(policy: &Policy, findings: Vec<Finding>) -> (Vec<Finding>, Vec<(String, usize)>) {
    let (mut kept, mut ignored) = (Vec::new(), BTreeMap::new());
    for finding in findings {
        match finding {
            Finding::Schema { change, location, message } => {
                let (changes, passed_over) = policy.sift(vec![change]);
                let schema =
                    |change| Finding::Schema { change, location: location.clone(), message: message.clone() };
                kept.extend(changes.into_iter().map(schema));
                for rule in passed_over {
                    *ignored.entry(rule.rule).or_default() += rule.changes;
                }
            }
            file @ Finding::File { .. } => kept.push(file),
        }
    }
    (kept, ignored.into_iter().collect())
}

/// How the settings have Python compared.
pub fn options(settings: &Python) -> compare::Options {
    compare::Options {
        driver: settings.driver,
        map: settings.map.clone(),
        affixes: settings.affixes.clone(),
        accept: settings.accept.clone(),
        complete: settings.complete,
    }
}

/// The files of some paths, and what of them cannot be read.
pub fn files<'p>(
    paths: impl IntoIterator<Item = &'p PathBuf>,
    folder: &Path,
) -> (Vec<PythonFile>, Vec<Unreadable>) {
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        let path = folder.join(path);
        if let Err(reason) = gather(&path, true, &mut files, &mut unreadable) {
            unreadable.push(Unreadable { path, line: None, reason });
        }
    }
    (files, unreadable)
}

/// The files of a path: itself, or all Python below it.
fn gather(
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
                let reason = io::Error::other("it is not UTF-8");
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
        // A link may lead in a circle.
        let is_link = fs::symlink_metadata(&path)?.is_symlink() && path.is_dir();
        if !name.starts_with('.') && !FOREIGN.contains(&name.as_str()) && !is_link {
            gather(&path, false, files, unreadable)?;
        }
    }
    Ok(())
}
