//! Typed Python.

use std::io::Write;

use pgplumb_outputs::python::{self, Options};

use super::output::{Configured, Output, Task};
use super::staging::{ExportError, Staging};
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
        let enabled = settings.enabled.unwrap_or(settings.path.is_some());
        Configured { path: settings.path.as_deref(), enabled: Some(enabled) }
    }

    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        staging.text(&task.path, &text(task), python::stable)?;
        Ok(())
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(text(task).as_bytes()).map_err(super::stream_error)
    }
}

fn text(task: &Task<'_>) -> String {
    let settings = &task.settings.python;
    python::generate(&task.read.catalog, Options { style: settings.style, driver: settings.driver })
}
