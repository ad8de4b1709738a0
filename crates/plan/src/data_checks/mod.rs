//! Queries that count the existing rows on which a step would fail.

pub(crate) mod conversions;
mod existing;
pub(crate) mod partitions;

use crate::indexed::IndexedCatalog;
use crate::kinds::conversion_of_types::Converter;
use crate::steps::DataCheck;
pub(crate) use existing::{Existing, Scope};
use pgplumb_catalog::Name;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{Constraint, ConstraintType, ForeignKey, Match};
use pgplumb_catalog::kinds::index::{Index, IndexKey};
use pgplumb_catalog::kinds::sequence::SequenceOptions;
use pgplumb_catalog::sql::{ident, literal, parenthesize, qualified};

/// A check that counts rows.
fn count(description: String, from: &str, blocks: bool) -> DataCheck {
    let query = format!("SELECT pg_catalog.count(*) FROM {from}");
    DataCheck { description, query, rows_query: None, blocks }
}

/// A check that counts rows of a table. `from` writes what follows `FROM`, once for the program and
/// once for the query that shows the rows to the user.
fn count_rows(
    table: Existing<'_>,
    description: String,
    from: impl Fn(Existing<'_>) -> String,
    blocks: bool,
) -> DataCheck {
    let rows_query = Some(format!("SELECT * FROM {}", from(table.for_reader())));
    DataCheck { rows_query, ..count(description, &from(table), blocks) }
}

/// Any row: a required column without a default can only be added to an empty table.
pub(crate) fn any_row(table: Existing<'_>, column: &Column) -> DataCheck {
    let description = format!("rows without a value for the new column {}", column.column_name);
    count_rows(table, description, |table| table.rows(Scope::WithChildren, &[], None), true)
}

/// The last value of a sequence, if it is past the last value that the new options allow. `None` if
/// they allow as many values as the old options.
pub(crate) fn sequence_past_its_end(
    sequence: &str,
    (old, new): (&SequenceOptions, &SequenceOptions),
) -> Option<DataCheck> {
    let ((old_minimum, old_maximum), (minimum, maximum)) = (old.bounds(), new.bounds());
    let condition = match new.is_descending() {
        true if minimum > old_minimum => format!("last_value < {minimum}"),
        false if maximum < old_maximum => format!("last_value > {maximum}"),
        _ => return None,
    };
    let from = format!("{sequence} WHERE {condition}");
    Some(count(format!("last values out of the bounds of sequence {sequence}"), &from, true))
}

/// Rows where a column is NULL.
pub(crate) fn nulls(table: Existing<'_>, column: &Name) -> Option<DataCheck> {
    let columns = std::slice::from_ref(column);
    if !table.has_columns(columns) {
        return None;
    }
    let from = |table: Existing<'_>| {
        format!("{} WHERE {} IS NULL", table.rows(Scope::WithChildren, columns, None), ident(column))
    };
    Some(count_rows(table, format!("rows where {column} is NULL"), from, true))
}

/// Duplicate values of a unique index.
pub(crate) fn duplicates(table: Existing<'_>, index: &Index) -> Option<DataCheck> {
    let columns = table.columns_of(index);
    if !index.is_unique || &*index.method != "btree" || !table.has_columns(&columns) {
        return None;
    }
    if cannot_have_duplicates(table, index) {
        return None;
    }
    let keys: Vec<String> = index.keys.iter().map(key_expression).collect::<Option<_>>()?;
    let mut conditions: Vec<String> = index.predicate.iter().map(|p| parenthesize(p).into_owned()).collect();
    if !index.nulls_not_distinct {
        conditions.extend(keys.iter().map(|key| format!("{key} IS NOT NULL")));
    }
    let filter =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let from = format!(
        "(SELECT FROM {}{filter} GROUP BY {} HAVING pg_catalog.count(*) > 1) AS duplicates",
        table.rows(Scope::Own, &columns, None),
        keys.join(", ")
    );
    let shown = keys.join(", ");
    let rows_query = Some(format!(
        "SELECT {shown}, count(*) FROM {}{filter} GROUP BY {shown} HAVING count(*) > 1",
        table.for_reader().rows(Scope::Own, &columns, None)
    ));
    Some(DataCheck { rows_query, ..count(format!("duplicate values of ({shown})"), &from, true) })
}

/// Whether the rows cannot have duplicates: they all get NULL in a new column of the key.
pub(crate) fn cannot_have_duplicates(table: Existing<'_>, index: &Index) -> bool {
    let key_columns: Vec<Name> = index.keys.iter().filter_map(|key| key.column.clone()).collect();
    !index.nulls_not_distinct && table.adds_nulls(&key_columns)
}

/// Whether no foreign key of the rows can lack a match: they all get NULL in a new column of the key.
pub(crate) fn cannot_have_orphans(table: Existing<'_>, key: &ForeignKey) -> bool {
    key.match_type != Match::Full && table.adds_nulls(&key.columns)
}

/// The expression that an index key is computed from.
fn key_expression(key: &IndexKey) -> Option<String> {
    let column = key.column.as_ref().map(|column| ident(column).into_owned());
    let value = column.or_else(|| key.expression.as_deref().map(|text| parenthesize(text).into_owned()))?;
    Some(match &key.collation {
        Some(collation) => format!("{value} COLLATE {collation}"),
        None => value,
    })
}

/// Rows that conflict with another row under an exclusion constraint or a key `WITHOUT OVERLAPS`.
pub(crate) fn conflicts(table: Existing<'_>, constraint: &Constraint, index: &Index) -> Vec<DataCheck> {
    let operators = constraint.operators();
    let keys: Option<Vec<String>> = index.keys.iter().map(key_expression).collect();
    let columns = table.columns_of(index);
    let Some(keys) = keys.filter(|keys| keys.len() == operators.len() && table.has_columns(&columns)) else {
        return Vec::new();
    };
    // A subquery gives the keys unambiguous column names.
    let values = keys.iter().enumerate().map(|(at, key)| format!("{key} AS k{at}"));
    let values = values.collect::<Vec<_>>().join(", ");
    let filter = index.predicate.iter().map(|predicate| format!(" WHERE {}", parenthesize(predicate)));
    let filter: String = filter.collect();
    let rows = table.rows(Scope::Own, &columns, None);
    let own = format!("(SELECT tableoid, ctid, {values} FROM {rows}{filter})");
    let matches =
        operators.iter().enumerate().map(|(at, operator)| format!(" AND r.k{at} {operator} o.k{at}"));
    let matches: String = matches.collect();
    let from = format!(
        "{own} AS r WHERE EXISTS (SELECT FROM {own} AS o WHERE (r.tableoid, r.ctid) <> (o.tableoid, o.ctid){matches})"
    );
    let name = &constraint.constraint_name;
    let mut data_checks =
        vec![count(format!("rows that conflict with another row under {name}"), &from, true)];
    // An empty range overlaps no other range, but WITHOUT OVERLAPS does not allow it.
    if let Some(period) = keys.last().filter(|_| constraint.without_overlaps) {
        let from = |table: Existing<'_>| {
            let rows = table.rows(Scope::Own, &columns, None);
            format!("{rows} WHERE {}isempty({period})", table.server_schema())
        };
        data_checks.push(count_rows(table, format!("rows with an empty range in {period}"), from, true));
    }
    data_checks
}

/// Rows that violate a check constraint.
pub(crate) fn violations(table: Existing<'_>, constraint: &Constraint) -> Option<DataCheck> {
    let is_checkable =
        constraint.constraint_type == ConstraintType::Check && table.has_columns(&constraint.columns);
    let definition = constraint.definition.as_deref().filter(|_| is_checkable)?;
    let scope = if constraint.no_inherit { Scope::Own } else { Scope::WithChildren };
    let from = |table: Existing<'_>| {
        let rows = table.rows(scope, &constraint.columns, None);
        format!("{rows} WHERE NOT {}", parenthesize(definition))
    };
    Some(count_rows(table, format!("rows that violate {}", constraint.constraint_name), from, true))
}

/// Rows whose foreign key refers to no row.
pub(crate) fn orphans(
    table: Existing<'_>,
    key: &ForeignKey,
    current: &IndexedCatalog<'_>,
    desired: &IndexedCatalog<'_>,
) -> Option<DataCheck> {
    let id = key.foreign_id();
    let foreign = current.table(&id).map(|table| Existing::of(table, current).with_added_columns(desired));
    let is_readable = foreign.is_none_or(|foreign| foreign.has_columns(&key.foreign_columns));
    if !table.has_columns(&key.columns) || !is_readable {
        return None;
    }
    if cannot_have_orphans(table, key) {
        return None;
    }
    // A table that the plan creates has no rows, unless existing tables become its partitions.
    if foreign.is_none() && desired.table(&id)?.partition_key.is_some() {
        return None;
    }
    let from = |table: Existing<'_>| {
        let is_for_reader = table.server_schema().is_empty();
        let foreign = foreign.map(|foreign| if is_for_reader { foreign.for_reader() } else { foreign });
        let rows = foreign.map(|foreign| foreign.rows(Scope::Own, &key.foreign_columns, Some("f")));
        let condition = orphan_condition(key, rows.as_deref(), table.server_schema());
        format!("{} WHERE {condition}", table.rows(Scope::Own, &key.columns, Some("r")))
    };
    let description = format!(
        "rows whose ({}) has no match in {}",
        key.columns.join(", "),
        qualified(&key.foreign_schema, &key.foreign_table)
    );
    Some(count_rows(table, description, from, true))
}

/// The condition for rows `r` whose foreign key refers to none of the rows `f`. Without such rows,
/// each key violates the constraint.
fn orphan_condition(key: &ForeignKey, foreign: Option<&str>, server_schema: &str) -> String {
    let own = |column: &Name| format!("r.{}", ident(column));
    let all = |test: &str| {
        key.columns.iter().map(|c| format!("{} {test}", own(c))).collect::<Vec<_>>().join(" AND ")
    };
    let pairs = key.columns.iter().zip(&key.foreign_columns);
    let same: Vec<String> = pairs.map(|(c, f)| format!("f.{} = {}", ident(f), own(c))).collect();
    let found = match (foreign, key.period, key.columns.last(), key.foreign_columns.last()) {
        (None, ..) => "false".to_owned(),
        // The periods of the referenced rows together have to contain the period.
        (Some(foreign), true, Some(period), Some(foreign_period)) => format!(
            "COALESCE(r.{} OPERATOR(pg_catalog.<@) (SELECT {server_schema}range_agg(f.{}) FROM {foreign} WHERE {}), false)",
            ident(period),
            ident(foreign_period),
            same[..same.len() - 1].join(" AND ")
        ),
        (Some(foreign), ..) => format!("EXISTS (SELECT FROM {foreign} WHERE {})", same.join(" AND ")),
    };
    let condition = format!("{} AND NOT {found}", all("IS NOT NULL"));
    match key.match_type {
        Match::Full => {
            format!("({condition}) OR NOT ({}) AND NOT ({})", all("IS NULL"), all("IS NOT NULL"))
        }
        _ => condition,
    }
}

/// Values that are not labels of an enum.
pub(crate) fn not_labels(table: Existing<'_>, column: &Column, labels: &[Name]) -> DataCheck {
    let name = ident(&column.column_name);
    let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
    let description = format!("values of {} that are not labels of the enum", column.column_name);
    let labels = format!("ARRAY[{}]", labels.join(", "));
    let from = |table: Existing<'_>| {
        let rows = table.rows(Scope::WithChildren, &[], None);
        let text = format!("{}text", table.server_schema());
        let condition = match column.sql_type.ends_with("[]") {
            true => format!("NOT {name}::{text}[] <@ ({labels}::{text}[] || NULL::{text})"),
            false => format!("{name}::{text} <> ALL ({labels}::{text}[])"),
        };
        format!("{rows} WHERE {condition}")
    };
    count_rows(table, description, from, true)
}

/// Values that the new definition of the column's type does not have.
pub(crate) fn replaced_type(
    table: Existing<'_>,
    column: &Column,
    converter: &Converter<'_>,
    desired: &IndexedCatalog<'_>,
) -> Vec<DataCheck> {
    if let Some(labels) = converter.labels(&column.sql_type) {
        return vec![not_labels(table, column, labels)];
    }
    // A type of the desired schema may not exist yet, so only conversions to other types are tried.
    let replaced = converter.base_conversions(&ident(&column.column_name), &column.sql_type).into_iter();
    let known = replaced.filter(|c| converter.stays(&c.from) && converter.stays(&c.to));
    let mut checks = Vec::new();
    for known in known {
        let conversion = converter.conversion(&known.from, &known.to);
        checks.extend(conversions::checks_of_value(table, column, &known.value, &conversion));
        if known.attribute.is_none() {
            let (value, name) = (conversion.cast(&known.value, &known.to), &column.column_name);
            let rows = table.rows(Scope::WithChildren, &[], None);
            checks.extend(conversions::domain(name, &column.sql_type, &value, &rows, desired));
        }
    }
    checks
}
