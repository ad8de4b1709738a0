//! Fields of classes: their own, and those that they inherit.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::annotation::last;
use super::class::{DEEPEST, Field, string};
use super::{Modules, Said};

fn keyword<'e>(call: &'e ExprCall, name: &str) -> Option<&'e Expr> {
    let found =
        call.arguments.keywords.iter().find(|k| k.arg.as_ref().is_some_and(|arg| arg.as_str() == name));
    found.map(|keyword| &keyword.value)
}

impl Modules<'_> {
    /// The fields of a class, those that it inherits first.
    pub(super) fn fields(&self, at: usize, class: &StmtClassDef, into: &mut Vec<Field>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        for base in bases {
            let Some((at, place)) = self.class_named(at, base) else { continue };
            match self.class(at, place) {
                Some(base) => self.fields(at, base, into, depth + 1),
                None => {
                    let statement = &self.modules[at].body[place];
                    for field in self.of_assignment(at, place, statement).into_iter().flat_map(|d| d.fields) {
                        put(field, into);
                    }
                }
            }
        }
        for statement in &class.body {
            let field = match statement {
                Stmt::AnnAssign(assign) => match &*assign.target {
                    Expr::Name(name) => {
                        let said = self.said(at, &assign.annotation);
                        self.field(at, name.id.as_str(), statement, Some(said), assign.value.as_deref())
                    }
                    _ => None,
                },
                Stmt::Assign(assign) => match assign.targets.first() {
                    Some(Expr::Name(name)) => {
                        self.field(at, name.id.as_str(), statement, None, Some(&assign.value))
                    }
                    _ => None,
                },
                _ => None,
            };
            if let Some(field) = field {
                put(field, into);
            }
        }
    }

    fn field(
        &self,
        at: usize,
        name: &str,
        statement: &Stmt,
        said: Option<Said>,
        value: Option<&Expr>,
    ) -> Option<Field> {
        let call = match value {
            Some(Expr::Call(call)) => Some(call),
            _ => None,
        };
        let function = call.and_then(|call| self.qualified(at, &call.func));
        let function = function.as_deref().map(last);
        let is_column = matches!(function, Some("Column" | "mapped_column"));
        // Without an annotation only a column is a field.
        if said.is_none() && !is_column
            || matches!(said, Some(Said::NotAField))
            || matches!(
                function,
                Some("relationship" | "Relationship" | "column_property" | "association_proxy")
            )
            || name.starts_with("__")
            || matches!(&said, Some(Said::Named(name)) if last(name) == "ConfigDict")
        {
            return None;
        }
        let given = call.and_then(|call| match function {
            Some("Column" | "mapped_column") => keyword(call, "name")
                .and_then(string)
                .or_else(|| call.arguments.args.first().and_then(string)),
            Some("Field") => keyword(call, "alias").and_then(string),
            Some("field") => match keyword(call, "metadata")? {
                Expr::Dict(dict) => {
                    let item = dict
                        .items
                        .iter()
                        .find(|i| i.key.as_ref().and_then(string).as_deref() == Some("column"))?;
                    string(&item.value)
                }
                _ => None,
            },
            _ => None,
        });
        let flag = |name: &str| match call.and_then(|call| keyword(call, name)) {
            Some(Expr::BooleanLiteral(literal)) => Some(literal.value),
            _ => None,
        };
        let nullable = flag("nullable").filter(|_| is_column || function == Some("Field")).or_else(|| {
            let is_key = flag("primary_key") == Some(true);
            // Such a column may be null unless something says otherwise.
            match (is_key, is_column && said.is_none()) {
                (true, _) => Some(false),
                (false, true) => Some(true),
                _ => None,
            }
        });
        Some(Field {
            column: given.unwrap_or_else(|| name.to_owned()),
            module: at,
            line: self.modules[at].line(statement.range().start()),
            range: statement.range(),
            annotation: match statement {
                Stmt::AnnAssign(assign) => Some(assign.annotation.range()),
                _ => None,
            },
            said: said.unwrap_or(Said::Unknown),
            nullable,
        })
    }
}

/// A field of a class takes the place of one that is inherited.
fn put(field: Field, into: &mut Vec<Field>) {
    match into.iter_mut().find(|other| other.column == field.column) {
        Some(other) => *other = field,
        None => into.push(field),
    }
}
