//! What the settings say of comparing.

use std::path::PathBuf;

use pgplumb_catalog::Severity;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_compare::{Ignore, Policy, SeverityRule};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Parsed, Patterns};

/// How schemas are compared.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Compare {
    /// What is not compared, and counted in every summary: patterns of objects (`trigger:*`, `app.tmp_*`), `owners`, `privileges`,
    /// `comments`, `security labels`, `property:NAME`, each also of some objects only (`comments of table:app.*`).
    pub ignore: Vec<Parsed<Ignore>>,
    /// The partitioned tables whose partitions are made and dropped at run time: `app.events`, `app.log_*`. A partition that only one
    /// side has is counted as ignored then, and no plan makes or drops it.
    pub runtime_partitions: Patterns,
    /// Whether the order of columns counts, which no statement can change.
    pub column_order: bool,
    /// What changes are worth, where that is not as usual; the last rule that applies decides.
    pub severity: Severities,
}

/// Severities of the user's own.
pub type Severities = Vec<SeveritySetting>;

/// A severity of the user's own.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeveritySetting {
    /// The objects that it is for: `index:*`, `app.tmp_*`.
    pub objects: Parsed<Pattern>,
    /// The change that it is for: `added`, `removed`, `changed`, or a property such as `comment`; all of them without it.
    #[serde(default)]
    pub change: Option<String>,
    /// The severity.
    pub severity: Severity,
}

/// What `pgplumb check` looks at besides the outputs.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// Sources that must be in step with the database too: `env:staging`, `schema.sql`, `migrations:db/migrations`.
    pub sources: Vec<String>,
    /// The least severity that is a failure.
    pub fail_on: Option<Severity>,
}

/// What `pgplumb verify` runs and expects.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Verify {
    /// The folder of migrations.
    pub migrations: Option<PathBuf>,
    /// The command that migrates, in place of a folder.
    pub migrate: Option<String>,
    /// The file that says what the migrations make.
    pub expect: Option<PathBuf>,
}

impl Compare {
    /// What is to be passed over, and what changes are worth. `also` is ignored too.
    pub fn policy(&self, also: &[Pattern]) -> Policy {
        let ignore = self.ignore.iter().map(|Parsed(ignore)| ignore.clone());
        let severities = self.severity.iter().map(|setting| SeverityRule {
            objects: setting.objects.0.clone(),
            change: setting.change.clone(),
            severity: setting.severity,
        });
        Policy {
            ignore: ignore.chain(also.iter().cloned().map(Ignore::Objects)).collect(),
            runtime_partitions: self.runtime_partitions.0.clone(),
            severities: severities.collect(),
        }
    }
}
