//! Which Python types are acceptable for an SQL type.

use std::collections::BTreeMap;

use pgplumb_catalog::{Kind, ObjectId};

use super::super::Driver;
use super::super::read::{ClassKind, ENUM, Modules, StatementId, TypeHint, is_python_type, last_component};
use super::super::sql_type::SqlType;
use super::super::types::{self, PyType, TypeObject, Types};
use super::Options;
use super::enums::EnumUses;

/// Decides whether Python types are acceptable for SQL types.
pub(super) struct AcceptedTypes<'a> {
    pub types: &'a Types<'a>,
    /// The objects that classes describe.
    pub objects: &'a BTreeMap<StatementId, ObjectId>,
    pub enum_uses: &'a EnumUses,
    pub modules: &'a Modules<'a>,
    pub options: &'a Options,
}

const SCALARS: [&str; 4] = ["str", "int", "float", "bool"];
const NOT_COMPOSITE: [&str; 4] = ["int", "float", "bool", "bytes"];
const MAPPINGS: [&str; 4] = ["dict", "Dict", "Mapping", "MutableMapping"];

impl AcceptedTypes<'_> {
    /// Whether a type hint in a class of this kind is acceptable for an SQL type.
    pub(super) fn accepts(&self, hint: &TypeHint, sql: &str, class: ClassKind) -> bool {
        let sql = SqlType::parse(sql);
        let alternatives = hint.alternatives();
        let is_named = |hint: &TypeHint, names: &[&str]| matches!(hint, TypeHint::Named(name) if names.contains(&name.as_str()));
        // A union with float may also contain int.
        let has_float = alternatives.iter().any(|hint| is_named(hint, &["float"]));
        // A union that is acceptable for JSON may also contain scalars.
        let is_json = matches!(sql.name.as_str(), "json" | "jsonb") && sql.schema.is_none() && !sql.is_array;
        let has_json = is_json && alternatives.iter().any(|hint| self.accepts_single(hint, &sql, class));
        alternatives.into_iter().all(|hint| {
            self.accepts_single(hint, &sql, class)
                || has_float && is_named(hint, &["int"])
                || has_json && is_named(hint, &SCALARS)
        })
    }

    /// Whether a type hint that is not a union is acceptable.
    fn accepts_single(&self, hint: &TypeHint, sql: &SqlType, class: ClassKind) -> bool {
        if self.is_anything(hint) || self.is_configured(hint, sql) {
            return true;
        }
        if let TypeHint::Either(hints) = hint {
            let accepts = |hint: &TypeHint| {
                let alternatives = hint.alternatives();
                alternatives.into_iter().all(|hint| self.accepts_single(hint, sql, class))
            };
            return hints.iter().any(accepts);
        }
        let object = self.types.resolve(sql);
        if let (TypeObject::Domain(domain), false) = (object, sql.is_array) {
            return self.accepts(hint, &domain.base_type, class);
        }
        if sql.is_array {
            return self.accepts_array(hint, sql, class);
        }
        match object {
            TypeObject::Enum(source) => {
                let is_source = |id: &ObjectId| {
                    id.kind == Kind::Enum
                        && (id.schema.as_ref(), &id.name) == (Some(&source.schema), &source.name)
                };
                let describes_source = |class: &StatementId| {
                    let uses_source = || self.enum_uses.of(*class).any(is_source);
                    self.objects.get(class).map(|id| is_source(id) || uses_source())
                };
                match hint {
                    TypeHint::Sql(_, names) => names.is_empty() || names.iter().any(|name| name == ENUM),
                    TypeHint::Named(name) => name == "str" || !is_builtin(name),
                    // Different labels are reported as such.
                    TypeHint::Literal(_, alias) => {
                        alias.is_none_or(|alias| describes_source(&alias) != Some(false))
                    }
                    TypeHint::Class(class) => describes_source(class).unwrap_or(true),
                    _ => false,
                }
            }
            // Drivers return composite values as dictionaries, tuples, strings or records.
            TypeObject::Composite(_) | TypeObject::Row(..) => {
                !matches!(hint, TypeHint::Sql(..))
                    && !matches!(hint, TypeHint::Named(name) if NOT_COMPOSITE.contains(&name.as_str()))
            }
            _ => self.accepts_builtin(hint, sql, class),
        }
    }

    fn accepts_array(&self, hint: &TypeHint, sql: &SqlType, class: ClassKind) -> bool {
        match hint {
            TypeHint::List(item) => {
                let element = SqlType { is_array: false, ..sql.clone() };
                // SQL arrays of any number of dimensions have the same type.
                let accepts_item = |item: &TypeHint| {
                    self.accepts_single(item, &element, class) || matches!(item, TypeHint::List(_))
                };
                item.alternatives().into_iter().all(accepts_item)
            }
            TypeHint::Named(name) => name == "str" && types::is_text_array(sql, self.options.driver),
            _ => false,
        }
    }

    /// Whether a hint says nothing about the values: the type of another library, or a class that
    /// holds neither labels nor fields.
    fn is_anything(&self, hint: &TypeHint) -> bool {
        match hint {
            TypeHint::Any | TypeHint::Unknown | TypeHint::None | TypeHint::NotAField => true,
            TypeHint::Named(name) => !is_python_type(name),
            TypeHint::Class(class) => {
                self.modules.class_kind(*class).is_none() && self.modules.class_def(*class).is_some()
            }
            _ => false,
        }
    }

    fn accepts_builtin(&self, hint: &TypeHint, sql: &SqlType, class: ClassKind) -> bool {
        if let TypeHint::Sql(_, names) = hint {
            return names.contains(&sql.name);
        }
        if class == ClassKind::Mapped {
            return self.accepts_mapped(hint, sql);
        }
        let converts = class == ClassKind::Converting;
        let mut expected = vec![types::builtin_type(sql, self.options.driver, false)];
        if converts {
            expected.push(types::builtin_type(sql, self.options.driver, true));
            // These libraries also parse the text that JSON has for such a value.
            expected.push(types::builtin_type(sql, Driver::Psycopg, false));
        }
        let is_json = matches!(sql.name.as_str(), "json" | "jsonb" | "record") && sql.schema.is_none();
        expected.iter().any(|expected| matches(hint, expected))
            || is_json && self.accepts_json(hint, converts)
    }

    /// Whether SQLAlchemy returns values of this type, whatever the driver returns.
    fn accepts_mapped(&self, hint: &TypeHint, sql: &SqlType) -> bool {
        let is_named =
            |names: &[&str]| matches!(hint, TypeHint::Named(name) if names.contains(&last_component(name)));
        // `Float` and `Numeric` convert each other's values.
        let is_number = ["numeric", "real", "double precision"].contains(&sql.name.as_str())
            && is_named(&["float", "Decimal"]);
        let is_json = matches!(sql.name.as_str(), "json" | "jsonb" | "record") && sql.schema.is_none();
        is_number
            || matches(hint, &types::builtin_type(sql, Driver::Psycopg, true))
            || is_json && self.accepts_json(hint, true)
    }

    /// Whether a type hint is acceptable for a JSON value, unless the driver returns JSON as text.
    fn accepts_json(&self, hint: &TypeHint, converts: bool) -> bool {
        let is_text = self.options.driver == Driver::Asyncpg && !converts;
        match hint {
            TypeHint::Class(..) | TypeHint::List(_) => !is_text,
            TypeHint::Named(name) => !is_text && MAPPINGS.contains(&last_component(name)),
            _ => false,
        }
    }

    /// Whether the options accept the type hint for the SQL type.
    fn is_configured(&self, hint: &TypeHint, sql: &SqlType) -> bool {
        let TypeHint::Named(name) = hint else { return false };
        let is_same = |other: &String| other == name || last_component(other) == last_component(name);
        !sql.is_array && self.options.accept.get(&sql.name).is_some_and(|all| all.iter().any(is_same))
    }
}

fn is_builtin(name: &str) -> bool {
    NOT_COMPOSITE.contains(&name)
        || ["dict", "list", "datetime.datetime", "uuid.UUID", "decimal.Decimal"].contains(&name)
}

/// Whether a type hint matches an expected type.
fn matches(hint: &TypeHint, expected: &PyType) -> bool {
    match (hint, expected) {
        (_, PyType::Named("Any")) => true,
        (hint, PyType::Generic("Union", args)) => args.iter().any(|arg| matches(hint, arg)),
        (TypeHint::Named(name), PyType::Generic("dict", _)) => MAPPINGS.contains(&last_component(name)),
        (TypeHint::Named(name), PyType::Named(expected) | PyType::Generic(expected, _)) => {
            last_component(name) == last_component(expected)
        }
        // Code may restrict a text column to some values, as a CHECK constraint may.
        (TypeHint::Literal(..), PyType::Named("str")) => true,
        (TypeHint::Class(..), PyType::Named("str" | "int") | PyType::Generic("dict", _)) => true,
        (TypeHint::List(item), PyType::Generic("list", args)) => args.iter().all(|arg| matches(item, arg)),
        _ => false,
    }
}
