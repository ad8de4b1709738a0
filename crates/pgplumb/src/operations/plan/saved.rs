//! `plan.json`: a plan as it is kept between being shown and being applied.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::plan::Plan;
use pgplumb_catalog::{Catalog, Change, ObjectId, Rename};
use pgplumb_compare::{Ignore, Ignored, Policy, partitioned};
use pgplumb_postgres::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Size, answers, sizes};

/// The version of the format. It grows when a program that reads it has to change.
pub const FORMAT_VERSION: u32 = 1;

/// A plan that is kept, with what it was made for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "plan.json")]
pub struct SavedPlan {
    /// The version of the format.
    pub format_version: u32,
    /// The program that made it, with its version.
    pub generator: String,
    /// When, in UTC: `2026-01-31T12:00:00Z`.
    pub made_at: String,
    /// The database that it was made for.
    pub target: Target,
    /// The source of the desired state.
    pub desired: String,
    /// What of the database is managed.
    pub managed: Managed,
    /// The SHA-256 of what is managed, as it was: the plan is for no other state.
    pub fingerprint: String,
    /// Whether it was shown on a scratch database that the steps lead to the desired state.
    pub proof: Proof,
    /// Whether the steps were chosen so that others can read and write meanwhile; each is a transaction of its own then.
    pub online: bool,
    /// What has another name after it; the changes are about what is called so already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// What differs and is to be ignored: how many changes, by the rule that says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<PassedOver>,
    /// What differs between the database and the desired state, as far as the plan is about it.
    pub changes: Vec<Change>,
    /// How big the tables are that it locks, where it was shown against a database.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<Size>,
    /// What existing rows answer to the questions of its steps; each is asked again before the plan is applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// The steps.
    #[serde(flatten)]
    pub plan: Plan,
}

/// Changes that are ignored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PassedOver {
    /// The rule, as it is written.
    pub rule: String,
    /// How many.
    pub changes: usize,
}

impl From<Ignored> for PassedOver {
    fn from(Ignored { rule, changes }: Ignored) -> Self {
        Self { rule, changes }
    }
}

/// A database.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// The server's host name, address or socket folder.
    pub host: String,
    /// The database's name.
    pub database: String,
    /// The server's version as it says itself.
    pub server_version: String,
}

/// What of a database is managed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Managed {
    /// The schemas and objects; none means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// What is not managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// The partitioned tables whose partitions are made at run time, and so are not managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runtime_partitions: Vec<String>,
    /// Those of their partitions that the desired state names, and so are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<ObjectId>,
}

/// Whether a plan was proved.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Proof {
    /// The steps lead to the desired state.
    Proved {
        /// The version of the server on which they did.
        server_version: String,
    },
    /// That was not asked for.
    #[default]
    NotAsked,
    /// They do not.
    Failed {
        /// Why.
        reason: String,
        /// What still differs after them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left: Vec<Change>,
    },
}

impl Managed {
    /// What a selection, without what is to be ignored, leaves to be managed.
    pub fn new(selection: &Selection, policy: &Policy, desired: &Catalog) -> Self {
        let ignored = policy.ignore.iter().filter_map(|ignore| match ignore {
            Ignore::Objects(pattern) => Some(pattern.to_string()),
            Ignore::Marked { object, .. } => Some(Pattern::exactly(object).to_string()),
            Ignore::Property { .. } => None,
        });
        let text = |pattern: &Pattern| pattern.to_string();
        let patterns = &policy.runtime_partitions;
        let is_one = |table: &&Table| !patterns.is_empty() && partitioned(desired, table, patterns).is_some();
        Self {
            schemas: selection.include.iter().map(text).collect(),
            exclude: selection.exclude.iter().map(text).chain(ignored).collect(),
            runtime_partitions: patterns.iter().map(text).collect(),
            partitions: desired.tables.iter().filter(is_one).map(Object::id).collect(),
        }
    }

    /// The partitions of a catalog that were made at run time.
    pub fn unmanaged_partitions(&self, catalog: &Catalog) -> BTreeSet<ObjectId> {
        let patterns: Vec<Pattern> =
            self.runtime_partitions.iter().filter_map(|text| text.parse().ok()).collect();
        if patterns.is_empty() {
            return BTreeSet::new();
        }
        let ones = catalog.tables.iter().filter(|table| partitioned(catalog, table, &patterns).is_some());
        ones.map(Object::id).filter(|id| !self.partitions.contains(id)).collect()
    }

    /// The selection of what is managed.
    pub fn selection(&self) -> Selection {
        let patterns = |texts: &[String]| texts.iter().flat_map(|text| text.parse()).collect();
        Selection { include: patterns(&self.schemas), exclude: patterns(&self.exclude) }
    }
}

/// Why a text is no plan.
#[derive(Debug, thiserror::Error)]
pub enum BadPlan {
    /// It is no JSON, or not of the format's shape.
    #[error("not a plan: {0}")]
    Json(#[from] serde_json::Error),
    /// It was written by a later version of the program.
    #[error(
        "the plan has format version {0}, and this program reads up to {FORMAT_VERSION}: use a newer pgplumb"
    )]
    Version(u32),
}

impl SavedPlan {
    /// Looks how big the tables are that it locks, and asks existing rows the questions of its steps.
    pub async fn look(&mut self, connection: &Connection) {
        self.sizes = sizes(&self.plan, connection).await;
        self.answers = answers(&self.plan, connection).await;
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// When the text is no plan, or one of a later format version.
    pub fn parse(text: &str) -> Result<Self, BadPlan> {
        #[derive(Deserialize)]
        struct Head {
            format_version: u32,
        }
        if let Ok(Head { format_version }) = serde_json::from_str(text)
            && format_version > FORMAT_VERSION
        {
            return Err(BadPlan::Version(format_version));
        }
        Ok(serde_json::from_str(text)?)
    }

    /// Whether there is nothing to do, and nothing that should be done.
    pub fn is_in_step(&self) -> bool {
        self.plan.is_empty() && self.plan.left.is_empty() && self.changes.is_empty()
    }

    /// The plan as text, ended by a line break.
    ///
    /// # Errors
    /// Never, in truth: what a plan holds can be written as JSON.
    pub fn render(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// The JSON Schema of the format.
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(SavedPlan).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), "https://pgplumb.dev/schema/plan.v1.json".into());
    }
    schema
}
