//! Which Python types are right for a type of PostgreSQL.

use std::collections::BTreeMap;

use pgplumb_catalog::{Kind, ObjectId};

use super::super::Driver;
use super::super::read::{ClassKind, Said, last};
use super::super::sql_type::SqlType;
use super::super::types::{self, Base, Py, Types};
use super::Options;

/// Looks types up.
pub(super) struct Equivalents<'a> {
    pub types: &'a Types<'a>,
    /// What classes stand for.
    pub objects: &'a BTreeMap<(usize, usize), ObjectId>,
    pub options: &'a Options,
}

impl Equivalents<'_> {
    /// Whether values of a type are what an annotation says, in a class of a kind.
    pub(super) fn are(&self, said: &Said, sql: &str, class: ClassKind) -> bool {
        let sql = SqlType::parse(sql);
        let all = said.alternatives();
        // Beside float, whole numbers are as right.
        let is_number = |said: &&Said| matches!(said, Said::Named(name) if name == "float");
        let has_float = all.iter().any(is_number);
        let is_whole = |said: &Said| matches!(said, Said::Named(name) if name == "int");
        // Beside what holds more, JSON's other values are as right.
        let is_json = matches!(sql.name.as_str(), "json" | "jsonb") && sql.schema.is_none() && !sql.is_array;
        let has_more = is_json && all.iter().any(|said| self.is(said, &sql, class));
        let is_scalar = |said: &Said| matches!(said, Said::Named(name) if ["str", "int", "float", "bool"].contains(&name.as_str()));
        all.into_iter().all(|said| {
            self.is(said, &sql, class) || has_float && is_whole(said) || has_more && is_scalar(said)
        })
    }

    fn is(&self, said: &Said, sql: &SqlType, class: ClassKind) -> bool {
        if matches!(said, Said::Any | Said::Unknown | Said::None | Said::NotAField)
            || self.is_accepted(said, sql)
        {
            return true;
        }
        let base = self.types.base(sql);
        if let (Base::Domain(domain), false) = (base, sql.is_array) {
            return self.are(said, &domain.base_type, class);
        }
        if sql.is_array {
            return match said {
                Said::List(of) => {
                    let element = SqlType { is_array: false, ..sql.clone() };
                    of.alternatives().into_iter().all(|of| self.is(of, &element, class) || is_list_of(of))
                }
                Said::Named(name) => name == "str" && types::is_text_array(sql, self.options.driver),
                _ => false,
            };
        }
        match base {
            Base::Enum(source) => {
                let is_it = |id: &ObjectId| {
                    id.kind == Kind::Enum
                        && (id.schema.as_ref(), &id.name) == (Some(&source.schema), &source.name)
                };
                let stands_for = |place: &(usize, usize)| self.objects.get(place).map(is_it);
                match said {
                    Said::Named(name) => name == "str" || !is_builtin(name),
                    // Which labels there are is told where the class or alias is.
                    Said::Literal(labels, alias) => {
                        let is_label = |label: &String| source.labels.iter().any(|l| **l == **label);
                        alias.is_some_and(|alias| stands_for(&alias) == Some(true))
                            || labels.iter().all(is_label)
                    }
                    Said::Class(module, place) => stands_for(&(*module, *place)).unwrap_or(true),
                    _ => false,
                }
            }
            // They come as dictionaries, tuples, text or records.
            Base::Composite(_) | Base::Row(..) => {
                !matches!(said, Said::Named(name) if NUMBERS.contains(&name.as_str()))
            }
            _ => self.is_plain(said, sql, class),
        }
    }

    fn is_plain(&self, said: &Said, sql: &SqlType, class: ClassKind) -> bool {
        let converts = matches!(class, ClassKind::Converting | ClassKind::Mapped);
        let mut right = vec![types::plain(sql, self.options.driver, false)];
        if converts {
            right.push(types::plain(sql, self.options.driver, true));
            // Whatever the driver gives, they make it into what JSON's text would be too.
            right.push(types::plain(sql, Driver::Psycopg, false));
        }
        let is_json = matches!(sql.name.as_str(), "json" | "jsonb" | "record") && sql.schema.is_none();
        right.iter().any(|right| matches(said, right)) || is_json && self.is_of_json(said, converts)
    }

    /// JSON can be anything that it can hold, where the driver does not leave it as text.
    fn is_of_json(&self, said: &Said, converts: bool) -> bool {
        let is_text = self.options.driver == Driver::Asyncpg && !converts;
        match said {
            Said::Class(..) | Said::List(_) => !is_text,
            Said::Named(name) => {
                !is_text && ["dict", "Dict", "Mapping", "MutableMapping"].contains(&last(name))
            }
            _ => false,
        }
    }

    /// Whether the user says that it is right.
    fn is_accepted(&self, said: &Said, sql: &SqlType) -> bool {
        let Said::Named(name) = said else { return false };
        let accepted = self.options.accept.get(&sql.name);
        !sql.is_array && accepted.is_some_and(|all| all.iter().any(|a| a == name || last(a) == last(name)))
    }
}

const NUMBERS: [&str; 4] = ["int", "float", "bool", "bytes"];

fn is_list_of(said: &Said) -> bool {
    // Arrays of any number of dimensions have the same type.
    matches!(said, Said::List(_))
}

fn is_builtin(name: &str) -> bool {
    NUMBERS.contains(&name)
        || ["dict", "list", "datetime.datetime", "uuid.UUID", "decimal.Decimal"].contains(&name)
}

/// Whether an annotation says a type.
fn matches(said: &Said, right: &Py) -> bool {
    match (said, right) {
        (_, Py::Word("Any")) => true,
        (said, Py::Of("Union", of)) => of.iter().any(|right| matches(said, right)),
        (Said::Named(name), Py::Word(word)) => last(name) == last(word),
        (Said::Named(name), Py::Of("dict", _)) => {
            ["dict", "Dict", "Mapping", "MutableMapping"].contains(&last(name))
        }
        (Said::Named(name), Py::Of(word, _)) => last(name) == *word,
        // Code may know more of a text than the database: a check may say the same.
        (Said::Literal(..), Py::Word("str")) => true,
        (Said::Class(..), Py::Word("str" | "int") | Py::Of("dict", _)) => true,
        (Said::List(of), Py::Of("list", right)) => right.iter().all(|right| matches(of, right)),
        _ => false,
    }
}
