//! Foreign-data wrappers (`pg_foreign_data_wrapper`), and the options of wrappers, servers and user
//! mappings.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{AclKind, CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{self, ident, literal};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    handler: Option<String>,
    validator: Option<String>,
    connection: Option<String>,
    options: Option<Vec<String>>,
    secret_options: Option<Vec<String>>,
}

object! {
    /// A foreign-data wrapper.
    pub struct ForeignDataWrapper in database {
        /// Its handler function, quoted and qualified.
        pub handler: Option<Name>,
        /// Its validator function, quoted and qualified.
        pub validator: Option<Name>,
        /// The function that returns connection strings for subscriptions, quoted and qualified
        /// (PostgreSQL 19).
        pub connection: Option<Name>,
        /// Its options: `debug=true`.
        pub options: Vec<Name>,
        /// The names of options whose values may be secrets and were not read.
        pub secret_options: Vec<Name>,
    }
}

impl Read for ForeignDataWrapper {
    const CLASS: Class = Class::FOREIGN_DATA_WRAPPER;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut wrapper = Self {
            name: cx.name(&row.name),
            handler: row.handler.map(|f| cx.name(&f)),
            validator: row.validator.map(|f| cx.name(&f)),
            connection: row.connection.map(|f| cx.name(&f)),
            options: cx.names(&row.options.unwrap_or_default()),
            secret_options: cx.names(&row.secret_options.unwrap_or_default()),
            ..Self::default()
        };
        let acl = Some((AclKind::ForeignDataWrapper, row.acl));
        let object = || format!("foreign-data wrapper {}", ident(&row.name));
        wrapper.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, object));
        Some((row.oid, wrapper))
    }
}

impl Object for ForeignDataWrapper {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::ForeignDataWrapper, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "FOREIGN DATA WRAPPER"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn placeholders(&self) -> Vec<String> {
        placeholders(&self.secret_options)
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::ForeignDataWrapper)
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let head = format!("CREATE FOREIGN DATA WRAPPER {}", self.sql_name());
        let mut clauses = Vec::new();
        clauses.extend(self.handler.as_ref().map(|f| format!("HANDLER {f}")));
        clauses.extend(self.validator.as_ref().map(|f| format!("VALIDATOR {f}")));
        clauses.extend(self.connection.as_ref().map(|f| format!("CONNECTION {f}")));
        clauses.extend(options_clause(&self.options, &self.secret_options));
        Create::statement(sql::with_clauses(head, &clauses))
    }
}

/// The `OPTIONS` clause of a foreign object, with placeholders for secrets; `None` without options.
pub(crate) fn options_clause(options: &[Name], secret: &[Name]) -> Option<String> {
    let shown = options.iter().map(|o| o.split_once('=').unwrap_or((o, "")));
    let mut all: Vec<(&str, &str)> = shown.chain(secret.iter().map(|name| (&**name, sql::SECRET))).collect();
    all.sort_unstable();
    let items: Vec<String> =
        all.iter().map(|(name, value)| format!("{} {}", ident(name), literal(value))).collect();
    let line = items.join(", ");
    match line.len() {
        0 => None,
        1..=80 => Some(format!("OPTIONS ({line})")),
        _ => Some(format!("OPTIONS (\n        {}\n    )", items.join(",\n        "))),
    }
}

/// The names of options with placeholders, to end a sentence.
pub(crate) fn placeholders(secret: &[Name]) -> Vec<String> {
    secret.iter().map(|name| format!("option {}", ident(name))).collect()
}

#[cfg(test)]
mod tests {
    /// The three queries of options use the same condition.
    #[test]
    fn option_queries_use_the_same_secret_condition() {
        let rule = |query: &'static str| {
            let (_, rule) = query.split_once("LEFT JOIN LATERAL (").unwrap();
            rule.split_once("FROM pg_catalog.pg_options_to_table").unwrap().0
        };
        let wrappers = rule(include_str!("query.sql"));
        assert_eq!(wrappers, rule(include_str!("../foreign_server/query.sql")));
        assert_eq!(wrappers, rule(include_str!("../user_mapping/query.sql")));
        assert!(wrappers.contains(crate::sql::SECRET));
    }
}
