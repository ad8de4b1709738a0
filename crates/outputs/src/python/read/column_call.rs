//! Column definitions of SQLAlchemy and SQLModel: `mapped_column(String(80), nullable=False)`.

use ruff_python_ast::{Arguments, Expr, ExprCall};
use ruff_text_size::{Ranged, TextRange};

use super::class::string;
use super::column_type::ColumnType;
use super::stated_type::StatedType;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId};

/// The arguments of a column definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColumnCall {
    /// The column name, if it is given.
    pub name: Option<String>,
    /// The SQLAlchemy type.
    pub column_type: Option<ColumnType>,
    /// What SQLModel's `Field` says about the type: `max_length=20`.
    pub stated: Option<StatedType>,
    /// The column that a foreign key refers to: `users.id`.
    pub target: Option<String>,
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
            column_type: self.column_type.or(other.column_type),
            stated: self.stated.or(other.stated),
            target: self.target.or(other.target),
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

/// The maximum number of names of a function that are followed.
const MAX_ALIASES: usize = 4;

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

/// The value of a literal `True` or `False`.
pub(super) fn literal_bool(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        _ => None,
    }
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
        let function = self.function_name(module, &call.func).unwrap_or_default();
        let is_field = last_component(&function) == "Field";
        if let Some(Expr::Call(inner)) = keyword(call, "sa_column").filter(|_| is_field) {
            return self.column_call(module, inner, false);
        }
        // SQLAlchemy derives the nullability from the annotation only in `mapped_column`.
        let has_annotation = has_annotation && last_component(&function) != "Column";
        let mut arguments = call.arguments.args.iter().peekable();
        let foreign_key = self.foreign_key(module, call);
        let mut found = ColumnCall {
            target: foreign_key.and_then(|inner| self.target(module, inner.arguments.args.first()?)),
            name: keyword(call, "name").filter(|_| !is_field).and_then(string),
            is_key: keyword(call, "foreign_key").is_some()
                || foreign_key.is_some()
                || bool_keyword(call, "primary_key").is_some_and(|(is_key, _)| is_key),
            is_constrained: CONSTRAINTS.iter().any(|name| keyword(call, name).is_some()),
            stated: if is_field { self.stated_by_field(module, call) } else { None },
            last_argument: last_argument(&call.arguments),
            ..ColumnCall::default()
        };
        if !is_field {
            if let Some(name) = arguments.peek().and_then(|first| string(first)) {
                found.name = Some(name);
                arguments.next();
            }
            let sql_type = keyword(call, "type_").or_else(|| arguments.find(|arg| self.is_type(module, arg)));
            found.column_type = sql_type.map(|sql_type| self.column_type(module, sql_type, 0));
        } else if let Some(sql_type) = keyword(call, "sa_type") {
            found.column_type = Some(self.column_type(module, sql_type, 0));
        }
        let nullable = bool_keyword(call, "nullable");
        let is_key = bool_keyword(call, "primary_key").is_some_and(|(is_key, _)| is_key);
        // `**options` may contain it.
        let has_more = call.arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
        found.has_computed_nullable = nullable.is_none() && (has_more || keyword(call, "nullable").is_some());
        found.nullable_literal = nullable.map(|(_, range)| range);
        found.nullable = match nullable {
            // A primary key is never null, whatever the code says.
            _ if is_key && !found.has_computed_nullable => Some(false),
            Some((nullable, _)) => Some(nullable),
            None if found.has_computed_nullable => None,
            None => (!is_field && !has_annotation).then_some(true),
        };
        found
    }

    /// The call of `ForeignKey` in a column definition.
    fn foreign_key<'e>(&self, module: usize, call: &'e ExprCall) -> Option<&'e ExprCall> {
        let mut calls = call.arguments.args.iter().filter_map(Expr::as_call_expr);
        calls.find(|inner| self.calls(module, inner, &["ForeignKey"]))
    }

    /// The column in `ForeignKey("users.id")` or `ForeignKey(User.id)`.
    fn target(&self, module: usize, column: &Expr) -> Option<String> {
        let Expr::Attribute(attribute) = column else { return string(column) };
        let position = StatementId { module, index: usize::MAX };
        let Definition::Class(class) = self.evaluate(position, &attribute.value)? else { return None };
        let (_, table) = self.declared_table(class)?;
        Some(format!("{table}.{}", attribute.attr.as_str()))
    }

    /// Whether a call is of one of these functions, from any library.
    pub(super) fn calls(&self, module: usize, call: &ExprCall, functions: &[&str]) -> bool {
        self.function_name(module, &call.func).is_some_and(|name| functions.contains(&last_component(&name)))
    }

    /// The qualified name of a function, also if it is called by another name: `_Column =
    /// mapped_column`.
    pub(super) fn function_name(&self, module: usize, function: &Expr) -> Option<String> {
        let (mut module, mut function) = (module, function);
        for _ in 0..MAX_ALIASES {
            let name = function.as_name_expr().and_then(|name| self.definition(module, name.id.as_str()));
            let Some(Definition::Alias(alias)) = name else { break };
            match self.alias_value(alias) {
                Some(value @ (Expr::Name(_) | Expr::Attribute(_))) => {
                    (module, function) = (alias.module, value)
                }
                _ => break,
            }
        }
        self.qualified_name(module, function)
    }

    fn is_type(&self, module: usize, expr: &Expr) -> bool {
        let name = match expr {
            Expr::Call(call) => self.qualified_name(module, &call.func),
            other => self.qualified_name(module, other),
        };
        name.is_some_and(|name| !NON_TYPES.contains(&last_component(&name)))
    }
}

fn last_argument(arguments: &Arguments) -> Option<TextRange> {
    let all = arguments.args.iter().map(Ranged::range).chain(arguments.keywords.iter().map(Ranged::range));
    all.max_by_key(|range| range.end())
}
