//! Checks that patterns match something, so that a typo is not taken for an empty schema.

use std::fmt;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::pattern::{Pattern, Selection};
use pgplumb_catalog::sql::ident;
use pgplumb_catalog::{Catalog, Kind, ObjectId};
use pgplumb_compare::ChangePolicy;

use super::find;
use super::table_selection::TablePattern;
use crate::suggest;

/// The number of suggestions for one pattern.
const MAX_SUGGESTIONS: usize = 3;

/// A pattern of an option or setting.
#[derive(Clone, Debug)]
pub struct SpecifiedPattern {
    /// The option or setting: `--schema`, `[compare] ignore`.
    origin: &'static str,
    target: PatternTarget,
    /// Whether it is an error if the pattern matches nothing.
    is_required: bool,
}

/// What a pattern matches.
#[derive(Clone, Debug)]
enum PatternTarget {
    /// Objects.
    Objects(Pattern),
    /// Tables and views.
    Tables(TablePattern),
    /// Partitioned tables.
    PartitionedTables(Pattern),
}

impl SpecifiedPattern {
    /// A pattern that must match: one that selects objects, or that was typed for this run.
    pub fn required(origin: &'static str, pattern: Pattern) -> Self {
        Self { origin, target: PatternTarget::Objects(pattern), is_required: true }
    }

    /// A pattern on the command line that removes objects. It must match, unless it stands for all
    /// objects of a kind, which cannot be a typo.
    pub fn excluding(origin: &'static str, pattern: Pattern) -> Self {
        Self { is_required: !pattern.is_whole_kind(), ..Self::required(origin, pattern) }
    }

    /// A pattern of the settings that removes or grades objects. Settings are shared by databases
    /// that need not have all of these objects.
    pub fn optional(origin: &'static str, pattern: Pattern) -> Self {
        Self { is_required: false, ..Self::required(origin, pattern) }
    }

    /// A pattern for tables and views that must match.
    pub fn tables(origin: &'static str, pattern: TablePattern) -> Self {
        Self { origin, target: PatternTarget::Tables(pattern), is_required: true }
    }

    fn matches(&self, id: &ObjectId) -> bool {
        match &self.target {
            PatternTarget::Objects(pattern) => pattern.matches(id),
            PatternTarget::Tables(pattern) => pattern.matches(id),
            PatternTarget::PartitionedTables(_) => false,
        }
    }

    fn is_of_tables(&self) -> bool {
        !matches!(self.target, PatternTarget::Objects(_))
    }

    fn pattern(&self) -> &Pattern {
        match &self.target {
            PatternTarget::Objects(pattern) | PatternTarget::PartitionedTables(pattern) => pattern,
            PatternTarget::Tables(pattern) => pattern.pattern(),
        }
    }
}

/// `pubic` (`--schema`)
impl fmt::Display for SpecifiedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            PatternTarget::Objects(pattern) | PatternTarget::PartitionedTables(pattern) => {
                write!(f, "`{pattern}`")?;
            }
            PatternTarget::Tables(pattern) => write!(f, "`{pattern}`")?,
        }
        match self.origin {
            "" => Ok(()),
            origin => write!(f, " ({origin})"),
        }
    }
}

/// The patterns of a command that have matched nothing so far. With several catalogs, each pattern
/// must match in one of them.
#[derive(Clone, Debug, Default)]
pub struct PatternCheck {
    unmatched: Vec<SpecifiedPattern>,
    selection: Selection,
    /// Whether patterns may match nothing.
    allow_empty: bool,
    /// Whether a catalog has objects, and whether any of them is selected.
    has_objects: bool,
    has_selected: bool,
    /// The names to suggest.
    ids: Vec<ObjectId>,
}

/// A selection matches nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum EmptySelection {
    /// Some patterns match no object.
    #[error("no object matches {}", join(unmatched))]
    Unmatched {
        /// The patterns with their options or settings.
        unmatched: Vec<String>,
        /// Suggestions for misspelled patterns.
        suggestions: Vec<String>,
    },
    /// Every pattern matches, but all selected objects are excluded, or are not of the requested kind.
    #[error("the selection is empty: every pattern matches objects, but no object is left")]
    Excluded,
}

/// The patterns of a successful check that match nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Unmatched {
    /// Patterns that matched nothing although they should.
    pub warnings: Vec<String>,
    /// Patterns that need not match.
    pub details: Vec<String>,
}

fn join(patterns: &[String]) -> String {
    patterns.join(" or ")
}

impl PatternCheck {
    /// Creates a check of a selection, and of these patterns.
    pub fn new(selection: Selection, patterns: impl IntoIterator<Item = SpecifiedPattern>) -> Self {
        Self { selection, unmatched: patterns.into_iter().collect(), ..Self::default() }
    }

    /// Creates a check of the patterns that a selection includes.
    pub fn of_selection(selection: &Selection) -> Self {
        let patterns = selection.include.iter().cloned();
        Self::new(selection.clone(), patterns.map(|pattern| SpecifiedPattern::required("", pattern)))
    }

    /// Accepts patterns that match nothing.
    #[must_use]
    pub fn allow_empty_if(self, allow_empty: bool) -> Self {
        Self { allow_empty, ..self }
    }

    /// Adds patterns.
    #[must_use]
    pub fn with(mut self, patterns: impl IntoIterator<Item = SpecifiedPattern>) -> Self {
        self.unmatched.extend(patterns);
        self
    }

    /// Adds the patterns of the settings for comparing.
    #[must_use]
    pub fn with_policy(self, policy: &ChangePolicy) -> Self {
        let ignore = policy.ignore.iter().filter_map(|rule| rule.pattern().cloned());
        let ignore = ignore.map(|pattern| SpecifiedPattern::optional("ignore", pattern));
        let severities = policy.severities.iter().map(|rule| rule.objects.clone());
        let severities =
            severities.map(|pattern| SpecifiedPattern::optional("[[compare.severity]] objects", pattern));
        let partitions = policy.runtime_partitions.iter().map(|pattern| SpecifiedPattern {
            origin: "[compare] runtime_partitions",
            target: PatternTarget::PartitionedTables(pattern.clone()),
            is_required: false,
        });
        let patterns: Vec<_> = ignore.chain(severities).chain(partitions).collect();
        self.with(patterns)
    }

    /// Looks for matches in a catalog.
    pub fn see(&mut self, catalog: &Catalog) {
        let is_selection_open = !self.selection.is_everything() && !self.has_selected;
        if self.unmatched.is_empty() && !is_selection_open {
            return;
        }
        let mut ids: Vec<ObjectId> = catalog.objects().map(Object::id).collect();
        self.has_objects |= !ids.is_empty();
        self.has_selected |= ids.iter().any(|id| self.selection.includes(id));
        let selection = &self.selection;
        self.unmatched.retain(|specified| match &specified.target {
            PatternTarget::PartitionedTables(pattern) => {
                let partitioned = catalog.tables.iter().filter(|table| table.partition_key.is_some());
                !partitioned.map(Object::id).any(|id| pattern.matches(&id))
            }
            PatternTarget::Tables(_) => !ids.iter().any(|id| specified.matches(id) && selection.includes(id)),
            PatternTarget::Objects(_) => !ids.iter().any(|id| specified.matches(id)),
        });
        if !self.unmatched.is_empty() {
            find::add_nested(catalog, &mut ids);
            self.unmatched
                .retain(|specified| !ids.iter().any(|id| specified.matches(id)) || specified.is_of_tables());
            self.ids.append(&mut ids);
        }
    }

    /// Whether all required patterns have matched.
    pub fn is_satisfied(&self) -> bool {
        self.allow_empty
            || !self.unmatched.iter().any(|specified| specified.is_required) && !self.is_excluded()
    }

    fn is_excluded(&self) -> bool {
        !self.selection.is_everything() && self.has_objects && !self.has_selected
    }

    /// Ends the check, and returns the patterns that need not match and did not.
    ///
    /// # Errors
    /// When a required pattern matched nothing, or everything that was selected is excluded.
    pub fn finish(mut self) -> Result<Unmatched, EmptySelection> {
        self.ids.sort();
        self.ids.dedup();
        let describe = |specified: &SpecifiedPattern| format!("no object matches {specified}");
        let (required, optional): (Vec<_>, Vec<_>) =
            self.unmatched.iter().partition(|specified| specified.is_required);
        let details = optional.into_iter().map(describe).collect();
        if self.is_satisfied() {
            return Ok(Unmatched { warnings: required.into_iter().map(describe).collect(), details });
        }
        if required.is_empty() {
            return Err(EmptySelection::Excluded);
        }
        let suggestions = required.iter().filter_map(|specified| {
            let found = suggestions(specified.pattern(), &self.ids);
            let found: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
            match (found.is_empty(), required.len()) {
                (true, _) => None,
                (false, 1) => Some(format!("did you mean {}?", found.join(" or "))),
                (false, _) => Some(format!("instead of {specified}, did you mean {}?", found.join(" or "))),
            }
        });
        Err(EmptySelection::Unmatched {
            suggestions: suggestions.collect(),
            unmatched: required.iter().map(ToString::to_string).collect(),
        })
    }
}

/// Suggests patterns for a misspelled one.
fn suggestions(pattern: &Pattern, ids: &[ObjectId]) -> Vec<String> {
    let names = pattern.names();
    let without_wildcards = |name: &str| name.replace(['*', '?'], "");
    let in_schema = ids.iter().filter_map(|id| match id.kind {
        Kind::Schema => Some(&*id.name),
        _ => id.schema.as_deref(),
    });
    let mut schemas: Vec<&str> = in_schema.collect();
    schemas.sort_unstable();
    schemas.dedup();
    let near_schemas = |name: &str| suggest::ranked(&without_wildcards(name), schemas.iter().copied());
    let is_schema = pattern.kind() == Some(Kind::Schema) || pattern.kind().is_none() && names.len() == 1;
    let mut found: Vec<String> = Vec::new();
    if is_schema {
        found.extend(near_schemas(&names[0]).into_iter().map(|name| ident(name).into_owned()));
        // A name alone is a schema, but another object may be meant.
        let is_named = |id: &&ObjectId| id.relation.is_none() && *id.name == *names[0];
        found.extend(ids.iter().filter(is_named).map(ToString::to_string));
        if found.is_empty() && pattern.kind().is_none() {
            found.extend(
                find::suggestions(&without_wildcards(&names[0]), ids).iter().map(ToString::to_string),
            );
        }
    } else {
        let kind = pattern.kind().map(|kind| format!("{}:", kind.key())).unwrap_or_default();
        let with_schema = |schema: &str| {
            let rest: Vec<&str> = names[1..].iter().map(String::as_str).collect();
            format!("{kind}{}.{}", ident(schema), rest.join("."))
        };
        if names.len() > 1 {
            let corrected = near_schemas(&names[0]).into_iter().map(with_schema);
            let is_match = |text: &String| {
                text.parse::<Pattern>().is_ok_and(|pattern| ids.iter().any(|id| pattern.matches(id)))
            };
            found.extend(corrected.filter(is_match));
        }
        if found.is_empty() {
            let mut near = find::suggestions(&without_wildcards(&names.join(".")), ids);
            near.sort_by_key(|id| pattern.kind().is_some_and(|kind| kind != id.kind));
            found.extend(near.iter().map(ToString::to_string));
        }
    }
    found.dedup();
    found.truncate(MAX_SUGGESTIONS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(pattern: &str, ids: &[&str]) -> Vec<String> {
        let ids: Vec<ObjectId> = ids.iter().map(|id| id.parse().unwrap()).collect();
        suggestions(&pattern.parse().unwrap(), &ids)
    }

    #[test]
    fn misspelled_patterns_have_suggestions() {
        let ids =
            ["schema:public", "schema:app", "table:app.orders", "view:app.totals", "table:public.users"];
        for (pattern, expected) in [
            ("pubic", "public"),
            ("users", "table:public.users"),
            ("apq.orders", "app.orders"),
            ("apq.*", "app.*"),
            ("app.ordres", "table:app.orders"),
            ("table:ordrs", "table:app.orders"),
            ("table:app.totals", "view:app.totals"),
            ("view:ap.total*", "view:app.total*"),
        ] {
            assert_eq!(suggested(pattern, &ids).first().map(String::as_str), Some(expected), "{pattern}");
        }
        assert!(suggested("nothing.similar", &ids).is_empty());
    }
}
