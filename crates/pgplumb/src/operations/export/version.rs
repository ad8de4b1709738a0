//! The version file: the schema that the project's files were last generated from.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::snapshot;
use pgplumb_compare::{Options, align, compare};
use pgplumb_outputs::version::{self, Differences};

use super::error::ExportError;
use super::output::{Configured, Context, Output, OutputWriter, Task};
use super::staging::{Staging, read_text};
use crate::settings::Export;

/// `schema_version.json`, and the same as Python constants if the settings name a file.
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

    fn writer<'a>(&self, context: &Context<'a>) -> Box<dyn OutputWriter + 'a> {
        Box::new(VersionWriter {
            python: context.settings.version.python.as_ref().map(|path| context.folder.join(path)),
            schema_map: context.folder.join(super::output_path(&super::json::Json, context.settings)),
        })
    }
}

/// Writes the version file.
struct VersionWriter {
    /// The file of Python constants.
    python: Option<PathBuf>,
    schema_map: PathBuf,
}

impl OutputWriter for VersionWriter {
    fn stage(&self, task: &Task<'_>, staging: &mut Staging) -> Result<(), ExportError> {
        let version = self.current(task)?;
        staging.text(&task.path, &version::json(&version), version::stable)?;
        if let Some(python) = &self.python {
            staging.text(python, &version::python(&version), version::stable)?;
        }
        Ok(())
    }

    fn print(&self, task: &Task<'_>, out: &mut dyn Write) -> Result<(), ExportError> {
        out.write_all(version::json(&self.current(task)?).as_bytes()).map_err(ExportError::Stream)
    }
}

impl VersionWriter {
    fn current(&self, task: &Task<'_>) -> Result<version::Version, ExportError> {
        let catalog = &task.loaded.catalog;
        let hash = snapshot::schema_hash(catalog);
        let previous = read_text(&task.path)?.as_deref().and_then(version::parse);
        let differences = match version::has_changed(previous.as_ref(), &hash) {
            true => self.differences(catalog, &hash, previous.is_some()),
            false => None,
        };
        let now = &task.loaded.origin.exported_at;
        Ok(version::update(catalog, &hash, now, previous.as_ref(), differences))
    }

    /// The differences from the previous version, which the schema map in its old form describes. If
    /// it does not, because it is missing, unreadable or already describes the new version, they are
    /// not known. The first version has none.
    fn differences(&self, catalog: &Catalog, hash: &str, has_previous: bool) -> Option<Differences> {
        let map = File::open(&self.schema_map).ok().and_then(|file| Some(snapshot::read(file).ok()?.catalog));
        let Some(mut before) = map else { return (!has_previous).then(Differences::default) };
        if has_previous && snapshot::schema_hash(&before) == hash {
            return None;
        }
        let mut now = catalog.clone();
        align(&mut before, &mut now);
        Some(Differences::of(&compare(&before, &now, &Options::default()).changes))
    }
}
