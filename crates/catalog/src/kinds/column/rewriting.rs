//! Whether a column that is added is written into every row.

use super::{Column, GeneratedKind};
use crate::Catalog;
use crate::kinds::AlterContext;
use crate::kinds::function::Volatility;
use crate::sql::qualified;

/// Functions of the system's own that give another value for each row (`pg_proc.provolatile`), as far as defaults use them.
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

/// Whether adding a column writes every row anew: where its values differ from row to row, or a domain has to look at them (manual,
/// `ALTER TABLE`, notes on `ADD COLUMN`).
pub(crate) fn writes_rows(column: &Column, context: &AlterContext<'_>) -> bool {
    let is_stored = column.generated.as_ref().is_some_and(|g| g.kind == GeneratedKind::Stored);
    let is_volatile =
        column.column_default.as_deref().is_some_and(|default| is_volatile(default, context.to));
    let domain =
        context.to.domains.iter().find(|domain| *qualified(&domain.schema, &domain.name) == *column.sql_type);
    let is_checked = domain.is_some_and(|domain| domain.not_null || !domain.constraints.is_empty());
    is_stored || is_volatile || is_checked || column.identity.is_some()
}

/// Whether an expression, as the server writes it, calls a function that gives another value each time.
fn is_volatile(expression: &str, catalog: &Catalog) -> bool {
    // The name before a parenthesis, unless it is that of a type.
    let called = |end: usize| {
        let head = &expression[..end];
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '"');
        let start = head
            .rfind(|c| !is_part(c))
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        (!head[..start].ends_with("::") && start < end).then(|| &head[start..])
    };
    let mut calls = expression.match_indices('(').filter_map(|(at, _)| called(at));
    calls.any(|name| match name.contains('.') {
        // Of an extension's functions nothing is known.
        true => catalog
            .functions
            .iter()
            .find(|function| qualified(&function.schema, &function.name) == name)
            .is_none_or(|function| function.volatility == Volatility::Volatile),
        false => VOLATILE.contains(&name),
    })
}
