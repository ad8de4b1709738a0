//! `CREATE FUNCTION` and `CREATE PROCEDURE`.

use std::fmt::Write;

use super::arguments::{Argument, ArgumentMode};
use super::{Function, FunctionKind, Parallel, Volatility};
use crate::sql::{dollar_quoted, ident, literal, qualified};

/// The maximum length of an argument list on one line.
const LINE: usize = 100;

/// Configuration parameters with lists of names (`GUC_LIST_QUOTE`): each name is a separate string.
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// The SQL that makes a function or procedure, one clause a line. `verb` is `CREATE` or `CREATE OR
/// REPLACE`.
pub(super) fn create(function: &Function, verb: &str) -> String {
    let class = if function.is_procedure() { "PROCEDURE" } else { "FUNCTION" };
    let head = format!("{verb} {class} {}", qualified(&function.schema, &function.name));
    let given = function.arguments.iter().filter(|a| a.mode != ArgumentMode::Table);
    let mut sql = parenthesized(&head, given);
    for clause in clauses(function) {
        let _ = write!(sql, "\n    {clause}");
    }
    let _ = match &function.sql_body {
        // The server indents SQL bodies itself.
        Some(block) if block.starts_with("BEGIN") => write!(sql, "\n{block}"),
        Some(expression) => write!(sql, "\n    {expression}"),
        None => write!(sql, "\n    {}", source(function)),
    };
    sql
}

fn clauses(function: &Function) -> Vec<String> {
    let mut clauses = Vec::new();
    clauses.extend(returns(function));
    clauses.push(format!("LANGUAGE {}{}", ident(&function.language), properties(function)));
    if !function.transforms.is_empty() {
        let types: Vec<String> = function.transforms.iter().map(|t| format!("FOR TYPE {t}")).collect();
        clauses.push(format!("TRANSFORM {}", types.join(", ")));
    }
    if let Some(cost) = function.cost {
        clauses.push(format!("COST {cost}"));
    }
    if let Some(rows) = function.rows {
        clauses.push(format!("ROWS {rows}"));
    }
    if let Some(support) = &function.support {
        clauses.push(format!("SUPPORT {support}"));
    }
    clauses.extend(function.settings.iter().map(|s| setting(s)));
    clauses
}

fn returns(function: &Function) -> Option<String> {
    let result = function.result.as_ref()?;
    if function.result_columns().next().is_some() {
        return Some(parenthesized("RETURNS TABLE ", function.result_columns()).replace('\n', "\n    "));
    }
    let set = if function.returns_set { "SETOF " } else { "" };
    Some(format!("RETURNS {set}{result}"))
}

/// The options of one or two words, each after a space.
fn properties(function: &Function) -> String {
    let mut words = vec![""];
    if function.kind == FunctionKind::Window {
        words.push("WINDOW");
    }
    if function.volatility != Volatility::Volatile {
        words.push(function.volatility.word());
    }
    if function.strict {
        words.push("STRICT");
    }
    if function.security_definer {
        words.push("SECURITY DEFINER");
    }
    if function.leakproof {
        words.push("LEAKPROOF");
    }
    match function.parallel {
        Parallel::Unsafe => {}
        Parallel::Restricted => words.push("PARALLEL RESTRICTED"),
        Parallel::Safe => words.push("PARALLEL SAFE"),
    }
    words.join(" ")
}

/// The `AS` clause: the source, or the object file and symbol.
fn source(function: &Function) -> String {
    let source = function.source.as_deref().unwrap_or_default();
    match &function.object_file {
        Some(file) => format!("AS {}, {}", literal(file), literal(source)),
        None if &*function.language == "internal" => format!("AS {}", literal(source)),
        None => format!("AS {}", dollar_quoted(source)),
    }
}

/// Arguments in parentheses, one per line if the list is long.
fn parenthesized<'a>(head: &str, arguments: impl Iterator<Item = &'a Argument>) -> String {
    let arguments: Vec<String> = arguments.map(Argument::sql).collect();
    let short = format!("{head}({})", arguments.join(", "));
    if short.len() <= LINE || arguments.len() < 2 {
        short
    } else {
        format!("{head}(\n    {}\n)", arguments.join(",\n    "))
    }
}

/// `SET name TO value` for an entry of `proconfig`: `name=value`.
fn setting(setting: &str) -> String {
    let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
    let values = if LISTS.contains(&name.to_lowercase().as_str()) {
        list(value).iter().map(|v| literal(v)).collect::<Vec<_>>().join(", ")
    } else {
        literal(value)
    };
    // Parameters of extensions have two names.
    let name: Vec<_> = name.split('.').map(ident).collect();
    format!("SET {} TO {values}", name.join("."))
}

/// Splits a list of names at the commas and unquotes them.
fn list(text: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(name) = names.last_mut() else { break };
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => name.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => names.push(String::new()),
            c if c.is_ascii_whitespace() && !quoted => {}
            c => name.push(c),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_written_as_they_were_set() {
        for (stored, written) in [
            ("work_mem=1MB", "SET work_mem TO '1MB'"),
            ("search_path=\"\"", "SET search_path TO ''"),
            ("search_path=\"$user\", public, \"a,\"\"b\"", "SET search_path TO '$user', 'public', 'a,\"b'"),
            ("my.Setting=it's", "SET my.\"Setting\" TO 'it''s'"),
            ("DateStyle=ISO, DMY", "SET \"DateStyle\" TO 'ISO, DMY'"),
        ] {
            assert_eq!(setting(stored), written);
        }
    }
}
