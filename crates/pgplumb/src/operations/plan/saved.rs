//! `plan.json`: a plan that is saved between planning and applying.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::{Catalog, Change, ObjectId, Rename};
use pgplumb_compare::{ChangePolicy, Ignore, Ignored, partitioned_ancestor};
use pgplumb_plan::{NameMap, ObjectOverview, Plan, Renaming, Unplannable};
use pgplumb_postgres::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::derivation::{Derivation, system_identifier_of};
use super::{DataCheckResult, TableSize, run_data_checks, table_sizes};

/// The format version. It increases when readers have to change.
pub const FORMAT_VERSION: u32 = 1;

/// A saved plan, with the state for which it was created.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "plan.json")]
pub struct SavedPlan {
    /// The format version.
    pub format_version: u32,
    /// The program that created the plan, with its version.
    pub generator: String,
    /// When the plan was created, in UTC: `2026-01-31T12:00:00Z`.
    pub created_at: String,
    /// The target database.
    pub target: Target,
    /// The source of the desired state.
    pub desired: String,
    /// The managed objects of the database.
    pub managed: Managed,
    /// The SHA-256 of the managed objects when the plan was created. The plan applies to no other
    /// state.
    pub fingerprint: String,
    /// Whether the plan was proved on a scratch database.
    pub proof: Proof,
    /// Whether the steps avoid blocking other sessions. Then a transaction contains only steps that
    /// other sessions must see together.
    pub online: bool,
    /// The renames. Changes refer to the new names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renames: Vec<Rename>,
    /// The number of ignored changes for each rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<IgnoredChanges>,
    /// The differences between the database and the desired state that the plan covers.
    pub changes: Vec<Change>,
    /// What the plan changes: the changes and their steps, grouped by object. Recomputed before the
    /// plan is applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overview: Vec<ObjectOverview>,
    /// The sizes of the tables that the plan locks, if it was created with a connection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table_sizes: Vec<TableSize>,
    /// The results of the data checks. Checks run again before the plan is applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_check_results: Vec<DataCheckResult>,
    /// The desired state and the options, from which `apply` derives the steps again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derivation: Option<Derivation>,
    /// The steps.
    #[serde(flatten)]
    pub plan: Plan,
}

/// Changes that a rule ignores.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IgnoredChanges {
    /// The rule as written.
    pub rule: String,
    /// The number of changes.
    pub changes: usize,
}

impl From<Ignored> for IgnoredChanges {
    fn from(Ignored { rule, changes }: Ignored) -> Self {
        Self { rule, changes }
    }
}

/// A database.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// The server's host name, address or socket folder.
    pub host: String,
    /// The database name.
    pub database: String,
    /// The server's version string.
    pub server_version: String,
    /// The system identifier of the server's cluster, if the role may read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_identifier: Option<String>,
}

/// The managed objects of a database.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Managed {
    /// Patterns for schemas and objects. Empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemas: Vec<String>,
    /// Patterns for what is not managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// The partitioned tables whose partitions are created at run time and not managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runtime_partitions: Vec<String>,
    /// Their partitions that the desired state contains, and that are therefore managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<ObjectId>,
}

/// Whether a plan was proved.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Proof {
    /// The steps produce the desired state.
    Proved {
        /// The version of the server that executed the proof.
        server_version: String,
    },
    /// No proof was requested.
    #[default]
    NotRequested,
    /// The proof failed.
    Failed {
        /// The reason.
        reason: String,
        /// The remaining differences.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        remaining: Vec<Change>,
    },
}

impl Managed {
    /// The objects of a selection, without ignored ones.
    pub fn new(selection: &Selection, policy: &ChangePolicy, desired: &Catalog) -> Self {
        let exactly = |object: &ObjectId| Pattern::exactly(object).to_string();
        let ignored = policy.ignore.iter().flat_map(|ignore| match ignore {
            Ignore::Objects(pattern) => vec![pattern.to_string()],
            Ignore::Marked { object, .. } => vec![exactly(object)],
            Ignore::Bookkeeping { objects, .. } => objects.iter().map(exactly).collect(),
            Ignore::Property { .. } => Vec::new(),
        });
        let text = |pattern: &Pattern| pattern.to_string();
        let patterns = &policy.runtime_partitions;
        let is_one =
            |table: &&Table| !patterns.is_empty() && partitioned_ancestor(desired, table, patterns).is_some();
        Self {
            schemas: selection.include.iter().map(text).collect(),
            exclude: selection.exclude.iter().map(text).chain(ignored).collect(),
            runtime_partitions: patterns.iter().map(text).collect(),
            partitions: desired.tables.iter().filter(is_one).map(Object::id).collect(),
        }
    }

    /// The partitions of a catalog that are not managed.
    pub fn unmanaged_partitions(&self, catalog: &Catalog) -> BTreeSet<ObjectId> {
        let patterns: Vec<Pattern> =
            self.runtime_partitions.iter().filter_map(|text| text.parse().ok()).collect();
        if patterns.is_empty() {
            return BTreeSet::new();
        }
        let ones =
            catalog.tables.iter().filter(|table| partitioned_ancestor(catalog, table, &patterns).is_some());
        ones.map(Object::id).filter(|id| !self.partitions.contains(id)).collect()
    }

    /// The managed objects as a selection.
    pub fn selection(&self) -> Selection {
        let patterns = |texts: &[String]| texts.iter().flat_map(|text| text.parse()).collect();
        Selection { include: patterns(&self.schemas), exclude: patterns(&self.exclude) }
    }
}

/// Why a text is not a plan.
#[derive(Debug, thiserror::Error)]
pub enum ParsePlanError {
    /// It is not JSON, or does not match the format.
    #[error("not a plan: {0}")]
    Json(#[from] serde_json::Error),
    /// A later version of the program wrote it.
    #[error(
        "the plan has format version {0}, and this program reads up to {FORMAT_VERSION}: use a newer pgplumb"
    )]
    Version(u32),
}

impl SavedPlan {
    /// Queries the sizes of locked tables and the time zone of the session, and runs the data checks.
    pub async fn inspect(&mut self, connection: &Connection) {
        self.target.system_identifier = system_identifier_of(connection).await;
        self.plan.set_time_zone(connection.parameter("TimeZone"));
        let renamings = self.renamings();
        self.table_sizes = table_sizes(&self.plan, &NameMap(&renamings), connection).await;
        self.data_check_results = run_data_checks(&self.plan, connection).await;
    }

    /// The renames of objects.
    pub fn renamings(&self) -> Vec<Renaming> {
        self.renames.iter().cloned().map(Renaming::Object).collect()
    }

    /// Parses a plan.
    ///
    /// # Errors
    /// When the text is not a plan, or has a later format version.
    pub fn parse(text: &str) -> Result<Self, ParsePlanError> {
        #[derive(Deserialize)]
        struct Head {
            format_version: u32,
        }
        if let Ok(Head { format_version }) = serde_json::from_str(text)
            && format_version > FORMAT_VERSION
        {
            return Err(ParsePlanError::Version(format_version));
        }
        Ok(serde_json::from_str(text)?)
    }

    /// Whether there are no steps, and no differences but harmless ones.
    pub fn is_in_sync(&self) -> bool {
        self.plan.is_empty()
            && self.left_to_user().next().is_none()
            && self.changes.iter().all(|c| self.is_harmless(c))
    }

    /// The changes that somebody has to make in another way.
    pub fn left_to_user(&self) -> impl Iterator<Item = &Unplannable> {
        self.plan.unplannable.iter().filter(|left| !left.is_harmless)
    }

    /// Whether the plan leaves out a change because the database works as desired without it.
    pub fn is_harmless(&self, change: &Change) -> bool {
        self.plan.unplannable.iter().any(|left| left.is_harmless && left.object == change.object)
    }

    /// Writes the plan as JSON, ending with a newline.
    ///
    /// # Errors
    /// Never in practice: every plan can be written as JSON.
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
