//! The result of reading a catalog.

use super::context::Warning;
use crate::{Catalog, Name};

/// What the rows of all queries say.
#[derive(Clone, Debug)]
pub struct CatalogReading {
    /// The catalog.
    pub catalog: Catalog,
    /// The role that ran the queries (`CURRENT_USER`).
    pub role: Option<Name>,
    /// Warnings about objects and values that are not supported.
    pub warnings: Vec<Warning>,
    /// Whether the schema changed during the read: a deparse function did not find an object that
    /// the snapshot still shows. Read again.
    pub is_inconsistent: bool,
}
