//! Indexes of partitioned tables that others take the place of, while the tables are in use.
//!
//! `CREATE INDEX CONCURRENTLY` knows no partitioned tables, so the new index is made without those of the partitions, which are built one by one
//! and attached (manual, section 5.12.2.2, "Partition Maintenance"), all of them under names of ours. Then the old index is dropped, and
//! those of the partitions with it, and the new ones get their names, in one transaction.

use super::building::{Building, drop_index_sql, goes_by_parts, helper_of, relies_on_changes};
use super::indexes::is_same;
use super::{Table, place};
use crate::kinds::index::Index;
use crate::kinds::{AlterContext, Object, PartChange, Statement, helper_name};
use crate::plan::{Action, LockMode};
use crate::sql::ident;
use crate::{Catalog, Kind, Name, ObjectId};

/// An index of a partitioned table that takes the place of another.
pub(super) struct Swap<'a> {
    table: &'a Table,
    was: &'a Index,
    is: &'a Index,
    context: &'a AlterContext<'a>,
}

impl<'a> Swap<'a> {
    /// The swap that an index which is to be takes part in, as that of the partitioned table or of a partition.
    pub fn of(table: &ObjectId, index: &Name, context: &'a AlterContext<'a>) -> Option<Self> {
        let mut table = context.to.table(table).filter(|_| context.online)?;
        let mut is = table.index(index)?;
        while let Some(above) = &is.partition_of {
            table = context.to.table(&table.partition_of.as_ref()?.parent)?;
            is = table.index(&above.name)?;
        }
        let old = context.from.table(&table.id())?;
        let was = old.index(&is.index_name)?;
        let is_own = |index: &Index| !index.is_constraint && index.partition_of.is_none();
        let swap = Self { table, was, is, context };
        let is_swapped = is_own(was)
            && is_own(is)
            && !is.is_invalid
            && !is_same(was, is)
            && stays(old, table, context)
            && !relies_on_changes((old, table), is, context)
            && !swap.has_keys_below()
            && swap.is_whole(table, is);
        is_swapped.then_some(swap)
    }

    /// Whether a partition has a constraint on its part of the old index, which can only go with that.
    fn has_keys_below(&self) -> bool {
        let tables = self.context.from.tables.iter().filter(|table| table.partition_of.is_some());
        let mut indexes = tables.flat_map(|table| table.indexes.iter().map(move |index| (table, index)));
        indexes.any(|(table, index)| index.is_constraint && self.is_of_old(table, index))
    }

    /// Whether an index is part of the old one.
    fn is_of_old(&self, table: &Table, index: &Index) -> bool {
        let catalog = self.context.from;
        let above = index.partition_of.as_ref().zip(table.partition_of.as_ref());
        let Some((above, table)) = above.and_then(|(above, of)| Some((above, catalog.table(&of.parent)?)))
        else {
            return false;
        };
        let is_it = table.id() == self.table.id() && above.name == self.was.index_name;
        is_it || table.index(&above.name).is_some_and(|above| self.is_of_old(table, above))
    }

    /// Whether each partition stays and is to have its part, whose name is free once the old index is gone.
    fn is_whole(&self, table: &Table, index: &Index) -> bool {
        goes_by_parts(&table.id(), &index.id(&table.id()), self.context)
            && self.parts(table, index).all(|(partition, part)| {
                let Some(old) = self.context.from.table(&partition.id()) else { return false };
                let is_free = old.index(&part.index_name).is_none_or(|was| self.is_of_old(old, was));
                let has_none = |catalog: &Catalog| partitions(partition, catalog).next().is_none();
                let ends = partition.partition_key.is_none()
                    || has_none(self.context.from) && has_none(self.context.to);
                is_free && stays(old, partition, self.context) && (ends || self.is_whole(partition, part))
            })
    }

    /// The partitions of a table, with their parts of its new index.
    fn parts(&self, table: &Table, index: &Index) -> impl Iterator<Item = (&'a Table, &'a Index)> {
        let id = index.id(&table.id());
        partitions(table, self.context.to).filter_map(move |partition| {
            let part = partition.indexes.iter().find(|part| part.partition_of.as_ref() == Some(&id))?;
            Some((partition, part))
        })
    }

    /// The index of the partitioned table.
    fn id(&self) -> ObjectId {
        self.is.id(&self.table.id())
    }

    /// The helper of an index, as the database has it.
    fn found(&self, table: &Table, index: &Index) -> Option<&'a Index> {
        self.context.from.table(&table.id())?.index(&helper_name(&index.index_name))
    }

    /// Whether a helper is there, and nothing is attached to it that is not as it should be: that could only go with it.
    fn is_sound(&self, table: &Table, index: &Index) -> bool {
        let helper = helper_of(index);
        let is_built = |found: &Index| {
            is_same(found, &helper)
                && found.options == helper.options
                && (found.is_partitioned || !found.is_invalid)
        };
        let Some(found) = self.found(table, index).filter(|found| is_built(found)) else { return false };
        if !found.is_partitioned {
            return true;
        }
        let (id, above) = (helper.id(&table.id()), index.id(&table.id()));
        let mut below = partitions(table, self.context.from)
            .flat_map(|partition| partition.indexes.iter().map(move |part| (partition, part)))
            .filter(|(_, part)| part.partition_of.as_ref() == Some(&id));
        below.all(|(partition, found)| {
            let to = self.context.to.table(&partition.id());
            let mut parts = to.into_iter().flat_map(|to| to.indexes.iter().map(move |part| (to, part)));
            let is_meant = |part: &Index| {
                part.partition_of.as_ref() == Some(&above)
                    && helper_name(&part.index_name) == found.index_name
            };
            parts.find(|(_, part)| is_meant(part)).is_some_and(|(to, part)| self.is_sound(to, part))
        })
    }

    /// Whether the helper of an index is there already, and stays.
    pub fn is_there(&self, table: &ObjectId, index: &Index) -> bool {
        let Some(to) = self.context.to.table(table) else { return false };
        let Some(found) = self.found(to, index).filter(|_| self.is_sound(to, index)) else { return false };
        match (&found.partition_of, &index.partition_of, &to.partition_of) {
            (None, _, _) => true,
            (Some(above), Some(wanted), Some(of)) if *above == helper_id(wanted) => {
                let parent = self.context.to.table(&of.parent);
                parent
                    .and_then(|parent| parent.index(&wanted.name))
                    .is_some_and(|index| self.is_there(&of.parent, index))
            }
            _ => false,
        }
    }

    /// The change that makes the helper of an index, if it has to be made.
    pub fn helper(&self, building: &Building<'_>, index: &Index) -> Option<PartChange> {
        let table = building.table();
        if self.is_there(&table, index) {
            return None;
        }
        let helper = helper_of(index);
        let change = match building.is_partitioned() {
            true => {
                let is_invalid = partitions(self.context.to.table(&table)?, self.context.to).next().is_some();
                let sql = Index { is_invalid, ..helper.clone() }.create_sql(&table, "");
                PartChange::new(helper.id(&table), Action::Create, [sql.into()]).locking(LockMode::Share)
            }
            false if index.is_unique => building.beside(&helper).asking(building.asked(index)),
            false => building.beside(&helper),
        };
        let above = index.partition_of.as_ref().map(helper_id);
        Some(change.needing(building.columns(index)).needing(above).preparing(self.id()))
    }

    /// The change that attaches the helper of a partition's index to that of the index above, if that is to be done.
    pub fn attachment(&self, table: &ObjectId, index: &Index) -> Option<PartChange> {
        let above = helper_id(index.partition_of.as_ref()?);
        let helper = helper_of(index);
        let found = self.context.from.table(table).and_then(|table| table.index(&helper.index_name));
        if found.is_some_and(|found| found.partition_of.is_some()) && self.is_there(table, index) {
            return None;
        }
        let id = helper.id(table);
        let sql = format!("ALTER INDEX {} ATTACH PARTITION {}", above.path(), id.path());
        let change = PartChange::new(attachment_of(table, &helper), Action::Create, [sql.into()]);
        Some(change.needing([above, id]).preparing(self.id()))
    }

    /// The change that drops the old index, and gives the new ones their names.
    pub fn swap(&self) -> PartChange {
        let (id, table) = (self.id(), self.table.id());
        let mut statements: Vec<Statement> = vec![drop_index_sql(&id, "", "").into()];
        let mut change = PartChange::new(id.clone(), Action::Alter, []).locking(LockMode::AccessExclusive);
        let mut open = vec![(self.table, self.is)];
        while let Some((table, index)) = open.pop() {
            let own = index.id(&table.id());
            let helper = helper_id(&own);
            statements
                .push(format!("ALTER INDEX {} RENAME TO {}", helper.path(), ident(&index.index_name)).into());
            statements.extend(index.completing(&table.id()));
            change.needs.push(helper);
            if index.partition_of.is_some() {
                // What has the name must have given it up.
                change.needs.extend([attachment_of(&table.id(), &helper_of(index)), own]);
            }
            open.extend(self.parts(table, index));
        }
        change.statements = statements;
        change.disturbs.push(id);
        let columns = self.was.columns.iter().chain(&self.was.include);
        change.holding(columns.map(|column| table.nested(Kind::Column, column.clone())))
    }
}

/// The partitions of a table.
fn partitions<'a>(table: &Table, catalog: &'a Catalog) -> impl Iterator<Item = &'a Table> {
    let id = table.id();
    catalog.tables.iter().filter(move |other| other.partition_of.as_ref().is_some_and(|of| of.parent == id))
}

/// Whether a table stays what and where it is.
fn stays(old: &Table, new: &Table, context: &AlterContext<'_>) -> bool {
    old.partition_key == new.partition_key && !place::is_moved(old, new, context)
}

fn helper_id(index: &ObjectId) -> ObjectId {
    ObjectId { name: helper_name(&index.name), ..index.clone() }
}

/// The identity of an index's being attached to that of the partitioned table.
pub(super) fn attachment_of(table: &ObjectId, index: &Index) -> ObjectId {
    table.nested(Kind::Constraint, format!("partition of {}", index.index_name))
}
