//! Changing the expression of a generated column in place.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{Existing, conversions};
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::ObjectId;
use pgplumb_catalog::kinds::column::{Column, GeneratedKind};
use pgplumb_catalog::sql::parenthesize;

/// The change that sets or drops the expression of a column.
pub(super) fn expression(
    (table, id): (&ObjectId, &ObjectId),
    alter: &str,
    (old, new): (&Column, &Column),
    context: &ChangeContext<'_>,
) -> Option<ObjectChange> {
    let change = |sql: String| {
        ObjectChange::new(id.clone(), Action::Alter, [sql.into()]).locking(LockMode::AccessExclusive)
    };
    let current = old.generated.as_ref()?;
    let Some(generated) = &new.generated else { return Some(change(format!("{alter} DROP EXPRESSION"))) };
    if current == generated {
        return None;
    }
    let sql = format!("{alter} SET EXPRESSION AS {}", parenthesize(&generated.expression));
    let change = change(sql).hazard(Hazard::ChangesResults);
    if generated.kind != GeneratedKind::Stored {
        return Some(change);
    }
    let change = change.scanning().rewriting();
    let existing = context.current.table(table).map(|table| Existing::of(table, context.current));
    let checks = existing.map(|existing| conversions::added(existing, new, context.desired));
    Some(change.asking(checks.into_iter().flatten()))
}
