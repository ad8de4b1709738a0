//! Row counts of tables. They are measured next to the catalog and are not part of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Name;

/// Where a row count comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CountKind {
    /// Counted with `count(*)`.
    Exact,
    /// The planner's estimate (`pg_class.reltuples`).
    Estimated,
    /// Unknown; a note says why.
    Unknown,
}

/// A table's row count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowCount {
    /// The number of rows; `None` if unknown.
    pub rows: Option<u64>,
    /// Where the number comes from.
    pub kind: CountKind,
    /// Why the number is unknown or estimated.
    pub note: Option<String>,
}

impl RowCount {
    /// A counted number of rows.
    pub fn exact(rows: u64) -> Self {
        Self { rows: Some(rows), kind: CountKind::Exact, note: None }
    }

    /// The planner's estimate.
    pub fn estimated(rows: u64) -> Self {
        Self { rows: Some(rows), kind: CountKind::Estimated, note: None }
    }

    /// An unknown number, with the reason.
    pub fn unknown(note: impl Into<String>) -> Self {
        Self { rows: None, kind: CountKind::Unknown, note: Some(note.into()) }
    }
}

/// Row counts by schema and table. Tables that were not to be counted are missing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RowCounts(BTreeMap<Name, BTreeMap<Name, RowCount>>);

impl RowCounts {
    /// Records a table's count.
    pub fn insert(&mut self, schema: Name, table: Name, count: RowCount) {
        self.0.entry(schema).or_default().insert(table, count);
    }

    /// A table's count.
    pub fn get(&self, schema: &str, table: &str) -> Option<&RowCount> {
        self.0.get(schema)?.get(table)
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
