//! Typed Python.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pgplumb_catalog::Change;
use pgplumb_outputs::python::update::Updated;
use pgplumb_outputs::python::{self, BadPython, Options, compare};
use pgplumb_outputs::report::Finding;

use super::output::{Configured, Output, Task};
use super::staging::{ExportError, Staging};
use crate::operations::python as code;
use crate::settings::Export;

/// `database_types.py`
pub struct Python;

impl Output for Python {
    fn name(&self) -> &'static str {
        "python"
    }

    fn title(&self) -> &'static str {
        "typed Python"
    }

    fn default_name(&self) -> &'static str {
        "database_types.py"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        let settings = &settings.python;
        let enabled = settings.enabled.unwrap_or(settings.path.is_some() || !settings.update.is_empty());
        Configured { path: settings.path.as_deref(), enabled: Some(enabled) }
    }

    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let settings = &task.settings.python;
        let is_default = task.path == task.folder.join(super::place(self, task.settings));
        // Who has files of their own brought in step need not have another written.
        if settings.update.is_empty() || settings.path.is_some() || !is_default {
            staging.text(&task.path, &text(task), python::stable)?;
        }
        update(task, staging)
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(text(task).as_bytes()).map_err(super::stream_error)
    }
}

/// Brings the files that people edit in step.
fn update(task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
    let settings = &task.settings.python;
    let (files, unreadable) = code::files(&settings.update, task.folder);
    if let Some(code::Unreadable { path, reason, .. }) = unreadable.into_iter().next() {
        return Err(ExportError::Unreadable { path, reason });
    }
    let options = code::options(settings);
    let catalog = &task.read.catalog;
    let bad = |bad: BadPython| ExportError::Unreadable {
        path: PathBuf::from(&bad.path),
        reason: io::Error::other(bad),
    };
    let selection = &task.table_files.selection;
    let is_kept = |change: &Change| !selection.picks(change.subject()) || task.policy.ignores(change);
    let updated = python::update::update(catalog, &files, &options, &is_kept).map_err(bad)?;
    // Where nothing is written, what is left is told of by its place in the files as they are.
    let left = match staging.is_check() {
        true => compare::compare(catalog, &files, &options)
            .findings
            .into_iter()
            .filter(|found| is_left(found, &updated))
            .collect(),
        false => updated.left,
    };
    let (left, _) = code::sift(task.policy, left);
    staging.leave(left);
    for file in updated.files {
        // The line ends are the file's own.
        staging.text(Path::new(&file.path), &file.text, |text| text.replace("\r\n", "\n"))?;
    }
    Ok(())
}

/// Whether a finding is among what was left.
fn is_left(finding: &Finding, updated: &Updated) -> bool {
    let words = |finding: &Finding| match finding {
        Finding::Schema { change, location, message } => {
            let file = location.as_ref().map(|location| location.file.clone());
            Some((change.subject().clone(), file, message.clone()))
        }
        Finding::File { .. } => None,
    };
    updated.left.iter().any(|left| words(left) == words(finding))
}

fn text(task: &Task<'_>) -> String {
    let settings = &task.settings.python;
    python::generate(&task.read.catalog, Options { style: settings.style, driver: settings.driver })
}
