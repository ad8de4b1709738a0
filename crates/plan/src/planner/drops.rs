//! Objects that the plan drops, and what they depend on until then.

use std::collections::{BTreeMap, BTreeSet};

use crate::change::ObjectChange;
use crate::graph::Node;
use crate::graph::cycles::{foreign_keys_in_cycles, views_in_cycles};
use crate::graph::needs::indexed_columns;
use crate::kinds;
use crate::kinds::column::numbering;
use crate::kinds::sub_objects::drop_sql;
use crate::kinds::table::move_rows;
use crate::locks::lock_to_drop;
use crate::node::NodeId;
use crate::planner::actions::Actions;
use crate::steps::{Action, Hazard, Lock, LockMode};
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::{Object, Statement};
use pgplumb_catalog::order::creation_graph;
use pgplumb_catalog::{Catalog, Kind, ObjectId, ServerVersion};
use rustc_hash::{FxHashMap, FxHashSet};

impl Actions<'_> {
    /// The changes that drop objects, in reverse order of creation.
    pub(super) fn drops(&self, version: ServerVersion) -> Vec<Node> {
        let mut nodes = Vec::new();
        let order = creation_graph(self.from, self.from.server_version.max(version), BTreeSet::new());
        let count = order.len();
        let mut positions: BTreeMap<ObjectId, usize> = BTreeMap::new();
        for (position, (unit, _)) in order.iter().enumerate() {
            positions.entry(unit.object.clone()).or_insert(position);
        }
        let position = |id: &ObjectId| count - positions.get(id).copied().unwrap_or(0);
        let cyclic_keys =
            foreign_keys_in_cycles(self.from, &self.lineage, |id| self.dropped.contains_key(id));
        for (table, key) in &cyclic_keys {
            let Some(owner) = self.from.table(table) else { continue };
            nodes.push(self.drop_nested(owner, key, position(table), Action::Drop));
        }
        let circular_views = views_in_cycles(&self.current_dependencies, self.dropped.keys().cloned());
        let nested = self.dependencies_of_nested();
        let dropped_keys = cyclic_keys.iter().map(|(_, key)| key).collect();
        for (id, is_recreated) in &self.dropped {
            let Some(object) = self.from.object(id) else { continue };
            let is_implied = kinds::dropped_with(object).is_some_and(|other| self.is_dropped(&other));
            let renamed = self.from.table(id).and_then(|table| self.rebuilds.rename_table(table));
            let moved = || self.context.repartitions.rename_table(self.from.table(id)?);
            let moved = if *is_recreated { None } else { moved() };
            let is_moved = moved.is_some();
            let renamed = renamed.or(moved);
            let renamed = renamed.or_else(|| Some(vec![self.rebuilds.rename_sequence(object)?]));
            let is_renamed = renamed.is_some();
            let action = if *is_recreated { Action::Detach } else { Action::Drop };
            let mut change = match renamed {
                Some(statements) => ObjectChange::new(id.clone(), action, statements),
                None if is_implied && !*is_recreated || self.type_of_function(id).is_some() => {
                    ObjectChange::new(id.clone(), action, [])
                }
                None => kinds::drop_change(object, action, &self.context),
            };
            lock_to_drop(&mut change, id, self.from);
            if is_renamed {
                change.hazards.extend(self.rebuilds.hazards(id));
                change.hazards.extend(move_rows::HAZARDS.into_iter().filter(|_| is_moved));
            }
            let is_different = *is_recreated && !self.has_same_definition(object, id);
            let is_populated = id.kind == Kind::MaterializedView && self.is_populated(id);
            // The rows of a changed materialized view are computed by another query.
            let holds_position =
                || id.kind == Kind::Sequence && !numbering::continues_elsewhere(id, &self.context);
            let holds_rows = id.kind == Kind::Table
                || holds_position()
                || is_populated && (!is_recreated || self.has_other_query(id));
            if holds_rows && !is_renamed {
                change.hazards.push(Hazard::DeletesData);
            }
            // No statement refers to them.
            const UNUSED_BY_CODE: &[Kind] =
                &[Kind::DefaultPrivileges, Kind::MemberChange, Kind::EventTrigger, Kind::Statistics];
            if (!*is_recreated || is_different) && !UNUSED_BY_CODE.contains(&id.kind) {
                change.hazards.push(Hazard::BreaksCode);
            }
            const RETURNS_ROWS_OR_VALUES: &[Kind] =
                &[Kind::View, Kind::MaterializedView, Kind::Function, Kind::Aggregate];
            // The same query can return newer rows.
            let is_computed_again = is_populated && *is_recreated;
            if (is_different || is_computed_again) && RETURNS_ROWS_OR_VALUES.contains(&id.kind) {
                change.hazards.push(Hazard::ChangesResults);
            }
            change.holds = self.held(id, &nested, &dropped_keys);
            // Dropping the type also drops its functions, so it comes after all their dependents.
            change.holds.retain(|needed| self.type_of_function(needed).as_ref() != Some(id));
            if let Some(cycle) = circular_views.iter().find(|cycle| cycle.contains(id)) {
                drop_together(&mut change, id, cycle, |other| self.current_dependencies.of(other));
            }
            nodes.push(Node { change, object: id.clone(), position: position(id) });
        }
        for id in &self.detached {
            let Some(container) = self.containers.of(id) else { continue };
            if self.dropped.contains_key(&container) {
                continue;
            }
            let Some(owner) = self.from.object(&container) else { continue };
            nodes.push(self.drop_nested(owner, id, position(&container), Action::Detach));
        }
        nodes
    }

    /// The dropped base type or range that a function belongs to: both depend on each other.
    fn type_of_function(&self, function: &ObjectId) -> Option<ObjectId> {
        let is_type = |needed: &&ObjectId| {
            matches!(needed.kind, Kind::BaseType | Kind::Range)
                && self.dropped.contains_key(needed)
                && self.current_dependencies.of(needed).contains(function)
        };
        let needed = self.current_dependencies.of(function).iter();
        needed.filter(|_| function.kind == Kind::Function).find(is_type).cloned()
    }

    /// Whether the desired catalog has the same object. A materialized view is populated as before,
    /// whatever the desired state says.
    fn has_same_definition(&self, object: &dyn Object, id: &ObjectId) -> bool {
        let Some(new) = self.to.object(id) else { return false };
        let view = |object: &dyn Object| object.as_any().downcast_ref::<MaterializedView>().cloned();
        match (view(object), view(new)) {
            (Some(old), Some(new)) => old == MaterializedView { unpopulated: old.unpopulated, ..new },
            _ => object.equals(new),
        }
    }

    /// Whether a materialized view has another query in the desired catalog.
    fn has_other_query(&self, id: &ObjectId) -> bool {
        let query = |catalog: &Catalog| {
            let view = catalog.object(id)?.as_any().downcast_ref::<MaterializedView>()?;
            Some(view.definition.clone())
        };
        query(self.from) != query(self.to)
    }

    /// The change that drops an object nested in `owner`.
    fn drop_nested(&self, owner: &dyn Object, nested: &ObjectId, position: usize, action: Action) -> Node {
        let statement: Statement = drop_sql(owner, nested).into();
        let mut change = ObjectChange::new(nested.clone(), action, [statement]);
        lock_to_drop(&mut change, &owner.id(), self.from);
        change.holds = self.current_dependencies.of(nested).to_vec();
        // The index of a constraint is dropped with it.
        let index = ObjectId { kind: Kind::Index, relation: None, ..nested.clone() };
        let indexes = Some(index).filter(|_| nested.kind == Kind::Constraint);
        change.holds.extend(indexes.iter().flat_map(|index| self.current_dependencies.of(index)).cloned());
        change.holds.push(owner.id());
        change.holds.extend(indexed_columns(self.from, &owner.id(), nested));
        Node { change, object: owner.id(), position }
    }

    /// Whether the plan drops an object, or the object that contains it.
    pub(crate) fn is_dropped(&self, id: &ObjectId) -> bool {
        self.is_dropped_itself(id)
            || self.containers.of(id).is_some_and(|container| self.dropped.contains_key(&container))
    }

    /// Whether a change drops the object, its column, or the parent table's object that it is
    /// inherited from.
    pub(crate) fn is_dropped_itself(&self, id: &ObjectId) -> bool {
        let column = ObjectId { kind: Kind::Column, ..id.clone() };
        let own = if id.kind == Kind::Default { &column } else { id };
        self.changed.dropped.contains(id)
            || self.changed.dropped.contains(own)
            || self.lineage.above(own).iter().any(|above| self.is_dropped(above))
    }

    /// What the objects nested in each object depend on, as the catalog records it.
    fn dependencies_of_nested(&self) -> FxHashMap<ObjectId, Vec<&ObjectId>> {
        let mut needed: FxHashMap<ObjectId, Vec<&ObjectId>> = FxHashMap::default();
        for (dependent, other) in self.from.dependencies.iter() {
            if let Some(container) = self.containers.of(dependent).filter(|container| container != dependent)
            {
                needed.entry(container).or_default().push(other);
            }
        }
        needed
    }

    /// What an object and the objects nested in it depend on. Excludes the dependencies of foreign
    /// keys that are dropped earlier or inherited.
    fn held(
        &self,
        id: &ObjectId,
        nested: &FxHashMap<ObjectId, Vec<&ObjectId>>,
        dropped_keys: &FxHashSet<&ObjectId>,
    ) -> Vec<ObjectId> {
        let mut held = self.current_dependencies.of(id).to_vec();
        held.extend(nested.get(id).into_iter().flatten().map(|needed| (*needed).clone()));
        if let Some(table) = self.from.table(id) {
            let keys =
                table.foreign_keys.iter().map(|k| id.nested(Kind::Constraint, k.constraint_name.clone()));
            let is_dropped_before = |key: &ObjectId| dropped_keys.contains(key);
            for key in keys.filter(|key| !is_dropped_before(key) && self.lineage.above(key).is_empty()) {
                held.extend(self.current_dependencies.of(&key).iter().cloned());
            }
        }
        held.retain(|needed| self.containers.of(needed).as_ref() != Some(id));
        held
    }
}

/// Drops views that depend on each other with one statement, which is part of the last view's change.
fn drop_together<'a>(
    change: &mut ObjectChange,
    id: &ObjectId,
    cycle: &BTreeSet<ObjectId>,
    dependencies: impl Fn(&ObjectId) -> &'a [ObjectId],
) {
    let is_last = cycle.last() == Some(id);
    change.statements.clear();
    if is_last {
        let names: Vec<String> = cycle.iter().map(ObjectId::path).collect();
        change.statements.push(format!("DROP VIEW {}", names.join(", ")).into());
        change.holds.extend(cycle.iter().flat_map(dependencies).cloned());
        let others = cycle.iter().filter(|other| *other != id);
        change.needs.extend(others.clone().map(|other| NodeId::from(other.clone())));
        let lock = |on: &ObjectId| Lock { mode: LockMode::AccessExclusive, on: on.clone(), scans: false };
        change.other_locks.extend(others.map(lock));
    }
    let is_of_cycle = |needed: &ObjectId| {
        cycle.iter().any(|view| {
            view == needed || view.schema == needed.schema && Some(&view.name) == needed.relation.as_ref()
        })
    };
    change.holds.retain(|needed| !is_of_cycle(needed));
    if !is_last {
        change.holds.clear();
    }
}
