//! The user's policy on changes: what to ignore, and severities.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::pattern::{InvalidPattern, Pattern};
use pgplumb_catalog::{Catalog, Change, ChangeKind, ObjectId, Severity};

use crate::{Ignored, object};

/// The user's policy on changes.
#[derive(Clone, Debug, Default)]
pub struct ChangePolicy {
    /// Changes to ignore.
    pub ignore: Vec<Ignore>,
    /// Partitioned tables whose partitions are created and dropped at run time. A partition that
    /// only one side has is no difference.
    pub runtime_partitions: Vec<Pattern>,
    /// Whether the tables in which migration tools record their migrations are compared like any
    /// other table.
    pub include_bookkeeping: bool,
    /// The user's severities. The last matching rule applies.
    pub severities: Vec<SeverityRule>,
}

/// Changes to ignore.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ignore {
    /// All changes of the objects that match.
    Objects(Pattern),
    /// All changes of an object that is marked in a file.
    Marked {
        /// The object.
        object: ObjectId,
        /// The file and line of the mark.
        location: String,
    },
    /// All changes of a table or schema in which a migration tool records its migrations.
    Bookkeeping {
        /// The table or schema.
        root: ObjectId,
        /// The table or schema itself, and the objects that belong to it.
        objects: BTreeSet<ObjectId>,
    },
    /// A property of some or all objects: `owners`, `comments of table:app.*`.
    Property {
        /// Its key in the schema map.
        property: String,
        /// The objects.
        of: Option<Pattern>,
    },
}

/// The text is not a rule.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}; `owners`, `privileges`, `comments` and `comments of table:app.*` can be ignored too")]
pub struct InvalidIgnore(#[from] InvalidPattern);

/// The words for common properties, and their keys.
const PROPERTIES: &[(&str, &str)] = &[
    ("owner", "owner"),
    ("privilege", "privileges"),
    ("comment", "comment"),
    ("security label", "security_labels"),
];

impl FromStr for Ignore {
    type Err = InvalidIgnore;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (word, of) = match text.split_once(" of ") {
            Some((word, pattern)) => (word.trim(), Some(pattern.trim())),
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
            Some(property) => {
                let of = of.map(str::parse::<Pattern>).transpose()?;
                Ok(Self::Property { property, of })
            }
            None => Ok(Self::Objects(text.parse()?)),
        }
    }
}

impl fmt::Display for Ignore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Objects(pattern) => pattern.fmt(f),
            Self::Marked { object, location } => {
                write!(f, "the mark at {} {} ({location})", object.kind, object.visible_path())
            }
            Self::Bookkeeping { root, .. } => write!(f, "migration bookkeeping {}", root.path()),
            Self::Property { property, of } => {
                let is_common = PROPERTIES.iter().any(|(_, key)| key == property);
                if !is_common {
                    f.write_str("property:")?;
                }
                f.write_str(property)?;
                of.as_ref().map_or(Ok(()), |pattern| write!(f, " of {pattern}"))
            }
        }
    }
}

impl Ignore {
    /// The pattern for the objects that the rule concerns, if it has one.
    pub fn pattern(&self) -> Option<&Pattern> {
        match self {
            Self::Objects(pattern) | Self::Property { of: Some(pattern), .. } => Some(pattern),
            Self::Marked { .. } | Self::Bookkeeping { .. } | Self::Property { of: None, .. } => None,
        }
    }

    fn applies(&self, change: &Change) -> bool {
        match self {
            Self::Objects(pattern) => is_about(pattern, change),
            Self::Marked { object, .. } => change.object == *object || change.within.as_ref() == Some(object),
            Self::Bookkeeping { objects, .. } => objects.contains(change.subject()),
            Self::Property { property, of } => {
                let is_the_property = match &change.kind {
                    ChangeKind::Changed { property: changed, .. } => {
                        changed == property || property == "privileges" && object::is_about_privileges(change)
                    }
                    _ => property == "privileges" && object::is_about_privileges(change),
                };
                is_the_property && of.as_ref().is_none_or(|pattern| is_about(pattern, change))
            }
        }
    }
}

/// The partitioned ancestor that a pattern matches, with the pattern.
pub fn partitioned_ancestor<'a>(
    catalog: &Catalog,
    table: &Table,
    patterns: &'a [Pattern],
) -> Option<(ObjectId, &'a Pattern)> {
    let parent = |table: &&Table| catalog.table(&table.partition_of.as_ref()?.parent);
    let mut parents = std::iter::successors(parent(&table), parent);
    parents.find_map(|parent| {
        let id = parent.id();
        let pattern = patterns.iter().find(|pattern| pattern.matches(&id))?;
        Some((id, pattern))
    })
}

/// Whether a pattern matches the changed object or the object that contains it.
fn is_about(pattern: &Pattern, change: &Change) -> bool {
    pattern.matches(&change.object) || change.within.as_ref().is_some_and(|within| pattern.matches(within))
}

/// A severity set by the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeverityRule {
    /// The objects it applies to. A pattern with a kind does not apply to nested objects.
    pub objects: Pattern,
    /// `added`, `removed`, `changed` or a property; all changes if absent.
    pub change: Option<String>,
    /// The severity.
    pub severity: Severity,
}

impl SeverityRule {
    fn applies(&self, change: &Change) -> bool {
        let applies = match self.objects.kind() {
            Some(kind) => change.object.kind == kind && self.objects.matches(&change.object),
            None => is_about(&self.objects, change),
        };
        applies
            && self.change.as_deref().is_none_or(|wanted| match &change.kind {
                ChangeKind::Added { .. } => wanted == "added",
                ChangeKind::Removed { .. } => wanted == "removed",
                ChangeKind::Changed { property, .. } => wanted == property || wanted == "changed",
            })
    }
}

impl ChangePolicy {
    /// Partitions created at run time: those that only one catalog has, of tables that both have.
    pub fn runtime_partitions(&self, from: &Catalog, to: &Catalog) -> Vec<(ObjectId, &Pattern)> {
        let mut found = Vec::new();
        if self.runtime_partitions.is_empty() {
            return found;
        }
        for (here, there) in [(from, to), (to, from)] {
            for table in here.tables.iter().filter(|table| there.table(&table.id()).is_none()) {
                if let Some((parent, pattern)) = partitioned_ancestor(here, table, &self.runtime_partitions)
                    && there.table(&parent).is_some()
                {
                    found.push((table.id(), pattern));
                }
            }
        }
        found
    }

    /// Whether a rule ignores the change.
    #[must_use]
    pub fn ignores(&self, change: &Change) -> bool {
        self.ignore.iter().any(|rule| rule.applies(change))
    }

    /// Removes ignored changes, counted by rule, and applies the user's severities to the others.
    pub fn apply(&self, found: Vec<Change>) -> (Vec<Change>, Vec<Ignored>) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_rules_are_rules() {
        for text in ["owners", "comments of table:app.*", "property:storage of column:*", "property:storage"]
        {
            let rule: Ignore = text.parse().unwrap();
            assert_eq!(rule.to_string().parse(), Ok(rule), "{text}");
        }
        assert_eq!(
            "column app.t.storage".parse::<Ignore>().unwrap().pattern().unwrap().kind(),
            Some(pgplumb_catalog::Kind::Column)
        );
        assert!("comments of nonsense:x".parse::<Ignore>().is_err());
    }
}
