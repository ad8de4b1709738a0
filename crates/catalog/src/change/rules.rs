//! What each kind's properties are to a comparison, and what a change to them is worth. Every kind's [`Rules`] stand with the kind.

use serde_json::Value;

use super::Severity;
use crate::Kind;
use crate::kind::kinds;

/// How objects of a kind are compared.
#[derive(Debug)]
pub struct Rules {
    /// What it is worth that there is one more.
    pub added: &'static [Case],
    /// What it is worth that there is one less.
    pub removed: &'static [Case],
    /// Its properties, besides [those that many kinds have](COMMON).
    pub properties: &'static [Property],
    /// Its properties that are lists of objects nested in it.
    pub members: &'static [Members],
}

/// A property, under the key that the schema map has for it.
#[derive(Debug)]
pub struct Property {
    /// The key.
    pub name: &'static str,
    /// What it is called in messages, where that is not the key.
    pub label: Option<&'static str>,
    /// What it is to a comparison.
    pub class: Class,
    /// What a change is worth: the first case that applies. The last one always does.
    pub cases: &'static [Case],
    /// The first major version whose catalogs say anything of it.
    pub since: u32,
    /// How messages show a value of it, where that is not as any value is shown. Nothing is an empty text.
    pub shown: Option<fn(&Value) -> String>,
}

/// What a property is to a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// It is compared.
    Plain,
    /// It is compared, but is text that a server wrote from what it keeps parsed: the same may be worded in two ways.
    Text,
    /// It is compared, but `pg_dump` would not show it.
    Information,
    /// The place among its like, which is compared only when asked for.
    Position,
    /// It follows from other properties.
    Derived,
}

/// One of several severities, and when it applies.
#[derive(Debug)]
pub struct Case {
    /// When it applies, in words; empty for always.
    pub when: &'static str,
    /// Whether it applies to a change from the first to the second value. Of what was added, the first is null and the second all of it.
    pub applies: fn(&Value, &Value) -> bool,
    /// The severity.
    pub severity: Severity,
}

/// A property that is a list of objects with names.
#[derive(Debug)]
pub struct Members {
    /// Its key.
    pub key: &'static str,
    /// What kind of object its items are.
    pub kind: Kind,
    /// The key of an item's name.
    pub name: &'static str,
    /// Whether an item goes with something else, so that its being there or not is no news.
    pub follows: fn(&Value) -> bool,
    /// Whether an item that goes with something else says nothing of its own, but for comment and the like.
    pub is_told_elsewhere: bool,
    /// Properties of an item that follow from the definition of what it is part of, and from what that is made of: of news is a change
    /// only when the definition is another.
    pub defined: &'static [&'static str],
    /// What an item is, in a phrase.
    pub summary: fn(&Value) -> String,
}

/// A case that always applies.
pub(crate) const fn always(severity: Severity) -> Case {
    Case { when: "", applies: |_, _| true, severity }
}

/// A case that applies at times.
pub(crate) const fn when(
    when: &'static str,
    applies: fn(&Value, &Value) -> bool,
    severity: Severity,
) -> Case {
    Case { when, applies, severity }
}

/// A property that is compared as it is.
pub(crate) const fn plain(name: &'static str, cases: &'static [Case]) -> Property {
    Property { name, label: None, class: Class::Plain, cases, since: 0, shown: None }
}

/// A property that is text of a server's own wording.
pub(crate) const fn text(name: &'static str, cases: &'static [Case]) -> Property {
    Property { name, label: None, class: Class::Text, cases, since: 0, shown: None }
}

/// A property that `pg_dump` does not show.
pub(crate) const fn information(name: &'static str) -> Property {
    Property { name, label: None, class: Class::Information, cases: LOW, since: 0, shown: None }
}

/// A property that follows from others.
pub(crate) const fn derived(name: &'static str) -> Property {
    Property { name, label: None, class: Class::Derived, cases: LOW, since: 0, shown: None }
}

impl Property {
    /// The same under another name in messages.
    pub(crate) const fn called(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    /// The same, of which only catalogs from a major version on say anything.
    pub(crate) const fn since(mut self, major: u32) -> Self {
        self.since = major;
        self
    }

    /// The same, with words of its own for its values.
    pub(crate) const fn shown(mut self, shown: fn(&Value) -> String) -> Self {
        self.shown = Some(shown);
        self
    }

    /// The same as a place among others.
    pub(crate) const fn position(mut self) -> Self {
        self.class = Class::Position;
        self
    }

    /// What it is called in messages.
    pub fn label(&self) -> String {
        self.label.map_or_else(|| self.name.replace('_', " "), str::to_owned)
    }

    /// What a change is worth.
    pub fn severity(&self, from: &Value, to: &Value) -> Severity {
        severity(self.cases, from, to)
    }
}

/// The severity of the first case that applies.
pub fn severity(cases: &[Case], from: &Value, to: &Value) -> Severity {
    cases.iter().find(|case| (case.applies)(from, to)).map_or(Severity::Medium, |case| case.severity)
}

pub(crate) const LOW: &[Case] = &[always(Severity::Low)];
pub(crate) const MEDIUM: &[Case] = &[always(Severity::Medium)];
pub(crate) const HIGH: &[Case] = &[always(Severity::High)];
pub(crate) const CRITICAL: &[Case] = &[always(Severity::Critical)];

/// The properties that objects of many kinds have.
pub const COMMON: &[Property] = &[
    plain("owner", MEDIUM),
    plain(
        "privileges",
        &[when("somebody may do less", may_do_less, Severity::High), always(Severity::Medium)],
    ),
    plain("comment", LOW),
    plain("security_labels", LOW),
];

impl Rules {
    /// The rule of a property.
    pub fn property(&self, name: &str) -> Option<&'static Property> {
        let common = || COMMON.iter().find(|p| p.name == name);
        self.properties.iter().find(|p| p.name == name).or_else(common)
    }
}

macro_rules! rules {
    (
        global { $($global:ident $gw:literal $gm:ident :: $gt:ident $gf:ident,)* }
        local { $($local:ident $lw:literal $lm:ident :: $lt:ident $lf:ident,)* }
        nested { $($nested:ident $nw:literal,)* }
    ) => {
        /// How objects of a kind are compared.
        pub fn of(kind: Kind) -> &'static Rules {
            use crate::kinds;
            match kind {
                Kind::Schema => &kinds::schema::RULES,
                $(Kind::$global => &kinds::$gm::RULES,)*
                $(Kind::$local => &kinds::$lm::RULES,)*
                // A default is a property of its column.
                Kind::Column | Kind::Default => &kinds::column::RULES,
                Kind::Constraint => &kinds::constraint::RULES,
                Kind::Index => &kinds::index::RULES,
                Kind::Trigger => &kinds::trigger::RULES,
                Kind::Rule => &kinds::rule::RULES,
                Kind::Policy => &kinds::policy::RULES,
            }
        }
    };
}
kinds!(rules);

/// Whether some privilege of the first list is not in the second.
pub(crate) fn may_do_less(from: &Value, to: &Value) -> bool {
    let (from, to) = (super::value::privileges(from), super::value::privileges(to));
    from.iter().any(|held| !to.contains(held))
}

/// Never: such items are there for themselves.
pub(crate) fn never(_: &Value) -> bool {
    false
}

/// The texts in a list, joined by commas.
pub(crate) fn joined(list: &Value) -> String {
    let items = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    items.collect::<Vec<_>>().join(", ")
}

/// Whether a truth value went from false to true. What is absent is false.
pub(crate) fn set(from: &Value, to: &Value) -> bool {
    from != &Value::Bool(true) && to == &Value::Bool(true)
}

/// Whether a truth value went from true to false.
pub(crate) fn unset(from: &Value, to: &Value) -> bool {
    set(to, from)
}

/// Whether some item of the first list is not in the second.
pub(crate) fn items_removed(from: &Value, to: &Value) -> bool {
    let (Some(from), to) = (from.as_array(), to.as_array()) else { return false };
    from.iter().any(|item| !to.is_some_and(|to| to.contains(item)))
}

/// Whether a type holds less than another: values that fitted may not fit any more.
pub(crate) fn narrows(from: &Value, to: &Value) -> bool {
    let (Some(from), Some(to)) = (from.as_str(), to.as_str()) else { return false };
    let (from, to) = (Sized::parse(from), Sized::parse(to));
    if from.name == to.name {
        return match (from.sizes.as_slice(), to.sizes.as_slice()) {
            (_, []) => false,
            ([], _) => true,
            ([from], [to]) => to < from,
            ([from, from_scale, ..], [to, to_scale, ..]) => {
                to_scale < from_scale || to - to_scale < from - from_scale
            }
            ([from, from_scale, ..], [to]) => *from_scale > 0 || to < from,
            ([from], [to, to_scale, ..]) => to - to_scale < *from,
        };
    }
    const WIDENING: &[&[&str]] = &[
        &["smallint", "integer", "bigint", "numeric"],
        &["real", "double precision"],
        &["date", "timestamp without time zone"],
        &["date", "timestamp with time zone"],
        &["time without time zone", "time with time zone"],
        &["character", "character varying", "text"],
        &["bit", "bit varying"],
        &["json", "jsonb"],
        &["cidr", "inet"],
    ];
    let place = |list: &[&str], name: &str| list.iter().position(|n| *n == name);
    let widens = WIDENING.iter().any(|list| match (place(list, from.name), place(list, to.name)) {
        (Some(from), Some(to)) => from < to,
        _ => false,
    });
    let fits = match (from.name, to.name) {
        (_, "text") => true,
        ("character" | "bit", "character varying" | "bit varying") => {
            match (from.sizes.first(), to.sizes.first()) {
                (_, None) => true,
                (Some(from), Some(to)) => from <= to,
                (None, Some(_)) => false,
            }
        }
        _ => widens && to.sizes.is_empty(),
    };
    !fits
}

/// A type's name without its modifiers, and those.
struct Sized<'a> {
    name: &'a str,
    sizes: Vec<i64>,
}

impl<'a> Sized<'a> {
    fn parse(text: &'a str) -> Self {
        let Some((name, rest)) = text.split_once('(') else { return Self { name: text, sizes: Vec::new() } };
        let inside = rest.split(')').next().unwrap_or_default();
        let sizes = inside.split(',').map_while(|size| size.trim().parse().ok()).collect();
        Self { name: name.trim_end(), sizes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_that_hold_less() {
        for (from, to, less) in [
            ("integer", "bigint", false),
            ("bigint", "integer", true),
            ("character varying(20)", "character varying(10)", true),
            ("character varying(10)", "character varying(20)", false),
            ("character varying(10)", "character varying", false),
            ("character varying", "character varying(10)", true),
            ("character varying(10)", "text", false),
            ("text", "character varying(10)", true),
            ("text", "character varying", true),
            ("numeric(10,2)", "numeric(12,2)", false),
            ("numeric(10,2)", "numeric(10,4)", true),
            ("numeric(10,2)", "numeric", false),
            ("integer", "numeric", false),
            ("integer", "numeric(4,0)", true),
            ("integer", "text", false),
            ("character(3)", "character varying(3)", false),
            ("public.status", "text", false),
            ("text", "public.status", true),
            ("date", "timestamp with time zone", false),
            ("timestamp with time zone", "date", true),
        ] {
            assert_eq!(narrows(&from.into(), &to.into()), less, "{from} → {to}");
        }
    }

    #[test]
    fn the_last_case_always_applies() {
        for kind in Kind::ALL {
            let rules = of(*kind);
            let lists = rules.properties.iter().chain(COMMON).map(|p| p.cases);
            for cases in lists.chain([rules.added, rules.removed]) {
                assert!(cases.last().is_some_and(|case| case.when.is_empty()), "{kind}");
                assert!(cases.iter().rev().skip(1).all(|case| !case.when.is_empty()), "{kind}");
            }
        }
    }
}
