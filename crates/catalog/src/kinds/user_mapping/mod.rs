//! User mappings (`pg_user_mapping`). Their secrets are never read.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::foreign_data_wrapper::{options_clause, placeholders};
use super::{About, Create, Object, SqlContext, object};
use crate::privilege::PUBLIC;
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident, with_clauses};
use crate::{Kind, Name, ObjectId};

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
    /// A mapping of a role to a user of a foreign server. Its name says both: `FOR app SERVER warehouse`.
    pub struct UserMapping in database {
        /// The role; `public` is everybody.
        pub role: Name,
        /// The foreign server.
        pub server: Name,
        /// Its options: `user=reader`.
        pub options: Vec<Name>,
        /// The names of options whose values may be secrets and were not read.
        pub secret_options: Vec<Name>,
        /// Whether the reading role may not see the options.
        pub options_hidden: bool,
    }
}

impl Read for UserMapping {
    const CLASS: Class = Class::USER_MAPPING;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let role = row.role.map(|role| cx.role(role));
        let written = role.as_deref().map_or("PUBLIC".into(), ident);
        let mut mapping = Self {
            name: format!("FOR {written} SERVER {}", ident(&row.server)).into(),
            role: role.clone().unwrap_or_else(|| cx.name(PUBLIC)),
            server: cx.name(&row.server),
            options: cx.names(&row.options.unwrap_or_default()),
            secret_options: cx.names(&row.secret_options.unwrap_or_default()),
            options_hidden: row.options_hidden,
            ..Self::default()
        };
        mapping.set_described(cx.described(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, mapping))
    }
}

impl UserMapping {
    /// What stands for secrets in the SQL that makes it.
    pub fn placeholders(&self) -> Vec<String> {
        let hidden =
            self.options_hidden.then(|| "its options, which the reading role may not see".to_owned());
        placeholders(&self.secret_options).into_iter().chain(hidden).collect()
    }
}

impl Object for UserMapping {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::UserMapping, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "USER MAPPING"
    }

    fn sql_name(&self) -> String {
        self.name.to_string()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let head = format!("CREATE USER MAPPING {}", self.name);
        let options = options_clause(&self.options, &self.secret_options);
        Create::statement(with_clauses(head, options.as_slice()))
    }
}
