//! Uses of a class's members while files are imported.

use std::collections::BTreeSet;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::type_hint::last_component;
use super::{Modules, StatementId};

impl Modules<'_> {
    /// The members and attributes of a class that other statements use while files are imported,
    /// for example in defaults and decorators. Removing them would break the import. Function
    /// bodies run later and are ignored.
    pub(crate) fn used_at_import(&self, class: StatementId, definition: TextRange) -> BTreeSet<String> {
        let name = last_component(self.name_of(class));
        let mut uses = Uses { class: name, is_in_class: false, found: BTreeSet::new() };
        for (module, parsed) in self.modules.iter().enumerate() {
            for (index, statement) in parsed.body.iter().enumerate() {
                uses.is_in_class = StatementId { module, index } == class;
                match &statement.syntax {
                    Stmt::ClassDef(body) if uses.is_in_class => {
                        let others = body.body.iter().filter(|statement| statement.range() != definition);
                        others.for_each(|statement| uses.visit_stmt(statement));
                    }
                    statement => uses.visit_stmt(statement),
                }
            }
        }
        uses.found
    }
}

/// Collects the names of members that are used.
struct Uses<'a> {
    class: &'a str,
    /// Whether the visitor is in the class itself, where its names need no prefix.
    is_in_class: bool,
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
            // A docstring or another unused string.
            Stmt::Expr(text) if text.value.is_string_literal_expr() => {}
            Stmt::AnnAssign(assign) => {
                // Names in annotations are not uses of members.
                let is_in_class = std::mem::replace(&mut self.is_in_class, false);
                self.visit_expr(&assign.annotation);
                self.is_in_class = is_in_class;
                assign.value.iter().for_each(|value| self.visit_expr(value));
            }
            // The order of the members.
            Stmt::Assign(assign) if self.is_in_class && is_member_order(&assign.targets) => {
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
                    Expr::Attribute(outer) => outer.attr.as_str() == self.class,
                    _ => false,
                };
                if is_class {
                    self.found.insert(attribute.attr.to_string());
                }
            }
            Expr::Name(name) if self.is_in_class => {
                self.found.insert(name.id.to_string());
            }
            Expr::StringLiteral(text) if self.is_in_class => {
                self.found.insert(text.value.to_str().to_owned());
            }
            _ => {}
        }
        walk_expr(self, expr);
    }
}

/// Whether the targets of an assignment are the attribute that specifies the order of the members.
fn is_member_order(targets: &[Expr]) -> bool {
    matches!(targets, [Expr::Name(name)] if ["_order_", "__order__"].contains(&name.id.as_str()))
}
