//! The Markdown reference.

use std::fs;
use std::io::Write;
use std::path::Path;

use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::{OutputFile, markdown};

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::{Documents, Staging};
use crate::settings::{self, Export};

/// `SCHEMA_REFERENCE.md`. For large schemas, its parts are in a folder of the same name.
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

    fn writer<'a>(&self, context: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        Box::new(MarkdownWriter { settings: &context.settings.markdown, folder: context.folder })
    }
}

/// Writes the reference.
struct MarkdownWriter<'a> {
    settings: &'a settings::Markdown,
    folder: &'a Path,
}

impl OutputWriter for MarkdownWriter<'_> {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let options = self.options(task)?;
        let render = |origin: &Origin| render(task, origin, &options);
        staging.documents(&Documents {
            path: &task.path,
            origin: &task.loaded.origin,
            render: &render,
            stable: markdown::stable,
        })
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        let options = markdown::Options { split_bytes: usize::MAX, ..self.options(task)? };
        for file in render(task, &task.loaded.origin, &options) {
            out.write_all(file.text.as_bytes()).map_err(ExportError::Stream)?;
        }
        Ok(())
    }
}

fn render(task: &Task<'_>, origin: &Origin, options: &markdown::Options) -> Vec<OutputFile> {
    markdown::reference(&task.loaded.catalog, &task.loaded.counts, origin, options)
}

impl MarkdownWriter<'_> {
    fn options(&self, task: &Task<'_>) -> Result<markdown::Options, ExportError> {
        let settings = self.settings;
        let mut notes = settings.notes.clone();
        if let Some(file) = &settings.notes_file {
            let path = self.folder.join(file);
            let text =
                fs::read_to_string(&path).map_err(|reason| ExportError::Unreadable { path, reason })?;
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
}
