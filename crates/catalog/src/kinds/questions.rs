//! Queries that ask existing rows whether a change can be made.

use crate::kinds::column::Column;
use crate::kinds::constraint::{Constraint, ConstraintType, ForeignKey, Match};
use crate::kinds::index::{Index, IndexKey};
use crate::kinds::table::Table;
use crate::plan::Question;
use crate::sql::{ident, in_parentheses, literal, qualified};
use crate::{Catalog, Name, ObjectId};

/// How many rows a query finds.
fn count(counts: String, from: &str, fails: bool) -> Question {
    Question { counts, query: format!("SELECT pg_catalog.count(*) FROM {from}"), fails }
}

/// The table's own rows, and those of its partitions.
fn rows(table: &Table) -> String {
    let only = if table.partition_key.is_some() { "" } else { "ONLY " };
    format!("{only}{}", qualified(&table.schema, &table.name))
}

/// Whether all of these columns are there now.
fn has(table: &Table, columns: &[Name]) -> bool {
    columns.iter().all(|column| table.column(column).is_some())
}

/// Rows of a table, which a column that has no value for them cannot be added to.
pub(crate) fn any_row(table: &Table, column: &Column) -> Question {
    let counts = format!("rows, for which {} has no value", column.column_name);
    count(counts, &qualified(&table.schema, &table.name), true)
}

/// Rows that have no value in a column.
pub(crate) fn nulls(table: &Table, column: &Name) -> Option<Question> {
    table.column(column)?;
    let from = format!("{} WHERE {} IS NULL", qualified(&table.schema, &table.name), ident(column));
    Some(count(format!("rows without a value in {column}"), &from, true))
}

/// Keys that more than one row has.
pub(crate) fn duplicates(table: &Table, index: &Index) -> Option<Question> {
    if !index.is_unique || &*index.method != "btree" || !has(table, &index.columns) {
        return None;
    }
    let keys: Vec<String> = index.keys.iter().map(value).collect::<Option<_>>()?;
    let mut conditions: Vec<String> =
        index.predicate.iter().map(|p| in_parentheses(p).into_owned()).collect();
    if !index.nulls_not_distinct {
        conditions.extend(keys.iter().map(|key| format!("{key} IS NOT NULL")));
    }
    let of =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let from = format!(
        "(SELECT FROM {}{of} GROUP BY {} HAVING pg_catalog.count(*) > 1) AS duplicates",
        rows(table),
        keys.join(", ")
    );
    Some(count(format!("values that several rows have in ({})", keys.join(", ")), &from, true))
}

/// The value that an index has of a key.
fn value(key: &IndexKey) -> Option<String> {
    let column = key.column.as_ref().map(|column| ident(column).into_owned());
    let value = column.or_else(|| key.expression.as_deref().map(|text| in_parentheses(text).into_owned()))?;
    Some(match &key.collation {
        Some(collation) => format!("{value} COLLATE {collation}"),
        None => value,
    })
}

/// Rows that an exclusion constraint does not let be beside each other, or a key whose ranges must not overlap.
pub(crate) fn conflicts(table: &Table, constraint: &Constraint, index: &Index) -> Vec<Question> {
    let operators = constraint.operators();
    let keys: Option<Vec<String>> = index.keys.iter().map(value).collect();
    let Some(keys) = keys.filter(|keys| keys.len() == operators.len() && has(table, &index.columns)) else {
        return Vec::new();
    };
    // As columns of a subquery, keys can be told apart whatever they compute.
    let values = keys.iter().enumerate().map(|(at, key)| format!("{key} AS k{at}"));
    let values = values.collect::<Vec<_>>().join(", ");
    let of = index.predicate.iter().map(|predicate| format!(" WHERE {}", in_parentheses(predicate)));
    let of: String = of.collect();
    let own = format!("(SELECT tableoid, ctid, {values} FROM {}{of})", rows(table));
    let alike = operators.iter().enumerate().map(|(at, operator)| format!(" AND r.k{at} {operator} o.k{at}"));
    let alike: String = alike.collect();
    let from = format!(
        "{own} AS r WHERE EXISTS (SELECT FROM {own} AS o WHERE (r.tableoid, r.ctid) <> (o.tableoid, o.ctid){alike})"
    );
    let name = &constraint.constraint_name;
    let mut questions = vec![count(format!("rows that {name} does not let be beside others"), &from, true)];
    // A range that has nothing in it overlaps none, and is refused.
    if let Some(period) = keys.last().filter(|_| constraint.without_overlaps) {
        let from = format!("{} WHERE pg_catalog.isempty({period})", rows(table));
        questions.push(count(format!("rows with nothing in {period}"), &from, true));
    }
    questions
}

/// Rows that a check refuses.
pub(crate) fn refused(table: &Table, constraint: &Constraint) -> Option<Question> {
    let is_asked = constraint.constraint_type == ConstraintType::Check && has(table, &constraint.columns);
    let definition = constraint.definition.as_deref().filter(|_| is_asked)?;
    let of = if constraint.no_inherit { rows(table) } else { qualified(&table.schema, &table.name) };
    let from = format!("{of} WHERE NOT {}", in_parentheses(definition));
    Some(count(format!("rows that {} refuses", constraint.constraint_name), &from, true))
}

/// Rows that refer to nothing.
pub(crate) fn orphans(table: &Table, key: &ForeignKey, catalog: &Catalog) -> Option<Question> {
    let foreign = key.foreign_id();
    let foreign = catalog.table(&foreign)?;
    if key.period || !has(table, &key.columns) || !has(foreign, &key.foreign_columns) {
        return None;
    }
    let own = |column: &Name| format!("r.{}", ident(column));
    let all = |test: &str| {
        key.columns.iter().map(|c| format!("{} {test}", own(c))).collect::<Vec<_>>().join(" AND ")
    };
    let pairs = key.columns.iter().zip(&key.foreign_columns);
    let same: Vec<String> = pairs.map(|(c, f)| format!("f.{} = {}", ident(f), own(c))).collect();
    let found = format!("EXISTS (SELECT FROM {} f WHERE {})", rows(foreign), same.join(" AND "));
    let mut wrong = format!("{} AND NOT {found}", all("IS NOT NULL"));
    if key.match_type == Match::Full {
        wrong = format!("({wrong}) OR NOT ({}) AND NOT ({})", all("IS NULL"), all("IS NOT NULL"));
    }
    let from = format!("{} r WHERE {wrong}", rows(table));
    let counts = format!(
        "rows whose {} is not in {}",
        key.columns.join(", "),
        qualified(&key.foreign_schema, &key.foreign_table)
    );
    Some(count(counts, &from, true))
}

/// Values that are none of an enum's labels.
pub(crate) fn not_among(table: &ObjectId, column: &Column, labels: &[Name]) -> Question {
    let name = ident(&column.column_name);
    let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
    let (counts, path) =
        (format!("values of {} that are none of its labels", column.column_name), table.path());
    let labels = format!("ARRAY[{}]::pg_catalog.text[]", labels.join(", "));
    let wrong = match column.sql_type.ends_with("[]") {
        true => format!("NOT {name}::pg_catalog.text[] <@ ({labels} || NULL::pg_catalog.text)"),
        false => format!("{name}::pg_catalog.text <> ALL ({labels})"),
    };
    count(counts, &format!("{path} WHERE {wrong}"), true)
}

/// Values that another type cannot hold. `cast` is what makes the one of the other.
pub(crate) fn cast(
    table: &ObjectId,
    old: &Column,
    new: &Column,
    cast: Option<&str>,
    catalog: &Catalog,
) -> Vec<Question> {
    let is_enum = |e: &&crate::kinds::enumeration::Enum| *qualified(&e.schema, &e.name) == *new.sql_type;
    // The type may not be there yet.
    if let Some(to) = catalog.enums.iter().find(is_enum) {
        return vec![not_among(table, old, &to.labels)];
    }
    let (name, path, to) = (ident(&old.column_name), table.path(), &*new.sql_type);
    let values = format!("values of {}", old.column_name);
    let wrong = |counts: &str, condition: String, fails| {
        vec![count(format!("{values} {counts}"), &format!("{path} WHERE {condition}"), fails)]
    };
    let (kind, sizes) = sized(to);
    match (kind, sizes.as_slice()) {
        ("character varying" | "character", [length]) if is_text(&old.sql_type) => wrong(
            &format!("longer than {length}"),
            // Spaces at the end are cut off (manual, section 8.3, "Character Types").
            format!("pg_catalog.char_length(pg_catalog.rtrim({name}::pg_catalog.text, ' ')) > {length}"),
            true,
        ),
        ("integer" | "smallint", [])
            if matches!(sized(&old.sql_type).0, "bigint" | "integer" | "numeric") =>
        {
            let limit: i64 = if kind == "integer" { i32::MAX.into() } else { i16::MAX.into() };
            wrong(
                &format!("out of the range of {kind}"),
                format!("{name} NOT BETWEEN {} AND {limit}", -limit - 1),
                true,
            )
        }
        ("numeric", [precision, rest @ ..]) if is_number(&old.sql_type) => {
            let scale = rest.first().copied().unwrap_or(0);
            let rounded = format!("pg_catalog.round({name}::pg_catalog.numeric, {scale})");
            let mut asked = wrong(
                &format!("out of the range of {to}"),
                format!(
                    "pg_catalog.abs({rounded}) >= pg_catalog.power(10::pg_catalog.numeric, {})",
                    precision - scale
                ),
                true,
            );
            asked.extend(wrong(
                "that would be rounded",
                format!("{name}::pg_catalog.numeric <> {rounded}"),
                false,
            ));
            asked
        }
        _ => {
            let Some(cast) = cast else { return Vec::new() };
            let counts = format!("{values} that are no {to}");
            // The first value that cannot be cast makes the query fail, as it would make the step fail.
            vec![count(counts, &format!("{path} WHERE {name} IS NOT NULL AND ({cast}) IS NULL"), false)]
        }
    }
}

/// A type's name, and the sizes in parentheses.
fn sized(text: &str) -> (&str, Vec<i64>) {
    match text.split_once('(') {
        Some((name, sizes)) => {
            let sizes = sizes.trim_end_matches(')').split(',');
            (name.trim_end(), sizes.filter_map(|size| size.trim().parse().ok()).collect())
        }
        None => (text, Vec::new()),
    }
}

fn is_text(sql_type: &str) -> bool {
    matches!(sized(sql_type).0, "text" | "character varying" | "character")
}

fn is_number(sql_type: &str) -> bool {
    matches!(sized(sql_type).0, "numeric" | "bigint" | "integer" | "smallint" | "real" | "double precision")
}
