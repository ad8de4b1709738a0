//! Settings for typed Python.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pgplumb_outputs::python::{Driver, Style};
use schemars::JsonSchema;
use serde::Deserialize;

/// Python classes for enums and rows. They can be generated, or the project's own classes can be
/// compared with the database.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Python {
    /// Path of the generated file.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it when no output is named.
    pub enabled: Option<bool>,
    /// The kind of classes for rows: `typeddict`, `dataclass`, `pydantic`, `sqlalchemy`.
    pub style: Style,
    /// The driver that fetches values, which determines their types: `json`, `psycopg`, `asyncpg`.
    pub driver: Driver,
    /// Whether generated SQLAlchemy models have relationships [default: true].
    pub relationships: Option<bool>,
    /// The project's own files and folders whose classes `pgplumb check` compares with the
    /// database.
    pub compare: Vec<PathBuf>,
    /// Files and folders with base classes, types and constants that the compared classes use. Their
    /// own classes are not compared.
    pub definitions: Vec<PathBuf>,
    /// Hand-written files and folders that `pgplumb export python` updates in place: it changes
    /// only outdated lines.
    pub update: Vec<PathBuf>,
    /// The object that a class describes, if it cannot be found by the name of the class:
    /// `ProjectState = "enum:app.project_status"`; `Helper = ""` for none.
    pub map: BTreeMap<String, String>,
    /// Prefixes and suffixes of class names to ignore: `Row`, `Db`, `Enum`.
    pub affixes: Vec<String>,
    /// Additional Python types to accept for a PostgreSQL type: `numeric = ["str"]`.
    pub accept: BTreeMap<String, Vec<String>>,
    /// Whether every enum and table must have a class. `pgplumb export python` adds missing classes
    /// to the files in `update`.
    pub complete: bool,
}
