//! Constraints that become enforced or not: `ALTER TABLE … ALTER CONSTRAINT`.

use super::online::ConstraintAddition;
use super::table_constraint::TableConstraint;
use crate::change::{ChangeContext, ObjectChange, comment};
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;

/// The change that only makes a constraint enforced or not enforced; `None` if the constraint also
/// changes in another way, or if the server has no statement for it.
///
/// Online, a constraint that becomes enforced is replaced instead: the statement would scan the table
/// under a lock that blocks everything.
pub(super) fn enforcement(
    current: &TableConstraint<'_>,
    desired: &TableConstraint<'_>,
    tables: (&Table, &Table),
    context: &ChangeContext<'_>,
) -> Option<ObjectChange> {
    let (_, new) = tables;
    let is_enforced = !desired.is_not_enforced();
    let is_own = !current.is_inherited() && !desired.is_inherited() && new.foreign.is_none();
    if current.is_not_enforced() != is_enforced
        || !is_own
        || !is_alterable(desired, context)
        || desired.is_not_valid()
        || !is_same_otherwise(current, desired, tables)
    {
        return None;
    }
    let addition = ConstraintAddition::new(desired, tables, context)?;
    if is_enforced && addition.can_validate_later() {
        return None;
    }
    let (table, name) = (new.sql_name(), ident(desired.name()));
    let word = if is_enforced { "ENFORCED" } else { "NOT ENFORCED" };
    let alter = format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {word}").into();
    let commented = (current.comment() != desired.comment())
        .then(|| comment(&format!("CONSTRAINT {name} ON {table}"), desired.comment()));
    let mut change = addition
        .change(Action::Alter, std::iter::once(alter).chain(commented).collect())
        .locking(LockMode::AccessExclusive);
    if is_enforced {
        return Some(addition.scanning_rows(change));
    }
    change.other_locks.iter_mut().for_each(|lock| lock.mode = LockMode::AccessExclusive);
    Some(change)
}

/// Whether the server can change the enforcement of such a constraint.
fn is_alterable(constraint: &TableConstraint<'_>, context: &ChangeContext<'_>) -> bool {
    let since = match constraint {
        TableConstraint::ForeignKey(_) => 18,
        TableConstraint::Constraint(check) if check.constraint_type == ConstraintType::Check => 19,
        TableConstraint::Constraint(_) => return false,
    };
    context.version.major() >= since
}

/// Whether the constraints are equal apart from enforcement, comment and validity.
fn is_same_otherwise(
    current: &TableConstraint<'_>,
    desired: &TableConstraint<'_>,
    tables: (&Table, &Table),
) -> bool {
    let not_enforced = desired.is_not_enforced();
    match current {
        TableConstraint::Constraint(check) => {
            let check = Constraint { not_enforced, ..(*check).clone() };
            TableConstraint::Constraint(&check).is_same(desired, tables)
        }
        TableConstraint::ForeignKey(key) => {
            let key = ForeignKey { not_enforced, ..(*key).clone() };
            TableConstraint::ForeignKey(&key).is_same(desired, tables)
        }
    }
}
