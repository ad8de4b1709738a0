//! Building, replacing and dropping indexes on a relation that is in use.

use crate::change::{ChangeContext, ObjectChange};
use crate::helper_names::{helper_name, is_helper};
use crate::kinds::constraint::existing_index::constraint_replaced_by_index;
use crate::kinds::index::attached::{attached_indexes, is_index_dropped_with_parent};
use crate::kinds::index::builder::{IndexBuilder, drop_index_sql, relies_on_changes};
use crate::kinds::index::equality::is_same;
use crate::kinds::index::helper::{helper_of, key_helper};
use crate::kinds::index::partitioned::Swap;
use crate::kinds::index::per_partition::is_built_per_partition;
use crate::kinds::index::settings::IndexSettings;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// Plans the changes of a relation's indexes.
pub(crate) struct IndexPlanner<'a> {
    owner: &'a dyn Object,
    builder: IndexBuilder<'a>,
    old: &'a [Index],
    new: &'a [Index],
    is_partitioned: bool,
    context: &'a ChangeContext<'a>,
}

impl<'a> IndexPlanner<'a> {
    pub(crate) fn new(
        owner: &'a dyn Object,
        (old, new): (&'a [Index], &'a [Index]),
        is_partitioned: bool,
        context: &'a ChangeContext<'a>,
    ) -> Self {
        let builder = IndexBuilder::new(owner, old, is_partitioned, context);
        Self { owner, builder, old, new, is_partitioned, context }
    }

    /// Whether indexes are built and dropped with `CONCURRENTLY`.
    fn is_concurrent(&self) -> bool {
        let is_built = matches!(self.owner.id().kind, Kind::Table | Kind::MaterializedView);
        self.context.online && !self.is_partitioned && is_built
    }

    /// Whether an index is a helper that a change reuses.
    pub(crate) fn is_reused_helper(&self, name: &Name) -> bool {
        if !is_helper(name) {
            return false;
        }
        let swapped = self.new.iter().filter(|desired| helper_name(&desired.index_name) == *name);
        let mut swapped = swapped.filter_map(|desired| {
            Some((Swap::of(&self.owner.id(), &desired.index_name, self.context)?, desired))
        });
        if swapped.any(|(swap, desired)| swap.is_built(&self.owner.id(), desired)) {
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
        helpers.any(|helper| helper.index_name == *name && self.builder.is_built(&helper))
    }

    /// The changes that create an index.
    pub(crate) fn create(&self, desired: &Index) -> Vec<ObjectChange> {
        let table = self.owner.id();
        if let Some(swap) = Swap::of(&table, &desired.index_name, self.context) {
            return swap.helper(&self.builder, desired).into_iter().collect();
        }
        if let Some(changes) = self.replace_constraint(desired) {
            return changes;
        }
        let id = desired.id(&table);
        let is_built_first = desired.partition_of.as_ref().is_none_or(|parent| self.needs_attaching(parent));
        let name_held_by = self.dropped_with_name(&desired.index_name);
        let completing = IndexSettings::completing(desired, &table);
        let needs = self.builder.columns(desired);
        let mut changes = Vec::new();
        if self.is_partitioned && is_built_per_partition(&table, &id, self.context) {
            let only = Index { is_invalid: true, ..desired.clone() };
            let statements =
                std::iter::once(only.create_sql(&table, "").into()).chain(completing.into_statements());
            changes.push(
                ObjectChange::new(id, Action::Create, statements).locking(LockMode::Share).needing(needs),
            );
        } else if self.is_concurrent() && is_built_first && name_held_by.is_none() {
            let change = self.builder.build_concurrently(desired).needing(needs);
            changes.push(self.builder.asking_duplicates(change, desired));
            if !completing.is_empty() {
                changes.push(completing.change(id.clone()).needing([id]));
            }
        } else {
            // Existing matching indexes of partitions are attached, so they are created first.
            let children =
                if self.is_partitioned { attached_indexes(&id, self.context.desired) } else { Vec::new() };
            let statements = std::iter::once(Statement::from(desired.create_sql(&table, "")))
                .chain(completing.into_statements());
            let change =
                ObjectChange::new(id, Action::Create, statements).locking(LockMode::Share).scanning();
            let mut change = change.needing(needs).needing(children);
            change.excludes.extend(name_held_by);
            changes.push(self.builder.asking_duplicates(change, desired));
        }
        changes
    }

    /// The index of the partitioned table with which the current index of this name is dropped.
    fn dropped_with_name(&self, name: &Name) -> Option<ObjectId> {
        let current = self.old.iter().find(|index| index.index_name == *name)?;
        let parent = current.partition_of.clone()?;
        is_index_dropped_with_parent(current, self.context).then_some(parent)
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
            return Some(swap.helper(&self.builder, desired).into_iter().chain([swap.swap()]).collect());
        }
        if !self.is_concurrent()
            || current.partition_of.is_some()
            || desired.partition_of.is_some()
            || self.relies_on_changes(desired)
        {
            return None;
        }
        let (id, helper) = (desired.id(&table), helper_of(desired));
        let mut changes = self.build_helper(desired, &helper, &id);
        let renamed = self.rename_helper(desired, &helper);
        // A foreign key or replica identity must never be without its index.
        let is_always_needed =
            self.is_relied_on(&id) || desired.is_replica_identity || current.is_replica_identity;
        if is_always_needed {
            let drop = Statement::from(drop_index_sql(&id, "", ""));
            let mut swap =
                ObjectChange::new(id.clone(), Action::Alter, renamed.prepend(drop).into_statements());
            swap.disturbs.push(id);
            let swap = swap.locking(LockMode::AccessExclusive).holding(self.builder.columns(current));
            changes.push(swap.needing([helper.id(&table)]));
        } else {
            changes.push(self.drop(current).holding(self.builder.columns(current)));
            changes.push(renamed.change(id).needing([helper.id(&table)]));
        }
        Some(changes)
    }

    /// The changes that replace a key or exclusion constraint of the same name by an index, building the index
    /// first; `None` if there is no such constraint.
    fn replace_constraint(&self, desired: &Index) -> Option<Vec<ObjectChange>> {
        let (table, name) = (self.owner.id(), &desired.index_name);
        let (old, new) = (self.context.current.table(&table)?, self.context.desired.table(&table)?);
        let current = constraint_replaced_by_index(name, old, new, self.context)?;
        let (id, helper) = (desired.id(&table), helper_of(desired));
        let constraint = table.nested(Kind::Constraint, name.clone());
        let mut changes = self.build_helper(desired, &helper, &constraint);
        let drop = format!("ALTER TABLE {} DROP CONSTRAINT {}", table.path(), ident(name)).into();
        let swap = self.rename_helper(desired, &helper).prepend(drop).into_statements();
        // `ON CONFLICT ON CONSTRAINT` needs the constraint.
        let mut swap = ObjectChange::new(id.clone(), Action::Alter, swap).hazard(Hazard::BreaksCode);
        swap.disturbs.extend([id, constraint]);
        let swap = swap.locking(LockMode::AccessExclusive).holding(self.builder.columns(current));
        changes.push(swap.needing([helper.id(&table)]));
        Some(changes)
    }

    /// The change that builds an index under its helper name, before the object that it replaces is
    /// dropped; empty if it is built already.
    fn build_helper(&self, desired: &Index, helper: &Index, replaced: &ObjectId) -> Vec<ObjectChange> {
        if self.builder.is_built(helper) {
            return Vec::new();
        }
        let change = self
            .builder
            .build_concurrently(helper)
            .needing(self.builder.columns(desired))
            .holding([replaced.clone()])
            .preparing(replaced.clone());
        vec![self.builder.asking_duplicates(change, desired)]
    }

    /// The statements that give a helper its name and settings.
    fn rename_helper(&self, desired: &Index, helper: &Index) -> IndexSettings {
        let (path, name) = (helper.id(&self.owner.id()).path(), ident(&desired.index_name));
        let rename = Statement::from(format!("ALTER INDEX {path} RENAME TO {name}"));
        IndexSettings::completing(desired, &self.owner.id()).prepend(rename)
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
