//! The schema map, written as a stream: it may be a hundred megabytes.

use std::io::{self, Write};

use pgplumb_catalog::snapshot;

use super::compare;
use super::output::{Configured, Output, Task};
use super::staging::{ExportError, Staging};
use crate::settings::Export;

/// `schema_map.json`
pub struct Json;

impl Output for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn title(&self) -> &'static str {
        "schema map"
    }

    fn default_name(&self) -> &'static str {
        "schema_map.json"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        Configured { path: settings.json.path.as_deref(), enabled: settings.json.enabled }
    }

    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let lines = if staging.is_check() {
            compare::JsonLines::without_counts
        } else {
            compare::JsonLines::with_counts
        };
        staging.stream(&task.path, lines(), |out| write(task, out))
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        write(task, out).map_err(super::stream_error)
    }
}

fn write(task: &Task<'_>, out: &mut dyn Write) -> io::Result<()> {
    let read = task.read;
    snapshot::write(out, &read.catalog, &read.counts, &read.origin)
}
