//! Conversions between types that are not character strings.

use super::effect::Effect;
use super::modifiers::{is_longer, seconds};
use super::{SqlType, ValueLoss};

const INTEGERS: [&str; 3] = ["smallint", "integer", "bigint"];

/// What converting a value to another type does. Whatever is not known to keep every value may
/// change it.
pub(super) fn between(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    let position = |sql_type: &SqlType<'_>| INTEGERS.iter().position(|name| *name == &*sql_type.name);
    let rewrite = Effect::rewrite();
    match (&*from.name, &*to.name) {
        (_, "smallint" | "integer" | "bigint") if position(from).is_some() => {
            match position(from) < position(to) {
                true => rewrite,
                false => rewrite.failing(),
            }
        }
        ("smallint" | "integer" | "bigint", "numeric") => integer_to_numeric(from, to),
        ("smallint", "real" | "double precision") | ("integer", "double precision") => rewrite,
        ("integer" | "bigint", "real" | "double precision") => rewrite.losing(ValueLoss::DigitsRounded),
        ("boolean", "integer") => rewrite,
        ("integer", "boolean") => rewrite.losing(ValueLoss::OnlyZeroIsFalse),
        ("numeric", "smallint" | "integer" | "bigint") if from.length().is_some() && from.scale() <= 0 => {
            rewrite.failing()
        }
        ("numeric" | "real" | "double precision", "smallint" | "integer" | "bigint") => {
            rewrite.failing().losing(ValueLoss::FractionRounded)
        }
        ("real", "double precision") => rewrite,
        ("numeric" | "real" | "double precision", "real" | "double precision" | "numeric") => {
            rewrite.failing().losing(ValueLoss::DigitsRounded)
        }
        ("money", _) | (_, "money") => rewrite.failing().losing(ValueLoss::DependsOnLocale),
        ("json", "jsonb") => rewrite.failing().losing(ValueLoss::JsonNormalized),
        ("jsonb", "json") | ("macaddr", "macaddr8") => rewrite,
        ("macaddr8", "macaddr") => rewrite.failing(),
        ("inet", "cidr") => rewrite.losing(ValueLoss::HostBitsRemoved),
        ("cidr", "inet") => Effect::NONE,
        ("bit", "bit varying") if to.modifiers.is_empty() => Effect::NONE,
        ("bit", "bit varying") if is_longer(from, to) => rewrite,
        ("bit", "bit varying") | ("bit varying", "bit") => rewrite.failing(),
        ("oid", "oid8") => rewrite,
        ("integer", "oid") | ("oid", "integer") | ("bigint", "oid8") | ("oid8", "bigint") => {
            Effect::NONE.losing(ValueLoss::NotReversible)
        }
        // A type of an extension that was moved to another schema.
        _ if is_same_in_other_schema(&from.name, &to.name) => rewrite.failing(),
        _ => times(from, to),
    }
}

/// Whether two qualified names have the same name in different schemas.
fn is_same_in_other_schema(from: &str, to: &str) -> bool {
    let bare = |name: &str| name.rsplit_once('.').map(|(_, name)| name.to_owned());
    bare(from).is_some() && bare(from) == bare(to)
}

fn integer_to_numeric(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    let Some(precision) = to.length() else { return Effect::rewrite() };
    let digits = match &*from.name {
        "smallint" => 5,
        "integer" => 10,
        _ => 19,
    };
    let effect = Effect::rewrite().losing_if(to.scale() < 0, ValueLoss::FractionRounded);
    if precision - to.scale() < digits { effect.failing() } else { effect }
}

/// Dates and times.
fn times(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    let rewrite = Effect::rewrite();
    let rounded = !seconds(from, to).losses.is_empty();
    match (&*from.name, &*to.name) {
        // The range of dates is larger.
        ("date", "timestamp without time zone") => rewrite.failing(),
        ("date", "timestamp with time zone") => rewrite.failing().losing(ValueLoss::TimeZoneAssumed),
        ("timestamp without time zone", "timestamp with time zone")
        | ("time without time zone", "time with time zone") => {
            let rewrite = if from.name.starts_with("timestamp") { rewrite.failing() } else { rewrite };
            rewrite.losing(ValueLoss::TimeZoneAssumed).losing_if(rounded, ValueLoss::SecondsRounded)
        }
        ("timestamp with time zone", "timestamp without time zone")
        | ("time with time zone", "time without time zone") => {
            rewrite.losing(ValueLoss::TimeZoneRemoved).losing_if(rounded, ValueLoss::SecondsRounded)
        }
        ("timestamp without time zone", "date") => rewrite.losing(ValueLoss::TimeRemoved),
        ("timestamp with time zone", "date") => {
            rewrite.losing(ValueLoss::TimeRemoved).losing(ValueLoss::TimeZoneRemoved)
        }
        ("timestamp without time zone", "time without time zone") => rewrite.losing(ValueLoss::DateRemoved),
        ("timestamp with time zone", "time with time zone" | "time without time zone") => {
            rewrite.losing(ValueLoss::DateRemoved).losing(ValueLoss::TimeZoneRemoved)
        }
        ("interval", "time without time zone") => rewrite.losing(ValueLoss::FieldsRemoved),
        _ => rewrite.failing().losing(ValueLoss::NotReversible),
    }
}
