//! Dependents that have to be dropped while an object that they depend on is dropped or changed.

use std::collections::BTreeSet;

use crate::change::ObjectChange;
use crate::indexed::element;
use crate::kinds::publication;
use crate::node::NodeId;
use crate::planner::actions::Actions;
use crate::steps::{Action, Unplannable};
use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::materialized_view::MaterializedView;
use pgplumb_catalog::kinds::publication::Publication;
use pgplumb_catalog::kinds::statistics::Statistics;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::kinds::view::View;
use pgplumb_catalog::kinds::{Object, Record};
use pgplumb_catalog::types::Conversion;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

impl Actions<'_> {
    /// Marks the dependents of dropped objects, and of objects that cannot change under a
    /// dependent, to be dropped and recreated.
    pub fn detach_dependents(&mut self) {
        let mut open = self.removed_or_disturbed();
        let excluded: Vec<ObjectId> = self
            .changes
            .iter()
            .flat_map(|(_, change)| &change.excludes)
            .chain(self.context.repartitions.excluded())
            .cloned()
            .collect();
        for id in excluded.into_iter().filter(|id| self.lineage.above(id).is_empty()) {
            let is_dropped = self.is_dropped(&id) || self.changed.dropped.contains(&id);
            if !is_dropped && self.detached.insert(id.clone()) {
                let origin = Origin { object: id.clone(), cause: None };
                open.push((id, origin));
            }
        }
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        for id in self.recreated_with_secrets() {
            self.blocked.insert(
                id,
                "only a new object can have this definition, and it would lose a secret of the current one"
                    .to_owned(),
            );
        }
        while let Some((dropped, origin)) = open.pop() {
            if !seen.insert(dropped.clone()) {
                continue;
            }
            let with_origin = |id: ObjectId| (id, origin.clone());
            let uses = self.detach_column_uses(&dropped);
            uses.iter().for_each(|id| self.record_cause(id, &origin));
            open.extend(uses.into_iter().map(with_origin));
            open.extend(self.lineage.below(&dropped).iter().cloned().map(with_origin));
            let mut dependents: Vec<ObjectId> = self.current_dependencies.on(&dropped).to_vec();
            if dropped.relation.is_none() {
                // Dropping a relation drops its columns, so their dependents are affected too.
                let columns = self.columns_of(&dropped);
                dependents.extend(columns.iter().flat_map(|id| self.current_dependencies.on(id).to_vec()));
            }
            for dependent in dependents {
                let container = self.containers.of(&dependent);
                if let Some(id) = container.filter(|id| self.dropped.get(id) == Some(&true)) {
                    self.record_cause(&id, &origin);
                }
                match self.detach(&dependent, &dropped) {
                    Detached::Nothing => {}
                    Detached::Object(id) => {
                        // More depends on a dropped object than on a changed one.
                        seen.remove(&id);
                        self.record_cause(&id, &origin);
                        open.push(with_origin(id));
                    }
                    Detached::Blocked => self.block(&dependent, &dropped, &origin.object),
                }
            }
        }
    }

    /// What the changes drop, or cannot change under a dependent, each with its origin.
    fn removed_or_disturbed(&self) -> Vec<(ObjectId, Origin)> {
        let origin = |object: &ObjectId, cause: &ObjectId| Origin {
            object: object.clone(),
            cause: Some(cause.clone()),
        };
        let mut found: Vec<(ObjectId, Origin)> =
            self.dropped.keys().map(|id| (id.clone(), origin(id, id))).collect();
        for (object, change) in &self.changes {
            let dropped = change.node.object().filter(|_| change.action == Action::Drop);
            let affected = dropped.into_iter().chain(&change.disturbs);
            found.extend(affected.map(|id| (id.clone(), origin(object, change.node.subject()))));
        }
        found
    }

    /// Records why an object is dropped and recreated. The first cause counts.
    fn record_cause(&mut self, id: &ObjectId, origin: &Origin) {
        if let Some(cause) = origin.cause.as_ref().filter(|cause| *cause != id) {
            self.causes.entry(id.clone()).or_insert_with(|| cause.clone());
        }
    }

    /// Recreated objects with secrets, which only the server knows.
    fn recreated_with_secrets(&self) -> Vec<ObjectId> {
        let recreated = self.dropped.iter().filter(|(_, is_recreated)| **is_recreated);
        let has_secrets =
            |id: &ObjectId| self.from.object(id).is_some_and(|object| !object.placeholders().is_empty());
        recreated.map(|(id, _)| id).filter(|id| has_secrets(id)).cloned().collect()
    }

    /// Records that `root` cannot change because of a dependent. If `root` is a table, only the
    /// dependent is left out of the plan.
    fn block(&mut self, dependent: &ObjectId, dropped: &ObjectId, root: &ObjectId) {
        let (kind, path) = (dependent.kind, dependent.path());
        if root.kind == Kind::Table {
            let reason = format!("it depends on {dropped}, which cannot change while in use");
            self.unplannable.push(Unplannable::new(dependent.clone(), reason));
            return;
        }
        let reason = match self.to.object(root).is_some() {
            true => format!(
                "only a new object can have this definition, and {kind} {path} depends on the current one"
            ),
            false => format!("it cannot be dropped, because {kind} {path} depends on it"),
        };
        self.blocked.entry(root.clone()).or_insert(reason);
    }

    /// Detaches the indexes, constraints and foreign keys on a column that is recreated, and
    /// returns them.
    fn detach_column_uses(&mut self, column: &ObjectId) -> Vec<ObjectId> {
        let is_dropped = self.is_dropped_itself(column) || self.detached.contains(column);
        let table = self.containers.of(column).filter(|_| is_dropped && column.kind == Kind::Column);
        let tables = table.and_then(|id| self.from.table(&id).zip(self.to.table(&id)));
        let Some((old, new)) = tables.filter(|(_, new)| new.column(&column.name).is_some()) else {
            return Vec::new();
        };
        let id = old.id();
        let has = |columns: &[Name]| columns.contains(&column.name);
        let constraint = |name: &Name| id.nested(Kind::Constraint, name.clone());
        let plain_indexes =
            old.indexes.iter().filter(|i| !i.is_constraint && (has(&i.columns) || has(&i.include)));
        let constraints = old.constraints.iter().filter(|c| {
            has(&c.columns) || old.index(&c.constraint_name).is_some_and(|index| has(&index.include))
        });
        let foreign_keys = old.foreign_keys.iter().filter(|key| has(&key.columns));
        let nested = plain_indexes.filter(|i| new.index(&i.index_name).is_some()).map(|i| i.id(&id));
        let nested = nested.chain(constraints.map(|c| constraint(&c.constraint_name)));
        let nested: Vec<ObjectId> =
            nested.chain(foreign_keys.map(|key| constraint(&key.constraint_name))).collect();
        let stays = |id: &ObjectId| !self.is_dropped_itself(id) && self.lineage.above(id).is_empty();
        let detached: Vec<ObjectId> = nested.into_iter().filter(stays).collect();
        self.detached.extend(detached.iter().cloned());
        detached
    }

    /// Whether the server recreates a dependent itself when the type of a column changes. It does
    /// so for indexes, statistics, unchanged check constraints, and foreign keys whose columns stay
    /// comparable.
    fn is_rebuilt_by_server(&self, dependent: &ObjectId, column: &ObjectId) -> bool {
        if column.kind != Kind::Column || self.is_dropped_itself(column) || self.detached.contains(column) {
            return false;
        }
        let table = self.containers.of(dependent).and_then(|id| self.from.table(&id).zip(self.to.table(&id)));
        match dependent.kind {
            // The server does not keep their statistics targets.
            Kind::Index => !self.has_index_target(dependent),
            Kind::Statistics => {
                let statistics = self.from.object(dependent).map(Record::as_any);
                let statistics = statistics.and_then(|object| object.downcast_ref::<Statistics>());
                statistics.is_none_or(|statistics| statistics.statistics_target.is_none())
            }
            Kind::Constraint => table.is_some_and(|(old, new)| {
                let check = |table: &Table| {
                    table
                        .constraints
                        .iter()
                        .find(|c| c.constraint_name == dependent.name)
                        .and_then(|c| c.definition.clone())
                };
                let is_exclusion = old.constraints.iter().any(|constraint| {
                    constraint.constraint_name == dependent.name && !constraint.operators().is_empty()
                });
                if is_exclusion {
                    return true;
                }
                let is_key = old.foreign_keys.iter().any(|key| key.constraint_name == dependent.name);
                if is_key {
                    self.stays_comparable(column)
                } else {
                    check(old).is_some() && check(old) == check(new)
                }
            }),
            _ => false,
        }
    }

    /// Whether an expression of an index has a statistics target.
    fn has_index_target(&self, index: &ObjectId) -> bool {
        let table = self.containers.of(index).and_then(|table| self.from.table(&table));
        let index = table.and_then(|table| table.index(&index.name));
        index.is_some_and(|index| index.keys.iter().any(|key| key.statistics_target.is_some()))
    }

    /// Whether values of the column's new type can be compared with values of its current type.
    fn stays_comparable(&self, column: &ObjectId) -> bool {
        const INTEGERS: [&str; 3] = ["smallint", "integer", "bigint"];
        let sql_type = |catalog: &Catalog| {
            let table = self.containers.of(column).and_then(|id| catalog.table(&id).cloned());
            table.and_then(|table| Some(table.column(&column.name)?.sql_type.clone()))
        };
        let (Some(current), Some(desired)) = (sql_type(self.from), sql_type(self.to)) else { return false };
        // The columns of both tables get the new type one after the other.
        if self.replaced.iter().any(|id| id.path() == element(&current)) {
            return false;
        }
        let conversion = Conversion::between_built_in(&current, &desired);
        !conversion.is_other_type() || conversion.from.is(&INTEGERS) && conversion.to.is(&INTEGERS)
    }

    /// The columns of a relation.
    fn columns_of(&self, id: &ObjectId) -> Vec<ObjectId> {
        let columns = |columns: &[pgplumb_catalog::kinds::column::Column]| {
            columns.iter().map(|c| id.nested(Kind::Column, c.column_name.clone())).collect::<Vec<_>>()
        };
        let object = self.from.object(id).map(Record::as_any);
        match id.kind {
            Kind::Table | Kind::ForeignTable => {
                self.from.table(id).map(|t| columns(&t.columns)).unwrap_or_default()
            }
            Kind::CompositeType => {
                let composite = object.and_then(|object| object.downcast_ref::<CompositeType>());
                composite.map(|of| columns(&of.attributes)).unwrap_or_default()
            }
            Kind::View => {
                let view = object.and_then(|object| object.downcast_ref::<View>());
                view.map(|v| columns(&v.columns)).unwrap_or_default()
            }
            Kind::MaterializedView => {
                let view = object.and_then(|object| object.downcast_ref::<MaterializedView>());
                view.map(|v| columns(&v.columns)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Marks a dependent of `dropped` to be dropped too, unless the plan drops it anyway or it no
    /// longer depends on `dropped`.
    fn detach(&mut self, dependent: &ObjectId, dropped: &ObjectId) -> Detached {
        let Some(container) = self.containers.of(dependent) else { return Detached::Nothing };
        let dropped_container = self.containers.of(dropped);
        if self.replaced.contains(&container) {
            return Detached::Nothing;
        }
        if self.dropped.contains_key(&container)
            || self.detached.contains(dependent)
            || dropped_container.as_ref() == Some(&container) && *dependent == container
        {
            return Detached::Nothing;
        }
        let is_nested = *dependent != container;
        // An inherited object is handled at the parent table.
        if self.is_dropped_itself(dependent) && !self.is_replaced_over(dependent, dropped)
            || !self.lineage.above(dependent).is_empty()
        {
            return Detached::Nothing;
        }
        if self.is_rebuilt_by_server(dependent, dropped) {
            return Detached::Nothing;
        }
        let is_changed = self.changed.objects.contains(dependent);
        if is_changed && !self.still_depends(dependent, dropped) {
            if !self.is_dropped_itself(dropped) {
                self.detach_published_columns(dependent, dropped);
            }
            // The change of the dependent comes first and removes the dependency.
            return Detached::Nothing;
        }
        if !is_nested {
            let is_part_enough = self.detach_default_of_domain(dependent, dropped)
                || self.detach_published_columns(dependent, dropped);
            return match is_part_enough {
                true => Detached::Nothing,
                false => self.detach_object(dependent),
            };
        }
        let is_of_domain = dependent.kind == Kind::Constraint && container.kind == Kind::Domain;
        if is_of_domain && self.context.current.is_within_values(&container.path()) {
            return Detached::Blocked;
        }
        match dependent.kind {
            Kind::Default | Kind::Constraint | Kind::Index | Kind::Trigger | Kind::Rule | Kind::Policy => {
                self.detached.insert(dependent.clone());
                Detached::Object(dependent.clone())
            }
            Kind::Column if self.is_generated(dependent) => {
                self.detached.insert(dependent.clone());
                Detached::Object(dependent.clone())
            }
            Kind::Column if container.kind == Kind::View || container.kind == Kind::MaterializedView => {
                self.detach_object(&container)
            }
            _ => {
                // The change of a type in place also changes its columns.
                match self.changed.objects.contains(dependent) || self.changed.disturbed.contains(dependent) {
                    true => Detached::Nothing,
                    false => Detached::Blocked,
                }
            }
        }
    }

    fn still_depends(&self, dependent: &ObjectId, dropped: &ObjectId) -> bool {
        self.desired_dependencies.of(dependent).iter().any(|needed| {
            needed == dropped
                || dropped.relation.is_none() && self.containers.of(needed).as_ref() == Some(dropped)
        })
    }

    /// Whether the replacement of an object is built before the object is dropped, but over an
    /// object that is dropped and recreated. Then it must be built afterwards.
    fn is_replaced_over(&self, dependent: &ObjectId, dropped: &ObjectId) -> bool {
        let is_new = self.dropped.get(dropped) == Some(&true) || self.replaced.contains(dropped);
        is_new
            && self.changes.iter().any(|(_, change)| change.prepares.as_ref() == Some(dependent))
            && self.still_depends(dependent, dropped)
    }

    /// Drops the default of a domain and sets it again, because what it calls is dropped. Returns
    /// `false` if the domain depends on it in another way.
    fn detach_default_of_domain(&mut self, id: &ObjectId, dropped: &ObjectId) -> bool {
        fn default(catalog: &Catalog, id: &ObjectId) -> Option<Box<str>> {
            catalog.object(id)?.as_any().downcast_ref::<Domain>()?.default.clone()
        }
        // The type and the collation of a domain are of other kinds.
        const CALLED: [Kind; 3] = [Kind::Function, Kind::Operator, Kind::Sequence];
        let (Some(current), Some(desired)) = (default(self.from, id), default(self.to, id)) else {
            return false;
        };
        if !CALLED.contains(&dropped.kind) || current != desired {
            return false;
        }
        let node = id.nested(Kind::Default, id.name.clone());
        let alter = format!("ALTER DOMAIN {}", id.path());
        let is_planned = self.changes.iter().any(|(_, change)| change.is_of(&node));
        if !is_planned {
            let drop =
                ObjectChange::new(node.clone(), Action::Detach, [format!("{alter} DROP DEFAULT").into()]);
            let set = format!("{alter} SET DEFAULT {desired}").into();
            let set = ObjectChange::new(node.clone(), Action::Restore, [set]);
            self.changes.extend([drop, set].map(|change| (id.clone(), change)));
        }
        for (_, change) in self.changes.iter_mut().filter(|(_, change)| change.is_of(&node)) {
            match change.action {
                Action::Detach => change.holds.push(dropped.clone()),
                _ => change.needs.push(dropped.clone().into()),
            }
        }
        true
    }

    /// Publishes a table without its column list and row filter while a column changes, and with them
    /// afterwards. If the publication changes too, its change comes afterwards. Returns `false` if the
    /// publication does not only list tables.
    fn detach_published_columns(&mut self, id: &ObjectId, dropped: &ObjectId) -> bool {
        fn publication<'a>(catalog: &'a Catalog, id: &ObjectId) -> Option<&'a Publication> {
            catalog.object(id)?.as_any().downcast_ref::<Publication>()
        }
        let pair = publication(self.from, id).zip(publication(self.to, id));
        let Some((current, desired)) = pair.filter(|_| dropped.kind == Kind::Column) else { return false };
        if current.publishes_all() || desired.publishes_all() {
            return false;
        }
        let node = NodeId::PublicationDetails { publication: id.clone() };
        if !self.changes.iter().any(|(_, change)| change.node == node) {
            let [detach, restore] = publication::without_details(current, desired);
            let restore = Some(restore).filter(|_| !self.changed.objects.contains(id));
            self.changes.extend([Some(detach), restore].into_iter().flatten().map(|c| (id.clone(), c)));
        }
        for (_, change) in self.changes.iter_mut().filter(|(object, _)| object == id) {
            match change.action {
                Action::Detach => change.holds.push(dropped.clone()),
                _ => change.needs.extend([dropped.clone().into(), node.clone()]),
            }
        }
        true
    }

    fn is_generated(&self, column: &ObjectId) -> bool {
        let table = self.containers.of(column).and_then(|id| self.from.table(&id).cloned());
        table.is_some_and(|t| t.column(&column.name).is_some_and(|c| c.generated.is_some()))
    }

    /// Marks an object to be dropped, and recreated if it should exist. An object with rows or
    /// secrets stays.
    fn detach_object(&mut self, id: &ObjectId) -> Detached {
        let holds_data = matches!(id.kind, Kind::Table | Kind::Sequence | Kind::Schema | Kind::Extension);
        let Some(object) = self.from.object(id) else { return Detached::Nothing };
        // Another object creates the implied one.
        if object.is_implied() {
            return Detached::Nothing;
        }
        let is_desired = self.to.object(id).is_some();
        let has_secrets = is_desired && !object.placeholders().is_empty();
        if has_secrets || holds_data && is_desired && !self.changed.containers.contains(id) {
            return Detached::Blocked;
        }
        if holds_data {
            return Detached::Nothing;
        }
        self.dropped.insert(id.clone(), is_desired);
        Detached::Object(id.clone())
    }
}

/// Where a chain of dropped dependents starts.
#[derive(Clone)]
struct Origin {
    /// The whole object that changes.
    object: ObjectId,
    /// What changes: the object, or an object nested in it. `None` if it is dropped only while other
    /// rows move.
    cause: Option<ObjectId>,
}

/// What has to be dropped because of a dependency.
enum Detached {
    /// Nothing more.
    Nothing,
    /// This object.
    Object(ObjectId),
    /// The dependent cannot be dropped.
    Blocked,
}
