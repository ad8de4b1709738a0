//! Which nested objects of tables are inherited from other tables.

use rustc_hash::FxHashMap;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

/// Inherited columns, constraints and triggers, and indexes of partitions, with what they are
/// inherited from.
pub struct Lineage {
    above: FxHashMap<ObjectId, Vec<ObjectId>>,
    below: FxHashMap<ObjectId, Vec<ObjectId>>,
    partitions: FxHashMap<ObjectId, Vec<ObjectId>>,
}

impl Lineage {
    pub fn new(catalog: &Catalog) -> Self {
        let mut lineage = Self {
            above: FxHashMap::default(),
            below: FxHashMap::default(),
            partitions: FxHashMap::default(),
        };
        for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
            for key in &table.foreign_keys {
                let own = |key: &ForeignKey| table.id().nested(Kind::Constraint, key.constraint_name.clone());
                if let Some(above) = key.derived_from(&table.foreign_keys) {
                    lineage.put(own(key), own(above));
                }
            }
            let partition = table.partition_of.as_ref().map(|p| &p.parent);
            if let Some(parent) = partition {
                lineage.partitions.entry(parent.clone()).or_default().push(table.id());
            }
            for parent in partition.into_iter().chain(&table.inherits) {
                if let Some(parent) = catalog.table(parent) {
                    lineage.parts(table, parent);
                }
            }
        }
        lineage
    }

    fn parts(&mut self, table: &Table, parent: &Table) {
        let (own, other) = (table.id(), parent.id());
        let pair = |kind, name: &pgplumb_catalog::Name| {
            (own.nested(kind, name.clone()), other.nested(kind, name.clone()))
        };
        let columns = table.columns.iter().filter(|c| c.inherited && parent.column(&c.column_name).is_some());
        let mut found: Vec<_> = columns.map(|c| pair(Kind::Column, &c.column_name)).collect();
        for constraint in table.constraints.iter().filter(|c| c.inherited && !c.is_key()) {
            if parent.constraints.iter().any(|above| above.constraint_name == constraint.constraint_name) {
                found.push(pair(Kind::Constraint, &constraint.constraint_name));
            }
        }
        for key in table.foreign_keys.iter().filter(|key| key.inherited) {
            let above = parent.foreign_keys.iter().find(|above| above.has_same_columns(key));
            found.extend(above.map(|above| {
                (
                    own.nested(Kind::Constraint, key.constraint_name.clone()),
                    other.nested(Kind::Constraint, above.constraint_name.clone()),
                )
            }));
        }
        for trigger in table.triggers.iter().filter(|trigger| trigger.inherited) {
            found.push(pair(Kind::Trigger, &trigger.name));
        }
        for index in &table.indexes {
            let above = index.partition_of.as_ref().and_then(|above| parent.index(&above.name));
            let Some(above) = above else { continue };
            let own_ids = [index.id(&own), own.nested(Kind::Constraint, index.index_name.clone())];
            let above_ids = [above.id(&other), other.nested(Kind::Constraint, above.index_name.clone())];
            for own_id in own_ids.iter().take(1 + usize::from(index.is_constraint)) {
                let above_ids = above_ids.iter().take(1 + usize::from(above.is_constraint));
                found.extend(above_ids.map(|above| (own_id.clone(), above.clone())));
            }
        }
        for (part, above) in found {
            self.put(part, above);
        }
    }

    fn put(&mut self, part: ObjectId, above: ObjectId) {
        self.below.entry(above.clone()).or_default().push(part.clone());
        self.above.entry(part).or_default().push(above);
    }

    /// What an object is inherited from. Empty for the table's own objects.
    pub fn above(&self, part: &ObjectId) -> &[ObjectId] {
        self.above.get(part).map(Vec::as_slice).unwrap_or_default()
    }

    /// The objects that inherit from this one.
    pub fn below(&self, part: &ObjectId) -> &[ObjectId] {
        self.below.get(part).map(Vec::as_slice).unwrap_or_default()
    }

    /// The partitions of a table, at all levels.
    pub fn partitions(&self, table: &ObjectId) -> Vec<ObjectId> {
        let mut found = self.partitions.get(table).cloned().unwrap_or_default();
        let mut at = 0;
        while let Some(partition) = found.get(at) {
            let more = self.partitions.get(partition).cloned().unwrap_or_default();
            found.extend(more);
            at += 1;
        }
        found
    }
}
