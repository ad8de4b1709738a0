//! Types of fields as messages show them, shortened.

use super::super::read::{Modules, TypeHint, last_component};
use super::super::text;

/// The maximum number of alternatives or labels that are shown.
const SHOWN: usize = 4;

/// The maximum depth of nested types that are shown: aliases may be recursive.
const DEPTH: usize = 3;

/// Formats a type hint for a message.
pub(super) fn format_hint(modules: &Modules<'_>, hint: &TypeHint) -> String {
    format_nested(modules, hint, 0)
}

fn format_nested(modules: &Modules<'_>, hint: &TypeHint, depth: usize) -> String {
    if depth > DEPTH {
        return "…".to_owned();
    }
    match hint {
        TypeHint::Any => "Any".to_owned(),
        TypeHint::None => "None".to_owned(),
        TypeHint::Named(name) => last_component(name).to_owned(),
        TypeHint::Sql(name, _) => name.clone(),
        TypeHint::Class(id) => modules.name_of(*id).to_owned(),
        TypeHint::List(item) => format!("list[{}]", format_nested(modules, item, depth + 1)),
        TypeHint::Literal(labels, _) => {
            format!("Literal[{}]", join(labels.iter().map(|label| text::string(label)).collect(), ", "))
        }
        TypeHint::Union(_) => {
            let alternatives = hint.alternatives().into_iter();
            join(alternatives.map(|hint| format_nested(modules, hint, depth + 1)).collect(), " | ")
        }
        TypeHint::Either(hints) => {
            join(hints.iter().map(|hint| format_nested(modules, hint, depth + 1)).collect(), " or ")
        }
        TypeHint::Unknown | TypeHint::NotAField => "?".to_owned(),
    }
}

/// Joins different texts, at most `SHOWN`.
fn join(texts: Vec<String>, separator: &str) -> String {
    let mut shown: Vec<String> = Vec::new();
    for text in texts {
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    if shown.len() > SHOWN {
        shown.truncate(SHOWN - 1);
        shown.push("…".to_owned());
    }
    shown.join(separator)
}
