//! Replacing indexes of partitioned tables while the tables are in use.
//!
//! `CREATE INDEX CONCURRENTLY` does not support partitioned tables. So the new index is created
//! with `ON ONLY`, and the indexes of the partitions are built one by one and attached (manual,
//! section 5.12.2.2, "Partition Maintenance"), all under helper names. Then one transaction drops
//! the old index with its partition indexes and renames the new ones.

use crate::change::{ChangeContext, ObjectChange};
use crate::decisions::Question;
use crate::helper_names::helper_name;
use crate::indexed::IndexedCatalog;
use crate::kinds::index::builder::{IndexBuilder, drop_index_sql, relies_on_changes};
use crate::kinds::index::equality::is_same;
use crate::kinds::index::helper::{helper_id, helper_of};
use crate::kinds::index::per_partition::is_built_per_partition;
use crate::kinds::table::hierarchy;
use crate::node::NodeId;
use crate::steps::{Action, LockMode};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The replacement of an index of a partitioned table.
pub(crate) struct Swap<'a> {
    table: &'a Table,
    current: &'a Index,
    desired: &'a Index,
    context: &'a ChangeContext<'a>,
}

impl<'a> Swap<'a> {
    /// The swap that replaces a desired index of a partitioned table or of a partition.
    pub fn of(table: &ObjectId, index: &Name, context: &'a ChangeContext<'a>) -> Option<Self> {
        let mut table = context.desired.table(table).filter(|_| context.online)?;
        let mut desired = table.index(index)?;
        while let Some(parent) = &desired.partition_of {
            table = context.desired.table(&table.partition_of.as_ref()?.parent)?;
            desired = table.index(&parent.name)?;
        }
        let old = context.current.table(&table.id())?;
        let current = old.index(&desired.index_name)?;
        let is_independent = |index: &Index| !index.is_constraint && index.partition_of.is_none();
        let swap = Self { table, current, desired, context };
        let question = Question::Swapped { online: context.online };
        let is_swapped = context.decisions.get(question, swap.id(), || {
            is_independent(current)
                && is_independent(desired)
                && !desired.is_invalid
                && !is_same(current, desired)
                && is_unmoved(old, table, context)
                && !relies_on_changes((old, table), desired, context)
                && !swap.has_partition_constraints()
                && swap.covers_partitions(table, desired)
        });
        is_swapped.then_some(swap)
    }

    /// Whether a constraint of a partition uses its part of the old index, and can only be dropped
    /// with that.
    fn has_partition_constraints(&self) -> bool {
        fn has_constraint(catalog: &IndexedCatalog<'_>, index: &ObjectId) -> bool {
            let mut attached = catalog.attached(index).iter();
            attached
                .any(|(table, index)| index.is_constraint || has_constraint(catalog, &index.id(&table.id())))
        }
        has_constraint(self.context.current, &self.current.id(&self.table.id()))
    }

    /// Whether an index is the old index's counterpart on a partition.
    fn belongs_to_old_index(&self, table: &Table, index: &Index) -> bool {
        let catalog = self.context.current;
        let parent = index.partition_of.as_ref().zip(table.partition_of.as_ref());
        let Some((parent, table)) =
            parent.and_then(|(parent, of)| Some((parent, catalog.table(&of.parent)?)))
        else {
            return false;
        };
        let is_direct = table.id() == self.table.id() && parent.name == self.current.index_name;
        is_direct || table.index(&parent.name).is_some_and(|parent| self.belongs_to_old_index(table, parent))
    }

    /// Whether every partition stays and has the desired index, under a name that is free once the
    /// old index is dropped.
    fn covers_partitions(&self, table: &Table, index: &Index) -> bool {
        is_built_per_partition(&table.id(), &index.id(&table.id()), self.context)
            && self.partition_indexes(table, index).all(|(partition, index)| {
                let Some(old) = self.context.current.table(&partition.id()) else { return false };
                let is_free = old
                    .index(&index.index_name)
                    .is_none_or(|current| self.belongs_to_old_index(old, current));
                let has_none = |catalog: &IndexedCatalog<'_>| catalog.partitions(&partition.id()).is_empty();
                let is_leaf = partition.partition_key.is_none()
                    || has_none(self.context.current) && has_none(self.context.desired);
                is_free
                    && is_unmoved(old, partition, self.context)
                    && (is_leaf || self.covers_partitions(partition, index))
            })
    }

    /// The partitions of a table with their counterparts of its new index.
    fn partition_indexes(
        &self,
        table: &Table,
        index: &Index,
    ) -> impl Iterator<Item = (&'a Table, &'a Index)> {
        let id = index.id(&table.id());
        let partitions = self.context.desired.partitions(&table.id()).iter().copied();
        partitions.filter_map(move |partition| {
            let index = partition.indexes.iter().find(|index| index.partition_of.as_ref() == Some(&id))?;
            Some((partition, index))
        })
    }

    /// The index of the partitioned table.
    fn id(&self) -> ObjectId {
        self.desired.id(&self.table.id())
    }

    /// The current helper of an index.
    fn current_helper(&self, table: &Table, index: &Index) -> Option<&'a Index> {
        self.context.current.table(&table.id())?.index(&helper_name(&index.index_name))
    }

    /// Whether the helper exists and can be reused: an index attached to it by mistake could only
    /// be removed by dropping the helper.
    fn is_reusable(&self, table: &Table, index: &Index) -> bool {
        let question = Question::Reusable { online: self.context.online };
        let decide = || self.has_reusable_helper(table, index);
        self.context.decisions.get(question, index.id(&table.id()), decide)
    }

    fn has_reusable_helper(&self, table: &Table, index: &Index) -> bool {
        let helper = helper_of(index);
        let is_built = |current_helper: &Index| {
            is_same(current_helper, &helper)
                && current_helper.options == helper.options
                && (current_helper.is_partitioned || !current_helper.is_invalid)
        };
        let Some(current_helper) =
            self.current_helper(table, index).filter(|current_helper| is_built(current_helper))
        else {
            return false;
        };
        if !current_helper.is_partitioned {
            return true;
        }
        let (id, parent) = (helper.id(&table.id()), index.id(&table.id()));
        let partitions = self.context.current.partitions(&table.id()).iter().copied();
        let mut attached = partitions
            .flat_map(|partition| partition.indexes.iter().map(move |index| (partition, index)))
            .filter(|(_, index)| index.partition_of.as_ref() == Some(&id));
        attached.all(|(partition, current_helper)| {
            let to = self.context.desired.table(&partition.id());
            let mut partition_indexes =
                to.into_iter().flat_map(|to| to.indexes.iter().map(move |index| (to, index)));
            let is_expected = |index: &Index| {
                index.partition_of.as_ref() == Some(&parent)
                    && helper_name(&index.index_name) == current_helper.index_name
            };
            partition_indexes
                .find(|(_, index)| is_expected(index))
                .is_some_and(|(to, index)| self.is_reusable(to, index))
        })
    }

    /// Whether the helper of an index exists and is kept.
    pub fn is_built(&self, table: &ObjectId, index: &Index) -> bool {
        let Some(to) = self.context.desired.table(table) else { return false };
        let Some(current_helper) = self.current_helper(to, index).filter(|_| self.is_reusable(to, index))
        else {
            return false;
        };
        match (&current_helper.partition_of, &index.partition_of, &to.partition_of) {
            (None, _, _) => true,
            (Some(parent), Some(parent_index), Some(of)) if *parent == helper_id(parent_index) => {
                let parent = self.context.desired.table(&of.parent);
                parent
                    .and_then(|parent| parent.index(&parent_index.name))
                    .is_some_and(|index| self.is_built(&of.parent, index))
            }
            _ => false,
        }
    }

    /// The change that creates the helper of an index, unless it exists.
    pub fn helper(&self, builder: &IndexBuilder<'_>, index: &Index) -> Option<ObjectChange> {
        let table = builder.table();
        if self.is_built(&table, index) {
            return None;
        }
        let helper = helper_of(index);
        let change = match builder.is_partitioned() {
            true => {
                let is_invalid = !self.context.desired.partitions(&table).is_empty();
                let sql = Index { is_invalid, ..helper.clone() }.create_sql(&table, "");
                ObjectChange::new(helper.id(&table), Action::Create, [sql.into()]).locking(LockMode::Share)
            }
            false => builder.asking_duplicates(builder.build_concurrently(&helper), index),
        };
        let parent = index.partition_of.as_ref().map(helper_id);
        Some(change.needing(builder.columns(index)).needing(parent).preparing(self.id()))
    }

    /// The change that attaches the helper of a partition's index to the helper of its parent
    /// index, unless it is attached already.
    pub fn attachment(&self, table: &ObjectId, index: &Index) -> Option<ObjectChange> {
        let parent = helper_id(index.partition_of.as_ref()?);
        let helper = helper_of(index);
        let current_helper =
            self.context.current.table(table).and_then(|table| table.index(&helper.index_name));
        if current_helper.is_some_and(|current_helper| current_helper.partition_of.is_some())
            && self.is_built(table, index)
        {
            return None;
        }
        let id = helper.id(table);
        let sql = format!("ALTER INDEX {} ATTACH PARTITION {}", parent.path(), id.path());
        let change = ObjectChange::new(
            NodeId::index_attachment(table, &helper.index_name),
            Action::Create,
            [sql.into()],
        );
        Some(change.needing([parent, id]).preparing(self.id()))
    }

    /// The change that drops the old index and renames the helpers.
    pub fn swap(&self) -> ObjectChange {
        let (id, table) = (self.id(), self.table.id());
        let mut statements: Vec<Statement> = vec![drop_index_sql(&id, "", "").into()];
        let mut change = ObjectChange::new(id.clone(), Action::Alter, []).locking(LockMode::AccessExclusive);
        let mut pending = vec![(self.table, self.desired)];
        while let Some((table, index)) = pending.pop() {
            let own = index.id(&table.id());
            let helper = helper_id(&own);
            statements
                .push(format!("ALTER INDEX {} RENAME TO {}", helper.path(), ident(&index.index_name)).into());
            statements.extend(index.completion(&table.id()));
            change.needs.push(helper.into());
            if index.partition_of.is_some() {
                // The previous owner of the name must have released it.
                let attachment = NodeId::index_attachment(&table.id(), &helper_of(index).index_name);
                change.needs.extend([attachment, own.into()]);
            }
            pending.extend(self.partition_indexes(table, index));
        }
        change.statements = statements;
        change.disturbs.push(id);
        let columns = self.current.columns.iter().chain(&self.current.include);
        change.holding(columns.map(|column| table.nested(Kind::Column, column.clone())))
    }
}

/// Whether a table keeps its partition key, parent and bounds.
fn is_unmoved(old: &Table, new: &Table, context: &ChangeContext<'_>) -> bool {
    old.partition_key == new.partition_key && !hierarchy::is_moved(old, new, context)
}
