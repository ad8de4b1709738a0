//! Base classes, and the kind of class that follows from them.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, ExprCall};

use super::class::{ClassKind, MAX_DEPTH, assigned};
use super::column_call::keyword;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId};

/// Functions that create the base class of mapped classes.
const BASE_FUNCTIONS: [&str; 5] =
    ["declarative_base", "automap_base", "generate_base", "namedtuple", "with_metaclass"];

/// Libraries whose base classes define no fields.
const BASE_LIBRARIES: [&str; 19] = [
    "abc",
    "attr",
    "attrs",
    "builtins",
    "collections",
    "dataclasses",
    "dataclasses_json",
    "django",
    "enum",
    "flask_login",
    "flask_sqlalchemy",
    "msgspec",
    "numbers",
    "pydantic",
    "pydantic_settings",
    "sqlalchemy",
    "sqlmodel",
    "typing",
    "typing_extensions",
];

/// Built-in classes without fields.
const BUILTIN_BASES: [&str; 13] = [
    "object",
    "str",
    "int",
    "float",
    "bytes",
    "dict",
    "list",
    "tuple",
    "set",
    "frozenset",
    "type",
    "Exception",
    "BaseException",
];

/// A base class.
enum Base {
    /// A class in these files.
    Class(StatementId),
    /// A class that defines no fields.
    Known,
    /// A class outside of these files, which may define fields.
    Unknown,
}

/// Whether a class outside of the code is known not to define fields.
fn is_known_base(qualified: &str) -> bool {
    let library = qualified.split('.').next().unwrap_or_default();
    BASE_LIBRARIES.contains(&library)
        || BUILTIN_BASES.contains(&qualified)
        || is_enum(qualified)
        || qualified.ends_with("StrEnum")
}

/// The kind of class that a base class of a library makes.
fn kind_of_base(qualified: &str) -> Option<ClassKind> {
    match qualified {
        name if is_enum(name) => Some(ClassKind::Enum),
        "typing.TypedDict" | "typing_extensions.TypedDict" | "typing.NamedTuple" => Some(ClassKind::Plain),
        "pydantic.BaseModel" | "pydantic.v1.BaseModel" | "msgspec.Struct" => Some(ClassKind::Converting),
        "sqlmodel.SQLModel" | "sqlalchemy.orm.DeclarativeBase" => Some(ClassKind::Mapped),
        _ => None,
    }
}

/// The maximum number of base classes that are followed.
const MAX_ANCESTORS: usize = 60;

/// Decorators of attrs, whose classes are filled from JSON by converters.
const ATTRS_DECORATORS: [&str; 9] = [
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
    ["enum.Enum", "enum.IntEnum", "enum.Flag", "enum.IntFlag"].contains(&name)
        || name.contains('.') && ["StrEnum", "TextChoices"].contains(&last_component(name))
}

impl Modules<'_> {
    /// The direct base classes that are defined in these files.
    pub(super) fn base_classes(&self, id: StatementId) -> Vec<StatementId> {
        self.base_expressions(id).filter_map(|base| self.base_class(id, base)).collect()
    }

    /// The class in these files that a base expression refers to.
    pub(super) fn base_class(&self, id: StatementId, base: &Expr) -> Option<StatementId> {
        match self.follow_base(id, base, 0) {
            Base::Class(id) => Some(id),
            Base::Known | Base::Unknown => None,
        }
    }

    /// Whether a class has a base class outside of these files that may define fields.
    pub(super) fn has_unknown_base(&self, id: StatementId) -> bool {
        let mut bases = self
            .ancestors(id)
            .into_iter()
            .flat_map(|id| self.base_expressions(id).map(move |base| (id, base)));
        bases.any(|(id, base)| matches!(self.follow_base(id, base, 0), Base::Unknown))
    }

    /// What a base class is, as seen from the statement that names it.
    fn follow_base(&self, id: StatementId, expr: &Expr, depth: usize) -> Base {
        if depth > MAX_DEPTH {
            return Base::Unknown;
        }
        let follow_keyword = |id: StatementId, call: &ExprCall, name: &str| {
            keyword(call, name).map_or(Base::Known, |class| self.follow_base(id, class, depth + 1))
        };
        if let Some((owner, call)) = self.flask_extension(id, expr) {
            return follow_keyword(owner, call, "model_class");
        }
        let alias = match self.evaluate(id, expr) {
            Some(Definition::Class(class)) => return Base::Class(class),
            Some(Definition::Alias(alias)) => alias,
            None => {
                let expr = if let Expr::Subscript(generic) = expr { &*generic.value } else { expr };
                let is_known = self.qualified_name(id.module, expr).is_some_and(|name| is_known_base(&name));
                return if is_known { Base::Known } else { Base::Unknown };
            }
        };
        match self.alias_value(alias) {
            Some(value @ (Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_))) => {
                self.follow_base(alias, value, depth + 1)
            }
            Some(Expr::Call(call)) if self.call_kind(alias.module, call).is_some() => Base::Known,
            Some(Expr::Call(call)) if self.calls(alias.module, call, &BASE_FUNCTIONS) => {
                follow_keyword(alias, call, "cls")
            }
            _ => Base::Unknown,
        }
    }

    /// The definitions of all direct bases in these files, classes as well as assignments.
    pub(super) fn base_definitions(&self, id: StatementId) -> Vec<Definition> {
        self.base_expressions(id).filter_map(|base| self.evaluate(id, base)).collect()
    }

    pub(super) fn base_expressions(&self, id: StatementId) -> impl Iterator<Item = &Expr> {
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
    pub(crate) fn class_kind(&self, id: StatementId) -> Option<ClassKind> {
        let ancestors = self.ancestors(id);
        let kind = ancestors.iter().find_map(|id| self.own_kind(*id));
        let names_table = |id: &StatementId| {
            let is_assigned =
                |name: &str| self.class_def(*id).and_then(|class| assigned(class, name)).is_some();
            is_assigned("__tablename__")
                || is_assigned("__table__")
                || self.is_flask_model(*id)
                || self.tablename_function(*id).is_some()
                || self.is_django_base(*id)
        };
        match kind {
            // Without a table of its own, an SQLModel class is a Pydantic model.
            Some(ClassKind::Mapped) if self.is_sqlmodel(id) && self.table_class(id).is_none() => {
                Some(ClassKind::Converting)
            }
            // A data class can be mapped.
            Some(ClassKind::Plain | ClassKind::Converting) | None if ancestors.iter().any(names_table) => {
                Some(ClassKind::Mapped)
            }
            kind => kind,
        }
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
                Some("dataclasses.dataclass") => return Some(ClassKind::Plain),
                Some(name) if ATTRS_DECORATORS.contains(&name) => return Some(ClassKind::Converting),
                _ => {}
            }
        }
        self.base_expressions(id).find_map(|base| {
            let qualified = self.qualified_name(id.module, base).unwrap_or_default();
            kind_of_base(&qualified).or_else(|| match self.evaluate(id, base)? {
                Definition::Alias(alias) => match self.alias_value(alias)? {
                    Expr::Call(call) => self.call_kind(alias.module, call),
                    value => kind_of_base(&self.qualified_name(alias.module, value)?),
                },
                Definition::Class(_) => None,
            })
        })
    }

    /// Whether the members of an enum are numbers.
    pub(crate) fn is_numeric_enum(&self, id: StatementId) -> bool {
        const NUMERIC: [&str; 5] = ["enum.IntEnum", "enum.IntFlag", "enum.Flag", "int", "float"];
        self.ancestors(id).into_iter().any(|id| self.has_base(id, |name| NUMERIC.contains(&name)))
    }

    /// Whether the class inherits from `SQLModel`.
    pub(super) fn is_sqlmodel(&self, id: StatementId) -> bool {
        let mut ancestors = self.ancestors(id).into_iter();
        ancestors.any(|id| self.has_base(id, |name| name == "sqlmodel.SQLModel"))
    }
}
