//! Extensions (`pg_extension`). What they own is left to them.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{About, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::ident;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    name: String,
    schema: String,
    version: String,
    relocatable: bool,
}

object! {
    /// An extension. It has an owner, but no command that could change it; so the owner is not kept.
    pub struct Extension in database {
        /// The schema that its objects are in.
        pub schema: Name,
        /// The installed version.
        pub version: Name,
        /// Whether its objects can be moved to another schema.
        pub relocatable: bool,
    }
}

impl Read for Extension {
    const CLASS: Class = Class::EXTENSION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut extension = Self {
            name: cx.name(&row.name),
            schema: cx.name(&row.schema),
            version: cx.name(&row.version),
            relocatable: row.relocatable,
            ..Self::default()
        };
        extension.set_described(cx.described(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, extension))
    }
}

impl Object for Extension {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Extension, self.name.clone())
    }

    fn about(&self) -> About<'_> {
        self.described()
    }

    fn sql_class(&self) -> &'static str {
        "EXTENSION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    /// Without the version, as a newer server may have only a newer one.
    fn create(&self, _: &SqlContext<'_>) -> Create {
        let schema = ident(&self.schema);
        Create::statement(format!("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {schema}", self.sql_name()))
    }

    fn needs(&self) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::Schema, self.schema.clone())]
    }
}
