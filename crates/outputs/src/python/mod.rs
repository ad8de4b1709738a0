//! Typed Python: written from a catalog ([`generate`]), and compared with one by its meaning ([`compare`]).
//!
//! What is written imports on CPython 3.9 and later and passes `mypy --strict` and `pyright --strict`; what is compared is parsed and
//! never run.

pub mod compare;
mod module;
mod names;
mod read;
mod sql_type;
mod text;
mod types;
pub mod update;
mod write;

use pgplumb_catalog::Catalog;
pub use read::{BadPython, PythonFile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What classes for rows are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// `typing.TypedDict`
    #[default]
    TypedDict,
    /// Data classes
    Dataclass,
    /// Models of Pydantic 2
    Pydantic,
    /// Models of SQLAlchemy 2
    SqlAlchemy,
}

/// What fetches the values: their types at run time depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Driver {
    /// JSON, as PostgREST and `row_to_json` give it
    #[default]
    Json,
    /// psycopg 3, with nothing registered
    Psycopg,
    /// asyncpg, with no codec of one's own
    Asyncpg,
}

/// How Python is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// What classes for rows are.
    pub style: Style,
    /// What fetches the values.
    pub driver: Driver,
}

/// The catalog as one Python module: enums, composite types, domains, tables, views, arguments and results of functions.
///
/// Partitions have no class of their own: their rows are those of the partitioned table. Functions that only the server
/// can call (of triggers, of types) have none either.
#[must_use]
pub fn generate(catalog: &Catalog, options: Options) -> String {
    write::write(catalog, options)
}

/// The text without what never makes it out of date: nothing, for it says nothing but the schema.
#[must_use]
pub fn stable(text: &str) -> String {
    text.to_owned()
}
