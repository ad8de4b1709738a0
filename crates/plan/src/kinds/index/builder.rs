//! Building an index of a relation that is in use.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{self, Existing};
use crate::kinds::column::retype::is_retyped;
use crate::kinds::index::equality::is_same;
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// Builds the indexes of a relation.
pub(crate) struct IndexBuilder<'a> {
    owner: &'a dyn Object,
    /// The indexes that the relation has now.
    current: &'a [Index],
    is_partitioned: bool,
    context: &'a ChangeContext<'a>,
}

impl<'a> IndexBuilder<'a> {
    pub(crate) fn new(
        owner: &'a dyn Object,
        current: &'a [Index],
        is_partitioned: bool,
        context: &'a ChangeContext<'a>,
    ) -> Self {
        Self { owner, current, is_partitioned, context }
    }

    /// The relation that has the indexes.
    pub(crate) fn table(&self) -> ObjectId {
        self.owner.id()
    }

    pub(crate) fn is_partitioned(&self) -> bool {
        self.is_partitioned
    }

    pub(crate) fn columns(&self, index: &Index) -> Vec<ObjectId> {
        let names = index.columns.iter().chain(&index.include);
        names.map(|c| self.owner.id().nested(Kind::Column, c.clone())).collect()
    }

    /// Whether the current relation has this helper index, complete and valid.
    pub(crate) fn is_built(&self, helper: &Index) -> bool {
        self.current.iter().any(|i| {
            i.index_name == helper.index_name
                && is_same(i, helper)
                && i.options == helper.options
                && !i.is_invalid
        })
    }

    /// Builds an index without blocking reads or writes.
    pub(crate) fn build_concurrently(&self, index: &Index) -> ObjectChange {
        let table = self.owner.id();
        let sql = index.create_sql(&table, "CONCURRENTLY ");
        let change = ObjectChange::new(index.id(&table), Action::Create, [sql.into()]);
        change.locking(LockMode::ShareUpdateExclusive).scanning().outside_transaction()
    }

    /// Adds the check that existing rows have no duplicates, if the index is unique.
    pub(crate) fn asking_duplicates(&self, change: ObjectChange, index: &Index) -> ObjectChange {
        if !index.is_unique {
            return change;
        }
        let table = self.context.current.table(&self.owner.id());
        let existing = table
            .map(|table| Existing::of(table, self.context.current).with_added_columns(self.context.desired));
        if existing.is_some_and(|existing| data_checks::cannot_have_duplicates(existing, index)) {
            return change;
        }
        change.asking(existing.and_then(|existing| data_checks::duplicates(existing, index)))
    }
}

/// Whether an index can only be built after other changes: a column that it uses gets another type,
/// or its expressions use such a column or an object that changes.
pub(crate) fn relies_on_changes(
    (old, new): (&Table, &Table),
    index: &Index,
    context: &ChangeContext<'_>,
) -> bool {
    let computes = index.predicate.is_some() || index.keys.iter().any(|key| key.expression.is_some());
    let is_on = |column: &Name| computes || index.columns.contains(column) || index.include.contains(column);
    let is_changing = |column: &Name| old.column(column).is_none() || is_retyped((old, new), column);
    let is_changed =
        |needed: &ObjectId| match (context.current.object(needed), context.desired.object(needed)) {
            (Some(current), Some(desired)) => needed.kind != Kind::Table && !current.equals(desired),
            (current, desired) => current.is_some() != desired.is_some(),
        };
    new.columns.iter().any(|column| is_on(&column.column_name) && is_changing(&column.column_name))
        || computes && context.desired.dependencies.of(&index.id(&new.id())).any(is_changed)
}

/// The statement that drops an index. `option` is empty or `CONCURRENTLY `, `behavior` is empty or
/// ` CASCADE`.
pub(crate) fn drop_index_sql(index: &ObjectId, option: &str, behavior: &str) -> String {
    format!("DROP INDEX {option}{}{behavior}", index.path())
}
