//! Diagrams: tables and foreign keys as Mermaid `erDiagram`s in Markdown, which GitHub and others
//! render.
//!
//! An overview is followed by each schema. A diagram has at most 25 entities: larger schemas are
//! split along their foreign keys. Every table with a foreign key is shown with its columns in
//! exactly one diagram of its schema, next to the tables it references, which are shown by name.
//! Tables without relations are listed below the diagrams.

mod draw;
mod graph;
mod groups;
mod order;
mod syntax;

use std::collections::{BTreeMap, BTreeSet};

use pgplumb_catalog::Catalog;
use pgplumb_catalog::snapshot::Origin;

use crate::header;
use crate::markdown::escape;
use crate::model::Model;
use crate::slug::{UniqueNames, file_stem, slug};
use crate::{OutputFile, finish};
use draw::{Picture, display_name, draw};
use graph::Graph;
use groups::{Group, MAX_ENTITIES, groups};

/// Diagrams with more tables than this show fewer columns per table.
const MAX_DETAILED: usize = 8;

/// Options for diagrams.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file name. Files per schema go into the folder of the same name without extension.
    pub file: String,
    /// The size in bytes above which the output is split into an index and one file per schema.
    pub split_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { file: "SCHEMA_DIAGRAM.md".to_owned(), split_bytes: 200_000 }
    }
}

/// Renders the diagrams: one file, or an index with the overview and one file per schema.
///
/// Only the first file has volatile parts (origin and time).
pub fn diagrams(catalog: &Catalog, origin: &Origin, options: &Options) -> Vec<OutputFile> {
    let model = Model::new(catalog);
    let graph = Graph::new(&model);
    let schemas = sections(&graph);
    let groups = || schemas.iter().flat_map(|schema| &schema.groups);
    // A small diagram is its own overview.
    let is_small = groups().count() <= 1 && groups().all(|(.., group)| group.members.len() <= MAX_DETAILED);
    let overview = if is_small { String::new() } else { overview(&graph) };
    let bodies: Vec<String> = schemas.iter().map(|schema| schema.text(&graph, 2)).collect();
    let size = overview.len() + bodies.iter().map(String::len).sum::<usize>();
    let start = |links: &str| {
        let head = header::do_not_edit("mermaid");
        format!("{head}# Schema diagram\n\n{}## Contents\n\n{links}\n{overview}", header::origin(origin))
    };
    let first = if overview.is_empty() { "" } else { "- [Overview](#overview)\n" };
    if size <= options.split_bytes {
        let links: String = schemas.iter().map(|schema| schema.contents("")).collect();
        let text = start(&format!("{first}{links}")) + &bodies.concat();
        return vec![OutputFile { path: options.file.clone(), text: finish(text) }];
    }
    let stem = options.file.strip_suffix(".md").unwrap_or(&options.file);
    let folder = stem.rsplit('/').next().unwrap_or(stem);
    let index = options.file.rsplit('/').next().unwrap_or(&options.file);
    let mut names = UniqueNames::default();
    let files: Vec<String> =
        schemas.iter().map(|schema| format!("{}.md", names.claim(file_stem(schema.name)))).collect();
    let links: String = schemas
        .iter()
        .zip(&files)
        .map(|(schema, file)| schema.contents(&escape::address(&format!("{folder}/{file}"))))
        .collect();
    let mut written =
        vec![OutputFile { path: options.file.clone(), text: finish(start(&format!("{first}{links}"))) }];
    for (schema, file) in schemas.iter().zip(files) {
        let head = header::do_not_edit("mermaid");
        let back = format!("[Schema diagram](../{})\n\n", escape::address(index));
        let text = format!("{head}{back}{}", schema.text(&graph, 1));
        written.push(OutputFile { path: format!("{stem}/{file}"), text: finish(text) });
    }
    written
}

/// Removes the volatile parts: host, database, minor version, generator and time.
pub fn stable(text: &str) -> String {
    header::stable(text)
}

/// A schema and its diagrams.
struct Section<'a> {
    name: &'a str,
    groups: Vec<(String, String, Group)>,
    /// The tables without relations, which are not drawn.
    unrelated: Vec<usize>,
}

/// Returns the schemas that have tables, each with its diagrams (anchor, title, group).
fn sections<'a>(graph: &Graph<'a>) -> Vec<Section<'a>> {
    let mut schemas: BTreeMap<&'a str, BTreeSet<usize>> = BTreeMap::new();
    for (at, node) in graph.nodes.iter().enumerate().filter(|(_, node)| node.table.is_some()) {
        schemas.entry(node.schema).or_default().insert(at);
    }
    let mut anchors = UniqueNames::default();
    let mut sections = Vec::new();
    for (name, tables) in schemas {
        let groups = groups(graph, &tables).into_iter().map(|group| {
            let hub = group.hub(graph).map(|hub| graph.nodes[hub].name).unwrap_or_default();
            let anchor = anchors.claim(format!("around-{}-{}", slug(name), slug(hub)));
            (anchor, format!("Around {}", escape::text(hub)), group)
        });
        let groups = groups.collect();
        let unrelated = tables.into_iter().filter(|table| !graph.is_related(*table)).collect();
        sections.push(Section { name, groups, unrelated });
    }
    sections
}

impl Section<'_> {
    fn anchor(&self) -> String {
        format!("schema-{}", slug(self.name))
    }

    /// The lines in the table of contents. `file` is the section's file, empty for the same file.
    fn contents(&self, file: &str) -> String {
        let mut out = format!("- [Schema {}]({file}#{})\n", escape::text(self.name), self.anchor());
        if self.groups.len() > 1 {
            for (anchor, title, group) in &self.groups {
                let tables = crate::nouns::counted(group.members.len(), "table");
                out.push_str(&format!("  - [{title}]({file}#{anchor}): {tables}\n"));
            }
        }
        out
    }

    fn text(&self, graph: &Graph<'_>, level: usize) -> String {
        let heading = "#".repeat(level);
        let mut out =
            format!("{heading} <a id=\"{}\"></a>Schema {}\n\n", self.anchor(), escape::text(self.name));
        for (anchor, title, group) in &self.groups {
            if self.groups.len() > 1 {
                out.push_str(&format!("{heading}# <a id=\"{anchor}\"></a>{title}\n\n"));
                let names: Vec<String> =
                    group.members.iter().map(|m| escape::code(graph.nodes[*m].name)).collect();
                out.push_str(&format!("{}\n\n", names.join(", ")));
            }
            let most = if group.members.len() <= MAX_DETAILED { 40 } else { 15 };
            let picture = Picture {
                schema: Some(self.name),
                members: &group.members,
                context: &group.context,
                order: Vec::new(),
                columns: most,
                merged: false,
            };
            out.push_str(&fenced(&draw(graph, &picture)));
            if !group.left_out.is_empty() {
                let names: Vec<String> = group
                    .left_out
                    .iter()
                    .map(|node| escape::code(&display_name(&graph.nodes[*node], Some(self.name))))
                    .collect();
                out.push_str(&format!("Also references {}.\n\n", names.join(", ")));
            }
        }
        out.push_str(&self.unrelated(graph));
        out
    }

    /// Lists the tables that are not drawn.
    fn unrelated(&self, graph: &Graph<'_>) -> String {
        let names: Vec<String> =
            self.unrelated.iter().map(|table| escape::code(graph.nodes[*table].name)).collect();
        match names.as_slice() {
            [] => String::new(),
            names => format!("Tables without relations: {}.\n\n", names.join(", ")),
        }
    }
}

/// The overview: foreign keys between schemas, and all tables or those with the most connections.
fn overview(graph: &Graph<'_>) -> String {
    let mut out = String::from("## <a id=\"overview\"></a>Overview\n\n");
    let schemas = schema_diagram(graph);
    if !schemas.is_empty() {
        out.push_str("Number of foreign keys between schemas:\n\n");
        out.push_str(&schemas);
    }
    let mut tables: Vec<usize> = (0..graph.nodes.len()).filter(|table| graph.is_related(*table)).collect();
    let all = tables.len() <= MAX_ENTITIES;
    if !all {
        tables.sort_by_key(|t| (usize::MAX - graph.neighbours(*t).len(), *t));
        tables.truncate(MAX_ENTITIES);
    }
    let mut members: BTreeSet<usize> = tables.into_iter().collect();
    if !all {
        // A table's connections may all lead to tables that are not shown.
        let picked = members.clone();
        members.retain(|t| !graph.neighbours(*t).is_disjoint(&picked));
    }
    if members.is_empty() {
        return if schemas.is_empty() { String::new() } else { out };
    }
    let what = if all { "All tables with relations:" } else { "The tables with the most connections:" };
    out.push_str(&format!("{what}\n\n"));
    let picture = Picture {
        schema: only_schema(graph),
        members: &members,
        context: &BTreeSet::new(),
        order: order::by_layers(graph, &members),
        // Boxes of equal height leave room for the lines between them.
        columns: 0,
        merged: true,
    };
    out.push_str(&fenced(&draw(graph, &picture)));
    out
}

/// The schema of all tables, if there is only one.
fn only_schema<'a>(graph: &Graph<'a>) -> Option<&'a str> {
    let first = graph.nodes.first()?.schema;
    graph.nodes.iter().all(|node| node.schema == first).then_some(first)
}

/// The schemas as entities with the number of foreign keys between them; empty if there are none.
fn schema_diagram(graph: &Graph<'_>) -> String {
    let mut pairs: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for edge in &graph.edges {
        let (parent, child) = (graph.nodes[edge.parent].schema, graph.nodes[edge.child].schema);
        if parent != child {
            *pairs.entry((parent, child)).or_default() += 1;
        }
    }
    let mut links: BTreeMap<&str, usize> = BTreeMap::new();
    for ((parent, child), number) in &pairs {
        *links.entry(parent).or_default() += number;
        *links.entry(child).or_default() += number;
    }
    let mut schemas: Vec<(&str, usize)> = links.into_iter().collect();
    schemas.sort_by_key(|(_, number)| usize::MAX - number);
    schemas.truncate(MAX_ENTITIES);
    let mut unique = UniqueNames::default();
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let mut text = String::from("erDiagram\n");
    for (schema, _) in &schemas {
        let id = unique.claim(syntax::entity_id(schema));
        let alias = if id == **schema { String::new() } else { format!("[{}]", syntax::label(schema)) };
        text.push_str(&format!("    {id}{alias}\n"));
        ids.insert(schema, id);
    }
    for ((parent, child), number) in &pairs {
        if let (Some(parent), Some(child)) = (ids.get(parent), ids.get(child)) {
            text.push_str(&format!("    {parent} ||--o{{ {child} : \"{number}\"\n"));
        }
    }
    if schemas.is_empty() { String::new() } else { fenced(&text) }
}

fn fenced(diagram: &str) -> String {
    format!("```mermaid\n{diagram}```\n\n")
}
