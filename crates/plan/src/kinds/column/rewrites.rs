//! Whether adding a column rewrites the table.

use crate::change::ChangeContext;
use crate::indexed::IndexedCatalog;
use pgplumb_catalog::kinds::column::{Column, GeneratedKind};
use pgplumb_catalog::kinds::function::Volatility;

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
pub(crate) fn rewrites_table(column: &Column, context: &ChangeContext<'_>) -> bool {
    let is_stored = column.generated.as_ref().is_some_and(|g| g.kind == GeneratedKind::Stored);
    let is_volatile =
        column.column_default.as_deref().is_some_and(|default| is_volatile(default, context.desired));
    let domain = context.desired.domain(&column.sql_type);
    let is_checked = domain.is_some_and(|domain| domain.not_null || !domain.constraints.is_empty());
    is_stored || is_volatile || is_checked || column.identity.is_some()
}

/// Whether an expression, as deparsed by the server, calls a volatile function.
fn is_volatile(expression: &str, catalog: &IndexedCatalog<'_>) -> bool {
    // The name before a parenthesis, unless it is the name of a type.
    let called_name = |end: usize| {
        let head = &expression[..end];
        let is_name_char = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '"');
        let start = head
            .rfind(|c| !is_name_char(c))
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        (!head[..start].ends_with("::") && start < end).then(|| &head[start..])
    };
    let mut calls = expression.match_indices('(').filter_map(|(at, _)| called_name(at));
    calls.any(|name| match name.contains('.') {
        // Functions of extensions are not in the catalog, so they are assumed to be volatile.
        true => {
            catalog.function_named(name).is_none_or(|function| function.volatility == Volatility::Volatile)
        }
        false => VOLATILE.contains(&name),
    })
}
