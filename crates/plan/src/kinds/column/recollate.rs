//! What can fail when a column gets another collation: strings that were different can be equal, and
//! other strings can be greater.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{self, Existing};
use crate::steps::Hazard;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::collation::Collation;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ConstraintType;
use pgplumb_catalog::kinds::index::{Index, IndexKey};
use pgplumb_catalog::{Name, ObjectId};

/// Adds what a new collation of a column means for the unique indexes and checks on the column. The
/// server builds and checks them again.
pub(super) fn recollating(
    change: ObjectChange,
    table: &ObjectId,
    (old, new): (&Column, &Column),
    context: &ChangeContext<'_>,
) -> ObjectChange {
    let (Some(current), Some(desired)) = (context.current.table(table), context.desired.table(table)) else {
        return change;
    };
    if old.collation == new.collation {
        return change;
    }
    let mut change = change;
    let is_on = |columns: &[Name]| columns.contains(&new.column_name);
    let collation = new.collation.as_ref().and_then(|name| collation(name, context.desired.catalog()));
    if let Some(collation) = collation.filter(|collation| collation.nondeterministic) {
        // Queries before the plan can only use a collation that exists.
        let exists = context.current.catalog().object(&collation.id()).is_some_and(|it| it.equals(collation));
        let unique = current.indexes.iter().filter(|index| index.is_unique && uses_collation(index, new));
        for index in unique.filter(|index| desired.index(&index.index_name).is_some()) {
            let recollated = Index {
                keys: index.keys.iter().map(|key| with_collation(key, new)).collect(),
                ..index.clone()
            };
            let check = data_checks::duplicates(Existing::of(current, context.current), &recollated);
            change = change.asking(check.filter(|_| exists));
        }
    }
    let mut checks = current.constraints.iter().filter(|check| {
        check.constraint_type == ConstraintType::Check && !check.not_enforced && is_on(&check.columns)
    });
    let is_kept = checks
        .any(|check| desired.constraints.iter().any(|other| other.constraint_name == check.constraint_name));
    match is_kept && !change.hazards.contains(&Hazard::MayFail) {
        true => change.hazard(Hazard::MayFail),
        false => change,
    }
}

/// The collation that a column names, unless it is built in.
fn collation<'a>(name: &str, catalog: &'a pgplumb_catalog::Catalog) -> Option<&'a Collation> {
    catalog.collations.iter().find(|collation| collation.sql_name() == name)
}

/// Whether an index compares the values of a column with the column's collation.
fn uses_collation(index: &Index, column: &Column) -> bool {
    index.keys.iter().any(|key| key.column.as_ref() == Some(&column.column_name) && key.collation.is_none())
        || index.keys.iter().any(|key| key.expression.is_some())
            && index.columns.contains(&column.column_name)
}

fn with_collation(key: &IndexKey, column: &Column) -> IndexKey {
    let is_plain = key.column.as_ref() == Some(&column.column_name) && key.collation.is_none();
    let collation = if is_plain { column.collation.clone() } else { key.collation.clone() };
    IndexKey { collation, ..key.clone() }
}
