//! Whether what stands in the repository is still what the database holds.

use std::path::{Path, PathBuf};

use pgplumb_catalog::{ObjectId, Severity};
use pgplumb_outputs::report::{Finding, Location, Problem, Report, Section};
use pgplumb_outputs::tables;

use super::drift::{self, Comparing, Named};
use super::export::{self, FileState, Order, Output, TableFiles};
use super::read::Read;
use crate::settings::Export;
use crate::sources::Source;

/// The outputs that are sources too: what they say is compared by its meaning, the best described first.
const READABLE: [&str; 3] = ["json", "sql", "tables"];

/// What is called the database in reports.
pub const DATABASE: &str = "database";

/// What is looked at.
#[derive(Debug)]
pub struct Looked<'a> {
    /// The settings of outputs.
    pub export: &'a Export,
    /// The folder that paths in the settings are relative to.
    pub folder: &'a Path,
    /// Sources that must be in step too, each as it is written.
    pub sources: Vec<(String, Source)>,
}

/// A thing that is looked at and can be read.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it is called.
    pub name: String,
    /// Where it is read from.
    pub source: Source,
    /// Its file, if it is one.
    pub location: Option<Location>,
    /// The folder of table files, if it is that.
    tables: Option<PathBuf>,
}

impl Looked<'_> {
    /// What can be read: outputs that are there or that the settings name, then the sources.
    pub fn items(&self) -> Vec<Item> {
        let outputs = READABLE.iter().filter_map(|name| export::output(name));
        let outputs = outputs.filter_map(|output| {
            let path = self.path(output);
            let is_looked_at = path.exists() || output.configured(self.export).path.is_some();
            is_looked_at.then(|| Item {
                name: shown(&path),
                location: Some(Location { file: shown(&path), line: None }),
                tables: (output.name() == "tables").then(|| path.clone()),
                source: Source::Path(path),
            })
        });
        let sources = self.sources.iter().map(|(word, source)| Item {
            name: crate::redact::redact(word),
            location: match source {
                Source::Path(path) => Some(Location { file: shown(path), line: None }),
                _ => None,
            },
            source: source.clone(),
            tables: None,
        });
        outputs.chain(sources).collect()
    }

    /// Documents that are there, or that the settings name: they can only be compared with what would be written.
    fn documents(&self) -> Vec<&'static dyn Output> {
        let is_document = |output: &&'static dyn Output| !READABLE.contains(&output.name());
        let documents = export::OUTPUTS.iter().copied().filter(is_document);
        // Beside files that are brought in step no other is written, unless the settings name it.
        let python = &self.export.python;
        let is_written = |output: &&'static dyn Output| {
            output.name() != "python" || python.update.is_empty() || python.path.is_some()
        };
        documents
            .filter(is_written)
            .filter(|output| self.path(*output).exists() || output.configured(self.export).path.is_some())
            .collect()
    }

    /// Whether there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
            && self.documents().is_empty()
            && !super::python::is_configured(&self.export.python)
    }

    fn path(&self, output: &dyn Output) -> PathBuf {
        self.folder.join(export::place(output, self.export))
    }

    /// What is out of date among the documents.
    pub fn stale(&self, read: &Read, comparing: &Comparing<'_>) -> Option<Section> {
        let documents = self.documents();
        if documents.is_empty() {
            return None;
        }
        let mut selected = read.clone();
        super::read::select(&mut selected, comparing.selection);
        // What the project's own code says is told line by line.
        let mut settings = self.export.clone();
        settings.python.update.clear();
        let order = Order {
            outputs: &documents,
            settings: &settings,
            folder: self.folder,
            path: None,
            check: true,
            policy: &comparing.options.policy,
            table_files: TableFiles { selection: comparing.selection.clone(), ..TableFiles::default() },
        };
        let title = "documents";
        let written = match export::export(&selected, &order, comparing.observer) {
            Ok(exported) => exported.files,
            Err(error) => return Some(drift::unknown(title, None, error)),
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
        Some(Section { title: title.to_owned(), from, to, findings, ..Section::default() })
    }
}

/// Reports what an item says otherwise than the database, or whatever takes its place.
pub async fn section(
    item: &Item,
    read: Result<Read, String>,
    reference: Named<'_>,
    comparing: &Comparing<'_>,
    report: &mut Report,
) {
    let section = match read {
        Ok(read) => {
            report.notes.extend(read.warnings.iter().map(|warning| format!("{}: {warning}", item.name)));
            let from = Named { name: &item.name, read: &read };
            let mut section = comparing.section(from, reference, &mut report.notes).await;
            section.location.clone_from(&item.location);
            if let Some(folder) = &item.tables {
                place_in_files(&mut section, folder, &read);
            }
            section
        }
        Err(error) => {
            let title = format!("{} → {}", item.name, reference.name);
            drift::unknown(&title, item.location.clone(), error)
        }
    };
    report.sections.push(section);
}

/// Says of each finding which of the table files it is about.
fn place_in_files(section: &mut Section, folder: &Path, read: &Read) {
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
