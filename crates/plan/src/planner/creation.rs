//! The changes that create or recreate objects.

use std::collections::BTreeMap;

use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::default_privileges::DefaultPrivileges;
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::sequence::Sequence;
use pgplumb_catalog::kinds::{Aspect, Object, Statement};
use pgplumb_catalog::order::Unit;
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Kind, ObjectId};

use super::actions::Actions;
use crate::change::{Alteration, ObjectChange};
use crate::graph::Node;
use crate::graph::needs::indexed_columns;
use crate::kinds;
use crate::kinds::constraint::keys::final_keys;
use crate::kinds::constraint::table_constraint::constraint_named;
use crate::locks::lock_to_create;
use crate::node::NodeId;
use crate::steps::{Action, Hazard, LockMode};

impl Actions<'_> {
    /// The changes that create or recreate an object, or an object nested in one.
    pub(super) fn creation(&self, unit: Unit, needs: Vec<NodeId>) -> Vec<ObjectChange> {
        let object = &unit.object;
        let is_added = self.added.contains(object);
        let is_created = is_added || self.dropped.get(object) == Some(&true);
        let id = unit.id.object().cloned();
        let is_itself = id.as_ref() == Some(object);
        let is_restored = id.as_ref().is_some_and(|id| self.detached.contains(id)) && !is_created;
        if !is_created && !is_restored {
            return Vec::new();
        }
        let action = if is_added { Action::Create } else { Action::Restore };
        let mut statements = unit.statements;
        if action == Action::Restore && is_itself && self.is_populated(object) {
            statements.push(format!("REFRESH MATERIALIZED VIEW {}", object.path()).into());
        }
        if is_created && is_itself {
            statements = with_corrections(statements, self.privilege_corrections(object));
        }
        if self.options.ignore_privileges {
            statements.retain(|s| s.aspect != Aspect::Privileges);
        }
        let mut change = ObjectChange::new(unit.id.clone(), action, statements);
        change.needs = needs;
        let new = self.to.object(object).filter(|_| is_itself && action == Action::Create);
        if let Some(new) = new {
            change = kinds::creation_hazards(new, change, &self.context);
        }
        lock_to_create(&mut change, object, (self.context.current, self.context.desired));
        // The statements of an object also create the objects nested in it.
        let dependencies = id.iter().flat_map(|id| self.desired_dependencies.of(id));
        // An object with a placeholder may come later.
        let waits =
            |needed: &&ObjectId| !change.needs.contains(&NodeId::Placeholder { object: (*needed).clone() });
        let dependencies: Vec<NodeId> = dependencies.filter(waits).cloned().map(NodeId::from).collect();
        change.needs.extend(dependencies);
        let keys = self.to.table(object).into_iter().flat_map(|table| &table.foreign_keys);
        let is_created_here = |key: &&ForeignKey| match &id {
            Some(id) if id.kind == Kind::Constraint => key.constraint_name == id.name,
            _ => is_itself,
        };
        // The order of creation puts a recreated table before what refers to it.
        let refers_to_kept = |key: &&ForeignKey| !self.dropped.contains_key(&key.foreign_id());
        for key in keys.filter(is_created_here).filter(refers_to_kept) {
            change.needs.extend(final_keys(key, &self.context).into_iter().map(NodeId::from));
        }
        if let Some(id) = id.filter(|_| is_restored) {
            change.needs.extend(indexed_columns(self.to, object, &id).into_iter().map(NodeId::from));
        }
        let validation = if is_restored { self.validate_later(&mut change, object) } else { None };
        // It was dropped because something that it uses changes.
        if is_restored && change.scans && self.may_reject_rows(&change, object) {
            change = change.hazard(Hazard::MayFail);
        }
        std::iter::once(change).chain(validation).collect()
    }

    /// Whether a change adds a constraint or a unique index. A foreign key holds again: its values are the
    /// same.
    fn may_reject_rows(&self, change: &ObjectChange, table: &ObjectId) -> bool {
        let id = change.node.object().filter(|id| matches!(id.kind, Kind::Constraint | Kind::Index));
        let Some((id, table)) = id.zip(self.to.table(table)) else { return false };
        let is_unique = table.index(&id.name).is_some_and(|index| index.is_unique);
        is_unique || table.constraints.iter().any(|other| other.constraint_name == id.name)
    }

    /// Whether the object is a populated materialized view.
    pub(super) fn is_populated(&self, id: &ObjectId) -> bool {
        let view = self.from.object(id).and_then(|view| view.as_any().downcast_ref::<MaterializedView>());
        view.is_some_and(|view| !view.unpopulated)
    }

    /// The statements that undo what the default privileges in effect give a new object beyond its
    /// desired privileges.
    pub(super) fn privilege_corrections(&self, id: &ObjectId) -> Vec<Statement> {
        let in_effect: Vec<&DefaultPrivileges> = self
            .from
            .default_privileges
            .iter()
            .filter(|privileges| !self.dropped.contains_key(&privileges.id()))
            .collect();
        if in_effect.is_empty() {
            return Vec::new();
        }
        let major = self.context.version.major();
        let object = self.to.object(id).into_iter();
        let mut statements: Vec<Statement> =
            object.flat_map(|object| DefaultPrivileges::corrections(object, &in_effect, major)).collect();
        // The sequence of an identity column is in the catalog only if it has properties of its
        // own.
        let table = self.to.table(id);
        for identity in
            table.iter().flat_map(|table| &table.columns).filter_map(|column| column.identity.as_ref())
        {
            let sequence = Sequence {
                schema: identity.sequence_schema.clone(),
                name: identity.sequence_name.clone(),
                is_identity: true,
                owner: table.and_then(|table| table.owner.clone()),
                ..Sequence::default()
            };
            if self.to.object(&sequence.id()).is_none() {
                statements.extend(DefaultPrivileges::corrections(&sequence, &in_effect, major));
            }
        }
        statements
    }

    /// Makes a change that recreates a constraint add it `NOT VALID`, and returns a second change
    /// that validates it without blocking writes.
    fn validate_later(&self, change: &mut ObjectChange, table: &ObjectId) -> Option<ObjectChange> {
        let definition = self.to.table(table).filter(|_| self.context.online && change.scans)?;
        let id = change.node.object().filter(|id| id.kind == Kind::Constraint)?.clone();
        let is_check =
            |c: &&Constraint| c.constraint_name == id.name && c.constraint_type == ConstraintType::Check;
        let is_partitioned =
            |id: &ObjectId| self.to.table(id).is_some_and(|table| table.partition_key.is_some());
        let is_unpartitioned =
            !is_partitioned(table) && !change.other_locks.iter().any(|lock| is_partitioned(&lock.on));
        let is_foreign_key = definition.foreign_keys.iter().any(|key| key.constraint_name == id.name)
            && (is_unpartitioned || self.context.version.major() >= 18);
        if !is_foreign_key && !definition.constraints.iter().any(|c| is_check(&c)) {
            return None;
        }
        let added = constraint_named(definition, &id.name)?.add_not_valid(definition, &id.name)?;
        *change.statements.first_mut()? = added;
        change.scans = false;
        change.other_locks.iter_mut().for_each(|lock| lock.scans = false);
        let sql = format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", table.path(), ident(&id.name));
        let validation = ObjectChange::new(id.clone(), Action::Alter, [sql.into()]);
        let validation =
            validation.locking(LockMode::ShareUpdateExclusive).scanning().hazard(Hazard::MayFail);
        Some(validation.needing([id]))
    }

    /// Recreates a generated column that was dropped because of a dependency.
    pub(super) fn restored_column(
        &self,
        id: &ObjectId,
        positions: &BTreeMap<ObjectId, usize>,
    ) -> Option<Node> {
        let table_id = self.containers.of(id)?;
        let (old, new) = (self.from.table(&table_id)?, self.to.table(&table_id)?);
        new.column(&id.name)?;
        // Plan the column as if the table did not have it.
        let mut without = old.clone();
        without.columns.retain(|c| c.column_name != id.name);
        let Alteration::Parts(changes) = kinds::alter(&without, new, &self.context) else { return None };
        let mut change = changes.into_iter().find(|c| c.is_of(id) && c.action == Action::Create)?;
        change.action = Action::Restore;
        change.needs.extend(self.desired_dependencies.of(id).iter().cloned().map(NodeId::from));
        let position = positions.get(&table_id).copied().unwrap_or(usize::MAX);
        Some(Node { change, object: table_id, position })
    }
}

/// Adds corrections of privileges to the statements that create an object. They come before its own
/// grants, because a REVOKE on a table also revokes the privilege on the columns.
fn with_corrections(statements: Vec<Statement>, corrections: Vec<Statement>) -> Vec<Statement> {
    let corrections: Vec<Statement> =
        corrections.into_iter().filter(|statement| !statements.contains(statement)).collect();
    if corrections.is_empty() {
        return statements;
    }
    let (grants, mut all): (Vec<Statement>, Vec<Statement>) =
        statements.into_iter().partition(|statement| statement.aspect == Aspect::Privileges);
    all.extend(corrections);
    all.extend(grants);
    all
}
