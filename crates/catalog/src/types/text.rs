//! Conversions to and from character strings.

use super::effect::Effect;
use super::{SqlType, ValueLoss, modifiers};

/// What converting one string type to another does.
pub(super) fn between(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    let is_fixed = |sql_type: &SqlType<'_>| sql_type.is(&["character", "bpchar"]);
    match &*to.name {
        "name" => into_name(from),
        "character" if is_fixed(from) && !modifiers::is_longer(from, to) => Effect::rewrite().failing(),
        "character" | "bpchar" if is_fixed(from) => Effect { rewrites: to.name != "bpchar", ..Effect::NONE },
        "character" | "bpchar" => {
            let effect = Effect { rewrites: to.length().is_some() || from.name == "name", ..Effect::NONE };
            let fits = to.name == "bpchar" || modifiers::is_longer(from, to);
            let effect = effect.losing(ValueLoss::TrailingSpacesRemoved);
            if fits { effect } else { effect.failing() }
        }
        // The conversion removes the padding.
        _ if is_fixed(from) => match modifiers::is_longer(from, to) {
            true => Effect::rewrite(),
            false => Effect::rewrite().failing(),
        },
        _ if from.name == "name" => match to.length().is_none_or(|length| length >= 63) {
            true => Effect::rewrite(),
            false => Effect::rewrite().failing().losing(ValueLoss::ExcessSpacesRemoved),
        },
        "character varying" if !modifiers::is_longer(from, to) => {
            Effect::rewrite().failing().losing(ValueLoss::ExcessSpacesRemoved)
        }
        _ => Effect::NONE,
    }
}

/// A name has at most 63 bytes, and a character up to four.
fn into_name(from: &SqlType<'_>) -> Effect {
    match from.length().is_some_and(|length| length <= 15) {
        true => Effect::rewrite(),
        false => Effect::rewrite().losing(ValueLoss::Truncated),
    }
}

/// What converting a type that is not a string to a string does.
pub(super) fn from_other(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    if let Some(loss) = loss_of_text(&from.name) {
        return Effect::rewrite().failing().losing(loss);
    }
    let is_xml = from.is(&["xml"]);
    let width = if from.is_array { None } else { width(&from.name) };
    let fits = to.length().is_none_or(|length| width.is_some_and(|width| width <= length));
    let mut effect =
        Effect { rewrites: !is_xml || to.length().is_some() || to.name == "name", ..Effect::NONE };
    if !fits {
        effect = effect.failing();
    }
    match &*to.name {
        "name" if width.is_none() => effect.losing(ValueLoss::Truncated),
        "character" | "bpchar" if !is_integer_or_boolean(from) => effect.losing(ValueLoss::Padded),
        // The text of these types can end with spaces.
        "character varying" if !fits && from.is(&["json", "xml", "refcursor"]) => {
            effect.losing(ValueLoss::ExcessSpacesRemoved)
        }
        _ => effect,
    }
}

fn is_integer_or_boolean(from: &SqlType<'_>) -> bool {
    from.is(&["smallint", "integer", "bigint", "boolean"])
}

/// Why the text of a value does not always give the value back.
fn loss_of_text(name: &str) -> Option<ValueLoss> {
    match name {
        "money" => Some(ValueLoss::DependsOnLocale),
        "aclitem" | "\"char\"" | "pg_node_tree" => Some(ValueLoss::NotReversible),
        // The text has names, which depend on the search path and can be changed.
        _ if name.starts_with("reg") => Some(ValueLoss::NotReversible),
        // Types of extensions and of users, whose text is unknown.
        _ if name.contains('.') => Some(ValueLoss::NotReversible),
        _ => None,
    }
}

/// The number of characters of the longest text of a type.
fn width(name: &str) -> Option<i64> {
    Some(match name {
        "boolean" => 5,
        "smallint" => 6,
        "integer" => 11,
        "bigint" => 20,
        "uuid" => 36,
        "macaddr" => 17,
        "macaddr8" => 23,
        _ => return None,
    })
}

/// What converting a string to a type that is not a string does.
pub(super) fn into_other(to: &SqlType<'_>) -> Effect {
    // These are stored as they are written.
    let keeps_text = to.is(&["json", "refcursor"]);
    Effect::rewrite().failing().losing_if(!keeps_text, ValueLoss::SpellingNormalized)
}
