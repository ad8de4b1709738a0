//! Compact definitions of tables and views: keys, labels and comments, without storage, indexes and
//! defaults.

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::ConstraintType;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::{ident, ident_list, qualified};
use pgplumb_catalog::visible::visible;
use pgplumb_catalog::{Catalog, Name, ObjectId};

use super::columns;

/// The maximum length of a comment in characters.
const MAX_COMMENT: usize = 160;

/// The maximum number of labels that are listed.
const MAX_LABELS: usize = 12;

/// The maximum length of a check in characters.
const MAX_CHECK: usize = 120;

/// How much of a table or view is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All columns.
    Full,
    /// Key columns and the matching ones.
    Matching,
}

/// A text in one line of limited length, with invisible characters escaped.
pub fn one_line(text: &str, limit: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ");
    let text = match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    };
    visible(&text).into_owned()
}

/// The definition of a table or view; empty for other objects.
pub fn compact_definition(
    catalog: &Catalog,
    id: &ObjectId,
    detail: Detail,
    is_matching: &dyn Fn(&Name) -> bool,
) -> String {
    let all = columns(catalog, id);
    let table = catalog.table(id);
    let is_written = |column: &&Column| {
        let name = &column.column_name;
        detail == Detail::Full || is_matching(name) || table.is_some_and(|table| is_key(table, name))
    };
    let written: Vec<&Column> = all.iter().filter(is_written).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    if let Some(comment) = catalog.object(id).and_then(|object| object.common().comment) {
        text.push_str(&format!("-- {}\n", one_line(comment, MAX_COMMENT)));
    }
    text.push_str(&format!("CREATE {} {} (\n", id.kind.word().to_uppercase(), visible(&id.path())));
    let mut lines: Vec<(String, Option<String>)> =
        written.iter().map(|column| (column_line(table, column), remark(catalog, column))).collect();
    lines.extend(table.into_iter().flat_map(constraints).map(|line| (line, None)));
    let last = lines.len().saturating_sub(1);
    for (at, (line, remark)) in lines.iter().enumerate() {
        let comma = if at == last { "" } else { "," };
        let remark = remark.as_ref().map(|remark| format!(" -- {remark}")).unwrap_or_default();
        text.push_str(&format!("  {}{comma}{remark}\n", visible(line)));
    }
    if written.len() < all.len() {
        text.push_str(&format!("  -- and {} more columns\n", all.len() - written.len()));
    }
    let partitioned = table.and_then(|table| table.partition_key.as_ref());
    let partitioned = partitioned.map(|key| format!(" PARTITION BY {}", visible(key))).unwrap_or_default();
    text.push_str(&format!("){partitioned};\n"));
    text
}

/// Whether a column is part of the primary key or a foreign key.
fn is_key(table: &Table, name: &Name) -> bool {
    table.primary_key().contains(name) || table.foreign_keys.iter().any(|key| key.columns.contains(name))
}

fn column_line(table: Option<&Table>, column: &Column) -> String {
    let name = &column.column_name;
    let mut line = format!("{} {}", ident(name), column.sql_type);
    let is_primary = table.is_some_and(|table| matches!(table.primary_key(), [only] if only == name));
    if is_primary {
        line.push_str(" PRIMARY KEY");
    } else if !column.is_nullable() && table.is_some() {
        line.push_str(" NOT NULL");
    }
    let keys = table.map(|table| table.foreign_keys.as_slice()).unwrap_or_default();
    for key in
        keys.iter().filter(|key| !key.inherited && matches!(key.columns.as_slice(), [only] if only == name))
    {
        let foreign = qualified(&key.foreign_schema, &key.foreign_table);
        line.push_str(&format!(" REFERENCES {foreign} ({})", ident(&key.foreign_column)));
    }
    line
}

/// The labels and the comment of a column.
fn remark(catalog: &Catalog, column: &Column) -> Option<String> {
    let element = column.sql_type.strip_suffix("[]").unwrap_or(&column.sql_type);
    let of_type = catalog.enums.iter().find(|of| qualified(&of.schema, &of.name) == element);
    let labels = of_type.map(|of| {
        let labels = of.labels.iter().take(MAX_LABELS).map(|label| pgplumb_catalog::sql::literal(label));
        let more = if of.labels.len() > MAX_LABELS { ", …" } else { "" };
        one_line(&format!("{}{more}", labels.collect::<Vec<_>>().join(", ")), 2 * MAX_COMMENT)
    });
    let comment = column.comment.as_ref().map(|comment| one_line(comment, MAX_COMMENT));
    let parts: Vec<String> = labels.into_iter().chain(comment).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The keys and checks that are not part of a column's line.
fn constraints(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for constraint in &table.constraints {
        let columns = ident_list(&constraint.columns);
        match (constraint.constraint_type, &constraint.definition) {
            (ConstraintType::PrimaryKey, _) if constraint.columns.len() > 1 => {
                lines.push(format!("PRIMARY KEY ({columns})"));
            }
            (ConstraintType::Unique, _) => lines.push(format!("UNIQUE ({columns})")),
            (ConstraintType::Check, Some(check)) if check.chars().count() <= MAX_CHECK => {
                lines.push(format!("CHECK ({})", one_line(check, MAX_CHECK)));
            }
            _ => {}
        }
    }
    for key in table.foreign_keys.iter().filter(|key| !key.inherited && key.columns.len() > 1) {
        lines.push(format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            ident_list(&key.columns),
            qualified(&key.foreign_schema, &key.foreign_table),
            ident_list(&key.foreign_columns)
        ));
    }
    lines
}
