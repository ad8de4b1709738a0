//! Settings for comparing schemas.

use std::path::PathBuf;

use pgplumb_catalog::Severity;
use pgplumb_catalog::pattern::Pattern;
use pgplumb_compare::{ChangePolicy, Ignore, SeverityRule};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Parsed, Patterns};

/// How schemas are compared.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Compare {
    /// Differences to ignore; summaries count them. Patterns of objects (`trigger:*`, `app.tmp_*`),
    /// `owners`, `privileges`, `comments`, `security labels`, `property:NAME`. Each can be
    /// restricted to some objects (`comments of table:app.*`).
    pub ignore: Vec<Parsed<Ignore>>,
    /// Partitioned tables whose partitions are created and dropped at run time: `app.events`,
    /// `app.log_*`. A partition that exists on only one side counts as ignored, and no plan creates
    /// or drops it.
    pub runtime_partitions: Patterns,
    /// Whether a different order of columns is a difference. No statement can change the order.
    pub column_order: bool,
    /// Severities that differ from the defaults; the last matching rule applies.
    pub severity: Severities,
}

/// Rules that set severities.
pub type Severities = Vec<SeveritySetting>;

/// A rule that sets the severity of changes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeveritySetting {
    /// The objects it applies to: `index:*`, `app.tmp_*`.
    pub objects: Parsed<Pattern>,
    /// The change it applies to: `added`, `removed`, `changed`, or a property such as `comment`;
    /// all changes if omitted.
    #[serde(default)]
    pub change: Option<String>,
    /// The severity.
    pub severity: Severity,
}

/// What `pgplumb check` compares in addition to the outputs.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Check {
    /// Sources that must be in sync with the database: `env:staging`, `schema.sql`,
    /// `migrations:db/migrations`.
    pub sources: Vec<String>,
    /// The lowest severity that counts as a failure.
    pub fail_on: Option<Severity>,
}

/// What `pgplumb verify` compares.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Verify {
    /// The folder of migrations.
    pub migrations: Option<PathBuf>,
    /// The command that runs the migrations, instead of a folder.
    pub migrate: Option<String>,
    /// The file that the result of the migrations must match.
    pub expect: Option<PathBuf>,
}

impl Compare {
    /// Returns the policy for comparing. Objects that match `also` are ignored too.
    pub fn policy(&self, also: &[Pattern]) -> ChangePolicy {
        let ignore = self.ignore.iter().map(|Parsed(ignore)| ignore.clone());
        let severities = self.severity.iter().map(|setting| SeverityRule {
            objects: setting.objects.0.clone(),
            change: setting.change.clone(),
            severity: setting.severity,
        });
        ChangePolicy {
            ignore: ignore.chain(also.iter().cloned().map(Ignore::Objects)).collect(),
            runtime_partitions: self.runtime_partitions.0.clone(),
            include_bookkeeping: false,
            severities: severities.collect(),
        }
    }
}
