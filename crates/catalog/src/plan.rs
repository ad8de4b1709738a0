//! The steps that turn one catalog into another, and what each of them does to a database that is in use.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Kind, ObjectId};

/// The steps that turn one catalog into another, in order.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// What would have to change and no statement of PostgreSQL's can change, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
}

/// Something that a plan leaves as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Left {
    /// The object.
    pub object: ObjectId,
    /// Why.
    pub reason: String,
}

/// Statements that belong together and are executed one after another.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// What it is about.
    pub object: ObjectId,
    /// What it does with that.
    pub action: Action,
    /// The statements, without closing semicolons.
    pub statements: Vec<String>,
    /// What could hurt about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// The strongest lock that it takes on each thing that is in use, first what it is about. What neither readers nor writers could notice
    /// (weaker than `SHARE UPDATE EXCLUSIVE`) is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locks: Vec<Lock>,
    /// What existing rows are to be asked before anything is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// Whether it must be executed outside of any transaction (`CONCURRENTLY`).
    #[serde(default, skip_serializing_if = "crate::kinds::is_default")]
    pub alone: bool,
}

/// What existing rows are asked because the answer decides whether a step can be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// What is counted, in words: `rows without a value in email`.
    pub counts: String,
    /// The query that counts it. That values cannot be cast is told by its error.
    pub query: String,
    /// Whether the step fails unless there are none.
    pub fails: bool,
}

/// What a step does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Makes something that is missing.
    Create,
    /// Changes something that stays.
    Alter,
    /// Gives something that stays another name.
    Rename,
    /// Takes away what is not wanted.
    Drop,
    /// Takes away what is made again by a later step, because it cannot stay while that which it needs changes.
    Detach,
    /// Makes again what an earlier step took away.
    Restore,
}

impl Action {
    /// Its word, in lower case.
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

/// What could hurt about a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Rows, or values in them, are gone.
    DeletesData,
    /// The whole table is written anew.
    RewritesTable,
    /// Nobody can read meanwhile.
    BlocksReads,
    /// Nobody can write meanwhile.
    BlocksWrites,
    /// Rows that there are may make it fail.
    MayFail,
    /// The same query returns something else.
    ChangesResults,
    /// Code that runs may fail.
    BreaksCode,
    /// Somebody may do or see more than before.
    LoosensSecurity,
}

impl Hazard {
    /// What it does, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::DeletesData => "deletes data",
            Self::RewritesTable => "rewrites the table",
            Self::BlocksReads => "blocks reads",
            Self::BlocksWrites => "blocks writes",
            Self::MayFail => "may fail on existing rows",
            Self::ChangesResults => "changes what is returned",
            Self::BreaksCode => "breaks running code",
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
    /// How strong it is.
    pub mode: LockMode,
    /// What it is on.
    pub on: ObjectId,
    /// Whether all rows are read while it is held.
    #[serde(default, skip_serializing_if = "crate::kinds::is_default")]
    pub scans: bool,
}

impl Lock {
    /// What others cannot do for as long as rows are read or written anew under it.
    pub fn blocks(&self) -> &'static [Hazard] {
        match self.mode {
            LockMode::AccessExclusive => &[Hazard::BlocksReads, Hazard::BlocksWrites],
            LockMode::Share | LockMode::ShareRowExclusive | LockMode::Exclusive => &[Hazard::BlocksWrites],
            _ => &[],
        }
    }
}

/// A lock mode, from the weakest to the strongest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
pub enum LockMode {
    /// Reading.
    #[serde(rename = "ACCESS SHARE")]
    AccessShare,
    /// Reading rows to be locked.
    #[serde(rename = "ROW SHARE")]
    RowShare,
    /// Writing rows.
    #[serde(rename = "ROW EXCLUSIVE")]
    RowExclusive,
    /// Neither reads nor writes wait: `VALIDATE CONSTRAINT`, `CREATE INDEX CONCURRENTLY`, comments.
    #[serde(rename = "SHARE UPDATE EXCLUSIVE")]
    ShareUpdateExclusive,
    /// Writes wait: `CREATE INDEX`.
    #[serde(rename = "SHARE")]
    Share,
    /// Writes wait: triggers, foreign keys.
    #[serde(rename = "SHARE ROW EXCLUSIVE")]
    ShareRowExclusive,
    /// Writes wait.
    #[serde(rename = "EXCLUSIVE")]
    Exclusive,
    /// Reads and writes wait.
    #[serde(rename = "ACCESS EXCLUSIVE")]
    AccessExclusive,
}

impl LockMode {
    /// Its name, as PostgreSQL writes it.
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
    /// A step of statements that take no lock worth naming and that nothing is to be said of.
    pub fn of(object: ObjectId, action: Action, statements: Vec<String>) -> Self {
        Self {
            object,
            action,
            statements,
            hazards: Vec::new(),
            locks: Vec::new(),
            questions: Vec::new(),
            alone: false,
        }
    }

    /// Whether data is lost by it.
    pub fn is_destructive(&self) -> bool {
        self.hazards.contains(&Hazard::DeletesData)
    }

    /// Whether it takes the longer the more rows there are.
    pub fn goes_through_rows(&self) -> bool {
        // What fills a materialized view, and what an extension's script does, is not known either.
        let does_anything = matches!(self.object.kind, Kind::MaterializedView | Kind::Extension);
        self.alone
            || does_anything
            || self.hazards.contains(&Hazard::RewritesTable)
            || self.locks.iter().any(|lock| lock.scans)
    }
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The script that does it all, one statement after another.
    pub fn script(&self) -> String {
        let mut sql = String::new();
        for statement in self.steps.iter().flat_map(|step| &step.statements) {
            sql.push_str(statement);
            sql.push_str(";\n");
        }
        sql
    }
}
