//! Adding and replacing constraints on a table that is in use.

use crate::change::{ChangeContext, ObjectChange};
use crate::data_checks::{self, Existing};
use crate::helper_names::{helper_name, is_helper};
use crate::kinds::column;
use crate::kinds::column::retype::is_retyped;
use crate::kinds::constraint::existing_index::{index_for_key, index_replaced_by_key};
use crate::kinds::constraint::keys::{dropped_keys, dropped_keys_above};
use crate::kinds::constraint::table_constraint::{TableConstraint, constraint_named};
use crate::kinds::index::attached::attachments_to;
use crate::kinds::index::builder::{IndexBuilder, drop_index_sql};
use crate::kinds::index::helper::key_helper;
use crate::kinds::index::settings::index_settings;
use crate::kinds::table::inherited::partition_constraints;
use crate::node::NodeId;
use crate::requirement::Requirement;
use crate::steps::{Action, DataCheck, LockMode};
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, deferring};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// A constraint to add.
pub(super) struct ConstraintAddition<'a> {
    constraint: &'a TableConstraint<'a>,
    old: &'a Table,
    new: &'a Table,
    context: &'a ChangeContext<'a>,
    id: ObjectId,
    /// The nodes that must come first.
    needs: Vec<NodeId>,
    /// The statement that adds the constraint, and the statements that complete it.
    separate: Statement,
    after: Vec<Statement>,
}

/// The changes that add a constraint.
pub(crate) fn add(
    constraint: &TableConstraint<'_>,
    tables: (&Table, &Table),
    context: &ChangeContext<'_>,
) -> Vec<ObjectChange> {
    let Some(addition) = ConstraintAddition::new(constraint, tables, context) else { return Vec::new() };
    if let Some(change) = addition.over_existing_index() {
        return vec![change];
    }
    if let Some(index_builder) = addition.index_builder() {
        let replaced = index_replaced_by_key(constraint.name(), tables.0, tables.1, context);
        let drop = replaced.map(|index| drop_index_sql(&index.id(&tables.0.id()), "", "").into());
        let mut changes = addition.key(&index_builder, drop);
        if let (Some(index), Some(last)) = (replaced, changes.last_mut()) {
            last.disturbs.push(index.id(&tables.0.id()));
            last.holds.extend(index_builder.columns(index));
        }
        return changes;
    }
    let create = |statements: Vec<Statement>| addition.change(Action::Create, statements);
    if addition.can_validate_later() {
        let validation =
            addition.validation(&addition.id, addition.constraint.name(), addition.after.clone());
        return vec![create(vec![addition.not_valid(addition.constraint.name())]), validation];
    }
    let change = create(std::iter::once(addition.separate.clone()).chain(addition.after.clone()).collect());
    vec![if addition.checks_rows() { addition.scanning_rows(change) } else { change }]
}

/// The changes that replace a constraint by another of the same name; `None` if it must be dropped
/// before the new one is added.
///
/// Online, the new constraint is validated before the old one is dropped.
pub(crate) fn replace(
    current: &TableConstraint<'_>,
    desired: &TableConstraint<'_>,
    tables: (&Table, &Table),
    context: &ChangeContext<'_>,
) -> Option<Vec<ObjectChange>> {
    // An object that is dropped for another referenced table or index comes after this drop. A
    // foreign key relies on the first matching index that exists.
    let relies_on_another =
        current.references() != desired.references() || current.foreign_index() != desired.foreign_index();
    // A constraint on a retyped column is dropped before the type changes. On a partitioned table,
    // the keys of the partitions come between the old key and the new one.
    let has_retyped_column =
        current.columns().iter().chain(desired.columns()).any(|column| is_retyped(tables, column));
    let is_partitioned_key = tables.1.partition_key.is_some()
        && matches!(desired, TableConstraint::Constraint(constraint) if constraint.is_key());
    let is_replaceable =
        !current.is_inherited() && !desired.is_inherited() && !has_retyped_column && !is_partitioned_key;
    if !context.online || !is_replaceable || relies_on_another {
        return None;
    }
    let addition = ConstraintAddition::new(desired, tables, context)?;
    let path = addition.new.sql_name();
    let alter = format!("ALTER {} {path}", addition.new.sql_class());
    let name = desired.name();
    let drop: Statement = format!("{alter} DROP CONSTRAINT {}", ident(name)).into();
    let swap = |statements: Vec<Statement>| {
        let columns = current.all_columns(addition.old);
        let change = addition.change(Action::Alter, statements).locking(LockMode::AccessExclusive);
        let others = desired.references().filter(|other| *other != addition.new.id());
        let mut change =
            change.holding(columns).holding(current.references()).holding(current.foreign_index());
        change.other_locks.clear();
        change.locking_there(others, LockMode::AccessExclusive)
    };
    if let Some(index_builder) = addition.index_builder() {
        let mut changes = addition.key(&index_builder, Some(drop));
        if let Some(last) = changes.last_mut() {
            last.disturbs.push(addition.id.clone());
            last.holds.extend(current.all_columns(addition.old));
        }
        return Some(changes);
    }
    let current_is_checked =
        ConstraintAddition::new(current, tables, context).is_some_and(|current| current.is_checked());
    // Renaming a foreign key of a partitioned table does not rename the keys of its partitions.
    let is_renamable = !addition.is_foreign_key() || addition.new.partition_key.is_none();
    if addition.can_validate_later() && current_is_checked && is_renamable {
        let helper = helper_name(name);
        let helper_id = addition.new.id().nested(Kind::Constraint, helper.clone());
        let mut add = vec![addition.not_valid(&helper)];
        let mut validates = true;
        match constraint_named(addition.old, &helper) {
            Some(existing) if existing.is_same(desired, tables) => {
                add.clear();
                validates = existing.is_not_valid();
            }
            Some(_) => add.insert(0, format!("{alter} DROP CONSTRAINT {}", ident(&helper)).into()),
            None => {}
        }
        let mut changes = Vec::new();
        if !add.is_empty() {
            let mut change = addition.change(Action::Create, add);
            change.node = helper_id.clone().into();
            changes.push(change.preparing(addition.id.clone()));
        }
        if validates {
            changes.push(addition.validation(&helper_id, &helper, Vec::new()).preparing(addition.id.clone()));
        }
        let rename = format!("{alter} RENAME CONSTRAINT {} TO {}", ident(&helper), ident(name)).into();
        let statements = [drop, rename].into_iter().chain(addition.after.clone()).collect();
        changes.push(swap(statements).needing([helper_id]));
        return Some(changes);
    }
    let mut changes = Vec::new();
    if addition.can_validate_later() {
        changes.push(swap(vec![drop, addition.not_valid(name)]));
        changes.push(addition.validation(&addition.id, name, addition.after.clone()));
    } else {
        let added = [drop, addition.separate.clone()].into_iter().chain(addition.after.clone());
        let change = swap(added.collect());
        changes.push(if addition.checks_rows() { addition.scanning_rows(change) } else { change });
    }
    changes[0].disturbs.push(addition.id.clone());
    Some(changes)
}

/// The change that validates an existing constraint.
pub(crate) fn validation(
    constraint: &TableConstraint<'_>,
    tables: (&Table, &Table),
    context: &ChangeContext<'_>,
) -> Option<ObjectChange> {
    let addition = ConstraintAddition::new(constraint, tables, context)?;
    Some(addition.validation(&addition.id, constraint.name(), Vec::new()))
}

/// Whether a constraint is a helper that a change of the table reuses.
pub(crate) fn is_reused_helper(name: &Name, old: &Table, new: &Table, context: &ChangeContext<'_>) -> bool {
    if !is_helper(name) || !context.online {
        return false;
    }
    let sets_not_null = |column: &Column| {
        column.is_not_null()
            && column::not_null::helper_check_name(&new.name, &column.column_name) == *name
            && old.column(&column.column_name).is_some_and(|current| !current.is_not_null())
    };
    let replaces = |named: &Name| helper_name(named) == *name && constraint_named(old, named).is_some();
    let mut names = new
        .constraints
        .iter()
        .map(|c| &c.constraint_name)
        .chain(new.foreign_keys.iter().map(|k| &k.constraint_name));
    new.columns.iter().any(sets_not_null)
        || names.any(|named| {
            replaces(named)
                && match (constraint_named(old, named), constraint_named(new, named)) {
                    (Some(current), Some(desired)) => {
                        !current.is_same(&desired, (old, new))
                            && replace(&current, &desired, (old, new), context).is_some()
                    }
                    _ => false,
                }
        })
}

impl<'a> ConstraintAddition<'a> {
    pub(super) fn new(
        constraint: &'a TableConstraint<'a>,
        (old, new): (&'a Table, &'a Table),
        context: &'a ChangeContext<'a>,
    ) -> Option<Self> {
        let item = constraint.item(new);
        let referenced = constraint.references();
        let columns = |table: &ObjectId, names: &[Name]| -> Vec<ObjectId> {
            names.iter().map(|c| table.nested(Kind::Column, c.clone())).collect()
        };
        let mut needs = constraint.all_columns(new);
        if let (TableConstraint::ForeignKey(key), Some(referenced)) = (constraint, &referenced) {
            needs.extend(columns(referenced, &key.foreign_columns));
        }
        // The unique index that the foreign key relies on may belong to a constraint.
        needs.extend(constraint.foreign_index().into_iter().flat_map(|index| {
            let same = referenced.as_ref().map(|table| table.nested(Kind::Constraint, index.name.clone()));
            std::iter::once(index).chain(same)
        }));
        needs.extend(referenced.iter().flat_map(|referenced| dropped_keys(referenced, context)));
        needs.extend(context.desired.dependencies.of(&item.id).cloned());
        needs.extend(partition_constraints(new, constraint, context));
        needs.extend(dropped_keys_above(new, context));
        // An index may replace the current primary key.
        let primary =
            |table: &Table| table.indexes.iter().find(|index| index.is_primary).map(|i| i.id(&table.id()));
        needs.extend(
            primary(old)
                .filter(|index| primary(new).is_some_and(|new| new != *index && new.name == item.id.name)),
        );
        let mut needs: Vec<NodeId> = needs.into_iter().map(NodeId::from).collect();
        needs.extend(item.needs.into_iter().map(NodeId::from));
        needs.extend(
            constraint.foreign_index().iter().flat_map(|index| attachments_to(index, context.desired)),
        );
        Some(Self {
            constraint,
            old,
            new,
            context,
            id: item.id,
            needs,
            separate: item.separate?,
            after: item.after,
        })
    }

    pub(super) fn is_foreign_key(&self) -> bool {
        matches!(self.constraint, TableConstraint::ForeignKey(_))
    }

    fn is_checked(&self) -> bool {
        let is_check = |c: &Constraint| c.constraint_type == ConstraintType::Check;
        self.is_foreign_key() || matches!(self.constraint, TableConstraint::Constraint(c) if is_check(c))
    }

    /// Whether existing rows must satisfy the constraint.
    fn checks_rows(&self) -> bool {
        !self.constraint.is_not_valid() && !self.constraint.is_not_enforced() && self.new.foreign.is_none()
    }

    /// Whether it can be added as `NOT VALID` and validated later.
    pub(super) fn can_validate_later(&self) -> bool {
        // Before PostgreSQL 18, a foreign key of a partitioned table cannot be NOT VALID, and
        // validating one that references a partitioned table checks only part of the rows.
        let is_partitioned =
            |id: ObjectId| self.context.desired.table(&id).is_some_and(|table| table.partition_key.is_some());
        let references_partitioned = self.constraint.references().is_some_and(is_partitioned);
        let is_supported =
            !self.is_foreign_key() || self.new.partition_key.is_none() && !references_partitioned;
        self.context.online
            && self.is_checked()
            && self.checks_rows()
            && (is_supported || self.context.version.major() >= 18)
    }

    /// The builder of the key's index, if that index can be built before the key is added.
    fn index_builder(&self) -> Option<IndexBuilder<'a>> {
        let TableConstraint::Constraint(constraint) = self.constraint else { return None };
        if !self.context.online || self.new.foreign.is_some() || key_helper(constraint, self.new).is_none() {
            return None;
        }
        Some(IndexBuilder::new(self.new, &self.old.indexes, false, self.context))
    }

    /// A change of the constraint with the locks that adding it takes.
    pub(super) fn change(&self, action: Action, statements: Vec<Statement>) -> ObjectChange {
        let lock =
            if self.is_foreign_key() { LockMode::ShareRowExclusive } else { LockMode::AccessExclusive };
        let others = self.constraint.references().filter(|other| *other != self.new.id());
        ObjectChange::new(self.id.clone(), action, statements)
            .locking(lock)
            .locking_there(others, lock)
            .needing(self.needs.clone())
            .requiring(self.reference())
    }

    /// The privilege that a foreign key takes to add.
    fn reference(&self) -> Option<Requirement> {
        let table = self.constraint.references()?;
        self.context.current.table(&table).map(|_| Requirement::Reference { table })
    }

    /// The same change, scanning all rows of the table and of the referenced table.
    pub(super) fn scanning_rows(&self, mut change: ObjectChange) -> ObjectChange {
        change.other_locks.iter_mut().for_each(|lock| lock.scans = true);
        self.asking(change.scanning())
    }

    /// The same change with the checks of existing rows, unless they cannot violate the constraint.
    fn asking(&self, change: ObjectChange) -> ObjectChange {
        if self.holds_for_existing_rows() { change } else { change.asking(self.data_checks()) }
    }

    /// Whether the constraint holds for all existing rows because they get NULL in a new column.
    fn holds_for_existing_rows(&self) -> bool {
        let existing = Existing::of(self.old, self.context.current).with_added_columns(self.context.desired);
        match self.constraint {
            TableConstraint::ForeignKey(key) => data_checks::cannot_have_orphans(existing, key),
            TableConstraint::Constraint(constraint) => self
                .new
                .index(&constraint.constraint_name)
                .is_some_and(|index| data_checks::cannot_have_duplicates(existing, index)),
        }
    }

    /// The statement that adds the constraint under this name without checking existing rows.
    fn not_valid(&self, name: &Name) -> Statement {
        self.constraint.add_not_valid(self.new, name).unwrap_or_else(|| self.separate.clone())
    }

    fn validation(&self, id: &ObjectId, name: &Name, after: Vec<Statement>) -> ObjectChange {
        let sql = format!(
            "ALTER {} {} VALIDATE CONSTRAINT {}",
            self.new.sql_class(),
            self.new.sql_name(),
            ident(name)
        );
        let statements: Vec<Statement> = std::iter::once(sql.into()).chain(after).collect();
        let change =
            ObjectChange::new(id.clone(), Action::Alter, statements).locking(LockMode::ShareUpdateExclusive);
        let change = change.needing([id.clone()]);
        // The server does not check the rows of a foreign table.
        match self.new.foreign.is_some() {
            true => change,
            false => self.asking(change.scanning()),
        }
    }

    fn data_checks(&self) -> Vec<DataCheck> {
        let (current, desired) = (self.context.current, self.context.desired);
        let existing = Existing::of(self.old, current).with_added_columns(desired);
        if let TableConstraint::Constraint(constraint) = self.constraint
            && let Some(index) = self.new.index(&constraint.constraint_name)
            && !constraint.operators().is_empty()
        {
            return data_checks::conflicts(existing, constraint, index);
        }
        let check = match self.constraint {
            TableConstraint::Constraint(c) if c.is_key() => {
                self.new.index(&c.constraint_name).and_then(|index| data_checks::duplicates(existing, index))
            }
            TableConstraint::Constraint(c) => data_checks::violations(existing, c),
            TableConstraint::ForeignKey(key) => data_checks::orphans(existing, key, current, desired),
        };
        check.into_iter().collect()
    }

    /// The changes that build the index of a key concurrently and then add the key with it, in the
    /// same step that drops the replaced constraint.
    fn key(&self, index_builder: &IndexBuilder<'_>, drop: Option<Statement>) -> Vec<ObjectChange> {
        let TableConstraint::Constraint(constraint) = self.constraint else { return Vec::new() };
        let Some(index) = key_helper(constraint, self.new) else { return Vec::new() };
        let mut changes: Vec<ObjectChange> = Vec::new();
        if !index_builder.is_built(&index) {
            let build = index_builder
                .build_concurrently(&index)
                .needing(self.constraint.all_columns(self.new))
                .preparing(self.id.clone());
            changes.push(self.asking(build));
        }
        let sql = self.using_index(constraint, &index.index_name);
        let action = if drop.is_some() { Action::Alter } else { Action::Create };
        let statements = drop.into_iter().chain([sql.into()]).chain(self.after.clone()).collect();
        changes.push(self.change(action, statements).needing([index.id(&self.new.id())]));
        changes
    }

    /// The statement that makes an index the index of the key, under the name of the key.
    fn using_index(&self, constraint: &Constraint, index: &Name) -> String {
        format!(
            "ALTER TABLE {} ADD CONSTRAINT {} {} USING INDEX {}{}",
            self.new.sql_name(),
            ident(&constraint.constraint_name),
            constraint.constraint_type.word(),
            ident(index),
            deferring(constraint.deferrable, constraint.initially_deferred)
        )
    }

    /// The change that adds a key over an index that exists already.
    fn over_existing_index(&self) -> Option<ObjectChange> {
        let TableConstraint::Constraint(key) = self.constraint else { return None };
        let current = index_for_key(key, self.old, self.new)?;
        let desired = self.new.index(&key.constraint_name)?;
        // Until then, it has the name that it has now.
        let renamed = Index { index_name: desired.index_name.clone(), ..current.clone() };
        let settings = index_settings(self.new, &renamed, desired).into_statements().into_iter();
        let settings = settings.filter(|statement| !self.after.contains(statement));
        let sql = self.using_index(key, &current.index_name).into();
        let statements = std::iter::once(sql).chain(settings).chain(self.after.clone()).collect();
        Some(self.change(Action::Create, statements))
    }
}
