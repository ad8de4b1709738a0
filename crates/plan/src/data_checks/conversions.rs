//! Queries that count the values that a conversion to another type rejects or changes.

use super::{Existing, Scope, count, count_rows, not_labels};
use crate::indexed::IndexedCatalog;
use crate::steps::DataCheck;
use pgplumb_catalog::kinds::column::{Column, GeneratedKind};
use pgplumb_catalog::sql::{ident, parenthesize};
use pgplumb_catalog::types::{Conversion, SqlType};

/// The values of a column, or of the elements of an array.
struct Values<'a> {
    /// The rows.
    table: Existing<'a>,
    column: &'a str,
    /// The value as an expression.
    value: String,
    is_array: bool,
}

impl Values<'_> {
    /// Counts the rows with values for which a condition holds. `condition` writes it for a value,
    /// with the schema of the server's functions.
    fn count(&self, description: &str, condition: impl Fn(&str, &str) -> String, blocks: bool) -> DataCheck {
        let value = &self.value;
        let from = |table: Existing<'_>| {
            let server = table.server_schema();
            let condition = match self.is_array {
                true => format!(
                    "EXISTS (SELECT FROM {server}unnest({value}) AS element (value) WHERE {})",
                    condition("element.value", server)
                ),
                false => condition(value, server),
            };
            format!("{} WHERE {condition}", table.rows(Scope::WithChildren, &[], None))
        };
        count_rows(self.table, format!("values of {} {description}", self.column), from, blocks)
    }

    /// The same without a query for the user: the condition is an expression of the conversion.
    fn count_converted(
        &self,
        description: &str,
        condition: impl Fn(&str) -> String,
        blocks: bool,
    ) -> DataCheck {
        DataCheck { rows_query: None, ..self.count(description, |value, _| condition(value), blocks) }
    }
}

/// The checks for the conversion of a column's values.
pub(crate) fn checks(
    table: Existing<'_>,
    (old, new): (&Column, &Column),
    conversion: &Conversion<'_>,
    desired: &IndexedCatalog<'_>,
) -> Vec<DataCheck> {
    let (name, rows) = (ident(&old.column_name), table.rows(Scope::WithChildren, &[], None));
    // The enum may not exist yet, so the values are compared with its labels.
    let mut checks = match desired.enumeration(&conversion.to.name) {
        Some(to) => vec![not_labels(table, old, &to.labels)],
        None => {
            let is_array = conversion.from.is_array && conversion.to.is_array;
            let value = name.clone().into_owned();
            let values = Values { table, column: &old.column_name, value, is_array };
            rejected_or_changed(&values, conversion)
        }
    };
    let value = match *old.sql_type == *conversion.sql.1 {
        true => name.into_owned(),
        false => conversion.cast(&name, &conversion.sql.1),
    };
    checks.extend(domain(&old.column_name, &new.sql_type, &value, &rows, desired));
    checks
}

/// The checks for the conversion of a part of a column's values, such as an attribute.
pub(crate) fn checks_of_value(
    table: Existing<'_>,
    column: &Column,
    value: &str,
    conversion: &Conversion<'_>,
) -> Vec<DataCheck> {
    if conversion.is_lossless() {
        return Vec::new();
    }
    let is_array = conversion.from.is_array && conversion.to.is_array;
    let value = format!("({value})");
    rejected_or_changed(&Values { table, column: &column.column_name, value, is_array }, conversion)
}

/// Checks of the values that the conversion between two base types rejects or changes.
fn rejected_or_changed(values: &Values<'_>, conversion: &Conversion<'_>) -> Vec<DataCheck> {
    let (from, to) = (conversion.from.element(), conversion.to.element());
    match (&*to.name, to.length()) {
        // An array becomes a single value, or a value an array.
        _ if conversion.from.is_array != conversion.to.is_array => by_casting(values, conversion),
        ("character varying" | "character", Some(length)) => strings(values, &from, length, conversion),
        ("bit", Some(length)) if from.is(&["bit", "bit varying"]) => {
            let rejected = move |value: &str, server: &str| format!("{server}length({value}) <> {length}");
            vec![values.count(&format!("not {length} bits long"), rejected, true)]
        }
        ("bit varying", Some(length)) if from.is(&["bit", "bit varying"]) => {
            let rejected = move |value: &str, server: &str| format!("{server}length({value}) > {length}");
            vec![values.count(&format!("longer than {length} bits"), rejected, true)]
        }
        ("bigint" | "integer" | "smallint", _) if from.is(&["bigint", "integer", "smallint", "numeric"]) => {
            integers(values, &from, &to, conversion)
        }
        ("numeric", Some(precision)) if is_number(&from) => {
            let scale = to.scale();
            let rounded =
                move |value: &str, server: &str| format!("{server}round({value}::{server}numeric, {scale})");
            let digits = precision - scale;
            let rejected = |value: &str, server: &str| {
                let limit = format!("{server}power(10::{server}numeric, {digits})");
                format!("{server}abs({}) >= {limit}", rounded(value, server))
            };
            let mut checks = vec![values.count(
                &format!("out of the range of {}", conversion.sql.1.trim_end_matches("[]")),
                rejected,
                true,
            )];
            if !conversion.losses.is_empty() {
                let changed = |value: &str, server: &str| {
                    format!("{value}::{server}numeric <> {}", rounded(value, server))
                };
                checks.push(values.count("that would be rounded", changed, false));
            }
            checks
        }
        _ => by_casting(values, conversion),
    }
}

/// Strings that are too long, and strings that lose trailing spaces.
fn strings(
    values: &Values<'_>,
    from: &SqlType<'_>,
    length: i64,
    conversion: &Conversion<'_>,
) -> Vec<DataCheck> {
    let text = |value: &str, server: &str| format!("{value}::{server}text");
    let trimmed = |value: &str, server: &str| format!("{server}rtrim({}, ' ')", text(value, server));
    let mut checks = Vec::new();
    if conversion.may_fail {
        // The conversion removes trailing spaces (manual, section 8.3, "Character Types").
        let rejected =
            |value: &str, server: &str| format!("{server}char_length({}) > {length}", trimmed(value, server));
        checks.push(values.count(&format!("longer than {length}"), rejected, true));
    }
    let keeps_spaces = conversion.to.name == "character varying";
    let is_string = from.is(&["text", "character varying", "name"]) || from.name.ends_with(".citext");
    if is_string && !conversion.losses.is_empty() {
        let limit = if keeps_spaces { length } else { 0 };
        let changed = |value: &str, server: &str| {
            format!(
                "{server}char_length({}) > GREATEST({limit}, {server}char_length({}))",
                text(value, server),
                trimmed(value, server)
            )
        };
        checks.push(values.count("that would lose trailing spaces", changed, false));
    }
    checks
}

fn integers(
    values: &Values<'_>,
    from: &SqlType<'_>,
    to: &SqlType<'_>,
    conversion: &Conversion<'_>,
) -> Vec<DataCheck> {
    let limit: i128 = match &*to.name {
        "bigint" => i64::MAX.into(),
        "integer" => i32::MAX.into(),
        _ => i16::MAX.into(),
    };
    let is_numeric = from.name == "numeric";
    let converted = |value: &str, server: &str| match is_numeric {
        true => format!("{server}round({value})"),
        false => value.to_owned(),
    };
    let rejected = |value: &str, server: &str| {
        format!("{} NOT BETWEEN {} AND {limit}", converted(value, server), -limit - 1)
    };
    let mut checks = vec![values.count(&format!("out of the range of {}", to.name), rejected, true)];
    if !conversion.losses.is_empty() {
        let changed = |value: &str, server: &str| format!("{value} <> {}", converted(value, server));
        checks.push(values.count("that would be rounded", changed, false));
    }
    checks
}

fn is_number(from: &SqlType<'_>) -> bool {
    from.is(&["numeric", "bigint", "integer", "smallint", "real", "double precision"])
}

/// Checks that cast each value. The query fails at the first value that cannot be cast, as the step
/// would.
fn by_casting(values: &Values<'_>, conversion: &Conversion<'_>) -> Vec<DataCheck> {
    let (from, to) = (conversion.from.element(), conversion.to.element());
    let elements = Conversion { from, to, ..conversion.clone() };
    let (old, new) = match values.is_array {
        true => (conversion.sql.0.trim_end_matches("[]"), conversion.sql.1.trim_end_matches("[]")),
        false => (&*conversion.sql.0, &*conversion.sql.1),
    };
    let elements = if values.is_array { &elements } else { conversion };
    let cast = |value: &str| elements.cast(value, new);
    let mut checks = Vec::new();
    if conversion.may_fail {
        let rejected = |value: &str| format!("{value} IS NOT NULL AND ({}) IS NULL", cast(value));
        checks.push(values.count_converted(&format!("that cannot be cast to {new}"), rejected, false));
    }
    if !conversion.losses.is_empty() {
        let back = Conversion::between_built_in(new, old);
        let text = if has_equality(&elements.from) { "" } else { "::pg_catalog.text" };
        let changed = |value: &str| {
            let back = back.cast(&format!("({})", cast(value)), old);
            format!("({back}){text} IS DISTINCT FROM {value}{text}")
        };
        checks.push(values.count_converted("that would change", changed, false));
    }
    checks
}

/// Whether equal values of the type have the same text, as far as users care: `1.50` equals `1.5`,
/// but an interval of 30 days is not one of a month.
fn has_equality(sql_type: &SqlType<'_>) -> bool {
    sql_type.is(&[
        "boolean",
        "smallint",
        "integer",
        "bigint",
        "numeric",
        "real",
        "double precision",
        "date",
        "time without time zone",
        "time with time zone",
        "timestamp without time zone",
        "timestamp with time zone",
        "inet",
        "cidr",
        "uuid",
    ])
}

/// Checks of the values that existing rows get in a new column whose values are computed, or whose type
/// is a domain.
pub(crate) fn added(table: Existing<'_>, column: &Column, desired: &IndexedCatalog<'_>) -> Vec<DataCheck> {
    let Some(value) = table.with_added_columns(desired).added_value(&column.column_name) else {
        return Vec::new();
    };
    let rows = table.rows(Scope::WithChildren, &[], None);
    let name = &column.column_name;
    let mut checks = Vec::new();
    let is_stored =
        column.generated.as_ref().is_some_and(|generated| generated.kind == GeneratedKind::Stored);
    if is_stored && table.can_compute(column, desired) {
        // The query fails at the first row for which the step would fail.
        let from = format!("(SELECT pg_catalog.count({value}) AS n FROM {rows}) AS computed WHERE n < 0");
        checks.push(count(format!("values of {name} that cannot be computed"), &from, true));
    }
    checks.extend(domain(name, &column.sql_type, &value, &rows, desired));
    checks
}

/// Checks of the values of a column against the constraints of a domain and of the domains that it
/// is based on. `value` is the converted value of a row, and `table` the `FROM` item with the rows.
pub(crate) fn domain(
    column: &str,
    sql_type: &str,
    value: &str,
    table: &str,
    desired: &IndexedCatalog<'_>,
) -> Vec<DataCheck> {
    let mut checks = Vec::new();
    let parsed = SqlType::parse(sql_type);
    let mut next = if parsed.is_array { None } else { desired.domain(sql_type) };
    while let Some(domain) = next {
        if domain.not_null {
            let value = if *value == *ident(column) { value.into() } else { parenthesize(value) };
            let from = format!("{table} WHERE {value} IS NULL");
            checks.push(count(format!("rows where {column} is NULL"), &from, true));
        }
        for check in domain.constraints.iter().filter(|check| !check.not_valid) {
            let Some(definition) = &check.definition else { continue };
            // The expression calls the checked value VALUE, which is also a name for a column.
            let from = format!(
                "(SELECT {value} AS value FROM {table}) AS converted WHERE NOT {}",
                parenthesize(definition)
            );
            let description = format!("values of {column} that violate {}", check.constraint_name);
            checks.push(count(description, &from, true));
        }
        next = desired.domain(&domain.base_type);
    }
    checks
}
