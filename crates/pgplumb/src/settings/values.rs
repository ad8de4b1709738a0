//! Setting values with a syntax of their own.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use clap::ValueEnum;
use pgplumb_catalog::pattern::Pattern;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Database, Scratch};

/// A URL or keyword string that may contain a password, which `Debug` masks.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Url(pub String);

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Url({})", crate::redact::redact(&self.0))
    }
}

/// Patterns that select objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(transparent)]
pub struct Patterns(#[schemars(with = "Vec<String>")] pub Vec<Pattern>);

/// A source, or several sources that are read together. In the file a string or a list of strings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(pub Vec<String>);

impl<'de> Deserialize<'de> for Sources {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Sources;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a source or a list of sources")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Sources, E> {
                Ok(Sources(vec![text.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sources, A::Error> {
                let mut sources = Vec::new();
                while let Some(source) = list.next_element()? {
                    sources.push(source);
                }
                Ok(Sources(sources))
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}

impl JsonSchema for Sources {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Sources".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        })
    }
}

/// A value parsed from a string. Parse errors point at the string, not at the surrounding list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T>(pub T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<T>(PhantomData<T>);

        // The TOML parser adds the position to errors of a visitor, so the value is parsed inside
        // one.
        impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
            type Value = Parsed<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Parsed<T>, E> {
                text.parse().map(Parsed).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text(PhantomData))
    }
}

impl<T> JsonSchema for Parsed<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl<'de> Deserialize<'de> for Patterns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let patterns = Vec::<Parsed<Pattern>>::deserialize(deserializer)?;
        Ok(Self(patterns.into_iter().map(|Parsed(pattern)| pattern).collect()))
    }
}

/// How rows are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum RowCountMode {
    /// Count every row, within the time limit
    #[default]
    Exact,
    /// Use the planner's estimates
    Estimate,
    /// Do not count rows
    None,
}

impl JsonSchema for Database {
    fn schema_name() -> Cow<'static, str> {
        "Database".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let url =
            "URL or keyword string; `${NAME}` is replaced by a variable of the environment or of `.env`.";
        json_schema!({
            "description": "A database: its URL, or a table with the key `url`.",
            "anyOf": [
                { "type": "string", "description": url },
                {
                    "type": "object",
                    "properties": { "url": { "type": "string", "description": url } },
                    "required": ["url"],
                    "additionalProperties": false
                }
            ]
        })
    }
}

/// Accepts both `database = "URL"` and `[database] url = "URL"`.
impl<'de> Deserialize<'de> for Database {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct UrlOrTable;

        impl<'de> Visitor<'de> for UrlOrTable {
            type Value = Database;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a URL, or a table with the key url")
            }

            fn visit_str<E>(self, url: &str) -> Result<Database, E> {
                Ok(Database { url: Url(url.to_owned()) })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Database, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Table {
                    url: Url,
                }
                let Table { url } = Table::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Database { url })
            }
        }

        deserializer.deserialize_any(UrlOrTable)
    }
}

const SERVER: &str =
    "`auto`, `target`, or the URL of a server on which pgplumb may create and drop databases.";

impl JsonSchema for Scratch {
    fn schema_name() -> Cow<'static, str> {
        "Scratch".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Where SQL files are executed to read their schema: a server, or a table with the keys `server` and `prelude`.",
            "anyOf": [
                { "type": "string", "description": SERVER },
                {
                    "type": "object",
                    "properties": {
                        "server": { "type": "string", "description": SERVER },
                        "prelude": {
                            "description": "SQL files and folders that create what the platform of the database provides. They are executed before other SQL; what they create is neither compared nor planned.",
                            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
                        }
                    },
                    "additionalProperties": false
                }
            ]
        })
    }
}

/// Accepts both `scratch = "URL"` and `[scratch] server = "URL"`.
impl<'de> Deserialize<'de> for Scratch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ServerOrTable;

        impl<'de> Visitor<'de> for ServerOrTable {
            type Value = Scratch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("auto, target, a URL, or a table with the keys server and prelude")
            }

            fn visit_str<E>(self, server: &str) -> Result<Scratch, E> {
                Ok(Scratch { server: Some(Url(server.to_owned())), prelude: Sources::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Scratch, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Table {
                    server: Option<Url>,
                    #[serde(default)]
                    prelude: Sources,
                }
                let table = Table::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Scratch { server: table.server, prelude: table.prelude })
            }
        }

        deserializer.deserialize_any(ServerOrTable)
    }
}
