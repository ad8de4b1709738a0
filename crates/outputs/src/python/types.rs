//! Which Python type a value of an SQL type has, by the driver that fetches it.

use std::sync::Arc;

use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Name, ObjectId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Driver;
use super::sql_type::SqlType;
use super::text::Doc;

/// A Python type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Py {
    /// One of Python's or a library's: `str`, `dt.datetime`.
    Word(&'static str),
    /// One that stands in the module itself.
    Own(Name),
    /// One with parameters: `list[str]`.
    Of(&'static str, Arc<[Py]>),
}

impl Py {
    pub(crate) fn list(of: Py) -> Self {
        Self::Of("list", [of].into())
    }

    pub(crate) fn optional(self) -> Self {
        match self {
            // These may be None already.
            Self::Word("Any") | Self::Of("Optional", _) => self,
            other => Self::Of("Optional", [other].into()),
        }
    }

    /// `dict[str, Any]`
    pub(crate) fn object() -> Self {
        Self::Of("dict", [Self::Word("str"), Self::Word("Any")].into())
    }

    pub(crate) fn doc(&self) -> Doc {
        match self {
            Self::Word(word) => Doc::text(*word),
            Self::Own(name) => Doc::text(&**name),
            Self::Of(name, of) => Doc::subscript(name, of.iter().map(Py::doc).collect()),
        }
    }

    /// It on one line.
    pub(crate) fn write_flat(&self, out: &mut String) {
        match self {
            Self::Word(word) => out.push_str(word),
            Self::Own(name) => out.push_str(name),
            Self::Of(name, of) => {
                out.push_str(name);
                out.push('[');
                for (at, of) in of.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    of.write_flat(out);
                }
                out.push(']');
            }
        }
    }

    /// The names that it is written with, each up to the first dot.
    pub(crate) fn heads<'a>(&'a self, into: &mut FxHashSet<&'a str>) {
        match self {
            Self::Own(name) => {
                into.insert(name);
            }
            Self::Word(word) => {
                into.insert(head(word));
            }
            Self::Of(name, of) => {
                into.insert(name);
                of.iter().for_each(|of| of.heads(into));
            }
        }
    }

    /// Those of them that are Python's or a library's.
    pub(crate) fn foreign_heads(&self, into: &mut FxHashSet<&'static str>) {
        match self {
            Self::Own(_) => {}
            Self::Word(word) => {
                into.insert(head(word));
            }
            Self::Of(name, of) => {
                into.insert(name);
                of.iter().for_each(|of| of.foreign_heads(into));
            }
        }
    }

    pub(crate) fn has_own(&self) -> bool {
        match self {
            Self::Word(_) => false,
            Self::Own(_) => true,
            Self::Of(_, of) => of.iter().any(Py::has_own),
        }
    }
}

fn head(word: &str) -> &str {
    word.split_once('.').map_or(word, |(head, _)| head)
}

/// What is known of a type of PostgreSQL's own.
#[derive(Debug)]
pub(crate) struct Known {
    names: &'static [&'static str],
    json: &'static str,
    psycopg: &'static str,
    asyncpg: &'static str,
    /// What a library makes of it that converts values: SQLAlchemy, and Pydantic of JSON.
    pub rich: &'static str,
}

const fn known(
    names: &'static [&'static str],
    json: &'static str,
    psycopg: &'static str,
    asyncpg: &'static str,
    rich: &'static str,
) -> Known {
    Known { names, json, psycopg, asyncpg, rich }
}

/// The types that some driver gives as something else than text. In JSON only numbers, booleans and JSON itself are so
/// (`to_json`); psycopg and asyncpg have a list of types each, and leave the others as text. Classes of asyncpg's own come
/// without type information, and so are `Any` here.
const KNOWN: &[Known] = &[
    known(&["smallint", "integer", "bigint"], "int", "int", "int", "int"),
    known(&["real", "double precision"], "float", "float", "float", "float"),
    known(&["numeric"], "float", "Decimal", "Decimal", "Decimal"),
    known(&["boolean"], "bool", "bool", "bool", "bool"),
    known(&["oid"], "str", "int", "int", "int"),
    known(&["xid", "cid", "xid8"], "str", "str", "int", "Any"),
    known(&["char"], "str", "str", "bytes", "str"),
    known(&["bytea"], "str", "bytes", "bytes", "bytes"),
    known(&["uuid"], "str", "UUID", "UUID", "UUID"),
    known(&["date"], "str", "dt.date", "dt.date", "dt.date"),
    known(
        &["timestamp without time zone", "timestamp with time zone"],
        "str",
        "dt.datetime",
        "dt.datetime",
        "dt.datetime",
    ),
    known(&["time without time zone", "time with time zone"], "str", "dt.time", "dt.time", "dt.time"),
    known(&["interval"], "str", "dt.timedelta", "dt.timedelta", "dt.timedelta"),
    known(&["json", "jsonb"], "dict", "dict", "str", "dict"),
    known(&["inet"], "str", "address", "address", "Any"),
    known(&["cidr"], "str", "network", "network", "Any"),
    known(
        &["point", "line", "lseg", "box", "path", "polygon", "circle", "bit", "bit varying", "pg_lsn", "tid"],
        "str",
        "str",
        "Any",
        "Any",
    ),
    known(&["txid_snapshot", "pg_snapshot"], "str", "str", "Any", "Any"),
    known(&["int2vector", "oidvector"], "Any", "str", "Any", "Any"),
    known(&["record"], "dict", "Any", "Any", "Any"),
    known(
        &[
            "anyelement",
            "anyarray",
            "anynonarray",
            "anyenum",
            "anyrange",
            "anymultirange",
            "anycompatible",
            "anycompatiblearray",
            "anycompatiblenonarray",
            "anycompatiblerange",
            "anycompatiblemultirange",
            "any",
        ],
        "Any",
        "Any",
        "Any",
        "Any",
    ),
    known(&["void"], "None", "None", "None", "None"),
];

/// The built-in ranges, their multiranges, and what their bounds are.
const RANGES: [(&str, &str, &str); 6] = [
    ("int4range", "int4multirange", "integer"),
    ("int8range", "int8multirange", "bigint"),
    ("numrange", "nummultirange", "numeric"),
    ("daterange", "datemultirange", "date"),
    ("tsrange", "tsmultirange", "timestamp without time zone"),
    ("tstzrange", "tstzmultirange", "timestamp with time zone"),
];

/// Types of extensions that have a cast to JSON of their own.
const JSON_OF_EXTENSIONS: [&str; 3] = ["hstore", "geometry", "geography"];

/// What Python types a value has, by name of the type.
pub(crate) fn builtin(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.names.contains(&name))
}

impl Known {
    fn word(&self, driver: Driver) -> &'static str {
        match driver {
            Driver::Json => self.json,
            Driver::Psycopg => self.psycopg,
            Driver::Asyncpg => self.asyncpg,
        }
    }
}

/// The Python type behind a word of the table.
pub(crate) fn meaning(word: &'static str) -> Py {
    let union = |of: &[&'static str]| Py::Of("Union", of.iter().map(|word| Py::Word(word)).collect());
    match word {
        "dict" => Py::object(),
        "address" => union(&[
            "ipaddress.IPv4Address",
            "ipaddress.IPv6Address",
            "ipaddress.IPv4Interface",
            "ipaddress.IPv6Interface",
        ]),
        "network" => union(&["ipaddress.IPv4Network", "ipaddress.IPv6Network"]),
        word => Py::Word(word),
    }
}

/// What an SQL type is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Base<'a> {
    /// An enum of the catalog.
    Enum(&'a Enum),
    /// A domain of the catalog.
    Domain(&'a Domain),
    /// A composite type of the catalog.
    Composite(&'a CompositeType),
    /// The rows of a table or view.
    Row(&'a Name, &'a Name),
    /// A range of the catalog.
    Range,
    /// A multirange of the catalog.
    Multirange,
    /// A type of PostgreSQL's own, of an extension, or one that the catalog has nothing on.
    Other,
}

/// The types of a catalog, by name.
#[derive(Debug, Default)]
pub(crate) struct Types<'a> {
    by_name: FxHashMap<(&'a str, &'a str), Base<'a>>,
}

impl<'a> Types<'a> {
    pub(crate) fn of(catalog: &'a Catalog) -> Self {
        let mut by_name = FxHashMap::default();
        let relations = catalog.tables.iter().chain(&catalog.foreign_tables).map(|t| (&t.schema, &t.name));
        let relations = relations.chain(catalog.views.iter().map(|v| (&v.schema, &v.name)));
        for (schema, name) in relations.chain(catalog.materialized_views.iter().map(|v| (&v.schema, &v.name)))
        {
            by_name.insert((&**schema, &**name), Base::Row(schema, name));
        }
        by_name.extend(catalog.enums.iter().map(|e| ((&*e.schema, &*e.name), Base::Enum(e))));
        by_name.extend(catalog.domains.iter().map(|d| ((&*d.schema, &*d.name), Base::Domain(d))));
        by_name.extend(catalog.composite_types.iter().map(|c| ((&*c.schema, &*c.name), Base::Composite(c))));
        for range in &catalog.ranges {
            by_name.insert((&range.schema, &range.name), Base::Range);
            by_name.insert((&range.multirange_schema, &range.multirange_name), Base::Multirange);
        }
        Self { by_name }
    }

    /// What a type is, apart from whether it is an array.
    pub(crate) fn base(&self, sql: &SqlType) -> Base<'a> {
        let schema = sql.schema.as_deref();
        schema
            .and_then(|schema| self.by_name.get(&(schema, sql.name.as_str())).copied())
            .unwrap_or(Base::Other)
    }

    /// The type below all domains, and whether any of them is of arrays.
    pub(crate) fn below_domains(&self, sql: &str) -> SqlType {
        let mut found = SqlType::parse(sql);
        // A domain can only be of what was there before it.
        while let (Base::Domain(domain), false) = (self.base(&found), found.is_array) {
            found = SqlType::parse(&domain.base_type);
        }
        found
    }
}

/// The Python type of a value, where nothing of the catalog stands for it.
pub(crate) fn plain(sql: &SqlType, driver: Driver, rich: bool) -> Py {
    if let Some(range) = range(sql, driver, rich) {
        return range;
    }
    if let Some(known) = sql.schema.is_none().then(|| builtin(&sql.name)).flatten() {
        return meaning(if rich { known.rich } else { known.word(driver) });
    }
    if driver == Driver::Json && sql.schema.is_some() && JSON_OF_EXTENSIONS.contains(&sql.name.as_str()) {
        return Py::object();
    }
    // What a library does not know comes as it likes.
    if rich && sql.schema.is_some() { Py::Word("Any") } else { Py::Word("str") }
}

/// Types of PostgreSQL's own that psycopg does not know.
const STRANGE_TO_PSYCOPG: [&str; 1] = ["pg_snapshot"];

/// Whether an array comes as text: psycopg knows the arrays of the types that it knows.
pub(crate) fn is_text_array(sql: &SqlType, driver: Driver) -> bool {
    driver == Driver::Psycopg && (sql.schema.is_some() || STRANGE_TO_PSYCOPG.contains(&sql.name.as_str()))
}

/// The class of a built-in range's values.
fn range(sql: &SqlType, driver: Driver, rich: bool) -> Option<Py> {
    let name = sql.schema.is_none().then_some(sql.name.as_str())?;
    let (_, multirange, of) = RANGES.iter().find(|(range, multi, _)| *range == name || *multi == name)?;
    let bound = || plain(&SqlType::parse(of), driver, rich);
    Some(match driver {
        _ if rich => Py::Word("Any"),
        Driver::Json => Py::Word("str"),
        Driver::Psycopg if *multirange == name => Py::Of("Multirange", [bound()].into()),
        Driver::Psycopg => Py::Of("Range", [bound()].into()),
        Driver::Asyncpg => Py::Word("Any"),
    })
}

/// The identity that a relation's rows go by.
pub(crate) fn row_key(schema: &str, name: &str) -> (String, String) {
    (schema.to_owned(), name.to_owned())
}

/// The key of an object.
pub(crate) fn key(id: &ObjectId) -> (String, String) {
    row_key(id.schema.as_deref().unwrap_or_default(), &id.name)
}
