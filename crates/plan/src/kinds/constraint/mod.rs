//! How the constraints of a table change.

use crate::node::NodeId;
mod deferral;
mod enforcement;
pub(crate) mod existing_index;
pub(crate) mod online;

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{ChangeContext, ObjectChange, comment};
use crate::kinds::index::builds::IndexSettings;
use crate::kinds::index::index_settings;
use crate::kinds::table::inherited::{
    is_constraint_dropped_with_parent, is_created_with_parent, is_inherited_from_kept_parent,
};
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::constraint::{Constraint, ForeignKey};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::{Item, Object, Statement};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// A constraint of a table, of any type.
#[derive(Clone)]
pub(crate) enum TableConstraint<'a> {
    Constraint(&'a Constraint),
    ForeignKey(&'a ForeignKey),
}

impl TableConstraint<'_> {
    pub(crate) fn item(&self, table: &Table) -> Item {
        match self {
            Self::Constraint(c) => c.item(&table.id(), table.index(&c.constraint_name)),
            Self::ForeignKey(k) => k.item(&table.id()),
        }
    }

    /// The statement that adds the constraint under this name without checking existing rows.
    pub(crate) fn add_not_valid(&self, table: &Table, name: &Name) -> Option<Statement> {
        let id = table.id();
        match self {
            Self::Constraint(c) => {
                let added = Constraint { constraint_name: name.clone(), not_valid: true, ..(*c).clone() };
                added.item(&id, table.index(&c.constraint_name)).separate
            }
            Self::ForeignKey(k) => {
                let added = ForeignKey { constraint_name: name.clone(), not_valid: true, ..(*k).clone() };
                added.item(&id).separate
            }
        }
    }

    pub(crate) fn comment(&self) -> Option<&str> {
        match self {
            Self::Constraint(c) => c.comment.as_deref(),
            Self::ForeignKey(k) => k.comment.as_deref(),
        }
    }

    /// The constrained columns.
    pub(crate) fn columns(&self) -> &[Name] {
        match self {
            Self::Constraint(c) => &c.columns,
            Self::ForeignKey(k) => &k.columns,
        }
    }

    /// The columns with which the constraint is dropped: its own, and those that its index uses or
    /// includes.
    /// `table` is the table of the constraint.
    pub(crate) fn all_columns(&self, table: &Table) -> Vec<ObjectId> {
        let index = match self {
            Self::Constraint(c) => table.index(&c.constraint_name),
            Self::ForeignKey(_) => None,
        };
        let names = self
            .columns()
            .iter()
            .chain(index.into_iter().flat_map(|index| index.columns.iter().chain(&index.include)));
        names.map(|name| table.id().nested(Kind::Column, name.clone())).collect()
    }

    pub(crate) fn references(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => Some(k.foreign_id()),
        }
    }

    pub(crate) fn foreign_index(&self) -> Option<ObjectId> {
        match self {
            Self::Constraint(_) => None,
            Self::ForeignKey(k) => k.foreign_index.clone(),
        }
    }

    pub(crate) fn is_inherited(&self) -> bool {
        match self {
            Self::Constraint(c) => c.inherited,
            Self::ForeignKey(k) => k.inherited,
        }
    }

    pub(crate) fn name(&self) -> &Name {
        match self {
            Self::Constraint(c) => &c.constraint_name,
            Self::ForeignKey(k) => &k.constraint_name,
        }
    }

    pub(crate) fn is_not_enforced(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_enforced,
            Self::ForeignKey(k) => k.not_enforced,
        }
    }

    pub(crate) fn is_not_valid(&self) -> bool {
        match self {
            Self::Constraint(c) => c.not_valid,
            Self::ForeignKey(k) => k.not_valid,
        }
    }

    /// Whether two constraints are equal apart from name, comment and validity.
    pub(crate) fn is_same(&self, other: &Self, tables: (&Table, &Table)) -> bool {
        match (self, other) {
            (Self::Constraint(a), Self::Constraint(b)) => {
                let plain = |c: &Constraint| Constraint {
                    constraint_name: "".into(),
                    comment: None,
                    not_valid: false,
                    inherited: false,
                    parent_count: 0,
                    ..c.clone()
                };
                let index = |t: &Table, c: &Constraint| {
                    t.index(&c.constraint_name)
                        .map(|i| (i.keys.clone(), i.include.clone(), i.nulls_not_distinct))
                };
                plain(a) == plain(b) && index(tables.0, a) == index(tables.1, b)
            }
            (Self::ForeignKey(a), Self::ForeignKey(b)) => {
                let plain = |k: &ForeignKey| ForeignKey {
                    constraint_name: "".into(),
                    comment: None,
                    not_valid: false,
                    inherited: false,
                    foreign_index: None,
                    ..k.clone()
                };
                plain(a) == plain(b)
            }
            _ => false,
        }
    }
}

/// The constraint of a table with this name.
pub(crate) fn constraint_named<'a>(table: &'a Table, name: &Name) -> Option<TableConstraint<'a>> {
    constraints_of(table).remove(name)
}

fn constraints_of(table: &Table) -> BTreeMap<&Name, TableConstraint<'_>> {
    let constraints = table.constraints.iter().map(|c| (&c.constraint_name, TableConstraint::Constraint(c)));
    constraints
        .chain(table.foreign_keys.iter().map(|k| (&k.constraint_name, TableConstraint::ForeignKey(k))))
        .collect()
}

pub(crate) fn constraints(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    let (before, after) = (constraints_of(old), constraints_of(new));
    let id = |name: &Name| new.id().nested(Kind::Constraint, name.clone());
    let alter = format!("ALTER {} {}", new.sql_class(), new.sql_name());
    let mut done: BTreeSet<&Name> = BTreeSet::new();
    let is_gone =
        |name: &Name| !after.contains_key(name) && !is_constraint_dropped_with_parent(old, name, context);
    for (name, current) in before.iter().filter(|(name, _)| is_gone(name)) {
        let is_renamed = |(other, desired): &(&&Name, &TableConstraint<'_>)| {
            !before.contains_key(**other)
                && !done.contains(**other)
                && current.is_same(desired, (old, new))
                && is_same_part((old, name), (new, other))
        };
        let Some((other, _)) = after.iter().find(is_renamed) else { continue };
        let sql = format!("{alter} RENAME CONSTRAINT {} TO {}", ident(name), ident(other));
        let change = ObjectChange::new(id(other), Action::Alter, [sql.into()]);
        changes.push(change.locking(LockMode::AccessExclusive));
        if let (Some(current), Some(desired)) = (old.index(name), new.index(other)) {
            let renamed = Index { index_name: (**other).clone(), ..current.clone() };
            let settings = index_settings(new, &renamed, desired);
            changes.extend((!settings.is_empty()).then(|| settings.change(id(other))));
        }
        done.insert(other);
        done.insert(name);
    }
    for (name, current) in before.iter().filter(|(name, _)| !done.contains(*name)).collect::<Vec<_>>() {
        let desired = after.get(name);
        let is_kept = desired.is_some_and(|desired| {
            current.is_same(desired, (old, new)) && (current.is_not_valid() || !desired.is_not_valid())
        });
        if is_kept
            || is_inherited_from_kept_parent(old, new, current, context.current)
            || is_constraint_dropped_with_parent(old, name, context)
            || online::is_reused_helper(name, old, new, context)
        {
            continue;
        }
        if let Some(desired) = desired
            && let Some(change) = enforcement::enforcement(current, desired, (old, new), context)
        {
            changes.push(change);
            done.insert(*name);
            continue;
        }
        if let Some(desired) = desired
            && let Some(change) = deferral::deferral(current, desired, (old, new), context)
        {
            changes.push(change);
            done.insert(*name);
            continue;
        }
        if let Some(desired) = desired
            && let Some(replaced) = online::replace(current, desired, (old, new), context)
        {
            changes.extend(replaced);
            done.insert(*name);
            continue;
        }
        let inheritance_removals =
            old.inherits.iter().map(|parent| NodeId::inheritance_removal(&old.id(), parent));
        let sql = format!("{alter} DROP CONSTRAINT {}", ident(name));
        let columns = current.all_columns(old);
        // `ON CONFLICT` needs a key.
        let hazards: &[Hazard] = match current {
            TableConstraint::Constraint(c) if c.is_key() => &[Hazard::BreaksCode],
            _ => &[],
        };
        changes.push(
            ObjectChange::new(id(name), Action::Drop, [sql.into()])
                .locking(LockMode::AccessExclusive)
                .also(hazards)
                .locking_there(
                    current.references().filter(|other| *other != old.id()),
                    LockMode::AccessExclusive,
                )
                .holding(columns)
                .holding(current.references())
                .holding(current.foreign_index())
                .needing(inheritance_removals),
        );
    }
    for (name, desired) in after.iter().filter(|(name, _)| !done.contains(*name)) {
        let current = before.get(name);
        match current {
            Some(current)
                if current.is_same(desired, (old, new))
                    && (current.is_not_valid() || !desired.is_not_valid())
                    && !is_constraint_dropped_with_parent(old, name, context) =>
            {
                let mut settings = IndexSettings::default();
                if current.is_not_valid() && !desired.is_not_valid() {
                    changes.extend(online::validation(desired, (old, new), context));
                }
                if current.comment() != desired.comment() {
                    let on = format!("CONSTRAINT {} ON {}", ident(name), new.sql_name());
                    settings.add([comment(&on, desired.comment())]);
                }
                if let (Some(a), Some(b)) = (old.index(name), new.index(name)) {
                    settings = settings.and(index_settings(new, a, b));
                }
                if !settings.is_empty() {
                    changes.push(settings.change(id(name)));
                }
            }
            _ if is_created_with_parent(old, new, name, desired, context) => {}
            _ => changes.extend(online::add(desired, (old, new), context)),
        }
    }
}

/// Whether the indexes of two constraints of a partition are attached to the same index of its
/// parent, which stays: the constraint can have another name, but cannot be replaced.
fn is_same_part((old, name): (&Table, &Name), (new, other): (&Table, &Name)) -> bool {
    let above = |table: &Table, name: &Name| table.index(name).and_then(|index| index.partition_of.clone());
    let parent = |table: &Table| table.partition_of.clone();
    parent(old) == parent(new) && above(old, name).is_some_and(|part| above(new, other) == Some(part))
}
