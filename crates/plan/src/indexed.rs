//! A catalog with indexes, so that a plan looks up related objects without scanning all of them.

use std::collections::BTreeSet;
use std::ops::Deref;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::sequence::Sequence;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::qualified;
use pgplumb_catalog::types::{DomainType, UserTypes};
use pgplumb_catalog::{Catalog, Name, ObjectId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::renames::{NameMap, Renaming};

/// The element type of an array, or the type itself.
pub(crate) fn element(sql_type: &str) -> &str {
    sql_type.split_once("[]").map_or(sql_type, |(element, _)| element)
}

/// A catalog with indexes.
pub(crate) struct IndexedCatalog<'a> {
    catalog: &'a Catalog,
    /// Partitions by parent, except foreign tables.
    partitions: FxHashMap<&'a ObjectId, Vec<&'a Table>>,
    /// The parents of partitions that are foreign tables.
    foreign_partitions: FxHashSet<&'a ObjectId>,
    /// Inheriting tables by parent.
    inheritors: FxHashMap<&'a ObjectId, Vec<&'a Table>>,
    /// Indexes of tables by schema and name.
    indexes: FxHashMap<(&'a Name, &'a Name), (&'a Table, &'a Index)>,
    /// Indexes of partitions by the index they are attached to.
    attached: FxHashMap<&'a ObjectId, Vec<(&'a Table, &'a Index)>>,
    /// The indexes that foreign keys rely on.
    referenced_indexes: FxHashSet<&'a ObjectId>,
    /// Sequences by the column that owns them, except sequences of identity columns.
    owned_sequences: FxHashMap<&'a ObjectId, &'a Sequence>,
    /// The positions of tables and columns by the name of the column's type.
    columns_by_type: FxHashMap<&'a str, Vec<(usize, usize)>>,
    /// The columns of tables and foreign tables by the type of their values or array elements, with
    /// their position.
    columns_by_element: FxHashMap<&'a str, Vec<(usize, &'a Table, &'a Column)>>,
    /// Domains, composite types and ranges by the types that they are made of, or arrays of these.
    types_over: FxHashMap<&'a str, Vec<ObjectId>>,
    /// Tables by the composite type that they are of.
    typed_tables: FxHashMap<&'a str, &'a Table>,
    /// The schemas and names of constraints.
    constraint_names: FxHashSet<(&'a str, &'a str)>,
    /// Domains and enums by qualified name.
    domains: FxHashMap<String, &'a Domain>,
    enums: FxHashMap<String, &'a Enum>,
    /// The renames that lead to this catalog.
    renames: NameMap<'a>,
}

impl Deref for IndexedCatalog<'_> {
    type Target = Catalog;

    fn deref(&self) -> &Catalog {
        self.catalog
    }
}

impl<'a> IndexedCatalog<'a> {
    pub fn new(catalog: &'a Catalog) -> Self {
        let tables = || catalog.tables.iter();
        let foreign_keys = tables().flat_map(|table| &table.foreign_keys);
        let indexes = || tables().flat_map(|table| table.indexes.iter().map(move |index| (table, index)));
        let attached = indexes().filter(|(table, _)| table.partition_of.is_some());
        let columns = tables()
            .enumerate()
            .flat_map(|(at, table)| table.columns.iter().enumerate().map(move |column| (at, column)));
        let all_columns = tables()
            .chain(&catalog.foreign_tables)
            .flat_map(|table| table.columns.iter().map(move |column| (table, column)));
        let owned = catalog.sequences.iter().rev().filter(|sequence| !sequence.is_identity);
        Self {
            catalog,
            partitions: group(
                tables().filter_map(|table| Some((&table.partition_of.as_ref()?.parent, table))),
            ),
            foreign_partitions: catalog
                .foreign_tables
                .iter()
                .filter_map(|table| Some(&table.partition_of.as_ref()?.parent))
                .collect(),
            inheritors: group(
                tables().flat_map(|table| table.inherits.iter().map(move |parent| (parent, table))),
            ),
            indexes: indexes()
                .map(|(table, index)| ((&table.schema, &index.index_name), (table, index)))
                .collect(),
            attached: group(
                attached.filter_map(|(table, index)| Some((index.partition_of.as_ref()?, (table, index)))),
            ),
            referenced_indexes: foreign_keys.filter_map(|key| key.foreign_index.as_ref()).collect(),
            owned_sequences: owned
                .filter_map(|sequence| Some((sequence.owned_by.as_ref()?, sequence)))
                .collect(),
            columns_by_type: group(columns.map(|(table, (at, column))| (&*column.sql_type, (table, at)))),
            columns_by_element: group(
                all_columns
                    .enumerate()
                    .map(|(at, (table, column))| (element(&column.sql_type), (at, table, column))),
            ),
            types_over: types_over(catalog),
            typed_tables: tables().filter_map(|table| Some((table.of_type.as_deref()?, table))).collect(),
            constraint_names: constraint_names(catalog),
            domains: catalog.domains.iter().map(|d| (qualified(&d.schema, &d.name), d)).collect(),
            enums: catalog.enums.iter().map(|e| (qualified(&e.schema, &e.name), e)).collect(),
            renames: NameMap(&[]),
        }
    }

    /// Sets the renames that lead to this catalog.
    #[must_use]
    pub fn renamed_by(self, renames: &'a [Renaming]) -> Self {
        Self { renames: NameMap(renames), ..self }
    }

    /// The identity of an object before the renames.
    pub fn before(&self, id: &ObjectId) -> ObjectId {
        self.renames.before(id)
    }

    /// The catalog itself.
    pub fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The table of an identity, borrowed from the catalog.
    pub fn table(&self, id: &ObjectId) -> Option<&'a Table> {
        self.catalog.table(id)
    }

    /// The partitions of a table, except foreign tables.
    pub fn partitions(&self, table: &ObjectId) -> &[&'a Table] {
        self.partitions.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a partition of the table is a foreign table.
    pub fn has_foreign_partition(&self, table: &ObjectId) -> bool {
        self.foreign_partitions.contains(table)
    }

    /// The partition for the rows that no other partition takes.
    pub fn default_partition(&self, table: &ObjectId) -> Option<ObjectId> {
        let is_default = |t: &&&Table| t.partition_of.as_ref().is_some_and(|p| &*p.bound == "DEFAULT");
        self.partitions(table).iter().find(is_default).map(|table| table.id())
    }

    /// The foreign keys that refer to a table, each with its table. Keys that partitions inherit are
    /// left out.
    pub fn foreign_keys_to(&self, table: &ObjectId) -> Vec<(&'a Table, &'a ForeignKey)> {
        let keys =
            self.catalog.tables.iter().flat_map(|own| own.foreign_keys.iter().map(move |key| (own, key)));
        keys.filter(|(_, key)| key.foreign_id() == *table && !key.inherited).collect()
    }

    /// The tables that inherit from a table.
    pub fn inheritors(&self, table: &ObjectId) -> &[&'a Table] {
        self.inheritors.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// An index of a table, with the table.
    pub fn index(&self, index: &ObjectId) -> Option<(&'a Table, &'a Index)> {
        self.indexes.get(&(index.schema.as_ref()?, &index.name)).copied()
    }

    /// The indexes of partitions that are attached to an index, each with its table.
    pub fn attached(&self, index: &ObjectId) -> &[(&'a Table, &'a Index)] {
        self.attached.get(index).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a foreign key relies on the index.
    pub fn is_referenced(&self, index: &ObjectId) -> bool {
        self.referenced_indexes.contains(index)
    }

    /// The sequence that a column owns, unless it belongs to an identity column.
    pub fn owned_sequence(&self, column: &ObjectId) -> Option<&'a Sequence> {
        self.owned_sequences.get(column).copied()
    }

    /// The columns of tables that have one of these types, in the order of tables and columns.
    pub fn columns_of_types(&self, types: &[&str]) -> Vec<(&'a Table, &'a Column)> {
        let positions = types.iter().filter_map(|name| self.columns_by_type.get(name)).flatten();
        let mut positions: Vec<(usize, usize)> = positions.copied().collect();
        positions.sort_unstable();
        let column = |(table, column): (usize, usize)| {
            let table = self.catalog.tables.get(table)?;
            Some((table, table.columns.get(column)?))
        };
        positions.into_iter().filter_map(column).collect()
    }

    /// The columns of tables and foreign tables that have one of these types, or an array type over
    /// one, in the order of tables and columns.
    pub fn columns_of_elements(&self, types: &[String]) -> Vec<(&'a Table, &'a Column)> {
        let found = types.iter().filter_map(|name| self.columns_by_element.get(name.as_str())).flatten();
        let mut found: Vec<_> = found.copied().collect();
        found.sort_unstable_by_key(|(position, ..)| *position);
        found.into_iter().map(|(_, table, column)| (table, column)).collect()
    }

    /// The domains, composite types and ranges that directly use a type or an array of it.
    pub fn types_over(&self, sql_type: &str) -> &[ObjectId] {
        self.types_over.get(sql_type).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether columns have values within which are values of a domain: arrays, composite values and
    /// ranges.
    pub fn is_within_values(&self, domain: &str) -> bool {
        let columns = self.columns_by_element.get(domain).into_iter().flatten();
        let in_arrays = || columns.clone().any(|(.., column)| *column.sql_type != *domain);
        in_arrays()
            || self.types_over(domain).iter().any(|over| {
                let name = over.path();
                let is_plain_domain = self.domain(&name).is_some_and(|over| &*over.base_type == domain);
                match is_plain_domain {
                    true => self.is_within_values(&name),
                    false => self.is_stored(over),
                }
            })
    }

    /// Whether a column, or a type that a column has, is made of values of a type.
    fn is_stored(&self, id: &ObjectId) -> bool {
        let multirange = self.catalog.ranges.iter().find(|range| range.id() == *id);
        let multirange = multirange.map(|range| qualified(&range.multirange_schema, &range.multirange_name));
        let mut names = std::iter::once(id.path()).chain(multirange);
        names.any(|name| {
            self.columns_by_element.contains_key(&*name)
                || self.types_over(&name).iter().any(|over| self.is_stored(over))
        })
    }

    /// A table of a composite type.
    pub fn typed_table(&self, sql_type: &str) -> Option<&'a Table> {
        self.typed_tables.get(sql_type).copied()
    }

    /// Whether a constraint of a table or domain in the schema has the name.
    pub fn has_constraint_named(&self, schema: &str, name: &str) -> bool {
        self.constraint_names.contains(&(schema, name))
    }

    /// The domain that a type's name stands for.
    pub fn domain(&self, sql_type: &str) -> Option<&'a Domain> {
        self.domains.get(sql_type).copied()
    }

    /// The enum that a type's name stands for.
    pub fn enumeration(&self, sql_type: &str) -> Option<&'a Enum> {
        self.enums.get(sql_type).copied()
    }
}

impl UserTypes for IndexedCatalog<'_> {
    fn domain(&self, name: &str) -> Option<DomainType<'_>> {
        let domain = self.domains.get(name)?;
        let is_constrained = domain.not_null || !domain.constraints.is_empty();
        Some(DomainType { base_type: &domain.base_type, is_constrained })
    }

    fn labels(&self, name: &str) -> Option<&[Name]> {
        self.enums.get(name).map(|it| it.labels.as_slice())
    }
}

fn types_over(catalog: &Catalog) -> FxHashMap<&str, Vec<ObjectId>> {
    let domains = catalog.domains.iter().map(|domain| (element(&domain.base_type), domain.id()));
    let composites = catalog.composite_types.iter().flat_map(|composite| {
        let types: BTreeSet<&str> = composite.attributes.iter().map(|a| element(&a.sql_type)).collect();
        types.into_iter().map(|sql_type| (sql_type, composite.id()))
    });
    let ranges = catalog.ranges.iter().map(|range| (element(&range.subtype), range.id()));
    group(domains.chain(composites).chain(ranges))
}

/// The schemas and names of the constraints of tables and domains.
fn constraint_names(catalog: &Catalog) -> FxHashSet<(&str, &str)> {
    let mut names: FxHashSet<(&str, &str)> = FxHashSet::default();
    for table in catalog.tables.iter().chain(&catalog.foreign_tables) {
        let constraints = table.constraints.iter().map(|constraint| &constraint.constraint_name);
        let keys = table.foreign_keys.iter().map(|key| &key.constraint_name);
        let not_null = table.columns.iter().filter_map(|column| Some(&column.not_null.as_ref()?.name));
        names.extend(constraints.chain(keys).chain(not_null).map(|name| (&*table.schema, &**name)));
    }
    for domain in &catalog.domains {
        names.extend(domain.constraints.iter().map(|c| (&*domain.schema, &*c.constraint_name)));
    }
    names
}

/// The values by their key, in their order.
fn group<K: std::hash::Hash + Eq, V>(pairs: impl Iterator<Item = (K, V)>) -> FxHashMap<K, Vec<V>> {
    let mut groups: FxHashMap<K, Vec<V>> = FxHashMap::default();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}
