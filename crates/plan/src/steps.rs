//! Plans and their steps: statements, locks, hazards, and checks of existing rows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

use pgplumb_catalog::types::ValueLoss;
use pgplumb_catalog::{Kind, Name, ObjectId};

use crate::node::Operation;
use crate::requirement::Requirement;
use crate::secrets::StepSecret;

/// The steps that turn one catalog into another, in order.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// Differences that no statement can remove, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unplannable: Vec<Unplannable>,
    /// The time zone in which steps convert values, such as `timestamp` to `timestamptz`: the one of
    /// the session that the plan was made for. `None` if no step converts values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// A difference that a plan cannot remove.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Unplannable {
    /// The object.
    pub object: ObjectId,
    /// Why no statement can change it.
    pub reason: String,
    /// Whether the database works as desired without the change, so that nothing is left to do.
    #[serde(default, skip_serializing_if = "pgplumb_catalog::kinds::is_default")]
    pub is_harmless: bool,
}

impl Unplannable {
    /// A change that somebody has to make in another way.
    pub(crate) fn new(object: ObjectId, reason: impl Into<String>) -> Self {
        Self { object, reason: reason.into(), is_harmless: false }
    }

    /// A change that has no effect but on what the catalog says.
    pub(crate) fn harmless(object: ObjectId, reason: impl Into<String>) -> Self {
        Self { is_harmless: true, ..Self::new(object, reason) }
    }
}

/// Statements that change one object, executed in order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The object.
    pub object: ObjectId,
    /// What happens to the object.
    pub action: Action,
    /// The table, view or other object that contains the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<ObjectId>,
    /// The object whose change the step prepares, with a helper object or by renaming the sequence of
    /// an identity column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepares: Option<ObjectId>,
    /// For an object that is detached and restored: the object whose change requires that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<ObjectId>,
    /// The changed relationship to another object, if that is what changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// The changes that it makes, if it combines several changes of a table, so that the server
    /// rewrites the table only once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<StepPart>,
    /// The renamed label of an enum, if that is what changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<LabelRename>,
    /// The statements, without semicolons.
    pub statements: Vec<String>,
    /// The columns and attributes whose values get another type.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub type_changes: Vec<TypeChange>,
    /// The stored results of the changed object that are not computed again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stored_results: Vec<StoredResults>,
    /// Its hazards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// The strongest lock on each existing relation, the object's own relation first. Locks weaker
    /// than `SHARE UPDATE EXCLUSIVE` are left out: neither readers nor writers notice them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<Lock>,
    /// Queries on existing rows to run before the first step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_checks: Vec<DataCheck>,
    /// The privileges that the executing role needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Requirement>,
    /// Whether it cannot run in a transaction, as `CREATE INDEX CONCURRENTLY`.
    #[serde(default, skip_serializing_if = "pgplumb_catalog::kinds::is_default")]
    pub outside_transaction: bool,
    /// Whether it is executed in the transaction of the previous step. Otherwise it begins a new
    /// transaction.
    #[serde(default, skip_serializing_if = "pgplumb_catalog::kinds::is_default")]
    pub continues_transaction: bool,
    /// The secrets that its statements need, which have placeholders for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<StepSecret>,
    /// Tables to lock before its statements, in this order. These are the strongest locks that this
    /// step and the later steps of the transaction take. The order is the one in which sessions
    /// that write rows take their locks, so that the transaction does not wait for a session that
    /// waits for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks_first: Vec<Lock>,
}

/// One of several changes of a table that a step makes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StepPart {
    /// The changed object: a column, or the table.
    pub object: ObjectId,
    /// What happens to it.
    pub action: Action,
    /// The hazards of this change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// How many of the step's data checks are about it. They are in the order of the parts.
    #[serde(default, skip_serializing_if = "pgplumb_catalog::kinds::is_default")]
    pub data_checks: usize,
}

/// The rename of a label of an enum.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LabelRename {
    /// The old label.
    pub from: String,
    /// The new label.
    pub to: String,
}

/// The change of the type of a column, attribute or domain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TypeChange {
    /// The column, attribute or domain.
    pub object: ObjectId,
    /// The old type.
    pub from: Name,
    /// The new type.
    pub to: Name,
    /// How values can change although the conversion succeeds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<ValueLoss>,
}

/// A column or index that stores results of a function or text search configuration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct StoredResults {
    /// The generated column, or the index.
    pub object: ObjectId,
    /// The statement that computes the results again.
    pub recompute: String,
}

/// A query on existing rows that decides whether a step can succeed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DataCheck {
    /// The counted rows in words: `rows where email is NULL`.
    pub description: String,
    /// The query that counts them. It fails if a value cannot be cast.
    pub query: String,
    /// A query for the user that shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_query: Option<String>,
    /// Whether the step fails if there are any.
    pub blocks: bool,
}

/// What happens to the object of a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Creates a missing object.
    Create,
    /// Alters an existing object.
    Alter,
    /// Renames an existing object or moves it to another schema.
    Rename,
    /// Drops an object that is not desired.
    Drop,
    /// Drops an object that a later step restores, because something that it depends on changes.
    Detach,
    /// Creates an object again that an earlier step detached.
    Restore,
}

impl Action {
    /// The action in lower case: `create`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Alter => "alter",
            Self::Rename => "rename",
            Self::Drop => "drop",
            Self::Detach => "detach",
            Self::Restore => "restore",
        }
    }
}

/// A risk of a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Rows or values are deleted.
    DeletesData,
    /// Values are converted to a type that may not store them as they are.
    /// [`Step::describe`] says how they change.
    ChangesValues,
    /// The whole table is rewritten.
    RewritesTable,
    /// Other sessions cannot read the table while rows are read or rewritten.
    BlocksReads,
    /// Other sessions cannot write to the table while rows are read or rewritten.
    BlocksWrites,
    /// Existing rows can make the step fail.
    MayFail,
    /// A crash of the server deletes the rows, and standbys do not have them.
    NotCrashSafe,
    /// The same query returns other results.
    ChangesResults,
    /// Values that were computed before stay as they are. [`Step::describe`] says which, and how to
    /// compute them again.
    KeepsOldValues,
    /// Code that uses the object fails.
    BreaksCode,
    /// Other sessions do not see the object until a later transaction restores it.
    MissingMeanwhile,
    /// Roles lose privileges.
    DeniesAccess,
    /// Roles gain privileges, or a restriction is removed.
    LoosensSecurity,
}

impl Hazard {
    /// The hazard in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::DeletesData => "deletes data",
            Self::ChangesValues => "values may change",
            Self::RewritesTable => "rewrites the table",
            Self::BlocksReads => "blocks reads",
            Self::BlocksWrites => "blocks writes",
            Self::MayFail => "may fail on existing rows",
            Self::NotCrashSafe => "a crash of the server empties it, and standbys do not have its contents",
            Self::ChangesResults => "changes results",
            Self::KeepsOldValues => "values that the old definition computed stay",
            Self::BreaksCode => "code that uses it fails",
            Self::MissingMeanwhile => "missing for other sessions until it is restored",
            Self::DeniesAccess => "roles lose privileges",
            Self::LoosensSecurity => "loosens security",
        }
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// A lock on a table (manual, section 13.3.1, "Table-Level Locks").
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Lock {
    /// The mode.
    pub mode: LockMode,
    /// The locked relation.
    pub on: ObjectId,
    /// Whether all rows are read while the lock is held.
    #[serde(default, skip_serializing_if = "pgplumb_catalog::kinds::is_default")]
    pub scans: bool,
}

impl Lock {
    /// What other sessions cannot do while rows are read or rewritten under the lock.
    pub fn blocks(&self) -> &'static [Hazard] {
        match self.mode {
            LockMode::AccessExclusive => &[Hazard::BlocksReads, Hazard::BlocksWrites],
            LockMode::Share | LockMode::ShareRowExclusive | LockMode::Exclusive => &[Hazard::BlocksWrites],
            _ => &[],
        }
    }

    /// Whether sessions that write rows wait for it, and `LOCK TABLE` can take it.
    pub fn blocks_writers(&self) -> bool {
        self.on.kind == Kind::Table && self.mode >= LockMode::Share
    }
}

/// A lock mode, from the weakest to the strongest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub enum LockMode {
    /// Taken by `SELECT`.
    #[serde(rename = "ACCESS SHARE")]
    AccessShare,
    /// Taken by `SELECT … FOR UPDATE`.
    #[serde(rename = "ROW SHARE")]
    RowShare,
    /// Taken by `INSERT`, `UPDATE` and `DELETE`.
    #[serde(rename = "ROW EXCLUSIVE")]
    RowExclusive,
    /// Blocks neither reads nor writes: `VALIDATE CONSTRAINT`, `CREATE INDEX CONCURRENTLY`,
    /// comments.
    #[serde(rename = "SHARE UPDATE EXCLUSIVE")]
    ShareUpdateExclusive,
    /// Blocks writes: `CREATE INDEX`.
    #[serde(rename = "SHARE")]
    Share,
    /// Blocks writes: triggers, foreign keys.
    #[serde(rename = "SHARE ROW EXCLUSIVE")]
    ShareRowExclusive,
    /// Blocks writes.
    #[serde(rename = "EXCLUSIVE")]
    Exclusive,
    /// Blocks reads and writes.
    #[serde(rename = "ACCESS EXCLUSIVE")]
    AccessExclusive,
}

impl LockMode {
    /// The mode as PostgreSQL writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

impl Step {
    /// Creates a step without locks or hazards.
    pub fn new(object: ObjectId, action: Action, statements: Vec<String>) -> Self {
        Self {
            object,
            action,
            within: None,
            prepares: None,
            caused_by: None,
            operation: None,
            parts: Vec::new(),
            label: None,
            statements,
            type_changes: Vec::new(),
            stored_results: Vec::new(),
            hazards: Vec::new(),
            locks: Vec::new(),
            data_checks: Vec::new(),
            requires: Vec::new(),
            outside_transaction: false,
            continues_transaction: false,
            secrets: Vec::new(),
            locks_first: Vec::new(),
        }
    }

    /// The step as one step for each change that it makes.
    pub fn by_part(&self) -> Vec<Cow<'_, Self>> {
        if self.parts.is_empty() {
            return vec![Cow::Borrowed(self)];
        }
        let mut checks = self.data_checks.iter();
        let alone = |part: &StepPart| Self {
            object: part.object.clone(),
            action: part.action,
            within: Some(self.object.clone()).filter(|table| *table != part.object),
            parts: Vec::new(),
            hazards: part.hazards.clone(),
            data_checks: checks.by_ref().take(part.data_checks).cloned().collect(),
            type_changes: self.type_changes.iter().filter(|of| of.object == part.object).cloned().collect(),
            ..self.clone()
        };
        self.parts.iter().map(alone).map(Cow::Owned).collect()
    }

    /// Whether it validates a constraint: it reads rows without blocking readers or writers.
    pub fn is_validation(&self) -> bool {
        self.object.kind == Kind::Constraint
            && self.action == Action::Alter
            && self.locks.iter().any(|lock| lock.scans)
            && self.locks.iter().all(|lock| lock.mode <= LockMode::ShareUpdateExclusive)
    }

    /// Whether it deletes data or can change values.
    pub fn is_destructive(&self) -> bool {
        self.deletes_data() || self.hazards.contains(&Hazard::ChangesValues)
    }

    /// Whether it deletes data.
    pub fn deletes_data(&self) -> bool {
        self.hazards.contains(&Hazard::DeletesData)
    }

    /// Whether its duration depends on the number of rows.
    pub fn reads_rows(&self) -> bool {
        // The query of a materialized view and the script of an extension may do anything.
        let does_anything = matches!(self.object.kind, Kind::MaterializedView | Kind::Extension);
        self.outside_transaction
            || does_anything
            || self.hazards.contains(&Hazard::RewritesTable)
            || self.locks.iter().any(|lock| lock.scans)
    }
}

impl Plan {
    /// Whether there are no steps.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
