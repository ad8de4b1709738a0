//! `pgplumb.toml`: what it may say, and how it is found and read.
//!
//! The types here are the settings' only definition: the JSON Schema under `schema/` is generated from them.

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
pub use load::{FILE_NAME, find, load, parse};
pub use python::Python;
pub use values::{Parsed, Patterns, RowCountMode, Url};

/// The settings of a project.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "pgplumb.toml")]
pub struct Settings {
    /// The database, where neither the command line nor the environment names another.
    pub database: Option<Database>,
    /// Databases by name, for `--env NAME`.
    pub env: BTreeMap<String, Env>,
    /// The schemas and objects that pgplumb is about; all but the system's when there are none. `app`, `app_*`,
    /// `app.users`, `table:app.*`.
    pub schemas: Patterns,
    /// What it is not about.
    pub exclude: Patterns,
    /// What is exported, but not compared.
    pub ignore: Patterns,
    /// Where SQL files are executed to be read: `auto`, `target`, or the URL of a server on which databases may be
    /// created and dropped.
    pub scratch: Option<Url>,
    /// What is exported, and where to.
    pub export: Export,
    /// How schemas are compared.
    pub compare: Compare,
    /// What `pgplumb check` looks at besides the outputs.
    pub check: Check,
    /// What `pgplumb verify` runs and expects.
    pub verify: Verify,
}

/// A database.
#[derive(Clone, Debug)]
pub struct Database {
    /// Its URL or keyword string; `${NAME}` stands for a variable of the environment or of `.env`.
    pub url: Url,
}

/// A database with a name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Env {
    /// Its URL or keyword string; `${NAME}` stands for a variable of the environment or of `.env`.
    pub url: Url,
    /// Whether only a saved plan may be applied to it.
    #[serde(default)]
    pub protected: bool,
}

/// What is exported, and where to. Paths are relative to the folder of the settings file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Export {
    /// The folder that outputs are written to unless they have a path of their own.
    pub dir: PathBuf,
    /// How rows are counted.
    pub row_counts: Option<RowCountMode>,
    /// How long counting may take, in seconds; tables not counted by then get the planner's estimate.
    pub row_count_budget: Option<u64>,
    /// The schema map: the whole schema as JSON, for programs and agents, and to be read back.
    pub json: FileOutput,
    /// The reference: the schema as a document.
    pub markdown: Markdown,
    /// The diagrams of tables and their relationships.
    pub mermaid: FileOutput,
    /// A folder of SQL files, one for each table.
    pub tables: FolderOutput,
    /// The schema as one SQL file.
    pub sql: FileOutput,
    /// Python classes for enums and rows.
    pub python: Python,
    /// The version file: which schema it is, by date and hash.
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

/// An output that is a file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FileOutput {
    /// The file.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it without being asked for it by name.
    pub enabled: Option<bool>,
}

/// The version file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VersionOutput {
    /// The file, JSON.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it without being asked for it by name.
    pub enabled: Option<bool>,
    /// A file of the same as constants for Python: `schema_version.py`. Written where this names one.
    pub python: Option<PathBuf>,
}

/// An output that is a folder.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FolderOutput {
    /// The folder.
    pub dir: Option<PathBuf>,
    /// Whether `pgplumb export` writes it without being asked for it by name.
    pub enabled: Option<bool>,
}

/// The reference.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Markdown {
    /// The file. Where the schema is large, the parts stand in a folder of the same name beside it.
    pub path: Option<PathBuf>,
    /// Whether `pgplumb export` writes it without being asked for it by name.
    pub enabled: Option<bool>,
    /// Markdown of one's own, put at the top.
    pub notes: Option<String>,
    /// A file of Markdown of one's own, put at the top.
    pub notes_file: Option<PathBuf>,
    /// Documents that the reference links to.
    pub related: Vec<Related>,
}

/// A document that the reference links to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// What the link says.
    pub title: String,
    /// Where it leads: a URL, or a path relative to the reference.
    pub link: String,
}

/// Settings, and where they were found.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The file; `None` when there is none.
    pub path: Option<PathBuf>,
}

impl Loaded {
    /// The folder that paths in the settings are relative to; empty for the working directory.
    pub fn folder(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }
}

/// The JSON Schema of the settings.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Settings).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), "https://pgplumb.dev/schema/pgplumb.schema.json".into());
    }
    schema
}
