//! Resolution of type annotations.

use ruff_python_ast::{Expr, Operator};
use ruff_python_parser::parse_expression;
use ruff_text_size::Ranged;

use super::class::string;
use super::known_types;
use super::{Definition, Modules, StatementId};

/// The maximum recursion depth; alias definitions may be circular.
const MAX_DEPTH: usize = 40;

/// How much each alias adds to the depth.
const ALIAS_DEPTH: usize = 4;

/// Among the types of [`TypeHint::Sql`]: any enum.
pub(crate) const ENUM: &str = "enum";

/// The type in an annotation or an SQLAlchemy call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum TypeHint {
    /// Any value.
    Any,
    /// `None`
    None,
    /// A type by qualified name: `str`, `datetime.datetime`.
    Named(String),
    /// A class in these files.
    Class(StatementId),
    /// A list or another sequence.
    List(Box<TypeHint>),
    /// A `Literal` of strings, and the alias that defines it, if any.
    Literal(Vec<String>, Option<StatementId>),
    /// A union.
    Union(Vec<TypeHint>),
    /// One of several types, depending on a condition that is not evaluated, such as
    /// `sys.version_info >= (3, 11)`.
    Either(Vec<TypeHint>),
    /// A column type by its name in the code, with the names of the PostgreSQL types that have the
    /// same values.
    Sql(String, Vec<String>),
    /// The type could not be determined.
    Unknown,
    /// Not a field: `ClassVar[str]`.
    NotAField,
}

impl TypeHint {
    /// A column type for texts that also fits an enum: the field has a fixed list of values.
    pub(super) fn or_enum(self) -> Self {
        match self {
            Self::Sql(name, mut types) if types.iter().any(|name| name == "text") => {
                types.push(ENUM.to_owned());
                Self::Sql(name, types)
            }
            other => other,
        }
    }

    /// Whether the type includes `None`.
    pub(crate) fn may_be_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::Union(alternatives) | Self::Either(alternatives) => {
                alternatives.iter().any(Self::may_be_none)
            }
            _ => false,
        }
    }

    /// The alternatives of a union, without `None`.
    pub(crate) fn alternatives(&self) -> Vec<&TypeHint> {
        match self {
            Self::None => Vec::new(),
            Self::Union(alternatives) => alternatives.iter().flat_map(Self::alternatives).collect(),
            other => vec![other],
        }
    }
}

impl Modules<'_> {
    /// Resolves an annotation.
    pub(crate) fn type_hint(&self, module: usize, expr: &Expr) -> TypeHint {
        self.hint_in_class(module, self.enclosing_class(module, expr.range().start()), expr, 0)
    }

    /// Resolves an annotation in the body of a class or outside of all classes.
    fn hint_in_class(
        &self,
        module: usize,
        class: Option<StatementId>,
        expr: &Expr,
        depth: usize,
    ) -> TypeHint {
        if depth > MAX_DEPTH {
            return TypeHint::Unknown;
        }
        let resolve = |expr: &Expr| self.hint_in_class(module, class, expr, depth + 1);
        match expr {
            Expr::NoneLiteral(_) => TypeHint::None,
            Expr::StringLiteral(_) => match string(expr).map(|text| parse_expression(text.trim())) {
                Some(Ok(parsed)) => resolve(parsed.expr()),
                _ => TypeHint::Unknown,
            },
            Expr::BinOp(operation) if operation.op == Operator::BitOr => {
                TypeHint::Union(vec![resolve(&operation.left), resolve(&operation.right)])
            }
            Expr::Name(name) => {
                let name = name.id.as_str();
                match self.definition_in_class(module, class, name) {
                    Some(definition) => self.hint_of_definition(definition, depth),
                    None => self.hint_of_import(module, name),
                }
            }
            Expr::Attribute(_) => {
                let Some(qualified) = self.qualified_name(module, expr) else { return TypeHint::Unknown };
                let in_class = self.definitions_in_class(class, &qualified).last().copied();
                match in_class.or_else(|| self.resolve(module, &qualified)) {
                    Some(definition) => self.hint_of_definition(definition, depth),
                    None => hint_of_name(&qualified),
                }
            }
            Expr::Subscript(subscript) => {
                let items: Vec<&Expr> = match &*subscript.slice {
                    Expr::Tuple(tuple) => tuple.elts.iter().collect(),
                    other => vec![other],
                };
                let Some(name) = self.qualified_name(module, &subscript.value) else {
                    return TypeHint::Unknown;
                };
                let first = || items.first().map_or(TypeHint::Unknown, |item| resolve(item));
                match last_component(&name) {
                    "Optional" => TypeHint::Union(vec![first(), TypeHint::None]),
                    "Union" => TypeHint::Union(items.iter().map(|item| resolve(item)).collect()),
                    "List" | "list" | "Sequence" | "MutableSequence" | "Tuple" | "tuple" | "Iterable"
                    | "Collection" | "set" | "Set" | "frozenset" => TypeHint::List(Box::new(first())),
                    "Annotated" | "Required" | "NotRequired" | "ReadOnly" | "Mapped" | "Final"
                    | "WriteOnlyMapped" => first(),
                    "ClassVar" | "InitVar" | "Relationship" | "DynamicMapped" => TypeHint::NotAField,
                    "Literal" => hint_of_literal(&items),
                    _ => hint_of_name(&name),
                }
            }
            // `NewType("UserId", str)`
            Expr::Call(call) => {
                match (
                    self.qualified_name(module, &call.func).as_deref().map(last_component),
                    call.arguments.args.get(1),
                ) {
                    (Some("NewType"), Some(base)) => resolve(base),
                    // `constr(max_length=3)`
                    _ => self
                        .qualified_name(module, &call.func)
                        .and_then(|name| known_types::annotation(&name))
                        .unwrap_or(TypeHint::Unknown),
                }
            }
            _ => TypeHint::Unknown,
        }
    }

    /// The type that a name stands for which no file defines.
    fn hint_of_import(&self, module: usize, name: &str) -> TypeHint {
        let parsed = &self.modules[module];
        match parsed.conditional_imports.get(name).map(Vec::as_slice) {
            Some(several @ [_, _, ..]) => {
                TypeHint::Either(several.iter().map(|name| hint_of_name(name)).collect())
            }
            _ => hint_of_name(parsed.imports.get(name).map_or(name, String::as_str)),
        }
    }

    fn hint_of_definition(&self, definition: Definition, depth: usize) -> TypeHint {
        let id = definition.id();
        if !self.modules[id.module].body[id.index].is_conditional {
            return self.hint_of_single_definition(definition, depth);
        }
        // Each branch may define the name.
        let (name, parsed) = (self.name_of(id), &self.modules[id.module]);
        let definitions = self.definitions_of(id.module, name).iter();
        let definitions = definitions.filter(|other| parsed.body[other.id().index].is_conditional);
        let mut hints: Vec<TypeHint> =
            definitions.map(|other| self.hint_of_single_definition(*other, depth)).collect();
        for imported in parsed.conditional_imports.get(name).into_iter().flatten() {
            hints.push(match self.resolve(id.module, imported).filter(|found| found.id() != id) {
                Some(found) => self.hint_of_single_definition(found, depth + ALIAS_DEPTH),
                None => hint_of_name(imported),
            });
        }
        if hints.len() == 1 { hints.remove(0) } else { TypeHint::Either(hints) }
    }

    fn hint_of_single_definition(&self, definition: Definition, depth: usize) -> TypeHint {
        match definition {
            Definition::Class(id) => TypeHint::Class(id),
            Definition::Alias(id) if self.defines_class(id) => TypeHint::Class(id),
            // Aliases count more, as two aliases of each other double the work at each level.
            Definition::Alias(id) => {
                let Some(value) = self.alias_value(id) else { return TypeHint::Unknown };
                match self.hint_in_class(id.module, self.outer_class(id), value, depth + ALIAS_DEPTH) {
                    TypeHint::Literal(labels, None) => TypeHint::Literal(labels, Some(id)),
                    hint => hint,
                }
            }
        }
    }
}

/// Resolves the items of a `Literal`. With an enum member, it is a string of unknown value.
fn hint_of_literal(items: &[&Expr]) -> TypeHint {
    let mut hints: Vec<TypeHint> = Vec::new();
    for item in items {
        let hint = match item {
            Expr::NoneLiteral(_) => TypeHint::None,
            Expr::NumberLiteral(_) | Expr::UnaryOp(_) => TypeHint::Named("int".to_owned()),
            Expr::BooleanLiteral(_) => TypeHint::Named("bool".to_owned()),
            Expr::BytesLiteral(_) => TypeHint::Named("bytes".to_owned()),
            _ => continue,
        };
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    if items.iter().any(|item| matches!(item, Expr::Name(_) | Expr::Attribute(_))) {
        hints.insert(0, TypeHint::Named("str".to_owned()));
    } else if items.iter().any(|item| string(item).is_some()) {
        hints.insert(0, TypeHint::Literal(items.iter().filter_map(|item| string(item)).collect(), None));
    }
    if hints.len() == 1 { hints.remove(0) } else { TypeHint::Union(hints) }
}

/// The last component of a dotted name.
pub(crate) fn last_component(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn hint_of_name(name: &str) -> TypeHint {
    match last_component(name) {
        "Any" | "object" => TypeHint::Any,
        "ClassVar" | "InitVar" => TypeHint::NotAField,
        "List" | "list" | "Sequence" | "tuple" => TypeHint::List(Box::new(TypeHint::Any)),
        _ => known_types::annotation(name).unwrap_or_else(|| TypeHint::Named(name.to_owned())),
    }
}
