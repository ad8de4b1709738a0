//! Materialized views (`pg_class`, `pg_rewrite`).

mod rules;

pub(crate) use rules::RULES;

use super::column::{self, Column};
use super::index::Index;
use super::relation::{self, Row};
use super::{About, AclKind, AlterContext, Alteration, Create, Object, Part, PartChange, SqlContext, object};
use crate::kinds::alter::options;
use crate::plan::Action;
use crate::read::Context;
use crate::{Grant, Kind, Name, ObjectId};

object! {
    /// A materialized view.
    pub struct MaterializedView in schema {
        /// Its columns, in order.
        pub columns: Vec<Column>,
        /// The query, as the server prints it, without the closing semicolon.
        pub definition: Box<str>,
        /// Its indexes.
        pub indexes: Vec<Index>,
        /// Whether it was never filled, or emptied.
        pub unpopulated: bool,
        /// Its table access method, where that is not `heap`.
        pub access_method: Option<Name>,
        /// Its tablespace, where that is not the database's.
        pub tablespace: Option<Name>,
        /// Its storage parameters.
        pub options: Vec<Name>,
        /// Storage parameters of its TOAST table.
        pub toast_options: Vec<Name>,
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

    fn alter(&self, new: &dyn Object, context: &AlterContext<'_>) -> Alteration {
        let Some(new) = new.as_any().downcast_ref::<Self>() else { return Alteration::Recreate };
        let columns = |view: &Self| {
            let columns =
                view.columns.iter().map(|c| (c.column_name.clone(), c.sql_type.clone(), c.collation.clone()));
            columns.collect::<Vec<_>>()
        };
        if self.definition != new.definition || columns(self) != columns(new) {
            return Alteration::Recreate;
        }
        let alter = format!("ALTER MATERIALIZED VIEW {}", new.sql_name());
        let mut statements = options(&alter, "", &self.options, &new.options);
        statements.extend(options(&alter, "toast.", &self.toast_options, &new.toast_options));
        if self.tablespace != new.tablespace {
            let tablespace = new.tablespace.as_ref().map_or("pg_default".into(), |t| crate::sql::ident(t));
            statements.push(format!("{alter} SET TABLESPACE {tablespace}").into());
        }
        if self.access_method != new.access_method {
            let method = new.access_method.as_ref().map_or("heap".into(), |m| crate::sql::ident(m));
            statements.push(format!("{alter} SET ACCESS METHOD {method}").into());
        }
        let mut changes = Vec::new();
        for (was, is) in self.columns.iter().zip(&new.columns).filter(|(was, is)| was != is) {
            changes.extend(column::alter(new, was, is, context));
        }
        if !statements.is_empty() {
            changes.push(PartChange::new(new.id(), Action::Alter, statements));
        }
        super::table::index_changes(new, (&self.indexes, &new.indexes), false, context, &mut changes);
        Alteration::Parts(changes)
    }

    fn likeness(&self) -> Option<String> {
        Some(format!("{} {}", column::likeness(&self.columns)?, self.definition))
    }

    fn about(&self) -> About<'_> {
        self.described()
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
        // Filling it is loading data, and may fail or take long.
        sql.push_str("\nWITH NO DATA");
        let mut after = Vec::new();
        for column in &self.columns {
            after.extend(column::storage(self, column, None));
            after.extend(column::about(self, column, context.catalog.server_version.major()));
        }
        Create::statement(sql).then(after)
    }

    fn parts(&self, _: &SqlContext<'_>) -> Vec<Part> {
        self.indexes.iter().map(|index| index.part(&self.id())).collect()
    }
}

/// Makes a materialized view of its row and the parts kept for it.
pub(crate) fn assemble(cx: &mut Context, row: Row) -> MaterializedView {
    let described = relation::described(cx, &row, AclKind::Table);
    let mut view = MaterializedView {
        schema: cx.name(&row.schema),
        name: cx.name(&row.name),
        definition: super::view::definition(cx, row.oid),
        columns: cx.parts.columns.remove(&row.oid).unwrap_or_default(),
        indexes: cx.parts.indexes.remove(&row.oid).unwrap_or_default(),
        unpopulated: row.unpopulated,
        access_method: row.access_method.map(|a| cx.name(&a)),
        tablespace: row.tablespace.map(|t| cx.name(&t)),
        options: relation::options(cx, &row.options),
        toast_options: relation::options(cx, &row.toast_options),
        ..MaterializedView::default()
    };
    view.set_described(described);
    view
}
