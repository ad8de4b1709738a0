//! SQLAlchemy classes of column types.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::sequence::Sequence;
use rustc_hash::FxHashMap;

use super::super::super::sql_type::SqlType;
use super::super::super::text::{Doc, string};
use super::super::super::types::{TypeObject, Types};
use super::{keyword, schema_argument, sql_text};

/// SQLAlchemy classes of types without modifier.
const PLAIN_TYPES: &[(&str, &str)] = &[
    ("smallint", "sa.SmallInteger"),
    ("integer", "sa.Integer"),
    ("bigint", "sa.BigInteger"),
    // Type checkers need the type parameter of these two.
    ("real", "sa.REAL[float]"),
    ("double precision", "sa.Double[float]"),
    ("boolean", "sa.Boolean"),
    ("text", "sa.Text"),
    ("bytea", "sa.LargeBinary"),
    ("uuid", "sa.Uuid"),
    ("date", "sa.Date"),
    ("json", "postgresql.JSON"),
    ("jsonb", "postgresql.JSONB"),
    ("inet", "postgresql.INET"),
    ("cidr", "postgresql.CIDR"),
    ("macaddr", "postgresql.MACADDR"),
    ("money", "postgresql.MONEY"),
    ("oid", "postgresql.OID"),
    ("tsvector", "postgresql.TSVECTOR"),
    ("tsquery", "postgresql.TSQUERY"),
    ("macaddr8", "postgresql.MACADDR8"),
    ("regclass", "postgresql.REGCLASS"),
    ("regconfig", "postgresql.REGCONFIG"),
    ("int4range", "postgresql.INT4RANGE"),
    ("int8range", "postgresql.INT8RANGE"),
    ("numrange", "postgresql.NUMRANGE"),
    ("daterange", "postgresql.DATERANGE"),
    ("tsrange", "postgresql.TSRANGE"),
    ("tstzrange", "postgresql.TSTZRANGE"),
    ("int4multirange", "postgresql.INT4MULTIRANGE"),
    ("int8multirange", "postgresql.INT8MULTIRANGE"),
    ("nummultirange", "postgresql.NUMMULTIRANGE"),
    ("datemultirange", "postgresql.DATEMULTIRANGE"),
    ("tsmultirange", "postgresql.TSMULTIRANGE"),
    ("tstzmultirange", "postgresql.TSTZMULTIRANGE"),
];

/// SQLAlchemy classes of types of extensions.
const EXTENSION_TYPES: [(&str, &str); 2] = [("citext", "postgresql.CITEXT"), ("hstore", "postgresql.HSTORE")];

/// SQLAlchemy classes of types with a modifier: SQL name, class, and keyword of the modifier.
const MODIFIED_TYPES: [(&str, &str, &str); 6] = [
    ("character varying", "sa.String", ""),
    ("character", "sa.CHAR", ""),
    ("timestamp without time zone", "postgresql.TIMESTAMP", "precision="),
    ("timestamp with time zone", "postgresql.TIMESTAMP", "precision="),
    ("time without time zone", "postgresql.TIME", "precision="),
    ("time with time zone", "postgresql.TIME", "precision="),
];

/// What column definitions refer to.
pub(crate) struct Context<'a> {
    pub types: &'a Types<'a>,
    /// The column type of an enum, if the code has a class for it.
    pub enum_type: &'a dyn Fn(&Enum) -> Option<Doc>,
    /// The tables that foreign keys can refer to.
    pub tables: &'a BTreeSet<(&'a str, &'a str)>,
    /// The sequences by their names in SQL.
    pub sequences: &'a FxHashMap<String, &'a Sequence>,
}

impl Context<'_> {
    pub(super) fn sql_type(&self, column: &Column) -> Doc {
        if let Some(collation) = &column.collation {
            return raw_type(&format!("{} COLLATE {collation}", column.sql_type));
        }
        let mut sql = SqlType::parse(&column.sql_type);
        let is_array = std::mem::take(&mut sql.is_array);
        let element = self.element(&sql, column.sql_type.trim_end_matches("[]"));
        if is_array { Doc::call("postgresql.ARRAY", vec![element]) } else { element }
    }

    /// Whether a column has no nulls. SQLAlchemy reflects the constraint of a domain as the column's.
    pub(super) fn is_not_null(&self, column: &Column) -> bool {
        let sql = SqlType::parse(&column.sql_type);
        let is_domain = |domain: &Domain| domain.not_null && !sql.is_array;
        column.is_not_null()
            || matches!(self.types.resolve(&sql), TypeObject::Domain(domain) if is_domain(domain))
    }

    fn element(&self, sql: &SqlType, sql_name: &str) -> Doc {
        if let TypeObject::Enum(source) = self.types.resolve(sql) {
            return (self.enum_type)(source).unwrap_or_else(|| raw_type(sql_name));
        }
        if let TypeObject::Domain(domain) = self.types.resolve(sql) {
            return self.domain_type(domain).unwrap_or_else(|| raw_type(sql_name));
        }
        if sql.schema.is_some() {
            let class = EXTENSION_TYPES.iter().find(|(name, _)| *name == sql.name);
            return class.map_or_else(|| raw_type(sql_name), |(_, class)| Doc::text(format!("{class}()")));
        }
        let name = sql.name.as_str();
        if let (Some((_, class)), None) =
            (PLAIN_TYPES.iter().find(|(known, _)| *known == name), &sql.modifier)
        {
            return Doc::text(format!("{class}()"));
        }
        let numbers = sql.numbers();
        match (name, numbers.as_slice()) {
            ("numeric", []) => Doc::text("sa.Numeric()"),
            ("numeric", numbers) => Doc::text(format!("sa.Numeric({})", numbers.join(", "))),
            _ => match MODIFIED_TYPES.iter().find(|(known, ..)| *known == name) {
                // `character` without modifier has length 1, and `"char"` is another type.
                Some((_, class, key)) if !sql_name.starts_with('"') => {
                    let zone = name.ends_with("with time zone").then(|| "timezone=True".to_owned());
                    let number = numbers.first().map(|number| format!("{key}{number}"));
                    let arguments: Vec<String> = [zone, number].into_iter().flatten().collect();
                    Doc::text(format!("{class}({})", arguments.join(", ")))
                }
                _ => raw_type(sql_name),
            },
        }
    }

    /// `None` if SQLAlchemy cannot express the domain: it has several checks, or a collation.
    fn domain_type(&self, domain: &Domain) -> Option<Doc> {
        if domain.constraints.len() > 1 || domain.constraints.iter().any(|check| check.not_valid) {
            return None;
        }
        let base = SqlType::parse(&domain.base_type);
        if base.is_array || base.schema.is_some() || domain.collation.is_some() {
            return None;
        }
        let mut arguments = vec![Doc::text(string(&domain.name)), self.element(&base, &domain.base_type)];
        if let Some(default) = &domain.default {
            arguments.push(keyword("default", sql_text(default)));
        }
        if domain.not_null {
            arguments.push(Doc::text("not_null=True"));
        }
        if let Some(check) = domain.constraints.first() {
            arguments.push(keyword("constraint_name", Doc::text(string(&check.constraint_name))));
            arguments.push(keyword("check", sql_text(check.definition.as_deref()?)));
        }
        arguments.extend(schema_argument(&domain.schema));
        Some(Doc::call("postgresql.DOMAIN", arguments))
    }
}

/// The column type of an enum: its class or labels, and a function that returns the labels of the
/// class.
pub(crate) fn enum_type(source: &Enum, values: Vec<Doc>, values_callable: Option<&str>) -> Doc {
    let mut arguments = values;
    arguments.push(Doc::text(format!("name={}", string(&source.name))));
    arguments.extend(values_callable.map(|function| Doc::text(format!("values_callable={function}"))));
    arguments.extend(schema_argument(&source.schema));
    Doc::call("sa.Enum", arguments)
}

/// A type without an SQLAlchemy class.
fn raw_type(sql: &str) -> Doc {
    Doc::call("SqlType", vec![Doc::text(string(sql))])
}
