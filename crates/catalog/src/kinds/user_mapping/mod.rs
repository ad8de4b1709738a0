//! User mappings (`pg_user_mapping`). Their secrets are never read.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::foreign_data_wrapper::{options_clause, placeholders};
use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::privilege::{PUBLIC, role_sql};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, with_clauses};
use crate::{Kind, Name, ObjectId, UNSPECIFIED_ROLE};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    role: Option<Oid>,
    server: String,
    options: Option<Vec<String>>,
    secret_options: Option<Vec<String>>,
    options_hidden: bool,
}

object! {
    /// A user mapping. Its name is `FOR app SERVER warehouse`.
    pub struct UserMapping in database {
        /// Its role; `public` for everyone.
        pub role: Name,
        /// The foreign server.
        pub server: Name,
        /// Its options: `user=reader`.
        pub options: Vec<Name>,
        /// The names of options whose values may be secrets and were not read.
        pub secret_options: Vec<Name>,
        /// Whether the role that reads the catalog may not see the options.
        pub options_hidden: bool,
    }
}

impl Read for UserMapping {
    const CLASS: Class = Class::USER_MAPPING;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let role = match row.role {
            Some(role) => cx.role(role),
            None => cx.name(PUBLIC),
        };
        let mut mapping = Self {
            name: name(&role, &row.server),
            role,
            server: cx.name(&row.server),
            options: cx.names(&row.options.unwrap_or_default()),
            secret_options: cx.names(&row.secret_options.unwrap_or_default()),
            options_hidden: row.options_hidden,
            ..Self::default()
        };
        mapping.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, mapping))
    }
}

fn name(role: &str, server: &str) -> Name {
    format!("FOR {} SERVER {}", role_sql(role), ident(server)).into()
}

impl UserMapping {
    /// The mapping of this role, if it is the mapping of the role that executes the SQL.
    #[must_use]
    pub fn for_role(mut self, role: &Name) -> Self {
        if &*self.role == UNSPECIFIED_ROLE {
            self.set_role(role);
        }
        self
    }

    /// Makes it the mapping of another role.
    pub(crate) fn set_role(&mut self, role: &Name) {
        self.name = name(role, &self.server);
        self.role = role.clone();
    }
}

impl Object for UserMapping {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::UserMapping, self.name.clone())
    }

    fn summary(&self) -> String {
        self.options.join(", ")
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "USER MAPPING"
    }

    fn sql_name(&self) -> String {
        self.name.to_string()
    }

    fn placeholders(&self) -> Vec<String> {
        let hidden =
            self.options_hidden.then(|| "its options, which the reading role may not see".to_owned());
        placeholders(&self.secret_options).into_iter().chain(hidden).collect()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let head = format!("CREATE USER MAPPING {}", self.name);
        let options = options_clause(&self.options, &self.secret_options);
        Create::statement(with_clauses(head, options.as_slice()))
    }
}
