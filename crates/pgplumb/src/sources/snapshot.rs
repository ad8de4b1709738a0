//! Schema maps: a catalog with the row counts that were saved with it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use pgplumb_catalog::Catalog;
use pgplumb_catalog::counts::{CountKind, RowCount, RowCounts};
use pgplumb_catalog::snapshot::{self, Origin, ReadError};
use serde::Deserialize;

/// A schema map that was read.
#[derive(Debug)]
pub struct LoadedSnapshot {
    /// The catalog.
    pub catalog: Catalog,
    /// Row counts of its tables.
    pub counts: RowCounts,
    /// Where the catalog came from.
    pub origin: Origin,
    /// How long reading took, from opening the file.
    pub took: Duration,
}

/// Reads a schema map. `started` is when its file was opened.
pub fn read(text: &str, started: Instant) -> Result<LoadedSnapshot, ReadError> {
    let snapshot::Snapshot { catalog, origin, .. } = snapshot::read(text.as_bytes())?;
    let counts = read_counts(text);
    Ok(LoadedSnapshot { catalog, counts, origin, took: started.elapsed() })
}

/// Reads the row counts of a schema map. They are not part of the catalog, but of its outputs.
fn read_counts(map: &str) -> RowCounts {
    #[derive(Deserialize)]
    struct Map {
        schemas: BTreeMap<String, Schema>,
    }
    #[derive(Deserialize)]
    struct Schema {
        #[serde(default)]
        tables: BTreeMap<String, Table>,
    }
    #[derive(Deserialize)]
    struct Table {
        row_count: Option<u64>,
        row_count_kind: Option<CountKind>,
        row_count_note: Option<String>,
    }
    let mut counts = RowCounts::default();
    let Ok(map) = serde_json::from_str::<Map>(map) else { return counts };
    for (schema, entry) in map.schemas {
        for (name, table) in entry.tables {
            if let Some(kind) = table.row_count_kind {
                let count = RowCount { rows: table.row_count, kind, note: table.row_count_note };
                counts.insert(schema.as_str().into(), name.into(), count);
            }
        }
    }
    counts
}
