//! Changing the type of a column: `ALTER COLUMN … TYPE`.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{Existing, conversions};
use crate::kinds::column::recollate::recollating;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::types::Conversion;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// Whether a column stays but stores different data.
pub(crate) fn is_retyped((old, new): (&Table, &Table), column: &str) -> bool {
    let stored_type =
        |column: &Column| (column.sql_type.clone(), column.collation.clone(), column.generated.clone());
    old.column(column)
        .zip(new.column(column))
        .is_some_and(|(current, desired)| stored_type(current) != stored_type(desired))
}

/// The conversion of a column's values to the type in the desired catalog.
pub(crate) fn conversion<'a>(
    old: &'a Column,
    new: &'a Column,
    context: &ChangeContext<'a>,
) -> Conversion<'a> {
    Conversion::new((&old.sql_type, context.current), (&new.sql_type, context.desired))
}

/// Whether a parent's column gets another type, which the server passes on to its children.
pub(crate) fn is_retyped_above(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let (Some(current), Some(desired)) = (context.current.table(table), context.desired.table(table)) else {
        return false;
    };
    let parents = |table: &'_ Table| -> Vec<ObjectId> {
        let partitioned = table.partition_of.iter().map(|partition| &partition.parent);
        table.inherits.iter().chain(partitioned).cloned().collect()
    };
    let kept = parents(desired);
    let kept = kept.iter().filter(|parent| parents(current).contains(parent));
    let pairs =
        kept.filter_map(|parent| Some((context.current.table(parent)?, context.desired.table(parent)?)));
    let stored_type =
        |table: &Table| table.column(&column.column_name).map(|c| (c.sql_type.clone(), c.collation.clone()));
    pairs.into_iter().any(|(old, new)| stored_type(old) != stored_type(new))
}

/// Changes the type or collation of a column of a table or foreign table.
pub(crate) fn retype(
    table: &ObjectId,
    alter: &str,
    old: &Column,
    new: &Column,
    context: &ChangeContext<'_>,
) -> ObjectChange {
    let id = table.nested(Kind::Column, new.column_name.clone());
    let conversion = conversion(old, new, context);
    let is_foreign = table.kind == Kind::ForeignTable;
    let collation = new.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
    // The values of generated columns are computed, and the values of foreign tables are elsewhere.
    let is_stored = !is_foreign && new.generated.is_none();
    let using = conversion.using(&ident(&new.column_name), &new.sql_type).filter(|_| is_stored);
    let using = using.map(|cast| format!(" USING {cast}")).unwrap_or_default();
    let sql = format!("{alter} TYPE {}{collation}{using}", new.sql_type);
    let mut change = ObjectChange::new(id.clone(), Action::Alter, [sql.into()]);
    change = change.locking(LockMode::AccessExclusive);
    change.disturbs.push(id.clone());
    let losses = if is_stored { conversion.losses.as_slice() } else { &[] };
    if new.generated.is_some() && !is_foreign && !conversion.losses.is_empty() {
        change = change.hazard(Hazard::ChangesResults);
    }
    if old.sql_type != new.sql_type {
        change = change.converting(id, (&old.sql_type, &new.sql_type), losses);
    }
    if conversion.rewrites && !is_foreign {
        change = change.rewriting();
    }
    change.scans = !is_foreign && (conversion.rewrites || reads_rows(table, old, new, context));
    if !is_foreign && !conversion.is_lossless() {
        let checks = match context.current.table(table) {
            Some(table) => {
                let existing = Existing::of(table, context.current);
                let checks = conversions::checks(existing, (old, new), &conversion, context.desired);
                // Values that would change can be computed again.
                checks.into_iter().filter(|check| is_stored || check.blocks).collect()
            }
            None => Vec::new(),
        };
        match conversion.may_fail {
            true => change = change.asking(checks),
            false => change.data_checks.extend(checks),
        }
    }
    change = recollating(change, table, (old, new), context);
    if conversion.is_other_type() { change.hazard(Hazard::BreaksCode) } else { change }
}

/// Whether the server rebuilds an index because the collation changes, or recreates a check whose
/// text stays the same, which reads all rows.
fn reads_rows(table: &ObjectId, old: &Column, new: &Column, context: &ChangeContext<'_>) -> bool {
    let is_on = |columns: &[Name]| columns.contains(&new.column_name);
    let Some(current) = context.current.table(table) else { return false };
    let rebuilds_index =
        old.collation != new.collation && current.indexes.iter().any(|index| is_on(&index.columns));
    let is_kept = |check: &Constraint| {
        let desired = context.desired.table(table).into_iter().flat_map(|desired| &desired.constraints);
        let mut same = desired.filter(|c| c.constraint_name == check.constraint_name);
        same.any(|c| c.definition == check.definition)
    };
    let mut checks =
        current.constraints.iter().filter(|c| c.constraint_type == ConstraintType::Check && !c.not_enforced);
    rebuilds_index || checks.any(|check| is_on(&check.columns) && is_kept(check))
}
