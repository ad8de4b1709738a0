//! Foreign servers (`pg_foreign_server`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::foreign_data_wrapper::{options_clause, placeholders};
use super::{AclKind, CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, literal, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    owner: Oid,
    acl: Option<Vec<String>>,
    #[serde(rename = "type")]
    server_type: Option<String>,
    version: Option<String>,
    foreign_data_wrapper: String,
    options: Option<Vec<String>>,
    secret_options: Option<Vec<String>>,
}

object! {
    /// A foreign server.
    pub struct ForeignServer in database {
        /// Its foreign-data wrapper.
        pub foreign_data_wrapper: Name,
        /// Its type; the wrapper defines the meaning.
        pub server_type: Option<Box<str>>,
        /// Its version; the wrapper defines the meaning.
        pub server_version: Option<Box<str>>,
        /// Its options: `host=db.example.com`.
        pub options: Vec<Name>,
        /// The names of options whose values may be secrets and were not read.
        pub secret_options: Vec<Name>,
    }
}

impl Read for ForeignServer {
    const CLASS: Class = Class::FOREIGN_SERVER;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut server = Self {
            name: cx.name(&row.name),
            foreign_data_wrapper: cx.name(&row.foreign_data_wrapper),
            server_type: row.server_type.map(Into::into),
            server_version: row.version.map(Into::into),
            options: cx.names(&row.options.unwrap_or_default()),
            secret_options: cx.names(&row.secret_options.unwrap_or_default()),
            ..Self::default()
        };
        let acl = Some((AclKind::ForeignServer, row.acl));
        let object = || format!("foreign server {}", ident(&row.name));
        server.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), acl, object));
        Some((row.oid, server))
    }
}

impl Object for ForeignServer {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::ForeignServer, self.name.clone())
    }

    fn summary(&self) -> String {
        format!("foreign-data wrapper {}", ident(&self.foreign_data_wrapper))
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "SERVER"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn placeholders(&self) -> Vec<String> {
        placeholders(&self.secret_options)
    }

    fn acl_kind(&self) -> Option<AclKind> {
        Some(AclKind::ForeignServer)
    }

    fn grant_class(&self) -> &'static str {
        "FOREIGN SERVER"
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let head = format!("CREATE SERVER {}", self.sql_name());
        let mut clauses = Vec::new();
        clauses.extend(self.server_type.as_deref().map(|t| format!("TYPE {}", literal(t))));
        clauses.extend(self.server_version.as_deref().map(|v| format!("VERSION {}", literal(v))));
        clauses.push(format!("FOREIGN DATA WRAPPER {}", ident(&self.foreign_data_wrapper)));
        clauses.extend(options_clause(&self.options, &self.secret_options));
        Create::statement(with_clauses(head, &clauses))
    }
}
