//! The changes of a plan, before they are ordered.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::{Aspect, Object};
use pgplumb_catalog::order::creation_graph;
use pgplumb_catalog::{Catalog, Kind, ObjectId, Pairing};
use rustc_hash::FxHashSet;

use super::rebuild::Rebuilds;
use super::{PlanOptions, collations, replacement};
use crate::change::{Alteration, ChangeContext, ObjectChange, about_changes, about_locked};
use crate::decisions::Decisions;
use crate::graph::Node;
use crate::graph::lineage::Lineage;
use crate::graph::needs::{Containers, Needs};
use crate::indexed::IndexedCatalog;
use crate::kinds;
use crate::node::NodeId;
use crate::repartitions::Repartitions;
use crate::steps::{Action, Unplannable};

/// All changes of a plan.
pub struct Actions<'a> {
    pub(crate) from: &'a Catalog,
    pub(crate) to: &'a Catalog,
    pub(crate) context: ChangeContext<'a>,
    pub(super) options: &'a PlanOptions,
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
    /// For each object that is dropped and recreated because of another one: that object.
    pub(super) causes: BTreeMap<ObjectId, ObjectId>,
    /// New objects.
    pub(super) added: BTreeSet<ObjectId>,
    pub unplannable: Vec<Unplannable>,
    /// Types and collations that are replaced by new ones.
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

/// Both catalogs.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    pub(crate) current: &'a IndexedCatalog<'a>,
    pub(crate) desired: &'a IndexedCatalog<'a>,
}

impl<'a> Actions<'a> {
    pub fn new(
        Sides { current, desired }: Sides<'a>,
        decisions: &'a Decisions,
        repartitions: &'a Repartitions,
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
                repartitions,
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
            causes: BTreeMap::new(),
            added: BTreeSet::new(),
            unplannable: Vec::new(),
            replaced: BTreeSet::new(),
            unused: BTreeMap::new(),
            blocked: BTreeMap::new(),
        };
        for kind in Kind::ALL {
            actions.add_kind(*kind);
        }
        actions.replace_collations();
        actions.replace_types();
        actions.rebuilds = Rebuilds::new(from, to, &actions.lineage, &mut actions.dropped);
        let sequences = actions.rebuilds.sequences(from, to);
        actions.changes.extend(sequences);
        actions.changed = ChangedObjects::of(&actions.changes);
        actions
    }

    /// Replaces collations that columns have. Others are recreated.
    fn replace_collations(&mut self) {
        let is_collation = |id: &&ObjectId| id.kind == Kind::Collation;
        for id in self.replaced.iter().filter(is_collation).cloned().collect::<Vec<_>>() {
            self.unused.remove(&id);
            if collations::columns(&id, &self.context).next().is_none() {
                self.replaced.remove(&id);
                self.dropped.insert(id, true);
                continue;
            }
            match collations::replace(&id, &self.context) {
                Ok(change) => {
                    self.changes.retain(|(object, _)| *object != id);
                    self.changes.push((id, change));
                }
                Err(reason) => {
                    self.replaced.remove(&id);
                    self.blocked.insert(id, reason);
                }
            }
        }
    }

    /// Replaces types, together with the types over them.
    fn replace_types(&mut self) {
        let types = self.replaced.iter().filter(|id| id.kind != Kind::Collation).cloned().collect();
        let (mut replacing, mut members) = (Vec::new(), BTreeSet::new());
        for group in replacement::groups(&types, &self.context) {
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
        self.context.repartitions.add_nodes(&self.context, position, &mut nodes);
        for Node { change, .. } in &mut nodes {
            if matches!(change.action, Action::Detach | Action::Restore) {
                change.caused_by = self.causes.get(change.node.subject()).cloned();
            }
        }
        nodes
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
            if !matches!(change.action, Action::Drop | Action::Detach) {
                let dependencies = self.desired_dependencies.of(&id).iter().cloned();
                change.needs.extend(dependencies.map(NodeId::from));
            }
            // A newly created object does not depend on what a dropped one of that name depended
            // on, nor does a restored one.
            let is_new = replaced.contains(&change.node) || change.action == Action::Restore;
            if change.action == Action::Drop || !is_new {
                change.holds.extend(self.current_dependencies.of(&id).iter().cloned());
            }
            if change.action == Action::Drop && id.kind == Kind::Column {
                let default = ObjectId { kind: Kind::Default, ..id };
                change.holds.extend(self.current_dependencies.of(&default).iter().cloned());
            }
        }
        changes
    }
}
