//! Python types of values.

use super::super::sql_type::SqlType;
use super::super::types::{self, PyType, TypeObject};
use super::super::{Driver, Options, Style};
use super::{Builder, ColumnTypes};

/// Types that Pydantic parses from strings and numbers in JSON.
const CONVERTED: [&str; 5] =
    ["uuid", "date", "numeric", "timestamp without time zone", "timestamp with time zone"];

impl<'a> Builder<'a> {
    /// The type of a value.
    pub(super) fn value_type(&self, sql: &SqlType) -> PyType {
        let object = self.types.resolve(sql);
        let Options { driver, style, .. } = self.options;
        if !sql.is_array {
            return self.single(sql, object);
        }
        if style != Style::SqlAlchemy && types::is_text_array(sql, driver) {
            PyType::Named("str")
        } else {
            PyType::list(self.single(sql, object))
        }
    }

    fn single(&self, sql: &SqlType, object: TypeObject<'a>) -> PyType {
        let Options { style, driver, .. } = self.options;
        let local =
            |schema: &str, name: &str| self.name_of(schema, name).map_or(PyType::Named("str"), PyType::Local);
        let uses_sqlalchemy = style == Style::SqlAlchemy;
        match object {
            TypeObject::Enum(e) if matches!(style, Style::Pydantic | Style::SqlAlchemy) => {
                local(&e.schema, &e.name)
            }
            TypeObject::Enum(e) => match local(&e.schema, &e.name) {
                PyType::Local(class) => PyType::Local(format!("{class}Label").into()),
                other => other,
            },
            // A domain over a row type is defined after its uses.
            TypeObject::Domain(d)
                if uses_sqlalchemy
                    && matches!(
                        self.types.resolve(&self.types.without_domains(&d.base_type)),
                        TypeObject::Row(..)
                    ) =>
            {
                PyType::Named("Any")
            }
            TypeObject::Domain(d) => local(&d.schema, &d.name),
            TypeObject::Row(..) if self.is_sqlalchemy => PyType::Named("Any"),
            TypeObject::Composite(_) | TypeObject::Row(..) => match (style, driver) {
                (Style::SqlAlchemy, _) | (_, Driver::Asyncpg) => PyType::Named("Any"),
                (_, Driver::Psycopg) => PyType::Named("str"),
                (Style::Dataclass, Driver::Json) => PyType::object(),
                (_, Driver::Json) => match object {
                    TypeObject::Composite(c) => local(&c.schema, &c.name),
                    // Partitions have no class of their own.
                    TypeObject::Row(schema, name) => {
                        self.name_of(schema, name).map_or_else(PyType::object, PyType::Local)
                    }
                    _ => PyType::object(),
                },
            },
            TypeObject::Range | TypeObject::Multirange => match driver {
                _ if uses_sqlalchemy => PyType::Named("Any"),
                Driver::Json | Driver::Psycopg => PyType::Named("str"),
                Driver::Asyncpg => PyType::Named("Any"),
            },
            TypeObject::Other
                if style == Style::Pydantic
                    && matches!(sql.name.as_str(), "json" | "jsonb")
                    && driver != Driver::Asyncpg =>
            {
                PyType::Named("Any")
            }
            TypeObject::Other => {
                let converts = style == Style::Pydantic
                    && driver == Driver::Json
                    && CONVERTED.contains(&sql.name.as_str());
                types::builtin_type(sql, driver, uses_sqlalchemy || converts)
            }
        }
    }

    /// The type of values that are written: for an enum, members as well as labels.
    pub(super) fn input_type(&self, sql: &SqlType, py_type: &PyType) -> PyType {
        match (self.types.resolve(sql), py_type) {
            (TypeObject::Enum(e), PyType::Local(labels)) if !sql.is_array => {
                match self.name_of(&e.schema, &e.name) {
                    Some(class) if class != *labels => {
                        PyType::Generic("Union", [PyType::Local(class), py_type.clone()].into())
                    }
                    _ => py_type.clone(),
                }
            }
            _ => py_type.clone(),
        }
    }

    /// The Python types for an SQL type as written.
    pub(super) fn column_types(&self, sql_name: &'a str) -> ColumnTypes {
        if let Some(types) = self.type_cache.borrow().get(sql_name) {
            return types.clone();
        }
        let sql = SqlType::parse(sql_name);
        let output = self.value_type(&sql);
        let input = self.input_type(&sql, &output);
        let with_none = |py_type: PyType| [py_type.clone(), py_type.optional()];
        let types = ColumnTypes {
            output: with_none(output),
            input: with_none(input),
            has_default: self.has_default(&sql),
        };
        self.type_cache.borrow_mut().insert(sql_name, types.clone());
        types
    }

    /// Whether the type is a domain with a default.
    fn has_default(&self, sql: &SqlType) -> bool {
        match self.types.resolve(sql) {
            TypeObject::Domain(domain) if !sql.is_array => {
                domain.default.is_some() || self.has_default(&SqlType::parse(&domain.base_type))
            }
            _ => false,
        }
    }
}
