//! A part of a catalog: some tables, with what belongs to them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::str::FromStr;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::pattern::{BadPattern, Pattern};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

/// A pattern for the names of tables, views and the like: `users`, `app.users`, `app.*`. Without a schema it means any.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TablePattern {
    text: String,
    pattern: Pattern,
}

impl FromStr for TablePattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let path = text.strip_prefix("table:").unwrap_or(text);
        Ok(Self { text: text.to_owned(), pattern: format!("table:{path}").parse()? })
    }
}

impl fmt::Display for TablePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TablePattern {
    /// The pattern, for tables and views alike.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// Whether it selects the relation.
    pub fn matches(&self, id: &ObjectId) -> bool {
        let is_relation =
            matches!(id.kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView);
        is_relation
            && id.schema.as_ref().is_some_and(|schema| {
                self.pattern.matches(&ObjectId::local(Kind::Table, schema, id.name.clone()))
            })
    }
}

/// The tables and views that the patterns select, with the sequences and statistics objects that belong to them; and the patterns
/// that select none.
pub fn tables(catalog: Catalog, patterns: &[TablePattern]) -> (Catalog, Vec<&TablePattern>) {
    let mut picked: HashSet<ObjectId> = HashSet::new();
    let mut unused = Vec::new();
    for pattern in patterns {
        let before = picked.len();
        let mut any = false;
        for id in catalog.objects().map(|o| o.id()).filter(|id| pattern.matches(id)) {
            any = true;
            picked.insert(id);
        }
        if !any && picked.len() == before {
            unused.push(pattern);
        }
    }
    let names: HashSet<(Name, Name)> =
        picked.iter().filter_map(|id| Some((id.schema.clone()?, id.name.clone()))).collect();
    let is_picked = |schema: &Option<Name>, name: &Option<Name>| match (schema, name) {
        (Some(schema), Some(name)) => names.contains(&(schema.clone(), name.clone())),
        _ => false,
    };
    let sequences = catalog
        .sequences
        .iter()
        .filter(|s| s.owned_by.as_ref().is_some_and(|column| is_picked(&column.schema, &column.relation)));
    let statistics = catalog.statistics.iter().filter(|s| {
        s.table.as_ref().is_some_and(|table| is_picked(&table.schema, &Some(table.name.clone())))
    });
    picked.extend(sequences.map(Object::id).chain(statistics.map(Object::id)).collect::<Vec<_>>());
    (catalog.keep(|id| picked.contains(id)), unused)
}

/// The tables that stand on a circle of foreign keys with some of these: which of the keys are made alone depends on all of them.
pub fn on_circles(catalog: &Catalog, picked: &BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
    let mut down: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    let mut up: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for table in &catalog.tables {
        let id = table.id();
        for other in table.foreign_keys.iter().map(ForeignKey::foreign_id) {
            down.entry(id.clone()).or_default().push(other.clone());
            up.entry(other).or_default().push(id.clone());
        }
    }
    let below = reachable(picked, &down);
    reachable(picked, &up).intersection(&below).cloned().collect()
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
