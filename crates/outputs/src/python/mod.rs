//! Typed Python: [`generate`] writes it from a catalog, [`compare`] compares existing code with a
//! catalog, and [`update`] edits existing code.
//!
//! Generated modules import on CPython 3.9 and later and pass `mypy --strict` and pyright in strict
//! mode. Existing code is parsed and never run.

pub mod compare;
mod generated;
mod names;
mod read;
mod sql_type;
mod text;
mod types;
pub mod update;
mod write;

use pgplumb_catalog::Catalog;
pub use read::{InvalidPython, PythonFile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use text::{multiline_string, string};

/// The type of the generated classes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// `typing.TypedDict`
    #[default]
    TypedDict,
    /// `dataclasses.dataclass`
    Dataclass,
    /// Pydantic 2 models
    Pydantic,
    /// SQLAlchemy 2 models
    SqlAlchemy,
}

/// The database driver, which determines the types of values at run time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Driver {
    /// JSON, as PostgREST and `row_to_json` return it
    #[default]
    Json,
    /// psycopg 3 without registered adapters
    Psycopg,
    /// asyncpg without custom codecs
    Asyncpg,
}

/// Options for [`generate`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The type of the generated classes.
    pub style: Style,
    /// The driver that fetches the rows.
    pub driver: Driver,
}

/// Generates one Python module from a catalog: enums, composite types, domains, tables, views, and
/// the arguments and results of functions.
///
/// Partitions have no class of their own, since their rows have the type of the partitioned table.
/// Functions that only the server can call, such as trigger functions, are omitted.
#[must_use]
pub fn generate(catalog: &Catalog, options: Options) -> String {
    write::write(catalog, options)
}

/// Removes the parts of a generated file that never make it out of date. A generated module has
/// none.
#[must_use]
pub fn stable(text: &str) -> String {
    text.to_owned()
}
