//! The Mermaid diagrams.

use std::io::Write;

use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::{OutputFile, mermaid};

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::{Documents, Staging};
use crate::settings::Export;

/// `SCHEMA_DIAGRAM.md`
pub struct Mermaid;

impl Output for Mermaid {
    fn name(&self) -> &'static str {
        "mermaid"
    }

    fn title(&self) -> &'static str {
        "diagrams"
    }

    fn default_name(&self) -> &'static str {
        "SCHEMA_DIAGRAM.md"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        Configured { path: settings.mermaid.path.as_deref(), enabled: settings.mermaid.enabled }
    }

    fn writer<'a>(&self, _: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        Box::new(Self)
    }
}

impl OutputWriter for Mermaid {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let options =
            mermaid::Options { file: super::staging::file_name(&task.path)?, ..mermaid::Options::default() };
        let render = |origin: &Origin| render(task, origin, &options);
        staging.documents(&Documents {
            path: &task.path,
            origin: &task.loaded.origin,
            render: &render,
            stable: mermaid::stable,
        })
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        for file in render(task, &task.loaded.origin, &mermaid::Options::default()) {
            out.write_all(file.text.as_bytes()).map_err(ExportError::Stream)?;
        }
        Ok(())
    }
}

fn render(task: &Task<'_>, origin: &Origin, options: &mermaid::Options) -> Vec<OutputFile> {
    mermaid::diagrams(&task.loaded.catalog, origin, options)
}
