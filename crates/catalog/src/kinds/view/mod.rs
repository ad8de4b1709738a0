//! Views (`pg_class`, `pg_rewrite`).

mod rules;

pub(crate) use rules::RULES;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::column::{self, Column};
use super::relation::{self, Row as RelationRow};
use super::rule::Rule;
use super::trigger::Trigger;
use super::{AclKind, CommonProperties, Create, Object, SqlContext, Statement, SubObject, object};
use crate::read::{Context, Oid, Parts};
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
        /// The query as the server deparses it, without a semicolon.
        pub definition: Box<str>,
        /// Its options except the check option: `security_barrier=true`.
        pub options: Vec<Name>,
        /// Its check option: `LOCAL` or `CASCADED`.
        pub check_option: Option<Name>,
        /// Its triggers.
        pub triggers: Vec<Trigger>,
        /// Its rewrite rules, except the one that defines the view.
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
            after.extend(column::common_statements(self, column, context.read_from.major()));
        }
        let verb =
            if context.separate.contains(&self.id()) { "CREATE OR REPLACE VIEW" } else { "CREATE VIEW" };
        Create::statement(self.sql(verb)).then(after)
    }

    /// A view with the same columns that depends only on their types.
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

    fn sub_objects(&self, _: &SqlContext<'_>) -> Vec<SubObject> {
        let rules = self.rules.iter().map(|rule| rule.sub_object(&self.id()));
        rules.chain(self.triggers.iter().filter_map(|trigger| trigger.sub_object(&self.id(), None))).collect()
    }
}

impl View {
    /// The statement that creates it; `verb` is `CREATE VIEW` or `CREATE OR REPLACE VIEW`.
    pub fn sql(&self, verb: &str) -> String {
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

/// Returns the definitions by view.
pub(crate) fn load(cx: &mut Context, rows: Vec<Row>) -> FxHashMap<Oid, String> {
    let mut definitions = FxHashMap::default();
    for row in rows {
        match row.definition {
            Some(definition) => {
                definitions.insert(row.oid, definition);
            }
            None => cx.saw_concurrent_change = true,
        }
    }
    definitions
}

/// A view's query without the trailing semicolon.
pub(crate) fn definition(parts: &mut Parts, oid: Oid) -> Box<str> {
    let text = parts.view_definitions.remove(&oid).unwrap_or_default();
    text.trim_end().trim_end_matches(';').into()
}

/// Builds a view from its row and its kept parts.
pub(crate) fn assemble(cx: &mut Context, parts: &mut Parts, row: RelationRow) -> View {
    let described = relation::common_properties(cx, &row, AclKind::Table);
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
        definition: definition(parts, row.oid),
        options,
        check_option,
        columns: parts.columns.remove(&row.oid).unwrap_or_default(),
        triggers: parts.triggers.remove(&row.oid).unwrap_or_default(),
        rules: parts.rules.remove(&row.oid).unwrap_or_default(),
        ..View::default()
    };
    view.set_common(described);
    view
}
