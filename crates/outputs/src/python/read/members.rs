//! Members of enums.

use ruff_python_ast::{
    DictItem, Expr, ExprCall, InterpolatedStringElement, Operator, Stmt, StmtClassDef, StmtFunctionDef,
};
use ruff_text_size::{Ranged, TextRange};

use super::class::{MAX_DEPTH, assigned, string};
use super::column_call::keyword;
use super::column_type::returned;
use super::type_hint::last_component;
use super::{Definition, Modules, StatementId};

/// A member of an enum or an item of a `Literal`.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The member name; `None` in a `Literal`.
    pub name: Option<String>,
    /// The value if it is a string; otherwise the name, which SQLAlchemy stores.
    pub label: String,
    /// Whether the label is known without running the code.
    pub is_label_known: bool,
    /// Whether the member has data besides its value.
    pub has_extra_data: bool,
    pub line: u32,
    /// The statement or item.
    pub range: TextRange,
}

/// The value of a member.
enum MemberValue {
    Text(String),
    /// A value that is not a string.
    Other,
    /// A value that is computed at run time.
    Unknown,
    /// Not a member, such as a function or an alias of a member.
    NotAMember,
}

impl Modules<'_> {
    /// The members of a functional enum, given as names, as pairs, or as names in one string.
    pub(super) fn functional_members(&self, module: usize, call: &ExprCall) -> Vec<Member> {
        let Some(items) = call.arguments.args.get(1).or_else(|| keyword(call, "names")) else {
            return Vec::new();
        };
        // Names without values get numbers, or in a `StrEnum` the lowercase names.
        let is_str_enum =
            self.qualified_name(module, &call.func).is_some_and(|name| last_component(&name) == "StrEnum");
        let named = |name: &str, range| {
            let value = if is_str_enum { MemberValue::Text(name.to_lowercase()) } else { MemberValue::Other };
            self.member(module, Some(name.to_owned()), value, range)
        };
        let pair = |key: &Expr, value: &Expr, range| {
            let name = string(key)?;
            self.member(
                module,
                Some(name),
                string(value).map_or(MemberValue::Other, MemberValue::Text),
                range,
            )
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
                    Expr::Tuple(tuple) => pair(tuple.elts.first()?, tuple.elts.get(1)?, item.range()),
                    Expr::List(list) => pair(list.elts.first()?, list.elts.get(1)?, item.range()),
                    other => named(&string(other)?, other.range()),
                };
                elements(items).iter().filter_map(item).collect()
            }
            names => {
                let text = string(names).unwrap_or_default().replace(',', " ");
                text.split_whitespace().filter_map(|name| named(name, names.range())).collect()
            }
        }
    }

    /// The items of a `Literal`.
    pub(super) fn literal_members(&self, module: usize, items: &[&Expr]) -> Vec<Member> {
        let member = |item: &&Expr| self.member(module, None, MemberValue::Text(string(item)?), item.range());
        items.iter().filter_map(member).collect()
    }

    fn member(
        &self,
        module: usize,
        name: Option<String>,
        value: MemberValue,
        range: TextRange,
    ) -> Option<Member> {
        let is_label_known = !matches!(value, MemberValue::Unknown);
        let label = match value {
            MemberValue::Text(text) => text,
            MemberValue::Other | MemberValue::Unknown => name.clone()?,
            MemberValue::NotAMember => return None,
        };
        let line = self.modules[module].line(range.start());
        Some(Member { name, label, is_label_known, has_extra_data: false, line, range })
    }

    /// The members that the body of an enum defines.
    pub(super) fn members(&self, id: StatementId, class: &StmtClassDef) -> Vec<Member> {
        let ignored = ignored(class);
        let mut members: Vec<Member> = Vec::new();
        for statement in &class.body {
            for (name, value) in assignments(statement) {
                // Names such as `_order_` and `__slots__` are reserved, and `__name` is private.
                let is_reserved = name.starts_with("__") || name.starts_with('_') && name.ends_with('_');
                if is_reserved || ignored.iter().any(|ignored| ignored == name) {
                    continue;
                }
                let has_extra_data = value.is_tuple_expr();
                let value = self.member_value(id, name, value, &members);
                let member = self.member(id.module, Some(name.to_owned()), value, statement.range());
                members.extend(member.map(|member| Member { has_extra_data, ..member }));
            }
        }
        members
    }

    fn member_value(&self, id: StatementId, name: &str, expr: &Expr, before: &[Member]) -> MemberValue {
        let is_member = |name: &str| before.iter().any(|member| member.name.as_deref() == Some(name));
        match expr {
            Expr::Call(call) => match self.qualified_name(id.module, &call.func).as_deref() {
                Some("enum.auto") => self.auto_value(id, name),
                Some("enum.nonmember") => MemberValue::NotAMember,
                Some("enum.member") => match call.arguments.args.first() {
                    Some(value) => self.member_value(id, name, value, before),
                    None => MemberValue::Unknown,
                },
                _ => MemberValue::Unknown,
            },
            // `"value", "description"`
            Expr::Tuple(tuple) => match tuple.elts.first() {
                Some(first) if string(first).is_none() => match self.member_value(id, name, first, before) {
                    MemberValue::NotAMember => MemberValue::Unknown,
                    value => value,
                },
                Some(first) => string(first).map_or(MemberValue::Other, MemberValue::Text),
                None => MemberValue::Other,
            },
            // An alias of a member, or not a member at all.
            Expr::Name(other) if is_member(other.id.as_str()) => MemberValue::NotAMember,
            Expr::Lambda(_) => MemberValue::NotAMember,
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::UnaryOp(_)
            | Expr::List(_)
            | Expr::Dict(_)
            | Expr::Set(_)
            | Expr::EllipsisLiteral(_) => MemberValue::Other,
            other => self.string_value(id, other, 0).map_or(MemberValue::Unknown, MemberValue::Text),
        }
    }

    /// The value of a string expression, including constants and concatenation.
    pub(super) fn string_value(&self, id: StatementId, expr: &Expr, depth: usize) -> Option<String> {
        if depth > MAX_DEPTH {
            return None;
        }
        match expr {
            Expr::BinOp(sum) if sum.op == Operator::Add => {
                let left = self.string_value(id, &sum.left, depth + 1)?;
                Some(left + &self.string_value(id, &sum.right, depth + 1)?)
            }
            Expr::FString(text) => {
                let parts = text.value.elements().map(|part| match part {
                    InterpolatedStringElement::Literal(literal) => Some(literal.value.to_string()),
                    InterpolatedStringElement::Interpolation(part) => {
                        self.string_value(id, &part.expression, depth + 1)
                    }
                });
                parts.collect()
            }
            Expr::Name(_) => match self.evaluate(id, expr)? {
                Definition::Alias(id) => self.string_value(id, self.alias_value(id)?, depth + 1),
                Definition::Class(_) => None,
            },
            Expr::Attribute(attribute) => match self.evaluate(id, &attribute.value) {
                Some(Definition::Class(id)) => {
                    let value = assigned(self.class_def(id)?, attribute.attr.as_str())?;
                    self.string_value(id, value, depth + 1)
                }
                _ => match self.evaluate(id, expr)? {
                    Definition::Alias(id) => self.string_value(id, self.alias_value(id)?, depth + 1),
                    Definition::Class(_) => None,
                },
            },
            other => string(other),
        }
    }

    /// The value of `auto()`: a number, unless the enum defines it otherwise.
    fn auto_value(&self, id: StatementId, name: &str) -> MemberValue {
        let value = self.ancestors(id).into_iter().find_map(|id| {
            let function = self.class_def(id)?.body.iter().find_map(|statement| match statement {
                Stmt::FunctionDef(function) if function.name.as_str() == "_generate_next_value_" => {
                    Some(function)
                }
                _ => None,
            });
            let is_str_enum = || self.has_base(id, |name| last_component(name) == "StrEnum");
            function
                .map(|function| returned_value(function, name))
                .or_else(|| is_str_enum().then(|| MemberValue::Text(name.to_lowercase())))
        });
        value.unwrap_or(MemberValue::Other)
    }
}

/// The value that `_generate_next_value_` returns, if it only changes the case of the name.
fn returned_value(function: &StmtFunctionDef, name: &str) -> MemberValue {
    let first = function.parameters.iter_non_variadic_params().next().map(|p| p.parameter.name.as_str());
    let is_name = |expr: &Expr| matches!(expr, Expr::Name(name) if Some(name.id.as_str()) == first);
    match returned(function) {
        Some(expr) if is_name(expr) => MemberValue::Text(name.to_owned()),
        Some(Expr::Call(call)) if call.arguments.is_empty() => match &*call.func {
            Expr::Attribute(method) if is_name(&method.value) && method.attr.as_str() == "lower" => {
                MemberValue::Text(name.to_lowercase())
            }
            Expr::Attribute(method) if is_name(&method.value) && method.attr.as_str() == "upper" => {
                MemberValue::Text(name.to_uppercase())
            }
            _ => MemberValue::Unknown,
        },
        _ => MemberValue::Unknown,
    }
}

/// The names that a statement assigns, with their values.
fn assignments(statement: &Stmt) -> Vec<(&str, &Expr)> {
    fn pairs<'e>(target: &'e Expr, value: &'e Expr) -> Vec<(&'e str, &'e Expr)> {
        match (target, value) {
            (Expr::Name(name), value) => vec![(name.id.as_str(), value)],
            (Expr::Tuple(_) | Expr::List(_), Expr::Tuple(_) | Expr::List(_)) => elements(target)
                .iter()
                .zip(elements(value))
                .flat_map(|(target, value)| pairs(target, value))
                .collect(),
            _ => Vec::new(),
        }
    }
    match statement {
        Stmt::Assign(assign) => {
            assign.targets.iter().flat_map(|target| pairs(target, &assign.value)).collect()
        }
        Stmt::AnnAssign(assign) => {
            assign.value.iter().flat_map(|value| pairs(&assign.target, value)).collect()
        }
        _ => Vec::new(),
    }
}

fn elements(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::Tuple(tuple) => &tuple.elts,
        Expr::List(list) => &list.elts,
        _ => &[],
    }
}

/// The names in `_ignore_`.
fn ignored(class: &StmtClassDef) -> Vec<String> {
    match assigned(class, "_ignore_") {
        Some(Expr::StringLiteral(names)) => {
            names.value.to_str().replace(',', " ").split_whitespace().map(str::to_owned).collect()
        }
        Some(list) => elements(list).iter().filter_map(string).collect(),
        None => Vec::new(),
    }
}
