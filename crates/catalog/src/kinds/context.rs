//! What the SQL of an object depends on besides the object.

use std::collections::BTreeSet;

use super::table::Tables;
use crate::{ObjectId, ServerVersion};

/// What the SQL of an object depends on besides the object.
/// [`Catalog::sql_context`](crate::Catalog::sql_context) returns it.
#[derive(Clone, Copy, Debug)]
pub struct SqlContext<'a> {
    /// The version of the server that will run the SQL.
    pub version: ServerVersion,
    /// The version of the server that the catalog was read from.
    pub read_from: ServerVersion,
    /// The tables of the catalog that contains the object.
    pub tables: Tables<'a>,
    /// Items to create by separate statements after their object: constraints and defaults that
    /// would close a dependency cycle inline.
    pub separate: &'a BTreeSet<ObjectId>,
}
