//! Changing the default of a column, also when its type changes.

use crate::change::ObjectChange;
use crate::kinds::column::numbering::Renumbering;
use crate::steps::{Action, Hazard, LockMode};
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::{Kind, ObjectId};

/// Types between which the server converts a default with an assignment cast.
const FAMILIES: &[&[&str]] = &[
    &["smallint", "integer", "bigint", "numeric", "real", "double precision"],
    &["date", "timestamp without time zone", "timestamp with time zone"],
    &["time without time zone", "time with time zone"],
    &["inet", "cidr"],
    &["bit", "bit varying"],
    &["json", "jsonb"],
    STRINGS,
];

const STRINGS: &[&str] = &["text", "character varying", "character"];

/// The change that drops a default that is not desired, or that the server cannot convert to the
/// column's new type.
pub(super) fn drop(id: &ObjectId, alter: &str, old: &Column, new: &Column) -> Option<ObjectChange> {
    let is_retyped = old.sql_type != new.sql_type || old.collation != new.collation;
    let is_dropped = new.column_default.is_none() || is_retyped && !is_converted(old, new);
    old.column_default.as_ref().filter(|_| is_dropped)?;
    let sql = format!("{alter} DROP DEFAULT");
    let change = ObjectChange::new(id.clone(), Action::Drop, [sql.into()]).locking(LockMode::AccessExclusive);
    // INSERTs that relied on the default must provide a value now.
    let needs_value = new.column_default.is_none() && new.identity.is_none() && new.is_not_null();
    Some(if needs_value { change.hazard(Hazard::BreaksCode) } else { change })
}

/// The change that sets the desired default of a column; `None` if it has none.
pub(super) fn set(
    column: &ObjectId,
    alter: &str,
    new: &Column,
    renumbering: &Renumbering<'_>,
) -> Option<ObjectChange> {
    let expression = new.column_default.as_ref()?;
    let statement = format!("{alter} SET DEFAULT {expression}").into();
    let default = ObjectId { kind: Kind::Default, ..column.clone() };
    let change = ObjectChange::new(default, Action::Create, [statement]).locking(LockMode::AccessExclusive);
    Some(renumbering.add_to(change).needing([column.clone()]))
}

/// Whether `ALTER COLUMN … TYPE` also converts the column's default. Otherwise the default must be
/// dropped first (`ATExecAlterColumnType`).
pub(super) fn is_converted(old: &Column, new: &Column) -> bool {
    let (current, desired) = (base_type(&old.sql_type), base_type(&new.sql_type));
    let is_array = desired.ends_with("[]");
    let is_family = |family: &&[&str]| {
        let has = |text: &str| family.contains(&text.trim_end_matches("[]"));
        has(&current) && has(&desired)
    };
    current.ends_with("[]") == is_array
        && (current == desired || FAMILIES.iter().any(is_family))
        // Every type has an assignment cast to a string type.
        || !is_array && STRINGS.contains(&&*desired)
}

/// The type without its length or precision, which can be in the middle of the name.
fn base_type(sql_type: &str) -> String {
    match (sql_type.find('('), sql_type.find(')')) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", &sql_type[..open], &sql_type[close + 1..])
        }
        _ => sql_type.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_is_converted_by_assignment_casts_only() {
        let is = |old: &str, new: &str| {
            let column = |sql_type: &str| Column { sql_type: sql_type.into(), ..Column::default() };
            is_converted(&column(old), &column(new))
        };
        assert!(is("integer", "bigint") && is("numeric(8,2)", "numeric(10,2)"));
        assert!(is("timestamp(3) without time zone", "timestamp with time zone"));
        assert!(is("integer", "text") && is("integer[]", "bigint[]"));
        assert!(!is("text", "integer") && !is("text", "app.state") && !is("integer", "bigint[]"));
        assert!(!is("integer", "boolean"));
    }
}
