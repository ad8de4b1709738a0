//! Extensions (`pg_extension`). The objects they own are not part of the catalog.

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, object};
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
    /// An extension. Its owner is not kept, because no command can change it.
    pub struct Extension in database {
        /// The schema of its objects.
        pub schema: Name,
        /// The installed version.
        pub version: Name,
        /// Whether `ALTER EXTENSION … SET SCHEMA` works.
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
        extension.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, String::new));
        Some((row.oid, extension))
    }
}

impl Object for Extension {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Extension, self.name.clone())
    }

    fn summary(&self) -> String {
        format!("in schema {}", ident(&self.schema))
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "EXTENSION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    /// Without the version, because a newer server may only have a newer version.
    fn create(&self, _: &SqlContext<'_>) -> Create {
        let schema = ident(&self.schema);
        Create::statement(format!("CREATE EXTENSION IF NOT EXISTS {} WITH SCHEMA {schema}", self.sql_name()))
    }

    fn needs(&self) -> Vec<ObjectId> {
        vec![ObjectId::global(Kind::Schema, self.schema.clone())]
    }
}
