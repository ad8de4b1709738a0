//! The schema reference in Markdown.
//!
//! The reference is one file, or above a size limit an index and one file per schema. Every object
//! has an explicit anchor derived from its kind and name, so links stay valid when other objects
//! change. Tables are padded to fixed widths, so that they are readable as source and one change is
//! one line of a diff.

mod alike;
mod columns;
mod conventions;
mod details;
pub mod escape;
mod links;
mod obvious;
mod other_objects;
mod overview;
mod page;
mod routines;
mod schema;
pub(crate) mod table;
mod tables;
mod types;
mod views;

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::snapshot::Origin;
use pgplumb_catalog::{Catalog, Kind, ObjectId};

use crate::header;
use crate::model::Model;
use crate::{OutputFile, finish};
use links::{Layout, Links};
use page::Page;

/// Options for the reference.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file name. Files per schema go into the folder of the same name without extension.
    pub file: String,
    /// The user's own Markdown, included unchanged in its own section.
    pub notes: Option<String>,
    /// Related documents: title and address relative to the file.
    pub related: Vec<(String, String)>,
    /// The size in bytes above which the output is split into an index and one file per schema.
    pub split_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            file: "SCHEMA_REFERENCE.md".to_owned(),
            notes: None,
            related: Vec::new(),
            split_bytes: 200_000,
        }
    }
}

/// Renders the reference: one file, or an index and one file per schema.
///
/// Origin and time are in the first file only; row counts are the only volatile parts of other
/// files.
pub fn reference(
    catalog: &Catalog,
    counts: &RowCounts,
    origin: &Origin,
    options: &Options,
) -> Vec<OutputFile> {
    let model = Model::new(catalog);
    let links = Links::new(&model, Layout::Single, &options.file);
    let page = Page { model: &model, links: &links, counts, file: None };
    let mut text = index(&page, origin, options);
    for name in model.documented_schemas() {
        text.push_str(&schema::section(&page, name));
    }
    // Volatile parts must not decide how many files there are.
    if stable(&text).len() <= options.split_bytes {
        return vec![OutputFile { path: options.file.clone(), text: finish(text) }];
    }
    drop(text);
    let links = Links::new(&model, Layout::PerSchema, &options.file);
    let page = Page { model: &model, links: &links, counts, file: None };
    let mut files =
        vec![OutputFile { path: options.file.clone(), text: finish(index(&page, origin, options)) }];
    let folder = options.file.rfind('/').map_or("", |at| &options.file[..=at]);
    for name in model.documented_schemas() {
        let page = Page { model: &model, links: &links, counts, file: Some(name) };
        let mut text = header::do_not_edit("markdown");
        text.push_str(&format!("[Schema reference]({})\n\n", links.section(Some(name), "overview")));
        text.push_str(&schema::section(&page, name));
        let path = format!("{folder}{}", links.schema_file(name));
        files.push(OutputFile { path, text: finish(text) });
    }
    files
}

/// Removes the volatile parts: host, database, minor version, generator, time and row counts.
pub fn stable(text: &str) -> String {
    header::stable(text)
}

/// A section of the index: anchor, title, content.
struct Section(&'static str, &'static str, String);

fn index(page: &Page<'_>, origin: &Origin, options: &Options) -> String {
    let sections = [
        Section("overview", "Overview", overview::overview(page)),
        Section("notes", "Notes", notes(options)),
        Section("related", "Related documents", related(options)),
        Section("relationships", "Key relationships", overview::relationships(page)),
        Section("conventions", "Naming conventions", conventions::conventions(page)),
        Section("database", "Extensions and other objects of the database", other_objects::of_database(page)),
    ];
    let mut out = header::do_not_edit("markdown");
    out.push_str("# Schema reference\n\n");
    out.push_str(&header::origin(origin));
    out.push_str("## Contents\n\n");
    let present: Vec<&Section> = sections.iter().filter(|section| !section.2.is_empty()).collect();
    for Section(anchor, title, _) in &present {
        out.push_str(&format!("- [{title}](#{anchor})\n"));
    }
    for name in page.model.documented_schemas() {
        let id = ObjectId::global(Kind::Schema, name.clone());
        let text = format!("Schema {}", escape::text(name));
        out.push_str(&format!(
            "- {}{}\n",
            page.links.link(page.file, &id, text),
            overview::contents(page, name)
        ));
    }
    out.push('\n');
    for Section(anchor, title, content) in present {
        out.push_str(&format!("## <a id=\"{anchor}\"></a>{title}\n\n{content}"));
    }
    out
}

fn notes(options: &Options) -> String {
    let notes = options.notes.as_deref().unwrap_or_default().replace("\r\n", "\n");
    if notes.trim().is_empty() {
        String::new()
    } else {
        format!("{}\n\n", notes.trim_matches('\n').trim_end())
    }
}

fn related(options: &Options) -> String {
    let mut out = String::new();
    for (title, link) in &options.related {
        // Angle brackets allow spaces and parentheses in an address, but not themselves or line
        // breaks.
        let link: String = link.chars().filter(|c| !c.is_control()).collect();
        let link = link.replace('\\', "%5C").replace('<', "%3C").replace('>', "%3E");
        out.push_str(&format!("- [{}](<{link}>)\n", escape::line(title)));
    }
    if out.is_empty() { out } else { out + "\n" }
}
