//! The section of a schema: lists of its tables and views, then each object.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Kind, Name, ObjectId};

use super::alike::{self, Alike};
use super::page::{Page, notes, purpose};
use super::table::Table;
use super::{escape, other_objects, tables, views};
use crate::header::{rows_with_note, total_rows};
use crate::nouns::counted;

/// Renders the section of a schema.
pub(crate) fn section(page: &Page<'_>, schema: &Name) -> String {
    let model = page.model;
    let catalog = model.catalog;
    let id = ObjectId::global(Kind::Schema, schema.clone());
    let own = catalog.schemas.iter().find(|s| s.name == *schema);
    let mut out = page.heading(2, &id, &format!("Schema {}", escape::text(schema)));
    out.push_str(&purpose(own.and_then(|s| s.comment.as_deref())));
    let listed = alike::groups(model, model.tables_of(schema));
    out.push_str(&list_of_tables(page, schema, &listed));
    out.push_str(&list_of_views(page, schema));
    for alike in &listed {
        out.push_str(&tables::section(page, alike));
    }
    for view in catalog.views.iter().filter(|v| v.schema == *schema) {
        out.push_str(&views::view(page, view));
    }
    for view in catalog.materialized_views.iter().filter(|v| v.schema == *schema) {
        out.push_str(&views::materialized_view(page, view));
    }
    out.push_str(&other_objects::of_schema(page, schema));
    out
}

fn list_of_tables(page: &Page<'_>, schema: &str, listed: &[Alike<'_>]) -> String {
    let mut out = Table::new(&[("Table", 48), ("Description", 64), (">Columns", 7), (">Size", 0)]);
    for alike in listed {
        let table = alike.first;
        let partitions = page.model.partitions(table).len();
        let partitioned = counted(partitions, "partition");
        let others = format!("and {} like it", counted(alike.others.len(), "table"));
        let foreign = table.foreign.as_ref().map(|f| format!("foreign table on {}", escape::code(&f.server)));
        let mut remarks: Vec<&str> = foreign.as_deref().into_iter().collect();
        if !alike.others.is_empty() {
            remarks.push(&others);
        }
        if partitions > 0 {
            remarks.push(&partitioned);
        }
        out.row([
            page.object(schema, &table.id()),
            notes(&remarks, table.comment.as_deref().map(first_paragraph)),
            table.columns.len().to_string(),
            match alike.others.is_empty() {
                true => rows_with_note(page.count(table)),
                false => total_rows(alike.tables().map(|table| page.count(table))),
            },
        ]);
    }
    out.finish()
}

fn list_of_views(page: &Page<'_>, schema: &Name) -> String {
    let mut out = Table::new(&[("View", 48), ("Description", 0)]);
    for kind in [Kind::View, Kind::MaterializedView] {
        for view in page.model.objects(kind, schema) {
            let remarks: &[&str] = if kind == Kind::MaterializedView { &["materialized"] } else { &[] };
            out.row([
                page.object(schema, &view.id()),
                notes(remarks, view.common().comment.map(first_paragraph)),
            ]);
        }
    }
    out.finish()
}

/// A comment up to its first empty line. The object's own section has the rest.
fn first_paragraph(comment: &str) -> &str {
    comment.trim_start().split("\n\n").next().unwrap_or(comment)
}
