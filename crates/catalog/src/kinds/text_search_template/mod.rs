//! Text search templates (`pg_ts_template`).

mod rules;

pub(crate) use rules::RULES;

use serde::Deserialize;

use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::qualified;
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    init: Option<String>,
    lexize: String,
}

object! {
    /// A text search template. Its functions are quoted and qualified.
    pub struct TextSearchTemplate in schema {
        /// The function that initializes a dictionary (`INIT`).
        pub init: Option<Name>,
        /// The function that turns tokens into lexemes (`LEXIZE`).
        pub lexize: Name,
    }
}

impl Read for TextSearchTemplate {
    const CLASS: Class = Class::TS_TEMPLATE;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("text search template {}", qualified(&row.schema, &row.name));
        let mut template = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            init: row.init.map(|f| cx.name(&f)),
            lexize: cx.name(&row.lexize),
            ..Self::default()
        };
        template.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, object));
        Some((row.oid, template))
    }
}

impl Object for TextSearchTemplate {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::TextSearchTemplate, &self.schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "TEXT SEARCH TEMPLATE"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let init = self.init.as_ref().map(|f| format!("INIT = {f}, ")).unwrap_or_default();
        let lexize = &self.lexize;
        Create::statement(format!(
            "CREATE TEXT SEARCH TEMPLATE {} ({init}LEXIZE = {lexize})",
            self.sql_name()
        ))
    }
}
