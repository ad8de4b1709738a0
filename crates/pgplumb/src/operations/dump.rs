//! The schema as SQL.

use std::path::Path;

use pgplumb_catalog::pattern::Selection;
use pgplumb_outputs::dump::{self, Options, Surroundings};

use super::export::{ExportError, Staging, WrittenFile};
use super::part::{self, TablePattern};
use super::read::{self, Read};

/// What is to be dumped of a database, and how.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The objects that it is about.
    pub selection: Selection,
    /// The tables that it is about; none means all that the selection picks.
    pub tables: Vec<TablePattern>,
    /// What is left out.
    pub options: Options,
}

/// Makes the dump of a whole catalog that was read. Warns, among what is known of the reading, of secrets that a placeholder
/// stands for and of patterns that select nothing.
pub fn dump(read: &mut Read, order: &Order) -> String {
    let mut options = order.options.clone();
    options.known_roles.clone_from(&read.roles);
    if !order.selection.is_everything() || !order.tables.is_empty() {
        let around = Surroundings::new(&read.catalog);
        if order.tables.is_empty() {
            read::select(read, &order.selection);
        } else {
            // Of some tables' surroundings only what they need was read: that is nothing to judge other patterns by.
            read.catalog = std::mem::take(&mut read.catalog).select(&order.selection);
            let (part, unused) = part::tables(std::mem::take(&mut read.catalog), &order.tables);
            read.catalog = part;
            read.warnings.extend(unused.iter().map(|pattern| format!("there is no table {pattern}")));
        }
        options.missing = dump::missing(&read.catalog, &around);
    }
    let secrets = dump::placeholders(&read.catalog);
    read.warnings.extend(secrets.iter().map(|secret| {
        let (kind, name) = (secret.object.kind, secret.object.path());
        format!("{kind} {name}: {} is a secret, and a placeholder in the dump", secret.what)
    }));
    dump::dump(&read.catalog, &read.origin, &options)
}

/// Writes a dump to a file. One that says the same is left as it is, with its time.
///
/// # Errors
/// When the file cannot be read or written.
pub fn write(text: &str, path: &Path) -> Result<Vec<WrittenFile>, ExportError> {
    let mut staging = Staging::new(false);
    staging.text(path, text, dump::stable)?;
    staging.finish()
}
