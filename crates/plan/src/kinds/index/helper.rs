//! Indexes under helper names, which exist until they replace another index or become the index of a
//! key.

use crate::helper_names::helper_name;
use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::constraint::Constraint;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;

/// The index under its helper name, to be renamed or turned into a constraint once it is built.
pub(crate) fn helper_of(index: &Index) -> Index {
    Index {
        index_name: helper_name(&index.index_name),
        is_constraint: false,
        is_primary: false,
        is_clustered: false,
        is_replica_identity: false,
        comment: None,
        ..index.clone()
    }
}

/// The helper of an index.
pub(crate) fn helper_id(index: &ObjectId) -> ObjectId {
    ObjectId { name: helper_name(&index.name), ..index.clone() }
}

/// The helper index to build before the key is added; `None` if the key cannot use an existing
/// index.
pub(crate) fn key_helper(constraint: &Constraint, table: &Table) -> Option<Index> {
    let is_buildable = constraint.is_key()
        && !constraint.without_overlaps
        && !constraint.inherited
        && table.partition_key.is_none();
    table
        .index(&constraint.constraint_name)
        .filter(|index| is_buildable && &*index.method == "btree")
        .map(helper_of)
}
