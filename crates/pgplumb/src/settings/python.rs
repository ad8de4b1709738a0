//! What the settings say of typed Python.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pgplumb_outputs::python::{Driver, Style};
use schemars::JsonSchema;
use serde::Deserialize;

/// Python classes for enums and rows: written, and compared where the project has its own.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Python {
    /// The file that is written.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it without being asked for it by name.
    pub enabled: Option<bool>,
    /// What classes for rows are: `typeddict`, `dataclass`, `pydantic`, `sqlalchemy`.
    pub style: Style,
    /// What fetches the values, on which their types depend: `json`, `psycopg`, `asyncpg`.
    pub driver: Driver,
    /// Files of the project's own, and folders of them, whose classes `pgplumb check` compares with the database.
    pub compare: Vec<PathBuf>,
    /// Files that people edit, and folders of them, which `pgplumb export python` brings in step in place: only stale lines change.
    pub update: Vec<PathBuf>,
    /// What a class stands for, where its name does not tell: `ProjectState = "enum:app.project_status"`, `Helper = ""` for nothing.
    pub map: BTreeMap<String, String>,
    /// Prefixes and suffixes of class names that tables and enums do not have: `Row`, `Db`, `Enum`.
    pub affixes: Vec<String>,
    /// Python types that are right for a type of PostgreSQL too: `numeric = ["str"]`.
    pub accept: BTreeMap<String, Vec<String>>,
    /// Whether enums and tables must all have a class.
    pub complete: bool,
}
