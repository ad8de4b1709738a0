//! Text search parsers (`pg_ts_parser`).

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
    start: String,
    gettoken: String,
    end: String,
    headline: Option<String>,
    lextypes: String,
}

object! {
    /// A text search parser. Its functions are quoted and qualified.
    pub struct TextSearchParser in schema {
        /// The function that starts parsing (`START`).
        pub start: Name,
        /// The function that returns the next token (`GETTOKEN`).
        pub gettoken: Name,
        /// The function that ends parsing (`END`).
        pub end: Name,
        /// The function that creates headlines (`HEADLINE`).
        pub headline: Option<Name>,
        /// The function that lists the token types (`LEXTYPES`).
        pub lextypes: Name,
    }
}

impl Read for TextSearchParser {
    const CLASS: Class = Class::TS_PARSER;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("text search parser {}", qualified(&row.schema, &row.name));
        let mut parser = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            start: cx.name(&row.start),
            gettoken: cx.name(&row.gettoken),
            end: cx.name(&row.end),
            headline: row.headline.map(|f| cx.name(&f)),
            lextypes: cx.name(&row.lextypes),
            ..Self::default()
        };
        parser.set_common(cx.common_properties(Self::CLASS, row.oid, None, None, object));
        Some((row.oid, parser))
    }
}

impl Object for TextSearchParser {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::TextSearchParser, &self.schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "TEXT SEARCH PARSER"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let mut functions = vec![
            ("START", &self.start),
            ("GETTOKEN", &self.gettoken),
            ("END", &self.end),
            ("LEXTYPES", &self.lextypes),
        ];
        functions.extend(self.headline.as_ref().map(|headline| ("HEADLINE", headline)));
        let functions: Vec<String> = functions.iter().map(|(part, f)| format!("    {part} = {f}")).collect();
        Create::statement(format!(
            "CREATE TEXT SEARCH PARSER {} (\n{}\n)",
            self.sql_name(),
            functions.join(",\n")
        ))
    }
}
