//! Renders one diagram as Mermaid text.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;

use super::graph::{Edge, Graph, Node};
use super::syntax::{attribute, attribute_type, entity_id, label};
use crate::model::column_key_roles;
use crate::slug::UniqueNames;

/// The maximum length of a diagram in UTF-16 units. Mermaid's limit is 50,000.
const MAX_LENGTH: usize = 45_000;

/// The content of a diagram.
pub(crate) struct Picture<'a> {
    /// The schema whose tables are shown without a schema name.
    pub schema: Option<&'a str>,
    /// The tables that are shown with columns.
    pub members: &'a BTreeSet<usize>,
    /// The tables that are shown by name only.
    pub context: &'a BTreeSet<usize>,
    /// The order of the entities and their lines; empty for the order of their names.
    pub order: Vec<usize>,
    /// The number of columns that are shown: key columns first, then others in order.
    pub columns: usize,
    /// Whether several foreign keys between two tables are merged into one line.
    pub merged: bool,
}

/// Diagrams with more children of one table than this are laid out vertically, as pages scroll.
const MAX_SIBLINGS: usize = 4;

/// Diagrams with more entities than this are laid out vertically.
const MAX_HORIZONTAL: usize = 10;

/// Renders a diagram, with fewer columns if it would be too long otherwise.
pub(crate) fn draw(graph: &Graph<'_>, picture: &Picture<'_>) -> String {
    let mut columns = picture.columns;
    loop {
        let text = draw_with(graph, picture, columns);
        if columns == 0 || text.encode_utf16().count() <= MAX_LENGTH {
            return text;
        }
        columns /= 2;
    }
}

fn draw_with(graph: &Graph<'_>, picture: &Picture<'_>, columns: usize) -> String {
    let mut unique = UniqueNames::default();
    let mut ids: BTreeMap<usize, String> = BTreeMap::new();
    let edges = edges(graph, picture);
    let mut out = String::from("erDiagram\n");
    if is_wide(&edges) || picture.members.len() + picture.context.len() > MAX_HORIZONTAL {
        out.push_str("    direction LR\n");
    }
    let nodes: Vec<usize> = match picture.order.is_empty() {
        true => picture.members.union(picture.context).copied().collect(),
        false => picture.order.clone(),
    };
    for node in nodes {
        let shown = display_name(&graph.nodes[node], picture.schema);
        let id = unique.claim(entity_id(&shown));
        let alias = if id == shown { String::new() } else { format!("[{}]", label(&shown)) };
        let attributes = match graph.nodes[node].table.filter(|_| picture.members.contains(&node)) {
            Some(table) => attributes(table, columns),
            None => String::new(),
        };
        if attributes.is_empty() {
            out.push_str(&format!("    {id}{alias}\n"));
        } else {
            out.push_str(&format!("    {id}{alias} {{\n{attributes}    }}\n"));
        }
        ids.insert(node, id);
    }
    for edge in &edges {
        if let (Some(parent), Some(child)) = (ids.get(&edge.parent), ids.get(&edge.child)) {
            out.push_str(&format!("    {parent} {} {child} : {}\n", edge.line, label(&edge.label)));
        }
    }
    out
}

/// The lines from or to a member whose other end is shown too.
fn edges(graph: &Graph<'_>, picture: &Picture<'_>) -> Vec<Edge> {
    let member = |node| picture.members.contains(&node);
    let shown = |node| member(node) || picture.context.contains(&node);
    let drawn = graph
        .edges
        .iter()
        .filter(|e| (member(e.parent) || member(e.child)) && shown(e.parent) && shown(e.child));
    if !picture.merged {
        return in_order(drawn.cloned().collect(), &picture.order);
    }
    let mut merged: BTreeMap<(usize, usize), Vec<&Edge>> = BTreeMap::new();
    for edge in drawn {
        merged.entry((edge.parent, edge.child)).or_default().push(edge);
    }
    let one = |edges: Vec<&Edge>| match edges.as_slice() {
        [edge] => Some((*edge).clone()),
        // The keys can differ in whether they are optional: the line claims the least.
        [edge, ..] => {
            Some(Edge { line: "|o--o{", label: format!("{} foreign keys", edges.len()), ..(*edge).clone() })
        }
        [] => None,
    };
    in_order(merged.into_values().filter_map(one).collect(), &picture.order)
}

/// Sorts lines by the positions of their ends.
fn in_order(mut edges: Vec<Edge>, order: &[usize]) -> Vec<Edge> {
    let position = |node: usize| order.iter().position(|other| *other == node);
    edges.sort_by_key(|edge| (position(edge.parent), position(edge.child)));
    edges
}

/// Whether some table has so many referencing tables that they would make the diagram too wide.
fn is_wide(edges: &[Edge]) -> bool {
    let mut children: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for edge in edges {
        children.entry(edge.parent).or_default().insert(edge.child);
    }
    children.values().any(|children| children.len() > MAX_SIBLINGS)
}

/// A table's name, with its schema unless it is the diagram's schema.
pub(crate) fn display_name(node: &Node<'_>, schema: Option<&str>) -> String {
    if schema == Some(node.schema) { node.name.to_owned() } else { format!("{}.{}", node.schema, node.name) }
}

fn attributes(table: &Table, most: usize) -> String {
    let marked: Vec<(&Column, String)> =
        table.columns.iter().map(|column| (column, keys(table, column))).collect();
    let key_count = marked.iter().filter(|(_, keys)| !keys.is_empty()).count();
    // Key columns get slots first; the others fill the remaining slots in order.
    let mut other_slots = most.saturating_sub(key_count);
    let mut key_slots = most;
    let mut out = String::new();
    let mut left_out = 0_usize;
    for (column, keys) in &marked {
        let slots = if keys.is_empty() { &mut other_slots } else { &mut key_slots };
        if *slots == 0 {
            left_out += 1;
            continue;
        }
        *slots -= 1;
        out.push_str(&attribute_line(table, column, keys));
    }
    if left_out > 0 && most > 0 {
        out.push_str(&format!("        _ _ \"and {left_out} more\"\n"));
    }
    out
}

fn keys(table: &Table, column: &Column) -> String {
    let marks = column_key_roles(table, column);
    let keys = [(marks.primary, "PK"), (marks.foreign, "FK"), (marks.unique, "UK")];
    keys.iter().filter(|(holds, _)| *holds).map(|(_, key)| *key).collect::<Vec<_>>().join(", ")
}

/// One attribute. An original name or type that Mermaid cannot show follows as a comment.
fn attribute_line(table: &Table, column: &Column, keys: &str) -> String {
    let (sql_type, is_abridged) = attribute_type(&column.sql_type, &table.schema);
    let name = attribute(&column.column_name);
    let mut originals = Vec::new();
    if name != *column.column_name {
        originals.push(column.column_name.to_string());
    }
    if is_abridged {
        originals.push(column.sql_type.to_string());
    }
    let mut line = format!("        {sql_type} {name}");
    if !keys.is_empty() {
        line.push(' ');
        line.push_str(keys);
    }
    if !originals.is_empty() {
        line.push(' ');
        line.push_str(&label(&originals.join(", ")));
    }
    line.push('\n');
    line
}
