//! Text search dictionaries (`pg_ts_dict`).

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
    owner: Oid,
    options: Option<String>,
    template: String,
}

object! {
    /// A text search dictionary.
    pub struct TextSearchDictionary in schema {
        /// Its template, quoted and qualified.
        pub template: Name,
        /// Its options in SQL, in the given order: `language = 'english'`.
        pub options: Vec<Box<str>>,
    }
}

impl Read for TextSearchDictionary {
    const CLASS: Class = Class::TS_DICTIONARY;
    type Row = Row;

    fn read(row: Row, cx: &mut Context) -> Option<(Oid, Self)> {
        let object = || format!("text search dictionary {}", qualified(&row.schema, &row.name));
        let mut dictionary = Self {
            schema: cx.name(&row.schema),
            name: cx.name(&row.name),
            template: cx.name(&row.template),
            options: split(row.options.as_deref().unwrap_or_default()),
            ..Self::default()
        };
        dictionary.set_common(cx.common_properties(Self::CLASS, row.oid, Some(row.owner), None, object));
        Some((row.oid, dictionary))
    }
}

impl Object for TextSearchDictionary {
    fn id(&self) -> ObjectId {
        ObjectId::local(Kind::TextSearchDictionary, &self.schema, self.name.clone())
    }

    fn common(&self) -> CommonProperties<'_> {
        self.common_properties()
    }

    fn sql_class(&self) -> &'static str {
        "TEXT SEARCH DICTIONARY"
    }

    fn sql_name(&self) -> String {
        self.id().path()
    }

    fn create(&self, _: &SqlContext<'_>) -> Create {
        let template = format!("TEMPLATE = {}", self.template);
        let parts: Vec<&str> = [&*template].into_iter().chain(self.options.iter().map(|o| &**o)).collect();
        Create::statement(format!(
            "CREATE TEXT SEARCH DICTIONARY {} (\n    {}\n)",
            self.sql_name(),
            parts.join(",\n    ")
        ))
    }
}

/// Splits the options, which the catalog stores as one text. Commas in quotes belong to values.
fn split(text: &str) -> Vec<Box<str>> {
    let mut quote = None;
    text.split(|c| {
        match quote {
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ => {}
        }
        c == ',' && quote.is_none()
    })
    .map(str::trim)
    .filter(|option| !option.is_empty())
    .map(Into::into)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn options_are_split_outside_quotes() {
        let options = split(r#"language = 'it''s, well', "a,b" = E'\\\\', casesensitive = 'true'"#);
        assert_eq!(options.len(), 3);
        assert_eq!(&*options[0], "language = 'it''s, well'");
        assert_eq!(&*options[1], r#""a,b" = E'\\\\'"#);
        assert!(split("").is_empty());
    }
}
