//! The columns of tables, views and composite types.

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::table::Table as SqlTable;

use super::escape;
use super::page::Page;
use super::table::Table;
use crate::model::column_key_roles;

/// Renders the columns of a table.
pub(crate) fn of_table(page: &Page<'_>, table: &SqlTable) -> String {
    let mut out = Table::new(&[
        ("Column", 24),
        ("Type", 24),
        ("Nullable", 8),
        ("Default", 16),
        ("Key", 8),
        ("Description", 0),
    ]);
    for column in &table.columns {
        out.row([
            escape::code(&column.column_name),
            column_type(page, column),
            if column.is_nullable() { "yes" } else { "no" }.to_owned(),
            default(column),
            keys(page, table, column),
            description(column),
        ]);
    }
    out.finish()
}

/// Renders the columns of a view or composite type.
pub(crate) fn of_view(page: &Page<'_>, columns: &[Column]) -> String {
    let mut out = Table::new(&[("Column", 24), ("Type", 24), ("Description", 0)]);
    for column in columns {
        let default = default(column);
        let mut text = description(column);
        if !default.is_empty() {
            text = format!("{text}{}default {default}", if text.is_empty() { "" } else { "; " });
        }
        out.row([escape::code(&column.column_name), column_type(page, column), text]);
    }
    out.finish()
}

fn column_type(page: &Page<'_>, column: &Column) -> String {
    let sql_type = page.sql_type(&column.sql_type);
    match &column.collation {
        Some(collation) => format!("{sql_type} collate {}", escape::code(collation)),
        None => sql_type,
    }
}

fn default(column: &Column) -> String {
    if let Some(identity) = &column.identity {
        let options = identity.sequence.sql(false);
        let options = if options.is_empty() { String::new() } else { format!(" ({})", options.trim()) };
        return escape::code(&format!("GENERATED {} AS IDENTITY{options}", identity.generation.word()));
    }
    if let Some(generated) = &column.generated {
        let expression = parenthesized(&generated.expression);
        return escape::sql(&format!("GENERATED ALWAYS AS {expression} {}", generated.kind.word()));
    }
    column.column_default.as_deref().map(escape::sql).unwrap_or_default()
}

/// Encloses an expression in parentheses, unless one pair already encloses it.
pub(crate) fn parenthesized(expression: &str) -> String {
    let mut depth = 0_i32;
    let mut is_quoted = false;
    let last = expression.len().saturating_sub(1);
    for (at, byte) in expression.bytes().enumerate() {
        match byte {
            b'\'' => is_quoted = !is_quoted,
            b'(' if !is_quoted => depth += 1,
            b')' if !is_quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 && at < last {
            return format!("({expression})");
        }
    }
    if expression.starts_with('(') { expression.to_owned() } else { format!("({expression})") }
}

fn keys(page: &Page<'_>, table: &SqlTable, column: &Column) -> String {
    let marks = column_key_roles(table, column);
    let mut keys = Vec::new();
    if marks.primary {
        keys.push("PK".to_owned());
    }
    for key in table.foreign_keys.iter().filter(|k| k.columns.contains(&column.column_name)) {
        let target = page.table(&table.schema, (&key.foreign_schema, &key.foreign_table));
        let mark = format!("FK → {target}");
        if !keys.contains(&mark) {
            keys.push(mark);
        }
    }
    if marks.unique {
        keys.push("UK".to_owned());
    } else if marks.partly_unique {
        keys.push("UK (part)".to_owned());
    }
    keys.join(", ")
}

fn description(column: &Column) -> String {
    let comment = column.comment.as_deref().map(escape::line).unwrap_or_default();
    match (column.inherited, comment.is_empty()) {
        (false, _) => comment,
        (true, true) => "inherited".to_owned(),
        (true, false) => format!("{comment} (inherited)"),
    }
}
