//! Names of not-null constraints (PostgreSQL 18) that the server would choose otherwise.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::kinds::column::{Column, NotNull};
use crate::kinds::constraint::server_chosen_name;
use crate::kinds::table::Table;
use crate::{Catalog, Name, ServerVersion};

impl Catalog {
    /// The catalog with explicit names of the not-null constraints whose default name another
    /// constraint of one of the catalogs has, for example a constraint of a copy of the table
    /// (`LIKE`). The server chooses names that no constraint of the schema has.
    pub fn with_not_null_names<'a>(
        &'a self,
        catalogs: &[&Catalog],
        version: ServerVersion,
    ) -> Cow<'a, Catalog> {
        if version.major() < 18 {
            return Cow::Borrowed(self);
        }
        let taken: FxHashSet<(&Name, &str)> = catalogs.iter().flat_map(|catalog| names(catalog)).collect();
        let is_taken = |table: &Table, column: &Column| {
            let is_default = column.is_not_null() && column.not_null.is_none();
            let name = || server_chosen_name(&table.name, &column.column_name, "not_null");
            is_default && !self.is_not_null_above(table, column) && taken.contains(&(&table.schema, &*name()))
        };
        let clashes = |tables: &[Table]| -> Vec<(usize, usize)> {
            let columns = tables.iter().enumerate().flat_map(|(at, table)| {
                table.columns.iter().enumerate().map(move |(number, column)| (at, number, table, column))
            });
            columns.filter(|(.., table, column)| is_taken(table, column)).map(|(at, n, ..)| (at, n)).collect()
        };
        let (own, foreign) = (clashes(&self.tables), clashes(&self.foreign_tables));
        if own.is_empty() && foreign.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut named = self.clone();
        for (tables, columns) in [(&mut named.tables, own), (&mut named.foreign_tables, foreign)] {
            for (at, number) in columns {
                let table = &mut tables[at];
                let column = &mut table.columns[number];
                let name = server_chosen_name(&table.name, &column.column_name, "not_null").into();
                column.not_null = Some(Box::new(NotNull { name, ..NotNull::default() }));
            }
        }
        Cow::Owned(named)
    }

    /// Whether a parent's column is not null, and gives the constraint its name.
    fn is_not_null_above(&self, table: &Table, column: &Column) -> bool {
        let parents =
            table.inherits.iter().chain(table.partition_of.iter().map(|partition| &partition.parent));
        let mut parents = parents.filter_map(|parent| self.table(parent));
        parents.any(|parent| parent.column(&column.column_name).is_some_and(Column::is_not_null))
    }
}

/// The names of the constraints of a catalog, except not-null constraints with default names, each
/// with its schema.
fn names(catalog: &Catalog) -> impl Iterator<Item = (&Name, &str)> {
    let tables = catalog.tables.iter().chain(&catalog.foreign_tables).flat_map(|table| {
        let not_null = table.columns.iter().filter_map(|column| Some(&column.not_null.as_deref()?.name));
        let constraints = table.constraints.iter().map(|constraint| &constraint.constraint_name);
        let foreign_keys = table.foreign_keys.iter().map(|key| &key.constraint_name);
        not_null.chain(constraints).chain(foreign_keys).map(|name| (&table.schema, &**name))
    });
    let domains = catalog.domains.iter().flat_map(|domain| {
        let not_null = domain.not_null_constraint.iter().map(|not_null| &not_null.name);
        let constraints = domain.constraints.iter().map(|constraint| &constraint.constraint_name);
        not_null.chain(constraints).map(|name| (&domain.schema, &**name))
    });
    tables.chain(domains)
}
