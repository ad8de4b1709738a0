//! Conversions that change only the modifiers of a type: its length, precision, scale or fields.

use super::effect::Effect;
use super::{SqlType, ValueLoss};

/// What changing the modifiers of a type does.
pub(super) fn change(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    match &*to.name {
        _ if from == to => Effect::NONE,
        "interval" => interval(from, to),
        // Without modifiers, any value fits as it is.
        _ if to.modifiers.is_empty() => Effect::NONE,
        "character varying" if is_longer(from, to) => Effect::NONE,
        "character varying" => Effect::rewrite().failing().losing(ValueLoss::ExcessSpacesRemoved),
        // Trailing spaces of `character` are not significant.
        "character" if is_longer(from, to) => Effect::rewrite(),
        "bit varying" if is_longer(from, to) => Effect::NONE,
        "character" | "bit varying" | "bit" => Effect::rewrite().failing(),
        "numeric" => numeric(from, to),
        "timestamp without time zone"
        | "timestamp with time zone"
        | "time without time zone"
        | "time with time zone" => seconds(from, to),
        _ => Effect::rewrite().failing().losing(ValueLoss::NotReversible),
    }
}

/// Whether every value of the length of the first type has the length of the second.
pub(super) fn is_longer(from: &SqlType<'_>, to: &SqlType<'_>) -> bool {
    match (from.length(), to.length()) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => from <= to,
    }
}

fn numeric(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    let (Some(precision), scale) = (to.length(), to.scale()) else { return Effect::NONE };
    let Some(old_precision) = from.length() else {
        return Effect::rewrite().failing().losing(ValueLoss::FractionRounded);
    };
    let old_scale = from.scale();
    let is_rounded = scale < old_scale;
    // Rounding can add a digit before the decimal point: 9.9 becomes 10.
    let old_digits = old_precision - old_scale + i64::from(is_rounded);
    let mut effect = match scale == old_scale && precision >= old_precision {
        true => Effect::NONE,
        false => Effect::rewrite(),
    };
    if precision - scale < old_digits {
        effect = effect.failing();
    }
    if is_rounded { effect.losing(ValueLoss::FractionRounded) } else { effect }
}

/// The precision of fractions of a second. Without one, it is the highest.
pub(super) fn seconds(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    let precision = |sql_type: &SqlType<'_>| sql_type.length().unwrap_or(6);
    match precision(to) >= precision(from) {
        true => Effect::NONE,
        false => Effect::rewrite().losing(ValueLoss::SecondsRounded),
    }
}

/// A restriction to some fields removes the smaller ones.
fn interval(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    const FIELDS: [&str; 6] = ["year", "month", "day", "hour", "minute", "second"];
    let smallest = |sql_type: &SqlType<'_>| {
        let last = sql_type.fields.and_then(|fields| fields.split(' ').next_back());
        last.and_then(|last| FIELDS.iter().position(|field| *field == last)).unwrap_or(FIELDS.len() - 1)
    };
    if smallest(to) < smallest(from) {
        return Effect::rewrite().losing(ValueLoss::FieldsRemoved);
    }
    match smallest(from) == FIELDS.len() - 1 {
        true => seconds(from, to),
        false => Effect::NONE,
    }
}
