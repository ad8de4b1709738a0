//! How many rows tables have: a measurement beside the catalog, never part of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Name;

/// How a table's row count came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CountKind {
    /// Counted.
    Exact,
    /// The planner's estimate (`pg_class.reltuples`).
    Estimated,
    /// Not known; a note says why.
    Unknown,
}

/// A table's row count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowCount {
    /// The number of rows; `None` exactly when it is unknown.
    pub rows: Option<u64>,
    /// How it came about.
    pub kind: CountKind,
    /// Why it is unknown or only estimated.
    pub note: Option<String>,
}

impl RowCount {
    /// A counted number.
    pub fn exact(rows: u64) -> Self {
        Self { rows: Some(rows), kind: CountKind::Exact, note: None }
    }

    /// The planner's estimate.
    pub fn estimated(rows: u64) -> Self {
        Self { rows: Some(rows), kind: CountKind::Estimated, note: None }
    }

    /// No number, and why.
    pub fn unknown(note: impl Into<String>) -> Self {
        Self { rows: None, kind: CountKind::Unknown, note: Some(note.into()) }
    }
}

/// Row counts by schema and table. A table that is not in it was not to be counted.
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
