//! Which types values have.

use super::super::sql_type::SqlType;
use super::super::types::{self, Base, Py};
use super::super::{Driver, Options, Style};
use super::{Builder, Typed};

/// What Pydantic makes of JSON's text and numbers.
const CONVERTED: [&str; 5] =
    ["uuid", "date", "numeric", "timestamp without time zone", "timestamp with time zone"];

impl<'a> Builder<'a> {
    /// The type of a value.
    pub(super) fn value(&self, sql: &SqlType) -> Py {
        let base = self.types.base(sql);
        let Options { driver, style } = self.options;
        if !sql.is_array {
            return self.single(sql, base);
        }
        if style != Style::SqlAlchemy && types::is_text_array(sql, driver) {
            Py::Word("str")
        } else {
            Py::list(self.single(sql, base))
        }
    }

    fn single(&self, sql: &SqlType, base: Base<'a>) -> Py {
        let Options { style, driver } = self.options;
        let own = |schema: &str, name: &str| self.name_of(schema, name).map_or(Py::Word("str"), Py::Own);
        let is_mapped = style == Style::SqlAlchemy;
        match base {
            Base::Enum(e) if matches!(style, Style::Pydantic | Style::SqlAlchemy) => own(&e.schema, &e.name),
            Base::Enum(e) => match own(&e.schema, &e.name) {
                Py::Own(class) => Py::Own(format!("{class}Label").into()),
                other => other,
            },
            // What a late domain stands for is defined after what would have to know it.
            Base::Domain(d)
                if is_mapped
                    && matches!(self.types.base(&self.types.below_domains(&d.base_type)), Base::Row(..)) =>
            {
                Py::Word("Any")
            }
            Base::Domain(d) => own(&d.schema, &d.name),
            Base::Row(..) if self.is_mapped => Py::Word("Any"),
            Base::Composite(_) | Base::Row(..) => match (style, driver) {
                (Style::SqlAlchemy, _) | (_, Driver::Asyncpg) => Py::Word("Any"),
                (_, Driver::Psycopg) => Py::Word("str"),
                (Style::Dataclass, Driver::Json) => Py::object(),
                (_, Driver::Json) => match base {
                    Base::Composite(c) => own(&c.schema, &c.name),
                    // A partition has no class of its own.
                    Base::Row(schema, name) => self.name_of(schema, name).map_or_else(Py::object, Py::Own),
                    _ => Py::object(),
                },
            },
            Base::Range | Base::Multirange => match driver {
                _ if is_mapped => Py::Word("Any"),
                Driver::Json | Driver::Psycopg => Py::Word("str"),
                Driver::Asyncpg => Py::Word("Any"),
            },
            Base::Other
                if style == Style::Pydantic
                    && matches!(sql.name.as_str(), "json" | "jsonb")
                    && driver != Driver::Asyncpg =>
            {
                Py::Word("Any")
            }
            Base::Other => {
                let converts = style == Style::Pydantic
                    && driver == Driver::Json
                    && CONVERTED.contains(&sql.name.as_str());
                types::plain(sql, driver, is_mapped || converts)
            }
        }
    }

    /// What may be given where a value is expected: of an enum a member too.
    pub(super) fn given(&self, sql: &SqlType, py: &Py) -> Py {
        match (self.types.base(sql), py) {
            (Base::Enum(e), Py::Own(labels)) if !sql.is_array => match self.name_of(&e.schema, &e.name) {
                Some(class) if class != *labels => Py::Of("Union", [Py::Own(class), py.clone()].into()),
                _ => py.clone(),
            },
            _ => py.clone(),
        }
    }

    /// What is made of an SQL type, as it is written.
    pub(super) fn typed(&self, written: &'a str) -> Typed {
        if let Some(typed) = self.known.borrow().get(written) {
            return typed.clone();
        }
        let sql = SqlType::parse(written);
        let py = self.value(&sql);
        let given = self.given(&sql, &py);
        let with_none = |py: Py| [py.clone(), py.optional()];
        let typed = Typed { py: with_none(py), given: with_none(given), has_default: self.has_default(&sql) };
        self.known.borrow_mut().insert(written, typed.clone());
        typed
    }

    /// Whether a type, a domain, has a default of its own.
    fn has_default(&self, sql: &SqlType) -> bool {
        match self.types.base(sql) {
            Base::Domain(domain) if !sql.is_array => {
                domain.default.is_some() || self.has_default(&SqlType::parse(&domain.base_type))
            }
            _ => false,
        }
    }
}
