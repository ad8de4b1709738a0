//! `pgplumb.toml`: its format, and how it is found and read.
//!
//! The JSON Schema in `schema/` is generated from these types.

mod compare;
mod error;
mod interpolate;
mod load;
mod python;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

pub use compare::{Check, Compare, Severities, SeveritySetting, Verify};
pub use error::SettingsError;
pub use interpolate::{MissingVariable, interpolate};
pub use load::{FILE_NAME, check_owner, find, load, parse};
pub use python::Python;
pub use values::{Parsed, Patterns, RowCountMode, Sources, Url};

/// The settings of a project.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "pgplumb.toml")]
pub struct Settings {
    /// The database, unless the command line or the environment specifies another.
    pub database: Option<Database>,
    /// Named databases, for `--env NAME`.
    pub env: BTreeMap<String, Env>,
    /// Schemas and objects to include: `app`, `app_*`, `app.users`, `table:app.*`. Default:
    /// everything but system objects.
    pub schemas: Patterns,
    /// Schemas and objects to exclude.
    pub exclude: Patterns,
    /// Objects that are exported but not compared.
    pub ignore: Patterns,
    /// Where SQL files are executed to read their schema, and what is there before.
    pub scratch: Scratch,
    /// What is exported, and where to.
    pub export: Export,
    /// What `pgplumb plan` and `pgplumb apply` change a database to.
    pub apply: Apply,
    /// How schemas are compared.
    pub compare: Compare,
    /// What `pgplumb check` compares in addition to the outputs.
    pub check: Check,
    /// What `pgplumb verify` compares.
    pub verify: Verify,
}

/// A database.
#[derive(Clone, Debug)]
pub struct Database {
    /// URL or keyword string; `${NAME}` is replaced by a variable of the environment or of `.env`.
    pub url: Url,
}

/// Where SQL files are executed to read their schema, and what is there before.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// `auto`, `target`, or the URL of a server on which pgplumb may create and drop databases.
    pub server: Option<Url>,
    /// SQL files and folders that create what the platform of the database provides: schemas,
    /// functions, roles. They are executed before other SQL; what they create is neither compared
    /// nor planned.
    pub prelude: Sources,
}

/// A named database.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Env {
    /// URL or keyword string; `${NAME}` is replaced by a variable of the environment or of `.env`.
    pub url: Url,
    /// Whether pgplumb applies only saved plans to this database.
    #[serde(default)]
    pub protected: bool,
    /// The desired state of this database, instead of the one in `[apply]`.
    #[serde(default)]
    pub desired: Sources,
}

/// What `pgplumb plan` and `pgplumb apply` change a database to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Apply {
    /// The desired state, unless `--desired` specifies another: a source, or a list of SQL files and
    /// folders that form one schema together.
    pub desired: Sources,
}

/// What is exported, and where to. Paths are relative to the folder of the settings file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Export {
    /// The folder for outputs that have no path of their own.
    pub dir: PathBuf,
    /// How rows are counted.
    pub row_counts: Option<RowCountMode>,
    /// Time limit for counting rows, in seconds; the remaining tables get the planner's estimates.
    pub row_count_budget: Option<u64>,
    /// The schema map: the complete schema as JSON, for programs and AI agents. pgplumb can read it
    /// back.
    pub json: FileOutput,
    /// The reference: the schema as a document.
    pub markdown: Markdown,
    /// Diagrams of tables and their relationships.
    pub mermaid: FileOutput,
    /// A folder of SQL files, one per table.
    pub tables: FolderOutput,
    /// The schema as one SQL file.
    pub sql: FileOutput,
    /// Python classes for enums and rows.
    pub python: Python,
    /// The version file: identifies the schema by date and hash.
    pub version: VersionOutput,
}

impl Default for Export {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("docs"),
            row_counts: None,
            row_count_budget: None,
            json: FileOutput::default(),
            markdown: Markdown::default(),
            mermaid: FileOutput::default(),
            tables: FolderOutput::default(),
            sql: FileOutput::default(),
            python: Python::default(),
            version: VersionOutput::default(),
        }
    }
}

/// An output that is one file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FileOutput {
    /// Path of the file.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it when no output is named.
    pub enabled: Option<bool>,
}

/// The version file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VersionOutput {
    /// Path of the JSON file.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it when no output is named.
    pub enabled: Option<bool>,
    /// Path of a Python module with the same values as constants, such as `schema_version.py`. Not
    /// written by default.
    pub python: Option<PathBuf>,
}

/// An output that is a folder.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FolderOutput {
    /// Path of the folder.
    pub dir: Option<PathBuf>,
    /// Whether `pgplumb export` writes it when no output is named.
    pub enabled: Option<bool>,
}

/// The reference.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Markdown {
    /// Path of the file. The pages of a large schema are in a folder of the same name next to it.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it when no output is named.
    pub enabled: Option<bool>,
    /// Markdown text to insert at the top.
    pub notes: Option<String>,
    /// A Markdown file to insert at the top.
    pub notes_file: Option<PathBuf>,
    /// Documents that the reference links to.
    pub related: Vec<Related>,
}

/// A document that the reference links to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// Text of the link.
    pub title: String,
    /// Target of the link: a URL, or a path relative to the reference.
    pub link: String,
}

/// Settings and the file they were read from.
#[derive(Clone, Debug, Default)]
pub struct LoadedSettings {
    /// The settings.
    pub settings: Settings,
    /// The file, if one was found.
    pub path: Option<PathBuf>,
}

impl LoadedSettings {
    /// The folder that paths in the settings are relative to; empty for the working directory.
    pub fn folder(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }
}

/// Returns the JSON Schema of the settings.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Settings).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), "https://pgplumb.dev/schema/pgplumb.schema.json".into());
    }
    schema
}
