//! Column definitions of SQLAlchemy and SQLModel: `mapped_column(String(80), nullable=False)`.

use ruff_python_ast::{Arguments, Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange};

use super::class::string;
use super::type_hint::last_component;
use super::{Modules, TypeHint};

/// The arguments of a column definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnCall {
    /// The column name, if it is given.
    pub name: Option<String>,
    /// The Python type of the SQLAlchemy type.
    pub hint: Option<TypeHint>,
    pub nullable: Option<bool>,
    /// Whether the value of `nullable` is an expression.
    pub has_computed_nullable: bool,
    /// The literal `True` or `False` of `nullable`.
    pub nullable_literal: Option<TextRange>,
    /// Whether the column is part of the primary key or a foreign key.
    pub is_key: bool,
    /// Whether there are constraints on the values that depend on their type.
    pub is_constrained: bool,
    /// Whether some of the arguments come from an alias that the annotation names.
    pub is_aliased: bool,
    /// The last argument.
    pub last_argument: Option<TextRange>,
}

impl ColumnCall {
    /// Adds the arguments of another definition of the same column. `self` takes precedence.
    pub(super) fn merge(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            hint: self.hint.or(other.hint),
            nullable: self.nullable.or(other.nullable),
            has_computed_nullable: self.has_computed_nullable
                || self.nullable.is_none() && other.has_computed_nullable,
            nullable_literal: self.nullable_literal,
            is_key: self.is_key || other.is_key,
            is_constrained: self.is_constrained || other.is_constrained,
            is_aliased: self.is_aliased || other.is_aliased,
            last_argument: self.last_argument,
        }
    }
}

/// Python types of SQLAlchemy types.
const PYTHON_TYPES: &[(&[&str], &str)] = &[
    (&["Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT", "SMALLINT"], "int"),
    (&["String", "Text", "Unicode", "UnicodeText", "VARCHAR", "TEXT", "CHAR", "CITEXT"], "str"),
    (&["Boolean", "BOOLEAN"], "bool"),
    (&["Float", "Double", "REAL", "FLOAT", "DOUBLE", "DOUBLE_PRECISION"], "float"),
    (&["Numeric", "NUMERIC", "DECIMAL"], "decimal.Decimal"),
    (&["DateTime", "TIMESTAMP", "DATETIME"], "datetime.datetime"),
    (&["Date", "DATE"], "datetime.date"),
    (&["Time", "TIME"], "datetime.time"),
    (&["Interval", "INTERVAL"], "datetime.timedelta"),
    (&["LargeBinary", "BYTEA"], "bytes"),
    (&["JSON", "JSONB"], "dict"),
    (&["UUID", "Uuid"], "uuid.UUID"),
];

/// Arguments that constrain the values of a field.
const CONSTRAINTS: [&str; 14] = [
    "max_length",
    "min_length",
    "regex",
    "pattern",
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "max_digits",
    "decimal_places",
    "min_items",
    "max_items",
    "unique_items",
];

/// Positional arguments of a column that are not types.
const NON_TYPES: [&str; 6] =
    ["ForeignKey", "Sequence", "Identity", "Computed", "CheckConstraint", "FetchedValue"];

/// The value of a keyword argument.
pub(super) fn keyword<'e>(call: &'e ExprCall, name: &str) -> Option<&'e Expr> {
    let mut keywords = call.arguments.keywords.iter();
    keywords
        .find(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name))
        .map(|keyword| &keyword.value)
}

/// The value and range of a keyword argument that is `True` or `False`.
fn bool_keyword(call: &ExprCall, name: &str) -> Option<(bool, TextRange)> {
    match keyword(call, name)? {
        Expr::BooleanLiteral(literal) => Some((literal.value, literal.range())),
        _ => None,
    }
}

impl Modules<'_> {
    /// Reads a call of `Column`, `mapped_column` or SQLModel's `Field`. A column without annotation
    /// is nullable by default.
    pub(super) fn column_call(&self, module: usize, call: &ExprCall, has_annotation: bool) -> ColumnCall {
        let function = self.qualified_name(module, &call.func).unwrap_or_default();
        let is_field = last_component(&function) == "Field";
        if let Some(Expr::Call(inner)) = keyword(call, "sa_column").filter(|_| is_field) {
            return self.column_call(module, inner, has_annotation);
        }
        let mut arguments = call.arguments.args.iter().peekable();
        let mut found = ColumnCall {
            name: keyword(call, "name").filter(|_| !is_field).and_then(string),
            is_key: keyword(call, "foreign_key").is_some()
                || self.has_foreign_key(module, call)
                || bool_keyword(call, "primary_key").is_some_and(|(is_key, _)| is_key),
            is_constrained: CONSTRAINTS.iter().any(|name| keyword(call, name).is_some()),
            last_argument: last_argument(&call.arguments),
            ..ColumnCall::default()
        };
        if !is_field {
            if let Some(name) = arguments.peek().and_then(|first| string(first)) {
                found.name = Some(name);
                arguments.next();
            }
            let sql_type = keyword(call, "type_").or_else(|| arguments.find(|arg| self.is_type(module, arg)));
            found.hint = sql_type.and_then(|sql_type| self.hint_of_sql_type(module, sql_type));
        } else if let Some(sql_type) = keyword(call, "sa_type") {
            found.hint = self.hint_of_sql_type(module, sql_type);
        }
        let nullable = bool_keyword(call, "nullable");
        let is_key = bool_keyword(call, "primary_key").is_some_and(|(is_key, _)| is_key);
        found.has_computed_nullable = nullable.is_none() && keyword(call, "nullable").is_some();
        found.nullable_literal = nullable.map(|(_, range)| range);
        found.nullable = match nullable {
            Some((nullable, _)) => Some(nullable),
            None if found.has_computed_nullable => None,
            None if is_key => Some(false),
            None => (!is_field && !has_annotation).then_some(true),
        };
        found
    }

    fn has_foreign_key(&self, module: usize, call: &ExprCall) -> bool {
        let is_foreign_key = |argument: &Expr| match argument {
            Expr::Call(inner) => self.calls(module, inner, &["ForeignKey"]),
            _ => false,
        };
        call.arguments.args.iter().any(is_foreign_key)
    }

    /// Whether a call is of one of these functions, from any library.
    pub(super) fn calls(&self, module: usize, call: &ExprCall, functions: &[&str]) -> bool {
        self.qualified_name(module, &call.func).is_some_and(|name| functions.contains(&last_component(&name)))
    }

    fn is_type(&self, module: usize, expr: &Expr) -> bool {
        let name = match expr {
            Expr::Call(call) => self.qualified_name(module, &call.func),
            other => self.qualified_name(module, other),
        };
        name.is_some_and(|name| !NON_TYPES.contains(&last_component(&name)))
    }

    /// The Python type of an SQLAlchemy type, if known.
    fn hint_of_sql_type(&self, module: usize, expr: &Expr) -> Option<TypeHint> {
        let (function, arguments) = match expr {
            Expr::Call(call) => (&*call.func, call.arguments.args.as_ref()),
            other => (other, [].as_slice()),
        };
        let qualified = self.qualified_name(module, function)?;
        // A type that the project defines can be anything.
        if !qualified.starts_with("sqlalchemy") && self.resolve(module, &qualified).is_some() {
            return None;
        }
        match last_component(&qualified) {
            "ARRAY" => Some(TypeHint::List(Box::new(self.hint_of_sql_type(module, arguments.first()?)?))),
            "Enum" | "ENUM" => match arguments {
                [class @ (Expr::Name(_) | Expr::Attribute(_)), ..] => Some(self.type_hint(module, class)),
                labels => {
                    let labels: Vec<String> = labels.iter().filter_map(string).collect();
                    (!labels.is_empty()).then_some(TypeHint::Literal(labels, None))
                }
            },
            name => {
                let known = PYTHON_TYPES.iter().find(|(names, _)| names.contains(&name));
                known.map(|(_, python)| TypeHint::Named((*python).to_owned()))
            }
        }
    }
}

fn last_argument(arguments: &Arguments) -> Option<TextRange> {
    let all = arguments.args.iter().map(Ranged::range).chain(arguments.keywords.iter().map(Ranged::range));
    all.max_by_key(|range| range.end())
}
