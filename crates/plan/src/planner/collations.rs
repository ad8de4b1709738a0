//! Collations in use that only a new collation can replace.
//!
//! The current collation gets a temporary name. Then the new one is created, all columns get it, and
//! the current one is dropped. The server builds the indexes on the columns again.

use pgplumb_catalog::kinds::collation::Collation;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::{ident, qualified};
use pgplumb_catalog::{Kind, ObjectId};

use super::replacement::created;
use crate::change::{ChangeContext, ObjectChange};
use crate::helper_names::replaced_name;
use crate::kinds::table::hierarchy::is_in_partition_key;
use crate::steps::{Action, Hazard, Lock, LockMode};

/// The columns that have a collation.
pub(super) fn columns<'a>(
    collation: &ObjectId,
    context: &ChangeContext<'a>,
) -> impl Iterator<Item = (&'a Table, &'a Column)> {
    let name = collation.path();
    let tables = context.current.catalog().tables.iter();
    let columns = tables.flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    columns.filter(move |(_, column)| column.collation.as_deref() == Some(&*name))
}

/// The change that replaces a collation.
///
/// # Errors
/// The reason, if no statement changes a column that has the collation.
pub(super) fn replace(id: &ObjectId, context: &ChangeContext<'_>) -> Result<ObjectChange, String> {
    let old_name = replaced_name(&id.name);
    let rename = format!("ALTER COLLATION {} RENAME TO {}", id.path(), ident(&old_name));
    let mut statements: Vec<Statement> = vec![rename.into()];
    statements.extend(created(id, context));
    let mut change = ObjectChange::new(id.clone(), Action::Alter, statements);
    change.disturbs.push(id.clone());
    let mut tables: Vec<(&Table, Vec<String>)> = Vec::new();
    for (table, column) in columns(id, context) {
        let of_table = table.id().nested(Kind::Column, column.column_name.clone());
        let desired = context.desired.table(&table.id()).and_then(|t| t.column(&column.column_name));
        let stays = desired.filter(|desired| {
            (&desired.sql_type, &desired.collation) == (&column.sql_type, &column.collation)
        });
        let Some(desired) = stays else {
            // The column is dropped, or gets another type or collation, before.
            change.needs.push(of_table.into());
            continue;
        };
        if column.generated.is_some() && desired.generated.is_some() {
            change.excludes.push(of_table);
            continue;
        }
        change.disturbs.push(of_table.clone());
        if column.inherited {
            continue;
        }
        if is_in_partition_key(table, &column.column_name, context.current) {
            return Err(format!(
                "only a new object can have this definition, and no statement changes the collation of {of_table}, which is part of a partition key"
            ));
        }
        let name = ident(&column.column_name);
        let action = format!("ALTER COLUMN {name} TYPE {} COLLATE {}", column.sql_type, id.path());
        match tables.last_mut().filter(|(last, _)| last.id() == table.id()) {
            Some((_, actions)) => actions.push(action),
            None => tables.push((table, vec![action])),
        }
    }
    for (table, actions) in tables {
        let sql = format!("ALTER {} {} {}", table.sql_class(), table.sql_name(), actions.join(", "));
        change.statements.push(sql.into());
        let lock = Lock { mode: LockMode::AccessExclusive, on: table.id(), scans: table.foreign.is_none() };
        change.other_locks.push(lock);
    }
    if let Some(schema) = &id.schema {
        change.statements.push(format!("DROP COLLATION {}", qualified(schema, &old_name)).into());
    }
    let change = change.hazard(Hazard::ChangesResults);
    Ok(if merges_strings(id, context) { change.hazard(Hazard::MayFail) } else { change })
}

/// Whether strings that are different now can be equal, so that unique indexes can refuse rows.
fn merges_strings(id: &ObjectId, context: &ChangeContext<'_>) -> bool {
    let new = context.desired.object(id).and_then(|new| new.as_any().downcast_ref::<Collation>());
    new.is_some_and(|new| new.nondeterministic)
}
