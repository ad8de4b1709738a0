//! Which table a mapped class belongs to.

use ruff_python_ast::{
    DictItem, Expr, ExprCall, InterpolatedStringElement, Operator, Stmt, StmtClassDef, StmtFunctionDef,
};

use super::super::names::snake_case;
use super::class::{MAX_DEPTH, assigned, string};
use super::column_call::{keyword, literal_bool};
use super::column_type::returned;
use super::statements::simple_name;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId};

/// SQLAlchemy's base classes. A class that inherits from one directly is itself a base class
/// without a table.
const DECLARATIVE: [&str; 2] = ["sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"];

impl Modules<'_> {
    /// Whether a class serves only as a base class.
    pub(super) fn is_abstract(&self, id: StatementId) -> bool {
        let Some(class) = self.class_def(id) else { return false };
        let is_declared = matches!(assigned(class, "__abstract__"), Some(Expr::BooleanLiteral(l)) if l.value);
        let is_named = assigned(class, "__tablename__").is_some();
        is_declared
            || self.is_abstract_django_model(id)
            || !is_named && self.has_base(id, |name| DECLARATIVE.contains(&name))
    }

    /// The class that defines the table of a class: the class itself or a base class whose table it
    /// shares. `None` if it is not mapped to a table.
    pub(super) fn table_class(&self, id: StatementId) -> Option<StatementId> {
        let class = self.class_def(id)?;
        let is_data_model =
            self.is_sqlmodel(id) && !is_table(class) && assigned(class, "__tablename__").is_none();
        if is_data_model || self.is_abstract(id) {
            return None;
        }
        self.ancestors(id).into_iter().find(|class| {
            let cached = self.has_table.borrow().get(class).copied();
            cached.unwrap_or_else(|| {
                let has_table = self.has_table(*class);
                self.has_table.borrow_mut().insert(*class, has_table);
                has_table
            })
        })
    }

    /// Whether a class inherits from a class with a table.
    pub(crate) fn has_mapped_base(&self, id: StatementId) -> bool {
        self.base_classes(id).into_iter().any(|base| self.table_class(base).is_some())
    }

    /// Whether a class has a table of its own.
    fn has_table(&self, id: StatementId) -> bool {
        let Some(class) = self.class_def(id).filter(|_| !self.is_abstract(id)) else {
            return false;
        };
        match assigned(class, "__tablename__") {
            Some(Expr::NoneLiteral(_)) => return false,
            Some(_) => return true,
            None if assigned(class, "__table__").is_some() => return true,
            None => {}
        }
        if self.is_django_model(id) {
            return !self.is_proxy(id);
        }
        let bases = self.ancestors(id).split_off(1);
        let has_named_base = || bases.iter().any(|id| self.names_its_table(*id));
        if self.is_sqlmodel(id) {
            // SQLModel derives the name from the class unless a base class specifies it.
            return is_table(class) && !has_named_base();
        }
        if self.is_flask_model(id) {
            return true;
        }
        if bases.iter().any(|id| self.is_flask_model(*id)) {
            // An abstract model has no table that its subclasses could share.
            let is_concrete = |id: &StatementId| !self.is_abstract(*id) && self.inherits_flask_model(*id);
            return !bases.iter().any(is_concrete);
        }
        match self.tablename_function(id) {
            // A mixin or base class that names the tables of its subclasses has none itself.
            Some(function) if !checks_inherited_table(function) => {
                own_tablename_function(class).is_none() || !self.base_classes(id).is_empty()
            }
            Some(_) => {
                let has_named_table = |id: &StatementId| {
                    let names_others =
                        self.class_def(*id).is_none_or(|class| own_tablename_function(class).is_some());
                    !names_others && !self.is_abstract(*id) && self.tablename_function(*id).is_some()
                };
                own_tablename_function(class).is_none()
                    && !has_named_base()
                    && !bases.iter().any(has_named_table)
            }
            None => self.inherited_table_name(id).is_some() && !has_named_base(),
        }
    }

    /// Whether a class is mapped to a table that it names.
    fn names_its_table(&self, id: StatementId) -> bool {
        !self.is_abstract(id) && self.table_name(id).is_some()
    }

    /// Whether the class is a Flask-SQLAlchemy model, whose table is named after it: `class
    /// User(db.Model)`.
    pub(super) fn is_flask_model(&self, id: StatementId) -> bool {
        self.base_expressions(id).any(|base| self.flask_extension(id, base).is_some())
    }

    fn inherits_flask_model(&self, id: StatementId) -> bool {
        self.ancestors(id).into_iter().any(|id| self.is_flask_model(id))
    }

    /// The call in `db = SQLAlchemy(…)` if the base class is `db.Model`, and its statement.
    pub(super) fn flask_extension(&self, id: StatementId, base: &Expr) -> Option<(StatementId, &ExprCall)> {
        let Expr::Attribute(model) = base else { return None };
        if model.attr.as_str() != "Model" {
            return None;
        }
        let owner = self.evaluate(id, &model.value)?.id();
        let call = self.alias_value(owner)?.as_call_expr()?;
        self.calls(owner.module, call, &["SQLAlchemy"]).then_some((owner, call))
    }

    /// Schema and name of the class's own table, if the class or a base class specifies it.
    pub(super) fn declared_table(&self, id: StatementId) -> Option<(Option<String>, String)> {
        if self.table_class(id)? != id {
            return None;
        }
        if self.is_django_model(id) {
            return self.django_table(id);
        }
        let class = last_component(self.name_of(id));
        let is_named = self.class_def(id).and_then(|class| assigned(class, "__tablename__")).is_some();
        let name = self.table_name(id).or_else(|| self.inherited_table_name(id));
        let name = name.or_else(|| match self.tablename_function(id) {
            _ if is_named => None,
            Some(function) => name_of_class(returned(function)?, class, function),
            None if self.is_sqlmodel(id) => Some(class.to_lowercase()),
            None if self.inherits_flask_model(id) => Some(snake_case(class)),
            None => None,
        });
        Some((self.schema_of(id), name?))
    }

    /// The value of `__tablename__`.
    fn table_name(&self, id: StatementId) -> Option<String> {
        self.string_value(id, assigned(self.class_def(id)?, "__tablename__")?, 0)
    }

    fn inherited_table_name(&self, id: StatementId) -> Option<String> {
        let mut bases = self.ancestors(id).into_iter().skip(1);
        bases.find_map(|id| self.table_name(id).filter(|_| self.is_abstract(id)))
    }

    /// The function that names the tables of subclasses: `@declared_attr def __tablename__(cls)`.
    pub(super) fn tablename_function(&self, id: StatementId) -> Option<&StmtFunctionDef> {
        self.ancestors(id).into_iter().find_map(|id| own_tablename_function(self.class_def(id)?))
    }

    /// The schema of a class's table, from `__table_args__` or `metadata` of the class or a base
    /// class.
    fn schema_of(&self, id: StatementId) -> Option<String> {
        self.ancestors(id).into_iter().find_map(|id| {
            let class = self.class_def(id)?;
            let own = self
                .table_schema(id, class)
                .or_else(|| self.schema_of_metadata(id, assigned(class, "metadata")?, 0))
                .or_else(|| {
                    let registry = self.followed_call(id, assigned(class, "registry")?, 0)?;
                    self.schema_of_metadata(registry.0, keyword(registry.1, "metadata")?, 0)
                });
            own.or_else(|| {
                let bases = self.base_definitions(id).into_iter();
                let mut aliases = bases.filter(|definition| !definition.is_class());
                aliases.find_map(|alias| self.schema_of_base(alias.id()))
            })
        })
    }

    /// The schema in `Base = declarative_base(metadata=MetaData(schema="app"))`.
    fn schema_of_base(&self, id: StatementId) -> Option<String> {
        let Expr::Call(call) = self.alias_value(id)? else { return None };
        if let Some(metadata) = keyword(call, "metadata") {
            return self.schema_of_metadata(id, metadata, 0);
        }
        // `Base = mapper_registry.generate_base()`
        let registry =
            call.func.as_attribute_expr().filter(|method| method.attr.as_str() == "generate_base")?;
        let (id, registry) = self.followed_call(id, &registry.value, 0)?;
        self.schema_of_metadata(id, keyword(registry, "metadata")?, 0)
    }

    /// The schema in `MetaData(schema="app")`, or of a variable for it.
    pub(super) fn schema_of_metadata(&self, id: StatementId, expr: &Expr, depth: usize) -> Option<String> {
        // `Base.metadata` and `mapper_registry.metadata`
        if let Expr::Attribute(attribute) = expr
            && attribute.attr.as_str() == "metadata"
        {
            return match self.evaluate(id, &attribute.value)? {
                Definition::Class(class) => self.schema_of(class),
                Definition::Alias(alias) => self.schema_of_base(alias),
            };
        }
        let (id, call) = self.followed_call(id, expr, depth)?;
        self.string_value(id, keyword(call, "schema")?, 0)
    }

    /// The call that an expression is, or that a variable has as its value.
    pub(super) fn followed_call<'e>(
        &'e self,
        id: StatementId,
        expr: &'e Expr,
        depth: usize,
    ) -> Option<(StatementId, &'e ExprCall)> {
        match expr {
            Expr::Call(call) => Some((id, call)),
            Expr::Name(_) | Expr::Attribute(_) if depth < MAX_DEPTH => match self.evaluate(id, expr)? {
                Definition::Alias(alias) => self.followed_call(alias, self.alias_value(alias)?, depth + 1),
                Definition::Class(_) => None,
            },
            _ => None,
        }
    }

    /// The schema in `__table_args__`.
    fn table_schema(&self, id: StatementId, class: &StmtClassDef) -> Option<String> {
        self.string_value(id, table_option(class, "schema")?, 0)
    }

    /// Whether the class extends a table that another class defines.
    pub(super) fn extends_table(&self, id: StatementId) -> bool {
        let option = self.class_def(id).and_then(|class| table_option(class, "extend_existing"));
        option.and_then(literal_bool) == Some(true)
    }
}

/// An option in `__table_args__`.
fn table_option<'c>(class: &'c StmtClassDef, name: &str) -> Option<&'c Expr> {
    let options = match assigned(class, "__table_args__")? {
        Expr::Tuple(tuple) => tuple.elts.last()?,
        other => other,
    };
    let Expr::Dict(dict) = options else { return None };
    let is_named = |item: &&DictItem| item.key.as_ref().and_then(string).as_deref() == Some(name);
    dict.items.iter().find(is_named).map(|item| &item.value)
}

/// The table name that a function such as `return cls.__name__.lower()` computes from the name of
/// the class. `None` if it is not certain.
fn name_of_class(expr: &Expr, class: &str, function: &StmtFunctionDef) -> Option<String> {
    match expr {
        Expr::Attribute(attribute) if attribute.attr.as_str() == "__name__" => {
            let first = function.parameters.iter_non_variadic_params().next()?;
            (simple_name(&attribute.value)? == first.parameter.name.as_str()).then(|| class.to_owned())
        }
        Expr::Call(call) if call.arguments.is_empty() => {
            let Expr::Attribute(method) = &*call.func else { return None };
            let name = name_of_class(&method.value, class, function)?;
            match method.attr.as_str() {
                "lower" | "casefold" => Some(name.to_lowercase()),
                "upper" => Some(name.to_uppercase()),
                _ => None,
            }
        }
        // `re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__)`
        Expr::Call(call) if last_attribute(&call.func) == Some("sub") => {
            let [pattern, replacement, text] = &*call.arguments.args else { return None };
            let name = name_of_class(text, class, function)?;
            with_underscores(&name, &string(pattern)?, &string(replacement)?)
        }
        Expr::BinOp(sum) if sum.op == Operator::Add => {
            Some(name_of_class(&sum.left, class, function)? + &name_of_class(&sum.right, class, function)?)
        }
        Expr::FString(text) => {
            let parts = text.value.elements().map(|part| match part {
                InterpolatedStringElement::Literal(literal) => Some(literal.value.to_string()),
                InterpolatedStringElement::Interpolation(part) => {
                    name_of_class(&part.expression, class, function)
                }
            });
            parts.collect()
        }
        other => string(other),
    }
}

/// The attribute in `re.sub`.
fn last_attribute(expr: &Expr) -> Option<&str> {
    Some(expr.as_attribute_expr()?.attr.as_str())
}

/// The result of the usual regular expressions that put underscores before capital letters.
fn with_underscores(name: &str, pattern: &str, replacement: &str) -> Option<String> {
    let chars: Vec<char> = name.chars().collect();
    let (mut out, mut matched_until) = (String::new(), 0);
    for (index, c) in chars.iter().enumerate() {
        let lowercase = chars[index + 1..].iter().take_while(|c| c.is_ascii_lowercase()).count();
        let before = chars[..index].last().filter(|_| index > matched_until);
        // The end of the match, if it contains this letter.
        let end = match (pattern, replacement) {
            (r"(?<!^)(?=[A-Z])", "_") => (index > 0).then_some(0),
            (r"([a-z0-9])([A-Z])", r"\1_\2") => {
                before.filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit()).map(|_| index + 1)
            }
            (r"(.)([A-Z][a-z]+)", r"\1_\2") => {
                before.filter(|_| lowercase > 0).map(|_| index + 1 + lowercase)
            }
            _ => return None,
        };
        if let Some(end) = end.filter(|_| c.is_ascii_uppercase()) {
            out.push('_');
            matched_until = end;
        }
        out.push(*c);
    }
    Some(out)
}

/// Whether SQLModel creates a table: `class User(SQLModel, table=True)`.
fn is_table(class: &StmtClassDef) -> bool {
    let mut keywords = class.arguments.iter().flat_map(|arguments| arguments.keywords.iter());
    keywords.any(|keyword| {
        keyword.arg.as_ref().is_some_and(|name| name.as_str() == "table")
            && matches!(&keyword.value, Expr::BooleanLiteral(literal) if literal.value)
    })
}

/// The function `__tablename__` in the body of the class itself.
fn own_tablename_function(class: &StmtClassDef) -> Option<&StmtFunctionDef> {
    class.body.iter().find_map(|statement| match statement {
        Stmt::FunctionDef(function) if function.name.as_str() == "__tablename__" => Some(function),
        _ => None,
    })
}

/// Whether the function names a table only for the first class of a hierarchy, as it calls
/// `has_inherited_table`.
fn checks_inherited_table(function: &StmtFunctionDef) -> bool {
    use ruff_python_ast::visitor::{Visitor, walk_expr};
    struct CallFinder(bool);
    impl<'a> Visitor<'a> for CallFinder {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(expr, Expr::Name(name) if name.id.as_str() == "has_inherited_table")
                || matches!(expr, Expr::Attribute(attribute) if attribute.attr.as_str() == "has_inherited_table");
            walk_expr(self, expr);
        }
    }
    let mut finder = CallFinder(false);
    finder.visit_body(&function.body);
    finder.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underscores_are_put_as_the_regular_expressions_do() {
        let every = (r"(?<!^)(?=[A-Z])", "_");
        let after_lowercase = (r"([a-z0-9])([A-Z])", r"\1_\2");
        let words = (r"(.)([A-Z][a-z]+)", r"\1_\2");
        for ((pattern, replacement), name, expected) in [
            (every, "HTTPRequest", Some("H_T_T_P_Request")),
            (after_lowercase, "HTTPRequestLog", Some("HTTPRequest_Log")),
            (words, "HTTPRequestLog", Some("HTTP_RequestLog")),
            (("[A-Z]", "_"), "User", None),
        ] {
            assert_eq!(with_underscores(name, pattern, replacement).as_deref(), expected, "{pattern}");
        }
    }
}
