//! Differences between two catalogs, and how much they matter.

pub(crate) mod column;
mod owners;
mod privileges;
pub mod rules;
mod text;
mod value;

pub(crate) use privileges::summary as grants_summary;

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ObjectId;

/// How much a change matters to code that uses the schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Everything behaves as before: comments, statistics, storage.
    Low,
    /// Worth knowing: an added column, a dropped index, another default.
    Medium,
    /// Code written against the schema may return wrong results.
    High,
    /// Code written against the schema fails.
    Critical,
}

impl Severity {
    /// Every severity, the highest first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The severity in lower case.
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

/// The text is not a severity.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is not a severity; use critical, high, medium or low")]
pub struct InvalidSeverity(String);

impl FromStr for Severity {
    type Err = InvalidSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|s| s.word() == wanted).ok_or_else(|| InvalidSeverity(text.to_owned()))
    }
}

/// One difference between two catalogs: what turns the first into the second.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The object that differs.
    pub object: ObjectId,
    /// The table, view or other object that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<ObjectId>,
    /// What changed.
    #[serde(flatten)]
    pub kind: ChangeKind,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the change is only information and not drift, because a dump would not show it (the
    /// version of an extension, an invalid index).
    #[serde(default, skip_serializing_if = "crate::kinds::is_default")]
    pub informational: bool,
}

/// How an object changed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum ChangeKind {
    /// Only the second catalog has it.
    Added {
        /// A short description, such as the type of a column. May be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        summary: String,
    },
    /// Only the first catalog has it.
    Removed {
        /// A short description of the removed object.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        summary: String,
    },
    /// A property differs.
    Changed {
        /// The property's key in the schema map.
        property: String,
        /// Its value in the first catalog; null for the default.
        from: Value,
        /// Its value in the second catalog.
        to: Value,
    },
}

impl Change {
    /// The object under which reports list the change: the object itself, or the one that contains
    /// it.
    pub fn subject(&self) -> &ObjectId {
        self.within.as_ref().unwrap_or(&self.object)
    }

    /// The property that changed; `None` for added and removed objects.
    pub fn property(&self) -> Option<&str> {
        match &self.kind {
            ChangeKind::Changed { property, .. } => Some(property),
            ChangeKind::Added { .. } | ChangeKind::Removed { .. } => None,
        }
    }

    /// Whether code that worked can fail: dropped tables, columns and indexes, changed column
    /// types, and everything critical. Within one severity, reports show these first.
    pub fn is_breaking(&self) -> bool {
        use crate::Kind;
        if self.informational {
            return false;
        }
        self.severity == Severity::Critical
            || match &self.kind {
                ChangeKind::Removed { .. } => {
                    matches!(self.object.kind, Kind::Table | Kind::ForeignTable | Kind::Column | Kind::Index)
                }
                ChangeKind::Changed { property, .. } => {
                    self.object.kind == Kind::Column && property == "type"
                }
                ChangeKind::Added { .. } => false,
            }
    }

    /// Whether the property is text that the server generates, so that equal values may differ in
    /// wording.
    pub fn is_text_change(&self) -> bool {
        let rule = self.property().and_then(|property| rules::of(self.object.kind).property(property));
        rule.is_some_and(|rule| rule.class == rules::PropertyClass::Text)
    }

    /// Describes the change, to follow the object's name: `type: integer → bigint`, `labels added:
    /// pending`. May be empty for added and removed objects.
    pub fn description(&self) -> String {
        match &self.kind {
            ChangeKind::Added { summary } | ChangeKind::Removed { summary } => summary.clone(),
            ChangeKind::Changed { property, from, to } => {
                value::describe(self.object.kind, property, from, to)
            }
        }
    }

    /// Describes the change in one short line, to follow the object's name: `type: integer →
    /// bigint`, `definition changed`. May be empty for added and removed objects.
    pub fn brief(&self) -> String {
        match &self.kind {
            ChangeKind::Changed { property, from, to } if self.texts().is_some() => {
                let rule = rules::of(self.object.kind).property(property);
                let label = rule.map_or_else(|| property.replace('_', " "), rules::Property::label);
                let verb = match (from.is_null(), to.is_null()) {
                    (true, _) => "added",
                    (_, true) => "removed",
                    _ => "changed",
                };
                format!("{label} {verb}")
            }
            _ => self.description(),
        }
    }

    /// Both texts, where a line-by-line diff shows the change best: definitions of views and
    /// functions.
    pub fn texts(&self) -> Option<(&str, &str)> {
        let ChangeKind::Changed { from, to, .. } = &self.kind else { return None };
        let (from, to) = (from.as_str().unwrap_or_default(), to.as_str().unwrap_or_default());
        (self.is_long_text() && (from.contains('\n') || to.contains('\n') || from.len() + to.len() > 100))
            .then_some((from, to))
    }

    fn is_long_text(&self) -> bool {
        self.is_text_change() || matches!(self.property(), Some("source" | "comment"))
    }
}

/// An object that probably has another name in the second catalog. It also counts as removed and
/// added.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Rename {
    /// Its identity in the first catalog.
    pub from: ObjectId,
    /// Its identity in the second catalog.
    pub to: ObjectId,
}
