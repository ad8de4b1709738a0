//! Queries that count the rows which the bounds of a partition do not allow.

use super::{Existing, Scope, count};
use crate::indexed::IndexedCatalog;
use crate::steps::DataCheck;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::constraint::ForeignKey;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::sql::{ident, literal, split_first_parentheses};

/// The checks for attaching a partition: its own rows must be within its bounds, and the default
/// partition must not have rows within them.
pub(crate) fn attach(
    partition: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Vec<DataCheck> {
    let Some(of) = &partition.partition_of else { return Vec::new() };
    let (Some(parent), id) = (desired.table(&of.parent), partition.id()) else { return Vec::new() };
    let mut checks = Vec::new();
    if let Some(table) = current.table(&id)
        && let Some(condition) = allowed(parent, partition, current, desired)
    {
        let rows = Existing::of(table, current).rows(Scope::Own, &[], None);
        let from = format!("{rows} WHERE NOT COALESCE({condition}, false)");
        checks.push(count(format!("rows of {} that are not within its bounds", id.path()), &from, true));
    }
    let is_same_key = current.table(&of.parent).is_some_and(|old| old.partition_key == parent.partition_key);
    let default = current.default_partition(&of.parent).filter(|other| *other != id && is_same_key);
    if let Some(default) = default.and_then(|default| current.table(&default))
        && let Some(condition) = within(parent, &of.bound, current)
    {
        let from =
            format!("{} WHERE {condition}", Existing::of(default, current).rows(Scope::Own, &[], None));
        let description = format!(
            "rows of the default partition {} within the bounds of {}",
            default.sql_name(),
            id.path()
        );
        checks.push(count(description, &from, true));
    }
    checks
}

/// Rows of a table that fit into none of the partitions of its replacement.
pub(crate) fn unplaced(
    old: &Table,
    new: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<DataCheck> {
    let id = new.id();
    if new.partition_key.is_none() || desired.default_partition(&id).is_some() {
        return None;
    }
    let partitions = desired.partitions(&id).iter().filter_map(|partition| partition.partition_of.as_ref());
    let conditions: Option<Vec<String>> = partitions.map(|of| within(new, &of.bound, current)).collect();
    let conditions = conditions?;
    let any = if conditions.is_empty() { "false".to_owned() } else { conditions.join(" OR ") };
    let rows = Existing::of(old, current).rows(Scope::Own, &[], None);
    let from = format!("{rows} WHERE NOT COALESCE({any}, false)");
    Some(count(format!("rows of {} that fit no partition", id.path()), &from, true))
}

/// Rows of other tables that refer to rows of a partition, which then cannot be detached.
pub(crate) fn references(
    partition: &Table,
    referencing: &Table,
    key: &ForeignKey,
    current: &IndexedCatalog<'_>,
) -> DataCheck {
    let pairs = key.columns.iter().zip(&key.foreign_columns);
    let same: Vec<String> = pairs.map(|(c, f)| format!("f.{} = r.{}", ident(f), ident(c))).collect();
    let from = format!(
        "{} WHERE EXISTS (SELECT FROM {} WHERE {})",
        Existing::of(referencing, current).rows(Scope::Own, &[], Some("r")),
        Existing::of(partition, current).rows(Scope::Own, &[], Some("f")),
        same.join(" AND ")
    );
    let description = format!("rows of {} that refer to {}", referencing.sql_name(), partition.sql_name());
    count(description, &from, true)
}

/// The condition for rows that a partition may have.
fn allowed(
    parent: &Table,
    partition: &Table,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<String> {
    let of = partition.partition_of.as_ref()?;
    if &*of.bound == "DEFAULT" {
        let siblings = desired.partitions(&of.parent).iter().filter(|sibling| sibling.name != partition.name);
        let bounds = siblings.filter_map(|sibling| sibling.partition_of.as_ref());
        let others: Vec<String> =
            bounds.map(|of| within(parent, &of.bound, current)).collect::<Option<_>>()?;
        return (!others.is_empty()).then(|| format!("NOT COALESCE({}, false)", others.join(" OR ")));
    }
    // The function for hash partitions needs the partitioned table.
    let is_hash = parent.partition_key.as_deref()?.starts_with("HASH");
    let is_known = current.table(&of.parent).is_some_and(|old| old.partition_key == parent.partition_key);
    if is_hash && !is_known { None } else { within(parent, &of.bound, current) }
}

/// The condition for rows within bounds as the server prints them; `None` for a default partition,
/// and for keys with an operator class.
fn within(parent: &Table, bound: &str, current: &IndexedCatalog<'_>) -> Option<String> {
    let key = parent.partition_key.as_deref()?;
    let columns: Vec<String> =
        split_first_parentheses(key).into_iter().map(key_value).collect::<Option<_>>()?;
    let bound = bound.strip_prefix("FOR VALUES ")?;
    if let Some(list) = bound.strip_prefix("IN ") {
        return Some(in_list(columns.first()?, &split_first_parentheses(list)));
    }
    if let Some(range) = bound.strip_prefix("FROM ") {
        let (from, to) = range.split_once(" TO (")?;
        let to = format!("({to}");
        let (from, to) = (split_first_parentheses(from), split_first_parentheses(&to));
        let not_null = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>();
        let (from, to) = (at_least(&columns, &from), below(&columns, &to));
        return Some(format!("({} AND {from} AND {to})", not_null.join(" AND ")));
    }
    let hash = split_first_parentheses(bound.strip_prefix("WITH ")?);
    let number = |word: &str| hash.iter().find_map(|part| part.trim().strip_prefix(word)).map(str::trim);
    Some(format!(
        "pg_catalog.satisfies_hash_partition({}::pg_catalog.regclass, {}, {}, {})",
        literal(&current.before(&parent.id()).path()),
        number("modulus")?,
        number("remainder")?,
        columns.join(", ")
    ))
}

/// A column or expression of a partition key, without its collation.
fn key_value(item: &str) -> Option<String> {
    let item = item.trim();
    let value = item.split(" COLLATE ").next().unwrap_or(item);
    let is_plain = value.starts_with(['(', '"']) || value.ends_with(')') || !value.contains(' ');
    is_plain.then(|| value.to_owned())
}

fn in_list(column: &str, values: &[&str]) -> String {
    let is_null = |value: &&str| value.trim() == "NULL";
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
        (Some((column, columns)), Some((value, bound))) => match value.trim() {
            "MINVALUE" => "true".to_owned(),
            "MAXVALUE" => "false".to_owned(),
            value => format!("({column} > {value} OR {column} = {value} AND {})", at_least(columns, bound)),
        },
        _ => "true".to_owned(),
    }
}

/// The condition that the key is below an upper bound.
fn below(columns: &[String], bound: &[&str]) -> String {
    match (columns.split_first(), bound.split_first()) {
        (Some((column, columns)), Some((value, bound))) => match value.trim() {
            "MINVALUE" => "false".to_owned(),
            "MAXVALUE" => "true".to_owned(),
            value => format!("({column} < {value} OR {column} = {value} AND {})", below(columns, bound)),
        },
        _ => "false".to_owned(),
    }
}
