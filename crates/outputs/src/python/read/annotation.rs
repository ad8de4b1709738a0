//! What annotations say.

use ruff_python_ast::{Expr, Operator};
use ruff_python_parser::parse_expression;
use ruff_text_size::Ranged;

use super::class::string;
use super::{Definition, Modules};

/// How deep aliases may lead before they lead in a circle.
const DEEPEST: usize = 40;

/// How much of that an alias takes.
const ALIAS: usize = 4;

/// A type, as an annotation says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Said {
    /// Anything at all.
    Any,
    /// `None`
    None,
    /// One that has a name somewhere: `str`, `datetime.datetime`.
    Named(String),
    /// A class of these files: file and place.
    Class(usize, usize),
    /// A list, or another sequence.
    List(Box<Said>),
    /// One of some strings, with the alias by which they are called: file and place.
    Literal(Vec<String>, Option<(usize, usize)>),
    /// One of several.
    Union(Vec<Said>),
    /// It could not be told.
    Unknown,
    /// No type of a field at all: `ClassVar[str]`.
    NotAField,
}

impl Said {
    /// Whether it may be `None`.
    pub(crate) fn may_be_none(&self) -> bool {
        match self {
            Self::None => true,
            Self::Union(of) => of.iter().any(Self::may_be_none),
            _ => false,
        }
    }

    /// It without `None`, its alternatives one by one.
    pub(crate) fn alternatives(&self) -> Vec<&Said> {
        match self {
            Self::None => Vec::new(),
            Self::Union(of) => of.iter().flat_map(Self::alternatives).collect(),
            other => vec![other],
        }
    }
}

impl Modules<'_> {
    /// What an annotation of a file says.
    pub(crate) fn said(&self, at: usize, expr: &Expr) -> Said {
        self.say(at, super::statements::around(&self.modules[at].body, expr.range().start()), expr, 0)
    }

    /// The same of one that stands in a class's body, or in none.
    fn say(&self, at: usize, class: Option<usize>, expr: &Expr, depth: usize) -> Said {
        if depth > DEEPEST {
            return Said::Unknown;
        }
        let deeper = |expr: &Expr| self.say(at, class, expr, depth + 1);
        match expr {
            Expr::NoneLiteral(_) => Said::None,
            Expr::StringLiteral(_) => match string(expr).map(|text| parse_expression(text.trim())) {
                Some(Ok(parsed)) => deeper(parsed.expr()),
                _ => Said::Unknown,
            },
            Expr::BinOp(operation) if operation.op == Operator::BitOr => {
                Said::Union(vec![deeper(&operation.left), deeper(&operation.right)])
            }
            Expr::Name(name) => self.name(at, class, name.id.as_str(), depth),
            Expr::Attribute(_) => {
                let Some(qualified) = self.qualified(at, expr) else { return Said::Unknown };
                let within = self.within(at, class, &qualified).and_then(|all| all.last());
                match within.map(|found| (at, *found)).or_else(|| self.resolve(at, &qualified)) {
                    Some((at, definition)) => self.defined_as(at, definition, depth),
                    None => named(&qualified),
                }
            }
            Expr::Subscript(subscript) => {
                let items: Vec<&Expr> = match &*subscript.slice {
                    Expr::Tuple(tuple) => tuple.elts.iter().collect(),
                    other => vec![other],
                };
                let Some(head) = self.qualified(at, &subscript.value) else { return Said::Unknown };
                let first = || items.first().map_or(Said::Unknown, |item| deeper(item));
                match last(&head) {
                    "Optional" => Said::Union(vec![first(), Said::None]),
                    "Union" => Said::Union(items.iter().map(|item| deeper(item)).collect()),
                    "List" | "list" | "Sequence" | "MutableSequence" | "Tuple" | "tuple" | "Iterable"
                    | "Collection" | "set" | "Set" | "frozenset" => Said::List(Box::new(first())),
                    "Annotated" | "Required" | "NotRequired" | "ReadOnly" | "Mapped" | "Final"
                    | "WriteOnlyMapped" => first(),
                    "ClassVar" | "InitVar" | "Relationship" | "DynamicMapped" => Said::NotAField,
                    "Literal" => literal(&items),
                    _ => named(&head),
                }
            }
            // NewType("UserId", str)
            Expr::Call(call) => {
                match (self.qualified(at, &call.func).as_deref().map(last), call.arguments.args.get(1)) {
                    (Some("NewType"), Some(of)) => deeper(of),
                    _ => Said::Unknown,
                }
            }
            _ => Said::Unknown,
        }
    }

    fn name(&self, at: usize, class: Option<usize>, name: &str, depth: usize) -> Said {
        match self.definition_within(at, class, name) {
            Some((at, definition)) => self.defined_as(at, definition, depth),
            None => named(self.modules[at].imports.get(name).map_or(name, String::as_str)),
        }
    }

    fn defined_as(&self, at: usize, definition: Definition, depth: usize) -> Said {
        match definition {
            Definition::Class(place) => Said::Class(at, place),
            Definition::Alias(place) if self.is_declared(at, place) => Said::Class(at, place),
            // Every alias on the way counts for many: they may be of one another twice over.
            Definition::Alias(place) => {
                let said = self
                    .alias(at, place)
                    .map_or(Said::Unknown, |value| self.say(at, self.outer(at, place), value, depth + ALIAS));
                match said {
                    Said::Literal(labels, None) => Said::Literal(labels, Some((at, place))),
                    said => said,
                }
            }
        }
    }
}

/// One of some values; those of enums' members stand for any of theirs.
fn literal(items: &[&Expr]) -> Said {
    let mut others: Vec<Said> = Vec::new();
    for item in items {
        let said = match item {
            Expr::NoneLiteral(_) => Said::None,
            Expr::NumberLiteral(_) | Expr::UnaryOp(_) => Said::Named("int".to_owned()),
            Expr::BooleanLiteral(_) => Said::Named("bool".to_owned()),
            Expr::BytesLiteral(_) => Said::Named("bytes".to_owned()),
            _ => continue,
        };
        if !others.contains(&said) {
            others.push(said);
        }
    }
    let is_text = |item: &&Expr| string(item).is_some() || matches!(item, Expr::Name(_) | Expr::Attribute(_));
    if items.iter().any(is_text) {
        others.insert(0, Said::Literal(items.iter().filter_map(|item| string(item)).collect(), None));
    }
    if others.len() == 1 { others.remove(0) } else { Said::Union(others) }
}

/// The last part of a dotted name.
pub(crate) fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn named(name: &str) -> Said {
    match last(name) {
        "Any" | "object" => Said::Any,
        "ClassVar" | "InitVar" => Said::NotAField,
        "List" | "list" | "Sequence" | "tuple" => Said::List(Box::new(Said::Any)),
        _ => Said::Named(name.to_owned()),
    }
}
