//! The existing rows of a table, as queries before the first step can read them.
//!
//! Until then, a table and its columns have the names from before the renames of the plan, and
//! columns that the plan adds do not exist. Expressions of constraints and indexes use the new
//! names, so the queries read a subquery in which everything has its new name.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::{ident, mentions_column, parenthesize};
use pgplumb_catalog::{Kind, Name, ObjectId};

use crate::indexed::IndexedCatalog;

/// The start of the value of an added column without a default.
const NULL: &str = "CAST((NULL) AS ";

/// Which rows of a table to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The rows of the table and of its partitions, without child tables.
    Own,
    /// The rows of the table and of all tables that inherit from it.
    WithChildren,
}

/// The existing rows of a table.
#[derive(Clone, Copy)]
pub(crate) struct Existing<'a> {
    current: &'a IndexedCatalog<'a>,
    /// The table in the current catalog.
    table: &'a Table,
    /// The desired catalog, if columns of the desired table may be read.
    desired: Option<&'a IndexedCatalog<'a>>,
    /// Whether the query is for a reader and not for the program.
    is_for_reader: bool,
}

impl<'a> Existing<'a> {
    /// The rows with the current columns.
    pub fn of(table: &'a Table, current: &'a IndexedCatalog<'a>) -> Self {
        Self { current, table, desired: None, is_for_reader: false }
    }

    /// The rows with the columns that the plan adds, too.
    pub fn with_added_columns(self, desired: &'a IndexedCatalog<'a>) -> Self {
        Self { desired: Some(desired), ..self }
    }

    /// The rows for a query that a user reads and executes.
    pub fn for_reader(self) -> Self {
        Self { is_for_reader: true, ..self }
    }

    /// What stands before the name of a function of the server. A user's session finds it anyway.
    pub fn server_schema(&self) -> &'static str {
        if self.is_for_reader { "" } else { "pg_catalog." }
    }

    /// Whether queries can read all of these columns.
    pub fn has_columns(&self, columns: &[Name]) -> bool {
        columns.iter().all(|name| self.table.column(name).is_some() || self.added_value(name).is_some())
    }

    /// The columns that an index uses: its key columns, and added columns in its expressions and
    /// its predicate.
    pub fn columns_of(&self, index: &Index) -> Vec<Name> {
        let expressions = || index.keys.iter().filter_map(|key| key.expression.as_deref());
        let is_used = |name: &Name| {
            expressions().chain(index.predicate.as_deref()).any(|text| mentions_column(text, name))
        };
        let desired = self.desired.and_then(|desired| desired.table(&self.table.id()));
        let added = desired.into_iter().flat_map(|table| &table.columns).map(|column| &column.column_name);
        let added = added.filter(|name| self.table.column(name).is_none() && !index.columns.contains(name));
        index.columns.iter().chain(added.filter(|name| is_used(name))).cloned().collect()
    }

    /// Whether the plan adds one of these columns, and existing rows get NULL in it.
    pub fn adds_nulls(&self, columns: &[Name]) -> bool {
        let is_null = |name: &&Name| self.added_value(name).is_some_and(|value| value.starts_with(NULL));
        columns.iter().filter(|name| self.table.column(name).is_none()).any(|name| is_null(&name))
    }

    /// The `FROM` item, with an alias if one is given. `columns` are the columns that the query reads.
    pub fn rows(&self, scope: Scope, columns: &[Name], alias: Option<&str>) -> String {
        let id = self.table.id();
        let before = self.current.before(&id);
        let has_children = !self.is_for_reader || self.has_children(&id);
        let is_only = scope == Scope::Own && self.table.partition_key.is_none() && has_children;
        let only = if is_only { "ONLY " } else { "" };
        let path = format!("{only}{}", before.path());
        let added = columns.iter().filter(|name| self.table.column(name).is_none());
        let added: Vec<String> = added
            .filter_map(|name| Some(format!("{} AS {}", self.added_value(name)?, ident(name))))
            .collect();
        let is_renamed = |column: &Column| self.old_name(&id, column) != column.column_name;
        let is_other_table = before != id && !self.is_for_reader;
        let renamed = (is_other_table || self.table.columns.iter().any(is_renamed))
            .then(|| self.renamed_columns(&path));
        let name = alias.map_or_else(|| ident(&id.name).into_owned(), str::to_owned);
        if !added.is_empty() {
            let added = added.join(", ");
            return match renamed {
                Some(rows) => format!("(SELECT *, {added} FROM ({rows}) AS renamed) AS {name}"),
                None if self.is_for_reader => format!("(SELECT *, {added} FROM {path}) AS {name}"),
                None => format!("(SELECT tableoid, ctid, *, {added} FROM {path}) AS {name}"),
            };
        }
        match (renamed, alias) {
            (Some(rows), _) => format!("({rows}) AS {name}"),
            (None, Some(alias)) => format!("{path} AS {alias}"),
            (None, None) => path,
        }
    }

    /// Whether tables inherit from the table.
    fn has_children(&self, id: &ObjectId) -> bool {
        !self.current.inheritors(id).is_empty()
            || self.current.foreign_tables.iter().any(|child| child.inherits.contains(id))
    }

    /// The query that gives renamed columns their new names.
    fn renamed_columns(&self, path: &str) -> String {
        let id = self.table.id();
        let column = |column: &Column| {
            let old = self.old_name(&id, column);
            match old == column.column_name {
                true => ident(&old).into_owned(),
                false => format!("{} AS {}", ident(&old), ident(&column.column_name)),
            }
        };
        let columns = self.table.columns.iter().map(column);
        let system: &[&str] = if self.is_for_reader { &[] } else { &["tableoid", "ctid"] };
        let columns: Vec<String> = system.iter().map(|&name| name.to_owned()).chain(columns).collect();
        format!("SELECT {} FROM {path}", columns.join(", "))
    }

    fn old_name(&self, table: &ObjectId, column: &Column) -> Name {
        self.current.before(&table.nested(Kind::Column, column.column_name.clone())).name
    }

    /// Whether the expression of a desired generated column has the same values before the plan: the
    /// columns and other objects that it uses do not change.
    pub fn can_compute(&self, column: &Column, desired: &IndexedCatalog<'_>) -> bool {
        let id = self.table.id();
        let Some((table, generated)) = desired.table(&id).zip(column.generated.as_ref()) else {
            return false;
        };
        let is_same = |name: &Name| {
            let columns = self.table.column(name).zip(table.column(name));
            let stored = |of: &Column| (of.sql_type.clone(), of.collation.clone(), of.generated.clone());
            columns.is_some_and(|(old, new)| stored(old) == stored(new))
        };
        let names = table.columns.iter().map(|column| &column.column_name);
        let mut used = names.filter(|name| mentions_column(&generated.expression, name));
        let default = id.nested(Kind::Default, column.column_name.clone());
        let mut others = desired.dependencies.of(&default).filter(|id| id.relation.is_none());
        let is_kept = |id: &ObjectId| match (self.current.object(id), desired.object(id)) {
            (Some(old), Some(new)) => id.kind == Kind::Table || old.equals(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        used.all(is_same) && others.all(is_kept)
    }

    /// The value that existing rows get in a column that the plan adds, without the constraints of a
    /// domain. `None` if only the server can tell, as for the values of a sequence.
    pub fn added_value(&self, name: &Name) -> Option<String> {
        let desired = self.desired?;
        let id = self.table.id();
        let column = desired.table(&id)?.column(name)?;
        if column.identity.is_some() {
            return None;
        }
        let default = id.nested(Kind::Default, name.clone());
        if desired.dependencies.of(&default).any(|needed| needed.kind == Kind::Sequence) {
            return None;
        }
        let generated = column.generated.as_ref().map(|generated| &*generated.expression);
        let of_domain = || desired.domain(&column.sql_type).and_then(|domain| domain.default.as_deref());
        let value = generated.or(column.column_default.as_deref()).or_else(of_domain).unwrap_or("NULL");
        let mut base_type = &column.sql_type;
        while let Some(domain) = desired.domain(base_type) {
            base_type = &domain.base_type;
        }
        Some(format!("CAST({} AS {base_type})", parenthesize(value)))
    }
}
