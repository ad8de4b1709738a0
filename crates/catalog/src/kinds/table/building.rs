//! Indexes built and dropped on a relation that is in use.

use super::Table;
use super::below::{indexes_below, is_retyped, parent_goes};
use super::indexes::is_same;
use super::online::key_helper;
use super::swapping::Swap;
use crate::kinds::index::Index;
use crate::kinds::{AlterContext, Object, PartChange, Statement, helper_name, is_helper, questions};
use crate::plan::{Action, Lock, LockMode};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

/// The indexes of a relation, as they are and as they are to be.
pub(super) struct Building<'a> {
    owner: &'a dyn Object,
    old: &'a [Index],
    new: &'a [Index],
    is_partitioned: bool,
    context: &'a AlterContext<'a>,
}

/// The index as it is built first, to be renamed or made a constraint of.
pub(super) fn helper_of(index: &Index) -> Index {
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

impl<'a> Building<'a> {
    pub(super) fn new(
        owner: &'a dyn Object,
        (old, new): (&'a [Index], &'a [Index]),
        is_partitioned: bool,
        context: &'a AlterContext<'a>,
    ) -> Self {
        Self { owner, old, new, is_partitioned, context }
    }

    /// What they are on.
    pub(super) fn table(&self) -> ObjectId {
        self.owner.id()
    }

    pub(super) fn is_partitioned(&self) -> bool {
        self.is_partitioned
    }

    pub(super) fn columns(&self, index: &Index) -> Vec<ObjectId> {
        let names = index.columns.iter().chain(&index.include);
        names.map(|c| self.owner.id().nested(Kind::Column, c.clone())).collect()
    }

    /// Whether `CONCURRENTLY` is wanted and possible.
    fn is_beside(&self) -> bool {
        let is_built = matches!(self.owner.id().kind, Kind::Table | Kind::MaterializedView);
        self.context.online && !self.is_partitioned && is_built
    }

    /// Whether the helper is there already and complete.
    pub(super) fn is_there(&self, helper: &Index) -> bool {
        self.old.iter().any(|i| {
            i.index_name == helper.index_name
                && is_same(i, helper)
                && i.options == helper.options
                && !i.is_invalid
        })
    }

    /// Whether an index is a helper that a change goes on with.
    pub(super) fn is_used(&self, name: &Name) -> bool {
        if !is_helper(name) {
            return false;
        }
        let swapped = self.new.iter().filter(|is| helper_name(&is.index_name) == *name);
        let mut swapped =
            swapped.filter_map(|is| Some((Swap::of(&self.table(), &is.index_name, self.context)?, is)));
        if swapped.any(|(swap, is)| swap.is_there(&self.table(), is)) {
            return true;
        }
        if !self.is_beside() {
            return false;
        }
        let was = |index: &Index| self.old.iter().find(|was| was.index_name == index.index_name);
        let replaced =
            self.new.iter().filter(|is| !is.is_constraint && was(is).is_some_and(|was| !is_same(was, is)));
        let table = self.context.to.table(&self.owner.id());
        let keys = table.into_iter().flat_map(|table| {
            let is_missing = |index: &Index| was(index).is_none_or(|was| !is_same(was, index));
            let keys = table
                .constraints
                .iter()
                .filter(move |c| table.index(&c.constraint_name).is_some_and(is_missing));
            keys.filter_map(|c| key_helper(c, table))
        });
        let mut helpers = replaced.map(helper_of).chain(keys);
        helpers.any(|helper| helper.index_name == *name && self.is_there(&helper))
    }

    /// Builds an index while others read and write.
    pub(super) fn beside(&self, index: &Index) -> PartChange {
        let table = self.owner.id();
        let sql = index.create_sql(&table, "CONCURRENTLY ");
        let change = PartChange::new(index.id(&table), Action::Create, [sql.into()]);
        change.locking(LockMode::ShareUpdateExclusive).scanning().alone()
    }

    /// The changes that make an index.
    pub(super) fn create(&self, is: &Index) -> Vec<PartChange> {
        let table = self.owner.id();
        if let Some(swap) = Swap::of(&table, &is.index_name, self.context) {
            return swap.helper(self, is).into_iter().collect();
        }
        let id = is.id(&table);
        let is_attached = is.partition_of.as_ref().is_none_or(|parent| self.is_attached(parent));
        let completing = is.completing(&table);
        let needs = self.columns(is);
        let mut changes = Vec::new();
        if self.is_partitioned && goes_by_parts(&table, &id, self.context) {
            let only = Index { is_invalid: true, ..is.clone() };
            let statements = std::iter::once(only.create_sql(&table, "").into()).chain(completing);
            changes.push(
                PartChange::new(id, Action::Create, statements).locking(LockMode::Share).needing(needs),
            );
        } else if self.is_beside() && is_attached {
            let asked = self.asked(is);
            let change = self.beside(is).needing(needs);
            changes.push(if is.is_unique { change.asking(asked) } else { change });
            if !completing.is_empty() {
                changes.push(completion(id.clone(), completing).needing([id]));
            }
        } else {
            let asked = self.asked(is);
            // Indexes of partitions are taken for the parent's when they are there first.
            let below = if self.is_partitioned { indexes_below(&id, self.context.to) } else { Vec::new() };
            let statements = std::iter::once(Statement::from(is.create_sql(&table, ""))).chain(completing);
            let change = PartChange::new(id, Action::Create, statements).locking(LockMode::Share).scanning();
            let change = change.needing(needs).needing(below);
            changes.push(if is.is_unique { change.asking(asked) } else { change });
        }
        changes
    }

    pub(super) fn asked(&self, index: &Index) -> Option<crate::plan::Question> {
        questions::duplicates(self.context.from.table(&self.owner.id())?, index)
    }

    /// Whether an index of a partition has to be attached to the parent's, because that is there before or does not look for it.
    fn is_attached(&self, parent: &ObjectId) -> bool {
        let Some(above) = self.context.to.table(&self.owner.id()).and_then(|t| t.partition_of.as_ref())
        else {
            return false;
        };
        let was = self.context.from.table(&above.parent).and_then(|t| t.index(&parent.name));
        let is = self.context.to.table(&above.parent).and_then(|t| t.index(&parent.name));
        match (was, is) {
            (Some(was), Some(is)) if is_same(was, is) && !parent_goes(was, self.context) => true,
            _ => goes_by_parts(&above.parent, parent, self.context),
        }
    }

    fn relies_on_changes(&self, index: &Index) -> bool {
        let id = self.owner.id();
        let tables = self.context.from.table(&id).zip(self.context.to.table(&id));
        tables.is_some_and(|tables| relies_on_changes(tables, index, self.context))
    }

    /// The changes that put an index in the place of another of its name, which goes only then; `None` where that is not possible.
    pub(super) fn replace(&self, was: &Index, is: &Index) -> Option<Vec<PartChange>> {
        let table = self.owner.id();
        if let Some(swap) = Swap::of(&table, &is.index_name, self.context) {
            return Some(swap.helper(self, is).into_iter().chain([swap.swap()]).collect());
        }
        if !self.is_beside()
            || was.partition_of.is_some()
            || is.partition_of.is_some()
            || self.relies_on_changes(is)
        {
            return None;
        }
        let (id, helper) = (is.id(&table), helper_of(is));
        let mut changes = Vec::new();
        if !self.is_there(&helper) {
            let change =
                self.beside(&helper).needing(self.columns(is)).holding([id.clone()]).preparing(id.clone());
            changes.push(if is.is_unique { change.asking(self.asked(is)) } else { change });
        }
        let rename = Statement::from(format!(
            "ALTER INDEX {} RENAME TO {}",
            helper.id(&table).path(),
            ident(&is.index_name)
        ));
        let renamed = std::iter::once(rename).chain(is.completing(&table));
        // What relies on it must never be without.
        let in_one = self.is_relied_on(&id) || is.is_replica_identity || was.is_replica_identity;
        if in_one {
            let drop = Statement::from(drop_index_sql(&id, "", ""));
            let mut swap = PartChange::new(id.clone(), Action::Alter, std::iter::once(drop).chain(renamed));
            swap.disturbs.push(id);
            let swap = swap.locking(LockMode::AccessExclusive).holding(self.columns(was));
            changes.push(swap.needing([helper.id(&table)]));
        } else {
            changes.push(self.drop(was).holding(self.columns(was)));
            changes.push(completion(id, renamed.collect()).needing([helper.id(&table)]));
        }
        Some(changes)
    }

    /// The change that drops an index.
    pub(super) fn drop(&self, was: &Index) -> PartChange {
        let id = was.id(&self.owner.id());
        let is_beside = self.is_beside() && was.partition_of.is_none() && !self.is_relied_on(&id);
        let (word, lock) = match is_beside {
            true => ("CONCURRENTLY ", LockMode::ShareUpdateExclusive),
            false => ("", LockMode::AccessExclusive),
        };
        // A constraint that a partition has of its own on what is attached to it goes too, and is made again.
        let is_above = |index: &Index| index.is_constraint && index.partition_of.as_ref() == Some(&id);
        let cascade = self.is_partitioned && self.context.from.indexes().any(|(_, index)| is_above(index));
        let sql = drop_index_sql(&id, word, if cascade { " CASCADE" } else { "" });
        let change = PartChange::new(id, Action::Drop, [sql.into()]).locking(lock);
        if is_beside { change.alone() } else { change }
    }

    /// Whether a foreign key relies on the index.
    fn is_relied_on(&self, id: &ObjectId) -> bool {
        let mut keys = self.context.from.tables.iter().flat_map(|table| &table.foreign_keys);
        keys.any(|key| key.foreign_index.as_ref() == Some(id))
    }
}

/// The statement that drops an index, with `CONCURRENTLY ` or nothing before its name, ` CASCADE` or nothing behind it.
pub(super) fn drop_index_sql(index: &ObjectId, word: &str, end: &str) -> String {
    format!("DROP INDEX {word}{}{end}", index.path())
}

/// Whether an index can only be built once something else has changed: columns that it is on have other types by then, or what it computes needs
/// such columns, or something that is another by then.
pub(super) fn relies_on_changes(
    (old, new): (&Table, &Table),
    index: &Index,
    context: &AlterContext<'_>,
) -> bool {
    let computes = index.predicate.is_some() || index.keys.iter().any(|key| key.expression.is_some());
    let is_on = |column: &Name| computes || index.columns.contains(column) || index.include.contains(column);
    let is_changing = |column: &Name| old.column(column).is_none() || is_retyped((old, new), column);
    let is_another = |needed: &ObjectId| match (context.from.object(needed), context.to.object(needed)) {
        (Some(was), Some(is)) => needed.kind != Kind::Table && !was.equals(is),
        (was, is) => was.is_some() != is.is_some(),
    };
    new.columns.iter().any(|column| is_on(&column.column_name) && is_changing(&column.column_name))
        || computes && context.to.dependencies.of(&index.id(&new.id())).any(is_another)
}

/// What completes an index that is there, under the lock that the most demanding of it takes on the table.
pub(super) fn completion(id: ObjectId, statements: Vec<Statement>) -> PartChange {
    let has = |words: &str| statements.iter().any(|statement| statement.sql.contains(words));
    let lock = match (has(" REPLICA IDENTITY "), has(" CLUSTER")) {
        (true, _) => Some(LockMode::AccessExclusive),
        (false, true) => Some(LockMode::ShareUpdateExclusive),
        (false, false) => None,
    };
    let statements_move = has(" SET TABLESPACE ");
    let mut change = PartChange::new(id, Action::Alter, statements);
    change.lock = lock;
    if let Some(moved) = statements_move.then(|| change.id.clone()) {
        // Whoever would use the index waits.
        change.other_locks.push(Lock { mode: LockMode::AccessExclusive, on: moved, scans: true });
    }
    change
}

/// Whether the index of a partitioned table is made by itself, and those of the partitions, one by one and beside their use, attached to it:
/// where it is known that each partition is to have one.
pub(super) fn goes_by_parts(table: &ObjectId, index: &ObjectId, context: &AlterContext<'_>) -> bool {
    let is_of = |t: &&Table| t.partition_of.as_ref().is_some_and(|p| p.parent == *table);
    // A foreign table has no index: as far as the server knows, one is always missing.
    let is_foreign = context.to.foreign_tables.iter().any(|t| is_of(&t));
    // That of a key of a partition is there when the parent's is made, which looks for it.
    let is_part = |i: &Index| !i.is_constraint && i.partition_of.as_ref() == Some(index);
    let has = |t: &Table| t.indexes.iter().any(is_part);
    let before: Vec<&Table> = context.from.tables.iter().filter(is_of).collect();
    let after: Vec<&Table> = context.to.tables.iter().filter(is_of).collect();
    context.online
        && !is_foreign
        && !context.unlisted.contains(table)
        && !after.is_empty()
        && before.iter().map(|t| t.id()).eq(after.iter().map(|t| t.id()))
        && after.iter().all(|t| has(t))
}
