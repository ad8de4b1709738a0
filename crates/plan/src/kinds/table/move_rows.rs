//! Replacing a table by a new one: the old table is renamed, its rows are moved, and it is dropped.
//!
//! `ALTER TABLE` cannot turn an ordinary table into a partitioned one or the reverse, nor change
//! the partition key.

use crate::change::ChangeContext;
use crate::helper_names::replaced_name;
use crate::kinds::column::numbering::Renumbering;
use crate::kinds::column::retype;
use crate::steps::Hazard;
use pgplumb_catalog::kinds::column::{Column, IdentityGeneration};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::{ident, literal, qualified};
use pgplumb_catalog::{Kind, Name, ObjectId};

/// What moving rows means for other sessions.
pub const HAZARDS: [Hazard; 3] = [Hazard::RewritesTable, Hazard::BlocksReads, Hazard::BlocksWrites];

/// Whether the rows of a table can be moved to its replacement.
pub fn can_move_rows(old: &Table, new: &Table) -> bool {
    old.foreign.is_none() && new.foreign.is_none()
}

/// The statements that rename a table and release the names of its indexes and sequences. A
/// partition stays attached if its parent is renamed too (`with_parent`).
pub fn rename_for_replacement(table: &Table, with_parent: bool) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    if let Some(partition) = table.partition_of.as_ref().filter(|_| !with_parent) {
        statements.push(
            format!("ALTER TABLE {} DETACH PARTITION {}", partition.parent.path(), table.sql_name()).into(),
        );
    }
    let name = replaced_name(&table.name);
    statements.push(format!("ALTER TABLE {} RENAME TO {}", table.sql_name(), ident(&name)).into());
    // An index attached to the parent's index is dropped with it.
    for index in table.indexes.iter().filter(|index| !with_parent || index.partition_of.is_none()) {
        statements.push(
            match index.is_constraint {
                true => format!(
                    "ALTER TABLE {} DROP CONSTRAINT {}",
                    qualified(&table.schema, &name),
                    ident(&index.index_name)
                ),
                false => format!("DROP INDEX {}", qualified(&table.schema, &index.index_name)),
            }
            .into(),
        );
    }
    for identity in table.columns.iter().filter_map(|column| column.identity.as_ref()) {
        let sequence =
            ObjectId::local(Kind::Sequence, &identity.sequence_schema, identity.sequence_name.clone());
        statements.push(rename_sequence_for_replacement(&sequence));
    }
    statements
}

/// The statement that renames the sequence of a renamed table. It is dropped with the table.
pub fn rename_sequence_for_replacement(sequence: &ObjectId) -> Statement {
    format!("ALTER SEQUENCE {} RENAME TO {}", sequence.path(), ident(&replaced_name(&sequence.name))).into()
}

/// The statements that move the rows of a renamed table to its replacement and drop it. Former
/// partitions that become independent tables keep their rows, which are copied to the replacement.
pub(crate) fn move_rows(
    old: &Table,
    new: &Table,
    former_partitions: &[&Table],
    context: &ChangeContext<'_>,
) -> Vec<Statement> {
    let from = replaced_sql_name(old);
    let mut statements: Vec<Statement> = vec![insert(new, old, &from, context)];
    statements.extend(
        former_partitions.iter().map(|partition| insert(new, partition, &partition.sql_name(), context)),
    );
    let new_column = Column::default();
    for column in &new.columns {
        let current = old.column(&column.column_name).unwrap_or(&new_column);
        statements.extend(match (&current.identity, &column.identity) {
            (Some(current), Some(identity)) => {
                let sequence = literal(&qualified(&identity.sequence_schema, &identity.sequence_name));
                let current = qualified(&current.sequence_schema, &replaced_name(&current.sequence_name));
                let sql =
                    format!("SELECT pg_catalog.setval({sequence}, last_value, is_called) FROM {current}");
                Some(sql.into())
            }
            _ => Renumbering::new(&new.id(), (current, column), context).in_replacement(context),
        });
    }
    statements.push(format!("DROP TABLE {from}").into());
    statements
}

/// The temporary name of a renamed table.
pub(crate) fn replaced_sql_name(table: &Table) -> String {
    qualified(&table.schema, &replaced_name(&table.name))
}

/// The statement that copies the rows of a table, which has the given name, into another table.
pub(crate) fn insert(new: &Table, old: &Table, from: &str, context: &ChangeContext<'_>) -> Statement {
    let pairs = new.columns.iter().filter(|column| column.generated.is_none());
    let pairs = pairs.filter_map(|column| Some((column, old.column(&column.column_name)?)));
    let (names, values): (Vec<String>, Vec<String>) = pairs
        .map(|(desired, current)| {
            let name = ident(&desired.column_name).into_owned();
            let conversion = retype::conversion(current, desired, context);
            let value = conversion.using(&name, &desired.sql_type).unwrap_or_else(|| name.clone());
            (name, value)
        })
        .unzip();
    let is_always = |column: &Column| {
        column.identity.as_ref().is_some_and(|identity| identity.generation == IdentityGeneration::Always)
    };
    let overriding = if new.columns.iter().any(is_always) { " OVERRIDING SYSTEM VALUE" } else { "" };
    let (names, values) = (names.join(", "), values.join(", "));
    format!("INSERT INTO {} ({names}){overriding}\n    SELECT {values} FROM {from}", new.sql_name()).into()
}

/// The columns whose values are lost because the replacement lacks them.
pub fn lost_columns<'a>(old: &'a Table, new: &'a Table) -> impl Iterator<Item = &'a Name> {
    let columns = old.columns.iter().filter(|column| column.generated.is_none());
    columns.map(|column| &column.column_name).filter(|name| new.column(name).is_none())
}

/// The columns that both tables store, and whose types differ.
pub fn converted_columns<'a>(
    old: &'a Table,
    new: &'a Table,
) -> impl Iterator<Item = (&'a Column, &'a Column)> {
    let stored = new.columns.iter().filter(|column| column.generated.is_none());
    let pairs = stored.filter_map(|column| Some((old.column(&column.column_name)?, column)));
    pairs.filter(|(current, desired)| current.sql_type != desired.sql_type)
}
