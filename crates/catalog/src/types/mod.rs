//! Types as the server prints them (`format_type`), and what happens to the values of a column that
//! gets another type.

mod casts;
mod conversion;
mod effect;
mod loss;
mod modifiers;
mod scalars;
mod short;
mod text;

pub use casts::CastPath;
pub use conversion::{BuiltInTypes, Conversion, DomainType, UserTypes};
pub use loss::ValueLoss;
pub use short::{short_type, short_type_name};

use std::borrow::Cow;

/// A type with its modifiers: `numeric(10,2)`, `timestamp(3) without time zone`, `public.mood[]`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SqlType<'a> {
    /// Its name without modifiers, qualified and quoted as in SQL. The element type of an array.
    pub name: Cow<'a, str>,
    /// Its modifiers: `10` and `2`, `Point` and `4326`.
    pub modifiers: Vec<&'a str>,
    /// The fields that an interval is restricted to: `day to second`.
    pub fields: Option<&'a str>,
    /// Whether it is an array of the named type.
    pub is_array: bool,
}

impl<'a> SqlType<'a> {
    /// Splits a type that the server has printed into its parts.
    pub fn parse(text: &'a str) -> Self {
        let element = text.trim_end_matches("[]");
        let is_array = element.len() < text.len();
        let (name, modifiers) = match modifiers_at(element) {
            Some((open, close)) => {
                let modifiers = element[open + 1..close].split(',').map(str::trim).collect();
                let (before, after) = (element[..open].trim_end(), &element[close + 1..]);
                let name = if after.is_empty() { before.into() } else { format!("{before}{after}").into() };
                (name, modifiers)
            }
            None => (Cow::Borrowed(element), Vec::new()),
        };
        match element.strip_prefix("interval") {
            Some(rest) if !name.contains('.') => {
                let fields = rest.split('(').next().unwrap_or_default().trim();
                let fields = Some(fields).filter(|fields| !fields.is_empty());
                Self { name: "interval".into(), modifiers, fields, is_array }
            }
            // The server quotes it to say that its length is not limited to 1.
            _ if name == "\"bit\"" => Self { name: "bit".into(), modifiers, fields: None, is_array },
            _ => Self { name, modifiers, fields: None, is_array },
        }
    }

    /// The type of the elements of an array, or the type itself.
    pub fn element(&self) -> Self {
        Self { is_array: false, ..self.clone() }
    }

    /// The type as SQL, without modifiers.
    pub fn without_modifiers(&self) -> String {
        let name = if self.name == "bit" { "\"bit\"" } else { &*self.name };
        format!("{name}{}", if self.is_array { "[]" } else { "" })
    }

    /// The first modifier, if it is a number: the length of a character type, the precision of a
    /// number or time.
    pub fn length(&self) -> Option<i64> {
        self.modifiers.first()?.parse().ok()
    }

    /// The number of digits after the decimal point of a `numeric` with a precision.
    pub fn scale(&self) -> i64 {
        self.modifiers.get(1).and_then(|scale| scale.parse().ok()).unwrap_or(0)
    }

    /// Whether it is one of these types, not an array of one.
    pub fn is(&self, names: &[&str]) -> bool {
        !self.is_array && names.contains(&&*self.name)
    }
}

/// The positions of the parentheses around modifiers.
fn modifiers_at(text: &str) -> Option<(usize, usize)> {
    let mut is_quoted = false;
    let open = text.char_indices().find_map(|(at, char)| {
        is_quoted ^= char == '"';
        (char == '(' && !is_quoted).then_some(at)
    })?;
    Some((open, open + text[open..].find(')')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_split_into_their_parts() {
        for (text, name, modifiers, fields, is_array) in [
            ("integer", "integer", &[][..], None, false),
            ("numeric(10,2)", "numeric", &["10", "2"], None, false),
            ("numeric(3,-2)[]", "numeric", &["3", "-2"], None, true),
            ("timestamp(3) without time zone", "timestamp without time zone", &["3"], None, false),
            ("character varying(20)[]", "character varying", &["20"], None, true),
            ("interval day to second(3)", "interval", &["3"], Some("day to second"), false),
            ("interval(0)", "interval", &["0"], None, false),
            ("interval hour", "interval", &[], Some("hour"), false),
            ("\"bit\"", "bit", &[], None, false),
            ("\"char\"", "\"char\"", &[], None, false),
            ("public.\"odd (name)\"(3)", "public.\"odd (name)\"", &["3"], None, false),
            ("public.geometry(Point,4326)", "public.geometry", &["Point", "4326"], None, false),
            ("public.intervals", "public.intervals", &[], None, false),
        ] {
            let expected = SqlType { name: name.into(), modifiers: modifiers.to_vec(), fields, is_array };
            assert_eq!(SqlType::parse(text), expected, "{text}");
        }
    }
}
