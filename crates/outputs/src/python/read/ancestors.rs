//! Base classes, and the kind of class that follows from them.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;

use super::class::ClassKind;
use super::table::table_name;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId};

/// The maximum number of base classes that are followed.
const MAX_ANCESTORS: usize = 60;

/// Decorators that turn annotations into fields.
const DATACLASS_DECORATORS: [&str; 10] = [
    "dataclasses.dataclass",
    "attrs.define",
    "attrs.frozen",
    "attrs.mutable",
    "attr.attrs",
    "attr.dataclass",
    "attr.define",
    "attr.frozen",
    "attr.mutable",
    "attr.s",
];

/// Whether a qualified name refers to an enum class: `enum.Enum`, or a string enum of any library.
pub(super) fn is_enum(name: &str) -> bool {
    name == "enum.Enum" || name.contains('.') && ["StrEnum", "TextChoices"].contains(&last_component(name))
}

impl Modules<'_> {
    /// The direct base classes that are defined in these files.
    pub(super) fn base_classes(&self, id: StatementId) -> Vec<StatementId> {
        let bases = self.base_definitions(id).into_iter();
        bases.filter(|base| base.is_class()).map(Definition::id).collect()
    }

    /// The definitions of all direct bases in these files, classes as well as assignments.
    pub(super) fn base_definitions(&self, id: StatementId) -> Vec<Definition> {
        self.base_expressions(id).filter_map(|base| self.evaluate(id, base)).collect()
    }

    fn base_expressions(&self, id: StatementId) -> impl Iterator<Item = &Expr> {
        self.class_def(id).into_iter().flat_map(|class| &class.arguments).flat_map(|all| all.args.iter())
    }

    /// Whether a direct base has a qualified name that satisfies the condition.
    pub(super) fn has_base(&self, id: StatementId, condition: impl Fn(&str) -> bool) -> bool {
        self.base_expressions(id)
            .any(|base| self.qualified_name(id.module, base).is_some_and(|name| condition(&name)))
    }

    /// The class and all its base classes in these files, each once, depth first.
    pub(super) fn ancestors(&self, id: StatementId) -> Vec<StatementId> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut stack = vec![id];
        while let Some(class) = stack.pop().filter(|_| found.len() < MAX_ANCESTORS) {
            if seen.insert(class) {
                found.push(class);
                stack.extend(self.base_classes(class).into_iter().rev());
            }
        }
        found
    }

    /// The kind of class, from the class itself or the nearest base class.
    pub(super) fn class_kind(&self, id: StatementId) -> Option<ClassKind> {
        let ancestors = self.ancestors(id);
        let kind = ancestors.iter().find_map(|id| self.own_kind(*id));
        let is_mapped =
            |id: &StatementId| self.class_def(*id).and_then(table_name).is_some() || self.is_flask_model(*id);
        kind.or_else(|| ancestors.iter().any(is_mapped).then_some(ClassKind::Mapped))
    }

    /// The kind of class according to its own decorators and direct bases.
    fn own_kind(&self, id: StatementId) -> Option<ClassKind> {
        for decorator in &self.class_def(id)?.decorator_list {
            let name = match &decorator.expression {
                Expr::Call(call) => self.qualified_name(id.module, &call.func),
                other => self.qualified_name(id.module, other),
            };
            match name.as_deref() {
                Some("pydantic.dataclasses.dataclass") => return Some(ClassKind::Converting),
                Some(name) if DATACLASS_DECORATORS.contains(&name) => return Some(ClassKind::Plain),
                _ => {}
            }
        }
        self.base_expressions(id).find_map(|base| {
            let qualified = self.qualified_name(id.module, base).unwrap_or_default();
            let kind = match qualified.as_str() {
                name if is_enum(name) => Some(ClassKind::Enum),
                "typing.TypedDict" | "typing_extensions.TypedDict" | "typing.NamedTuple" => {
                    Some(ClassKind::Plain)
                }
                "pydantic.BaseModel" | "pydantic.v1.BaseModel" => Some(ClassKind::Converting),
                "sqlmodel.SQLModel" | "sqlalchemy.orm.DeclarativeBase" => Some(ClassKind::Mapped),
                _ => None,
            };
            kind.or_else(|| match self.evaluate(id, base)? {
                Definition::Alias(id) => self.call_kind(id.module, self.alias_value(id)?.as_call_expr()?),
                Definition::Class(_) => None,
            })
        })
    }

    /// Whether the class inherits from `SQLModel`.
    pub(super) fn is_sqlmodel(&self, id: StatementId) -> bool {
        let mut ancestors = self.ancestors(id).into_iter();
        ancestors.any(|id| self.has_base(id, |name| name == "sqlmodel.SQLModel"))
    }
}
