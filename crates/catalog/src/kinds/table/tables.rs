//! Looking up tables.

use super::Table;
use crate::{Kind, Name, ObjectId};

/// The tables of a catalog.
#[derive(Clone, Copy, Debug)]
pub struct Tables<'a> {
    pub(crate) tables: &'a [Table],
    pub(crate) foreign_tables: &'a [Table],
}

impl<'a> Tables<'a> {
    /// The table or foreign table with this identity.
    pub fn get(self, id: &ObjectId) -> Option<&'a Table> {
        let list = if id.kind == Kind::ForeignTable { self.foreign_tables } else { self.tables };
        let schema = id.schema.as_ref()?;
        let at = list.binary_search_by(|t| (&t.schema, &t.name).cmp(&(schema, &id.name))).ok()?;
        list.get(at)
    }

    /// The columns of a table that have a default.
    pub fn defaults_of(self, id: &ObjectId) -> impl Iterator<Item = &'a Name> {
        let table = matches!(id.kind, Kind::Table | Kind::ForeignTable).then(|| self.get(id)).flatten();
        let columns = table.into_iter().flat_map(|table| &table.columns);
        columns.filter(|column| column.column_default.is_some()).map(|column| &column.column_name)
    }

    /// The partitions of a table.
    pub fn partitions(self, parent: &ObjectId) -> impl Iterator<Item = &'a Table> {
        let tables = self.tables.iter().chain(self.foreign_tables);
        tables.filter(move |table| table.partition_of.as_ref().is_some_and(|p| p.parent == *parent))
    }
}
