//! Members of enums.

use ruff_python_ast::{DictItem, Expr, ExprCall, Operator, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::annotation::last;
use super::class::{DEEPEST, assigned, string};
use super::column::keyword;
use super::{Definition, Modules};

/// A value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// What it is called, where it has a name.
    pub name: Option<String>,
    /// Its value, where that is text; else its name, by which SQLAlchemy stores it.
    pub label: String,
    /// Whether the value can be told without running anything.
    pub is_known: bool,
    /// Whether more is said of it than that.
    pub has_more: bool,
    pub line: u32,
    /// Its statement or item.
    pub range: TextRange,
}

/// What a member's value is.
enum Value {
    Text(String),
    /// Something else, such as a number.
    Other,
    /// It is worked out when the file runs.
    Unknown,
    /// No member: a function, another name for a member.
    None,
}

impl Modules<'_> {
    /// What stands among the arguments of a functional enum: names, pairs, or names in one text.
    pub(super) fn functional_members(&self, at: usize, call: &ExprCall) -> Vec<Member> {
        let Some(items) = call.arguments.args.get(1).or_else(|| keyword(call, "names")) else {
            return Vec::new();
        };
        // Those that have names alone get numbers, or the names in small letters.
        let is_str_enum = self.qualified(at, &call.func).is_some_and(|name| last(&name) == "StrEnum");
        let named = |name: &str, range| {
            let value = if is_str_enum { Value::Text(name.to_lowercase()) } else { Value::Other };
            self.member(at, Some(name.to_owned()), value, range)
        };
        let pair = |key: &Expr, value: &Expr, range| {
            let name = string(key)?;
            self.member(at, Some(name), string(value).map_or(Value::Other, Value::Text), range)
        };
        match items {
            Expr::Dict(dict) => {
                let item = |item: &DictItem| {
                    let key = item.key.as_ref()?;
                    pair(key, &item.value, TextRange::new(key.range().start(), item.value.range().end()))
                };
                dict.items.iter().filter_map(item).collect()
            }
            Expr::List(_) | Expr::Tuple(_) => {
                let item = |item: &Expr| match item {
                    Expr::Tuple(of) => pair(of.elts.first()?, of.elts.get(1)?, item.range()),
                    Expr::List(of) => pair(of.elts.first()?, of.elts.get(1)?, item.range()),
                    other => named(&string(other)?, other.range()),
                };
                elements(items).iter().filter_map(item).collect()
            }
            words => {
                let text = string(words).unwrap_or_default().replace(',', " ");
                text.split_whitespace().filter_map(|name| named(name, words.range())).collect()
            }
        }
    }

    /// The items of a `Literal`.
    pub(super) fn literal_members(&self, at: usize, items: &[&Expr]) -> Vec<Member> {
        let member = |item: &&Expr| self.member(at, None, Value::Text(string(item)?), item.range());
        items.iter().filter_map(member).collect()
    }

    fn member(&self, at: usize, name: Option<String>, value: Value, range: TextRange) -> Option<Member> {
        let is_known = !matches!(value, Value::Unknown);
        let label = match value {
            Value::Text(text) => text,
            Value::Other | Value::Unknown => name.clone()?,
            Value::None => return None,
        };
        let line = self.modules[at].line(range.start());
        Some(Member { name, label, is_known, has_more: false, line, range })
    }

    /// What the body of an enum gives names to.
    pub(super) fn members(&self, at: usize, place: usize, class: &StmtClassDef) -> Vec<Member> {
        let ignored = ignored(class);
        let mut members: Vec<Member> = Vec::new();
        for statement in &class.body {
            for (name, value) in given(statement) {
                // `_order_` and `__slots__` are for the enum itself, and `__name` is nobody else's.
                let is_reserved = name.starts_with("__") || name.starts_with('_') && name.ends_with('_');
                if is_reserved || ignored.iter().any(|ignored| ignored == name) {
                    continue;
                }
                let has_more = value.is_tuple_expr();
                let value = self.value(at, place, name, value, &members);
                let member = self.member(at, Some(name.to_owned()), value, statement.range());
                members.extend(member.map(|member| Member { has_more, ..member }));
            }
        }
        members
    }

    fn value(&self, at: usize, place: usize, name: &str, expr: &Expr, before: &[Member]) -> Value {
        let is_member = |name: &str| before.iter().any(|member| member.name.as_deref() == Some(name));
        match expr {
            Expr::Call(call) => match self.qualified(at, &call.func).as_deref() {
                Some("enum.auto") => self.automatic(at, place, name),
                Some("enum.nonmember") => Value::None,
                Some("enum.member") => match call.arguments.args.first() {
                    Some(of) => self.value(at, place, name, of, before),
                    None => Value::Unknown,
                },
                _ => Value::Unknown,
            },
            // "value", "what is shown"
            Expr::Tuple(tuple) => match tuple.elts.first() {
                Some(first) if string(first).is_none() => match self.value(at, place, name, first, before) {
                    Value::None => Value::Unknown,
                    value => value,
                },
                Some(first) => string(first).map_or(Value::Other, Value::Text),
                None => Value::Other,
            },
            // Another name for a member, or no member at all.
            Expr::Name(of) if is_member(of.id.as_str()) => Value::None,
            Expr::Lambda(_) => Value::None,
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::UnaryOp(_)
            | Expr::List(_)
            | Expr::Dict(_)
            | Expr::Set(_)
            | Expr::EllipsisLiteral(_) => Value::Other,
            other => self.text(at, place, other, 0).map_or(Value::Unknown, Value::Text),
        }
    }

    /// The text that an expression is: of constants too, and put together.
    fn text(&self, at: usize, place: usize, expr: &Expr, depth: usize) -> Option<String> {
        if depth > DEEPEST {
            return None;
        }
        match expr {
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                let left = self.text(at, place, &sum.left, depth + 1)?;
                Some(left + &self.text(at, place, &sum.right, depth + 1)?)
            }
            Expr::Name(_) => match self.evaluated(at, place, expr)? {
                (at, Definition::Alias(place)) => self.text(at, place, self.alias(at, place)?, depth + 1),
                (_, Definition::Class(_)) => None,
            },
            Expr::Attribute(of) => match self.evaluated(at, place, &of.value) {
                Some((at, Definition::Class(place))) => {
                    let value = assigned(self.class(at, place)?, of.attr.as_str())?;
                    self.text(at, place, value, depth + 1)
                }
                _ => match self.evaluated(at, place, expr)? {
                    (at, Definition::Alias(place)) => self.text(at, place, self.alias(at, place)?, depth + 1),
                    (_, Definition::Class(_)) => None,
                },
            },
            other => string(other),
        }
    }

    /// What `auto()` gives: a number, unless it is an enum of another mind.
    fn automatic(&self, at: usize, place: usize, name: &str) -> Value {
        let said = self.ancestors(at, place).into_iter().find_map(|(at, place)| {
            let own = self.class(at, place)?.body.iter().find_map(|statement| match statement {
                Stmt::FunctionDef(own) if own.name.as_str() == "_generate_next_value_" => Some(own),
                _ => None,
            });
            let is_text = || self.has_base(at, place, |name| last(name) == "StrEnum");
            own.map(|function| generated(function, name))
                .or_else(|| is_text().then(|| Value::Text(name.to_lowercase())))
        });
        said.unwrap_or(Value::Other)
    }
}

/// What a function makes of a member's name, if it does no more than that.
fn generated(function: &StmtFunctionDef, name: &str) -> Value {
    let first = function.parameters.iter_non_variadic_params().next().map(|p| p.parameter.name.as_str());
    let is_name = |expr: &Expr| matches!(expr, Expr::Name(of) if Some(of.id.as_str()) == first);
    let returned = function.body.iter().rev().find_map(|statement| match statement {
        Stmt::Return(returned) => returned.value.as_deref(),
        _ => None,
    });
    match returned {
        Some(expr) if is_name(expr) => Value::Text(name.to_owned()),
        Some(Expr::Call(call)) if call.arguments.is_empty() => match &*call.func {
            Expr::Attribute(of) if is_name(&of.value) && of.attr.as_str() == "lower" => {
                Value::Text(name.to_lowercase())
            }
            Expr::Attribute(of) if is_name(&of.value) && of.attr.as_str() == "upper" => {
                Value::Text(name.to_uppercase())
            }
            _ => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}

/// The names that a statement gives to something, with it.
fn given(statement: &Stmt) -> Vec<(&str, &Expr)> {
    fn of<'e>(target: &'e Expr, value: &'e Expr) -> Vec<(&'e str, &'e Expr)> {
        match (target, value) {
            (Expr::Name(name), value) => vec![(name.id.as_str(), value)],
            (Expr::Tuple(_) | Expr::List(_), Expr::Tuple(_) | Expr::List(_)) => elements(target)
                .iter()
                .zip(elements(value))
                .flat_map(|(target, value)| of(target, value))
                .collect(),
            _ => Vec::new(),
        }
    }
    match statement {
        Stmt::Assign(assign) => assign.targets.iter().flat_map(|target| of(target, &assign.value)).collect(),
        Stmt::AnnAssign(assign) => assign.value.iter().flat_map(|value| of(&assign.target, value)).collect(),
        _ => Vec::new(),
    }
}

fn elements(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::Tuple(of) => &of.elts,
        Expr::List(of) => &of.elts,
        _ => &[],
    }
}

/// What `_ignore_` names.
fn ignored(class: &StmtClassDef) -> Vec<String> {
    match assigned(class, "_ignore_") {
        Some(Expr::StringLiteral(words)) => {
            words.value.to_str().replace(',', " ").split_whitespace().map(str::to_owned).collect()
        }
        Some(list) => elements(list).iter().filter_map(string).collect(),
        None => Vec::new(),
    }
}
