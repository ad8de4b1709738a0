//! Compares the project's own Python code with the database.

mod files;
mod roots;
mod undescribed;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pgplumb_catalog::{Catalog, Change, ObjectId};
use pgplumb_compare::ChangePolicy;
use pgplumb_outputs::python::compare;
use pgplumb_outputs::report::{Finding, Location, Report, Section};
use pgplumb_postgres::io_message;

use super::bookkeeping;
use super::drift::{self, Comparer, NamedCatalog};
use crate::settings::Python;
use files::read_compared;
pub use files::{Code as CodeFiles, Unreadable, read, read_updated};

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
    let code = read(settings, folder);
    let compared = compare::compare(&catalog, &code.files, &options(settings, &code));
    let (from, to) = (name.to_owned(), with.name.to_owned());
    // A class may correspond to an object that exists but is not selected.
    let is_selected = |finding: &Finding| match finding {
        Finding::Schema { change, .. } => comparing.selection.includes(change.subject()),
        Finding::File { .. } => true,
    };
    let mut policy = comparing.options.policy.clone();
    bookkeeping::add_rules(&mut policy, &[&with.loaded.catalog]);
    let is_reported =
        |change: &Change| comparing.selection.includes(change.subject()) && !policy.ignores(change);
    let undescribed = undescribed::note(settings, &compared, is_reported);
    let findings = compared.findings.into_iter().filter(is_selected).collect();
    let (mut findings, ignored) = apply_policy(&policy, findings);
    findings.sort_by_key(|finding| Reverse(finding.severity()));
    let title = format!("{from} → {to}");
    let left_out = code.left_out_words();
    if code.has_compared_files() {
        let parts: Vec<&str> =
            [compared.summary.as_str(), &left_out].into_iter().filter(|part| !part.is_empty()).collect();
        report.notes.push(format!("{name}: {}", parts.join("; ")));
        // Files that are only compared are changed by hand.
        let repair = (!settings.update.is_empty()).then(|| "pgplumb export python".to_owned());
        report.sections.push(Section { title, from, to, findings, ignored, repair, ..Section::default() });
    } else if code.unreadable.is_empty() {
        let paths: Vec<String> =
            settings.compare.iter().chain(&settings.update).map(|path| path.display().to_string()).collect();
        let mut reason = format!("no Python files in {}", paths.join(", "));
        if !left_out.is_empty() {
            reason = format!("{reason}; {left_out}");
        }
        report.sections.push(drift::unknown_section(&title, None, reason));
    }
    for bad in compared.invalid_files {
        let location = Location { file: bad.path.clone(), line: Some(bad.line) };
        report.sections.push(drift::unknown_section(&bad.path, Some(location), &bad));
    }
    for Unreadable { path, line, reason } in code.unreadable {
        let file = path.display().to_string();
        let location = Location { file: file.clone(), line };
        let position = line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
        report.sections.push(drift::unknown_section(
            &file,
            Some(location),
            format!("{position} cannot be read: {}", io_message(&reason)),
        ));
    }
    if !settings.complete && name == CONFIGURED {
        report.notes.extend(undescribed.map(|note| format!("{name}: {note}")));
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

/// The comparison options of the settings, for files.
pub fn options(settings: &Python, code: &CodeFiles) -> compare::Options {
    compare::Options {
        driver: settings.driver,
        map: settings.map.clone(),
        affixes: settings.affixes.clone(),
        accept: settings.accept.clone(),
        complete: settings.complete,
        roots: code.roots.clone(),
        described_elsewhere: BTreeSet::new(),
        style: settings.style,
    }
}

/// The objects that the classes describe which are compared, but not updated.
pub fn described_by_compared(settings: &Python, folder: &Path, catalog: &Catalog) -> BTreeSet<ObjectId> {
    let code = read_compared(settings, folder);
    match code.files.is_empty() {
        true => BTreeSet::new(),
        false => compare::compare(catalog, &code.files, &options(settings, &code)).described,
    }
}
