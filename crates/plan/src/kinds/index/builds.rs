//! Building, replacing and dropping indexes on a relation that is in use.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{self, Existing};
use crate::decisions::Question;
use crate::helper_names::{helper_name, is_helper};
use crate::kinds::constraint::online::key_helper;
use crate::kinds::index::is_same;
use crate::kinds::index::partitioned::Swap;
use crate::kinds::table::inherited::{attached_indexes, is_index_dropped_with_parent, is_retyped};
use crate::steps::{Action, Lock, LockMode};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};
use rustc_hash::FxHashSet;

/// Plans the changes of a relation's indexes.
pub(crate) struct IndexPlanner<'a> {
    owner: &'a dyn Object,
    old: &'a [Index],
    new: &'a [Index],
    is_partitioned: bool,
    context: &'a ChangeContext<'a>,
}

/// The index under its helper name, to be renamed or turned into a constraint once it is built.
pub(crate) fn helper_of(index: &Index) -> Index {
    Index {
        index_name: helper_name(&index.index_name),
        is_constraint: false,
        is_primary: false,
        is_clustered: false,
        is_replica_identity: false,
        comment: None,
        ..index.clone()
    }
}

impl<'a> IndexPlanner<'a> {
    pub(crate) fn new(
        owner: &'a dyn Object,
        (old, new): (&'a [Index], &'a [Index]),
        is_partitioned: bool,
        context: &'a ChangeContext<'a>,
    ) -> Self {
        Self { owner, old, new, is_partitioned, context }
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

    /// Whether indexes are built and dropped with `CONCURRENTLY`.
    fn is_concurrent(&self) -> bool {
        let is_built = matches!(self.owner.id().kind, Kind::Table | Kind::MaterializedView);
        self.context.online && !self.is_partitioned && is_built
    }

    /// Whether the current relation has this helper index, complete and valid.
    pub(crate) fn is_built(&self, helper: &Index) -> bool {
        self.old.iter().any(|i| {
            i.index_name == helper.index_name
                && is_same(i, helper)
                && i.options == helper.options
                && !i.is_invalid
        })
    }

    /// Whether an index is a helper that a change reuses.
    pub(crate) fn is_reused_helper(&self, name: &Name) -> bool {
        if !is_helper(name) {
            return false;
        }
        let swapped = self.new.iter().filter(|desired| helper_name(&desired.index_name) == *name);
        let mut swapped = swapped.filter_map(|desired| {
            Some((Swap::of(&self.table(), &desired.index_name, self.context)?, desired))
        });
        if swapped.any(|(swap, desired)| swap.is_built(&self.table(), desired)) {
            return true;
        }
        if !self.is_concurrent() {
            return false;
        }
        let current_of =
            |index: &Index| self.old.iter().find(|current| current.index_name == index.index_name);
        let replaced = self.new.iter().filter(|desired| {
            !desired.is_constraint && current_of(desired).is_some_and(|current| !is_same(current, desired))
        });
        let table = self.context.desired.table(&self.owner.id());
        let keys = table.into_iter().flat_map(|table| {
            let is_missing = |index: &Index| current_of(index).is_none_or(|current| !is_same(current, index));
            let keys = table
                .constraints
                .iter()
                .filter(move |c| table.index(&c.constraint_name).is_some_and(is_missing));
            keys.filter_map(|c| key_helper(c, table))
        });
        let mut helpers = replaced.map(helper_of).chain(keys);
        helpers.any(|helper| helper.index_name == *name && self.is_built(&helper))
    }

    /// Builds an index without blocking reads or writes.
    pub(crate) fn build_concurrently(&self, index: &Index) -> ObjectChange {
        let table = self.owner.id();
        let sql = index.create_sql(&table, "CONCURRENTLY ");
        let change = ObjectChange::new(index.id(&table), Action::Create, [sql.into()]);
        change.locking(LockMode::ShareUpdateExclusive).scanning().outside_transaction()
    }

    /// The changes that create an index.
    pub(crate) fn create(&self, desired: &Index) -> Vec<ObjectChange> {
        let table = self.owner.id();
        if let Some(swap) = Swap::of(&table, &desired.index_name, self.context) {
            return swap.helper(self, desired).into_iter().collect();
        }
        let id = desired.id(&table);
        let is_built_first = desired.partition_of.as_ref().is_none_or(|parent| self.needs_attaching(parent));
        let completing = IndexSettings::completing(desired, &table);
        let needs = self.columns(desired);
        let mut changes = Vec::new();
        if self.is_partitioned && is_built_per_partition(&table, &id, self.context) {
            let only = Index { is_invalid: true, ..desired.clone() };
            let statements =
                std::iter::once(only.create_sql(&table, "").into()).chain(completing.into_statements());
            changes.push(
                ObjectChange::new(id, Action::Create, statements).locking(LockMode::Share).needing(needs),
            );
        } else if self.is_concurrent() && is_built_first {
            let duplicates_check = self.duplicates_check(desired);
            let change = self.build_concurrently(desired).needing(needs);
            changes.push(if desired.is_unique { change.asking(duplicates_check) } else { change });
            if !completing.is_empty() {
                changes.push(completing.change(id.clone()).needing([id]));
            }
        } else {
            let duplicates_check = self.duplicates_check(desired);
            // Existing matching indexes of partitions are attached, so they are created first.
            let children =
                if self.is_partitioned { attached_indexes(&id, self.context.desired) } else { Vec::new() };
            let statements = std::iter::once(Statement::from(desired.create_sql(&table, "")))
                .chain(completing.into_statements());
            let change =
                ObjectChange::new(id, Action::Create, statements).locking(LockMode::Share).scanning();
            let change = change.needing(needs).needing(children);
            changes.push(if desired.is_unique { change.asking(duplicates_check) } else { change });
        }
        changes
    }

    pub(crate) fn duplicates_check(&self, index: &Index) -> Option<crate::steps::DataCheck> {
        let table = self.context.current.table(&self.owner.id())?;
        let existing = Existing::of(table, self.context.current).with_added_columns(self.context.desired);
        data_checks::duplicates(existing, index)
    }

    /// Whether an index of a partition must be attached by a statement, because the parent's index
    /// exists already or is created with `ON ONLY`.
    fn needs_attaching(&self, parent: &ObjectId) -> bool {
        let Some(partition) =
            self.context.desired.table(&self.owner.id()).and_then(|t| t.partition_of.as_ref())
        else {
            return false;
        };
        let current = self.context.current.table(&partition.parent).and_then(|t| t.index(&parent.name));
        let desired = self.context.desired.table(&partition.parent).and_then(|t| t.index(&parent.name));
        match (current, desired) {
            (Some(current), Some(desired))
                if is_same(current, desired) && !is_index_dropped_with_parent(current, self.context) =>
            {
                true
            }
            _ => is_built_per_partition(&partition.parent, parent, self.context),
        }
    }

    fn relies_on_changes(&self, index: &Index) -> bool {
        let id = self.owner.id();
        let tables = self.context.current.table(&id).zip(self.context.desired.table(&id));
        tables.is_some_and(|tables| relies_on_changes(tables, index, self.context))
    }

    /// The changes that replace an index by another of the same name, building the new one first;
    /// `None` if that is not possible.
    pub(crate) fn replace(&self, current: &Index, desired: &Index) -> Option<Vec<ObjectChange>> {
        let table = self.owner.id();
        if let Some(swap) = Swap::of(&table, &desired.index_name, self.context) {
            return Some(swap.helper(self, desired).into_iter().chain([swap.swap()]).collect());
        }
        if !self.is_concurrent()
            || current.partition_of.is_some()
            || desired.partition_of.is_some()
            || self.relies_on_changes(desired)
        {
            return None;
        }
        let (id, helper) = (desired.id(&table), helper_of(desired));
        let mut changes = Vec::new();
        if !self.is_built(&helper) {
            let change = self
                .build_concurrently(&helper)
                .needing(self.columns(desired))
                .holding([id.clone()])
                .preparing(id.clone());
            changes.push(if desired.is_unique {
                change.asking(self.duplicates_check(desired))
            } else {
                change
            });
        }
        let rename = Statement::from(format!(
            "ALTER INDEX {} RENAME TO {}",
            helper.id(&table).path(),
            ident(&desired.index_name)
        ));
        let renamed = IndexSettings::completing(desired, &table).prepend(rename);
        // A foreign key or replica identity must never be without its index.
        let is_always_needed =
            self.is_relied_on(&id) || desired.is_replica_identity || current.is_replica_identity;
        if is_always_needed {
            let drop = Statement::from(drop_index_sql(&id, "", ""));
            let mut swap =
                ObjectChange::new(id.clone(), Action::Alter, renamed.prepend(drop).into_statements());
            swap.disturbs.push(id);
            let swap = swap.locking(LockMode::AccessExclusive).holding(self.columns(current));
            changes.push(swap.needing([helper.id(&table)]));
        } else {
            changes.push(self.drop(current).holding(self.columns(current)));
            changes.push(renamed.change(id).needing([helper.id(&table)]));
        }
        Some(changes)
    }

    /// The change that drops an index.
    pub(crate) fn drop(&self, current: &Index) -> ObjectChange {
        let id = current.id(&self.owner.id());
        let is_concurrent = self.is_concurrent() && current.partition_of.is_none() && !self.is_relied_on(&id);
        let (option, lock) = match is_concurrent {
            true => ("CONCURRENTLY ", LockMode::ShareUpdateExclusive),
            false => ("", LockMode::AccessExclusive),
        };
        // The cascade also drops a partition's own constraint on an attached index; it is created
        // again.
        let mut attached = self.context.current.attached(&id).iter();
        let cascade = self.is_partitioned && attached.any(|(_, index)| index.is_constraint);
        let sql = drop_index_sql(&id, option, if cascade { " CASCADE" } else { "" });
        let change = ObjectChange::new(id, Action::Drop, [sql.into()]).locking(lock);
        if is_concurrent { change.outside_transaction() } else { change }
    }

    /// Whether a foreign key relies on the index.
    fn is_relied_on(&self, id: &ObjectId) -> bool {
        self.context.current.is_referenced(id)
    }
}

/// The statement that drops an index. `option` is empty or `CONCURRENTLY `, `behavior` is empty or
/// ` CASCADE`.
pub(crate) fn drop_index_sql(index: &ObjectId, option: &str, behavior: &str) -> String {
    format!("DROP INDEX {option}{}{behavior}", index.path())
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

/// Statements that set properties of an existing index, and their locks.
#[derive(Default)]
pub(crate) struct IndexSettings {
    statements: Vec<Statement>,
    /// The strongest lock on the table; `None` if only the index itself is locked.
    lock: Option<LockMode>,
    /// Whether the index is copied to another tablespace.
    moves: bool,
}

impl IndexSettings {
    /// The settings of a new index that `CREATE INDEX` cannot express.
    pub fn completing(index: &Index, table: &ObjectId) -> Self {
        let mut settings = Self { statements: index.completion(table), ..Self::default() };
        settings.lock_for_cluster(index.is_clustered);
        settings.lock_for_replica_identity(index.is_replica_identity);
        settings
    }

    pub fn add(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    pub fn prepend(mut self, statement: Statement) -> Self {
        self.statements.insert(0, statement);
        self
    }

    pub fn moving(&mut self, statement: Statement) {
        self.statements.push(statement);
        self.moves = true;
    }

    pub fn lock_for_cluster(&mut self, changes: bool) {
        self.lock = self.lock.max(changes.then_some(LockMode::ShareUpdateExclusive));
    }

    pub fn lock_for_replica_identity(&mut self, changes: bool) {
        self.lock = self.lock.max(changes.then_some(LockMode::AccessExclusive));
    }

    /// These settings, followed by others.
    pub fn and(mut self, other: Self) -> Self {
        self.statements.extend(other.statements);
        Self { lock: self.lock.max(other.lock), moves: self.moves || other.moves, ..self }
    }

    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The statements, for a change that takes at least the same locks.
    pub fn into_statements(self) -> Vec<Statement> {
        self.statements
    }

    /// The change that executes the statements. `id` is the index, or the constraint that it
    /// belongs to.
    pub fn change(self, id: ObjectId) -> ObjectChange {
        let mut change = ObjectChange::new(id.clone(), Action::Alter, self.statements);
        change.lock = self.lock;
        if self.moves {
            // Queries that would use the index wait.
            change.other_locks.push(Lock { mode: LockMode::AccessExclusive, on: id, scans: true });
        }
        change
    }
}

/// Whether the index of a partitioned table is created with `ON ONLY`, and the indexes of its
/// partitions are built one by one and attached. Requires that all partitions are known and that
/// each has the index. The server attaches the indexes of new partitions with the partitions.
pub(crate) fn is_built_per_partition(
    table: &ObjectId,
    index: &ObjectId,
    context: &ChangeContext<'_>,
) -> bool {
    let question = Question::BuiltPerPartition { online: context.online };
    context.decisions.get(question, index.clone(), || can_be_built_per_partition(table, index, context))
}

fn can_be_built_per_partition(table: &ObjectId, index: &ObjectId, context: &ChangeContext<'_>) -> bool {
    // A foreign table cannot have an index, so the parent's index would never become valid.
    let is_foreign = context.desired.has_foreign_partition(table);
    // The index of a partition's key exists when the parent's index is created, and is attached
    // then.
    let is_attached = |i: &Index| !i.is_constraint && i.partition_of.as_ref() == Some(index);
    let has_index = |t: &Table| t.indexes.iter().any(is_attached);
    let current: FxHashSet<ObjectId> = context.current.partitions(table).iter().map(|t| t.id()).collect();
    let desired = context.desired.partitions(table);
    let is_kept = |t: &&Table| current.contains(&t.id());
    let is_new = |t: &Table| context.current.table(&t.id()).is_none();
    let is_unchanged = current.len() == desired.len() && desired.iter().all(is_kept);
    // The index of the same name would be dropped first.
    let replaces = !is_unchanged && context.current.index(index).is_some();
    context.online
        && !is_foreign
        && !replaces
        && !context.unlisted.contains(table)
        && desired.iter().any(is_kept)
        && desired.iter().all(|t| (is_kept(t) || is_new(t)) && has_index(t))
}
