//! Typed Python.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use pgplumb_catalog::Change;
use pgplumb_catalog::pattern::Selection;
use pgplumb_compare::ChangePolicy;
use pgplumb_outputs::python::update::Updated;
use pgplumb_outputs::python::{self, InvalidPython, Options, compare};
use pgplumb_outputs::report::Finding;

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::Staging;
use crate::operations::python as code;
use crate::settings::{self, Export};

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

    fn writer<'a>(&self, context: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        let settings = &context.settings.python;
        Box::new(PythonWriter {
            settings,
            folder: context.folder,
            default_path: context.folder.join(super::output_path(self, context.settings)),
            policy: context.policy,
            selection: &context.table_files.selection,
        })
    }
}

/// Writes typed Python, and updates the project's own.
struct PythonWriter<'a> {
    settings: &'a settings::Python,
    folder: &'a Path,
    default_path: PathBuf,
    /// Which differences in files that people edit are ignored.
    policy: &'a ChangePolicy,
    /// The exported objects.
    selection: &'a Selection,
}

impl OutputWriter for PythonWriter<'_> {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let settings = self.settings;
        let is_default = task.path == self.default_path;
        // If the project's own files are updated, the default file is not written.
        let writes_module = settings.update.is_empty() || settings.path.is_some() || !is_default;
        if writes_module {
            staging.text(&task.path, &self.text(task), python::stable)?;
        }
        // The generated module describes everything.
        let is_complete = writes_module && self.is_compared(&task.path);
        self.update(task, settings.complete && !is_complete, staging)
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(self.text(task).as_bytes()).map_err(ExportError::Stream)
    }
}

impl PythonWriter<'_> {
    /// Whether the settings list a file among the compared or updated code.
    fn is_compared(&self, path: &Path) -> bool {
        let listed = self.settings.compare.iter().chain(&self.settings.update);
        listed.map(|listed| self.folder.join(listed)).any(|listed| path.starts_with(listed))
    }

    /// Updates the files that people edit. `completes` tells whether to add classes for objects that
    /// no class describes.
    fn update(&self, task: &Task<'_>, completes: bool, staging: &mut Staging) -> Result<(), ExportError> {
        let settings = self.settings;
        let mut read = code::read_updated(settings, self.folder);
        if let Some(code::Unreadable { path, reason, .. }) =
            std::mem::take(&mut read.unreadable).into_iter().next()
        {
            return Err(ExportError::Unreadable { path, reason });
        }
        let mut options = code::options(settings, &read);
        options.complete = completes;
        if completes {
            options.described_elsewhere =
                code::described_by_compared(settings, self.folder, &task.loaded.catalog);
        }
        let files = read.files;
        let catalog = &task.loaded.catalog;
        let bad = |bad: InvalidPython| ExportError::Unreadable {
            path: PathBuf::from(&bad.path),
            reason: io::Error::other(bad),
        };
        let is_kept =
            |change: &Change| !self.selection.includes(change.subject()) || self.policy.ignores(change);
        let updated = python::update::update(catalog, &files, &options, &is_kept).map_err(bad)?;
        // In check mode nothing is written, so findings refer to lines of the files as they are.
        let remaining = match staging.is_check() {
            true => {
                let found = compare::compare(catalog, &files, &options).findings.into_iter();
                let found = found.filter(|found| found.location().is_some() && is_left(found, &updated));
                let without_class = updated.remaining.iter().filter(|found| found.location().is_none());
                found.chain(without_class.cloned()).collect()
            }
            false => updated.remaining,
        };
        let (remaining, _) = code::apply_policy(self.policy, remaining);
        staging.add_remaining(remaining);
        for file in updated.files.into_iter().filter(|file| !file.is_definition_only) {
            // The file keeps its line endings.
            staging.text(Path::new(&file.path), &file.text, |text| text.replace("\r\n", "\n"))?;
        }
        Ok(())
    }

    fn text(&self, task: &Task<'_>) -> String {
        let settings = self.settings;
        let relationships = settings.relationships.unwrap_or(true);
        let options = Options { style: settings.style, driver: settings.driver, relationships };
        python::generate(&task.loaded.catalog, options)
    }
}

/// Whether a finding about a file is among those that the update could not resolve.
fn is_left(finding: &Finding, updated: &Updated) -> bool {
    let words = |finding: &Finding| match finding {
        Finding::Schema { change, location, message } => {
            let file = location.as_ref().map(|location| location.file.clone());
            Some((change.subject().clone(), file, message.clone()))
        }
        Finding::File { .. } => None,
    };
    updated.remaining.iter().any(|remaining| words(remaining) == words(finding))
}
