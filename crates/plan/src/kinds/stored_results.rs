//! Stored results of a function or text search configuration that changes in place: the server does not
//! compute them again.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::{Column, ColumnClauses, GeneratedKind};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::{ident, mentions_column, parenthesize};
use pgplumb_catalog::{Kind, ObjectId};

use crate::change::{ChangeContext, ObjectChange};
use crate::steps::{Hazard, StoredResults};

/// Objects whose results depend on the objects that they call.
const CALLING: [Kind; 5] = [
    Kind::Function,
    Kind::Aggregate,
    Kind::Operator,
    Kind::TextSearchConfiguration,
    Kind::TextSearchDictionary,
];

/// Adds the columns and indexes that keep results of the changed object, if its results change.
pub(super) fn keeping_results(change: ObjectChange, context: &ChangeContext<'_>) -> ObjectChange {
    let Some(id) = change.node.object().filter(|_| change.hazards.contains(&Hazard::ChangesResults)) else {
        return change;
    };
    let results = stored_results(id, context);
    let mut change = if results.is_empty() { change } else { change.hazard(Hazard::KeepsOldValues) };
    change.stored_results = results;
    change
}

/// The stored results of an object, directly or through the objects that call it.
fn stored_results(id: &ObjectId, context: &ChangeContext<'_>) -> Vec<StoredResults> {
    let mut callers = vec![id.clone()];
    let mut dependents: BTreeSet<&ObjectId> = BTreeSet::new();
    let mut at = 0;
    while let Some(called) = callers.get(at).cloned() {
        at += 1;
        for (dependent, _) in context.desired.dependencies.iter().filter(|(_, needed)| **needed == called) {
            match CALLING.contains(&dependent.kind) {
                true if !callers.contains(dependent) => callers.push(dependent.clone()),
                true => {}
                false => {
                    dependents.insert(dependent);
                }
            }
        }
    }
    let tables =
        context.desired.tables.iter().filter_map(|table| Some((context.current.table(&table.id())?, table)));
    tables.flat_map(|(old, new)| results_of(old, new, &dependents, context)).collect()
}

/// The columns and indexes of a table that are dependents and stay as they are.
fn results_of(
    old: &Table,
    new: &Table,
    dependents: &BTreeSet<&ObjectId>,
    context: &ChangeContext<'_>,
) -> Vec<StoredResults> {
    let id = new.id();
    let column_id = |column: &Column, kind| id.nested(kind, column.column_name.clone());
    let is_dependent = |column: &&Column| {
        [Kind::Column, Kind::Default].iter().any(|kind| dependents.contains(&column_id(column, *kind)))
    };
    let is_kept = |column: &&Column| {
        let current = old.column(&column.column_name);
        current.is_some_and(|old| (&old.generated, &old.sql_type) == (&column.generated, &column.sql_type))
    };
    let stored = new.columns.iter().filter(|column| {
        column.generated.as_ref().is_some_and(|generated| generated.kind == GeneratedKind::Stored)
    });
    let columns = stored.filter(is_dependent).filter(is_kept).map(|column| StoredResults {
        object: column_id(column, Kind::Column),
        recompute: recompute(new, column, context),
    });
    let constraint = |index: &Index| id.nested(Kind::Constraint, index.index_name.clone());
    let is_built_over = |index: &&Index| {
        dependents.contains(&index.id(&id)) || index.is_constraint && dependents.contains(&constraint(index))
    };
    let is_kept = |index: &&Index| old.index(&index.index_name).is_some_and(|old| old == *index);
    let indexes = new.indexes.iter().filter(is_built_over).filter(is_kept).map(|index| {
        // An exclusion constraint's index cannot be built concurrently.
        let concurrently = if index.is_constraint { "" } else { "CONCURRENTLY " };
        let recompute = format!("REINDEX INDEX {concurrently}{}", index.id(&id).path());
        StoredResults { object: index.id(&id), recompute }
    });
    columns.chain(indexes).collect()
}

/// The statement that computes the values of a generated column again. An UPDATE only does so if it sets
/// a column that the expression uses.
fn recompute(table: &Table, column: &Column, context: &ChangeContext<'_>) -> String {
    let expression = column.generated.as_ref().map_or("", |generated| &generated.expression);
    let base = table
        .columns
        .iter()
        .find(|base| base.generated.is_none() && mentions_column(expression, &base.column_name));
    let (path, name) = (table.sql_name(), ident(&column.column_name));
    match base {
        Some(base) => format!("UPDATE {path} SET {0} = {0}", ident(&base.column_name)),
        None if context.version.major() >= 17 => {
            format!("ALTER TABLE {path} ALTER COLUMN {name} SET EXPRESSION AS {}", parenthesize(expression))
        }
        None => format!(
            "ALTER TABLE {path} DROP COLUMN {name}, ADD COLUMN {}",
            column.line(&table.id(), EVERYTHING)
        ),
    }
}

/// All clauses of a column.
const EVERYTHING: ColumnClauses =
    ColumnClauses { default: true, null_default: false, generated: true, not_null: true };
