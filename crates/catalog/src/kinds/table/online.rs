//! Constraints added to a table that is in use, and replaced by others of the same name.

use super::Table;
use super::below::constraints_below;
use super::below::{attachments_to, is_retyped, keys_that_go};
use super::building::{Building, helper_of};
use super::constraints::Either;
use crate::kinds::constraint::{Constraint, ConstraintType, deferring};
use crate::kinds::{AlterContext, Object, PartChange, Statement, column, helper_name, is_helper, questions};
use crate::plan::{Action, LockMode, Question};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

/// A constraint that is to be there.
struct Making<'a> {
    constraint: &'a Either<'a>,
    old: &'a Table,
    new: &'a Table,
    context: &'a AlterContext<'a>,
    id: ObjectId,
    /// What it needs.
    needs: Vec<ObjectId>,
    /// The statement that adds it, and those that complete it.
    alone: Statement,
    after: Vec<Statement>,
}

/// The changes that add a constraint.
pub(super) fn add(
    constraint: &Either<'_>,
    tables: (&Table, &Table),
    context: &AlterContext<'_>,
) -> Vec<PartChange> {
    let Some(making) = Making::new(constraint, tables, context) else { return Vec::new() };
    if let Some(building) = making.building() {
        return making.key(&building, None);
    }
    let create = |statements: Vec<Statement>| making.change(Action::Create, statements);
    if making.can_wait() {
        let validation = making.validation(&making.id, making.constraint.name(), making.after.clone());
        return vec![create(vec![making.not_valid(making.constraint.name())]), validation];
    }
    let change = create(std::iter::once(making.alone.clone()).chain(making.after.clone()).collect());
    vec![if making.asks_rows() { making.read(change) } else { change }]
}

/// The changes that put a constraint in the place of another of its name; `None` where it can only be dropped and added.
///
/// Online, the new one is there and holds before the old one goes.
pub(super) fn replace(
    was: &Either<'_>,
    is: &Either<'_>,
    tables: (&Table, &Table),
    context: &AlterContext<'_>,
) -> Option<Vec<PartChange>> {
    // What another table or index goes for, goes before that: of the indexes that fit, a foreign key relies on the first that there is.
    let relies_on_another = was.references() != is.references() || was.foreign_index() != is.foreign_index();
    // What is on columns that get other types goes before; the keys of partitions come between a partitioned table's old key and its new one.
    let on_changing = was.columns().iter().chain(is.columns()).any(|column| is_retyped(tables, column));
    let is_above = tables.1.partition_key.is_some()
        && matches!(is, Either::Constraint(constraint) if constraint.is_key());
    let has_place = !was.is_inherited() && !is.is_inherited() && !on_changing && !is_above;
    if !context.online || !has_place || relies_on_another {
        return None;
    }
    let making = Making::new(is, tables, context)?;
    let path = making.new.sql_name();
    let alter = format!("ALTER {} {path}", making.new.sql_class());
    let name = is.name();
    let drop: Statement = format!("{alter} DROP CONSTRAINT {}", ident(name)).into();
    let swap = |statements: Vec<Statement>| {
        let columns = was.columns().iter().map(|c| making.old.id().nested(Kind::Column, c.clone()));
        let change = making.change(Action::Alter, statements).locking(LockMode::AccessExclusive);
        let others = is.references().filter(|other| *other != making.new.id());
        let mut change = change.holding(columns).holding(was.references()).holding(was.foreign_index());
        change.other_locks.clear();
        change.locking_there(others, LockMode::AccessExclusive)
    };
    if let Some(building) = making.building() {
        let mut changes = making.key(&building, Some(drop));
        if let Some(last) = changes.last_mut() {
            last.disturbs.push(making.id.clone());
            last.holds.extend(was.columns().iter().map(|c| making.old.id().nested(Kind::Column, c.clone())));
        }
        return Some(changes);
    }
    let was_checked = Making::new(was, tables, context).is_some_and(|was| was.is_checked());
    // Renaming a foreign key of a partitioned table would not rename those of the partitions.
    let is_renamable = !making.is_foreign_key() || making.new.partition_key.is_none();
    if making.can_wait() && was_checked && is_renamable {
        let helper = helper_name(name);
        let helper_id = making.new.id().nested(Kind::Constraint, helper.clone());
        let mut add = vec![making.not_valid(&helper)];
        let mut validates = true;
        match making.old.constraint_named(&helper) {
            Some(there) if there.is_same(is, tables) => {
                add.clear();
                validates = there.is_not_valid();
            }
            Some(_) => add.insert(0, format!("{alter} DROP CONSTRAINT {}", ident(&helper)).into()),
            None => {}
        }
        let mut changes = Vec::new();
        if !add.is_empty() {
            let mut change = making.change(Action::Create, add);
            change.id = helper_id.clone();
            changes.push(change.preparing(making.id.clone()));
        }
        if validates {
            changes.push(making.validation(&helper_id, &helper, Vec::new()).preparing(making.id.clone()));
        }
        let rename = format!("{alter} RENAME CONSTRAINT {} TO {}", ident(&helper), ident(name)).into();
        let statements = [drop, rename].into_iter().chain(making.after.clone()).collect();
        changes.push(swap(statements).needing([helper_id]));
        return Some(changes);
    }
    let mut changes = Vec::new();
    if making.can_wait() {
        changes.push(swap(vec![drop, making.not_valid(name)]));
        changes.push(making.validation(&making.id, name, making.after.clone()));
    } else {
        let added = [drop, making.alone.clone()].into_iter().chain(making.after.clone());
        let change = swap(added.collect());
        changes.push(if making.asks_rows() { making.read(change) } else { change });
    }
    changes[0].disturbs.push(making.id.clone());
    Some(changes)
}

/// The change that validates a constraint that is there.
pub(super) fn validation(
    constraint: &Either<'_>,
    tables: (&Table, &Table),
    context: &AlterContext<'_>,
) -> Option<PartChange> {
    let making = Making::new(constraint, tables, context)?;
    Some(making.validation(&making.id, constraint.name(), Vec::new()))
}

/// Whether a constraint is a helper that a change of the table goes on with.
pub(super) fn is_used(name: &Name, old: &Table, new: &Table, context: &AlterContext<'_>) -> bool {
    if !is_helper(name) || !context.online {
        return false;
    }
    let sets_not_null = |column: &column::Column| {
        column.is_not_null()
            && column::not_null_helper(&new.name, &column.column_name) == *name
            && old.column(&column.column_name).is_some_and(|was| !was.is_not_null())
    };
    let replaces = |named: &Name| helper_name(named) == *name && old.constraint_named(named).is_some();
    let mut names = new
        .constraints
        .iter()
        .map(|c| &c.constraint_name)
        .chain(new.foreign_keys.iter().map(|k| &k.constraint_name));
    new.columns.iter().any(sets_not_null)
        || names.any(|named| {
            replaces(named)
                && match (old.constraint_named(named), new.constraint_named(named)) {
                    (Some(was), Some(is)) => {
                        !was.is_same(&is, (old, new)) && replace(&was, &is, (old, new), context).is_some()
                    }
                    _ => false,
                }
        })
}

/// The index of a key that is built before the key is there, under a name of ours.
pub(super) fn key_helper(constraint: &Constraint, table: &Table) -> Option<super::Index> {
    let is_buildable = constraint.is_key()
        && !constraint.without_overlaps
        && !constraint.inherited
        && table.partition_key.is_none();
    table
        .index(&constraint.constraint_name)
        .filter(|index| is_buildable && &*index.method == "btree")
        .map(helper_of)
}

impl<'a> Making<'a> {
    fn new(
        constraint: &'a Either<'a>,
        (old, new): (&'a Table, &'a Table),
        context: &'a AlterContext<'a>,
    ) -> Option<Self> {
        let item = constraint.item(new);
        let of = constraint.references();
        let columns = |table: &ObjectId, names: &[Name]| -> Vec<ObjectId> {
            names.iter().map(|c| table.nested(Kind::Column, c.clone())).collect()
        };
        let mut needs = columns(&new.id(), constraint.columns());
        if let (Either::ForeignKey(key), Some(of)) = (constraint, &of) {
            needs.extend(columns(of, &key.foreign_columns));
        }
        needs.extend(item.needs);
        // The index that keeps the referenced key unique may be that of a constraint.
        needs.extend(constraint.foreign_index().into_iter().flat_map(|index| {
            let same = of.as_ref().map(|table| table.nested(Kind::Constraint, index.name.clone()));
            std::iter::once(index).chain(same)
        }));
        needs.extend(of.iter().flat_map(|of| keys_that_go(of, context)));
        needs.extend(constraint.foreign_index().iter().flat_map(|index| attachments_to(index, context.to)));
        needs.extend(context.to.dependencies.of(&item.id).cloned());
        needs.extend(constraints_below(new, constraint, context));
        Some(Self {
            constraint,
            old,
            new,
            context,
            id: item.id,
            needs,
            alone: item.alone?,
            after: item.after,
        })
    }

    fn is_foreign_key(&self) -> bool {
        matches!(self.constraint, Either::ForeignKey(_))
    }

    fn is_checked(&self) -> bool {
        let is_check = |c: &Constraint| c.constraint_type == ConstraintType::Check;
        self.is_foreign_key() || matches!(self.constraint, Either::Constraint(c) if is_check(c))
    }

    /// Whether the rows that there are have to fulfil it.
    fn asks_rows(&self) -> bool {
        !self.constraint.is_not_valid() && !self.constraint.is_not_enforced() && self.new.foreign.is_none()
    }

    /// Whether it can be added first and validated then.
    fn can_wait(&self) -> bool {
        // Before PostgreSQL 18, a foreign key of a partitioned table cannot, and one that refers to such a table is only validated in part.
        let is_partitioned =
            |id: ObjectId| self.context.to.table(&id).is_some_and(|table| table.partition_key.is_some());
        let refers = self.constraint.references().is_some_and(is_partitioned);
        let is_whole = !self.is_foreign_key() || self.new.partition_key.is_none() && !refers;
        self.context.online
            && self.is_checked()
            && self.asks_rows()
            && (is_whole || self.context.version.major() >= 18)
    }

    /// How the index of a key can be built before, if that is to be done.
    fn building(&self) -> Option<Building<'a>> {
        let Either::Constraint(constraint) = self.constraint else { return None };
        if !self.context.online || self.new.foreign.is_some() || key_helper(constraint, self.new).is_none() {
            return None;
        }
        Some(Building::new(self.new, (&self.old.indexes, &self.new.indexes), false, self.context))
    }

    /// A change of it, under the locks that adding it takes.
    fn change(&self, action: Action, statements: Vec<Statement>) -> PartChange {
        let lock =
            if self.is_foreign_key() { LockMode::ShareRowExclusive } else { LockMode::AccessExclusive };
        let others = self.constraint.references().filter(|other| *other != self.new.id());
        PartChange::new(self.id.clone(), action, statements)
            .locking(lock)
            .locking_there(others, lock)
            .needing(self.needs.clone())
    }

    /// A change of it that reads all rows, and for a foreign key those that are referenced.
    fn read(&self, mut change: PartChange) -> PartChange {
        change.other_locks.iter_mut().for_each(|lock| lock.scans = true);
        change.scanning().asking(self.questions())
    }

    /// The statement that adds it under this name, without looking at the rows that there are.
    fn not_valid(&self, name: &Name) -> Statement {
        let own = format!(" CONSTRAINT {} ", ident(self.constraint.name()));
        let sql = self.alone.sql.replacen(&own, &format!(" CONSTRAINT {} ", ident(name)), 1);
        format!("{sql} NOT VALID").into()
    }

    fn validation(&self, id: &ObjectId, name: &Name, after: Vec<Statement>) -> PartChange {
        let sql = format!(
            "ALTER {} {} VALIDATE CONSTRAINT {}",
            self.new.sql_class(),
            self.new.sql_name(),
            ident(name)
        );
        let statements: Vec<Statement> = std::iter::once(sql.into()).chain(after).collect();
        let change =
            PartChange::new(id.clone(), Action::Alter, statements).locking(LockMode::ShareUpdateExclusive);
        change.scanning().asking(self.questions()).needing([id.clone()])
    }

    fn questions(&self) -> Vec<Question> {
        if let Either::Constraint(constraint) = self.constraint
            && let Some(index) = self.new.index(&constraint.constraint_name)
            && !constraint.operators().is_empty()
        {
            return questions::conflicts(self.old, constraint, index);
        }
        let question = match self.constraint {
            Either::Constraint(c) if c.is_key() => {
                self.new.index(&c.constraint_name).and_then(|index| questions::duplicates(self.old, index))
            }
            Either::Constraint(c) => questions::refused(self.old, c),
            Either::ForeignKey(key) => questions::orphans(self.old, key, self.context.from),
        };
        question.into_iter().collect()
    }

    /// The changes that build the index of a key beside the table's use and make the key of it, in the place of what is dropped for it.
    fn key(&self, building: &Building<'_>, drop: Option<Statement>) -> Vec<PartChange> {
        let Either::Constraint(constraint) = self.constraint else { return Vec::new() };
        let Some(index) = key_helper(constraint, self.new) else { return Vec::new() };
        let columns = || {
            index.columns.iter().chain(&index.include).map(|c| self.new.id().nested(Kind::Column, c.clone()))
        };
        let mut changes: Vec<PartChange> = Vec::new();
        if !building.is_there(&index) {
            changes.push(
                building
                    .beside(&index)
                    .needing(columns())
                    .asking(self.questions())
                    .preparing(self.id.clone()),
            );
        }
        let sql = format!(
            "ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}",
            self.new.sql_name(),
            ident(&constraint.constraint_name),
            constraint.constraint_type.word(),
            ident(&index.index_name),
            deferring(constraint.deferrable, constraint.initially_deferred)
        );
        let action = if drop.is_some() { Action::Alter } else { Action::Create };
        let statements = drop.into_iter().chain([sql.into()]).chain(self.after.clone()).collect();
        changes.push(self.change(action, statements).needing([index.id(&self.new.id())]));
        changes
    }
}
