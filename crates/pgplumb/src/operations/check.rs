//! Checks whether the files in the repository are in sync with the database.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use pgplumb_catalog::{ObjectId, Severity};
use pgplumb_outputs::report::{Finding, Location, Problem, Report, Section};
use pgplumb_outputs::tables;

use super::drift::{self, Comparer, NamedCatalog};
use super::export::{self, ExportError, ExportRequest, Exported, FileState, Output, TableFileOptions};
use super::load::LoadedCatalog;
use crate::settings::Export;
use crate::shell;
use crate::sources::Source;

/// The outputs that are also sources. They are compared by content, the most complete first.
const LOADABLE: [&str; 3] = ["json", "sql", "tables"];

/// The name of the database in reports.
pub const DATABASE: &str = "database";

/// What to check.
#[derive(Debug)]
pub struct CheckTargets<'a> {
    /// The settings of the outputs.
    pub export: &'a Export,
    /// The folder that paths in the settings are relative to.
    pub folder: &'a Path,
    /// Further sources that must be in sync, each with the word that names it.
    pub sources: Vec<(String, Source)>,
}

/// Something to check that can be loaded as a catalog.
#[derive(Clone)]
pub struct CheckItem {
    /// The name in reports.
    pub name: String,
    /// The source.
    pub source: Source,
    /// The file or folder, if the source is one.
    pub location: Option<Location>,
    /// The output, if the source is one.
    output: Option<&'static dyn Output>,
}

impl CheckItem {
    /// The command that brings the item and the database in sync: an output is written again, and
    /// the database is changed to match any other source.
    fn repair(&self) -> String {
        match self.output {
            Some(output) => format!("pgplumb export {}", output.name()),
            None => format!("pgplumb apply --desired {}", shell::word(&self.name)),
        }
    }
}

impl CheckTargets<'_> {
    /// The outputs that exist or are configured, then the further sources.
    pub fn items(&self) -> Vec<CheckItem> {
        let outputs = LOADABLE.iter().filter_map(|name| export::output(name));
        let outputs = outputs.filter_map(|output| {
            let path = self.path(output);
            let is_checked = path.exists() || output.configured(self.export).path.is_some();
            is_checked.then(|| CheckItem {
                name: shown(&path),
                location: Some(Location { file: shown(&path), line: None }),
                output: Some(output),
                source: Source::Path(path),
            })
        });
        let sources = self.sources.iter().map(|(word, source)| CheckItem {
            name: crate::redact::redact(word),
            location: match source {
                Source::Path(path) => Some(Location { file: shown(path), line: None }),
                _ => None,
            },
            source: source.clone(),
            output: None,
        });
        outputs.chain(sources).collect()
    }

    /// Documents that exist or are configured. They can only be compared with what an export would
    /// write.
    fn documents(&self) -> Vec<&'static dyn Output> {
        let is_document = |output: &&'static dyn Output| !LOADABLE.contains(&output.name());
        let documents = export::OUTPUTS.iter().copied().filter(is_document);
        // If the project's own files are updated, a generated file is only written if the settings
        // name it.
        let python = &self.export.python;
        let is_written = |output: &&'static dyn Output| {
            output.name() != "python" || python.update.is_empty() || python.path.is_some()
        };
        documents
            .filter(is_written)
            .filter(|output| self.path(*output).exists() || output.configured(self.export).path.is_some())
            .collect()
    }

    /// Whether there is nothing to check.
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
            && self.documents().is_empty()
            && !super::python::is_configured(&self.export.python)
    }

    fn path(&self, output: &dyn Output) -> PathBuf {
        self.folder.join(export::output_path(output, self.export))
    }

    /// What an export of outputs would write now.
    fn would_write(
        &self,
        outputs: &[&'static dyn Output],
        read: &LoadedCatalog,
        comparing: &Comparer<'_>,
    ) -> Result<Exported, ExportError> {
        let mut selected = Cow::Borrowed(read);
        if !comparing.selection.is_everything() {
            super::load::select(selected.to_mut(), comparing.selection);
        }
        // The project's own code is reported line by line elsewhere.
        let mut settings = self.export.clone();
        settings.python.update.clear();
        let request = ExportRequest {
            check: true,
            policy: &comparing.options.policy,
            table_files: TableFileOptions {
                selection: comparing.selection.clone(),
                ..TableFileOptions::default()
            },
            ..ExportRequest::new(outputs, &settings, self.folder)
        };
        export::export(&selected, &request, comparing.observer)
    }

    /// The section of an output of SQL that is byte for byte what an export would write: it is in
    /// sync, and its SQL need not be executed. `None` if it has to be compared.
    pub fn unchanged_output(
        &self,
        item: &CheckItem,
        reference: NamedCatalog<'_>,
        comparing: &Comparer<'_>,
    ) -> Option<Section> {
        let output = item.output.filter(|output| output.name() != "json")?;
        let written = self.would_write(&[output], reference.loaded, comparing).ok()?;
        written.files.iter().all(|file| file.state == FileState::Unchanged).then(|| Section {
            title: drift::title(&item.name, reference.name),
            from: item.name.clone(),
            to: reference.name.to_owned(),
            location: item.location.clone(),
            ..Section::default()
        })
    }

    /// Finds the documents that are out of date.
    pub fn stale_documents(&self, read: &LoadedCatalog, comparing: &Comparer<'_>) -> Option<Section> {
        let documents = self.documents();
        if documents.is_empty() {
            return None;
        }
        let title = "documents";
        let written = match self.would_write(&documents, read, comparing) {
            Ok(exported) => exported.files,
            Err(error) => return Some(drift::unknown_section(title, None, error)),
        };
        let problems = written.iter().filter_map(|file| {
            let problem = match file.state {
                FileState::Unchanged => return None,
                FileState::New => Problem::Missing,
                FileState::Removed => Problem::NotNeeded,
                FileState::Changed => Problem::OutOfDate,
            };
            Some(Finding::File {
                location: Location { file: shown(&file.path), line: None },
                problem,
                severity: Severity::Low,
                message: None,
            })
        });
        let findings = problems.collect();
        let (from, to) = (title.to_owned(), DATABASE.to_owned());
        let repair = Some(export::command_to_write(&written));
        Some(Section { title: title.to_owned(), from, to, findings, repair, ..Section::default() })
    }
}

/// Adds a section for the differences between an item and the reference catalog.
pub async fn add_section(
    item: &CheckItem,
    read: Result<LoadedCatalog, String>,
    reference: NamedCatalog<'_>,
    comparing: &Comparer<'_>,
    report: &mut Report,
) {
    let section = match read {
        Ok(read) => {
            report.notes.extend(read.warnings_of(&item.name));
            let from = NamedCatalog { name: &item.name, loaded: &read };
            let mut section = comparing.section(from, reference, &mut report.notes).await;
            section.location.clone_from(&item.location);
            section.repair = Some(item.repair());
            if let (Some("tables"), Source::Path(folder)) = (item.output.map(Output::name), &item.source) {
                locate_in_files(&mut section, folder, &read);
            }
            section
        }
        Err(error) => {
            let title = drift::title(&item.name, reference.name);
            drift::unknown_section(&title, item.location.clone(), error)
        }
    };
    report.sections.push(section);
}

/// Sets the location of each finding to its table file.
fn locate_in_files(section: &mut Section, folder: &Path, read: &LoadedCatalog) {
    let files = tables::files(&read.catalog);
    let file_of = |id: &ObjectId| {
        let entry = |file: &&tables::TableFile| file.entry.as_ref().is_some_and(|entry| entry.id == *id);
        files.iter().find(entry).map(|file| folder.join(&file.name))
    };
    for finding in &mut section.findings {
        let Finding::Schema { change, location, .. } = finding else { continue };
        if let Some(path) = file_of(change.subject()) {
            *location = Some(Location { file: shown(&path), line: Some(1) });
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
