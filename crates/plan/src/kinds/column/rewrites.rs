//! Whether adding a column rewrites the table.

use crate::change::ChangeContext;
use pgplumb_catalog::kinds::column::{Column, GeneratedKind};
use pgplumb_catalog::kinds::function::{Function, Volatility};
use pgplumb_catalog::{Kind, ObjectId};

/// Volatile functions of `pg_catalog` (`pg_proc.provolatile`) that defaults commonly use.
const VOLATILE: &[&str] = &[
    "clock_timestamp",
    "currval",
    "gen_random_uuid",
    "lastval",
    "nextval",
    "random",
    "random_normal",
    "setval",
    "timeofday",
    "uuidv4",
    "uuidv7",
];

/// Whether adding a column rewrites all rows, because its values differ from row to row or a domain
/// has to check them (manual, `ALTER TABLE`, notes on `ADD COLUMN`).
pub(crate) fn rewrites_table(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let is_stored = column.generated.as_ref().is_some_and(|g| g.kind == GeneratedKind::Stored);
    let domain = context.desired.domain(&column.sql_type);
    let is_checked = domain.is_some_and(|domain| domain.not_null || !domain.constraints.is_empty());
    is_stored || has_volatile_default(table, column, context) || is_checked || column.identity.is_some()
}

/// Whether the default of a column calls a volatile function.
///
/// The catalog has the functions of users that a default depends on. PostgreSQL records no
/// dependency on its own functions, and functions of extensions are not in the catalog, so these
/// are recognized by their names.
fn has_volatile_default(table: &ObjectId, column: &Column, context: &ChangeContext<'_>) -> bool {
    let Some(expression) = column.column_default.as_deref() else { return false };
    let default = table.nested(Kind::Default, column.column_name.clone());
    let is_volatile_function = |id: &ObjectId| {
        let object = context.desired.object(id);
        let function = object.and_then(|object| object.as_any().downcast_ref::<Function>());
        function.is_some_and(|function| function.volatility == Volatility::Volatile)
    };
    let needed = || context.desired.dependencies.of(&default);
    let uses_extension = needed().any(|id| id.kind == Kind::Extension);
    needed().any(is_volatile_function)
        || called_names(expression).iter().any(|name| match name.contains('.') {
            // The volatility of a function of an extension is unknown.
            true => uses_extension,
            false => VOLATILE.contains(name),
        })
}

/// The names before parentheses in an expression, as deparsed by the server, except names of types
/// after `::`.
fn called_names(expression: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut start = 0;
    let mut quote = None;
    for (at, c) in expression.char_indices() {
        match (quote, c) {
            // A doubled quote ends and begins a part of the same text.
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => {
                if start < at && !expression[..start].ends_with("::") {
                    names.push(&expression[start..at]);
                }
                start = at + 1;
            }
            (None, c) if c.is_alphanumeric() || matches!(c, '_' | '.' | '$') => {}
            (None, c) => start = at + c.len_utf8(),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::called_names;

    #[test]
    fn names_of_functions_are_found_outside_of_strings() {
        for (expression, names) in [
            ("now()", &["now"][..]),
            ("'random() is ''not'' random()'::text", &[]),
            ("'x'::character varying(5)", &["varying"]),
            ("'x'::public.citext(5)", &[]),
            ("(random() * (10)::double precision)", &["random"]),
            ("app.\"my(fn)\"(1)", &["app.\"my(fn)\""]),
            ("nextval('app.\"it''s(\"'::regclass)", &["nextval"]),
        ] {
            assert_eq!(called_names(expression), names, "{expression}");
        }
    }
}
