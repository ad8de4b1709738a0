//! The version file: which schema the files of a project were last brought in step with.

use std::fs::File;
use std::io::Write;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::snapshot;
use pgplumb_compare::{Options, align, compare};
use pgplumb_outputs::version::{self, Differences};

use super::output::{Configured, Output, Task};
use super::staging::{ExportError, Staging, read_text};
use crate::settings::Export;

/// `schema_version.json`, and the same for Python where the settings name a file.
pub struct Version;

impl Output for Version {
    fn name(&self) -> &'static str {
        "version"
    }

    fn title(&self) -> &'static str {
        "version"
    }

    fn default_name(&self) -> &'static str {
        "schema_version.json"
    }

    fn configured<'a>(&self, settings: &'a Export) -> Configured<'a> {
        let settings = &settings.version;
        let is_configured = settings.path.is_some() || settings.python.is_some();
        let enabled = settings.enabled.unwrap_or(is_configured);
        Configured { path: settings.path.as_deref(), enabled: Some(enabled) }
    }

    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let version = current(task)?;
        staging.text(&task.path, &version::json(&version), version::stable)?;
        if let Some(python) = &task.settings.version.python {
            staging.text(&task.folder.join(python), &version::python(&version), version::stable)?;
        }
        Ok(())
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(version::json(&current(task)?).as_bytes()).map_err(super::stream_error)
    }
}

fn current(task: &Task<'_>) -> Result<version::Version, ExportError> {
    let catalog = &task.read.catalog;
    let hash = snapshot::schema_hash(catalog);
    let previous = read_text(&task.path)?.as_deref().and_then(version::parse);
    let differences = match version::has_moved(previous.as_ref(), &hash) {
        true => differences(task, catalog),
        false => Differences::default(),
    };
    let now = &task.read.origin.exported_at;
    Ok(version::version(catalog, &hash, now, previous.as_ref(), differences))
}

/// What differs from the last export: from the schema map as it stands before this one is put into its place. None where there is no
/// map that can be read; an export is not the place to complain of it.
fn differences(task: &Task<'_>, catalog: &Catalog) -> Differences {
    let map = task.folder.join(super::place(&super::json::Json, task.settings));
    let Some(mut before) = File::open(map).ok().and_then(|file| Some(snapshot::read(file).ok()?.catalog))
    else {
        return Differences::default();
    };
    let mut now = catalog.clone();
    align(&mut before, &mut now);
    Differences::of(&compare(&before, &now, &Options::default()).changes)
}
