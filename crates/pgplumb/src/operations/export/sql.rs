//! The schema as one SQL file.

use std::io::Write;

use pgplumb_outputs::dump::{self, Options};

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::Staging;
use crate::settings::Export;

/// `schema.sql`, as `pgplumb dump` writes it.
pub struct Sql;

impl Output for Sql {
    fn name(&self) -> &'static str {
        "sql"
    }

    fn title(&self) -> &'static str {
        "schema as SQL"
    }

    fn default_name(&self) -> &'static str {
        "schema.sql"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        let settings = &settings.sql;
        let enabled = settings.enabled.unwrap_or(settings.path.is_some());
        Configured { path: settings.path.as_deref(), enabled: Some(enabled) }
    }

    fn writer<'a>(&self, _: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        Box::new(Self)
    }
}

impl OutputWriter for Sql {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        staging.text(&task.path, &text(task), dump::stable)?;
        Ok(())
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(text(task).as_bytes()).map_err(ExportError::Stream)
    }
}

fn text(task: &Task<'_>) -> String {
    let options = Options { command: "pgplumb export sql", ..Options::default() };
    dump::dump(&task.loaded.catalog, &task.loaded.origin, &options)
}
