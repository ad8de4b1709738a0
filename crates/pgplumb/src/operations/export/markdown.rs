//! The reference.

use std::fs;
use std::io::Write;

use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::{OutputFile, markdown};

use super::output::{Configured, Output, Task};
use super::staging::{Documents, ExportError, Staging};
use crate::settings::Export;

/// `SCHEMA_REFERENCE.md`, with a folder of parts beside it where the schema is large.
pub struct Markdown;

impl Output for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn title(&self) -> &'static str {
        "reference"
    }

    fn default_name(&self) -> &'static str {
        "SCHEMA_REFERENCE.md"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        Configured { path: settings.markdown.path.as_deref(), enabled: settings.markdown.enabled }
    }

    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let options = options(task)?;
        let render = |origin: &Origin| render(task, origin, &options);
        staging.documents(&Documents {
            path: &task.path,
            origin: &task.read.origin,
            render: &render,
            stable: markdown::stable,
        })
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        let options = markdown::Options { split_bytes: usize::MAX, ..options(task)? };
        for file in render(task, &task.read.origin, &options) {
            out.write_all(file.text.as_bytes()).map_err(super::stream_error)?;
        }
        Ok(())
    }
}

fn render(task: &Task<'_>, origin: &Origin, options: &markdown::Options) -> Vec<OutputFile> {
    markdown::reference(&task.read.catalog, &task.read.counts, origin, options)
}

fn options(task: &Task<'_>) -> Result<markdown::Options, ExportError> {
    let settings = &task.settings.markdown;
    let mut notes = settings.notes.clone();
    if let Some(file) = &settings.notes_file {
        let path = task.folder.join(file);
        let text = fs::read_to_string(&path).map_err(|reason| ExportError::Unreadable { path, reason })?;
        notes = Some(match notes {
            Some(notes) => format!("{}\n\n{text}", notes.trim_end()),
            None => text,
        });
    }
    Ok(markdown::Options {
        file: super::staging::file_name(&task.path)?,
        notes,
        related: settings.related.iter().map(|r| (r.title.clone(), r.link.clone())).collect(),
        ..markdown::Options::default()
    })
}
