//! What classes inherit from, and what that makes of them.

use std::collections::BTreeSet;

use ruff_python_ast::Expr;

use super::annotation::last;
use super::class::ClassKind;
use super::table::table_name;
use super::{Definition, Modules};

/// How many classes are looked at of those that one inherits from.
const MOST: usize = 60;

/// Decorators that make fields of annotations.
const PLAIN: [&str; 10] = [
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

/// Whether a class of a name is one of the standard library's enums of texts, or another's that is like them.
pub(super) fn is_enum(name: &str) -> bool {
    name == "enum.Enum" || name.contains('.') && ["StrEnum", "TextChoices"].contains(&last(name))
}

impl Modules<'_> {
    /// The classes of these files that a class inherits from directly.
    pub(super) fn bases(&self, at: usize, place: usize) -> Vec<(usize, usize)> {
        let classes =
            self.base_definitions(at, place).into_iter().filter_map(|definition| match definition {
                (at, Definition::Class(place)) => Some((at, place)),
                (_, Definition::Alias(_)) => None,
            });
        classes.collect()
    }

    /// The same with what is defined by an assignment.
    pub(super) fn base_definitions(&self, at: usize, place: usize) -> Vec<(usize, Definition)> {
        self.base_expressions(at, place).filter_map(|base| self.evaluated(at, place, base)).collect()
    }

    fn base_expressions(&self, at: usize, place: usize) -> impl Iterator<Item = &Expr> {
        self.class(at, place).into_iter().flat_map(|class| &class.arguments).flat_map(|all| all.args.iter())
    }

    /// Whether a class inherits directly from one of a name.
    pub(super) fn has_base(&self, at: usize, place: usize, is_it: impl Fn(&str) -> bool) -> bool {
        self.base_expressions(at, place).any(|base| self.qualified(at, base).is_some_and(|name| is_it(&name)))
    }

    /// A class, and all of these files that it inherits from, each once: what a base inherits comes before the next base.
    pub(super) fn ancestors(&self, at: usize, place: usize) -> Vec<(usize, usize)> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        let mut next = vec![(at, place)];
        while let Some(class) = next.pop().filter(|_| found.len() < MOST) {
            if seen.insert(class) {
                found.push(class);
                next.extend(self.bases(class.0, class.1).into_iter().rev());
            }
        }
        found
    }

    /// What kind of class it is, as it or what it inherits from says.
    pub(super) fn kind(&self, at: usize, place: usize) -> Option<ClassKind> {
        let ancestors = self.ancestors(at, place);
        let said = ancestors.iter().find_map(|(at, place)| self.said_kind(*at, *place));
        let is_mapped = |(at, place): &(usize, usize)| {
            self.class(*at, *place).and_then(table_name).is_some() || self.is_flask(*at, *place)
        };
        said.or_else(|| ancestors.iter().any(is_mapped).then_some(ClassKind::Mapped))
    }

    /// That of a class itself, by its decorators and direct bases.
    fn said_kind(&self, at: usize, place: usize) -> Option<ClassKind> {
        for decorator in &self.class(at, place)?.decorator_list {
            let name = match &decorator.expression {
                Expr::Call(call) => self.qualified(at, &call.func),
                other => self.qualified(at, other),
            };
            match name.as_deref() {
                Some("pydantic.dataclasses.dataclass") => return Some(ClassKind::Converting),
                Some(name) if PLAIN.contains(&name) => return Some(ClassKind::Plain),
                _ => {}
            }
        }
        self.base_expressions(at, place).find_map(|base| {
            let qualified = self.qualified(at, base).unwrap_or_default();
            let known = match qualified.as_str() {
                name if is_enum(name) => Some(ClassKind::Enum),
                "typing.TypedDict" | "typing_extensions.TypedDict" | "typing.NamedTuple" => {
                    Some(ClassKind::Plain)
                }
                "pydantic.BaseModel" | "pydantic.v1.BaseModel" => Some(ClassKind::Converting),
                "sqlmodel.SQLModel" | "sqlalchemy.orm.DeclarativeBase" => Some(ClassKind::Mapped),
                _ => None,
            };
            known.or_else(|| match self.evaluated(at, place, base)? {
                (at, Definition::Alias(place)) => self.functional(at, self.alias(at, place)?.as_call_expr()?),
                (_, Definition::Class(_)) => None,
            })
        })
    }

    /// Whether it is a model of SQLModel's.
    pub(super) fn is_model(&self, at: usize, place: usize) -> bool {
        let mut ancestors = self.ancestors(at, place).into_iter();
        ancestors.any(|(at, place)| self.has_base(at, place, |name| name == "sqlmodel.SQLModel"))
    }
}
