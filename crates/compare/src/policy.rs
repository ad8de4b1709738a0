//! What is not compared, and what changes are worth, where the user has a say.

use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::pattern::{BadPattern, Pattern};
use pgplumb_catalog::{Catalog, Change, ObjectId, Severity, What};

use crate::{Ignored, object};

/// What the user has to say on changes.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Changes that are passed over.
    pub ignore: Vec<Ignore>,
    /// The partitioned tables whose partitions are made and dropped at run time: one that only one side has is no difference.
    pub runtime_partitions: Vec<Pattern>,
    /// Severities of the user's own; the last rule that applies decides.
    pub severities: Vec<SeverityRule>,
}

/// Changes that are passed over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ignore {
    /// All that is about some objects.
    Objects(Pattern),
    /// All that is about an object, because the file that makes it says so.
    Marked {
        /// The object.
        object: ObjectId,
        /// Where the file says so.
        place: String,
    },
    /// A property, of some objects or of all: `owners`, `comments of table:app.*`.
    Property {
        /// Its key in the schema map.
        property: String,
        /// The objects.
        of: Option<Pattern>,
    },
}

/// Why a text is no rule of what to ignore.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}; `owners`, `privileges`, `comments` and `comments of table:app.*` can be ignored too")]
pub struct BadIgnore(#[from] BadPattern);

/// The words for properties that many kinds have, and the keys that they mean.
const PROPERTIES: &[(&str, &str)] = &[
    ("owner", "owner"),
    ("privilege", "privileges"),
    ("comment", "comment"),
    ("security label", "security_labels"),
];

impl FromStr for Ignore {
    type Err = BadIgnore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, of) = match text.split_once(" of ") {
            Some((word, pattern)) => (word.trim(), Some(pattern.trim().parse::<Pattern>()?)),
            None => (text.trim(), None),
        };
        let property = match word.strip_prefix("property:") {
            Some(property) => Some(property.to_owned()),
            None => {
                let singular = word.to_lowercase().replace('_', " ");
                let singular = singular.strip_suffix('s').unwrap_or(&singular);
                PROPERTIES.iter().find(|(word, _)| *word == singular).map(|(_, key)| (*key).to_owned())
            }
        };
        match property {
            Some(property) => Ok(Self::Property { property, of }),
            None => Ok(Self::Objects(text.parse()?)),
        }
    }
}

impl fmt::Display for Ignore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Objects(pattern) => pattern.fmt(f),
            Self::Marked { object, place } => {
                write!(f, "the mark at {} {} ({place})", object.kind, object.path())
            }
            Self::Property { property, of: None } => f.write_str(property),
            Self::Property { property, of: Some(pattern) } => write!(f, "{property} of {pattern}"),
        }
    }
}

impl Ignore {
    fn applies(&self, change: &Change) -> bool {
        match self {
            Self::Objects(pattern) => is_about(pattern, change),
            Self::Marked { object, .. } => change.object == *object || change.within.as_ref() == Some(object),
            Self::Property { property, of } => {
                let is_the_property = match &change.what {
                    What::Changed { property: changed, .. } => {
                        changed == property || property == "privileges" && object::is_of_privileges(change)
                    }
                    _ => property == "privileges" && object::is_of_privileges(change),
                };
                is_the_property && of.as_ref().is_none_or(|pattern| is_about(pattern, change))
            }
        }
    }
}

/// The table above a partition that a pattern selects, with the pattern.
pub fn partitioned<'a>(
    catalog: &Catalog,
    table: &Table,
    patterns: &'a [Pattern],
) -> Option<(ObjectId, &'a Pattern)> {
    let above = |table: &&Table| catalog.table(&table.partition_of.as_ref()?.parent);
    let mut parents = std::iter::successors(above(&table), above);
    parents.find_map(|parent| {
        let id = parent.id();
        let pattern = patterns.iter().find(|pattern| pattern.matches(&id))?;
        Some((id, pattern))
    })
}

/// Whether a pattern selects what changed, or what that is part of.
fn is_about(pattern: &Pattern, change: &Change) -> bool {
    pattern.matches(&change.object) || change.within.as_ref().is_some_and(|within| pattern.matches(within))
}

/// A severity of the user's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeverityRule {
    /// The objects that it is for. With a kind, only these themselves and not what is part of them.
    pub objects: Pattern,
    /// `added`, `removed`, or the property that changed; every change when absent.
    pub change: Option<String>,
    /// The severity.
    pub severity: Severity,
}

impl SeverityRule {
    fn applies(&self, change: &Change) -> bool {
        let is_meant = match self.objects.kind() {
            Some(kind) => change.object.kind == kind && self.objects.matches(&change.object),
            None => is_about(&self.objects, change),
        };
        is_meant
            && self.change.as_deref().is_none_or(|wanted| match &change.what {
                What::Added { .. } => wanted == "added",
                What::Removed { .. } => wanted == "removed",
                What::Changed { property, .. } => wanted == property || wanted == "changed",
            })
    }
}

impl Policy {
    /// The partitions made at run time: those that only one of two catalogs has, of tables that both have.
    pub fn runtime_partitions(&self, from: &Catalog, to: &Catalog) -> Vec<(ObjectId, &Pattern)> {
        let mut found = Vec::new();
        if self.runtime_partitions.is_empty() {
            return found;
        }
        for (here, there) in [(from, to), (to, from)] {
            for table in here.tables.iter().filter(|table| there.table(&table.id()).is_none()) {
                if let Some((parent, pattern)) = partitioned(here, table, &self.runtime_partitions)
                    && there.table(&parent).is_some()
                {
                    found.push((table.id(), pattern));
                }
            }
        }
        found
    }

    /// Whether a change is to be passed over.
    #[must_use]
    pub fn ignores(&self, change: &Change) -> bool {
        self.ignore.iter().any(|rule| rule.applies(change))
    }

    /// Takes out what is to be passed over, counted by the rule that says so, and gives the rest its severity.
    pub fn sift(&self, found: Vec<Change>) -> (Vec<Change>, Vec<Ignored>) {
        let mut counts = vec![0; self.ignore.len()];
        let mut kept = Vec::with_capacity(found.len());
        for mut change in found {
            if let Some(rule) = self.ignore.iter().position(|rule| rule.applies(&change)) {
                counts[rule] += 1;
                continue;
            }
            if let Some(rule) = self.severities.iter().rev().find(|rule| rule.applies(&change)) {
                change.severity = rule.severity;
            }
            kept.push(change);
        }
        let ignored = self.ignore.iter().zip(counts).filter(|(_, changes)| *changes > 0);
        (kept, ignored.map(|(rule, changes)| Ignored { rule: rule.to_string(), changes }).collect())
    }
}
