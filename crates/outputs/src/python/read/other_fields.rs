//! Columns that calls other than SQLAlchemy's column functions define.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::Modules;
use super::column_call::ColumnCall;
use super::column_type::returned;
use super::fields::{Field, NON_COLUMN_FUNCTIONS};

impl Modules<'_> {
    /// A field that a function of the project defines: `created_at = timestamp_column()`. If the
    /// function is not read, it may be something else than a column.
    pub(super) fn uncertain_field(&self, module: usize, statement: &Stmt) -> Option<Field> {
        let Stmt::Assign(assign) = statement else { return None };
        let (Some(Expr::Name(name)), Expr::Call(call)) = (assign.targets.first(), &*assign.value) else {
            return None;
        };
        if name.id.starts_with("__") || self.calls(module, call, &NON_COLUMN_FUNCTIONS) {
            return None;
        }
        let column_call = self.returned_column(module, call);
        let column = column_call.as_ref().and_then(|call| call.name.clone());
        let line = self.modules[module].line(statement.range().start());
        let column = column.unwrap_or_else(|| name.id.to_string());
        Some(Field {
            attribute: Some(name.id.to_string()),
            has_default: true,
            is_uncertain: column_call.is_none(),
            column_call,
            ..Field::unannotated(column, module, line, statement.range())
        })
    }

    /// The columns in `composite(Point, mapped_column("x"), mapped_column("y"))`.
    pub(super) fn composite_fields(&self, module: usize, statement: &Stmt) -> Vec<Field> {
        let value = match statement {
            Stmt::Assign(assign) => Some(&*assign.value),
            Stmt::AnnAssign(assign) => assign.value.as_deref(),
            _ => None,
        };
        let call = value.and_then(Expr::as_call_expr).filter(|call| self.calls(module, call, &["composite"]));
        let arguments = call.map(|call| call.arguments.args.iter()).unwrap_or_default();
        let columns =
            arguments.filter_map(Expr::as_call_expr).filter(|call| self.is_column_call(module, call));
        columns.filter_map(|call| self.table_column(module, call)).map(with_unknown_nullability).collect()
    }

    /// The column that a function of the project returns. Its parameters may change it.
    pub(super) fn returned_column(&self, calling: usize, call: &ExprCall) -> Option<ColumnCall> {
        let (module, function) = self.called_function(calling, &call.func)?;
        let returned = returned(function)?.as_call_expr().filter(|call| self.is_column_call(module, call))?;
        let column = self.column_call(module, returned, true);
        // `return mapped_column(*args, **kwargs)`
        let passes_arguments = returned.arguments.args.iter().any(Expr::is_starred_expr);
        let column =
            if passes_arguments { self.column_call(calling, call, true).merge(column) } else { column };
        Some(ColumnCall {
            has_computed_nullable: column.nullable.is_none(),
            nullable_literal: None,
            last_argument: None,
            is_aliased: true,
            ..column
        })
    }

    /// The function of the project that a call refers to, with its module.
    fn called_function(&self, module: usize, callee: &Expr) -> Option<(usize, &StmtFunctionDef)> {
        let qualified = self.qualified_name(module, callee)?;
        let function_in = |module: usize, name: &str| {
            let mut statements = self.modules[module].body.iter();
            statements.find_map(|statement| match &statement.syntax {
                Stmt::FunctionDef(function) if function.name.as_str() == name => Some((module, function)),
                _ => None,
            })
        };
        match qualified.rsplit_once('.') {
            None => function_in(module, &qualified),
            Some((from, name)) => {
                // `.columns` and `..columns`
                let from =
                    if from.is_empty() || from.ends_with('.') { format!("{from}.") } else { from.to_owned() };
                let files = self.module_named(module, &from)?.files;
                files.into_iter().find_map(|file| function_in(file, name))
            }
        }
    }
}

/// A part of a composite value is nullable if the class of the value says so.
fn with_unknown_nullability(field: Field) -> Field {
    let column_call =
        field.column_call.map(|call| ColumnCall { nullable: None, has_computed_nullable: true, ..call });
    Field { column_call, ..field }
}
