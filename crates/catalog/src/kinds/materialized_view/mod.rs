//! Materialized views (`pg_class`, `pg_rewrite`).

mod rules;

pub(crate) use rules::RULES;

use super::column::{self, Column};
use super::index::Index;
use super::relation::{self, Row};
use super::{
    AclKind, CommonProperties, Create, Object, SqlContext, SubObject, extension_dependencies, object,
};
use crate::read::{Class, Context, Parts};
use crate::{Grant, Kind, Name, ObjectId};

object! {
    /// A materialized view.
    pub struct MaterializedView in schema {
        /// Its columns, in order.
        pub columns: Vec<Column>,
        /// The query as the server deparses it, without a semicolon.
        pub definition: Box<str>,
        /// Its indexes.
        pub indexes: Vec<Index>,
        /// Whether it is not populated.
        pub unpopulated: bool,
        /// Its table access method, if not `heap`.
        pub access_method: Option<Name>,
        /// Its tablespace, if not the database's default.
        pub tablespace: Option<Name>,
        /// Its storage parameters.
        pub options: Vec<Name>,
        /// Storage parameters of its TOAST table.
        pub toast_options: Vec<Name>,
        /// The extensions with which it is dropped (`DEPENDS ON EXTENSION`).
        pub depends_on_extensions: Vec<Name>,
    }
}

impl Object for MaterializedView {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::MaterializedView, &self.schema, self.name.clone())
    }

    fn acls_mut(&mut self) -> Vec<&mut Vec<Grant>> {
        let columns = self.columns.iter_mut().flat_map(|column| &mut column.privileges);
        self.privileges.iter_mut().chain(columns).collect()
    }

    fn rename_key(&self) -> Option<String> {
        Some(format!("{} {}", column::rename_key(&self.columns)?, self.definition))
    }

    fn summary(&self) -> String {
        column::names(&self.columns)
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "MATERIALIZED VIEW"
    }

    fn sql_name(&self) -> String {
        relation::sql_name(self)
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::Table)
    }

    fn grant_class(&self) -> &'static str {
        "TABLE"
    }

    fn create(&self, context: &SqlContext<'_>) -> Create {
        let name = self.sql_name();
        let mut sql = format!("CREATE MATERIALIZED VIEW {name}");
        sql.push_str(&relation::storage_sql(
            &self.access_method,
            &self.options,
            &self.toast_options,
            &self.tablespace,
        ));
        sql.push_str(" AS\n");
        sql.push_str(&self.definition);
        // The server reads all data to populate it, which can fail or take long.
        sql.push_str("\nWITH NO DATA");
        let mut after = Vec::new();
        for column in &self.columns {
            after.extend(column::storage(self, column, None));
            after.extend(column::common_statements(self, column, context.read_from.major()));
        }
        let alter = format!("ALTER MATERIALIZED VIEW {name}");
        after.extend(extension_dependencies(&alter, &[], &self.depends_on_extensions));
        Create::statement(sql).then(after)
    }

    fn sub_objects(&self, _: &SqlContext<'_>) -> Vec<SubObject> {
        self.indexes.iter().map(|index| index.sub_object(&self.id())).collect()
    }
}

/// Builds a materialized view from its row and its kept parts.
pub(crate) fn assemble(cx: &mut Context, parts: &mut Parts, row: Row) -> MaterializedView {
    let described = relation::common_properties(cx, &row, AclKind::Table);
    let mut view = MaterializedView {
        schema: cx.name(&row.schema),
        name: cx.name(&row.name),
        definition: super::view::definition(parts, row.oid),
        columns: parts.columns.remove(&row.oid).unwrap_or_default(),
        indexes: parts.indexes.by_relation.remove(&row.oid).unwrap_or_default(),
        unpopulated: row.unpopulated,
        access_method: row.access_method.map(|a| cx.name(&a)),
        tablespace: row.tablespace.map(|t| cx.name(&t)),
        options: relation::options(cx, &row.options),
        toast_options: relation::options(cx, &row.toast_options),
        depends_on_extensions: cx.extensions(Class::RELATION, row.oid),
        ..MaterializedView::default()
    };
    view.set_common(described);
    view
}
