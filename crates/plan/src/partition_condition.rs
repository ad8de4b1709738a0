//! Conditions for the rows that a partition accepts.

use crate::indexed::IndexedCatalog;
use crate::partition_bound::PartitionBound;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::{literal, split_first_parentheses};

/// The condition for rows within bounds as the server prints them; `None` for a default partition,
/// and for keys with an operator class.
pub(crate) fn within(parent: &Table, bound: &str, current: &IndexedCatalog<'_>) -> Option<String> {
    let key = parent.partition_key.as_deref()?;
    let columns: Vec<String> =
        split_first_parentheses(key).into_iter().map(key_value).collect::<Option<_>>()?;
    Some(match PartitionBound::parse(bound)? {
        PartitionBound::Default => return None,
        PartitionBound::List(values) => in_list(columns.first()?, &values),
        PartitionBound::Range { from, to } => {
            let not_null = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>();
            let (from, to) = (at_least(&columns, &from), below(&columns, &to));
            format!("({} AND {from} AND {to})", not_null.join(" AND "))
        }
        PartitionBound::Hash { modulus, remainder } => format!(
            "pg_catalog.satisfies_hash_partition({}::pg_catalog.regclass, {modulus}, {remainder}, {})",
            literal(&current.before(&parent.id()).path()),
            columns.join(", ")
        ),
    })
}

/// A column or expression of a partition key, without its collation.
fn key_value(item: &str) -> Option<String> {
    let item = item.trim();
    let value = item.split(" COLLATE ").next().unwrap_or(item);
    let is_plain = value.starts_with(['(', '"']) || value.ends_with(')') || !value.contains(' ');
    is_plain.then(|| value.to_owned())
}

fn in_list(column: &str, values: &[&str]) -> String {
    let is_null = |value: &&str| *value == "NULL";
    let others: Vec<&str> = values.iter().copied().filter(|value| !is_null(value)).collect();
    let mut conditions = Vec::new();
    if !others.is_empty() {
        conditions.push(format!("{column} IN ({})", others.join(", ")));
    }
    if values.iter().any(is_null) {
        conditions.push(format!("{column} IS NULL"));
    }
    format!("({})", conditions.join(" OR "))
}

/// The condition that the key is not below a lower bound.
fn at_least(columns: &[String], bound: &[&str]) -> String {
    match (columns.split_first(), bound.split_first()) {
        (Some((column, columns)), Some((value, bound))) => match *value {
            "MINVALUE" => "true".to_owned(),
            "MAXVALUE" => "false".to_owned(),
            value if columns.is_empty() => format!("{column} >= {value}"),
            value => format!("({column} > {value} OR {column} = {value} AND {})", at_least(columns, bound)),
        },
        _ => "true".to_owned(),
    }
}

/// The condition that the key is below an upper bound.
fn below(columns: &[String], bound: &[&str]) -> String {
    match (columns.split_first(), bound.split_first()) {
        (Some((column, columns)), Some((value, bound))) => match *value {
            "MINVALUE" => "false".to_owned(),
            "MAXVALUE" => "true".to_owned(),
            value if columns.is_empty() => format!("{column} < {value}"),
            value => format!("({column} < {value} OR {column} = {value} AND {})", below(columns, bound)),
        },
        _ => "false".to_owned(),
    }
}
