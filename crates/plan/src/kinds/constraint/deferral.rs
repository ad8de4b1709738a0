//! Foreign keys that become deferrable or not: `ALTER TABLE … ALTER CONSTRAINT`.

use super::online::ConstraintAddition;
use super::table_constraint::TableConstraint;
use crate::change::{ChangeContext, ObjectChange, comment};
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;

/// The change that only makes a foreign key deferrable or not, or another part of a transaction check
/// it; `None` if the key also changes in another way. The server alters no other constraint so.
pub(super) fn deferral(
    current: &TableConstraint<'_>,
    desired: &TableConstraint<'_>,
    tables: (&Table, &Table),
    context: &ChangeContext<'_>,
) -> Option<ObjectChange> {
    let (TableConstraint::ForeignKey(old), TableConstraint::ForeignKey(new)) = (current, desired) else {
        return None;
    };
    let deferral = |key: &ForeignKey| (key.deferrable, key.initially_deferred);
    let (deferrable, initially_deferred) = deferral(new);
    let as_deferred = ForeignKey { deferrable, initially_deferred, ..(*old).clone() };
    let is_same_otherwise = TableConstraint::ForeignKey(&as_deferred).is_same(desired, tables);
    let is_own = !old.inherited && !new.inherited;
    if deferral(old) == deferral(new) || !is_same_otherwise || !is_own || old.not_valid != new.not_valid {
        return None;
    }
    let addition = ConstraintAddition::new(desired, tables, context)?;
    let (table, name) = (tables.1.sql_name(), ident(desired.name()));
    let words = match deferral(new) {
        (false, _) => "NOT DEFERRABLE",
        (true, false) => "DEFERRABLE INITIALLY IMMEDIATE",
        (true, true) => "DEFERRABLE INITIALLY DEFERRED",
    };
    let alter = format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {words}").into();
    let commented = (current.comment() != desired.comment())
        .then(|| comment(&format!("CONSTRAINT {name} ON {table}"), desired.comment()));
    let mut change = addition
        .change(Action::Alter, std::iter::once(alter).chain(commented).collect())
        .locking(LockMode::AccessExclusive);
    change.other_locks.clear();
    Some(change)
}
