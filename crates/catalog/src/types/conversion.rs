//! What happens to the values of a column that gets another type.

use super::casts::{self, CastPath};
use super::effect::Effect;
use super::{SqlType, ValueLoss, modifiers, scalars, text};
use crate::Name;

/// The user-defined types of a catalog.
pub trait UserTypes {
    /// The domain with this name, qualified and quoted as in SQL.
    fn domain(&self, name: &str) -> Option<DomainType<'_>>;
    /// The labels of the enum with this name.
    fn labels(&self, name: &str) -> Option<&[Name]>;
}

/// What a conversion to or from a domain depends on.
#[derive(Clone, Copy, Debug)]
pub struct DomainType<'a> {
    /// Its base type, with modifiers.
    pub base_type: &'a str,
    /// Whether it restricts its values: by checks or `NOT NULL`.
    pub is_constrained: bool,
}

/// Only the built-in types. Whatever is known about others is not used.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInTypes;

impl UserTypes for BuiltInTypes {
    fn domain(&self, _: &str) -> Option<DomainType<'_>> {
        None
    }

    fn labels(&self, _: &str) -> Option<&[Name]> {
        None
    }
}

/// The conversion of a column's values to another type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversion<'a> {
    /// The base type of the old type. For an array, of its elements.
    pub from: SqlType<'a>,
    /// The base type of the new type.
    pub to: SqlType<'a>,
    /// The old and new base types as SQL, with modifiers.
    pub sql: (String, String),
    /// How values are converted.
    pub path: CastPath,
    /// Whether the server writes all rows again (`ATColumnChangeRequiresRewrite`).
    pub rewrites: bool,
    /// Whether it fails for some values of the old type.
    pub may_fail: bool,
    /// How values can change although the conversion succeeds. Empty if converting a value there
    /// and back always gives the value.
    pub losses: Vec<ValueLoss>,
}

impl<'a> Conversion<'a> {
    /// The conversion from a type of one catalog to a type of another. Types are written as the
    /// server prints them.
    pub fn new(from: (&'a str, &'a dyn UserTypes), to: (&'a str, &'a dyn UserTypes)) -> Self {
        let (old, new) = (BaseType::of(from.0, from.1), BaseType::of(to.0, to.1));
        let is_enum = |base: &BaseType<'_>| base.labels.is_some();
        let mut effect = match (is_enum(&old), is_enum(&new)) {
            (false, false) => between(&old.sql_type, &new.sql_type),
            _ => of_labels(&old, &new),
        };
        let path = match old.sql_type != new.sql_type && (is_enum(&new) || is_enum(&old)) {
            true if casts::is_string(&new.sql_type.name) => CastPath::Assignment,
            true => CastPath::Text,
            false => casts::path(&old.sql_type, &new.sql_type),
        };
        // The values are checked even if they stay as they are.
        if new.is_constrained {
            effect = Effect { rewrites: true, ..effect.failing() };
        }
        // The server applies the modifiers again to the values of a domain.
        effect.rewrites |= old.is_domain && !new.sql_type.modifiers.is_empty();
        // An array of a domain is not stored like an array of its base type.
        effect.rewrites |= old.is_array_of_domain || new.is_array_of_domain;
        let Effect { rewrites, may_fail, losses } = effect;
        let sql = (old.sql(), new.sql());
        Self { from: old.sql_type, to: new.sql_type, sql, path, rewrites, may_fail, losses }
    }

    /// The conversion between two types, of which only built-in ones are known.
    pub fn between_built_in(from: &'a str, to: &'a str) -> Self {
        Self::new((from, &BuiltInTypes), (to, &BuiltInTypes))
    }

    /// Whether values stay as they are stored: no row is read or written.
    pub fn is_free(&self) -> bool {
        !self.rewrites && !self.may_fail && self.losses.is_empty()
    }

    /// Whether every value can be converted, and is the same after converting it back.
    pub fn is_lossless(&self) -> bool {
        !self.may_fail && self.losses.is_empty()
    }

    /// Whether code that handles the values sees another type: not if only the length or precision
    /// changes, or a string becomes another kind of string.
    pub fn is_other_type(&self) -> bool {
        let is_text = |sql_type: &SqlType<'_>| sql_type.is(&["text", "character varying"]);
        (self.from.name != self.to.name || self.from.is_array != self.to.is_array)
            && !(is_text(&self.from) && is_text(&self.to))
    }

    /// The expression that converts a value explicitly. `to` is the new type as SQL.
    pub fn cast(&self, value: &str, to: &str) -> String {
        match self.path {
            CastPath::Text if self.from.is_array && self.to.is_array => format!("{value}::text[]::{to}"),
            CastPath::Text => format!("{value}::text::{to}"),
            CastPath::Assignment | CastPath::Explicit => format!("{value}::{to}"),
        }
    }

    /// The expression that `ALTER COLUMN … TYPE … USING` needs, if it needs one. Its value is
    /// assigned to the new type, which applies the modifiers: an explicit cast would cut off strings
    /// that are too long.
    pub fn using(&self, value: &str, to: &str) -> Option<String> {
        let sql_type = SqlType::parse(to);
        // A cast from an integer to bit needs the length.
        let keeps_modifiers = sql_type.name == "bit" || sql_type.name.contains('.');
        let target = if keeps_modifiers { to.to_owned() } else { sql_type.without_modifiers() };
        (self.path != CastPath::Assignment).then(|| self.cast(value, &target))
    }
}

/// A type with domains resolved.
struct BaseType<'a> {
    sql_type: SqlType<'a>,
    /// The element type of an array, or the type, with modifiers.
    element: &'a str,
    is_domain: bool,
    is_constrained: bool,
    is_array_of_domain: bool,
    labels: Option<&'a [Name]>,
}

impl<'a> BaseType<'a> {
    fn of(text: &'a str, types: &'a dyn UserTypes) -> Self {
        let mut sql_type = SqlType::parse(text);
        let mut element = text.trim_end_matches("[]");
        let is_domain = types.domain(&sql_type.name).is_some();
        let (mut is_constrained, mut is_array_of_domain) = (false, false);
        while let Some(domain) = types.domain(&sql_type.name) {
            let base = SqlType::parse(domain.base_type);
            is_constrained |= domain.is_constrained;
            is_array_of_domain |= sql_type.is_array;
            if sql_type.is_array && base.is_array {
                break;
            }
            element = domain.base_type.trim_end_matches("[]");
            sql_type = SqlType { is_array: sql_type.is_array || base.is_array, ..base };
        }
        let labels = types.labels(&sql_type.name);
        Self { sql_type, element, is_domain, is_constrained, is_array_of_domain, labels }
    }

    fn sql(&self) -> String {
        format!("{}{}", self.element, if self.sql_type.is_array { "[]" } else { "" })
    }
}

fn between(from: &SqlType<'_>, to: &SqlType<'_>) -> Effect {
    if from.is_array && to.is_array {
        let effect = between(&from.element(), &to.element());
        return Effect { rewrites: effect.rewrites || from != to, ..effect };
    }
    if from.name == to.name && from.is_array == to.is_array {
        return modifiers::change(from, to);
    }
    let is_string = |sql_type: &SqlType<'_>| !sql_type.is_array && casts::is_string(&sql_type.name);
    match (is_string(from), is_string(to)) {
        (true, true) => text::between(from, to),
        (false, true) => text::from_other(from, to),
        (true, false) => text::into_other(to),
        (false, false) if from.is_array || to.is_array => {
            Effect::rewrite().failing().losing(ValueLoss::NotReversible)
        }
        (false, false) => scalars::between(from, to),
    }
}

/// Conversions of enums: labels are converted by their text.
fn of_labels(from: &BaseType<'_>, to: &BaseType<'_>) -> Effect {
    let is_same = from.sql_type == to.sql_type;
    let is_array_changed = from.sql_type.is_array != to.sql_type.is_array;
    match (from.labels, to.labels) {
        _ if is_array_changed => Effect::rewrite().failing().losing(ValueLoss::NotReversible),
        (Some(old), Some(new)) if old.iter().all(|label| new.contains(label)) => {
            Effect { rewrites: !is_same, ..Effect::NONE }
        }
        (Some(_), Some(_)) => Effect::rewrite().failing(),
        (Some(labels), None) if casts::is_string(&to.sql_type.name) => {
            let length = to.sql_type.length().unwrap_or(i64::MAX);
            let fits = |label: &Name| i64::try_from(label.chars().count()).is_ok_and(|count| count <= length);
            let is_fixed = to.sql_type.element().is(&["character", "bpchar"]);
            let all_fit = labels.iter().all(fits);
            let ends_with_space = labels.iter().any(|label| label.ends_with(' '));
            let effect = Effect::rewrite()
                .losing_if(ends_with_space && is_fixed, ValueLoss::TrailingSpacesRemoved)
                .losing_if(ends_with_space && !is_fixed && !all_fit, ValueLoss::ExcessSpacesRemoved);
            if all_fit { effect } else { effect.failing() }
        }
        // The text has to be a label exactly.
        (None, Some(_)) if casts::is_string(&from.sql_type.name) => Effect::rewrite().failing(),
        _ => Effect::rewrite().failing().losing(ValueLoss::NotReversible),
    }
}
