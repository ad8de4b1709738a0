//! What a failed statement means for loading.

use tokio_postgres::error::ErrorPosition;

use super::Statement;
use super::error::quoted_name;
use super::lex::words;
use crate::QueryError;

/// The role that a statement needs and the server does not have.
pub(super) fn missing_role(error: &QueryError) -> Option<String> {
    let error = error.server_error().filter(|error| error.code().code() == "42704")?;
    let message = error.message();
    (message.starts_with("role \"") && message.ends_with("\" does not exist"))
        .then(|| quoted_name(message))?
}

/// Whether the server does not have a setting.
pub(super) fn is_unknown_parameter(error: &QueryError) -> bool {
    error.server_error().is_some_and(|error| {
        error.code().code() == "42704" && error.message().starts_with("unrecognized configuration parameter")
    })
}

/// Whether the server does not have a setting that does not affect the schema: it is too old for a
/// time limit, such as `transaction_timeout`, which dumps of later versions set, or too new for
/// `escape_string_warning`, which PostgreSQL 19 removed.
pub(super) fn is_unknown_harmless_parameter(error: &QueryError) -> bool {
    let message = error.server_error().map_or("", |error| error.message());
    is_unknown_parameter(error)
        && quoted_name(message)
            .is_some_and(|name| name.ends_with("_timeout") || name == "escape_string_warning")
}

/// Whether a failure can be ignored, because it does not affect the schema.
pub(super) fn is_ignorable(sql: &str, error: &QueryError) -> bool {
    let Some(code) = error.code() else { return false };
    let all = words(sql, 4);
    let word = |at: usize| all.get(at).map_or("", String::as_str);
    match (word(0), word(1)) {
        ("create", "role" | "user" | "group") => code == "42710",
        // A shell type. A function that returns the type has already created it.
        ("create", "type") => code == "42710" && !sql.contains('(') && !sql.contains(" AS "),
        // From `pg_dumpall --clean`. Other objects in the cluster may depend on the role.
        ("drop", "role" | "group") => is_missing(code) || matches!(code, "2BP01" | "55006"),
        ("drop", "user") if word(2) != "mapping" => is_missing(code) || matches!(code, "2BP01" | "55006"),
        _ => false,
    }
}

/// Whether a statement failed because the object that it drops does not exist, as those that
/// `pg_dump --clean` writes before it creates the objects. If retried later, they would drop what the
/// file has created.
pub(super) fn drops_missing_object(sql: &str, error: &QueryError) -> bool {
    let all = words(sql, usize::MAX);
    let drops = match all.first().map(String::as_str) {
        Some("drop") => true,
        Some("alter") => all.iter().any(|word| word == "drop"),
        _ => false,
    };
    drops && error.code().is_some_and(is_missing)
}

/// Whether the SQLSTATE means that a database, schema, table, column, function or other object does
/// not exist.
pub(super) fn is_missing(code: &str) -> bool {
    matches!(code, "3D000" | "3F000" | "42P01" | "42703" | "42883" | "42704")
}

/// The line of an error, and its column if the server's error contains a position.
pub(super) fn position(error: &QueryError, statement: &Statement) -> (usize, Option<usize>) {
    let Some(ErrorPosition::Original(position)) = error.server_error().and_then(|error| error.position())
    else {
        return (statement.line, None);
    };
    let before = usize::try_from(*position).unwrap_or(1).saturating_sub(1);
    let before: String = statement.sql().chars().take(before).collect();
    let column = match before.rsplit_once('\n') {
        Some((_, last)) => last.chars().count() + 1,
        None => statement.column + before.chars().count(),
    };
    // In a replacement or a transaction block, columns differ from those in the file.
    let is_verbatim = statement.replacement.is_none() && !statement.is_block;
    (statement.line + before.matches('\n').count(), is_verbatim.then_some(column))
}
