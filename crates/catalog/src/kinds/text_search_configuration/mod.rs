//! Text search configurations (`pg_ts_config`, `pg_ts_config_map`).

mod rules;

pub(crate) use rules::RULES;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CommonProperties, Create, Object, SqlContext, object};
use crate::read::{Class, Context, Oid, Read};
use crate::sql::{ident_list, qualified, with_clauses};
use crate::{Kind, Name, ObjectId};

#[derive(Deserialize)]
pub(crate) struct Row {
    oid: Oid,
    schema: String,
    name: String,
    owner: Oid,
    parser: String,
    tokens: Option<Vec<String>>,
    dictionaries: Option<Vec<String>>,
}

object! {
    /// A text search configuration.
    pub struct TextSearchConfiguration in schema {
        /// Its parser, quoted and qualified.
        pub parser: Name,
        /// The dictionaries for each token type, in the parser's order.
        pub mappings: Vec<TokenMapping>,
    }
}

/// The dictionaries for a token type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TokenMapping {
    /// The token type: `asciiword`.
    pub token_type: Name,
    /// The dictionaries, quoted and qualified, in lookup order.
    pub dictionaries: Vec<Name>,
}

impl Read for TextSearchConfiguration {
    const CLASS: Class = Class::TS_CONFIGURATION;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("text search configuration {}", qualified(&row.schema, &row.name));
        let mut configuration = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            parser: cx.name(&row.parser),
            mappings: mappings(cx, &row.tokens.unwrap_or_default(), &row.dictionaries.unwrap_or_default()),
            ..Self::default()
        };
        configuration.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, configuration))
    }
}

impl Object for TextSearchConfiguration {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::TextSearchConfiguration, &self.schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "TEXT SEARCH CONFIGURATION"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let name = self.sql_name();
        // Token types with the same dictionaries share one statement.
        let mut groups: Vec<(&[Name], Vec<&Name>)> = Vec::new();
        for mapping in &self.mappings {
            match groups.iter_mut().find(|group| group.0 == mapping.dictionaries) {
                Some(group) => group.1.push(&mapping.token_type),
                None => groups.push((&mapping.dictionaries, vec![&mapping.token_type])),
            }
        }
        let mappings = groups.iter().map(|(dictionaries, types)| {
            let clauses = [
                format!("ADD MAPPING FOR {}", ident_list(types)),
                format!("WITH {}", dictionaries.join(", ")),
            ];
            with_clauses(format!("ALTER TEXT SEARCH CONFIGURATION {name}"), &clauses).into()
        });
        Create::statement(format!("CREATE TEXT SEARCH CONFIGURATION {name} (PARSER = {})", self.parser))
            .then(mappings)
    }
}

fn mappings(cx: &mut Context, tokens: &[String], dictionaries: &[String]) -> Vec<TokenMapping> {
    let mut mappings: Vec<TokenMapping> = Vec::new();
    for (token, dictionary) in tokens.iter().zip(dictionaries) {
        let dictionary = cx.name(dictionary);
        match mappings.last_mut().filter(|last| *last.token_type == **token) {
            Some(last) => last.dictionaries.push(dictionary),
            None => {
                mappings.push(TokenMapping { token_type: cx.name(token), dictionaries: vec![dictionary] })
            }
        }
    }
    mappings
}
