//! What of a catalog has to do with some of its objects: what depends on them, and what all that depends on.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Who needs whom in one or more catalogs, and what is part of what.
#[derive(Default)]
pub struct Surroundings {
    numbers: FxHashMap<ObjectId, usize>,
    nodes: Vec<Node>,
    /// What has parts, by schema and name.
    holders: FxHashMap<(Name, Name), usize>,
}

#[derive(Default)]
struct Node {
    id: Option<ObjectId>,
    /// The object that it is a part of; itself, when it is a whole one.
    whole: usize,
    parts: Vec<usize>,
    needs: Vec<usize>,
    needed_by: Vec<usize>,
    is_foreign_key: bool,
}

/// Some objects of a catalog, enough to make them anew and to see what comes of changing those that it is about.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    objects: FxHashSet<ObjectId>,
    /// The foreign keys of tables that are there only because others need them: what these refer to would be half the schema.
    without: FxHashSet<ObjectId>,
}

impl Extent {
    /// How many objects it has.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The same with what these call otherwise.
    #[must_use]
    pub fn renamed(&self, name: impl Fn(&ObjectId) -> ObjectId) -> Self {
        let renamed = |ids: &FxHashSet<ObjectId>| ids.iter().map(&name).collect();
        Self { objects: renamed(&self.objects), without: renamed(&self.without) }
    }

    /// The same with these objects besides.
    #[must_use]
    pub fn with(mut self, objects: impl IntoIterator<Item = ObjectId>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// A copy of what a catalog has of it.
    pub fn of(&self, catalog: &Catalog) -> Catalog {
        let mut part = catalog.part(|id| self.objects.contains(id));
        for table in part.tables.iter_mut().chain(&mut part.foreign_tables) {
            let id = table.id();
            table.foreign_keys.retain(|key| {
                !self.without.contains(&id.nested(Kind::Constraint, key.constraint_name.clone()))
            });
        }
        part.dependencies.forget(|dependent| self.without.contains(dependent));
        part
    }
}

/// What is part of the schema's behaviour though nothing depends on it.
const EVERYWHERE: [Kind; 2] = [Kind::DefaultPrivileges, Kind::EventTrigger];

impl Surroundings {
    /// Those of a catalog.
    pub fn of(catalog: &Catalog) -> Self {
        let mut surroundings = Self::default();
        surroundings.add(catalog);
        surroundings
    }

    /// Adds what another catalog knows.
    pub fn add(&mut self, catalog: &Catalog) {
        let ids: Vec<ObjectId> = catalog.objects().map(Object::id).collect();
        for id in &ids {
            let number = self.number(id);
            let holds = matches!(
                id.kind,
                Kind::Table
                    | Kind::ForeignTable
                    | Kind::View
                    | Kind::MaterializedView
                    | Kind::Domain
                    | Kind::CompositeType
            );
            if let Some(schema) = id.schema.clone().filter(|_| holds) {
                self.holders.insert((schema, id.name.clone()), number);
            }
        }
        for (id, object) in ids.iter().zip(catalog.objects()) {
            for needed in object.needs().iter().chain(object.goes_with()) {
                self.need(id, needed);
            }
            if let Some(schema) = &id.schema {
                self.need(id, &ObjectId::global(Kind::Schema, schema.clone()));
            }
        }
        for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
            let id = table.id();
            let whole = self.number(&id);
            for index in &table.indexes {
                let part = self.number(&index.id(&id));
                self.belongs(part, whole);
            }
            for key in &table.foreign_keys {
                let own = id.nested(Kind::Constraint, key.constraint_name.clone());
                let other = key.foreign_id();
                self.need(&own, &other);
                for column in &key.foreign_columns {
                    self.need(&own, &other.nested(Kind::Column, column.clone()));
                }
                if let Some(index) = &key.foreign_index {
                    self.need(&own, &other.nested(Kind::Constraint, index.name.clone()));
                    self.need(&own, index);
                }
                let own = self.number(&own);
                self.nodes[own].is_foreign_key = true;
            }
            if let Some(partition) = &table.partition_of {
                self.need(&id, &partition.parent);
            }
        }
        for view in &catalog.materialized_views {
            let whole = self.number(&view.id());
            for index in &view.indexes {
                let part = self.number(&index.id(&view.id()));
                self.belongs(part, whole);
            }
        }
        for (dependent, needed) in catalog.dependencies.iter() {
            self.need(dependent, needed);
        }
    }

    fn number(&mut self, id: &ObjectId) -> usize {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = self.nodes.len();
        self.numbers.insert(id.clone(), number);
        self.nodes.push(Node { id: Some(id.clone()), whole: number, ..Node::default() });
        number
    }

    /// The number of something, known as a part of what holds it.
    fn placed(&mut self, id: &ObjectId) -> usize {
        let number = self.number(id);
        if let Some(whole) = self.holder(id) {
            self.belongs(number, whole);
        }
        number
    }

    fn holder(&self, id: &ObjectId) -> Option<usize> {
        self.holders.get(&(id.schema.clone()?, id.relation.clone()?)).copied()
    }

    /// The object that something is, or is a part of: not every part is needed, or needs something.
    fn whole(&self, id: &ObjectId) -> Option<usize> {
        let known = self.numbers.get(id).map(|number| self.nodes[*number].whole);
        known.or_else(|| self.holder(id))
    }

    fn belongs(&mut self, part: usize, whole: usize) {
        if part != whole && self.nodes[part].whole != whole {
            self.nodes[part].whole = whole;
            self.nodes[whole].parts.push(part);
        }
    }

    fn need(&mut self, dependent: &ObjectId, needed: &ObjectId) {
        let (dependent, needed) = (self.placed(dependent), self.placed(needed));
        self.nodes[dependent].needs.push(needed);
        self.nodes[needed].needed_by.push(dependent);
    }

    /// What some objects or parts of objects need to be made anew, and nothing else.
    pub fn needed_by<'a>(&self, ids: impl IntoIterator<Item = &'a ObjectId>) -> Extent {
        let wholes = ids.into_iter().filter_map(|id| self.whole(id)).collect();
        self.extent(wholes, &FxHashSet::default(), &FxHashSet::default())
    }

    /// What it takes to see what becomes of changes of these objects or parts of objects: what depends on them, and what all that needs.
    pub fn around<'a>(&self, ids: impl IntoIterator<Item = &'a ObjectId>) -> Extent {
        let mut touched: FxHashSet<usize> = FxHashSet::default();
        let mut changed: FxHashSet<usize> = FxHashSet::default();
        let mut open = Vec::new();
        for id in ids {
            let Some(whole) = self.whole(id) else { continue };
            changed.insert(whole);
            open.push(whole);
        }
        while let Some(number) = open.pop() {
            if !touched.insert(number) {
                continue;
            }
            let node = &self.nodes[number];
            open.extend(&node.parts);
            let kind = node.id.as_ref().map(|id| id.kind);
            // All that a schema holds needs it, and none of that changes with it.
            if kind != Some(Kind::Schema) {
                open.extend(&node.needed_by);
            }
            // Partitions of one table must not overlap.
            if let Some(Kind::Table) = kind.filter(|_| changed.contains(&number)) {
                let parents = node.needs.iter().filter(|needed| self.is_table(**needed));
                let siblings = parents.flat_map(|parent| &self.nodes[*parent].needed_by);
                open.extend(siblings.filter(|sibling| self.is_table(**sibling)));
            }
        }
        let wholes: FxHashSet<usize> = touched.iter().map(|number| self.nodes[*number].whole).collect();
        // A key on a column that is touched is, too.
        let is_table_itself = |number: &&usize| {
            let node = &self.nodes[**number];
            node.whole == **number || node.id.as_ref().is_some_and(|id| id.kind == Kind::Column)
        };
        let all_of = touched.iter().filter(is_table_itself).map(|number| self.nodes[*number].whole).collect();
        let everywhere = (0..self.nodes.len())
            .filter(|it| self.nodes[*it].id.as_ref().is_some_and(|id| EVERYWHERE.contains(&id.kind)));
        self.extent(wholes.iter().copied().chain(everywhere).collect(), &touched, &all_of)
    }

    fn is_table(&self, number: usize) -> bool {
        self.nodes[number].id.as_ref().is_some_and(|id| id.kind == Kind::Table)
    }

    /// All that some whole objects need, with the foreign keys of some only, and of others only those that matter.
    fn extent(&self, begin: Vec<usize>, touched: &FxHashSet<usize>, whole: &FxHashSet<usize>) -> Extent {
        let mut extent = Extent::default();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        let mut open = begin;
        let follow = |open: &mut Vec<usize>, node: &Node| {
            for needed in &node.needs {
                open.push(self.nodes[*needed].whole);
                // What a partition has from its parent.
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
            if node.whole != number {
                kept.extend(&node.id);
                continue;
            }
            extent.objects.extend(node.id.clone());
            for part in &node.parts {
                let it = &self.nodes[*part];
                if it.is_foreign_key && !whole.contains(&number) && !touched.contains(part) {
                    extent.without.extend(it.id.clone());
                } else {
                    follow(&mut open, it);
                }
            }
        }
        extent.without.retain(|key| !kept.contains(&key));
        extent
    }
}
