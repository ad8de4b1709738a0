//! What a column type says beyond the kind of its values: width, length, precision, time zone.

use ruff_python_ast::{Expr, ExprCall, Number};

use super::super::sql_type::SqlType;
use super::column_call::{keyword, literal_bool};
use super::{Definition, Modules, StatementId};

/// A property of a column type that the code specifies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum StatedType {
    /// One of several PostgreSQL types with the same values: `bigint`.
    Name(&'static str),
    /// The maximum length of a text.
    Length(i64),
    /// Precision and scale of a number.
    Precision(i64, i64),
    /// Whether a timestamp or time has a time zone.
    Zone(bool),
}

/// Column types of SQLAlchemy and fields of Django that stand for a single PostgreSQL type.
const NAMES: [(&[&str], &str); 6] = [
    (
        &["SmallInteger", "SMALLINT", "SmallIntegerField", "PositiveSmallIntegerField", "SmallAutoField"],
        "smallint",
    ),
    (&["Integer", "INTEGER", "INT", "IntegerField", "PositiveIntegerField", "AutoField"], "integer"),
    (&["BigInteger", "BIGINT", "BigIntegerField", "PositiveBigIntegerField", "BigAutoField"], "bigint"),
    (&["REAL"], "real"),
    (&["Double", "DOUBLE", "DOUBLE_PRECISION"], "double precision"),
    (&["JSONB"], "jsonb"),
];

/// Types with the same values, of which a name selects one.
const FAMILIES: [&[&str]; 3] =
    [&["smallint", "integer", "bigint"], &["real", "double precision"], &["json", "jsonb"]];

/// Types whose first argument is a length.
const TEXTS: [&str; 7] = ["String", "Unicode", "VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "AutoString"];

/// Fields of Django whose `max_length` is the length of the column.
const DJANGO_TEXTS: [&str; 6] =
    ["CharField", "EmailField", "SlugField", "URLField", "FileField", "ImageField"];

const NUMBERS: [&str; 3] = ["Numeric", "NUMERIC", "DECIMAL"];

const TIMES: [&str; 5] = ["DateTime", "DATETIME", "TIMESTAMP", "Time", "TIME"];

impl StatedType {
    /// What the name of a type says.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(names, _)| names.contains(&name)).map(|(_, postgres)| Self::Name(postgres))
    }

    /// Whether the type of a column, or of its elements, has the property. Types of other kinds are
    /// compared elsewhere.
    pub(crate) fn fits(&self, sql: &SqlType) -> bool {
        let name = sql.name.as_str();
        let numbers: Vec<i64> = sql.numbers().iter().filter_map(|number| number.parse().ok()).collect();
        if sql.schema.is_some() {
            return true;
        }
        match self {
            Self::Name(stated) => {
                name == *stated
                    || !FAMILIES.iter().any(|family| family.contains(&name) && family.contains(stated))
            }
            Self::Length(length) => match name {
                "character varying" | "character" => numbers.first() == Some(length),
                name => name != "text",
            },
            Self::Precision(precision, scale) => name != "numeric" || numbers == [*precision, *scale],
            Self::Zone(has_zone) => {
                let is_time = name.starts_with("time");
                !is_time || name.ends_with(" with time zone") == *has_zone
            }
        }
    }

    /// The arguments that specify the property: `(20)`.
    pub(crate) fn arguments(&self) -> String {
        match self {
            Self::Name(_) => String::new(),
            Self::Length(length) => format!("({length})"),
            Self::Precision(precision, scale) => format!("({precision}, {scale})"),
            Self::Zone(has_zone) => format!("(timezone={})", if *has_zone { "True" } else { "False" }),
        }
    }
}

impl Modules<'_> {
    /// What a call of an SQLAlchemy type says.
    pub(super) fn stated_type(&self, module: usize, name: &str, call: &ExprCall) -> Option<StatedType> {
        let argument = |index: usize, names: &[&str]| {
            let named = names.iter().find_map(|name| keyword(call, name));
            self.integer(module, named.or_else(|| call.arguments.args.get(index))?)
        };
        match name {
            name if TEXTS.contains(&name) => argument(0, &["length"]).map(StatedType::Length),
            name if NUMBERS.contains(&name) => {
                let precision = argument(0, &["precision"])?;
                let has_scale = keyword(call, "scale").is_some() || call.arguments.args.len() > 1;
                // PostgreSQL's default is 0; a scale that is not known is not compared.
                let scale = if has_scale { argument(1, &["scale"])? } else { 0 };
                Some(StatedType::Precision(precision, scale))
            }
            name if TIMES.contains(&name) => {
                let zone = keyword(call, "timezone").or_else(|| call.arguments.args.first())?;
                literal_bool(zone).map(StatedType::Zone)
            }
            name => StatedType::of_name(name),
        }
    }

    /// What a call of a Django field says.
    pub(super) fn stated_django_type(
        &self,
        module: usize,
        name: &str,
        call: &ExprCall,
    ) -> Option<StatedType> {
        let argument = |name: &str| self.integer(module, keyword(call, name)?);
        match name {
            name if DJANGO_TEXTS.contains(&name) => argument("max_length").map(StatedType::Length),
            "DecimalField" => {
                Some(StatedType::Precision(argument("max_digits")?, argument("decimal_places")?))
            }
            name => StatedType::of_name(name),
        }
    }

    /// What the arguments of SQLModel's `Field` say about the column.
    pub(super) fn stated_by_field(&self, module: usize, call: &ExprCall) -> Option<StatedType> {
        let argument = |name: &str| self.integer(module, keyword(call, name)?);
        match argument("max_digits") {
            Some(digits) => Some(StatedType::Precision(digits, argument("decimal_places")?)),
            None => argument("max_length").map(StatedType::Length),
        }
    }

    /// The value of an integer literal, or of a constant.
    fn integer(&self, module: usize, expr: &Expr) -> Option<i64> {
        let (mut module, mut expr) = (module, expr);
        for _ in 0..4 {
            match expr {
                Expr::NumberLiteral(literal) => {
                    let Number::Int(value) = &literal.value else { return None };
                    return value.as_i64();
                }
                Expr::Name(_) | Expr::Attribute(_) => {
                    match self.evaluate(StatementId { module, index: usize::MAX }, expr)? {
                        Definition::Alias(alias) => (module, expr) = (alias.module, self.alias_value(alias)?),
                        Definition::Class(_) => return None,
                    }
                }
                _ => return None,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_stated_is_compared() {
        use StatedType::{Length, Name, Precision, Zone};
        for (stated, sql, fits) in [
            (Name("integer"), "integer", true),
            (Name("integer"), "bigint", false),
            (Name("integer"), "text", true),
            (Length(20), "character varying(20)", true),
            (Length(20), "character varying(40)", false),
            (Length(20), "character varying", false),
            (Length(20), "text", false),
            (Length(20), "public.citext", true),
            (Precision(10, 2), "numeric(10,2)", true),
            (Precision(10, 0), "numeric(10,0)", true),
            (Precision(10, 2), "numeric", false),
            (Zone(true), "timestamp with time zone", true),
            (Zone(true), "timestamp(3) without time zone", false),
            (Zone(false), "time without time zone", true),
            (Zone(true), "date", true),
        ] {
            assert_eq!(stated.fits(&SqlType::parse(sql)), fits, "{stated:?} {sql}");
        }
    }
}
