//! Selects tables by name, together with the objects that belong to them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::pattern::{InvalidPattern, Pattern};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// The kinds of tables and views.
const RELATIONS: [Kind; 4] = [Kind::Table, Kind::ForeignTable, Kind::View, Kind::MaterializedView];

/// A pattern for the names of tables and views: `users`, `app.users`, `app.*`. Without a schema it
/// matches in every schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TablePattern {
    text: String,
    /// The kind that the pattern is limited to; `None` for tables and views of any kind.
    kind: Option<Kind>,
    pattern: Pattern,
}

impl FromStr for TablePattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let pattern: Pattern = text.parse()?;
        let kind = pattern.kind().filter(|kind| *kind != Kind::Table);
        if kind.is_some_and(|kind| !RELATIONS.contains(&kind)) {
            return Err(InvalidPattern::NotTable { pattern: text.to_owned() });
        }
        Ok(Self { text: text.to_owned(), kind, pattern: pattern.with_kind(Kind::Table) })
    }
}

impl fmt::Display for TablePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TablePattern {
    /// The pattern as it applies to tables and views.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// Whether the pattern matches a table or view.
    pub fn matches(&self, id: &ObjectId) -> bool {
        let is_relation = RELATIONS.contains(&id.kind);
        is_relation
            && self.kind.is_none_or(|kind| kind == id.kind)
            && id.schema.as_ref().is_some_and(|schema| {
                self.pattern.matches(&ObjectId::local(Kind::Table, schema, id.name.clone()))
            })
    }
}

/// Keeps the tables and views that the patterns match, with their sequences and statistics objects.
pub fn select_tables(catalog: Catalog, patterns: &[TablePattern]) -> Catalog {
    let is_wanted = |id: &ObjectId| patterns.iter().any(|pattern| pattern.matches(id));
    let mut selected: HashSet<ObjectId> = catalog.objects().map(|o| o.id()).filter(is_wanted).collect();
    let names: HashSet<(Name, Name)> =
        selected.iter().filter_map(|id| Some((id.schema.clone()?, id.name.clone()))).collect();
    let is_selected = |schema: &Option<Name>, name: &Option<Name>| match (schema, name) {
        (Some(schema), Some(name)) => names.contains(&(schema.clone(), name.clone())),
        _ => false,
    };
    let sequences = catalog
        .sequences
        .iter()
        .filter(|s| s.owned_by.as_ref().is_some_and(|column| is_selected(&column.schema, &column.relation)));
    let statistics = catalog.statistics.iter().filter(|s| {
        s.table.as_ref().is_some_and(|table| is_selected(&table.schema, &Some(table.name.clone())))
    });
    selected.extend(sequences.map(Object::id).chain(statistics.map(Object::id)).collect::<Vec<_>>());
    catalog.keep(|id| selected.contains(id))
}

/// Returns the tables that are in a cycle of foreign keys with one of the given tables. Which of
/// the keys are created separately depends on all tables of the cycle.
pub fn in_foreign_key_cycles(catalog: &Catalog, selected: &BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
    let mut down: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    let mut up: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for table in &catalog.tables {
        let id = table.id();
        for other in table.foreign_keys.iter().map(ForeignKey::foreign_id) {
            down.entry(id.clone()).or_default().push(other.clone());
            up.entry(other).or_default().push(id.clone());
        }
    }
    let below = reachable(selected, &down);
    reachable(selected, &up).intersection(&below).cloned().collect()
}

fn reachable(from: &BTreeSet<ObjectId>, edges: &BTreeMap<ObjectId, Vec<ObjectId>>) -> BTreeSet<ObjectId> {
    let mut seen = from.clone();
    let mut open: Vec<&ObjectId> = from.iter().collect();
    while let Some(id) = open.pop() {
        for next in edges.get(id).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    seen
}
