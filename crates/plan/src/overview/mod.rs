//! What a plan changes, as a diff of the schema: one line for each changed object, however many
//! steps its change takes, grouped by the table or other object that contains it.

mod collect;
mod entry;

use std::fmt;

use pgplumb_catalog::visible::visible;
use pgplumb_catalog::{Kind, ObjectId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use collect::overview;

/// The planned changes of a table, view or other object, and of the objects in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ObjectOverview {
    /// The object that contains the changed objects, or is the changed one.
    pub object: ObjectId,
    /// The changes: of the object itself first, then of the objects in it.
    pub changes: Vec<PlannedChange>,
}

/// The planned change of one object.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PlannedChange {
    /// What happens to the object.
    pub outcome: PlannedOutcome,
    /// The object, under its name after the plan.
    pub object: ObjectId,
    /// The table, view or other object that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<ObjectId>,
    /// What changes, in words: `integer → bigint`. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub details: String,
    /// The numbers of the steps that make the change. The first step of a plan has the number 1.
    pub steps: Vec<usize>,
    /// Objects that are recreated or renamed because of this change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<PlannedChange>,
}

/// What a plan does to an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlannedOutcome {
    /// It is new.
    Added,
    /// It changes.
    Changed,
    /// It is removed.
    Dropped,
    /// It is dropped and created again, because an object that it depends on changes.
    Recreated,
}

impl PlannedOutcome {
    /// The sign in front of a line: `+`, `~` or `-`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Changed | Self::Recreated => "~",
            Self::Dropped => "-",
        }
    }

    /// The outcome in lower case: `added`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::Recreated => "recreated",
        }
    }
}

impl PlannedChange {
    /// The kind and the name of the object: `column public.users.email`.
    pub fn name(&self) -> String {
        match self.object.kind {
            // The name of default privileges is a description.
            Kind::DefaultPrivileges => format!("default privileges {}", visible(&self.object.name)),
            _ => {
                let noun = self.object.noun(self.within.as_ref());
                format!("{noun} {}", self.object.visible_path())
            }
        }
    }
}

impl fmt::Display for PlannedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.outcome.sign(), self.name())?;
        if self.details.is_empty() { Ok(()) } else { write!(f, "  {}", visible(&self.details)) }
    }
}
