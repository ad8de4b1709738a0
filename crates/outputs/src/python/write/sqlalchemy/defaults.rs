//! Defaults of columns, and the sequences that they use.

use pgplumb_catalog::Kind;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::sequence::{Sequence, SequenceOptions};
use pgplumb_catalog::kinds::table::Table;

use super::super::super::text::{Doc, string};
use super::types::Context;
use super::{keyword, primary_key, schema_argument, sql_text};

/// The sequence that `create_all` must create for a column, and the column's default.
pub(super) fn of_column(
    context: &Context<'_>,
    table: &Table,
    column: &Column,
    is_key: bool,
) -> (Option<Doc>, Option<Doc>) {
    let Some(default) = column.column_default.as_deref() else { return (None, None) };
    let sequence = sequence_of(context, default);
    if is_key && sequence.is_some_and(|sequence| is_serial(table, column, sequence)) {
        // SQLAlchemy makes the only integer column of a primary key a serial.
        return (None, None);
    }
    (sequence.map(sequence_argument), Some(keyword("server_default", sql_text(default))))
}

/// The sequence that a default takes its values from.
fn sequence_of<'a>(context: &Context<'a>, default: &str) -> Option<&'a Sequence> {
    let path = default.strip_prefix("nextval('")?.strip_suffix("'::regclass)")?;
    context.sequences.get(path.replace("''", "'").as_str()).copied()
}

/// Whether a column with this sequence is what `SERIAL` makes.
fn is_serial(table: &Table, column: &Column, sequence: &Sequence) -> bool {
    let key = primary_key(table);
    let owner = table.id().nested(Kind::Column, column.column_name.clone());
    let is_referencing = table.foreign_keys.iter().any(|key| key.columns.contains(&column.column_name));
    let options = SequenceOptions { data_type: None, ..sequence.options.clone() };
    key.len() == 1
        && !is_referencing
        && matches!(&*column.sql_type, "smallint" | "integer" | "bigint")
        && sequence.schema == table.schema
        && *sequence.name == format!("{}_{}_seq", table.name, column.column_name)
        && sequence.owned_by.as_ref() == Some(&owner)
        && options == SequenceOptions::default()
}

fn sequence_argument(sequence: &Sequence) -> Doc {
    let mut arguments = vec![Doc::text(string(&sequence.name))];
    arguments.extend(schema_argument(&sequence.schema));
    let data_type = match sequence.options.data_type.as_deref() {
        Some("smallint") => Some("sa.SmallInteger()"),
        Some("integer") => Some("sa.Integer()"),
        _ => None,
    };
    arguments.extend(data_type.map(|data_type| keyword("data_type", Doc::text(data_type))));
    arguments.extend(sequence_options(&sequence.options));
    Doc::call("sa.Sequence", arguments)
}

/// The options that are not the default.
pub(super) fn sequence_options(options: &SequenceOptions) -> Vec<Doc> {
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("minvalue", options.minimum),
        ("maxvalue", options.maximum),
        ("cache", options.cache),
    ];
    let numbers =
        numbers.into_iter().filter_map(|(name, value)| Some(Doc::text(format!("{name}={}", value?))));
    numbers.chain(options.cycle.then(|| Doc::text("cycle=True"))).collect()
}
