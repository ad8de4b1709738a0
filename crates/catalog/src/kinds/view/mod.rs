//! Views (`pg_class`, `pg_rewrite`).

mod alter;
mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::column::{self, Column};
use super::relation::{self, Row as RelationRow};
use super::rule::Rule;
use super::trigger::Trigger;
use super::{About, AclKind, AlterContext, Alteration, Create, Object, Part, SqlContext, Statement, object};
use crate::read::{Context, Oid};
use crate::sql::ident;
use crate::{Grant, Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    definition: Option<String>,
}

object! {
    /// A view.
    pub struct View in schema {
        /// Its columns, in order.
        pub columns: Vec<Column>,
        /// The query, as the server prints it, without the closing semicolon.
        pub definition: Box<str>,
        /// Its options but the check option: `security_barrier=true`.
        pub options: Vec<Name>,
        /// Which rows may be written through it: `LOCAL` or `CASCADED`.
        pub check_option: Option<Name>,
        /// Its triggers.
        pub triggers: Vec<Trigger>,
        /// Its rewrite rules besides the one that makes it a view.
        pub rules: Vec<Rule>,
    }
}

impl Object for View {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::View, &self.schema, self.name.clone())
    }

    fn acls_mut(&mut self) -> Vec<&mut Vec<Grant>> {
        let columns = self.columns.iter_mut().flat_map(|column| &mut column.privileges);
        self.privileges.iter_mut().chain(columns).collect()
    }

    fn alter(&self, new: &dyn Object, context: &AlterContext<'_>) -> Alteration {
        match new.as_any().downcast_ref::<Self>() {
            Some(new) => alter::alter(self, new, context),
            None => Alteration::Recreate,
        }
    }

    fn likeness(&self) -> Option<String> {
        Some(format!("{} {}", column::likeness(&self.columns)?, self.definition))
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "VIEW"
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
        let mut after = Vec::new();
        let name = self.sql_name();
        for column in &self.columns {
            if let Some(default) = &column.column_default {
                let column = ident(&column.column_name);
                after.push(format!("ALTER VIEW {name} ALTER COLUMN {column} SET DEFAULT {default}").into());
            }
            after.extend(column::about(self, column, context.catalog.server_version.major()));
        }
        let verb = if context.apart.contains(&self.id()) { "CREATE OR REPLACE VIEW" } else { "CREATE VIEW" };
        Create::statement(self.sql(verb)).then(after)
    }

    /// A view of the same columns that needs nothing but their types.
    fn placeholder(&self) -> Option<Statement> {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| {
                let collation =
                    column.collation.as_ref().map(|c| format!(" COLLATE {c}")).unwrap_or_default();
                format!("NULL::{}{collation} AS {}", column.sql_type, ident(&column.column_name))
            })
            .collect();
        Some(format!("CREATE VIEW {} AS\nSELECT {}", self.sql_name(), columns.join(",\n    ")).into())
    }

    fn parts(&self, _: &SqlContext<'_>) -> Vec<Part> {
        let rules = self.rules.iter().map(|rule| rule.part(&self.id()));
        rules.chain(self.triggers.iter().filter_map(|trigger| trigger.part(&self.id(), None))).collect()
    }
}

impl View {
    fn sql(&self, verb: &str) -> String {
        let name = self.sql_name();
        let options = if self.options.is_empty() {
            String::new()
        } else {
            format!(" WITH ({})", relation::options_sql(&self.options))
        };
        let check =
            self.check_option.as_ref().map(|o| format!("\nWITH {o} CHECK OPTION")).unwrap_or_default();
        format!("{verb} {name}{options} AS\n{}{check}", self.definition)
    }
}

/// Keeps the definitions until their views are put together.
pub(crate) fn load(cx: &mut Context, rows: Vec<Row>) {
    for row in rows {
        match row.definition {
            Some(definition) => {
                cx.parts.view_definitions.insert(row.oid, definition);
            }
            None => cx.disturbed = true,
        }
    }
}

/// A view's query, without the semicolon that the server ends it with.
pub(crate) fn definition(cx: &mut Context, oid: Oid) -> Box<str> {
    let text = cx.parts.view_definitions.remove(&oid).unwrap_or_default();
    text.trim_end().trim_end_matches(';').into()
}

/// Makes a view of its row and the parts kept for it.
pub(crate) fn assemble(cx: &mut Context, row: RelationRow) -> View {
    let described = relation::described(cx, &row, AclKind::Table);
    let mut options = relation::options(cx, &row.options);
    let mut check_option = None;
    options.retain(|option| match option.strip_prefix("check_option=") {
        Some(value) => {
            check_option = Some(Name::from(value.to_uppercase()));
            false
        }
        None => true,
    });
    let mut view = View {
        schema: cx.name(&row.schema),
        name: cx.name(&row.name),
        definition: definition(cx, row.oid),
        options,
        check_option,
        columns: cx.parts.columns.remove(&row.oid).unwrap_or_default(),
        triggers: cx.parts.triggers.remove(&row.oid).unwrap_or_default(),
        rules: cx.parts.rules.remove(&row.oid).unwrap_or_default(),
        ..View::default()
    };
    view.set_described(described);
    view
}
