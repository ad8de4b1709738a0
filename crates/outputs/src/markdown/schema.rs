//! The section of a schema: lists of its tables and views, then each object.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table as SqlTable;
use pgplumb_catalog::{Kind, Name, ObjectId};

use super::page::{Page, codes, notes, purpose};
use super::table::Table;
use super::{details, escape, other_objects, tables, views};
use crate::header::rows;
use crate::model::own_foreign_keys;

/// Renders the section of a schema.
pub(crate) fn section(page: &Page<'_>, schema: &Name) -> String {
    let model = page.model;
    let catalog = model.catalog;
    let id = ObjectId::global(Kind::Schema, schema.clone());
    let own = catalog.schemas.iter().find(|s| s.name == *schema);
    let mut out = page.heading(2, &id, &format!("Schema {}", escape::text(schema)));
    out.push_str(&purpose(own.and_then(|s| s.comment.as_deref())));
    let listed = model.tables_of(schema);
    out.push_str(&list_of_tables(page, schema, listed));
    out.push_str(&list_of_views(page, schema));
    out.push_str(&relationships(page, schema, listed));
    for table in listed {
        out.push_str(&tables::section(page, table));
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

fn list_of_tables(page: &Page<'_>, schema: &str, tables: &[&SqlTable]) -> String {
    let mut out = Table::new(&[("Table", 48), ("Description", 64), (">Columns", 7), (">Size", 0)]);
    for table in tables {
        let partitions = page.model.partitions(table).len();
        let partitioned = format!("{partitions} partitions");
        let foreign = table.foreign.as_ref().map(|f| format!("foreign table on {}", escape::code(&f.server)));
        let mut remarks: Vec<&str> = foreign.as_deref().into_iter().collect();
        if partitions > 0 {
            remarks.push(&partitioned);
        }
        out.row([
            page.object(schema, &table.id()),
            notes(&remarks, table.comment.as_deref().map(first_paragraph)),
            table.columns.len().to_string(),
            rows(page.count(table)),
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

/// Renders all foreign keys of a schema's tables.
fn relationships(page: &Page<'_>, schema: &str, tables: &[&SqlTable]) -> String {
    let mut out = Table::new(&[("Table", 40), ("Columns", 24), ("References", 48), ("Rules", 0)]);
    for table in tables {
        for key in own_foreign_keys(table) {
            let target = page.table(schema, (&key.foreign_schema, &key.foreign_table));
            out.row([
                page.object(schema, &table.id()),
                codes(&key.columns),
                format!("{target} ({})", codes(&key.foreign_columns)),
                details::foreign_key_rules(key),
            ]);
        }
    }
    let out = out.finish();
    if out.is_empty() {
        return out;
    }
    page.plain_heading(3, &format!("Relationships of {}", escape::text(schema))) + &out
}
