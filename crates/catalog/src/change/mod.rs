//! What differs between two catalogs, and how much it matters.

pub mod rules;
mod take_over;
mod value;

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ObjectId;

/// How much a change matters to the code that uses the schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing that works before behaves otherwise: comments, statistics, storage.
    Low,
    /// Something to know of: a column, an index, a default more or less.
    Medium,
    /// Code that was written against the schema may be wrong now.
    High,
    /// Code that was written against the schema fails now.
    Critical,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// Its word, in lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A word that is no severity.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is no severity: write critical, high, medium or low")]
pub struct BadSeverity(String);

impl FromStr for Severity {
    type Err = BadSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|s| s.word() == wanted).ok_or_else(|| BadSeverity(text.to_owned()))
    }
}

/// One difference between two catalogs, told as what turns the first into the second.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What differs.
    pub object: ObjectId,
    /// The table, view or other object that it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<ObjectId>,
    /// What became of it.
    #[serde(flatten)]
    pub what: What,
    /// How much it matters.
    pub severity: Severity,
    /// Whether it says nothing of the schema as SQL would write it (the version of an extension, an index that is not
    /// valid), and is only to be known: such a change is no drift.
    #[serde(default, skip_serializing_if = "crate::kinds::is_default")]
    pub informational: bool,
}

/// What became of an object.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum What {
    /// Only the second catalog has it.
    Added {
        /// What it is, in a phrase: the type of a column. May be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        summary: String,
    },
    /// Only the first catalog has it.
    Removed {
        /// What it was, in a phrase.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        summary: String,
    },
    /// One of its properties differs.
    Changed {
        /// The property, as the schema map names it.
        property: String,
        /// Its value in the first catalog; null while it is what such an object has anyway.
        from: Value,
        /// Its value in the second catalog.
        to: Value,
    },
}

impl Change {
    /// What the change is reported under: the object itself, or the one that it is part of.
    pub fn subject(&self) -> &ObjectId {
        self.within.as_ref().unwrap_or(&self.object)
    }

    /// The property that changed, if it is one that did.
    pub fn property(&self) -> Option<&str> {
        match &self.what {
            What::Changed { property, .. } => Some(property),
            What::Added { .. } | What::Removed { .. } => None,
        }
    }

    /// Whether code that worked may fail, by the gravest of reasons: these are called out before all others. Tables and columns that
    /// are gone, columns whose type is another, indexes that are gone, and all that is critical.
    pub fn is_breaking(&self) -> bool {
        use crate::Kind;
        if self.informational {
            return false;
        }
        self.severity == Severity::Critical
            || match &self.what {
                What::Removed { .. } => {
                    matches!(self.object.kind, Kind::Table | Kind::ForeignTable | Kind::Column | Kind::Index)
                }
                What::Changed { property, .. } => self.object.kind == Kind::Column && property == "type",
                What::Added { .. } => false,
            }
    }

    /// Whether the difference is one of text that a server wrote, which may be worded in two ways.
    pub fn is_of_text(&self) -> bool {
        let rule = self.property().and_then(|property| rules::of(self.object.kind).property(property));
        rule.is_some_and(|rule| rule.class == rules::Class::Text)
    }

    /// What changed, in a phrase that follows the object's name: `type: integer → bigint`, `labels added: pending`. Nothing for what
    /// was added or removed without more to say.
    pub fn phrase(&self) -> String {
        match &self.what {
            What::Added { summary } | What::Removed { summary } => summary.clone(),
            What::Changed { property, from, to } => value::phrase(self.object.kind, property, from, to),
        }
    }

    /// Both texts of a change that is best shown as a difference of lines: definitions of views and functions.
    pub fn texts(&self) -> Option<(&str, &str)> {
        let What::Changed { from, to, .. } = &self.what else { return None };
        let (from, to) = (from.as_str().unwrap_or_default(), to.as_str().unwrap_or_default());
        (self.is_long_text() && (from.contains('\n') || to.contains('\n') || from.len() + to.len() > 100))
            .then_some((from, to))
    }

    fn is_long_text(&self) -> bool {
        self.is_of_text() || matches!(self.property(), Some("source" | "comment"))
    }
}

/// An object that the second catalog seems to have under another name than the first. It counts as removed and added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Rename {
    /// What the first catalog calls it.
    pub from: ObjectId,
    /// What the second one calls it.
    pub to: ObjectId,
}
