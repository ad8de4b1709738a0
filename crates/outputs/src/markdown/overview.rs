//! The overview of the whole database in the index.

use std::collections::BTreeMap;

use pgplumb_catalog::kinds::table::Table as SqlTable;
use pgplumb_catalog::{Kind, Name, ObjectId};

use super::escape;
use super::page::Page;
use super::table::Table;
use crate::header::total_rows;
use crate::model::own_foreign_keys;
use crate::nouns::counted;

/// The number of most referenced tables that are named.
const MAX_HUBS: usize = 12;

/// The number of tables named for a schema without a comment.
const MAX_EXAMPLES: usize = 5;

/// Renders the schemas with their contents and counts.
pub(crate) fn overview(page: &Page<'_>) -> String {
    let catalog = page.model.catalog;
    let partitions =
        page.model.catalog.tables.iter().filter(|t| page.model.is_partition_of_listed_table(t)).count();
    let totals = [
        (page.model.documented_schemas().count(), "schema"),
        (page.model.all_tables().len(), "table"),
        (partitions, "partition"),
        (catalog.views.len() + catalog.materialized_views.len(), "view"),
        (catalog.functions.len() + catalog.procedures.len(), "function"),
        (catalog.enums.len(), "enum"),
    ];
    let totals: Vec<String> =
        totals.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect();
    let mut out = Table::new(&[
        ("Schema", 32),
        ("Contents", 48),
        (">Tables", 6),
        (">Views", 6),
        (">Functions", 9),
        (">Enums", 6),
        (">Size", 0),
    ]);
    for schema in page.model.documented_schemas() {
        let tables = page.model.tables_of(schema);
        let shown = |number: usize| if number == 0 { String::new() } else { number.to_string() };
        let count = |kinds: &[Kind]| {
            shown(kinds.iter().map(|kind| page.model.objects(*kind, schema).len()).sum::<usize>())
        };
        out.row([
            page.object("", &ObjectId::global(Kind::Schema, schema.clone())),
            description(page, schema, tables),
            shown(tables.len()),
            count(&[Kind::View, Kind::MaterializedView]),
            count(&[Kind::Function, Kind::Procedure]),
            count(&[Kind::Enum]),
            total_rows(tables.iter().map(|t| page.count(t))),
        ]);
    }
    let rows = total_rows(page.model.all_tables().iter().map(|t| page.count(t)));
    format!("{} · {rows}\n\n{}", totals.join(" · "), out.finish())
}

/// The numbers of objects in a schema: `: 5 tables, 1 view`.
pub(crate) fn contents(page: &Page<'_>, schema: &Name) -> String {
    let count =
        |kinds: &[Kind]| kinds.iter().map(|kind| page.model.objects(*kind, schema).len()).sum::<usize>();
    let numbers = [
        (page.model.tables_of(schema).len(), "table"),
        (count(&[Kind::View, Kind::MaterializedView]), "view"),
        (count(&[Kind::Function, Kind::Procedure]), "function"),
        (count(&[Kind::Enum]), "enum"),
    ];
    let numbers: Vec<String> =
        numbers.iter().filter(|(n, _)| *n > 0).map(|(n, word)| counted(*n, word)).collect();
    if numbers.is_empty() { String::new() } else { format!(": {}", numbers.join(", ")) }
}

/// A schema's comment, or the names of its most referenced tables.
fn description(page: &Page<'_>, schema: &Name, tables: &[&SqlTable]) -> String {
    let own = page.model.catalog.schemas.iter().find(|s| s.name == *schema);
    if let Some(comment) = own.and_then(|s| s.comment.as_deref()) {
        return escape::line(comment);
    }
    let mut tables = tables.to_vec();
    tables.sort_by_key(|t| (usize::MAX - page.model.references(t).len(), &t.name));
    let names: Vec<String> = tables.iter().take(MAX_EXAMPLES).map(|t| escape::text(&t.name)).collect();
    let more = if tables.len() > MAX_EXAMPLES { ", …" } else { "" };
    names.join(", ") + more
}

/// Renders the most referenced tables and the references between schemas.
pub(crate) fn relationships(page: &Page<'_>) -> String {
    let mut hubs: Vec<(&SqlTable, usize)> = page
        .model
        .all_tables()
        .iter()
        .map(|table| (*table, page.model.references(table).len()))
        .filter(|(_, references)| *references > 1)
        .collect();
    hubs.sort_by_key(|(_, references)| usize::MAX - references);
    let mut most = Table::new(&[("Most referenced", 40), (">Foreign keys", 12), ("From", 0)]);
    for (table, references) in hubs.into_iter().take(MAX_HUBS) {
        let mut from: Vec<(&Name, &Name)> =
            page.model.references(table).iter().map(|(t, _)| (&t.schema, &t.name)).collect();
        from.sort();
        from.dedup();
        let total = from.len();
        let mut names: Vec<String> = from.into_iter().take(MAX_HUBS).map(|key| page.table("", key)).collect();
        if total > MAX_HUBS {
            names.push(format!("and {} more", total - MAX_HUBS));
        }
        most.row([page.table("", (&table.schema, &table.name)), references.to_string(), names.join(", ")]);
    }
    most.finish() + &between_schemas(page)
}

fn between_schemas(page: &Page<'_>) -> String {
    let mut pairs: BTreeMap<(&Name, &Name), usize> = BTreeMap::new();
    for table in page.model.all_tables() {
        for key in own_foreign_keys(table).filter(|k| k.foreign_schema != table.schema) {
            *pairs.entry((&table.schema, &key.foreign_schema)).or_default() += 1;
        }
    }
    let mut out = Table::new(&[("Schema", 32), ("References", 32), (">Foreign keys", 0)]);
    let link = |name: &Name| page.object("", &ObjectId::global(Kind::Schema, name.clone()));
    for ((from, to), number) in pairs {
        out.row([link(from), link(to), number.to_string()]);
    }
    out.finish()
}
