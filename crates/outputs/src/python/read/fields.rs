//! Fields of classes, including inherited ones.

use std::collections::BTreeSet;

use ruff_python_ast::{DictItem, Expr, ExprCall, Stmt, StmtAnnAssign, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::class::{MAX_DEPTH, assigned, string};
use super::column_call::{ColumnCall, keyword};
use super::column_type::ColumnType;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId, TypeHint};

/// A key or attribute of a class that describes rows.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub column: String,
    /// The attribute name; `None` for a key.
    pub attribute: Option<String>,
    /// Whether the column name comes from an alias, which may have another purpose.
    pub is_alias: bool,
    /// The class that adds the field to a shared table.
    pub added_by: Option<StatementId>,
    /// The module that contains the field, which may be the module of a base class.
    pub module: usize,
    pub line: u32,
    /// The statement or item, and its annotation.
    pub range: TextRange,
    pub annotation: Option<TextRange>,
    pub hint: TypeHint,
    /// Whether the field has a default.
    pub has_default: bool,
    /// The arguments of the SQLAlchemy column definition.
    pub column_call: Option<ColumnCall>,
    /// The column type that a base class specifies for the annotation.
    pub derived_type: Option<ColumnType>,
    /// Whether it may be something else than a column, as a function that is not read creates it.
    pub is_uncertain: bool,
}

impl Field {
    /// A column without annotation.
    pub(super) fn unannotated(column: String, module: usize, line: u32, range: TextRange) -> Self {
        Self {
            column,
            attribute: None,
            is_alias: false,
            added_by: None,
            module,
            line,
            range,
            annotation: None,
            hint: TypeHint::Unknown,
            has_default: false,
            column_call: None,
            derived_type: None,
            is_uncertain: false,
        }
    }

    /// The type in the SQLAlchemy column definition.
    pub(crate) fn column_type(&self) -> Option<&ColumnType> {
        self.column_call.as_ref()?.column_type.as_ref()
    }

    /// Whether the field is nullable, if the class specifies it.
    pub(crate) fn is_nullable(&self) -> Option<bool> {
        if self.column_call.as_ref().is_some_and(|call| call.has_computed_nullable) {
            return None;
        }
        let is_known = !matches!(self.hint, TypeHint::Unknown | TypeHint::Any);
        let nullable = self.column_call.as_ref().and_then(|call| call.nullable);
        nullable.or_else(|| is_known.then(|| self.hint.may_be_none()))
    }
}

/// Functions that create attributes that are not columns.
pub(super) const NON_COLUMN_FUNCTIONS: [&str; 11] = [
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

/// Functions whose effect on a field is known.
const KNOWN_FUNCTIONS: [&str; 6] = ["field", "ib", "attrib", "Field", "Column", "mapped_column"];

/// Functions of dataclasses and attrs that define a field.
const FIELD_FUNCTIONS: [&str; 3] = ["field", "ib", "attrib"];

impl Modules<'_> {
    /// The fields of a class, inherited fields first.
    pub(super) fn fields(&self, id: StatementId) -> Vec<Field> {
        let mut fields = Vec::new();
        self.add_fields(id, self.table_class(id).is_some(), &mut fields, &mut BTreeSet::new());
        fields
    }

    fn add_fields(
        &self,
        id: StatementId,
        is_mapped: bool,
        fields: &mut Vec<Field>,
        seen: &mut BTreeSet<StatementId>,
    ) {
        let Some(class) = self.class_def(id).filter(|_| seen.insert(id)) else { return };
        // Fields of earlier bases replace fields of later bases.
        for base in self.base_expressions(id).collect::<Vec<_>>().into_iter().rev() {
            // The columns of a mapped base belong to its own table, or are already read for the
            // shared table.
            if let Some(base) = self.base_class(id, base) {
                if !is_mapped || self.table_class(base).is_none() {
                    self.add_fields(base, is_mapped, fields, seen);
                }
            } else if let Some(Definition::Alias(alias)) = self.evaluate(id, base) {
                for field in self.read_assignment(alias).into_iter().flat_map(|class| class.fields) {
                    insert_or_replace(field, fields);
                }
            }
        }
        self.own_fields(id, class, is_mapped, fields);
    }

    fn own_fields(&self, id: StatementId, class: &StmtClassDef, is_mapped: bool, fields: &mut Vec<Field>) {
        let allows_unmapped = self.allows_unmapped(id);
        let is_declarative = is_mapped && !self.is_sqlmodel(id) && class.decorator_list.is_empty();
        for statement in &class.body {
            let field = match statement {
                Stmt::AnnAssign(assign) => match &*assign.target {
                    Expr::Name(_)
                        if (allows_unmapped || is_declarative && is_plain_value(assign))
                            && !self.is_mapped_field(id.module, assign) =>
                    {
                        None
                    }
                    Expr::Name(name) => {
                        let annotation = Some(&*assign.annotation);
                        self.field(
                            id.module,
                            name.id.as_str(),
                            statement,
                            annotation,
                            assign.value.as_deref(),
                        )
                    }
                    _ => None,
                },
                Stmt::Assign(assign) => match assign.targets.first() {
                    Some(Expr::Name(name)) => {
                        self.field(id.module, name.id.as_str(), statement, None, Some(&assign.value))
                    }
                    _ => None,
                },
                Stmt::FunctionDef(function) => self.declared_attr_field(id.module, function, statement),
                _ => None,
            };
            let field = field.or_else(|| self.uncertain_field(id.module, statement).filter(|_| is_mapped));
            if let Some(field) = field {
                insert_or_replace(field, fields);
            }
            for field in self.composite_fields(id.module, statement) {
                insert_or_replace(field, fields);
            }
        }
    }

    /// Whether plain annotations are not mapped by SQLAlchemy.
    fn allows_unmapped(&self, id: StatementId) -> bool {
        let mut classes = self.ancestors(id).into_iter().filter_map(|id| self.class_def(id));
        classes.any(|class| assigned(class, "__allow_unmapped__").is_some())
    }

    fn is_mapped_field(&self, module: usize, assign: &StmtAnnAssign) -> bool {
        let call = assign.value.as_deref().and_then(Expr::as_call_expr);
        call.is_some_and(|call| self.is_column_call(module, self.unwrap_column_call(module, call)))
            || self.is_mapped_annotation(module, &assign.annotation)
    }

    /// A column that a mixin defines for each class: `@declared_attr def owner_id(cls) ->
    /// Mapped[int]: return mapped_column(…)`.
    fn declared_attr_field(
        &self,
        module: usize,
        function: &StmtFunctionDef,
        statement: &Stmt,
    ) -> Option<Field> {
        let is_declared = function.decorator_list.iter().any(|decorator| {
            self.qualified_name(module, &decorator.expression)
                .is_some_and(|name| last_component(&name) == "declared_attr")
        });
        let value = function.body.iter().find_map(|statement| match statement {
            Stmt::Return(returned) => returned.value.as_deref(),
            _ => None,
        });
        let is_column = matches!(value, Some(Expr::Call(call)) if self.is_column_call(module, call));
        if !is_declared || !is_column {
            return None;
        }
        self.field(module, function.name.as_str(), statement, function.returns.as_deref(), value)
    }

    /// Unwraps the column definition in a call such as `deferred(Column(…))`.
    fn unwrap_column_call<'e>(&self, module: usize, call: &'e ExprCall) -> &'e ExprCall {
        let inner = call.arguments.args.first().and_then(Expr::as_call_expr);
        let is_wrapper = self.calls(module, call, &["deferred", "column_property"]);
        inner.filter(|inner| is_wrapper && self.is_column_call(module, inner)).unwrap_or(call)
    }

    /// The column definition in an `Annotated` type or the alias for it, with its module.
    fn annotated_call<'e>(
        &'e self,
        module: usize,
        annotation: &'e Expr,
        depth: usize,
    ) -> Option<(usize, &'e ExprCall)> {
        if depth > MAX_DEPTH {
            return None;
        }
        match annotation {
            Expr::Name(_) | Expr::Attribute(_) => {
                // After all statements of the module.
                let position = StatementId { module, index: usize::MAX };
                let alias = self.evaluate(position, annotation)?.id();
                self.annotated_call(alias.module, self.alias_value(alias)?, depth + 1)
            }
            Expr::Subscript(subscript) => {
                let generic = self.qualified_name(module, &subscript.value)?;
                match (last_component(&generic), &*subscript.slice) {
                    ("Annotated", Expr::Tuple(parts)) => {
                        let calls = parts.elts.iter().skip(1).filter_map(Expr::as_call_expr);
                        let is_column = |call: &&ExprCall| {
                            self.calls(module, call, &["Column", "mapped_column", "Field"])
                        };
                        let mut calls = calls.filter(is_column).map(|call| (module, call));
                        calls.next().or_else(|| self.annotated_call(module, parts.elts.first()?, depth + 1))
                    }
                    ("Mapped" | "Optional" | "Required" | "NotRequired", inner) => {
                        self.annotated_call(module, inner, depth + 1)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    pub(super) fn is_column_call(&self, module: usize, call: &ExprCall) -> bool {
        self.calls(module, call, &["Column", "mapped_column"])
    }

    fn field(
        &self,
        module: usize,
        name: &str,
        statement: &Stmt,
        annotation: Option<&Expr>,
        value: Option<&Expr>,
    ) -> Option<Field> {
        let hint = annotation.map(|annotation| self.type_hint(module, annotation));
        let call = value.and_then(Expr::as_call_expr).map(|call| self.unwrap_column_call(module, call));
        let in_metadata = call.and_then(|call| self.column_in_metadata(module, call));
        let call = in_metadata.or(call);
        let function = call.and_then(|call| self.function_name(module, &call.func));
        let function = function.as_deref().map(last_component).unwrap_or_default();
        let is_column = call.is_some_and(|call| self.is_column_call(module, call));
        let is_not_a_field = match &hint {
            // Without an annotation, only columns and attrs attributes are fields.
            None => !is_column && !FIELD_FUNCTIONS[1..].contains(&function),
            Some(TypeHint::NotAField) => true,
            Some(TypeHint::Named(name)) if ["ConfigDict", "KW_ONLY"].contains(&last_component(name)) => true,
            Some(_) => false,
        };
        if is_not_a_field
            || NON_COLUMN_FUNCTIONS.contains(&function)
            || name.starts_with("__")
            || name == "model_config" && value.is_some() && !is_column && function != "Field"
        {
            return None;
        }
        let own = call
            .filter(|_| is_column || function == "Field")
            .map(|call| self.column_call(module, call, hint.is_some()));
        // A definition for all columns of a type: `Annotated[int,
        // mapped_column(primary_key=True)]`.
        let shared = annotation.and_then(|annotation| self.annotated_call(module, annotation, 0));
        let is_aliased =
            |call: &ExprCall| annotation.is_some_and(|a| !a.range().contains_range(call.range()));
        let shared_column = shared.map(|(module, call)| ColumnCall {
            is_aliased: is_aliased(call),
            ..self.column_call(module, call, true)
        });
        let column_call = match (own, shared_column) {
            (Some(own), Some(shared)) => Some(own.merge(shared)),
            (own, shared) => own.or_else(|| Some(ColumnCall::default().merge(shared?))),
        };
        // The function may decide whether the column is nullable.
        let is_unknown_call = annotation
            .is_some_and(|annotation| self.is_mapped_annotation(module, annotation))
            && call.is_some_and(|_| !is_column && !KNOWN_FUNCTIONS.contains(&function));
        let column_call = match column_call {
            None if is_unknown_call => {
                Some(ColumnCall { has_computed_nullable: true, ..ColumnCall::default() })
            }
            column_call => column_call,
        };
        // `Mapped[Any]` is not nullable.
        let column_call = match column_call {
            Some(call) if hint == Some(TypeHint::Any) && is_column && !call.has_computed_nullable => {
                Some(ColumnCall { nullable: call.nullable.or(Some(false)), ..call })
            }
            column_call => column_call,
        };
        let alias = call.and_then(|call| match function {
            "Field" => alias(call),
            // `msgspec.field(name="class")`
            _ if FIELD_FUNCTIONS.contains(&function) => {
                alias(call).or_else(|| string(keyword(call, "name")?))
            }
            _ => None,
        });
        let alias = alias.or_else(|| self::alias(shared?.1));
        let column_name = column_call.as_ref().and_then(|call| call.name.clone());
        let column_name =
            column_name.or_else(|| metadata_column(call.filter(|_| FIELD_FUNCTIONS.contains(&function))?));
        let annotation = annotation.map(Ranged::range);
        Some(Field {
            attribute: Some(name.to_owned()),
            is_alias: alias.is_some() && column_name.is_none(),
            column: column_name.or(alias).unwrap_or_else(|| name.to_owned()),
            added_by: None,
            module,
            line: self.modules[module].line(annotation.unwrap_or(statement.range()).start()),
            range: statement.range(),
            annotation,
            hint: hint.unwrap_or(TypeHint::Unknown),
            has_default: match call {
                // Without one of these arguments the field has no default.
                Some(call) if FIELD_FUNCTIONS.contains(&function) => {
                    ["default", "default_factory", "factory"].iter().any(|name| keyword(call, name).is_some())
                }
                _ => value.is_some(),
            },
            column_call,
            derived_type: None,
            is_uncertain: false,
        })
    }

    /// The column in `field(metadata={"sa": Column(…)})` of a mapped data class.
    fn column_in_metadata<'e>(&self, module: usize, call: &'e ExprCall) -> Option<&'e ExprCall> {
        let Expr::Dict(dict) = keyword(call, "metadata")? else { return None };
        let mut values = dict.items.iter().map(|item| match &item.value {
            // `lambda: Column(…)` in a mixin
            Expr::Lambda(lambda) => &*lambda.body,
            value => value,
        });
        values.find_map(|value| value.as_call_expr().filter(|call| self.is_column_call(module, call)))
    }

    fn is_mapped_annotation(&self, module: usize, annotation: &Expr) -> bool {
        let generic = annotation.as_subscript_expr();
        let name = generic.and_then(|generic| self.qualified_name(module, &generic.value));
        name.is_some_and(|name| last_component(&name) == "Mapped")
    }
}

/// Whether a value is neither a call nor missing. SQLAlchemy does not map such an attribute unless
/// its annotation is `Mapped`: `attributes: list[str] = []`.
fn is_plain_value(assign: &StmtAnnAssign) -> bool {
    assign.value.as_deref().is_some_and(|value| !value.is_call_expr())
}

/// The alias in a call of `Field` of Pydantic or SQLModel, or of `field` of attrs.
fn alias(call: &ExprCall) -> Option<String> {
    let names = ["validation_alias", "alias", "serialization_alias"];
    names.iter().find_map(|name| string(keyword(call, name)?))
}

/// The column name in `field(metadata={"column": "class"})`.
fn metadata_column(call: &ExprCall) -> Option<String> {
    let Expr::Dict(dict) = keyword(call, "metadata")? else { return None };
    let is_column = |item: &&DictItem| item.key.as_ref().and_then(string).as_deref() == Some("column");
    string(&dict.items.iter().find(is_column)?.value)
}

/// Adds a field; it replaces an inherited field for the same column.
pub(super) fn insert_or_replace(field: Field, fields: &mut Vec<Field>) {
    match fields.iter_mut().find(|other| other.column == field.column) {
        Some(other) => *other = field,
        None => fields.push(field),
    }
}
