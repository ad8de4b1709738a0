//! Mapping of SQL types to Python types, by driver.

use std::sync::Arc;

use pgplumb_catalog::kinds::composite_type::CompositeType;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::{Catalog, Name, ObjectId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Driver;
use super::sql_type::SqlType;
use super::text::Doc;

/// A Python type in generated code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PyType {
    /// A type of Python or a library: `str`, `dt.datetime`.
    Named(&'static str),
    /// A type that the generated module defines.
    Local(Name),
    /// A generic type: `list[str]`.
    Generic(&'static str, Arc<[PyType]>),
}

impl PyType {
    pub(crate) fn list(item: PyType) -> Self {
        Self::Generic("list", [item].into())
    }

    pub(crate) fn optional(self) -> Self {
        match self {
            // These already include None.
            Self::Named("Any") | Self::Generic("Optional", _) => self,
            other => Self::Generic("Optional", [other].into()),
        }
    }

    /// `dict[str, Any]`
    pub(crate) fn object() -> Self {
        Self::Generic("dict", [Self::Named("str"), Self::Named("Any")].into())
    }

    pub(crate) fn doc(&self) -> Doc {
        match self {
            Self::Named(name) => Doc::text(*name),
            Self::Local(name) => Doc::text(&**name),
            Self::Generic(name, args) => Doc::subscript(name, args.iter().map(PyType::doc).collect()),
        }
    }

    /// Writes the type on one line.
    pub(crate) fn write_flat(&self, out: &mut String) {
        match self {
            Self::Named(name) => out.push_str(name),
            Self::Local(name) => out.push_str(name),
            Self::Generic(name, args) => {
                out.push_str(name);
                out.push('[');
                for (index, arg) in args.iter().enumerate() {
                    if index > 0 {
                        out.push_str(", ");
                    }
                    arg.write_flat(out);
                }
                out.push(']');
            }
        }
    }

    /// Adds the names that the type is written with, each up to the first dot.
    pub(crate) fn collect_names<'a>(&'a self, names: &mut FxHashSet<&'a str>) {
        match self {
            Self::Local(name) => {
                names.insert(name);
            }
            Self::Named(name) => {
                names.insert(first_component(name));
            }
            Self::Generic(name, args) => {
                names.insert(name);
                args.iter().for_each(|arg| arg.collect_names(names));
            }
        }
    }

    /// Adds the names that are imported or built in, each up to the first dot.
    pub(crate) fn collect_imported_names(&self, names: &mut FxHashSet<&'static str>) {
        match self {
            Self::Local(_) => {}
            Self::Named(name) => {
                names.insert(first_component(name));
            }
            Self::Generic(name, args) => {
                names.insert(name);
                args.iter().for_each(|arg| arg.collect_imported_names(names));
            }
        }
    }

    pub(crate) fn has_local(&self) -> bool {
        match self {
            Self::Named(_) => false,
            Self::Local(_) => true,
            Self::Generic(_, args) => args.iter().any(PyType::has_local),
        }
    }
}

fn first_component(name: &str) -> &str {
    name.split_once('.').map_or(name, |(first, _)| first)
}

/// The Python types of a built-in SQL type.
#[derive(Debug)]
struct BuiltinType {
    names: &'static [&'static str],
    json: &'static str,
    psycopg: &'static str,
    asyncpg: &'static str,
    /// The type in libraries that convert values: SQLAlchemy, and Pydantic reading JSON.
    converted: &'static str,
}

const fn row(
    names: &'static [&'static str],
    json: &'static str,
    psycopg: &'static str,
    asyncpg: &'static str,
    converted: &'static str,
) -> BuiltinType {
    BuiltinType { names, json, psycopg, asyncpg, converted }
}

/// The built-in types that at least one driver returns as something other than text. JSON has only
/// numbers, booleans and JSON values (`to_json`); psycopg and asyncpg convert a fixed list of types
/// and return all other types as text. asyncpg's own classes have no type hints and are `Any` here.
const BUILTIN_TYPES: &[BuiltinType] = &[
    row(&["smallint", "integer", "bigint"], "int", "int", "int", "int"),
    row(&["real", "double precision"], "float", "float", "float", "float"),
    row(&["numeric"], "float", "Decimal", "Decimal", "Decimal"),
    row(&["boolean"], "bool", "bool", "bool", "bool"),
    row(&["oid"], "str", "int", "int", "int"),
    row(&["xid", "cid", "xid8", "oid8"], "str", "str", "int", "Any"),
    row(&["char"], "str", "str", "bytes", "str"),
    row(&["bytea"], "str", "bytes", "bytes", "bytes"),
    row(&["uuid"], "str", "UUID", "UUID", "UUID"),
    row(&["date"], "str", "dt.date", "dt.date", "dt.date"),
    row(
        &["timestamp without time zone", "timestamp with time zone"],
        "str",
        "dt.datetime",
        "dt.datetime",
        "dt.datetime",
    ),
    row(&["time without time zone", "time with time zone"], "str", "dt.time", "dt.time", "dt.time"),
    row(&["interval"], "str", "dt.timedelta", "dt.timedelta", "dt.timedelta"),
    row(&["json", "jsonb"], "dict", "dict", "str", "dict"),
    row(&["inet"], "str", "address", "address", "Any"),
    row(&["cidr"], "str", "network", "network", "Any"),
    row(
        &["point", "line", "lseg", "box", "path", "polygon", "circle", "bit", "bit varying", "pg_lsn", "tid"],
        "str",
        "str",
        "Any",
        "Any",
    ),
    row(&["txid_snapshot", "pg_snapshot"], "str", "str", "Any", "Any"),
    row(&["int2vector", "oidvector"], "Any", "str", "Any", "Any"),
    row(&["record"], "dict", "Any", "Any", "Any"),
    row(
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
    row(&["void"], "None", "None", "None", "None"),
];

/// The built-in range types with their multiranges and subtypes.
const RANGES: [(&str, &str, &str); 6] = [
    ("int4range", "int4multirange", "integer"),
    ("int8range", "int8multirange", "bigint"),
    ("numrange", "nummultirange", "numeric"),
    ("daterange", "datemultirange", "date"),
    ("tsrange", "tsmultirange", "timestamp without time zone"),
    ("tstzrange", "tstzmultirange", "timestamp with time zone"),
];

/// Types of extensions that define a cast to JSON.
const JSON_OF_EXTENSIONS: [&str; 3] = ["hstore", "geometry", "geography"];

/// Looks up a built-in type by name.
fn find_builtin(name: &str) -> Option<&'static BuiltinType> {
    BUILTIN_TYPES.iter().find(|builtin| builtin.names.contains(&name))
}

impl BuiltinType {
    fn entry(&self, driver: Driver) -> &'static str {
        match driver {
            Driver::Json => self.json,
            Driver::Psycopg => self.psycopg,
            Driver::Asyncpg => self.asyncpg,
        }
    }
}

/// The Python type for an entry of `BUILTIN_TYPES`.
fn expand(entry: &'static str) -> PyType {
    let union = |names: &[&'static str]| {
        PyType::Generic("Union", names.iter().map(|name| PyType::Named(name)).collect())
    };
    match entry {
        "dict" => PyType::object(),
        "address" => union(&[
            "ipaddress.IPv4Address",
            "ipaddress.IPv6Address",
            "ipaddress.IPv4Interface",
            "ipaddress.IPv6Interface",
        ]),
        "network" => union(&["ipaddress.IPv4Network", "ipaddress.IPv6Network"]),
        entry => PyType::Named(entry),
    }
}

/// The catalog object behind an SQL type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TypeObject<'a> {
    Enum(&'a Enum),
    Domain(&'a Domain),
    Composite(&'a CompositeType),
    /// The row type of a table or view: schema and name.
    Row(&'a Name, &'a Name),
    Range,
    Multirange,
    /// A built-in type, a type of an extension, or a type that is not in the catalog.
    Other,
}

/// The types of a catalog, by schema and name.
#[derive(Debug, Default)]
pub(crate) struct Types<'a> {
    by_name: FxHashMap<(&'a str, &'a str), TypeObject<'a>>,
}

impl<'a> Types<'a> {
    pub(crate) fn new(catalog: &'a Catalog) -> Self {
        let mut by_name = FxHashMap::default();
        let relations = catalog.tables.iter().chain(&catalog.foreign_tables).map(|t| (&t.schema, &t.name));
        let relations = relations.chain(catalog.views.iter().map(|v| (&v.schema, &v.name)));
        for (schema, name) in relations.chain(catalog.materialized_views.iter().map(|v| (&v.schema, &v.name)))
        {
            by_name.insert((&**schema, &**name), TypeObject::Row(schema, name));
        }
        by_name.extend(catalog.enums.iter().map(|e| ((&*e.schema, &*e.name), TypeObject::Enum(e))));
        by_name.extend(catalog.domains.iter().map(|d| ((&*d.schema, &*d.name), TypeObject::Domain(d))));
        by_name.extend(
            catalog.composite_types.iter().map(|c| ((&*c.schema, &*c.name), TypeObject::Composite(c))),
        );
        for range in &catalog.ranges {
            by_name.insert((&range.schema, &range.name), TypeObject::Range);
            by_name.insert((&range.multirange_schema, &range.multirange_name), TypeObject::Multirange);
        }
        Self { by_name }
    }

    /// The object behind a type; for an array, behind its element type.
    pub(crate) fn resolve(&self, sql: &SqlType) -> TypeObject<'a> {
        let schema = sql.schema.as_deref();
        schema
            .and_then(|schema| self.by_name.get(&(schema, sql.name.as_str())).copied())
            .unwrap_or(TypeObject::Other)
    }

    /// Replaces domains by their base types.
    pub(crate) fn without_domains(&self, sql: &str) -> SqlType {
        let mut found = SqlType::parse(sql);
        // This terminates: a domain can only be created on an existing type.
        while let (TypeObject::Domain(domain), false) = (self.resolve(&found), found.is_array) {
            found = SqlType::parse(&domain.base_type);
        }
        found
    }
}

/// The Python type of a type that is not a catalog object. `is_converted` selects the type in
/// libraries that convert values.
pub(crate) fn builtin_type(sql: &SqlType, driver: Driver, is_converted: bool) -> PyType {
    if let Some(range) = range_type(sql, driver, is_converted) {
        return range;
    }
    if let Some(builtin) = sql.schema.is_none().then(|| find_builtin(&sql.name)).flatten() {
        return expand(if is_converted { builtin.converted } else { builtin.entry(driver) });
    }
    if driver == Driver::Json && sql.schema.is_some() && JSON_OF_EXTENSIONS.contains(&sql.name.as_str()) {
        return PyType::object();
    }
    // A converting library passes on unknown types as the driver returns them.
    if is_converted && sql.schema.is_some() { PyType::Named("Any") } else { PyType::Named("str") }
}

/// Built-in types that psycopg does not know.
const UNKNOWN_TO_PSYCOPG: [&str; 3] = ["oid8", "pg_snapshot", "regdatabase"];

/// Whether the driver returns an array as text: psycopg parses only arrays of types that it knows.
pub(crate) fn is_text_array(sql: &SqlType, driver: Driver) -> bool {
    driver == Driver::Psycopg && (sql.schema.is_some() || UNKNOWN_TO_PSYCOPG.contains(&sql.name.as_str()))
}

/// The Python type of a built-in range or multirange.
fn range_type(sql: &SqlType, driver: Driver, is_converted: bool) -> Option<PyType> {
    let name = sql.schema.is_none().then_some(sql.name.as_str())?;
    let (_, multirange, subtype) =
        RANGES.iter().find(|(range, multi, _)| *range == name || *multi == name)?;
    let bound = || builtin_type(&SqlType::parse(subtype), driver, is_converted);
    Some(match driver {
        _ if is_converted => PyType::Named("Any"),
        Driver::Json => PyType::Named("str"),
        Driver::Psycopg if *multirange == name => PyType::Generic("Multirange", [bound()].into()),
        Driver::Psycopg => PyType::Generic("Range", [bound()].into()),
        Driver::Asyncpg => PyType::Named("Any"),
    })
}

/// The key of a relation in maps by schema and name.
pub(crate) fn relation_key(schema: &str, name: &str) -> (String, String) {
    (schema.to_owned(), name.to_owned())
}

/// The key of an object in maps by schema and name.
pub(crate) fn object_key(id: &ObjectId) -> (String, String) {
    relation_key(id.schema.as_deref().unwrap_or_default(), &id.name)
}
