//! What of a class is used as soon as its file is imported: without it the import would fail.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::Modules;
use super::annotation::last;

impl Modules<'_> {
    /// The members and attributes of a class that are used when files are imported, apart from the statements that define them: in
    /// defaults, decorators, keys and arguments. What functions use is used later.
    pub(crate) fn used(&self, class: (usize, usize), defined: TextRange) -> BTreeSet<String> {
        let name = last(self.name_at(class.0, class.1));
        let mut uses = Uses { class: name, is_within: false, found: BTreeSet::new() };
        for (at, module) in self.modules.iter().enumerate() {
            for (place, statement) in module.body.iter().enumerate() {
                uses.is_within = (at, place) == class;
                match &statement.syntax {
                    Stmt::ClassDef(body) if uses.is_within => {
                        let others = body.body.iter().filter(|statement| statement.range() != defined);
                        others.for_each(|statement| uses.visit_stmt(statement));
                    }
                    statement => uses.visit_stmt(statement),
                }
            }
        }
        uses.found
    }
}

struct Uses<'a> {
    class: &'a str,
    /// Whether it is in the class itself, where names are known without it.
    is_within: bool,
    found: BTreeSet<String>,
}

impl<'a> Visitor<'a> for Uses<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                function.decorator_list.iter().for_each(|decorator| self.visit_expr(&decorator.expression));
                let parameters = function.parameters.iter_non_variadic_params();
                parameters.filter_map(|p| p.default.as_deref()).for_each(|default| self.visit_expr(default));
            }
            // A docstring, or another text that nothing is made of.
            Stmt::Expr(text) if text.value.is_string_literal_expr() => {}
            Stmt::AnnAssign(assign) => {
                // What annotations say otherwise is looked for nowhere.
                let is_within = std::mem::replace(&mut self.is_within, false);
                self.visit_expr(&assign.annotation);
                self.is_within = is_within;
                assign.value.iter().for_each(|value| self.visit_expr(value));
            }
            // The names of members in a row.
            Stmt::Assign(assign) if self.is_within && is_order(&assign.targets) => {
                if let Expr::StringLiteral(names) = &*assign.value {
                    let names = names.value.to_str().replace(',', " ");
                    self.found.extend(names.split_whitespace().map(str::to_owned));
                }
            }
            Stmt::Assign(assign) => self.visit_expr(&assign.value),
            other => walk_stmt(self, other),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Lambda(_) => return,
            Expr::Attribute(attribute) => {
                let is_class = match &*attribute.value {
                    Expr::Name(name) => name.id.as_str() == self.class,
                    Expr::Attribute(of) => of.attr.as_str() == self.class,
                    _ => false,
                };
                if is_class {
                    self.found.insert(attribute.attr.to_string());
                }
            }
            Expr::Name(name) if self.is_within => {
                self.found.insert(name.id.to_string());
            }
            Expr::StringLiteral(text) if self.is_within => {
                self.found.insert(text.value.to_str().to_owned());
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

fn is_order(targets: &[Expr]) -> bool {
    matches!(targets, [Expr::Name(name)] if ["_order_", "__order__"].contains(&name.id.as_str()))
}
