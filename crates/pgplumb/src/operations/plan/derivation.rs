//! Derives a saved plan again, before it is applied: an edited file is refused.

use std::time::Duration;

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::snapshot::{self, Origin};
use pgplumb_catalog::visible::visible;
use pgplumb_catalog::{ObjectId, ServerVersion};
use pgplumb_compare::{ChangePolicy, Ignore, Options};
use pgplumb_plan::{GivenSecret, Renaming, Step};
use pgplumb_postgres::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::drift::NamedCatalog;
use super::super::load::LoadedCatalog;
use super::super::marks::{self, Directive, ResolvedMark, marked, secrets};
use super::super::scratch::Scratch;
use super::super::{NoObserver, Observer};
use super::{PlanError, PlanRequest, Planned, SavedPlan, Target};

/// The desired state and the options of a saved plan. Together with the current state of the
/// database, they determine the steps.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Derivation {
    /// The desired state, in the format of `schema_map.json`.
    pub desired: serde_json::Value,
    /// Whether the source of the desired state manages privileges.
    pub manages_privileges: bool,
    /// Whether the desired state comes from executed SQL.
    pub is_from_sql: bool,
    /// The patterns of the managed objects. Empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The patterns of objects that are not managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// The patterns that the plan is restricted to. Empty means all managed objects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// The rules for differences that are ignored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// The objects that marks in the files of the desired state exclude.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marked: Vec<MarkedObject>,
    /// Where the secrets of desired objects come from. Secrets themselves are not saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<GivenSecret>,
    /// The partitioned tables whose partitions are created at run time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runtime_partitions: Vec<String>,
    /// Whether the tables of migration tools are managed.
    #[serde(default)]
    pub include_bookkeeping: bool,
    /// Whether the plan only adds missing objects.
    #[serde(default)]
    pub additive: bool,
    /// The major version for which the statements are written, if not the one of the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The objects that the prelude of the scratch database provides, which are not managed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<ObjectId>,
    /// The renames of objects and enum labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamings: Vec<Renaming>,
}

/// An object that a mark excludes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MarkedObject {
    /// The object.
    pub object: ObjectId,
    /// The file and line of the mark.
    pub location: String,
}

/// Why a saved plan is not applied.
#[derive(Debug, thiserror::Error)]
pub enum DerivationError {
    /// The file does not contain the desired state.
    #[error("the plan has no desired state, from which its steps could be derived again")]
    Missing,
    /// The desired state or an option of the plan cannot be read.
    #[error("the plan has an invalid desired state: {0}")]
    Invalid(String),
    /// The plan was created for another database.
    #[error("the plan is for another database: {0}")]
    OtherTarget(String),
    /// The plan converts values in another time zone than the session has.
    #[error("the plan converts values in the time zone {}, and this session's time zone is {}", visible(.0), visible(.1))]
    OtherTimeZone(String, String),
    /// The steps could not be derived.
    #[error("could not derive the steps of the plan again: {0}")]
    Plan(#[from] PlanError),
    /// The file was edited.
    #[error("the plan was edited: {0}")]
    Edited(String),
}

impl Derivation {
    /// Describes how a plan was made.
    ///
    /// # Errors
    /// Never in practice: every catalog can be written as JSON.
    pub fn new(
        request: &PlanRequest<'_>,
        desired: &LoadedCatalog,
        planned: &Planned,
    ) -> Result<Self, serde_json::Error> {
        let mut text = Vec::new();
        snapshot::write(&mut text, &desired.catalog, &RowCounts::default(), &Origin::default())
            .map_err(serde_json::Error::io)?;
        let patterns = |patterns: &[Pattern]| patterns.iter().map(ToString::to_string).collect();
        let policy = &request.options.policy;
        let is_written = |rule: &&Ignore| matches!(rule, Ignore::Objects(_) | Ignore::Property { .. });
        let marked = marked(desired).into_iter().filter_map(|rule| match rule {
            Ignore::Marked { object, location } => Some(MarkedObject { object, location }),
            _ => None,
        });
        Ok(Self {
            desired: serde_json::from_slice(&text)?,
            manages_privileges: desired.manages_privileges,
            is_from_sql: desired.is_from_sql,
            include: patterns(&request.selection.include),
            exclude: patterns(&request.selection.exclude),
            only: patterns(request.only),
            ignore: policy.ignore.iter().filter(is_written).map(ToString::to_string).collect(),
            marked: marked.collect(),
            secrets: secrets(desired, None),
            runtime_partitions: patterns(&policy.runtime_partitions),
            include_bookkeeping: policy.include_bookkeeping,
            additive: request.additive,
            provided: desired.provided.clone(),
            version: planned.version.map(ServerVersion::major),
            renamings: planned.renamings.clone(),
        })
    }

    fn policy(&self) -> Result<ChangePolicy, DerivationError> {
        let rules: Result<Vec<Ignore>, _> = self.ignore.iter().map(|text| text.parse()).collect();
        let mut ignore = rules.map_err(|error| DerivationError::Invalid(error.to_string()))?;
        ignore.extend(
            self.marked
                .iter()
                .cloned()
                .map(|MarkedObject { object, location }| Ignore::Marked { object, location }),
        );
        Ok(ChangePolicy {
            ignore,
            runtime_partitions: patterns(&self.runtime_partitions)?,
            include_bookkeeping: self.include_bookkeeping,
            severities: Vec::new(),
        })
    }

    /// The desired state.
    fn loaded(&self) -> Result<LoadedCatalog, DerivationError> {
        let text = serde_json::to_vec(&self.desired);
        let text = text.map_err(|error| DerivationError::Invalid(error.to_string()))?;
        let read = snapshot::read(&*text).map_err(|error| DerivationError::Invalid(error.to_string()))?;
        Ok(LoadedCatalog {
            catalog: read.catalog,
            role: None,
            counts: RowCounts::default(),
            roles: Vec::new(),
            origin: Origin::default(),
            warnings: Vec::new(),
            elapsed: Duration::ZERO,
            manages_privileges: self.manages_privileges,
            is_from_sql: self.is_from_sql,
            unmatched: Default::default(),
            marks: self.secrets.iter().map(secret_mark).collect(),
            provided: self.provided.clone(),
        })
    }
}

/// The mark that says where a secret comes from.
fn secret_mark(secret: &GivenSecret) -> ResolvedMark {
    ResolvedMark {
        location: String::new(),
        directive: Directive::Secret { name: secret.name.clone(), source: secret.source.clone() },
        target: marks::MarkedObject::Object(secret.object.clone()),
    }
}

fn patterns(texts: &[String]) -> Result<Vec<Pattern>, DerivationError> {
    let parsed: Result<Vec<Pattern>, _> = texts.iter().map(|text| text.parse()).collect();
    parsed.map_err(|error| DerivationError::Invalid(error.to_string()))
}

impl SavedPlan {
    /// Derives the plan again from the current state of the database and the desired state in the
    /// file. The proof is not repeated.
    ///
    /// # Errors
    /// When the result differs from the file, or nothing can be derived.
    pub async fn derive_again(
        &self,
        current: &LoadedCatalog,
        scratch: &Scratch,
        observer: &dyn Observer,
    ) -> Result<Planned, DerivationError> {
        let mut derived = self.derive(current, scratch, observer).await?;
        if let Some(difference) = self.difference(&derived.saved) {
            return Err(DerivationError::Edited(difference));
        }
        let saved = &mut derived.saved;
        saved.target = self.target.clone();
        saved.desired.clone_from(&self.desired);
        saved.created_at.clone_from(&self.created_at);
        saved.proof = self.proof.clone();
        saved.derivation.clone_from(&self.derivation);
        Ok(derived)
    }

    /// Compares all managed objects of a database with the desired state in the file.
    ///
    /// # Errors
    /// When nothing can be derived.
    pub async fn remaining(
        &self,
        current: &LoadedCatalog,
        scratch: &Scratch,
    ) -> Result<Planned, DerivationError> {
        let done = Self { derivation: self.without_renamings(), ..self.clone() };
        done.derive(current, scratch, &NoObserver).await
    }

    fn without_renamings(&self) -> Option<Derivation> {
        Some(Derivation { renamings: Vec::new(), ..self.derivation.clone()? })
    }

    async fn derive(
        &self,
        current: &LoadedCatalog,
        scratch: &Scratch,
        observer: &dyn Observer,
    ) -> Result<Planned, DerivationError> {
        let derivation = self.derivation.as_ref().ok_or(DerivationError::Missing)?;
        let desired = derivation.loaded()?;
        let selection =
            Selection { include: patterns(&derivation.include)?, exclude: patterns(&derivation.exclude)? };
        let only = patterns(&derivation.only)?;
        let request = PlanRequest {
            selection: &selection,
            only: &only,
            options: Options { policy: derivation.policy()?, ..Options::default() },
            online: self.online,
            additive: derivation.additive,
            prove: false,
            version: derivation.version.map(ServerVersion::of_major),
            renamings: Some(&derivation.renamings),
            known: Some(&self.changes),
            scratch,
            observer,
            ..PlanRequest::new(scratch)
        };
        let (current, desired) = (
            NamedCatalog { name: "database", loaded: current },
            NamedCatalog { name: &self.desired, loaded: &desired },
        );
        Ok(request.plan(current, desired).await?)
    }

    /// How the file differs from the derived plan.
    fn difference(&self, derived: &Self) -> Option<String> {
        let (saved, derived_steps) = (&self.plan.steps, &derived.plan.steps);
        for (index, step) in saved.iter().enumerate() {
            let number = index + 1;
            match derived_steps.get(index) {
                Some(other) if other == step => {}
                Some(other) => return Some(describe(number, step, other)),
                None => return Some(format!("step {number} ({}) was added", step.title())),
            }
        }
        if let Some(missing) = derived_steps.get(saved.len()) {
            return Some(format!("step {} ({}) was removed", saved.len() + 1, missing.title()));
        }
        if self.plan.unplannable != derived.plan.unplannable {
            return Some("the list of differences that no statement can remove differs".to_owned());
        }
        (self.managed != derived.managed).then(|| "the managed objects differ".to_owned())
    }

    /// Checks that a connection leads to the database of the plan.
    ///
    /// # Errors
    /// When it is another database.
    pub async fn check_target(
        &self,
        current: &LoadedCatalog,
        connection: &Connection,
    ) -> Result<(), DerivationError> {
        let Target { database, system_identifier, .. } = &self.target;
        if *database != current.origin.database {
            let (planned, actual) = (database, &current.origin.database);
            return Err(DerivationError::OtherTarget(format!("{planned}, and this is {actual}")));
        }
        let zone = connection.parameter("TimeZone");
        if let Some(planned) = &self.plan.time_zone
            && zone.is_some_and(|actual| actual != planned)
        {
            let actual = zone.unwrap_or_default();
            return Err(DerivationError::OtherTimeZone(planned.clone(), actual.to_owned()));
        }
        let actual = system_identifier_of(connection).await;
        match (system_identifier, actual) {
            (Some(planned), Some(actual)) if *planned != actual => Err(DerivationError::OtherTarget(
                format!("{database} on another server (system identifier {planned}, and this is {actual})"),
            )),
            _ => Ok(()),
        }
    }
}

/// The system identifier of a server, if the role may read it.
pub async fn system_identifier_of(connection: &Connection) -> Option<String> {
    let query = "SELECT system_identifier FROM pg_catalog.pg_control_system()";
    connection.simple_value(query).await.ok().flatten()
}

/// What differs between a step of the file and the derived one.
fn describe(number: usize, saved: &Step, derived: &Step) -> String {
    let what = if saved.object != derived.object || saved.action != derived.action {
        return format!("step {number} is {}, but should be {}", saved.title(), derived.title());
    } else if saved.statements != derived.statements {
        "statements"
    } else if saved.hazards != derived.hazards {
        "hazards"
    } else if saved.requires != derived.requires {
        "required privileges"
    } else if saved.data_checks != derived.data_checks {
        "data checks"
    } else if saved.locks != derived.locks {
        "locks"
    } else if saved.secrets != derived.secrets {
        "sources of secrets"
    } else {
        "properties"
    };
    format!("the {what} of step {number} ({}) differ from the derived ones", derived.title())
}
