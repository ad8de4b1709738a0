//! Members of enums.

use ruff_python_ast::{DictItem, Expr, ExprList as ListExpr, ExprTuple as TupleExpr, Stmt, StmtClassDef};
use ruff_text_size::{Ranged, TextRange};

use super::Modules;
use super::annotation::last;
use super::class::string;

/// A value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// What it is called, where it has a name.
    pub name: Option<String>,
    /// Its value, where that is text; else its name, by which SQLAlchemy stores it.
    pub label: String,
    pub line: u32,
    /// Its statement or item.
    pub range: TextRange,
}

impl Modules<'_> {
    pub(super) fn functional_members(&self, at: usize, items: &Expr) -> Vec<Member> {
        let pair = |key: &Expr, value: &Expr, range| {
            Some(self.member(at, string(key), string(value).or_else(|| string(key))?, range))
        };
        match items {
            Expr::Dict(dict) => {
                let item = |item: &DictItem| {
                    let key = item.key.as_ref()?;
                    pair(key, &item.value, TextRange::new(key.range().start(), item.value.range().end()))
                };
                dict.items.iter().filter_map(item).collect()
            }
            Expr::List(ListExpr { elts, .. }) | Expr::Tuple(TupleExpr { elts, .. }) => {
                let item = |item: &Expr| match item {
                    Expr::Tuple(of) => pair(of.elts.first()?, of.elts.get(1)?, item.range()),
                    // The names alone.
                    other => pair(other, other, other.range()),
                };
                elts.iter().filter_map(item).collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn member(&self, at: usize, name: Option<String>, label: String, range: TextRange) -> Member {
        Member { name, label, line: self.modules[at].line(range.start()), range }
    }

    pub(super) fn members(&self, at: usize, class: &StmtClassDef) -> Vec<Member> {
        let is_str_enum = class
            .arguments
            .iter()
            .flat_map(|arguments| arguments.args.iter())
            .any(|base| self.qualified(at, base).is_some_and(|name| last(&name) == "StrEnum"));
        let mut members = Vec::new();
        for statement in &class.body {
            let Stmt::Assign(assign) = statement else { continue };
            let Some(Expr::Name(name)) = assign.targets.first() else { continue };
            if name.id.starts_with('_') {
                continue;
            }
            let value = match &*assign.value {
                // StrEnum's auto() is the name in small letters.
                Expr::Call(call) if self.qualified(at, &call.func).as_deref() == Some("enum.auto") => {
                    is_str_enum.then(|| name.id.to_lowercase())
                }
                // "value", "what is shown"
                Expr::Tuple(tuple) => tuple.elts.first().and_then(string),
                // Another name for a member.
                Expr::Name(_) | Expr::Attribute(_) => continue,
                other => string(other),
            };
            let label = value.unwrap_or_else(|| name.id.to_string());
            members.push(self.member(at, Some(name.id.to_string()), label, statement.range()));
        }
        members
    }
}
