//! Column types of SQLAlchemy: `String(80)`, `Enum(Status, name="status")`, and the types that a
//! project defines itself.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::class::{MAX_DEPTH, assigned, string};
use super::column_call::{keyword, literal_bool};
use super::known_types;
use super::stated_type::StatedType;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId, TypeHint};

/// The type of a column.
#[derive(Clone, Debug)]
pub(crate) struct ColumnType {
    /// The type in the database; `TypeHint::Unknown` for types that are not known.
    pub hint: TypeHint,
    pub enumeration: Option<EnumType>,
    /// Whether the values can have another Python type, so that it says nothing about the
    /// annotation.
    pub is_converting: bool,
    /// What the type says beyond the kind of its values.
    pub stated: Option<StatedType>,
}

/// An enum type of SQLAlchemy, which is an enum in the database.
#[derive(Clone, Debug)]
pub(crate) struct EnumType {
    /// The name in the database. SQLAlchemy's default is the name of the class in lower case.
    pub name: Option<String>,
    /// The schema, if it is given.
    pub schema: Option<String>,
    /// The class of the members, or else the labels.
    pub class: Option<StatementId>,
    pub labels: Vec<String>,
    /// Whether the values of the members are stored and not their names. `None` if it is not known.
    pub stores_values: Option<bool>,
    pub module: usize,
    pub line: u32,
}

impl ColumnType {
    pub(super) fn known(hint: TypeHint) -> Self {
        Self { hint, enumeration: None, is_converting: false, stated: None }
    }

    fn unknown() -> Self {
        Self { is_converting: true, ..Self::known(TypeHint::Unknown) }
    }

    pub(super) fn converting(self) -> Self {
        Self { is_converting: true, ..self }
    }
}

impl Modules<'_> {
    /// The type that an expression in a column definition stands for.
    pub(super) fn column_type(&self, module: usize, expr: &Expr, depth: usize) -> ColumnType {
        if depth > MAX_DEPTH {
            return ColumnType::unknown();
        }
        match expr {
            Expr::Call(call) => self.called_type(module, call, depth),
            Expr::Name(_) | Expr::Attribute(_) => self.named_type(module, expr, depth),
            _ => ColumnType::unknown(),
        }
    }

    fn called_type(&self, module: usize, call: &ExprCall, depth: usize) -> ColumnType {
        let first = call.arguments.args.first();
        if let Expr::Attribute(method) = &*call.func {
            let argument = |position: usize| call.arguments.args.get(position);
            match method.attr.as_str() {
                "with_variant" => {
                    let is_postgres =
                        call.arguments.args.iter().skip(1).filter_map(string).any(|d| d == "postgresql");
                    let variant = argument(0).filter(|_| is_postgres).unwrap_or(&method.value);
                    return self.column_type(module, variant, depth + 1);
                }
                "as_mutable" => {
                    let inner = argument(0).map(|inner| self.column_type(module, inner, depth + 1));
                    return inner.map_or_else(ColumnType::unknown, ColumnType::converting);
                }
                "evaluates_none" | "copy" => return self.column_type(module, &method.value, depth + 1),
                _ => {}
            }
        }
        let qualified = self.qualified_name(module, &call.func).unwrap_or_default();
        if self.type_definition(module, &call.func).is_some() {
            return self.named_type(module, &call.func, depth);
        }
        match last_component(&qualified) {
            "ARRAY" | "PG_ARRAY" => {
                let item = first.or_else(|| keyword(call, "item_type"));
                let Some(item) = item else { return ColumnType::unknown() };
                let item = self.column_type(module, item, depth + 1);
                ColumnType { hint: TypeHint::List(Box::new(item.hint.clone())), ..item }
            }
            "Enum" | "ENUM" | "PgEnum" | "PGEnum" => self.enum_type(module, call),
            // `DOMAIN("email", Text)` has the values of its base type.
            "DOMAIN" => call
                .arguments
                .args
                .get(1)
                .map_or_else(ColumnType::unknown, |base| self.column_type(module, base, depth + 1)),
            "MutableJson" | "NestedMutableJson" => known_types::column_type("JSON")
                .map_or_else(ColumnType::unknown, ColumnType::known)
                .converting(),
            // `UUID(as_uuid=False)`, `Numeric(asdecimal=False)`
            _ => {
                let found = self.named_type(module, &call.func, depth);
                let is_known = found.hint != TypeHint::Unknown;
                let stated = self.stated_type(module, last_component(&qualified), call).filter(|_| is_known);
                let found = ColumnType { stated, ..found };
                let returns_other =
                    ["as_uuid", "asdecimal", "native"].iter().any(|name| keyword(call, name).is_some());
                if returns_other { found.converting() } else { found }
            }
        }
    }

    fn named_type(&self, module: usize, expr: &Expr, depth: usize) -> ColumnType {
        match self.type_definition(module, expr) {
            Some(Definition::Alias(alias)) if !self.defines_class(alias) => {
                let Some(value) = self.alias_value(alias) else { return ColumnType::unknown() };
                return self.column_type(alias.module, value, depth + 1);
            }
            Some(Definition::Class(class)) => return self.type_of_class(class, depth),
            Some(Definition::Alias(_)) => return ColumnType::unknown(),
            None => {}
        }
        let Some(qualified) = self.qualified_name(module, expr) else { return ColumnType::unknown() };
        let library = qualified.split('.').next().unwrap_or_default();
        const LIBRARIES: [&str; 5] =
            ["sqlalchemy", "sqlalchemy_utils", "sqlmodel", "geoalchemy2", "pgvector"];
        // A name that is imported from another library can be anything. `db.Integer` is a type of
        // SQLAlchemy.
        if expr.is_name_expr() && qualified.contains('.') && !LIBRARIES.contains(&library) {
            return ColumnType::unknown();
        }
        let name = last_component(&qualified);
        let found = known_types::column_type(name).map_or_else(ColumnType::unknown, ColumnType::known);
        let found = ColumnType { stated: StatedType::of_name(name), ..found };
        if known_types::is_converting(name) { found.converting() } else { found }
    }

    /// The definition of a type in these files.
    fn type_definition(&self, module: usize, expr: &Expr) -> Option<Definition> {
        match expr {
            Expr::Name(_) | Expr::Attribute(_) => {
                self.evaluate(StatementId { module, index: usize::MAX }, expr)
            }
            _ => None,
        }
    }

    /// The type of a class that the project defines: a `TypeDecorator` has the type of its `impl`.
    fn type_of_class(&self, class: StatementId, depth: usize) -> ColumnType {
        let ancestors = self.ancestors(class);
        let defining =
            |name: &str| ancestors.iter().find_map(|id| Some((*id, function(self.class_def(*id)?, name)?)));
        if let Some((_, function)) = defining("get_col_spec") {
            let spec = returned(function).and_then(spec_name);
            let hint = spec.map_or(TypeHint::Unknown, |name| TypeHint::Sql(name.clone(), vec![name]));
            return ColumnType::known(hint).converting();
        }
        let implementation = ancestors.iter().find_map(|id| {
            Some(self.column_type(id.module, assigned(self.class_def(*id)?, "impl")?, depth + 1))
        });
        // A class may extend a type of SQLAlchemy: `class LowerText(String)`.
        let found = implementation.or_else(|| {
            let bases =
                ancestors.iter().flat_map(|id| self.base_expressions(*id).map(|base| (id.module, base)));
            let mut types = bases.filter_map(|(module, base)| {
                let base = if let Expr::Subscript(generic) = base { &*generic.value } else { base };
                let name = self.qualified_name(module, base)?;
                known_types::column_type(last_component(&name)).filter(|_| name.starts_with("sqlalchemy"))
            });
            types.next().map(ColumnType::known)
        });
        // The class decides what it does with the arguments.
        let found = ColumnType { stated: None, ..found.unwrap_or_else(ColumnType::unknown).converting() };
        match defining("load_dialect_impl") {
            Some((id, function)) => {
                let mut hints = vec![found.hint];
                hints.extend(self.described_types(id.module, function, depth));
                ColumnType { hint: TypeHint::Either(hints), ..found }
            }
            None => found,
        }
    }

    /// The types in `dialect.type_descriptor(…)`.
    fn described_types(&self, module: usize, function: &StmtFunctionDef, depth: usize) -> Vec<TypeHint> {
        struct Descriptors<'a>(Vec<&'a Expr>);
        impl<'a> Visitor<'a> for Descriptors<'a> {
            fn visit_expr(&mut self, expr: &'a Expr) {
                if let Expr::Call(call) = expr
                    && matches!(&*call.func, Expr::Attribute(method) if method.attr.as_str() == "type_descriptor")
                {
                    self.0.extend(call.arguments.args.first());
                }
                walk_expr(self, expr);
            }
        }
        let mut found = Descriptors(Vec::new());
        found.visit_body(&function.body);
        if found.0.is_empty() {
            return vec![TypeHint::Unknown];
        }
        found.0.into_iter().map(|expr| self.column_type(module, expr, depth + 1).hint).collect()
    }

    /// `Enum(Status, name="status")` or `Enum("open", "closed", name="status")`.
    fn enum_type(&self, module: usize, call: &ExprCall) -> ColumnType {
        let arguments = &call.arguments.args;
        let is_native = keyword(call, "native_enum").is_none_or(|value| literal_bool(value) != Some(false));
        let class = match arguments.first() {
            Some(class @ (Expr::Name(_) | Expr::Attribute(_))) => Some(class),
            _ => None,
        };
        let hint = class.map(|class| self.type_hint(module, class));
        let labels: Vec<String> = arguments.iter().filter_map(string).collect();
        let all_labels = labels.len() == arguments.len() && !labels.is_empty();
        let stores_values = match keyword(call, "values_callable") {
            None => Some(false),
            Some(function) => returns_values(function).then_some(true),
        };
        if !is_native {
            return ColumnType { is_converting: true, ..ColumnType::known(known_types::text_column("Enum")) };
        }
        let class = match &hint {
            Some(TypeHint::Class(id)) => Some(*id),
            _ => None,
        };
        let enumeration = EnumType {
            name: keyword(call, "name").and_then(string),
            schema: keyword(call, "schema").and_then(string),
            class,
            labels: if all_labels { labels.clone() } else { Vec::new() },
            stores_values,
            module,
            line: self.modules[module].line(call.range().start()),
        };
        let hint = match (hint, all_labels) {
            (Some(hint @ (TypeHint::Class(_) | TypeHint::Literal(..))), _) => hint,
            (_, true) => TypeHint::Literal(labels, None),
            // The members are not known.
            _ => TypeHint::Sql("Enum".to_owned(), Vec::new()),
        };
        ColumnType {
            enumeration: Some(enumeration),
            is_converting: class.is_none(),
            ..ColumnType::known(hint)
        }
    }
}

/// Whether `values_callable` returns the values of the members: `lambda e: [m.value for m in e]`.
fn returns_values(function: &Expr) -> bool {
    struct Values(bool);
    impl<'a> Visitor<'a> for Values {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(expr, Expr::Attribute(attribute) if attribute.attr.as_str() == "value");
            walk_expr(self, expr);
        }
    }
    let mut values = Values(!function.is_lambda_expr());
    values.visit_expr(function);
    values.0
}

/// The method of a class.
fn function<'c>(class: &'c StmtClassDef, name: &str) -> Option<&'c StmtFunctionDef> {
    class.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == name => Some(function),
        _ => None,
    })
}

/// The value of the last `return` statement.
pub(super) fn returned(function: &StmtFunctionDef) -> Option<&Expr> {
    function.body.iter().rev().find_map(|statement| match statement {
        Stmt::Return(returned) => returned.value.as_deref(),
        _ => None,
    })
}

/// The name of a type in a specification such as `"VECTOR(3)"`.
fn spec_name(spec: &Expr) -> Option<String> {
    let text = string(spec)?;
    let name = text.split('(').next().unwrap_or_default().trim().to_lowercase();
    (!name.is_empty()).then_some(name)
}
