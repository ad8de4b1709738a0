//! `NOT NULL` on a column that is in use.

use super::Column;
use crate::kinds::alter::comment;
use crate::kinds::constraint::{ConstraintType, server_chosen_name};
use crate::kinds::table::Table;
use crate::kinds::{AlterContext, PartChange, Statement, helper_name, questions};
use crate::plan::{Action, LockMode};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

/// The name of the check that keeps nulls out of a column until the column does so itself.
pub(crate) fn helper(table: &str, column: &str) -> Name {
    helper_name(&server_chosen_name(table, column, "not_null"))
}

/// Keeps nulls out of a column.
///
/// Online, the rows that there are are read under a lock that keeps nobody from their work: by validating the constraint itself where it can be
/// added without that (PostgreSQL 18), otherwise by validating a check, which `SET NOT NULL` then takes for granted.
pub(super) fn set(
    table: &ObjectId,
    id: &ObjectId,
    alter: &str,
    old: &Column,
    new: &Column,
    context: &AlterContext<'_>,
) -> Vec<PartChange> {
    let path = table.path();
    let has_constraints = context.version.major() >= 18;
    let chosen: Name = server_chosen_name(&table.name, &new.column_name, "not_null").into();
    let said = new.not_null.as_deref();
    let name = said.map_or(&chosen, |said| &said.name);
    let constraint = |valid: &str| {
        let inherit = if said.is_some_and(|said| said.no_inherit) { " NO INHERIT" } else { "" };
        let (name, column) = (ident(name), ident(&new.column_name));
        Statement::from(format!("ALTER TABLE {path} ADD CONSTRAINT {name} NOT NULL {column}{inherit}{valid}"))
    };
    let about = said.and_then(|said| said.comment.as_deref()).filter(|_| has_constraints);
    let about = about.map(|text| comment(&format!("CONSTRAINT {} ON {path}", ident(name)), Some(text)));
    let step = |statements: Vec<Statement>| {
        PartChange::new(id.clone(), Action::Alter, statements).locking(LockMode::AccessExclusive)
    };
    let is_foreign = table.kind == Kind::ForeignTable;
    if has_constraints && said.is_some_and(|said| said.not_valid) {
        return vec![step(std::iter::once(constraint(" NOT VALID")).chain(about).collect())];
    }
    let from_above = comes_from_above(table, new, context);
    // Unless the table says it besides.
    if from_above && said.is_none_or(|said| said.inherited_from == 0) {
        return Vec::new();
    }
    let was =
        context.from.table(table).filter(|table| table.column(&old.column_name).is_some() && !is_foreign);
    let question = was.and_then(|table| questions::nulls(table, &new.column_name));
    let is_free = |table: &Table| {
        table.constraints.iter().all(|c| c.constraint_name != *name)
            && table.foreign_keys.iter().all(|k| k.constraint_name != *name)
    };
    match was {
        Some(was) if context.online && !from_above => {
            let helper = helper(&table.name, &new.column_name);
            let there = was
                .constraints
                .iter()
                .find(|c| c.constraint_name == helper && c.constraint_type == ConstraintType::Check);
            if has_constraints && there.is_none() && is_free(was) {
                let sql = format!("ALTER TABLE {path} VALIDATE CONSTRAINT {}", ident(name));
                let validate = step(std::iter::once(sql.into()).chain(about).collect());
                return vec![
                    step(vec![constraint(" NOT VALID")]),
                    validate.locking(LockMode::ShareUpdateExclusive).scanning().asking(question),
                ];
            }
            let name = ident(&helper);
            let mut changes = Vec::new();
            if there.is_none() {
                let sql = format!(
                    "ALTER TABLE {path} ADD CONSTRAINT {name} CHECK ({} IS NOT NULL) NOT VALID",
                    ident(&new.column_name)
                );
                changes.push(step(vec![sql.into()]));
            }
            if there.is_none_or(|check| check.not_valid) {
                let sql = format!("ALTER TABLE {path} VALIDATE CONSTRAINT {name}");
                changes.push(
                    step(vec![sql.into()])
                        .locking(LockMode::ShareUpdateExclusive)
                        .scanning()
                        .asking(question),
                );
            }
            let set = match said {
                Some(_) if has_constraints => constraint(""),
                _ => format!("{alter} SET NOT NULL").into(),
            };
            let drop = format!("ALTER TABLE {path} DROP CONSTRAINT {name}").into();
            changes.push(step([set, drop].into_iter().chain(about).collect()));
            changes
        }
        _ => {
            let set = match said {
                Some(_) if has_constraints => constraint(""),
                _ => format!("{alter} SET NOT NULL").into(),
            };
            let mut change = step(std::iter::once(set).chain(about).collect()).asking(question);
            change.scans = was.is_some() && !from_above;
            change.needs.extend(
                parents(table, context).map(|parent| parent.nested(Kind::Column, new.column_name.clone())),
            );
            vec![change]
        }
    }
}

/// The tables that a table is to have its columns from.
fn parents<'a>(table: &ObjectId, context: &AlterContext<'a>) -> impl Iterator<Item = &'a ObjectId> {
    let table = context.to.table(table);
    table
        .into_iter()
        .flat_map(|t| t.inherits.iter().chain(t.partition_of.as_ref().map(|partition| &partition.parent)))
}

/// Whether a parent's column keeps nulls out from now on, and so the children's.
fn comes_from_above(table: &ObjectId, column: &Column, context: &AlterContext<'_>) -> bool {
    let is_not_null = |table: &Table| table.column(&column.column_name).is_some_and(Column::is_not_null);
    parents(table, context).any(|parent| {
        let inherits = context.from.table(table).is_some_and(|was| {
            was.inherits.contains(parent)
                || was.partition_of.as_ref().is_some_and(|partition| partition.parent == *parent)
        });
        let (Some(was), Some(is)) = (context.from.table(parent), context.to.table(parent)) else {
            return false;
        };
        inherits && !is_not_null(was) && is_not_null(is) && was.column(&column.column_name).is_some()
    })
}
