//! What SQLAlchemy cannot express.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::{ReplicaIdentity, Table};

use super::constraints::{is_expressible, is_expressible_key};
use super::types::Context;

/// One line about the parts of a table that its model leaves out.
pub(super) fn of_table(context: &Context<'_>, table: &Table) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let constraints = table.constraints.iter().filter(|c| !c.inherited && !is_expressible(c));
    parts.extend(constraints.map(|c| format!("constraint {}", c.constraint_name)));
    let keys = table.foreign_keys.iter().filter(|key| !key.inherited && !is_expressible_key(context, key));
    parts.extend(keys.map(|key| format!("foreign key {}", key.constraint_name)));
    let facts = [
        (table.partition_of.is_some(), "being a partition"),
        (!table.inherits.is_empty(), "inheritance"),
        (table.of_type.is_some(), "its type"),
        (table.foreign.is_some(), "being a foreign table"),
        (!table.triggers.is_empty(), "triggers"),
        (!table.rules.is_empty(), "rules"),
        (!table.policies.is_empty(), "policies"),
        (table.row_security || table.force_row_security, "row security"),
        (table.replica_identity != ReplicaIdentity::default(), "replica identity"),
        (!table.options.is_empty() || !table.toast_options.is_empty(), "storage parameters"),
    ];
    parts.extend(facts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, fact)| fact.to_owned()));
    (!parts.is_empty()).then(|| format!("{}: {}", table.id().path(), parts.join(", ")))
}
