//! What SQLAlchemy's and SQLModel's calls say of a column: `mapped_column(String(80), nullable=False)`.

use ruff_python_ast::{Arguments, Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange};

use super::annotation::last;
use super::class::string;
use super::{Modules, Said};

/// What a call says.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnCall {
    /// The column's name, where that is another than the attribute's.
    pub name: Option<String>,
    /// The type.
    pub said: Option<Said>,
    pub nullable: Option<bool>,
    /// Whether something that is worked out says whether it may be null.
    pub is_computed: bool,
    /// The `True` or `False` of `nullable`.
    pub nullable_at: Option<TextRange>,
    /// Whether something rests on the column: the class on its key, relationships on what refers to another table.
    pub is_needed: bool,
    /// Whether it says more of the values, which holds for their type alone.
    pub is_constrained: bool,
    /// Whether an alias says some of it, which stands in the annotation.
    pub is_aliased: bool,
    /// The end of the last argument.
    pub end: Option<TextRange>,
}

impl ColumnCall {
    /// What it says, and where it says nothing another that stands elsewhere.
    pub(super) fn beside(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            said: self.said.or(other.said),
            nullable: self.nullable.or(other.nullable),
            is_computed: self.is_computed || self.nullable.is_none() && other.is_computed,
            nullable_at: self.nullable_at,
            is_needed: self.is_needed || other.is_needed,
            is_constrained: self.is_constrained || other.is_constrained,
            is_aliased: self.is_aliased || other.is_aliased,
            end: self.end,
        }
    }
}

/// The Python types of SQLAlchemy's.
const TYPES: &[(&[&str], &str)] = &[
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

/// What a field's values are held to besides their type.
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

/// What stands among a column's arguments, and is no type.
const NO_TYPES: [&str; 6] =
    ["ForeignKey", "Sequence", "Identity", "Computed", "CheckConstraint", "FetchedValue"];

pub(super) fn keyword<'e>(call: &'e ExprCall, name: &str) -> Option<&'e Expr> {
    let is_it = |arg: &ruff_python_ast::Keyword| arg.arg.as_ref().is_some_and(|arg| arg.as_str() == name);
    call.arguments.keywords.iter().find(|keyword| is_it(keyword)).map(|keyword| &keyword.value)
}

fn flag(call: &ExprCall, name: &str) -> Option<(bool, TextRange)> {
    match keyword(call, name)? {
        Expr::BooleanLiteral(literal) => Some((literal.value, literal.range())),
        _ => None,
    }
}

impl Modules<'_> {
    /// What a call of `Column`, `mapped_column` or SQLModel's `Field` says. Without an annotation such a column may be null unless
    /// something says otherwise.
    pub(super) fn column(&self, at: usize, call: &ExprCall, has_annotation: bool) -> ColumnCall {
        let function = self.qualified(at, &call.func).unwrap_or_default();
        let is_field = last(&function) == "Field";
        if let Some(Expr::Call(inner)) = keyword(call, "sa_column").filter(|_| is_field) {
            return self.column(at, inner, has_annotation);
        }
        let mut arguments = call.arguments.args.iter().peekable();
        let mut said = ColumnCall {
            name: keyword(call, "name").filter(|_| !is_field).and_then(string),
            is_needed: keyword(call, "foreign_key").is_some()
                || self.has_foreign_key(at, call)
                || flag(call, "primary_key").is_some_and(|(is_key, _)| is_key),
            is_constrained: CONSTRAINTS.iter().any(|name| keyword(call, name).is_some()),
            end: end(&call.arguments),
            ..ColumnCall::default()
        };
        if !is_field {
            if let Some(name) = arguments.peek().and_then(|first| string(first)) {
                said.name = Some(name);
                arguments.next();
            }
            let written = keyword(call, "type_").or_else(|| arguments.find(|arg| self.is_type(at, arg)));
            said.said = written.and_then(|written| self.sql_type(at, written));
        } else if let Some(written) = keyword(call, "sa_type") {
            said.said = self.sql_type(at, written);
        }
        let nullable = flag(call, "nullable");
        let is_key = flag(call, "primary_key").is_some_and(|(is_key, _)| is_key);
        said.is_computed = nullable.is_none() && keyword(call, "nullable").is_some();
        said.nullable_at = nullable.map(|(_, range)| range);
        said.nullable = match nullable {
            Some((nullable, _)) => Some(nullable),
            None if said.is_computed => None,
            None if is_key => Some(false),
            None => (!is_field && !has_annotation).then_some(true),
        };
        said
    }

    fn has_foreign_key(&self, at: usize, call: &ExprCall) -> bool {
        let is_it = |argument: &Expr| match argument {
            Expr::Call(inner) => {
                self.qualified(at, &inner.func).is_some_and(|name| last(&name) == "ForeignKey")
            }
            _ => false,
        };
        call.arguments.args.iter().any(is_it)
    }

    fn is_type(&self, at: usize, expr: &Expr) -> bool {
        let name = match expr {
            Expr::Call(call) => self.qualified(at, &call.func),
            other => self.qualified(at, other),
        };
        name.is_some_and(|name| !NO_TYPES.contains(&last(&name)))
    }

    /// What a type of SQLAlchemy's is in Python; none where that is not known.
    fn sql_type(&self, at: usize, expr: &Expr) -> Option<Said> {
        let (head, arguments) = match expr {
            Expr::Call(call) => (&*call.func, call.arguments.args.as_ref()),
            other => (other, [].as_slice()),
        };
        let qualified = self.qualified(at, head)?;
        // One of the project's own can be anything.
        if !qualified.starts_with("sqlalchemy") && self.resolve(at, &qualified).is_some() {
            return None;
        }
        match last(&qualified) {
            "ARRAY" => Some(Said::List(Box::new(self.sql_type(at, arguments.first()?)?))),
            "Enum" | "ENUM" => match arguments {
                [class @ (Expr::Name(_) | Expr::Attribute(_)), ..] => Some(self.said(at, class)),
                labels => {
                    let labels: Vec<String> = labels.iter().filter_map(string).collect();
                    (!labels.is_empty()).then_some(Said::Literal(labels, None))
                }
            },
            name => {
                let known = TYPES.iter().find(|(names, _)| names.contains(&name));
                known.map(|(_, python)| Said::Named((*python).to_owned()))
            }
        }
    }
}

fn end(arguments: &Arguments) -> Option<TextRange> {
    let all = arguments.args.iter().map(Ranged::range).chain(arguments.keywords.iter().map(Ranged::range));
    all.max_by_key(|range| range.end())
}
