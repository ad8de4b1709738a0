//! Dependencies within one catalog.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::lineage::Lineage;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::mentions_column;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The constraints of tables by their indexes.
fn constraints_of_indexes(catalog: &Catalog) -> FxHashMap<ObjectId, ObjectId> {
    let of_table = |table: &Table| {
        let id = table.id();
        let constraints = table.constraints.iter().map(|constraint| &constraint.constraint_name);
        let indexed = constraints.filter_map(|name| Some((table.index(name)?.id(&id), name.clone())));
        indexed.map(|(index, name)| (index, id.nested(Kind::Constraint, name))).collect::<Vec<_>>()
    };
    catalog.tables.iter().flat_map(of_table).collect()
}

/// Dependencies of a catalog, both ways.
pub struct Needs {
    of: FxHashMap<ObjectId, Vec<ObjectId>>,
    on: FxHashMap<ObjectId, Vec<ObjectId>>,
}

impl Needs {
    pub fn new(catalog: &Catalog) -> Self {
        let mut needs = Self { of: FxHashMap::default(), on: FxHashMap::default() };
        let generated = generated_columns(catalog);
        let constraints = constraints_of_indexes(catalog);
        for (dependent, needed) in catalog.dependencies.iter() {
            // The index of a constraint is dropped and created with the constraint.
            let dependent = constraints.get(dependent).unwrap_or(dependent);
            let column = ObjectId { kind: Kind::Column, ..dependent.clone() };
            // A generated column depends on its base columns itself.
            let is_generated = dependent.kind == Kind::Default && generated.contains(&column);
            needs.add(if is_generated { column } else { dependent.clone() }, needed.clone());
        }
        if catalog.server_version.major() < 15 {
            needs.of_generated_columns(catalog);
        }
        for object in catalog.objects() {
            let id = object.id();
            for needed in object.needs() {
                needs.add(id.clone(), needed);
            }
            if let Some(schema) = &id.schema {
                needs.add(id.clone(), ObjectId::global(Kind::Schema, schema.clone()));
            }
        }
        let lineage = Lineage::new(catalog);
        for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
            let id = table.id();
            for key in &table.foreign_keys {
                let own = id.nested(Kind::Constraint, key.constraint_name.clone());
                let other = key.foreign_id();
                for column in &key.foreign_columns {
                    needs.add(own.clone(), other.nested(Kind::Column, column.clone()));
                }
                needs.add(own.clone(), other.clone());
                // The key blocks dropping each partition, but is not dropped with it.
                needs.of.entry(own.clone()).or_default().extend(lineage.partitions(&other));
                if let Some(index) = &key.foreign_index {
                    needs.add(own.clone(), index.clone());
                    // The index of a constraint is dropped with the constraint.
                    needs.add(own, other.nested(Kind::Constraint, index.name.clone()));
                }
            }
            if let Some(partition) = &table.partition_of {
                needs.add(id.clone(), partition.parent.clone());
            }
        }
        needs
    }

    /// Before version 15, `pg_depend` has no usable dependencies of generated columns. They depend
    /// on the columns that their expression names.
    fn of_generated_columns(&mut self, catalog: &Catalog) {
        for table in &catalog.tables {
            let id = table.id();
            let column_id = |name: &Name| id.nested(Kind::Column, name.clone());
            for column in &table.columns {
                let Some(generated) = &column.generated else { continue };
                let named = |other: &&Column| {
                    other.column_name != column.column_name
                        && mentions_column(&generated.expression, &other.column_name)
                };
                for other in table.columns.iter().filter(named) {
                    self.add(column_id(&column.column_name), column_id(&other.column_name));
                }
            }
        }
    }

    fn add(&mut self, dependent: ObjectId, needed: ObjectId) {
        self.of.entry(dependent.clone()).or_default().push(needed.clone());
        self.on.entry(needed).or_default().push(dependent);
    }

    /// What an object depends on.
    pub fn of(&self, dependent: &ObjectId) -> &[ObjectId] {
        self.of.get(dependent).map(Vec::as_slice).unwrap_or_default()
    }

    /// What depends on an object.
    pub fn on(&self, needed: &ObjectId) -> &[ObjectId] {
        self.on.get(needed).map(Vec::as_slice).unwrap_or_default()
    }
}

fn generated_columns(catalog: &Catalog) -> FxHashSet<ObjectId> {
    let tables = catalog.tables.iter().chain(&catalog.foreign_tables);
    let columns = tables.flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    let generated = columns.filter(|(_, column)| column.generated.is_some());
    generated.map(|(table, column)| table.id().nested(Kind::Column, column.column_name.clone())).collect()
}

/// Objects that contain others, by schema and name, and the table of each index.
pub struct Containers {
    relations: FxHashMap<(Name, Name), ObjectId>,
    indexes: FxHashMap<ObjectId, ObjectId>,
    ids: FxHashSet<ObjectId>,
}

impl Containers {
    pub fn new(catalog: &Catalog) -> Self {
        let mut containers = Self {
            relations: FxHashMap::default(),
            indexes: FxHashMap::default(),
            ids: FxHashSet::default(),
        };
        for object in catalog.objects() {
            let id = object.id();
            let holds_parts = matches!(
                id.kind,
                Kind::Table
                    | Kind::ForeignTable
                    | Kind::View
                    | Kind::MaterializedView
                    | Kind::Domain
                    | Kind::CompositeType
            );
            if let Some(schema) = id.schema.clone().filter(|_| holds_parts) {
                containers.relations.insert((schema, id.name.clone()), id.clone());
            }
            containers.ids.insert(id);
        }
        for table in &catalog.tables {
            for index in &table.indexes {
                containers.indexes.insert(index.id(&table.id()), table.id());
            }
        }
        for view in &catalog.materialized_views {
            for index in &view.indexes {
                containers.indexes.insert(index.id(&view.id()), view.id());
            }
        }
        containers
    }

    /// The relation that contains an object.
    fn relation_of(&self, id: &ObjectId) -> Option<ObjectId> {
        self.relations.get(&(id.schema.clone()?, id.relation.clone()?)).cloned()
    }

    /// The object that contains `id`, or is `id`.
    pub fn of(&self, id: &ObjectId) -> Option<ObjectId> {
        if id.kind == Kind::Index {
            return self.indexes.get(id).cloned();
        }
        self.relation_of(id).or_else(|| self.ids.contains(id).then(|| id.clone()))
    }
}

/// The columns of an index or a constraint of a table.
pub(crate) fn indexed_columns(catalog: &Catalog, table: &ObjectId, nested: &ObjectId) -> Vec<ObjectId> {
    let is_nested = matches!(nested.kind, Kind::Index | Kind::Constraint);
    let Some(table) = catalog.table(table).filter(|_| is_nested) else { return Vec::new() };
    let index = table.index(&nested.name).into_iter();
    let index = index.flat_map(|index| index.columns.iter().chain(&index.include));
    let checks = table.constraints.iter().filter(|c| c.constraint_name == nested.name);
    let keys = table.foreign_keys.iter().filter(|key| key.constraint_name == nested.name);
    index
        .chain(checks.flat_map(|check| &check.columns))
        .chain(keys.flat_map(|key| &key.columns))
        .map(|column| table.id().nested(Kind::Column, column.clone()))
        .collect()
}
