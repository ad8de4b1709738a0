//! How the constraints of a table change.

mod deferral;
mod enforcement;
pub(crate) mod existing_index;
pub(crate) mod keys;
mod online;
pub(crate) mod table_constraint;

use std::collections::{BTreeMap, BTreeSet};

use crate::change::{ChangeContext, ObjectChange, comment};
use crate::kinds::constraint::existing_index::constraint_replaced_by_index;
use crate::kinds::constraint::table_constraint::{TableConstraint, constraints_of};
use crate::kinds::index::attached::is_constraint_dropped_with_parent;
use crate::kinds::index::settings::{IndexSettings, index_settings};
use crate::kinds::table::inherited::{is_created_with_parent, is_inherited_from_kept_parent};
use crate::node::NodeId;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, Name, ObjectId};

/// The changes of a table's constraints, appended to `changes`.
pub(crate) fn constraints(
    old: &Table,
    new: &Table,
    context: &ChangeContext<'_>,
    changes: &mut Vec<ObjectChange>,
) {
    let (before, after) = (constraints_of(old), constraints_of(new));
    let mut planner = ConstraintPlanner { old, new, context, before, after, done: BTreeSet::new() };
    changes.extend(planner.renames());
    changes.extend(planner.replacements_and_drops());
    changes.extend(planner.alterations_and_additions());
}

/// Plans the changes of a table's constraints.
struct ConstraintPlanner<'a> {
    old: &'a Table,
    new: &'a Table,
    context: &'a ChangeContext<'a>,
    before: BTreeMap<&'a Name, TableConstraint<'a>>,
    after: BTreeMap<&'a Name, TableConstraint<'a>>,
    /// The constraints whose changes are planned.
    done: BTreeSet<&'a Name>,
}

impl<'a> ConstraintPlanner<'a> {
    fn id(&self, name: &Name) -> ObjectId {
        self.new.id().nested(Kind::Constraint, name.clone())
    }

    fn alter(&self) -> String {
        format!("ALTER {} {}", self.new.sql_class(), self.new.sql_name())
    }

    /// Whether the current constraint already is the desired one, apart from its name, its comment, and
    /// a validation.
    fn is_kept(&self, current: &TableConstraint<'_>, desired: &TableConstraint<'_>) -> bool {
        current.is_same(desired, (self.old, self.new)) && (current.is_not_valid() || !desired.is_not_valid())
    }

    /// Constraints of which only the name changes.
    fn renames(&mut self) -> Vec<ObjectChange> {
        let mut changes = Vec::new();
        let tables = (self.old, self.new);
        for (name, current) in &self.before {
            if self.after.contains_key(name)
                || is_constraint_dropped_with_parent(self.old, name, self.context)
            {
                continue;
            }
            let is_renamed = |(other, desired): &(&&'a Name, &TableConstraint<'_>)| {
                !self.before.contains_key(**other)
                    && !self.done.contains(**other)
                    && current.is_same(desired, tables)
                    && is_same_part((self.old, name), (self.new, other))
            };
            let Some((other, _)) = self.after.iter().find(is_renamed) else { continue };
            // ALTER FOREIGN TABLE cannot rename constraints.
            let table = self.new.sql_name();
            let sql = format!("ALTER TABLE {table} RENAME CONSTRAINT {} TO {}", ident(name), ident(other));
            let change = ObjectChange::new(self.id(other), Action::Alter, [sql.into()]);
            changes.push(change.locking(LockMode::AccessExclusive));
            if let (Some(current), Some(desired)) = (self.old.index(name), self.new.index(other)) {
                let renamed = Index { index_name: (**other).clone(), ..current.clone() };
                let settings = index_settings(self.new, &renamed, desired);
                changes.extend((!settings.is_empty()).then(|| settings.change(self.id(other))));
            }
            self.done.extend([*other, *name]);
        }
        changes
    }

    /// Constraints that are altered by a statement of their own, replaced or dropped.
    fn replacements_and_drops(&mut self) -> Vec<ObjectChange> {
        let mut changes = Vec::new();
        for (name, current) in &self.before {
            let desired = self.after.get(name);
            if self.done.contains(name)
                || desired.is_some_and(|desired| self.is_kept(current, desired))
                || is_inherited_from_kept_parent(self.old, self.new, current, self.context.current)
                || is_constraint_dropped_with_parent(self.old, name, self.context)
                || online::is_reused_helper(name, self.old, self.new, self.context)
                || constraint_replaced_by_index(name, self.old, self.new, self.context).is_some()
            {
                continue;
            }
            match desired.and_then(|desired| self.replacement(current, desired)) {
                Some(replacement) => {
                    changes.extend(replacement);
                    self.done.insert(*name);
                }
                // The desired constraint is added afterwards.
                None => changes.push(self.drop(current)),
            }
        }
        changes
    }

    /// The changes that turn a constraint into another of the same name; `None` if it must be dropped
    /// first.
    fn replacement(
        &self,
        current: &TableConstraint<'_>,
        desired: &TableConstraint<'_>,
    ) -> Option<Vec<ObjectChange>> {
        let tables = (self.old, self.new);
        enforcement::enforcement(current, desired, tables, self.context)
            .or_else(|| deferral::deferral(current, desired, tables, self.context))
            .map(|change| vec![change])
            .or_else(|| online::replace(current, desired, tables, self.context))
    }

    fn drop(&self, current: &TableConstraint<'_>) -> ObjectChange {
        let old = self.old;
        let inheritance_removals =
            old.inherits.iter().map(|parent| NodeId::inheritance_removal(&old.id(), parent));
        let if_exists = if self.may_go_with_parent(current) { "IF EXISTS " } else { "" };
        let sql = format!("{} DROP CONSTRAINT {if_exists}{}", self.alter(), ident(current.name()));
        // `ON CONFLICT` needs a key.
        let hazards: &[Hazard] = match current {
            TableConstraint::Constraint(c) if c.is_key() => &[Hazard::BreaksCode],
            _ => &[],
        };
        let referenced = current.references().filter(|other| *other != old.id());
        ObjectChange::new(self.id(current.name()), Action::Drop, [sql.into()])
            .locking(LockMode::AccessExclusive)
            .also(hazards)
            .locking_there(referenced, LockMode::AccessExclusive)
            .holding(current.all_columns(old))
            .holding(current.references())
            .holding(current.foreign_index())
            .needing(inheritance_removals)
    }

    /// Whether a foreign key of a detached partition may already be gone: if tables refer to each other,
    /// the keys of dropped parents can be dropped before their partitions are detached, and the copies
    /// of the partitions go with them.
    fn may_go_with_parent(&self, current: &TableConstraint<'_>) -> bool {
        let table = self.context.current.table(&self.old.id());
        let parent = table.and_then(|table| table.partition_of.as_ref()).map(|of| &of.parent);
        let copies = table.into_iter().flat_map(|table| &table.foreign_keys).filter(|key| key.inherited);
        let mut copies = copies.filter(|key| key.constraint_name == *current.name());
        parent.is_some_and(|parent| self.context.desired.table(parent).is_none()) && copies.next().is_some()
    }

    /// Constraints that stay and are validated or get other settings, and those that are added.
    fn alterations_and_additions(&self) -> Vec<ObjectChange> {
        let (old, new, context) = (self.old, self.new, self.context);
        let mut changes = Vec::new();
        for (name, desired) in self.after.iter().filter(|(name, _)| !self.done.contains(*name)) {
            let is_kept = |current: &&TableConstraint<'_>| {
                self.is_kept(current, desired) && !is_constraint_dropped_with_parent(old, name, context)
            };
            match self.before.get(name).filter(is_kept) {
                Some(current) => {
                    if current.is_not_valid() && !desired.is_not_valid() {
                        changes.extend(online::validation(desired, (old, new), context));
                    }
                    let settings = self.settings(current, desired);
                    changes.extend((!settings.is_empty()).then(|| settings.change(self.id(name))));
                }
                None if is_created_with_parent(old, new, name, desired, context) => {}
                None => changes.extend(online::add(desired, (old, new), context)),
            }
        }
        changes
    }

    /// The comment of a constraint that stays, and the settings of its index.
    fn settings(&self, current: &TableConstraint<'_>, desired: &TableConstraint<'_>) -> IndexSettings {
        let name = desired.name();
        let mut settings = IndexSettings::default();
        if current.comment() != desired.comment() {
            let on = format!("CONSTRAINT {} ON {}", ident(name), self.new.sql_name());
            settings.add([comment(&on, desired.comment())]);
        }
        match (self.old.index(name), self.new.index(name)) {
            (Some(current), Some(desired)) => settings.and(index_settings(self.new, current, desired)),
            _ => settings,
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
