//! Constraints that the list of columns describes completely.

use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::constraint::{
    Action, Constraint, ConstraintType, ForeignKey, Match, server_chosen_name,
};
use pgplumb_catalog::kinds::table::Table;

use crate::model::Model;

/// Whether the marks `PK`, `UK` and `FK` of the columns say all about a table's constraints and
/// indexes: keys with the names that the server chooses and without options.
pub(crate) fn constraints_are_obvious(model: &Model<'_>, table: &Table) -> bool {
    table.constraints.iter().all(|constraint| is_obvious_key(table, constraint))
        && table.foreign_keys.iter().all(|key| is_obvious_foreign_key(model, table, key))
        && table.indexes.iter().all(|index| index.is_constraint)
        && table.columns.iter().all(|column| column.not_null.is_none())
}

fn is_obvious_key(table: &Table, constraint: &Constraint) -> bool {
    let name = match constraint.constraint_type {
        ConstraintType::PrimaryKey => format!("{}_pkey", table.name),
        ConstraintType::Unique => match constraint.columns.as_slice() {
            [column] => server_chosen_name(&table.name, column, "key"),
            _ => return false,
        },
        ConstraintType::Check | ConstraintType::Exclusion => return false,
    };
    let plain = Constraint {
        constraint_name: name.as_str().into(),
        constraint_type: constraint.constraint_type,
        columns: columns_in_order(table, constraint),
        ..Constraint::default()
    };
    let index = table.index(&constraint.constraint_name);
    let has_options = index.is_some_and(|index| {
        !index.include.is_empty()
            || !index.options.is_empty()
            || index.nulls_not_distinct
            || index.tablespace.is_some()
            || index.is_invalid
            || index.is_clustered
            || index.is_replica_identity
            || index.comment.is_some()
    });
    !has_options && Constraint { definition: None, ..constraint.clone() } == plain
}

/// The columns of a constraint in the order of the table's columns.
fn columns_in_order(table: &Table, constraint: &Constraint) -> Vec<Name> {
    let names = table.columns.iter().map(|column| &column.column_name);
    names.filter(|name| constraint.columns.contains(name)).cloned().collect()
}

fn is_obvious_foreign_key(model: &Model<'_>, table: &Table, key: &ForeignKey) -> bool {
    let [column] = key.columns.as_slice() else { return false };
    let target = model.table((&key.foreign_schema, &key.foreign_table));
    let references_primary_key = target.is_some_and(|target| target.primary_key() == key.foreign_columns);
    references_primary_key
        && *key.constraint_name == *server_chosen_name(&table.name, column, "fkey")
        && key.comment.is_none()
        && key.match_type == Match::Simple
        && (key.on_update, key.on_delete) == (Action::NoAction, Action::NoAction)
        && !(key.deferrable || key.not_enforced || key.not_valid || key.period)
}
