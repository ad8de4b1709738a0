//! Dumps the schema as SQL.

use std::path::Path;

use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::dump::{self, Options, RelationKinds};

use super::export::{ExportError, Staging, WrittenFile};
use super::load::{self, LoadedCatalog};
use super::table_selection::{self, TablePattern};

/// What to dump.
#[derive(Clone, Debug, Default)]
pub struct DumpRequest {
    /// The objects to dump.
    pub selection: Selection,
    /// The tables to dump. Empty dumps all objects of the selection.
    pub tables: Vec<TablePattern>,
    /// Options of the dump.
    pub options: Options,
}

/// Dumps a loaded catalog. Adds warnings about secrets that were replaced by placeholders.
pub fn dump(read: &mut LoadedCatalog, request: &DumpRequest) -> String {
    let mut options = request.options.clone();
    options.known_roles.clone_from(&read.roles);
    if !request.selection.is_everything() || !request.tables.is_empty() {
        let relation_kinds = RelationKinds::new(&read.catalog);
        load::select(read, &request.selection);
        if !request.tables.is_empty() {
            read.catalog = table_selection::select_tables(std::mem::take(&mut read.catalog), &request.tables);
        }
        options.missing = dump::missing_objects(&read.catalog, &relation_kinds);
    }
    let secrets = dump::placeholders(&read.catalog);
    read.warnings.extend(secrets.iter().map(|secret| {
        let (kind, name) = (secret.object.kind, secret.object.path());
        format!("{kind} {name}: {} is a secret; the dump contains a placeholder", secret.name)
    }));
    dump::dump(&read.catalog, &read.origin, &options)
}

/// Writes a dump to a file. An up-to-date file is not touched.
///
/// # Errors
/// When the file cannot be read or written.
pub fn write(text: &str, path: &Path) -> Result<Vec<WrittenFile>, ExportError> {
    let mut staging = Staging::new(false);
    staging.text(path, text, dump::stable)?;
    staging.finish()
}
