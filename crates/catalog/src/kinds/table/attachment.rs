//! What attaching a partition depends on.

use super::Table;
use crate::kinds::Object;
use crate::{Kind, ObjectId};

/// The columns and indexes of a parent that must exist before a table is attached to it. The server
/// matches the table's indexes with these.
pub fn attachment_needs(table: &Table) -> Vec<ObjectId> {
    let id = table.id();
    let columns = table.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone()));
    let valid = table.indexes.iter().filter(|index| !(index.is_partitioned && index.is_invalid));
    let indexes = valid
        .map(|i| if i.is_constraint { id.nested(Kind::Constraint, i.index_name.clone()) } else { i.id(&id) });
    columns.chain(indexes).collect()
}
