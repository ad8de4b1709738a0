//! The schema map, written as a stream because it may be 100 MB large.

use std::io::{self, Write};

use pgplumb_catalog::snapshot;

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::Staging;
use super::up_to_date;
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

    fn writer<'a>(&self, _: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        Box::new(Self)
    }
}

impl OutputWriter for Json {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let lines = if staging.refreshes_counts() {
            up_to_date::JsonLines::with_counts
        } else {
            up_to_date::JsonLines::without_counts
        };
        staging.stream(&task.path, lines(), |out| write(task, out))
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        write(task, out).map_err(ExportError::Stream)
    }
}

fn write(task: &Task<'_>, out: &mut dyn Write) -> io::Result<()> {
    let read = task.loaded;
    snapshot::write(out, &read.catalog, &read.counts, &read.origin)
}
