//! The text of one file: a comment that describes the object, and the statements that create it.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::order::Unit;
use pgplumb_catalog::sql::{comment, comment_lines};
use pgplumb_catalog::{Catalog, Kind, Name, ObjectId};

use super::state;
use crate::dump::{Options, is_close, write_heading, write_statements};
use crate::model::{Model, own_foreign_keys};

/// The properties of a relation that its file and the index show.
#[derive(Clone, Copy)]
pub(super) struct Relation<'a> {
    pub columns: &'a [Column],
    pub comment: Option<&'a str>,
    pub table: Option<&'a Table>,
}

impl<'a> Relation<'a> {
    pub(super) fn of(catalog: &'a Catalog, id: &ObjectId) -> Option<Self> {
        let named = |schema: &Name, name: &Name| (Some(schema), name) == (id.schema.as_ref(), &id.name);
        match id.kind {
            Kind::Table | Kind::ForeignTable => catalog.table(id).map(|table| Self {
                columns: &table.columns,
                comment: table.comment.as_deref(),
                table: Some(table),
            }),
            Kind::View => catalog.views.iter().find(|v| named(&v.schema, &v.name)).map(|view| Self {
                columns: &view.columns,
                comment: view.comment.as_deref(),
                table: None,
            }),
            _ => catalog.materialized_views.iter().find(|v| named(&v.schema, &v.name)).map(|view| Self {
                columns: &view.columns,
                comment: view.comment.as_deref(),
                table: None,
            }),
        }
    }
}

/// Renders the file of a relation.
pub(super) fn relation(
    id: &ObjectId,
    model: &Model<'_>,
    relation: Relation<'_>,
    units: &[&Unit],
    incomplete: &BTreeSet<ObjectId>,
) -> String {
    let mut out = state::beginning(&id.to_string());
    out.push_str("--\n");
    let (first, rest) = id.kind.word().split_at(1);
    out.push_str(&comment(&format!("{}{rest} {}", first.to_uppercase(), id.path())));
    out.push('\n');
    if let Some(text) = relation.comment {
        out.push_str(&comment_lines(text.strip_suffix('\n').unwrap_or(text)));
    }
    out.push_str(&format!("--\n-- Columns: {}\n", relation.columns.len()));
    if let Some(table) = relation.table {
        for line in references(table, model) {
            out.push_str(&comment(&line));
            out.push('\n');
        }
    }
    statements(&mut out, units, false, incomplete);
    out
}

/// Lists what a table references and what references it, one line each.
fn references(table: &Table, model: &Model<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(partition) = &table.partition_of {
        lines.push(format!("Partition of: {}", partition.parent.path()));
    }
    lines.extend(table.inherits.iter().map(|parent| format!("Inherits from: {}", parent.path())));
    let columns = |key: &ForeignKey| pgplumb_catalog::sql::ident_list(&key.columns);
    let to = |key: &ForeignKey| pgplumb_catalog::sql::qualified(&key.foreign_schema, &key.foreign_table);
    lines.extend(own_foreign_keys(table).map(|key| format!("References: {} by {}", to(key), columns(key))));
    let mut from: Vec<String> = model
        .references(table)
        .iter()
        .map(|(other, key)| {
            let other = pgplumb_catalog::sql::qualified(&other.schema, &other.name);
            format!("Referenced by: {other} by {}", columns(key))
        })
        .collect();
    from.sort();
    lines.extend(from);
    lines
}

/// Renders a file of objects that do not belong to a table.
pub(super) fn section(of: &str, title: &str, units: &[&Unit], incomplete: &BTreeSet<ObjectId>) -> String {
    let mut out = state::beginning(of);
    out.push_str(&format!("--\n-- {title}\n"));
    statements(&mut out, units, true, incomplete);
    out
}

/// Appends the statements. Statements of a later pass are marked with it.
fn statements(out: &mut String, units: &[&Unit], has_headings: bool, incomplete: &BTreeSet<ObjectId>) {
    let options = Options::default();
    let mut previous: Option<&Unit> = None;
    for unit in units {
        let pass = super::pass(unit, incomplete);
        let is_new_object = previous.is_none_or(|previous| previous.object != unit.object);
        if pass > 1 || !previous.is_some_and(|previous| is_close(previous, unit)) {
            out.push('\n');
        }
        if has_headings && is_new_object {
            write_heading(out, unit);
        }
        let mark = if pass > 1 { format!("-- pgplumb: pass {pass}\n") } else { String::new() };
        write_statements(out, &unit.statements, &options, &mark);
        previous = Some(unit);
    }
}
