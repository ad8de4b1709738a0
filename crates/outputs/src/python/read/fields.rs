//! Fields of classes: their own, and those that they inherit.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::annotation::last;
use super::class::{DEEPEST, string};
use super::column::{ColumnCall, keyword};
use super::{Definition, Modules, Said};

/// A key or attribute, with the column's name.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub column: String,
    /// The attribute, where it has one.
    pub name: Option<String>,
    /// Whether the column's name is an alias, which may be for others than the database.
    pub is_alias: bool,
    /// The class that adds it to a table which it shares with others.
    pub adds: Option<(usize, usize)>,
    /// The file that says it, which may be another's than the class's.
    pub module: usize,
    pub line: u32,
    /// Its statement or item, and its annotation.
    pub range: TextRange,
    pub annotation: Option<TextRange>,
    pub said: Said,
    /// Whether it has a default.
    pub has_value: bool,
    /// What SQLAlchemy is told of the column besides.
    pub call: Option<ColumnCall>,
}

impl Field {
    /// What SQLAlchemy is told of its type.
    pub(crate) fn sql_type(&self) -> Option<&Said> {
        self.call.as_ref()?.said.as_ref()
    }

    /// Whether it says that the column may be null; none where it says nothing of that.
    pub(crate) fn may_be_null(&self) -> Option<bool> {
        let is_told = !matches!(self.said, Said::Unknown | Said::Any);
        let said = self.call.as_ref().and_then(|call| call.nullable);
        said.or_else(|| is_told.then(|| self.said.may_be_none()))
    }
}

/// Functions of ORMs that make attributes which are no columns.
const NO_COLUMNS: [&str; 11] = [
    "relationship",
    "Relationship",
    "column_property",
    "association_proxy",
    "synonym",
    "composite",
    "query_expression",
    "dynamic_loader",
    "backref",
    "PrivateAttr",
    "hybrid_property",
];

impl Modules<'_> {
    /// The fields of a class, those that it inherits first.
    pub(super) fn fields(&self, at: usize, place: usize, into: &mut Vec<Field>, depth: usize) {
        let Some(class) = self.class(at, place).filter(|_| depth <= DEEPEST) else { return };
        let is_mapped = self.table_of(at, place, 0).is_some();
        // The last base's come first: those of the others go before it.
        let bases: Vec<&Expr> = class.arguments.iter().flat_map(|a| a.args.iter()).rev().collect();
        for base in bases {
            match self.evaluated(at, place, base) {
                Some((at, Definition::Class(place))) => {
                    // The columns of what is mapped itself are those of another table, or said there already.
                    if !is_mapped || self.table_of(at, place, 0).is_none() {
                        self.fields(at, place, into, depth + 1);
                    }
                }
                Some((at, Definition::Alias(place))) => {
                    for field in self.of_assignment(at, place).into_iter().flat_map(|d| d.fields) {
                        put(field, into);
                    }
                }
                None => {}
            }
        }
        self.own_fields(at, class, into);
    }

    fn own_fields(&self, at: usize, class: &StmtClassDef, into: &mut Vec<Field>) {
        for statement in &class.body {
            let field = match statement {
                Stmt::AnnAssign(assign) => match &*assign.target {
                    Expr::Name(name) => {
                        let said = Some((self.said(at, &assign.annotation), assign.annotation.range()));
                        self.field(at, name.id.as_str(), statement, said, assign.value.as_deref())
                    }
                    _ => None,
                },
                Stmt::Assign(assign) => match assign.targets.first() {
                    Some(Expr::Name(name)) => {
                        self.field(at, name.id.as_str(), statement, None, Some(&assign.value))
                    }
                    _ => None,
                },
                Stmt::FunctionDef(function) => self.declared_field(at, function, statement),
                _ => None,
            };
            if let Some(field) = field {
                put(field, into);
            }
        }
    }

    /// A column that a mixin makes for each class: `@declared_attr def owner_id(cls) -> Mapped[int]: return mapped_column(…)`.
    fn declared_field(&self, at: usize, function: &StmtFunctionDef, statement: &Stmt) -> Option<Field> {
        let is_declared = function.decorator_list.iter().any(|decorator| {
            self.qualified(at, &decorator.expression).is_some_and(|name| last(&name) == "declared_attr")
        });
        let value = function.body.iter().find_map(|statement| match statement {
            Stmt::Return(returned) => returned.value.as_deref(),
            _ => None,
        });
        let is_column = matches!(value, Some(Expr::Call(call)) if self.is_column(at, call));
        let said = function.returns.as_deref().map(|returns| (self.said(at, returns), returns.range()));
        if !is_declared || !is_column {
            return None;
        }
        self.field(at, function.name.as_str(), statement, said, value)
    }

    fn is_column(&self, at: usize, call: &ExprCall) -> bool {
        self.qualified(at, &call.func).is_some_and(|name| ["Column", "mapped_column"].contains(&last(&name)))
    }

    fn field(
        &self,
        at: usize,
        name: &str,
        statement: &Stmt,
        said: Option<(Said, TextRange)>,
        value: Option<&Expr>,
    ) -> Option<Field> {
        let call = match value {
            Some(Expr::Call(call)) => Some(call),
            _ => None,
        };
        let function = call.and_then(|call| self.qualified(at, &call.func));
        let function = function.as_deref().map(last).unwrap_or_default();
        let is_column = call.is_some_and(|call| self.is_column(at, call));
        let is_no_field = match &said {
            // Without an annotation only a column is a field.
            None => !is_column,
            Some((Said::NotAField, _)) => true,
            Some((Said::Named(name), _)) => ["ConfigDict", "KW_ONLY"].contains(&last(name)),
            Some(_) => false,
        };
        if is_no_field || NO_COLUMNS.contains(&function) || name.starts_with("__") {
            return None;
        }
        let column = call
            .filter(|_| is_column || function == "Field")
            .map(|call| self.column(at, call, said.is_some()));
        let alias = call.and_then(|call| match function {
            "Field" => ["validation_alias", "alias"].iter().find_map(|name| string(keyword(call, name)?)),
            _ => None,
        });
        let given = column.as_ref().and_then(|column| column.name.clone()).or_else(|| {
            let Expr::Dict(dict) = keyword(call?, "metadata").filter(|_| function == "field")? else {
                return None;
            };
            let is_name = |key: &Expr| string(key).as_deref() == Some("column");
            dict.items
                .iter()
                .find(|item| item.key.as_ref().is_some_and(is_name))
                .and_then(|i| string(&i.value))
        });
        let annotation = said.as_ref().map(|(_, range)| *range);
        Some(Field {
            name: Some(name.to_owned()),
            is_alias: alias.is_some() && given.is_none(),
            column: given.or(alias).unwrap_or_else(|| name.to_owned()),
            adds: None,
            module: at,
            line: self.modules[at].line(annotation.unwrap_or(statement.range()).start()),
            range: statement.range(),
            annotation,
            said: said.map_or(Said::Unknown, |(said, _)| said),
            has_value: match call {
                // Without one of these the call says other things.
                Some(call) if ["field", "ib", "attrib"].contains(&function) => {
                    ["default", "default_factory", "factory"].iter().any(|name| keyword(call, name).is_some())
                }
                _ => value.is_some(),
            },
            call: column,
        })
    }
}

/// A field of a class takes the place of one that is inherited.
fn put(field: Field, into: &mut Vec<Field>) {
    match into.iter_mut().find(|other| other.column == field.column) {
        Some(other) => *other = field,
        None => into.push(field),
    }
}
