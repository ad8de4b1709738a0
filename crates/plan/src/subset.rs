//! Subsets of a catalog: some objects, their dependents, and everything that those depend on.

use crate::kinds;
use rustc_hash::{FxHashMap, FxHashSet};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The dependencies in one or more catalogs, and which objects contain which.
#[derive(Default)]
pub struct DependencyClosure {
    numbers: FxHashMap<ObjectId, usize>,
    nodes: Vec<Node>,
    /// The objects that contain others, by schema and name.
    containers: FxHashMap<(Name, Name), usize>,
}

#[derive(Default)]
struct Node {
    id: Option<ObjectId>,
    /// The containing object; the node itself if none contains it.
    container: usize,
    nested: Vec<usize>,
    dependencies: Vec<usize>,
    dependents: Vec<usize>,
    is_foreign_key: bool,
}

/// A set of objects with everything that they depend on, so that a scratch database can have them.
#[derive(Clone, Debug, Default)]
pub struct Subset {
    objects: FxHashSet<ObjectId>,
    /// Foreign keys to leave out, of tables that are included only as dependencies. Following them
    /// would include half the schema.
    excluded_keys: FxHashSet<ObjectId>,
}

impl Subset {
    /// The number of objects.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether the subset has no objects.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Replaces each object by the one that `name` returns.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&ObjectId) -> ObjectId) -> Self {
        let renamed = |ids: &FxHashSet<ObjectId>| ids.iter().map(&name).collect();
        Self { objects: renamed(&self.objects), excluded_keys: renamed(&self.excluded_keys) }
    }

    /// Adds objects.
    #[must_use]
    pub fn with(mut self, objects: impl IntoIterator<Item = ObjectId>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// Copies the objects of the subset from a catalog.
    pub fn select(&self, catalog: &Catalog) -> Catalog {
        let mut selected = catalog.subset(|id| self.objects.contains(id));
        for table in selected.tables.iter_mut().chain(&mut selected.foreign_tables) {
            let id = table.id();
            table.foreign_keys.retain(|key| {
                !self.excluded_keys.contains(&id.nested(Kind::Constraint, key.constraint_name.clone()))
            });
        }
        selected.dependencies.remove(|dependent| self.excluded_keys.contains(dependent));
        selected
    }
}

/// Kinds that affect other objects although nothing depends on them. Always included.
const ALWAYS_INCLUDED: [Kind; 2] = [Kind::DefaultPrivileges, Kind::EventTrigger];

impl DependencyClosure {
    /// The dependencies in a catalog.
    pub fn of(catalog: &Catalog) -> Self {
        let mut closure = Self::default();
        closure.add(catalog);
        closure
    }

    /// Adds the dependencies in another catalog.
    pub fn add(&mut self, catalog: &Catalog) {
        let ids: Vec<ObjectId> = catalog.objects().map(Object::id).collect();
        for id in &ids {
            let number = self.number(id);
            let is_container = matches!(
                id.kind,
                Kind::Table
                    | Kind::ForeignTable
                    | Kind::View
                    | Kind::MaterializedView
                    | Kind::Domain
                    | Kind::CompositeType
            );
            if let Some(schema) = id.schema.clone().filter(|_| is_container) {
                self.containers.insert((schema, id.name.clone()), number);
            }
        }
        for (id, object) in ids.iter().zip(catalog.objects()) {
            for needed in object.needs().into_iter().chain(kinds::dropped_with(object)) {
                self.add_dependency(id, &needed);
            }
            if let Some(schema) = &id.schema {
                self.add_dependency(id, &ObjectId::global(Kind::Schema, schema.clone()));
            }
        }
        for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
            let id = table.id();
            let container = self.number(&id);
            for index in &table.indexes {
                let nested = self.number(&index.id(&id));
                self.nest(nested, container);
            }
            for key in &table.foreign_keys {
                let own = id.nested(Kind::Constraint, key.constraint_name.clone());
                let other = key.foreign_id();
                self.add_dependency(&own, &other);
                for column in &key.foreign_columns {
                    self.add_dependency(&own, &other.nested(Kind::Column, column.clone()));
                }
                if let Some(index) = &key.foreign_index {
                    self.add_dependency(&own, &other.nested(Kind::Constraint, index.name.clone()));
                    self.add_dependency(&own, index);
                }
                let own = self.number(&own);
                self.nodes[own].is_foreign_key = true;
            }
            if let Some(partition) = &table.partition_of {
                self.add_dependency(&id, &partition.parent);
            }
        }
        for view in &catalog.materialized_views {
            let container = self.number(&view.id());
            for index in &view.indexes {
                let nested = self.number(&index.id(&view.id()));
                self.nest(nested, container);
            }
        }
        for (dependent, needed) in catalog.dependencies.iter() {
            self.add_dependency(dependent, needed);
        }
    }

    /// The number of an object, added if it is new.
    fn number(&mut self, id: &ObjectId) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = self.nodes.len();
        self.numbers.insert(id.clone(), number);
        self.nodes.push(Node { id: Some(id.clone()), container: number, ..Node::default() });
        number
    }

    /// The number of an object, which is also recorded as nested in its container.
    fn nested_number(&mut self, id: &ObjectId) -> usize {
        let number = self.number(id);
        if let Some(container) = self.container_by_name(id) {
            self.nest(number, container);
        }
        number
    }

    fn container_by_name(&self, id: &ObjectId) -> Option<usize> {
        self.containers.get(&(id.schema.clone()?, id.relation.clone()?)).copied()
    }

    /// The object itself or the object that contains it, even if the nested object has no node.
    fn container(&self, id: &ObjectId) -> Option<usize> {
        let known = self.numbers.get(id).map(|number| self.nodes[*number].container);
        known.or_else(|| self.container_by_name(id))
    }

    fn nest(&mut self, nested: usize, container: usize) {
        if nested != container && self.nodes[nested].container != container {
            self.nodes[nested].container = container;
            self.nodes[container].nested.push(nested);
        }
    }

    fn add_dependency(&mut self, dependent: &ObjectId, needed: &ObjectId) {
        let (dependent, needed) = (self.nested_number(dependent), self.nested_number(needed));
        self.nodes[dependent].dependencies.push(needed);
        self.nodes[needed].dependents.push(dependent);
    }

    /// The given objects and everything needed to create them.
    pub fn needed_by<'a>(&self, ids: impl IntoIterator<Item = &'a ObjectId>) -> Subset {
        let start = ids.into_iter().filter_map(|id| self.container(id)).collect();
        self.subset(start, &FxHashSet::default(), &FxHashSet::default())
    }

    /// Everything that a change of the given objects can affect: the objects, their dependents, and
    /// everything needed to create those.
    pub fn affected_by<'a>(&self, ids: impl IntoIterator<Item = &'a ObjectId>) -> Subset {
        let mut affected: FxHashSet<usize> = FxHashSet::default();
        let mut changed: FxHashSet<usize> = FxHashSet::default();
        let mut open = Vec::new();
        for id in ids {
            let Some(container) = self.container(id) else { continue };
            changed.insert(container);
            open.push(container);
        }
        while let Some(number) = open.pop() {
            if !affected.insert(number) {
                continue;
            }
            let node = &self.nodes[number];
            open.extend(&node.nested);
            let kind = node.id.as_ref().map(|id| id.kind);
            // Objects depend on their schema, but do not change with it.
            if kind != Some(Kind::Schema) {
                open.extend(&node.dependents);
            }
            // The bounds of sibling partitions must not overlap, and foreign keys block detaching.
            if let Some(Kind::Table) = kind.filter(|_| changed.contains(&number)) {
                let parents = node.dependencies.iter().filter(|needed| self.is_table(**needed));
                let siblings = parents.flat_map(|parent| &self.nodes[*parent].dependents);
                let is_key = |number: &&usize| self.nodes[**number].is_foreign_key;
                open.extend(siblings.filter(|sibling| self.is_table(**sibling) || is_key(sibling)));
            }
        }
        let containers: FxHashSet<usize> =
            affected.iter().map(|number| self.nodes[*number].container).collect();
        // An affected column affects the foreign keys of its table.
        let affects_keys = |number: &&usize| {
            let node = &self.nodes[**number];
            node.container == **number || node.id.as_ref().is_some_and(|id| id.kind == Kind::Column)
        };
        let with_keys =
            affected.iter().filter(affects_keys).map(|number| self.nodes[*number].container).collect();
        let always = (0..self.nodes.len()).filter(|number| {
            self.nodes[*number].id.as_ref().is_some_and(|id| ALWAYS_INCLUDED.contains(&id.kind))
        });
        self.subset(containers.iter().copied().chain(always).collect(), &affected, &with_keys)
    }

    fn is_table(&self, number: usize) -> bool {
        self.nodes[number].id.as_ref().is_some_and(|id| id.kind == Kind::Table)
    }

    /// The objects in `start` and everything needed to create them. Includes all foreign keys of
    /// the tables in `with_keys`; of other tables, only the affected keys.
    fn subset(&self, start: Vec<usize>, affected: &FxHashSet<usize>, with_keys: &FxHashSet<usize>) -> Subset {
        let mut subset = Subset::default();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        let mut open = start;
        let follow = |open: &mut Vec<usize>, node: &Node| {
            for needed in &node.dependencies {
                open.push(self.nodes[*needed].container);
                // A partition inherits this key from its parent.
                open.extend(Some(*needed).filter(|needed| self.nodes[*needed].is_foreign_key));
            }
        };
        let mut kept: FxHashSet<&ObjectId> = FxHashSet::default();
        while let Some(number) = open.pop() {
            if !seen.insert(number) {
                continue;
            }
            let node = &self.nodes[number];
            follow(&mut open, node);
            if node.container != number {
                kept.extend(&node.id);
                continue;
            }
            subset.objects.extend(node.id.clone());
            for number_of_nested in &node.nested {
                let nested = &self.nodes[*number_of_nested];
                if nested.is_foreign_key
                    && !with_keys.contains(&number)
                    && !affected.contains(number_of_nested)
                {
                    subset.excluded_keys.extend(nested.id.clone());
                } else {
                    follow(&mut open, nested);
                }
            }
        }
        subset.excluded_keys.retain(|key| !kept.contains(&key));
        subset
    }
}
