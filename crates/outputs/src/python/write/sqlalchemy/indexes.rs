//! The indexes of a table that belong to no constraint.

use pgplumb_catalog::kinds::index::{Index, IndexKey};
use pgplumb_catalog::kinds::table::Table;

use super::super::super::text::{Doc, string};
use super::constraints::included;
use super::{keyword, sql_text};

pub(super) fn of_table(table: &Table) -> Vec<Doc> {
    table.indexes.iter().filter(|index| !index.is_constraint).map(index).collect()
}

fn index(index: &Index) -> Doc {
    let mut arguments = vec![Doc::text(string(&index.index_name))];
    arguments.extend(index.keys.iter().map(key));
    if index.is_unique {
        arguments.push(Doc::text("unique=True"));
    }
    if &*index.method != "btree" {
        arguments.push(keyword("postgresql_using", Doc::text(string(&index.method))));
    }
    let classes: Vec<Doc> = index.keys.iter().filter_map(operator_class).collect();
    if !classes.is_empty() {
        arguments.push(keyword("postgresql_ops", dict(classes)));
    }
    if let Some(predicate) = &index.predicate {
        arguments.push(keyword("postgresql_where", sql_text(predicate)));
    }
    arguments.extend(included(index));
    if index.nulls_not_distinct {
        arguments.push(Doc::text("postgresql_nulls_not_distinct=True"));
    }
    let options = index.options.iter().filter_map(|option| option.split_once('='));
    let options: Vec<Doc> =
        options.map(|(name, value)| Doc::text(format!("{}: {}", string(name), string(value)))).collect();
    if !options.is_empty() {
        arguments.push(keyword("postgresql_with", dict(options)));
    }
    Doc::call("sa.Index", arguments)
}

fn dict(items: Vec<Doc>) -> Doc {
    Doc::Group { open: "{".to_owned(), items, close: '}', comma: true }
}

/// Whether a key is a column in the default order.
fn is_plain(key: &IndexKey) -> bool {
    key.column.is_some()
        && key.collation.is_none()
        && !key.descending
        && !key.nulls_first
        && key.operator_class_options.is_empty()
}

fn key(key: &IndexKey) -> Doc {
    match key.column.as_ref().filter(|_| is_plain(key)) {
        Some(column) => Doc::text(string(column)),
        None => sql_text(&as_reflected(&key.sql())),
    }
}

/// The expression as SQLAlchemy reflects it, so that Alembic finds it equal: without the parentheses
/// around a column that is cast.
fn as_reflected(sql: &str) -> String {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let mut out = String::with_capacity(sql.len());
    let mut is_literal = false;
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        is_literal ^= c == '\'';
        let column =
            rest.strip_prefix('(').and_then(|inner| inner.split_once(")::")).map(|(column, _)| column);
        let column = column.filter(|column| !column.is_empty() && column.chars().all(is_word));
        match column.filter(|_| !is_literal && !out.ends_with(|c| is_word(c) || c == '"')) {
            Some(column) => {
                out.push_str(column);
                rest = &rest[column.len() + 2..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

fn operator_class(key: &IndexKey) -> Option<Doc> {
    let column = key.column.as_ref().filter(|_| is_plain(key))?;
    let class = key.operator_class.as_ref()?;
    Some(Doc::text(format!("{}: {}", string(column), string(class))))
}

#[cfg(test)]
mod tests {
    use super::as_reflected;

    #[test]
    fn casts_of_columns_have_no_parentheses() {
        for (sql, reflected) in [
            ("lower((name)::text)", "lower(name::text)"),
            ("(name)::text", "name::text"),
            ("f(name)::text", "f(name)::text"),
            ("coalesce('(a)::b', (a + b)::text)", "coalesce('(a)::b', (a + b)::text)"),
        ] {
            assert_eq!(as_reflected(sql), reflected);
        }
    }
}
