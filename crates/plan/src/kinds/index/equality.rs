//! When two indexes are the same.

use pgplumb_catalog::kinds::index::{Index, IndexKey};

/// Whether an index forbids the same duplicates as another one.
pub(crate) fn enforces(one: &Index, other: &Index) -> bool {
    let values = |index: &Index| -> Vec<_> {
        let mut values: Vec<_> =
            index.keys.iter().map(|key| (key.column.clone(), key.expression.clone())).collect();
        values.sort();
        values
    };
    one.is_unique
        && values(one) == values(other)
        && one.predicate == other.predicate
        && one.nulls_not_distinct == other.nulls_not_distinct
}

/// Whether two indexes are equal apart from settings that can be changed without rebuilding. The
/// storage parameters of a partitioned index cannot be changed.
pub(crate) fn is_same(one: &Index, other: &Index) -> bool {
    let comparable = |index: &Index| Index {
        comment: None,
        depends_on_extensions: Vec::new(),
        options: if index.is_partitioned { index.options.clone() } else { Vec::new() },
        tablespace: None,
        is_clustered: false,
        is_replica_identity: false,
        is_invalid: false,
        partition_of: None,
        keys: index.keys.iter().map(|key| IndexKey { statistics_target: None, ..key.clone() }).collect(),
        ..index.clone()
    };
    comparable(one) == comparable(other)
}
