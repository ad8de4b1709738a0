//! A catalog arranged for writing about it: by schema, with what refers to what.

use std::collections::{BTreeSet, HashMap};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// Schema and name of a relation.
pub(crate) type Key<'a> = (&'a str, &'a str);

/// A catalog and its cross-references.
pub(crate) struct Model<'a> {
    pub catalog: &'a Catalog,
    /// The names of all schemas that hold anything or are in the catalog themselves.
    pub schemas: BTreeSet<Name>,
    tables: HashMap<Key<'a>, &'a Table>,
    own_tables: Vec<&'a Table>,
    partitions: HashMap<Key<'a>, Vec<&'a Table>>,
    heirs: HashMap<Key<'a>, Vec<&'a Table>>,
    references: HashMap<Key<'a>, Vec<(&'a Table, &'a ForeignKey)>>,
    objects: HashMap<(Kind, Name), Vec<&'a dyn Object>>,
}

impl<'a> Model<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let mut model = Self {
            catalog,
            schemas: BTreeSet::new(),
            tables: HashMap::new(),
            own_tables: Vec::new(),
            partitions: HashMap::new(),
            heirs: HashMap::new(),
            references: HashMap::new(),
            objects: HashMap::new(),
        };
        model.schemas.extend(catalog.schemas.iter().map(|s| s.name.clone()));
        for object in catalog.objects() {
            let id = object.id();
            if let Some(schema) = id.schema {
                model.schemas.insert(schema.clone());
                model.objects.entry((id.kind, schema)).or_default().push(object);
            }
        }
        for table in all_tables(catalog) {
            model.tables.insert(key(table), table);
        }
        for table in all_tables(catalog) {
            if let Some(parent) = table.partition_of.as_ref().and_then(|p| id_key(&p.parent)) {
                model.partitions.entry(parent).or_default().push(table);
            }
            for parent in table.inherits.iter().filter_map(id_key) {
                model.heirs.entry(parent).or_default().push(table);
            }
            for foreign_key in table.foreign_keys.iter().filter(|k| !k.inherited) {
                let target = (&*foreign_key.foreign_schema, &*foreign_key.foreign_table);
                model.references.entry(target).or_default().push((table, foreign_key));
            }
        }
        model.own_tables = all_tables(catalog).filter(|t| !model.is_told_by_parent(t)).collect();
        model.own_tables.sort_by_key(|t| key(t));
        model
    }

    /// The objects of a kind in a schema.
    pub(crate) fn objects(&self, kind: Kind, schema: &Name) -> &[&'a dyn Object] {
        self.objects.get(&(kind, schema.clone())).map(Vec::as_slice).unwrap_or_default()
    }

    /// The table of a name, ordinary or foreign.
    pub(crate) fn table(&self, key: Key<'_>) -> Option<&'a Table> {
        self.tables.get(&key).copied()
    }

    /// A schema's tables but those partitions that their parent tells of, by name.
    pub(crate) fn tables_of(&self, schema: &str) -> &[&'a Table] {
        let from = self.own_tables.partition_point(|t| &*t.schema < schema);
        let to = self.own_tables.partition_point(|t| &*t.schema <= schema);
        self.own_tables.get(from..to).unwrap_or_default()
    }

    /// Every table but those partitions that their parent tells of, by schema and name.
    pub(crate) fn all_tables(&self) -> &[&'a Table] {
        &self.own_tables
    }

    /// Whether a table is a partition of a table that is in the catalog.
    pub(crate) fn is_told_by_parent(&self, table: &Table) -> bool {
        self.parent(table).is_some()
    }

    /// The partitioned table that a table is a direct partition of.
    fn parent(&self, table: &Table) -> Option<&'a Table> {
        let partition = table.partition_of.as_ref()?;
        self.table(id_key(&partition.parent)?)
    }

    /// The table itself, or for a partition the topmost table that it is a partition of.
    pub(crate) fn root(&self, table: &'a Table) -> &'a Table {
        let mut root = table;
        // A snapshot could hold a circle of partitions; no such chain is longer than all tables.
        for _ in 0..self.tables.len() {
            let Some(parent) = self.parent(root) else { break };
            root = parent;
        }
        root
    }

    /// A table's partitions at every level, each after its parent, with its depth from 0.
    pub(crate) fn partitions(&self, table: &'a Table) -> Vec<(usize, &'a Table)> {
        let mut found = Vec::new();
        let mut open: Vec<(usize, &Table)> = vec![(0, table)];
        let mut seen = BTreeSet::from([key(table)]);
        while let Some((depth, parent)) = open.pop() {
            if depth > 0 {
                found.push((depth - 1, parent));
            }
            let children = self.partitions.get(&key(parent)).map(Vec::as_slice).unwrap_or_default();
            open.extend(children.iter().rev().filter(|c| seen.insert(key(c))).map(|c| (depth + 1, *c)));
        }
        found
    }

    /// The tables that inherit from a table.
    pub(crate) fn heirs<'s>(&'s self, table: &'s Table) -> &'s [&'a Table] {
        self.heirs.get(&key(table)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The foreign keys that refer to a table, with the tables that have them.
    pub(crate) fn references<'s>(&'s self, table: &'s Table) -> &'s [(&'a Table, &'a ForeignKey)] {
        self.references.get(&key(table)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Every table, ordinary and foreign.
pub(crate) fn all_tables(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    catalog.tables.iter().chain(&catalog.foreign_tables)
}

/// A table's schema and name.
pub(crate) fn key(table: &Table) -> Key<'_> {
    (&table.schema, &table.name)
}

/// A relation's schema and name.
pub(crate) fn id_key(id: &ObjectId) -> Option<Key<'_>> {
    Some((id.schema.as_deref()?, &id.name))
}

/// The foreign keys that a table has of its own, not from its partitioned parent.
pub(crate) fn own_foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.foreign_keys.iter().filter(|k| !k.inherited)
}

/// The sets of columns whose values are unique among all rows of a table.
pub(crate) fn unique_sets(table: &Table) -> Vec<&[Name]> {
    let constraints = table.constraints.iter().filter(|c| {
        matches!(c.constraint_type, ConstraintType::PrimaryKey | ConstraintType::Unique)
            && !c.without_overlaps
    });
    let indexes = table.indexes.iter().filter(|i| {
        i.is_unique && i.predicate.is_none() && !i.is_invalid && i.keys.iter().all(|k| k.column.is_some())
    });
    constraints.map(|c| c.columns.as_slice()).chain(indexes.map(|i| i.columns.as_slice())).collect()
}

/// What a column is to its table.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct KeyMarks {
    /// Part of the primary key.
    pub primary: bool,
    /// Part of a foreign key.
    pub foreign: bool,
    /// Unique by itself, other than as primary key.
    pub unique: bool,
    /// Part of a unique key of several columns, other than the primary key.
    pub partly_unique: bool,
}

/// What a column is to its table.
pub(crate) fn key_marks(table: &Table, column: &Column) -> KeyMarks {
    let name = &column.column_name;
    let primary = table.primary_key();
    let sets: Vec<&[Name]> = unique_sets(table).into_iter().filter(|set| *set != primary).collect();
    KeyMarks {
        primary: primary.contains(name),
        foreign: table.foreign_keys.iter().any(|k| k.columns.contains(name)),
        unique: sets.iter().any(|set| *set == std::slice::from_ref(name)),
        partly_unique: sets.iter().any(|set| set.len() > 1 && set.contains(name)),
    }
}
