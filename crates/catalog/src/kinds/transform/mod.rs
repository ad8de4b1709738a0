//! Transforms (`pg_transform`).

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
    #[serde(rename = "type")]
    sql_type: String,
    language: String,
    from_sql: Option<String>,
    to_sql: Option<String>,
}

object! {
    /// A transform of a type for a language. Its name is `FOR type LANGUAGE language`.
    pub struct Transform in database {
        /// The type.
        pub type_name: Name,
        /// The language.
        pub language: Name,
        /// The function from SQL to the language, with its argument types.
        pub from_sql: Option<Name>,
        /// The function from the language to SQL, with its argument types.
        pub to_sql: Option<Name>,
    }
}

impl Read for Transform {
    const CLASS: Class = Class::TRANSFORM;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let name = format!("FOR {} LANGUAGE {}", row.sql_type, ident(&row.language));
        let mut transform = Self {
            name: cx.name(&name),
            type_name: cx.name(&row.sql_type),
            language: cx.name(&row.language),
            from_sql: row.from_sql.map(|f| cx.name(&f)),
            to_sql: row.to_sql.map(|f| cx.name(&f)),
            ..Self::default()
        };
        transform.set_common(
            cx.common_properties(Self::CLASS, row.oid, None, None, || format!("transform {name}")),
        );
        Some((row.oid, transform))
    }
}

impl Object for Transform {
    fn id(&self) -> ObjectId {
        ObjectId::global(Kind::Transform, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "TRANSFORM"
    }

    fn sql_name(&self) -> String {
        self.name.to_string()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let directions = [("FROM SQL", &self.from_sql), ("TO SQL", &self.to_sql)];
        let parts = directions
            .into_iter()
            .filter_map(|(word, function)| function.as_ref().map(|f| format!("{word} WITH FUNCTION {f}")));
        Create::list(format!("CREATE TRANSFORM {}", self.name), &self.id(), parts)
    }
}
