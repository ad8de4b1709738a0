//! Fields of classes: their own, and those that they inherit.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtAnnAssign, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::annotation::last;
use super::class::{DEEPEST, assigned, string};
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
        if self.call.as_ref().is_some_and(|call| call.is_computed) {
            return None;
        }
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

/// Functions of data classes, and of attrs, that say more of a field.
const MAKERS: [&str; 3] = ["field", "ib", "attrib"];

impl Modules<'_> {
    /// The fields of a class, those that it inherits first.
    pub(super) fn fields(&self, at: usize, place: usize) -> Vec<Field> {
        let mut fields = Vec::new();
        self.add_fields((at, place), self.table_of(at, place).is_some(), &mut fields, &mut BTreeSet::new());
        fields
    }

    fn add_fields(
        &self,
        (at, place): (usize, usize),
        is_mapped: bool,
        into: &mut Vec<Field>,
        seen: &mut BTreeSet<(usize, usize)>,
    ) {
        let Some(class) = self.class(at, place).filter(|_| seen.insert((at, place))) else { return };
        // The last base's come first: those of the others go before it.
        for base in self.base_definitions(at, place).into_iter().rev() {
            match base {
                // The columns of what is mapped itself are those of another table, or said there already.
                (at, Definition::Class(place)) if is_mapped && self.table_of(at, place).is_some() => {}
                (at, Definition::Class(place)) => self.add_fields((at, place), is_mapped, into, seen),
                (at, Definition::Alias(place)) => {
                    let fields =
                        self.of_assignment(at, place).into_iter().flat_map(|declared| declared.fields);
                    fields.for_each(|field| put(field, into));
                }
            }
        }
        self.own_fields(at, place, class, into);
    }

    fn own_fields(&self, at: usize, place: usize, class: &StmtClassDef, into: &mut Vec<Field>) {
        let allows_others = self.allows_others(at, place);
        for statement in &class.body {
            let field = match statement {
                Stmt::AnnAssign(assign) => match &*assign.target {
                    Expr::Name(_) if allows_others && !self.is_mapped(at, assign) => None,
                    Expr::Name(name) => {
                        let annotation = Some(&*assign.annotation);
                        self.field(at, name.id.as_str(), statement, annotation, assign.value.as_deref())
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

    /// Whether plain annotations are for others than SQLAlchemy.
    fn allows_others(&self, at: usize, place: usize) -> bool {
        let mut classes =
            self.ancestors(at, place).into_iter().filter_map(|(at, place)| self.class(at, place));
        classes.any(|class| assigned(class, "__allow_unmapped__").is_some())
    }

    fn is_mapped(&self, at: usize, assign: &StmtAnnAssign) -> bool {
        let is_column = assign.value.as_deref().and_then(Expr::as_call_expr);
        let head = assign.annotation.as_subscript_expr().and_then(|of| self.qualified(at, &of.value));
        is_column.is_some_and(|call| self.is_column(at, self.innermost(at, call)))
            || head.is_some_and(|head| last(&head) == "Mapped")
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
        if !is_declared || !is_column {
            return None;
        }
        self.field(at, function.name.as_str(), statement, function.returns.as_deref(), value)
    }

    /// The call of a column within what is to be done with it: `deferred(Column(…))`.
    fn innermost<'e>(&self, at: usize, call: &'e ExprCall) -> &'e ExprCall {
        let inner = call.arguments.args.first().and_then(Expr::as_call_expr);
        let is_around = self
            .qualified(at, &call.func)
            .is_some_and(|name| ["deferred", "column_property"].contains(&last(&name)));
        inner.filter(|inner| is_around && self.is_column(at, inner)).unwrap_or(call)
    }

    /// The call that stands beside a type, in an annotation or in the alias that it names.
    fn annotated<'e>(
        &'e self,
        at: usize,
        annotation: &'e Expr,
        depth: usize,
    ) -> Option<(usize, &'e ExprCall)> {
        if depth > DEEPEST {
            return None;
        }
        match annotation {
            Expr::Name(_) | Expr::Attribute(_) => {
                let (at, alias) = self.evaluated(at, usize::MAX, annotation)?;
                self.annotated(at, self.alias(at, alias.place())?, depth + 1)
            }
            Expr::Subscript(of) => match (last(&self.qualified(at, &of.value)?), &*of.slice) {
                ("Annotated", Expr::Tuple(parts)) => {
                    let calls = parts.elts.iter().skip(1).filter_map(Expr::as_call_expr);
                    let is_it = |call: &&ExprCall| {
                        self.is_column(at, call)
                            || self.qualified(at, &call.func).is_some_and(|name| last(&name) == "Field")
                    };
                    let mut calls = calls.filter(is_it).map(|call| (at, call));
                    calls.next().or_else(|| self.annotated(at, parts.elts.first()?, depth + 1))
                }
                ("Mapped" | "Optional" | "Required" | "NotRequired", inner) => {
                    self.annotated(at, inner, depth + 1)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn is_column(&self, at: usize, call: &ExprCall) -> bool {
        self.qualified(at, &call.func).is_some_and(|name| ["Column", "mapped_column"].contains(&last(&name)))
    }

    fn field(
        &self,
        at: usize,
        name: &str,
        statement: &Stmt,
        annotation: Option<&Expr>,
        value: Option<&Expr>,
    ) -> Option<Field> {
        let said = annotation.map(|annotation| self.said(at, annotation));
        let call = value.and_then(Expr::as_call_expr).map(|call| self.innermost(at, call));
        let function = call.and_then(|call| self.qualified(at, &call.func));
        let function = function.as_deref().map(last).unwrap_or_default();
        let is_column = call.is_some_and(|call| self.is_column(at, call));
        let is_no_field = match &said {
            // Without an annotation only a column is a field, or what attrs is told of.
            None => !is_column && !MAKERS[1..].contains(&function),
            Some(Said::NotAField) => true,
            Some(Said::Named(name)) if ["ConfigDict", "KW_ONLY"].contains(&last(name)) => true,
            Some(_) => false,
        };
        if is_no_field
            || NO_COLUMNS.contains(&function)
            || name.starts_with("__")
            || name == "model_config" && value.is_some() && !is_column && function != "Field"
        {
            return None;
        }
        let own = call
            .filter(|_| is_column || function == "Field")
            .map(|call| self.column(at, call, said.is_some()));
        // What a type says of every column that has it: `Annotated[int, mapped_column(primary_key=True)]`.
        let shared = annotation.and_then(|annotation| self.annotated(at, annotation, 0));
        let is_aliased =
            |call: &ExprCall| annotation.is_some_and(|a| !a.range().contains_range(call.range()));
        let said_there = shared
            .map(|(at, call)| ColumnCall { is_aliased: is_aliased(call), ..self.column(at, call, true) });
        let column = match (own, said_there) {
            (Some(own), Some(shared)) => Some(own.beside(shared)),
            (own, shared) => own.or_else(|| Some(ColumnCall::default().beside(shared?))),
        };
        let alias_of = |call: &ExprCall| {
            let names = ["validation_alias", "alias", "serialization_alias"];
            names.iter().find_map(|name| string(keyword(call, name)?))
        };
        let alias = call.filter(|_| function == "Field").and_then(alias_of);
        let alias = alias.or_else(|| alias_of(shared?.1));
        let given = column.as_ref().and_then(|column| column.name.clone()).or_else(|| {
            let Expr::Dict(dict) = keyword(call?, "metadata").filter(|_| MAKERS.contains(&function))? else {
                return None;
            };
            let is_name = |key: &Expr| string(key).as_deref() == Some("column");
            dict.items
                .iter()
                .find(|item| item.key.as_ref().is_some_and(is_name))
                .and_then(|i| string(&i.value))
        });
        let annotation = annotation.map(Ranged::range);
        Some(Field {
            name: Some(name.to_owned()),
            is_alias: alias.is_some() && given.is_none(),
            column: given.or(alias).unwrap_or_else(|| name.to_owned()),
            adds: None,
            module: at,
            line: self.modules[at].line(annotation.unwrap_or(statement.range()).start()),
            range: statement.range(),
            annotation,
            said: said.unwrap_or(Said::Unknown),
            has_value: match call {
                // Without one of these the call says other things.
                Some(call) if MAKERS.contains(&function) => {
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
