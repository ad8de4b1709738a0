//! The graph of tables and their foreign keys.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;

use crate::model::{self, Key, Model, own_foreign_keys, unique_sets};

/// A table in the diagrams.
pub(crate) struct Node<'a> {
    pub schema: &'a str,
    pub name: &'a str,
    /// The table; `None` for a referenced table that is not in the catalog.
    pub table: Option<&'a Table>,
}

/// A line from a referenced table (or inheritance parent) to the referencing table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Edge {
    pub parent: usize,
    pub child: usize,
    /// The line with the cardinalities at its ends, in Mermaid syntax.
    pub line: &'static str,
    pub label: String,
}

/// All tables, by schema and name, and lines. Partitions are merged into their root table.
pub(crate) struct Graph<'a> {
    pub nodes: Vec<Node<'a>>,
    pub edges: Vec<Edge>,
    neighbours: Vec<BTreeSet<usize>>,
    /// The tables with a line, also one to themselves.
    related: BTreeSet<usize>,
    parents: Vec<BTreeSet<usize>>,
}

/// Longer labels are replaced by the constraint's name.
const MAX_LABEL: usize = 48;

impl<'a> Graph<'a> {
    pub(crate) fn new(model: &Model<'a>) -> Self {
        let tables: Vec<&'a Table> = model::all_tables(model.catalog).collect();
        let mut tables_by_key: BTreeMap<Key<'a>, Option<&'a Table>> = BTreeMap::new();
        for &table in &tables {
            let root = model.root(table);
            tables_by_key.insert(model::key(root), Some(root));
            for key in own_foreign_keys(table) {
                let target = (&*key.foreign_schema, &*key.foreign_table);
                if model.table(target).is_none() {
                    tables_by_key.entry(target).or_insert(None);
                }
            }
        }
        let indexes: BTreeMap<Key<'a>, usize> =
            tables_by_key.keys().enumerate().map(|(at, key)| (*key, at)).collect();
        let node = |key: Key<'a>| {
            let key = model.table(key).map_or(key, |table| model::key(model.root(table)));
            indexes.get(&key).copied()
        };
        let mut edges = BTreeSet::new();
        for &table in &tables {
            let Some(child) = node(model::key(table)) else { continue };
            for key in own_foreign_keys(table) {
                if let Some(parent) = node((&key.foreign_schema, &key.foreign_table)) {
                    edges.insert(Edge { parent, child, line: line(table, key), label: label(key) });
                }
            }
            for parent in table.inherits.iter().filter_map(model::id_key).filter_map(node) {
                edges.insert(Edge { parent, child, line: "||..||", label: "inherits".to_owned() });
            }
        }
        let mut neighbours = vec![BTreeSet::new(); tables_by_key.len()];
        let mut parents = neighbours.clone();
        for edge in edges.iter().filter(|edge| edge.parent != edge.child) {
            neighbours[edge.parent].insert(edge.child);
            neighbours[edge.child].insert(edge.parent);
            parents[edge.child].insert(edge.parent);
        }
        let related = edges.iter().flat_map(|edge| [edge.parent, edge.child]).collect();
        let nodes =
            tables_by_key.into_iter().map(|((schema, name), table)| Node { schema, name, table }).collect();
        Self { nodes, edges: edges.into_iter().collect(), neighbours, related, parents }
    }

    /// The tables that are connected with a table.
    pub(crate) fn neighbours(&self, node: usize) -> &BTreeSet<usize> {
        &self.neighbours[node]
    }

    /// The tables that a table references or inherits from.
    pub(crate) fn parents(&self, node: usize) -> &BTreeSet<usize> {
        &self.parents[node]
    }

    /// Whether a foreign key or inheritance connects the table with a table.
    pub(crate) fn is_related(&self, node: usize) -> bool {
        self.related.contains(&node)
    }

    /// The tables outside a group that its members reference or inherit from.
    pub(crate) fn needed_by(&self, members: &BTreeSet<usize>) -> BTreeSet<usize> {
        let parents = members.iter().flat_map(|member| &self.parents[*member]);
        parents.filter(|parent| !members.contains(parent)).copied().collect()
    }
}

/// The line of a foreign key. Its ends show whether there is always a referenced row, and whether
/// there can be several referencing rows.
fn line(table: &Table, key: &ForeignKey) -> &'static str {
    let nullable = |name| table.column(name).is_none_or(|column| column.is_nullable());
    let optional = key.columns.iter().any(|name| nullable(name));
    let unique = unique_sets(table).iter().any(|set| set.iter().all(|name| key.columns.contains(name)));
    match (optional, unique, key.not_enforced) {
        (false, false, false) => "||--o{",
        (false, true, false) => "||--o|",
        (true, false, false) => "|o--o{",
        (true, true, false) => "|o--o|",
        (false, false, true) => "||..o{",
        (false, true, true) => "||..o|",
        (true, false, true) => "|o..o{",
        (true, true, true) => "|o..o|",
    }
}

fn label(key: &ForeignKey) -> String {
    let columns = key.columns.join(", ");
    if columns.chars().count() > MAX_LABEL { key.constraint_name.to_string() } else { columns }
}
