//! Encoding conversions (`pg_conversion`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{literal, qualified};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    source: String,
    target: String,
    function: String,
    is_default: bool,
}

object! {
    /// An encoding conversion.
    pub struct Conversion in schema {
        /// The source encoding.
        pub source_encoding: Name,
        /// The target encoding.
        pub target_encoding: Name,
        /// The conversion function, quoted and qualified.
        pub function: Name,
        /// Whether it is the default conversion.
        pub is_default: bool,
    }
}

impl Read for Conversion {
    const CLASS: Class = Class::CONVERSION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let mut conversion = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            source_encoding: cx.name(&row.source),
            target_encoding: cx.name(&row.target),
            function: cx.name(&row.function),
            is_default: row.is_default,
            ..Self::default()
        };
        let name = || format!("conversion {}", qualified(&row.schema, &row.name));
        conversion.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, name));
        Some((row.oid, conversion))
    }
}

impl Object for Conversion {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::Conversion, &self.schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "CONVERSION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let default = if self.is_default { "DEFAULT " } else { "" };
        Create::statement(format!(
            "CREATE {default}CONVERSION {} FOR {} TO {} FROM {}",
            self.sql_name(),
            literal(&self.source_encoding),
            literal(&self.target_encoding),
            self.function
        ))
    }
}
