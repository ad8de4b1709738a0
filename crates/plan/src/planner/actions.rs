//! The changes of a plan, before they are ordered.

use crate::decisions::Decisions;
use crate::kinds;
use crate::kinds::constraint::constraint_named;
use crate::kinds::table::inherited::final_keys;
use std::collections::{BTreeMap, BTreeSet};

use crate::change::{Alteration, ChangeContext, ObjectChange, about_changes, about_locked};
use crate::graph::Node;
use crate::graph::lineage::Lineage;
use crate::graph::needs::{Containers, Needs, indexed_columns};
use crate::indexed::IndexedCatalog;
use crate::locks::lock_to_create;
use crate::node::NodeId;
use crate::planner::PlanOptions;
use crate::planner::rebuild::Rebuilds;
use crate::planner::replacement;
use crate::steps::{Action, Hazard, LockMode, Unplannable};
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::default_privileges::DefaultPrivileges;
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::sequence::Sequence;
use pgplumb_catalog::kinds::{Aspect, Object, Statement};
use pgplumb_catalog::order::{Unit, creation_graph};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, ObjectId, Pairing};
use rustc_hash::FxHashSet;

/// All changes of a plan.
pub struct Actions<'a> {
    pub(crate) from: &'a Catalog,
    pub(crate) to: &'a Catalog,
    pub(crate) context: ChangeContext<'a>,
    options: &'a PlanOptions,
    pub(crate) current_dependencies: Needs,
    pub(crate) desired_dependencies: Needs,
    /// The containing objects in the current catalog.
    pub(crate) containers: Containers,
    pub(crate) lineage: Lineage,
    pub(crate) rebuilds: Rebuilds,
    /// Changes of objects that stay, each with the object it belongs to.
    pub(crate) changes: Vec<(ObjectId, ObjectChange)>,
    /// What the changes are about, by their objects.
    pub(crate) changed: ChangedObjects,
    /// Objects that are dropped, and whether they are recreated.
    pub(crate) dropped: BTreeMap<ObjectId, bool>,
    /// Objects nested in an object that stays, which are dropped and recreated.
    pub(crate) detached: BTreeSet<ObjectId>,
    /// New objects.
    added: BTreeSet<ObjectId>,
    pub unplannable: Vec<Unplannable>,
    /// Types that are replaced by new types.
    pub(super) replaced: BTreeSet<ObjectId>,
    /// How to alter such a type if no column uses it.
    unused: BTreeMap<ObjectId, Alteration>,
    /// Objects that cannot be dropped or recreated, with the reasons.
    pub(super) blocked: BTreeMap<ObjectId, String>,
}

/// The objects that changes are about.
#[derive(Default)]
pub(crate) struct ChangedObjects {
    /// Objects with changes, of themselves or of objects nested in them.
    pub containers: FxHashSet<ObjectId>,
    /// The objects themselves.
    pub objects: FxHashSet<ObjectId>,
    /// The objects that are dropped.
    pub dropped: FxHashSet<ObjectId>,
    /// The objects that cannot change while others depend on them.
    pub disturbed: FxHashSet<ObjectId>,
}

impl ChangedObjects {
    fn of(changes: &[(ObjectId, ObjectChange)]) -> Self {
        let mut changed = Self::default();
        for (container, change) in changes {
            changed.containers.insert(container.clone());
            changed.disturbed.extend(change.disturbs.iter().cloned());
            let Some(id) = change.node.object() else { continue };
            changed.objects.insert(id.clone());
            if change.action == Action::Drop {
                changed.dropped.insert(id.clone());
            }
        }
        changed
    }
}

impl<'a> Actions<'a> {
    pub fn new(
        current: &'a IndexedCatalog<'a>,
        desired: &'a IndexedCatalog<'a>,
        decisions: &'a Decisions,
        options: &'a PlanOptions,
    ) -> Self {
        let (from, to) = (current.catalog(), desired.catalog());
        let version = options.version.unwrap_or(from.server_version);
        let mut actions = Self {
            from,
            to,
            context: ChangeContext {
                version,
                current,
                desired,
                online: options.online,
                unlisted: &options.unlisted,
                decisions,
            },
            options,
            current_dependencies: Needs::new(from),
            desired_dependencies: Needs::new(to),
            containers: Containers::new(from),
            lineage: Lineage::new(from),
            rebuilds: Rebuilds::default(),
            changes: Vec::new(),
            changed: ChangedObjects::default(),
            dropped: BTreeMap::new(),
            detached: BTreeSet::new(),
            added: BTreeSet::new(),
            unplannable: Vec::new(),
            replaced: BTreeSet::new(),
            unused: BTreeMap::new(),
            blocked: BTreeMap::new(),
        };
        for kind in Kind::ALL {
            actions.add_kind(*kind);
        }
        actions.replace_types();
        actions.rebuilds = Rebuilds::new(from, to, &actions.lineage, &mut actions.dropped);
        let sequences = actions.rebuilds.sequences(from, to);
        actions.changes.extend(sequences);
        actions.changed = ChangedObjects::of(&actions.changes);
        actions
    }

    /// Replaces types, together with the types over them.
    fn replace_types(&mut self) {
        let (mut replacing, mut members) = (Vec::new(), BTreeSet::new());
        for group in replacement::groups(&self.replaced, &self.context) {
            let roots: Vec<ObjectId> =
                group.members.iter().filter(|id| self.replaced.contains(id)).cloned().collect();
            let Some(root) = roots.first() else { continue };
            if roots.iter().all(|id| self.unused.contains_key(id)) && !group.is_in_use(&self.context) {
                for id in roots {
                    self.replaced.remove(&id);
                    let pair = self.from.object(&id).zip(self.to.object(&id));
                    if let Some(((old, new), alteration)) = pair.zip(self.unused.remove(&id)) {
                        self.add(old, new, alteration);
                    }
                }
                continue;
            }
            let ignores_privileges = self.options.ignore_privileges;
            let corrections = |id: &ObjectId| self.privilege_corrections(id);
            match group.replace(root, &self.context, corrections) {
                Ok(mut change) => {
                    change.statements.retain(|s| !ignores_privileges || s.aspect != Aspect::Privileges);
                    replacing.push((root.clone(), change));
                    members.extend(group.members);
                }
                Err(reason) => {
                    roots.iter().for_each(|id| {
                        self.replaced.remove(id);
                        self.blocked.insert(id.clone(), reason.clone());
                    });
                }
            }
        }
        self.changes.retain(|(object, _)| !members.contains(object));
        self.changes.extend(replacing);
        self.replaced.extend(members);
    }

    /// Pairs the objects of a kind and records what happens to each.
    fn add_kind(&mut self, kind: Kind) {
        let pairing = Pairing::new(self.from.of_kind(kind), self.to.of_kind(kind));
        let is_explicit = |object: &&&dyn Object| !object.is_implied();
        self.added.extend(pairing.added.iter().filter(is_explicit).map(|object| object.id()));
        if !self.options.additive {
            self.dropped
                .extend(pairing.removed.iter().filter(is_explicit).map(|object| (object.id(), false)));
        }
        for (old, new) in pairing.both {
            match (old.is_implied(), new.is_implied()) {
                // The object is now implied by another one, which creates it: drop it first.
                (false, true) => {
                    self.dropped.insert(old.id(), false);
                }
                (true, false) => {
                    self.added.insert(new.id());
                }
                _ if old.equals(new) => {}
                _ => self.alter(old, new),
            }
        }
    }

    fn alter(&mut self, old: &dyn Object, new: &dyn Object) {
        if !self.options.additive {
            self.unplannable.extend(kinds::impossible(old, new, &self.context));
        }
        let alteration = kinds::alter(old, new, &self.context);
        self.add(old, new, alteration);
    }

    fn add(&mut self, old: &dyn Object, new: &dyn Object, alteration: Alteration) {
        let id = new.id();
        match alteration {
            Alteration::Recreate => {
                self.dropped.insert(id, true);
            }
            Alteration::Replace { unused } => {
                self.replaced.insert(id.clone());
                self.unused.extend(unused.map(|unused| (id, *unused)));
            }
            Alteration::Parts(changes) => {
                let majors = (self.from.server_version.major(), self.to.server_version.major());
                let mut statements = about_changes(old, new, majors);
                if self.options.ignore_privileges {
                    statements.retain(|s| s.aspect != Aspect::Privileges);
                }
                // Revoking a privilege on a table revokes it on the columns too. So this change
                // comes before the changes of columns.
                if !statements.is_empty() {
                    self.changes.push((id.clone(), about_locked(old, new, statements, majors)));
                }
                self.changes.extend(changes.into_iter().map(|change| (id.clone(), change)));
            }
        }
    }

    /// All changes, with their positions and dependencies.
    pub fn finish(mut self) -> Vec<Node> {
        let version = self.context.version;
        // Recreating an object makes its other changes unnecessary.
        self.changes.retain(|(object, change)| {
            let nested = change.prepares.as_ref().or(change.node.object());
            !self.dropped.contains_key(object) && nested.is_none_or(|id| !self.detached.contains(id))
        });
        if self.options.additive {
            let is_create = |(_, change): &&(ObjectId, ObjectChange)| change.action == Action::Create;
            let created: BTreeSet<NodeId> =
                self.changes.iter().filter(is_create).map(|(_, c)| c.node.clone()).collect();
            self.changes.retain(|(_, change)| created.contains(&change.node));
        }
        self.changed = ChangedObjects::of(&self.changes);
        let mut nodes = self.drops(version);
        let mut separate: BTreeSet<ObjectId> = self
            .detached
            .iter()
            .filter(|id| matches!(id.kind, Kind::Constraint | Kind::Default))
            .cloned()
            .collect();
        separate.extend(self.rebuilds.foreign_keys(self.to));
        let units =
            creation_graph(&self.rebuilds.with_not_null_names(self.to, version.major()), version, separate);
        let mut positions: BTreeMap<ObjectId, usize> = BTreeMap::new();
        for (position, (unit, _)) in units.iter().enumerate() {
            positions.entry(unit.object.clone()).or_insert(position);
        }
        for (position, (unit, needs)) in units.into_iter().enumerate() {
            let object = unit.object.clone();
            let changes = self.creation(unit, needs.into_iter().map(NodeId::from).collect());
            nodes.extend(changes.into_iter().map(|change| Node { change, object: object.clone(), position }));
        }
        for id in self.detached.iter().filter(|id| id.kind == Kind::Column) {
            nodes.extend(self.restored_column(id, &positions));
        }
        let position = |id: &ObjectId| positions.get(id).copied().unwrap_or(usize::MAX);
        for (object, change) in self.take_changes() {
            let position = position(&object);
            nodes.push(Node { change, object, position });
        }
        if !self.rebuilds.is_empty() {
            self.rebuilds.add_nodes(&self.context, position, &mut nodes);
        }
        nodes
    }

    /// The changes that create or recreate an object, or an object nested in one.
    fn creation(&self, unit: Unit, needs: Vec<NodeId>) -> Vec<ObjectChange> {
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
            let corrections = self.privilege_corrections(object);
            statements
                .extend(corrections.into_iter().filter(|s| !statements.contains(s)).collect::<Vec<_>>());
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
        std::iter::once(change).chain(validation).collect()
    }

    /// The changes of objects that stay, with their dependencies.
    fn take_changes(&mut self) -> Vec<(ObjectId, ObjectChange)> {
        // A default is changed in place, unless it was dropped.
        let is_replaced = |change: &ObjectChange| match change.action {
            Action::Drop => true,
            Action::Create => change.node.object().is_none_or(|id| id.kind != Kind::Default),
            _ => false,
        };
        let replaced = self.changes.iter().filter(|(_, change)| is_replaced(change));
        let replaced: BTreeSet<NodeId> = replaced.map(|(_, change)| change.node.clone()).collect();
        let mut changes = std::mem::take(&mut self.changes);
        for (_, change) in &mut changes {
            let Some(id) = change.node.object().cloned() else { continue };
            if change.action != Action::Drop {
                let dependencies = self.desired_dependencies.of(&id).iter().cloned();
                change.needs.extend(dependencies.map(NodeId::from));
            }
            // A newly created object does not depend on what a dropped one of that name depended
            // on.
            if change.action == Action::Drop || !replaced.contains(&change.node) {
                change.holds.extend(self.current_dependencies.of(&id).iter().cloned());
            }
            if change.action == Action::Drop && id.kind == Kind::Column {
                let default = ObjectId { kind: Kind::Default, ..id };
                change.holds.extend(self.current_dependencies.of(&default).iter().cloned());
            }
        }
        changes
    }

    /// Whether the object is a populated materialized view.
    pub(super) fn is_populated(&self, id: &ObjectId) -> bool {
        let view = self.from.object(id).and_then(|view| view.as_any().downcast_ref::<MaterializedView>());
        view.is_some_and(|view| !view.unpopulated)
    }

    /// The statements that undo what the default privileges in effect give a new object beyond its
    /// desired privileges.
    fn privilege_corrections(&self, id: &ObjectId) -> Vec<Statement> {
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
    fn restored_column(&self, id: &ObjectId, positions: &BTreeMap<ObjectId, usize>) -> Option<Node> {
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
