//! One diagram as Mermaid text.

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table;

use super::graph::{Edge, Graph, Node};
use super::names::{attribute, attribute_type, entity_id, label};
use crate::model::key_marks;
use crate::names::Distinct;

/// Mermaid renders no text of more than 50,000 UTF-16 units.
const LONGEST: usize = 45_000;

/// Which columns of a table are drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Detail {
    /// Those of its keys.
    Keys,
    /// Up to so many: those of its keys, then the first others.
    Columns(usize),
}

/// What a diagram shows.
pub(crate) struct Picture<'a> {
    /// The schema whose tables are called by their bare names.
    pub schema: Option<&'a str>,
    /// Tables with columns.
    pub members: &'a BTreeSet<usize>,
    /// Tables that are only named.
    pub context: &'a BTreeSet<usize>,
    /// The columns drawn.
    pub detail: Detail,
    /// Whether several foreign keys between two tables are one line.
    pub merged: bool,
}

/// Wider than this, a diagram grows downwards: pages scroll that way.
const WIDE: usize = 4;

/// The most entities that are left to stand as they come.
const COMPACT: usize = 10;

/// A diagram, with fewer columns if it would be too long otherwise.
pub(crate) fn draw(graph: &Graph<'_>, picture: &Picture<'_>) -> String {
    let mut detail = picture.detail;
    loop {
        let text = draw_with(graph, picture, detail);
        detail = match detail {
            _ if text.encode_utf16().count() <= LONGEST => return text,
            Detail::Columns(0) => return text,
            Detail::Columns(most) => Detail::Columns(most / 2),
            Detail::Keys => Detail::Columns(8),
        };
    }
}

fn draw_with(graph: &Graph<'_>, picture: &Picture<'_>, detail: Detail) -> String {
    let mut given = Distinct::default();
    let mut ids: BTreeMap<usize, String> = BTreeMap::new();
    let edges = edges(graph, picture);
    let mut out = String::from("erDiagram\n");
    if is_wide(&edges) || picture.members.len() + picture.context.len() > COMPACT {
        out.push_str("    direction LR\n");
    }
    for &node in picture.members.union(picture.context) {
        let shown = shown_name(&graph.nodes[node], picture.schema);
        let id = given.name(entity_id(&shown));
        let alias = if id == shown { String::new() } else { format!("[{}]", label(&shown)) };
        let attributes = match graph.nodes[node].table.filter(|_| picture.members.contains(&node)) {
            Some(table) => attributes(table, detail),
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

/// The lines from or to a member whose other end is drawn too.
fn edges(graph: &Graph<'_>, picture: &Picture<'_>) -> Vec<Edge> {
    let member = |node| picture.members.contains(&node);
    let shown = |node| member(node) || picture.context.contains(&node);
    let drawn = graph
        .edges
        .iter()
        .filter(|e| (member(e.parent) || member(e.child)) && shown(e.parent) && shown(e.child));
    if !picture.merged {
        return drawn.cloned().collect();
    }
    let mut merged: BTreeMap<(usize, usize), Vec<&Edge>> = BTreeMap::new();
    for edge in drawn {
        merged.entry((edge.parent, edge.child)).or_default().push(edge);
    }
    let one = |edges: Vec<&Edge>| match edges.as_slice() {
        [edge] => Some((*edge).clone()),
        // One of them can be optional and another not: the line says the least.
        [edge, ..] => {
            Some(Edge { line: "|o--o{", label: format!("{} foreign keys", edges.len()), ..(*edge).clone() })
        }
        [] => None,
    };
    merged.into_values().filter_map(one).collect()
}

/// Whether many tables refer to one, and would stand side by side.
fn is_wide(edges: &[Edge]) -> bool {
    let mut children: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for edge in edges {
        children.entry(edge.parent).or_default().insert(edge.child);
    }
    children.values().any(|children| children.len() > WIDE)
}

/// A table's name, with its schema unless the diagram is of that schema.
pub(crate) fn shown_name(node: &Node<'_>, schema: Option<&str>) -> String {
    if schema == Some(node.schema) { node.name.to_owned() } else { format!("{}.{}", node.schema, node.name) }
}

fn attributes(table: &Table, detail: Detail) -> String {
    let marked: Vec<(&Column, String)> =
        table.columns.iter().map(|column| (column, keys(table, column))).collect();
    let key_count = marked.iter().filter(|(_, keys)| !keys.is_empty()).count();
    let (most, rest_is_told) = match detail {
        Detail::Keys => (key_count, false),
        Detail::Columns(most) => (most, true),
    };
    // Columns of keys come first to their places, the others in order while there are places left.
    let mut others = most.saturating_sub(key_count);
    let mut key_places = most;
    let mut out = String::new();
    let mut left_out = 0_usize;
    for (column, keys) in &marked {
        let places = if keys.is_empty() { &mut others } else { &mut key_places };
        if *places == 0 {
            left_out += 1;
            continue;
        }
        *places -= 1;
        out.push_str(&attribute_line(table, column, keys));
    }
    if rest_is_told && left_out > 0 && most > 0 {
        out.push_str(&format!("        _ _ \"and {left_out} more\"\n"));
    }
    out
}

fn keys(table: &Table, column: &Column) -> String {
    let marks = key_marks(table, column);
    let keys = [(marks.primary, "PK"), (marks.foreign, "FK"), (marks.unique, "UK")];
    keys.iter().filter(|(holds, _)| *holds).map(|(_, key)| *key).collect::<Vec<_>>().join(", ")
}

/// One attribute; what had to be changed of its name or type stands behind it as it is.
fn attribute_line(table: &Table, column: &Column, keys: &str) -> String {
    let (sql_type, less) = attribute_type(&column.sql_type, &table.schema);
    let name = attribute(&column.column_name);
    let mut truth = Vec::new();
    if name != *column.column_name {
        truth.push(column.column_name.to_string());
    }
    if less {
        truth.push(column.sql_type.to_string());
    }
    let mut line = format!("        {sql_type} {name}");
    if !keys.is_empty() {
        line.push(' ');
        line.push_str(keys);
    }
    if !truth.is_empty() {
        line.push(' ');
        line.push_str(&label(&truth.join(", ")));
    }
    line.push('\n');
    line
}
