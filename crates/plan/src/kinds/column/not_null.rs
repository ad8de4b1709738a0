//! Columns that become `NOT NULL` or nullable, and changes of their not-null constraints.

use crate::change::{ChangeContext, ObjectChange, comment};
use crate::data_checks::{self, Existing};
use crate::helper_names::helper_name;
use crate::indexed::IndexedCatalog;
use crate::kinds::table::inherited::kept_parents;
use crate::node::NodeId;
use crate::steps::{Action, DataCheck, LockMode};
use pgplumb_catalog::kinds::Statement;
use pgplumb_catalog::kinds::column::{Column, NotNull};
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, server_chosen_name};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The name of the helper check that rejects nulls until the column is `NOT NULL`.
pub(crate) fn helper_check_name(table: &str, column: &str) -> Name {
    helper_name(&server_chosen_name(table, column, "not_null"))
}

/// How a column becomes `NOT NULL` or nullable, or its not-null constraint changes.
pub(super) struct NotNullChange<'a> {
    table: &'a ObjectId,
    id: &'a ObjectId,
    /// The start of a statement that alters the column.
    alter: &'a str,
    old: &'a Column,
    new: &'a Column,
    context: &'a ChangeContext<'a>,
    /// The name that the constraint has if none is declared.
    default_name: Name,
}

impl<'a> NotNullChange<'a> {
    pub(super) fn new(
        (table, id): (&'a ObjectId, &'a ObjectId),
        alter: &'a str,
        (old, new): (&'a Column, &'a Column),
        context: &'a ChangeContext<'a>,
    ) -> Self {
        let default_name = server_chosen_name(&table.name, &new.column_name, "not_null").into();
        Self { table, id, alter, old, new, context, default_name }
    }

    pub(super) fn changes(&self) -> Vec<ObjectChange> {
        match (self.old.is_not_null(), self.new.is_not_null()) {
            (false, true) => self.set(),
            (true, false) => {
                let change = self.change(vec![format!("{} DROP NOT NULL", self.alter).into()]);
                vec![change.needing(removed_parents(self.table, self.context))]
            }
            (true, true) if !self.has_constraints() => Vec::new(),
            (true, true) if is_inherited(self.table, self.new, self.context) => self.alter_inherited(),
            // An inherited NOT NULL is changed on the parent.
            (true, true) if self.new.inherited && was_inherited(self.table, self.new, self.context) => {
                Vec::new()
            }
            (true, true) => self.alter_constraint(),
            (false, false) => Vec::new(),
        }
    }

    /// Whether `NOT NULL` is a constraint with a name.
    fn has_constraints(&self) -> bool {
        self.context.version.major() >= 18
    }

    fn change(&self, statements: Vec<Statement>) -> ObjectChange {
        ObjectChange::new(self.id.clone(), Action::Alter, statements).locking(LockMode::AccessExclusive)
    }

    /// A change that scans existing rows under a lock that does not block reads or writes.
    fn validating(&self, statements: Vec<Statement>) -> ObjectChange {
        let change = self.change(statements).locking(LockMode::ShareUpdateExclusive);
        change.scanning().asking(self.nulls_check())
    }

    /// The check whether existing rows have nulls.
    fn nulls_check(&self) -> Option<DataCheck> {
        let is_foreign = self.table.kind == Kind::ForeignTable;
        let table = self.context.current.table(self.table).filter(|_| !is_foreign)?;
        table.column(&self.old.column_name)?;
        data_checks::nulls(Existing::of(table, self.context.current), &self.new.column_name)
    }

    /// The name of the desired constraint.
    fn name(&self) -> &Name {
        self.new.not_null.as_deref().map_or(&self.default_name, |not_null| &not_null.name)
    }

    /// The statement that adds the desired constraint. `option` is empty or ` NOT VALID`.
    fn add(&self, option: &str) -> Statement {
        let no_inherit = self.new.not_null.as_deref().is_some_and(|not_null| not_null.no_inherit);
        let inherit = if no_inherit { " NO INHERIT" } else { "" };
        let (name, column) = (ident(self.name()), ident(&self.new.column_name));
        let path = self.table.path();
        format!("ALTER TABLE {path} ADD CONSTRAINT {name} NOT NULL {column}{inherit}{option}").into()
    }

    fn validate(&self, name: &Name) -> Statement {
        format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", self.table.path(), ident(name)).into()
    }

    fn drop(&self, name: &Name) -> Statement {
        format!("ALTER TABLE {} DROP CONSTRAINT {}", self.table.path(), ident(name)).into()
    }

    fn comment(&self, text: Option<&str>) -> Statement {
        comment(&format!("CONSTRAINT {} ON {}", ident(self.name()), self.table.path()), text)
    }

    /// The comment of a new constraint.
    fn new_comment(&self) -> Option<Statement> {
        let text = self.new.not_null.as_deref().and_then(|not_null| not_null.comment.as_deref());
        text.filter(|_| self.has_constraints()).map(|text| self.comment(Some(text)))
    }

    /// The statement that makes the column `NOT NULL` at once.
    fn set_at_once(&self) -> Statement {
        match &self.new.not_null {
            Some(_) if self.has_constraints() => self.add(""),
            _ => format!("{} SET NOT NULL", self.alter).into(),
        }
    }

    /// Makes the column `NOT NULL`.
    fn set(&self) -> Vec<ObjectChange> {
        let not_null = self.new.not_null.as_deref();
        if self.has_constraints() && not_null.is_some_and(|not_null| not_null.not_valid) {
            let statements = std::iter::once(self.add(" NOT VALID")).chain(self.new_comment());
            return vec![self.change(statements.collect())];
        }
        let is_set_by_parent = becomes_not_null_with_parent(self.table, self.new, self.context);
        // Unless the table also declares the constraint itself.
        if is_set_by_parent && not_null.is_none_or(|not_null| not_null.parent_count == 0) {
            return Vec::new();
        }
        let is_foreign = self.table.kind == Kind::ForeignTable;
        let current = self.context.current.table(self.table);
        let current = current.filter(|table| table.column(&self.old.column_name).is_some() && !is_foreign);
        if let Some(current) = current.filter(|_| self.context.online && !is_set_by_parent) {
            return self.set_online(current);
        }
        let change = self.change(std::iter::once(self.set_at_once()).chain(self.new_comment()).collect());
        // The server does not check the rows of a foreign table.
        let mut change = if is_foreign { change } else { change.asking(self.nulls_check()) };
        change.scans = current.is_some() && !is_set_by_parent;
        let column = |parent: &ObjectId| parent.nested(Kind::Column, self.new.column_name.clone()).into();
        change.needs.extend(parents(self.table, self.context).map(column));
        vec![change]
    }

    /// Makes the column `NOT NULL` while the table is in use.
    ///
    /// Existing rows are scanned under a lock that does not block reads or writes. From PostgreSQL 18
    /// on, the not-null constraint is added as `NOT VALID` and then validated. Before, a helper check
    /// is validated, after which `SET NOT NULL` skips its scan.
    fn set_online(&self, current: &Table) -> Vec<ObjectChange> {
        let name = self.name();
        let is_free = current.constraints.iter().all(|c| c.constraint_name != *name)
            && current.foreign_keys.iter().all(|k| k.constraint_name != *name);
        let helper = helper_check_name(&self.table.name, &self.new.column_name);
        let is_helper =
            |c: &&Constraint| c.constraint_name == helper && c.constraint_type == ConstraintType::Check;
        let existing = current.constraints.iter().find(is_helper);
        if self.has_constraints() && existing.is_none() && is_free {
            let validate = std::iter::once(self.validate(name)).chain(self.new_comment());
            return vec![self.change(vec![self.add(" NOT VALID")]), self.validating(validate.collect())];
        }
        let mut changes = Vec::new();
        if existing.is_none() {
            let (path, column) = (self.table.path(), ident(&self.new.column_name));
            let check = format!("CHECK ({column} IS NOT NULL) NOT VALID");
            let sql = format!("ALTER TABLE {path} ADD CONSTRAINT {} {check}", ident(&helper));
            changes.push(self.change(vec![sql.into()]));
        }
        if existing.is_none_or(|check| check.not_valid) {
            changes.push(self.validating(vec![self.validate(&helper)]));
        }
        let last = [self.set_at_once(), self.drop(&helper)].into_iter().chain(self.new_comment());
        changes.push(self.change(last.collect()));
        changes
    }

    /// Changes the constraint of a column that stays `NOT NULL`, also because of a parent's column.
    fn alter_inherited(&self) -> Vec<ObjectChange> {
        let comment =
            |column: &Column| column.not_null.as_ref().and_then(|not_null| not_null.comment.clone());
        let mut statements: Vec<Statement> = Vec::new();
        if declares_inherited(self.table, (self.old, self.new), self.context) {
            statements.push(format!("{} SET NOT NULL", self.alter).into());
        }
        let is_valid = |column: &Column| column.not_null.as_ref().is_none_or(|not_null| !not_null.not_valid);
        let validates = !is_valid(self.old) && is_valid(self.new);
        let validation = validates.then(|| self.validating(vec![self.validate(self.name())]));
        let is_same = !stays_as_inherited(self.table, (self.old, self.new), self.context);
        if is_same && comment(self.old) != comment(self.new) && self.new.not_null.is_some() {
            statements.push(self.comment(comment(self.new).as_deref()));
        }
        let change = (!statements.is_empty()).then(|| self.change(statements));
        validation.into_iter().chain(change).collect()
    }

    /// Changes the constraint of a column that stays `NOT NULL`.
    fn alter_constraint(&self) -> Vec<ObjectChange> {
        let inherited = inherited_name(self.table, self.old, self.context);
        if self.old.not_null == self.new.not_null && inherited.is_none() {
            return Vec::new();
        }
        let not_null = |column: &Column| column.not_null.as_deref().cloned().unwrap_or_default();
        let (current, desired) = (not_null(self.old), not_null(self.new));
        let old_name = || self.old.not_null.as_ref().map_or(&self.default_name, |old| &old.name).clone();
        let (path, old_name, name) =
            (self.table.path(), inherited.unwrap_or_else(old_name), ident(self.name()));
        let mut statements: Vec<Statement> = Vec::new();
        if old_name != *self.name() {
            let sql = format!("ALTER TABLE {path} RENAME CONSTRAINT {} TO {name}", ident(&old_name));
            statements.push(sql.into());
        }
        let mut changes = Vec::new();
        if current.not_valid && !desired.not_valid {
            // In a step of its own, because its lock does not block reads or writes.
            changes.extend((!statements.is_empty()).then(|| self.change(std::mem::take(&mut statements))));
            changes.push(self.validating(vec![self.validate(self.name())]));
        }
        let is_added_again = !current.not_valid && desired.not_valid;
        if is_added_again {
            statements.extend([self.drop(self.name()), self.add(" NOT VALID")]);
        }
        if current.no_inherit != desired.no_inherit && !is_added_again {
            let inherit = if desired.no_inherit { "NO INHERIT" } else { "INHERIT" };
            statements.push(format!("ALTER TABLE {path} ALTER CONSTRAINT {name} {inherit}").into());
        }
        if current.comment != desired.comment || is_added_again && desired.comment.is_some() {
            statements.push(self.comment(desired.comment.as_deref()));
        }
        if !statements.is_empty() {
            // An inherited constraint cannot be renamed.
            let parents = self.context.current.table(self.table).map(|table| table.inherits.as_slice());
            let removals = parents.unwrap_or_default().iter();
            let removals = removals.map(|parent| NodeId::inheritance_removal(self.table, parent));
            changes.push(self.change(statements).needing(removals));
        }
        changes
    }
}

/// The desired parents of a table.
fn parents<'a>(table: &ObjectId, context: &ChangeContext<'a>) -> impl Iterator<Item = &'a ObjectId> {
    let table = context.desired.table(table);
    table
        .into_iter()
        .flat_map(|t| t.inherits.iter().chain(t.partition_of.as_ref().map(|partition| &partition.parent)))
}

/// Whether the not-null constraint of a column is also inherited from a parent that the table keeps.
fn is_inherited(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let pair = context.current.table(table).zip(context.desired.table(table));
    let kept = pair.map(|(old, new)| kept_parents(old, new)).unwrap_or_default();
    [context.current, context.desired].into_iter().all(|catalog| is_not_null_in(&kept, column, catalog))
}

/// Whether the not-null constraint of a column is currently inherited.
fn was_inherited(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let parents = context.current.table(table).into_iter().flat_map(|table| &table.inherits);
    is_not_null_in(&parents.collect::<Vec<_>>(), column, context.current)
}

/// Whether one of these tables has a not-null constraint that its children inherit.
fn is_not_null_in(tables: &[&ObjectId], column: &Column, catalog: &IndexedCatalog<'_>) -> bool {
    let columns = tables.iter().filter_map(|id| catalog.table(id)?.column(&column.column_name));
    let is_inheritable = |column: &Column| !column.not_null.as_ref().is_some_and(|n| n.no_inherit);
    columns.into_iter().any(|column: &Column| column.is_not_null() && is_inheritable(column))
}

/// Whether a table declares the inherited not-null constraint of a column too, under its name.
fn declares_inherited(table: &ObjectId, (old, new): (&Column, &Column), context: &ChangeContext<'_>) -> bool {
    let declares = |column: &Column| column.not_null.as_ref().is_some_and(|of| of.parent_count > 0);
    let name = || name_from_parents(table, old, context);
    !declares(old) && declares(new) && new.not_null.as_ref().map(|of| of.name.clone()) == name()
}

/// Whether an inherited not-null constraint keeps its name, or stays the table's own or only
/// inherited, because no statement can change that.
pub(crate) fn stays_as_inherited(
    table: &ObjectId,
    (old, new): (&Column, &Column),
    context: &ChangeContext<'_>,
) -> bool {
    let is_not_null = context.version.major() >= 18 && old.is_not_null() && new.is_not_null();
    let without_comment = |column: &Column| {
        let own = column.not_null.as_deref();
        own.map(|own| NotNull { comment: None, not_valid: false, ..own.clone() })
    };
    is_not_null
        && without_comment(old) != without_comment(new)
        && is_inherited(table, new, context)
        && !declares_inherited(table, (old, new), context)
}

/// Whether a parent's column becomes `NOT NULL`, and with it the child's column.
fn becomes_not_null_with_parent(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let is_not_null = |table: &Table| table.column(&column.column_name).is_some_and(Column::is_not_null);
    parents(table, context).any(|parent| {
        let inherits = context.current.table(table).is_some_and(|current| {
            current.inherits.contains(parent)
                || current.partition_of.as_ref().is_some_and(|partition| partition.parent == *parent)
        });
        let (Some(current), Some(desired)) = (context.current.table(parent), context.desired.table(parent))
        else {
            return false;
        };
        inherits
            && !is_not_null(current)
            && is_not_null(desired)
            && current.column(&column.column_name).is_some()
    })
}

/// The name of a not-null constraint that a table has only inherited from parents that it leaves.
/// The constraint keeps the name of the parent's constraint.
fn inherited_name(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> Option<Name> {
    if !column.inherited || column.not_null.is_some() || !column.is_not_null() {
        return None;
    }
    let kept = &context.desired.table(table)?.inherits;
    let parents = context.current.table(table)?.inherits.iter();
    let mut having = parents.filter_map(|id| {
        let parent = context.current.table(id)?.column(&column.column_name)?;
        parent.is_not_null().then_some((id, parent))
    });
    let (id, _) = having.next()?;
    if kept.contains(id) || having.any(|(other, _)| kept.contains(other)) {
        return None;
    }
    name_from_parents(table, column, context)
}

/// The name of an inherited not-null constraint.
fn name_from_parents(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> Option<Name> {
    if !column.inherited {
        return None;
    }
    let parents = context.current.table(table)?.inherits.iter();
    let mut having =
        parents.filter_map(|id| Some((id, context.current.table(id)?.column(&column.column_name)?)));
    let (id, parent) = having.find(|(_, parent)| parent.is_not_null())?;
    let stated = parent.not_null.as_ref().map(|not_null| not_null.name.clone());
    stated.or_else(|| name_from_parents(id, parent, context)).or_else(|| {
        let name = server_chosen_name;
        Some(name(&id.name, &column.column_name, "not_null").into())
    })
}

/// The parents that a table leaves. Until then, it cannot drop what it inherits from them.
fn removed_parents(table: &ObjectId, context: &ChangeContext<'_>) -> Vec<NodeId> {
    let (Some(old), Some(new)) = (context.current.table(table), context.desired.table(table)) else {
        return Vec::new();
    };
    let removed = old.inherits.iter().filter(|parent| !new.inherits.contains(parent));
    removed.map(|parent| NodeId::inheritance_removal(table, parent)).collect()
}
