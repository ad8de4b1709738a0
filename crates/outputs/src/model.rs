//! A catalog indexed for rendering: objects by schema, tables by name, and cross-references.

use std::collections::{BTreeSet, HashMap};

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The schema and name of a relation.
pub(crate) type Key<'a> = (&'a str, &'a str);

/// A catalog with its cross-references.
pub(crate) struct Model<'a> {
    pub catalog: &'a Catalog,
    /// Every schema that is in the catalog or that contains an object of it.
    pub schemas: BTreeSet<Name>,
    tables: HashMap<Key<'a>, &'a Table>,
    top_level_tables: Vec<&'a Table>,
    partitions: HashMap<Key<'a>, Vec<&'a Table>>,
    child_tables: HashMap<Key<'a>, Vec<&'a Table>>,
    references: HashMap<Key<'a>, Vec<(&'a Table, &'a ForeignKey)>>,
    objects: HashMap<(Kind, Name), Vec<&'a dyn Object>>,
}

impl<'a> Model<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let mut model = Self {
            catalog,
            schemas: BTreeSet::new(),
            tables: HashMap::new(),
            top_level_tables: Vec::new(),
            partitions: HashMap::new(),
            child_tables: HashMap::new(),
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
                model.child_tables.entry(parent).or_default().push(table);
            }
            for foreign_key in table.foreign_keys.iter().filter(|k| !k.inherited) {
                let target = (&*foreign_key.foreign_schema, &*foreign_key.foreign_table);
                model.references.entry(target).or_default().push((table, foreign_key));
            }
        }
        model.top_level_tables =
            all_tables(catalog).filter(|t| !model.is_partition_of_listed_table(t)).collect();
        model.top_level_tables.sort_by_key(|t| key(t));
        model
    }

    /// Returns the schemas that a document describes: those with a comment or objects.
    pub(crate) fn documented_schemas(&self) -> impl Iterator<Item = &Name> {
        let with_comment = self.catalog.schemas.iter().filter(|schema| schema.comment.is_some());
        let with_comment: BTreeSet<&Name> = with_comment.map(|schema| &schema.name).collect();
        let with_objects: BTreeSet<&Name> = self.objects.keys().map(|(_, schema)| schema).collect();
        self.schemas.iter().filter(move |name| with_comment.contains(name) || with_objects.contains(name))
    }

    /// Returns the objects of a kind in a schema.
    pub(crate) fn objects(&self, kind: Kind, schema: &Name) -> &[&'a dyn Object] {
        self.objects.get(&(kind, schema.clone())).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the table with this name, ordinary or foreign.
    pub(crate) fn table(&self, key: Key<'_>) -> Option<&'a Table> {
        self.tables.get(&key).copied()
    }

    /// Returns the tables of a schema by name, without partitions that are listed with their
    /// parent.
    pub(crate) fn tables_of(&self, schema: &str) -> &[&'a Table] {
        let from = self.top_level_tables.partition_point(|t| &*t.schema < schema);
        let to = self.top_level_tables.partition_point(|t| &*t.schema <= schema);
        self.top_level_tables.get(from..to).unwrap_or_default()
    }

    /// Returns all tables by schema and name, without partitions that are listed with their parent.
    pub(crate) fn all_tables(&self) -> &[&'a Table] {
        &self.top_level_tables
    }

    /// Whether a table is a partition of a table in the catalog, and therefore listed with it.
    pub(crate) fn is_partition_of_listed_table(&self, table: &Table) -> bool {
        self.parent(table).is_some()
    }

    /// Returns the parent of a partition, if the catalog has it.
    fn parent(&self, table: &Table) -> Option<&'a Table> {
        let partition = table.partition_of.as_ref()?;
        self.table(id_key(&partition.parent)?)
    }

    /// Returns the root of a partition's hierarchy; for any other table, the table itself.
    pub(crate) fn root(&self, table: &'a Table) -> &'a Table {
        let mut root = table;
        // A snapshot could contain a cycle of partitions; no valid chain is longer than this.
        for _ in 0..self.tables.len() {
            let Some(parent) = self.parent(root) else { break };
            root = parent;
        }
        root
    }

    /// Returns the partitions of all levels, each after its parent, with its depth counted from 0.
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

    /// Returns the tables that inherit from a table.
    pub(crate) fn child_tables<'s>(&'s self, table: &'s Table) -> &'s [&'a Table] {
        self.child_tables.get(&key(table)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the foreign keys that reference a table, each with the table it belongs to.
    pub(crate) fn references<'s>(&'s self, table: &'s Table) -> &'s [(&'a Table, &'a ForeignKey)] {
        self.references.get(&key(table)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Iterates over ordinary and foreign tables.
pub(crate) fn all_tables(catalog: &Catalog) -> impl Iterator<Item = &Table> {
    catalog.tables.iter().chain(&catalog.foreign_tables)
}

/// The schema and name of a table.
pub(crate) fn key(table: &Table) -> Key<'_> {
    (&table.schema, &table.name)
}

/// The schema and name of a relation; `None` for an object without a schema.
pub(crate) fn id_key(id: &ObjectId) -> Option<Key<'_>> {
    Some((id.schema.as_deref()?, &id.name))
}

/// Iterates over a table's foreign keys that are not inherited from a partitioned parent.
pub(crate) fn own_foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.foreign_keys.iter().filter(|k| !k.inherited)
}

/// Returns the sets of columns that are unique across all rows of a table.
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

/// The keys that a column belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct ColumnKeyRoles {
    /// It is part of the primary key.
    pub primary: bool,
    /// It is part of a foreign key.
    pub foreign: bool,
    /// It is unique on its own, other than as the primary key.
    pub unique: bool,
    /// It is part of a multicolumn unique key other than the primary key.
    pub partly_unique: bool,
}

/// Returns the keys that a column belongs to.
pub(crate) fn column_key_roles(table: &Table, column: &Column) -> ColumnKeyRoles {
    let name = &column.column_name;
    let primary = table.primary_key();
    let sets: Vec<&[Name]> = unique_sets(table).into_iter().filter(|set| *set != primary).collect();
    ColumnKeyRoles {
        primary: primary.contains(name),
        foreign: table.foreign_keys.iter().any(|k| k.columns.contains(name)),
        unique: sets.iter().any(|set| *set == std::slice::from_ref(name)),
        partly_unique: sets.iter().any(|set| set.len() > 1 && set.contains(name)),
    }
}
