//! A table's place among others: what it is a partition of, what it inherits from.
//!
//! What a parent hands down cannot be changed below it. Where a partition's place changes, it is detached, changed as a table of its own, and
//! attached again.

use super::Table;
use crate::kinds::column::Column;
use crate::kinds::constraint::ForeignKey;
use crate::kinds::constraint::check_names;
use crate::kinds::index::Index;
use crate::kinds::{AlterContext, Object, PartChange, default_partition};
use crate::plan::{Action, Hazard, Lock, LockMode};
use crate::sql::{ident, names_column};
use crate::{Catalog, Kind, Name, ObjectId, ServerVersion};

const BOUND: &str = "partition bound";
const FORMER_BOUND: &str = "former partition bound";
pub(super) const ROWS: &str = "rows";
const INHERITANCE: &str = "inheritance from ";
const FORMER_INHERITANCE: &str = "former inheritance from ";

/// The identity of a partition's being attached: a node of its own in the graph.
pub fn attachment(partition: &ObjectId) -> ObjectId {
    partition.nested(Kind::Constraint, BOUND)
}

/// The identity of a partition's being detached.
pub fn detachment(partition: &ObjectId) -> ObjectId {
    partition.nested(Kind::Constraint, FORMER_BOUND)
}

/// The identity of a table's no longer inheriting from another.
pub(super) fn disinheritance(table: &ObjectId, parent: &ObjectId) -> ObjectId {
    table.nested(Kind::Constraint, format!("{FORMER_INHERITANCE}{}", parent.path()))
}

/// Whether an identity is that of a table's place, and not of a part of it.
pub fn is_place(id: &ObjectId) -> bool {
    let is_word = [BOUND, FORMER_BOUND, ROWS].contains(&&*id.name);
    let is_inheritance = [INHERITANCE, FORMER_INHERITANCE].iter().any(|word| id.name.starts_with(word));
    id.kind == Kind::Constraint && (is_word || is_inheritance)
}

/// Whether a partition has to be taken out of its place to become the other: it gets another place, or something is to change that its
/// parent hands down.
pub(super) fn is_moved(old: &Table, new: &Table, context: &AlterContext<'_>) -> bool {
    let place = |table: &Table| table.partition_of.as_ref().map(|p| (p.parent.clone(), p.bound.clone()));
    place(old) != place(new) || new.partition_of.is_some() && changes_below(old, new, context)
}

/// A name that a not-null constraint has from its parent (version 18), or an index that is another's.
fn changes_below(old: &Table, new: &Table, context: &AlterContext<'_>) -> bool {
    let renamed = |was: &Column, is: &Column| {
        let name = |column: &Column| column.not_null.as_ref().map(|not_null| not_null.name.clone());
        was.is_not_null() && is.is_not_null() && is.inherited && name(was) != name(is)
    };
    let is_renamed = context.version.major() >= 18
        && new.columns.iter().any(|is| old.column(&is.column_name).is_some_and(|was| renamed(was, is)));
    let exchanged = |was: &Index, is: &Index| {
        was.partition_of.is_some()
            && was.partition_of != is.partition_of
            && !super::below::parent_goes(was, context)
    };
    is_renamed || new.indexes.iter().any(|is| old.index(&is.index_name).is_some_and(|was| exchanged(was, is)))
}

/// The table as it is once it is detached, or before it is attached: all that its parent hands down is its own, but the triggers, which
/// come and go with the place.
pub(super) fn by_itself(table: &Table) -> Table {
    let mut own = Table { partition_of: None, ..table.clone() };
    if table.partition_of.is_none() {
        return own;
    }
    for column in &mut own.columns {
        (column.inherited, column.inherited_from) = (false, 0);
        if let Some(not_null) = &mut column.not_null {
            not_null.inherited_from = 0;
        }
    }
    for constraint in &mut own.constraints {
        (constraint.inherited, constraint.inherited_from) = (false, 0);
    }
    let handed_down = |key: &ForeignKey| key.inherited && key.made_of(&table.foreign_keys).is_none();
    own.foreign_keys.iter_mut().filter(|key| handed_down(key)).for_each(|key| key.inherited = false);
    own.indexes.iter_mut().for_each(|index| index.partition_of = None);
    own.triggers.retain(|trigger| !trigger.inherited);
    own
}

/// The table as it is once it is detached. Version 14 drops foreign keys then that reference a partitioned table.
pub fn detached(table: &Table, catalog: &Catalog, version: ServerVersion) -> Table {
    let mut own = by_itself(table);
    if version.major() < 15 {
        let handed_down =
            |name: &Name| table.foreign_keys.iter().any(|key| key.constraint_name == *name && key.inherited);
        own.foreign_keys.retain(|key| {
            let other = key.foreign_id();
            let is_partitioned = catalog.table(&other).is_some_and(|other| other.partition_key.is_some());
            !(is_partitioned && handed_down(&key.constraint_name))
        });
    }
    own
}

/// Takes a partition out of its place, and puts it into another. What is changed in between needs the first.
pub(super) fn move_partition(
    old: &Table,
    new: &Table,
    context: &AlterContext<'_>,
    changes: &mut Vec<PartChange>,
) {
    let id = new.id();
    let again = old.partition_of.is_some() && new.partition_of.is_some();
    if let Some(partition) = &old.partition_of {
        for change in changes.iter_mut() {
            change.needs.push(detachment(&id));
        }
        let parent = &partition.parent;
        let is_beside = !again && can_be_detached_beside(parent, context);
        let (word, lock) = match is_beside {
            true => (" CONCURRENTLY", LockMode::ShareUpdateExclusive),
            false => ("", LockMode::AccessExclusive),
        };
        let sql = format!("ALTER TABLE {} DETACH PARTITION {}{word}", parent.path(), new.sql_name());
        let action = if again { Action::Detach } else { Action::Drop };
        let change =
            PartChange::new(detachment(&id), action, [sql.into()]).locking(LockMode::AccessExclusive);
        let parts = context.from.table(parent).map(parts_of).unwrap_or_default();
        let mut change = change.locking_there([parent.clone()], lock).hazard(Hazard::ChangesResults);
        change.alone = is_beside;
        // The check that comes of it is handed down, and would stay with what is detached later.
        let below = context
            .from
            .tables
            .iter()
            .filter(|table| table.partition_of.as_ref().is_some_and(|of| of.parent == id));
        let change = change.needing(below.map(|table| detachment(&table.id())));
        changes.push(change.holding([parent.clone()]).holding(parts));
        changes.extend(is_beside.then(|| drop_former_bound(old, context)));
    }
    let Some(partition) = &new.partition_of else { return };
    let parent = &partition.parent;
    let sql =
        format!("ALTER TABLE {} ATTACH PARTITION {} {}", parent.path(), new.sql_name(), partition.bound);
    let action = if again { Action::Restore } else { Action::Create };
    let change = PartChange::new(attachment(&id), action, [sql.into()]).locking(LockMode::AccessExclusive);
    let mut change = change.locking_there([parent.clone()], LockMode::ShareUpdateExclusive);
    // All rows of it are looked at, and those of the partition that takes what no other does.
    change.scans = true;
    let rest = default_partition(parent, context.from).filter(|other| *other != id);
    change.other_locks.extend(rest.map(|on| Lock { mode: LockMode::AccessExclusive, on, scans: true }));
    let above = context.to.table(parent).map(parts_above).unwrap_or_default();
    let gone = context.from.table(&id).map(parts_of).unwrap_or_default();
    let below = new.triggers.iter().map(|trigger| id.nested(Kind::Trigger, trigger.name.clone()));
    changes.push(
        change
            .hazard(Hazard::MayFail)
            .hazard(Hazard::ChangesResults)
            .needing([parent.clone(), detachment(&id)])
            .needing(above)
            .needing(parts_of(new))
            .needing(gone)
            .needing(below),
    );
}

/// Whether a partition can be detached while others use the table: that stays, and has no partition for what is in no other.
fn can_be_detached_beside(parent: &ObjectId, context: &AlterContext<'_>) -> bool {
    let key = |catalog: &Catalog| catalog.table(parent).map(|table| table.partition_key.clone());
    let has_rest = |catalog: &Catalog| default_partition(parent, catalog).is_some();
    context.online
        && key(context.from) == key(context.to)
        && !has_rest(context.from)
        && !has_rest(context.to)
        && !context.unlisted.contains(parent)
}

/// Drops the check that `DETACH PARTITION … CONCURRENTLY` leaves, which says of the partition what its bound said. There is none if it has one
/// that says so.
fn drop_former_bound(table: &Table, context: &AlterContext<'_>) -> PartChange {
    let mut columns: Vec<&Name> = Vec::new();
    let above = |table: &&Table| context.from.table(&table.partition_of.as_ref()?.parent);
    for parent in std::iter::successors(above(&table), above) {
        let key = parent.partition_key.as_deref().unwrap_or_default();
        let named =
            parent.columns.iter().map(|column| &column.column_name).filter(|name| names_column(key, name));
        let new: Vec<&Name> = named.filter(|name| !columns.contains(name)).collect();
        columns.extend(new);
    }
    let column = if let [only] = columns[..] { Some(&**only) } else { None };
    let is_free =
        |name: &String| !context.from.constraint_names(&table.schema).any(|taken| **taken == **name);
    let name = check_names(&table.name, column).find(is_free).unwrap_or_default();
    let id = table.id().nested(Kind::Constraint, name);
    let sql = format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", table.sql_name(), ident(&id.name));
    let change = PartChange::new(id, Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive);
    change.needing([detachment(&table.id())])
}

/// A table begins and ceases to inherit. The new parents come first: a column that stands in one of them and in a former one is never the
/// table's own.
pub(super) fn inheritance(old: &Table, new: &Table, context: &AlterContext<'_>) -> Vec<PartChange> {
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let id = new.id();
    let mut changes = Vec::new();
    let added: Vec<&ObjectId> = new.inherits.iter().filter(|parent| !old.inherits.contains(parent)).collect();
    let inheriting =
        |parent: &ObjectId| id.nested(Kind::Constraint, format!("{INHERITANCE}{}", parent.path()));
    for parent in &added {
        let sql = format!("{alter} INHERIT {}", parent.path());
        let change = PartChange::new(inheriting(parent), Action::Create, [sql.into()]);
        let above = context.to.table(parent).map(parts_above).unwrap_or_default();
        let own = new.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone()));
        let change = change.locking(LockMode::AccessExclusive).needing([(*parent).clone()]);
        let change = change
            .locking_there([(*parent).clone()], LockMode::ShareUpdateExclusive)
            .hazard(Hazard::ChangesResults);
        changes.push(change.needing(above).needing(own).needing(parts_of(new)));
    }
    for parent in old.inherits.iter().filter(|parent| !new.inherits.contains(parent)) {
        let sql = format!("{alter} NO INHERIT {}", parent.path());
        let change = PartChange::new(disinheritance(&id, parent), Action::Alter, [sql.into()]);
        let parts = context.from.table(parent).map(parts_of).unwrap_or_default();
        let change = change.locking(LockMode::AccessExclusive).hazard(Hazard::ChangesResults);
        let change = change.holding([parent.clone()]).holding(parts);
        changes.push(change.needing(added.iter().map(|parent| inheriting(parent))));
    }
    changes
}

/// Columns, constraints, indexes and triggers of a table.
fn parts_of(table: &Table) -> Vec<ObjectId> {
    let id = table.id();
    let columns = table.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone()));
    let constraints = table.constraints.iter().map(|c| &c.constraint_name);
    let keys = table.foreign_keys.iter().map(|k| &k.constraint_name);
    let constraints = constraints.chain(keys).map(|name| id.nested(Kind::Constraint, name.clone()));
    let triggers = table.triggers.iter().map(|t| id.nested(Kind::Trigger, t.name.clone()));
    columns.chain(constraints).chain(triggers).chain(table.indexes.iter().map(|i| i.id(&id))).collect()
}

/// What of a parent must be there before a table is put below it: its columns, and the indexes for which those of the table are taken.
pub(super) fn parts_above(table: &Table) -> Vec<ObjectId> {
    let id = table.id();
    let columns = table.columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone()));
    let valid = table.indexes.iter().filter(|index| !(index.is_partitioned && index.is_invalid));
    let indexes = valid
        .map(|i| if i.is_constraint { id.nested(Kind::Constraint, i.index_name.clone()) } else { i.id(&id) });
    columns.chain(indexes).collect()
}
