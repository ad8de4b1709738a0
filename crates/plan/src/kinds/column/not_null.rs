//! Adding `NOT NULL` to a column while the table is in use.

use crate::change::{ChangeContext, ObjectChange, comment};
use crate::data_checks::{self, Existing};
use crate::helper_names::helper_name;
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Statement;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{ConstraintType, server_chosen_name};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The name of the helper check that rejects nulls until the column is `NOT NULL`.
pub(crate) fn helper_check_name(table: &str, column: &str) -> Name {
    helper_name(&server_chosen_name(table, column, "not_null"))
}

/// Makes a column `NOT NULL`.
///
/// Online, existing rows are scanned under a lock that does not block reads or writes. From
/// PostgreSQL 18 on, the not-null constraint is added as `NOT VALID` and then validated. Before, a
/// helper check is validated, after which `SET NOT NULL` skips its scan.
pub(crate) fn set(
    table: &ObjectId,
    id: &ObjectId,
    alter: &str,
    old: &Column,
    new: &Column,
    context: &ChangeContext<'_>,
) -> Vec<ObjectChange> {
    let path = table.path();
    let has_not_null_constraints = context.version.major() >= 18;
    let default_name: Name = server_chosen_name(&table.name, &new.column_name, "not_null").into();
    let not_null = new.not_null.as_deref();
    let name = not_null.map_or(&default_name, |not_null| &not_null.name);
    let constraint = |valid: &str| {
        let inherit = if not_null.is_some_and(|not_null| not_null.no_inherit) { " NO INHERIT" } else { "" };
        let (name, column) = (ident(name), ident(&new.column_name));
        Statement::from(format!("ALTER TABLE {path} ADD CONSTRAINT {name} NOT NULL {column}{inherit}{valid}"))
    };
    let comment_statement =
        not_null.and_then(|not_null| not_null.comment.as_deref()).filter(|_| has_not_null_constraints);
    let comment_statement =
        comment_statement.map(|text| comment(&format!("CONSTRAINT {} ON {path}", ident(name)), Some(text)));
    let alter_column = |statements: Vec<Statement>| {
        ObjectChange::new(id.clone(), Action::Alter, statements).locking(LockMode::AccessExclusive)
    };
    let is_foreign = table.kind == Kind::ForeignTable;
    if has_not_null_constraints && not_null.is_some_and(|not_null| not_null.not_valid) {
        return vec![alter_column(
            std::iter::once(constraint(" NOT VALID")).chain(comment_statement).collect(),
        )];
    }
    let is_set_by_parent = becomes_not_null_with_parent(table, new, context);
    // Unless the table also declares the constraint itself.
    if is_set_by_parent && not_null.is_none_or(|not_null| not_null.parent_count == 0) {
        return Vec::new();
    }
    let current =
        context.current.table(table).filter(|table| table.column(&old.column_name).is_some() && !is_foreign);
    let check =
        current.and_then(|table| data_checks::nulls(Existing::of(table, context.current), &new.column_name));
    let is_free = |table: &Table| {
        table.constraints.iter().all(|c| c.constraint_name != *name)
            && table.foreign_keys.iter().all(|k| k.constraint_name != *name)
    };
    match current {
        Some(current) if context.online && !is_set_by_parent => {
            let helper_check_name = helper_check_name(&table.name, &new.column_name);
            let existing = current.constraints.iter().find(|c| {
                c.constraint_name == helper_check_name && c.constraint_type == ConstraintType::Check
            });
            if has_not_null_constraints && existing.is_none() && is_free(current) {
                let sql = format!("ALTER TABLE {path} VALIDATE CONSTRAINT {}", ident(name));
                let validate = alter_column(std::iter::once(sql.into()).chain(comment_statement).collect());
                return vec![
                    alter_column(vec![constraint(" NOT VALID")]),
                    validate.locking(LockMode::ShareUpdateExclusive).scanning().asking(check),
                ];
            }
            let name = ident(&helper_check_name);
            let mut changes = Vec::new();
            if existing.is_none() {
                let sql = format!(
                    "ALTER TABLE {path} ADD CONSTRAINT {name} CHECK ({} IS NOT NULL) NOT VALID",
                    ident(&new.column_name)
                );
                changes.push(alter_column(vec![sql.into()]));
            }
            if existing.is_none_or(|check| check.not_valid) {
                let sql = format!("ALTER TABLE {path} VALIDATE CONSTRAINT {name}");
                changes.push(
                    alter_column(vec![sql.into()])
                        .locking(LockMode::ShareUpdateExclusive)
                        .scanning()
                        .asking(check),
                );
            }
            let set = match not_null {
                Some(_) if has_not_null_constraints => constraint(""),
                _ => format!("{alter} SET NOT NULL").into(),
            };
            let drop = format!("ALTER TABLE {path} DROP CONSTRAINT {name}").into();
            changes.push(alter_column([set, drop].into_iter().chain(comment_statement).collect()));
            changes
        }
        _ => {
            let set = match not_null {
                Some(_) if has_not_null_constraints => constraint(""),
                _ => format!("{alter} SET NOT NULL").into(),
            };
            let change = alter_column(std::iter::once(set).chain(comment_statement).collect());
            // The server does not check the rows of a foreign table.
            let mut change = if is_foreign { change } else { change.asking(check) };
            change.scans = current.is_some() && !is_set_by_parent;
            change.needs.extend(
                parents(table, context)
                    .map(|parent| parent.nested(Kind::Column, new.column_name.clone()).into()),
            );
            vec![change]
        }
    }
}

/// The desired parents of a table.
fn parents<'a>(table: &ObjectId, context: &ChangeContext<'a>) -> impl Iterator<Item = &'a ObjectId> {
    let table = context.desired.table(table);
    table
        .into_iter()
        .flat_map(|t| t.inherits.iter().chain(t.partition_of.as_ref().map(|partition| &partition.parent)))
}

/// Whether a parent's column becomes `NOT NULL`, and with it the child's column.
fn becomes_not_null_with_parent(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let is_not_null = |table: &Table| table.column(&column.column_name).is_some_and(Column::is_not_null);
    parents(table, context).any(|parent| {
        let inherits = context.current.table(table).is_some_and(|current| {
            current.inherits.contains(parent)
                || current.partition_of.as_ref().is_some_and(|partition| partition.parent == *parent)
        });
        let (Some(current), Some(desired)) = (context.current.table(parent), context.desired.table(parent))
        else {
            return false;
        };
        inherits
            && !is_not_null(current)
            && is_not_null(desired)
            && current.column(&column.column_name).is_some()
    })
}
