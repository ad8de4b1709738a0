//! Tells the statements that failed first from those that only failed because of them.

use std::collections::BTreeMap;

use super::error::{FailedStatement, quoted_name};

/// Failed statements, reduced to their causes.
pub(super) struct Causes<'a> {
    /// The statements that failed for reasons of their own, each with the number of further
    /// statements that miss the same object.
    pub statements: Vec<(&'a FailedStatement, usize)>,
    /// The number of statements that miss something that a failed statement would have created.
    pub consequences: usize,
    /// What is missing although no statement creates it. Features of later versions do not count.
    pub missing: Vec<String>,
}

impl<'a> Causes<'a> {
    /// Finds the causes. Missing extensions come first, because they usually cause other failures.
    pub fn of(failed: &'a [FailedStatement]) -> Self {
        let missing: Vec<Option<String>> = failed.iter().map(missing_name).collect();
        let creations: Vec<Option<Vec<String>>> = failed.iter().map(created_names).collect();
        let is_consequence = |at: usize| {
            let Some(name) = missing[at].as_deref().map(last_part) else { return false };
            creations.iter().enumerate().any(|(other, names)| {
                other != at && names.as_ref().is_some_and(|names| names.iter().any(|created| created == name))
            })
        };
        let (consequences, mut own): (Vec<usize>, Vec<usize>) =
            (0..failed.len()).partition(|at| is_consequence(*at));
        // Statements that only need each other have no other cause.
        if own.is_empty() {
            own = (0..failed.len()).collect();
        }
        let mut statements: Vec<(&FailedStatement, usize)> = Vec::new();
        let mut known: BTreeMap<&str, usize> = BTreeMap::new();
        for at in own {
            match missing[at].as_deref() {
                Some(name) if known.contains_key(name) => statements[known[name]].1 += 1,
                name => {
                    known.extend(name.map(|name| (name, statements.len())));
                    statements.push((&failed[at], 0));
                }
            }
        }
        let missing = known.into_iter().filter(|(_, at)| !statements[*at].0.needs_later_version);
        let missing = missing.map(|(name, _)| name.to_owned()).collect();
        statements.sort_by_key(|(failed, _)| failed.missing_extension.is_none());
        Self { statements, consequences: consequences.len(), missing }
    }
}

/// The object whose absence made a statement fail, as the server names it.
fn missing_name(failed: &FailedStatement) -> Option<String> {
    let error = failed.error.server_error()?;
    let message = error.message();
    match error.code().code() {
        "42P01" | "42704" | "3F000" => quoted_name(message),
        "42883" => {
            let name = message.strip_prefix("function ")?.split('(').next()?;
            Some(name.to_owned())
        }
        _ => None,
    }
}

/// The words before the body of a `CREATE` statement, which include the name of the object.
fn created_names(failed: &FailedStatement) -> Option<Vec<String>> {
    let statement = failed.statement.trim_start();
    if !statement.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("create ")) {
        return None;
    }
    let head = statement.split(['(', ';']).next().unwrap_or_default();
    let until = [" on ", " as ", " using "].iter().filter_map(|word| find_word(head, word)).min();
    let head = &head[..until.unwrap_or(head.len())];
    let words = head.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
    Some(words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect())
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(word)
}

/// The name without its schema.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim_matches('"')
}
