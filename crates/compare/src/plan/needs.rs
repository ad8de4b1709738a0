//! Who needs whom, within one catalog.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::sql::names_column;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::lineage::Lineage;

/// Dependencies of a catalog, both ways.
pub struct Needs {
    of: FxHashMap<ObjectId, Vec<ObjectId>>,
    on: FxHashMap<ObjectId, Vec<ObjectId>>,
}

impl Needs {
    pub fn new(catalog: &Catalog) -> Self {
        let mut needs = Self { of: FxHashMap::default(), on: FxHashMap::default() };
        let generated = generated_columns(catalog);
        for (dependent, needed) in catalog.dependencies.iter() {
            let column = ObjectId { kind: Kind::Column, ..dependent.clone() };
            // What a column is generated from is its own.
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
                // The key stands in the way of each partition's going, but does not go with it.
                needs.of.entry(own.clone()).or_default().extend(lineage.partitions(&other));
                if let Some(index) = &key.foreign_index {
                    needs.add(own.clone(), index.clone());
                    // The index of a constraint goes with that.
                    needs.add(own, other.nested(Kind::Constraint, index.name.clone()));
                }
            }
            if let Some(partition) = &table.partition_of {
                needs.add(id.clone(), partition.parent.clone());
            }
        }
        needs
    }

    /// Before version 15 it is not recorded as elsewhere which columns a generated column needs: those that its expression names.
    fn of_generated_columns(&mut self, catalog: &Catalog) {
        for table in &catalog.tables {
            let id = table.id();
            let column_id = |name: &Name| id.nested(Kind::Column, name.clone());
            for column in &table.columns {
                let Some(generated) = &column.generated else { continue };
                let named = |other: &&Column| {
                    other.column_name != column.column_name
                        && names_column(&generated.expression, &other.column_name)
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

    /// What an object needs.
    pub fn of(&self, dependent: &ObjectId) -> &[ObjectId] {
        self.of.get(dependent).map(Vec::as_slice).unwrap_or_default()
    }

    /// What needs an object.
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

/// The objects that have parts, by schema and name, and which index belongs to which.
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

    /// The relation that something is nested in.
    fn relation_of(&self, id: &ObjectId) -> Option<ObjectId> {
        self.relations.get(&(id.schema.clone()?, id.relation.clone()?)).cloned()
    }

    /// The object that something is part of, or is.
    pub fn of(&self, id: &ObjectId) -> Option<ObjectId> {
        if id.kind == Kind::Index {
            return self.indexes.get(id).cloned();
        }
        self.relation_of(id).or_else(|| self.ids.contains(id).then(|| id.clone()))
    }
}
