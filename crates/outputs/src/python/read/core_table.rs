//! Tables of SQLAlchemy Core: `Table("users", metadata, Column("id", Integer))`.

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::class::{ClassKind, PythonClass, assigned, string};
use super::column_call::{ColumnCall, keyword, literal_bool};
use super::fields::Field;
use super::{Modules, StatementId};

/// A call of `Table`.
pub(super) struct CoreTable {
    schema: Option<String>,
    name: String,
    fields: Vec<Field>,
    /// Whether some columns are not read, as they come from other expressions or the database.
    has_unknown_fields: bool,
    extends_table: bool,
}

impl CoreTable {
    /// Makes a class describe the table.
    pub(super) fn describe(self, class: &mut PythonClass) {
        class.kind = ClassKind::Mapped;
        class.is_read_only = true;
        class.is_class_statement = false;
        class.declared_table = Some((self.schema, self.name));
        class.fields = self.fields;
        class.has_unknown_fields = self.has_unknown_fields;
        class.extends_table = self.extends_table;
        class.shares_table_of = None;
    }
}

impl Modules<'_> {
    /// The table that a statement defines, as a class.
    pub(super) fn read_table(&self, id: StatementId, call: &ExprCall) -> Option<PythonClass> {
        let table = self.core_table(id, call)?;
        let (module, statement) = (&self.modules[id.module], self.statement(id)?);
        let variable = self.name_of(id);
        let name = if variable.is_empty() { table.name.clone() } else { variable.to_owned() };
        let line = module.line(statement.range().start());
        let mut class = PythonClass {
            mark: module.mark_above(statement),
            ..PythonClass::new(name, id, line, ClassKind::Mapped)
        };
        table.describe(&mut class);
        Some(class)
    }

    /// Reads a call of `Table`.
    pub(super) fn core_table(&self, id: StatementId, call: &ExprCall) -> Option<CoreTable> {
        if !self.calls(id.module, call, &["Table"]) {
            return None;
        }
        let mut arguments = call.arguments.args.iter();
        let name = keyword(call, "name").or_else(|| arguments.next())?;
        let name = self.string_value(id, name, 0)?;
        let is_column = |argument: &Expr| matches!(argument, Expr::Call(inner) if self.calls(id.module, inner, &["Column"]));
        let mut items: Vec<&Expr> = arguments.collect();
        let metadata = items.first().copied().filter(|first| {
            !is_column(first) && (first.is_name_expr() || first.is_attribute_expr() || first.is_call_expr())
        });
        if metadata.is_some() {
            items.remove(0);
        }
        let metadata = keyword(call, "metadata").or(metadata);
        // Another library's table has no metadata and no columns.
        if metadata.is_none() && !items.iter().any(|item| is_column(item)) {
            return None;
        }
        let schema = keyword(call, "schema").and_then(|schema| self.string_value(id, schema, 0));
        let mut found =
            CoreTable {
                schema: schema.or_else(|| self.schema_of_metadata(id, metadata?, 0)),
                name,
                fields: Vec::new(),
                extends_table: keyword(call, "extend_existing").and_then(literal_bool) == Some(true),
                has_unknown_fields: call.arguments.keywords.iter().any(|keyword| {
                    keyword.arg.as_ref().is_none_or(|name| name.as_str().starts_with("autoload"))
                }),
            };
        let mut keys = Vec::new();
        for item in items {
            match item {
                Expr::Call(inner) if is_column(item) => match self.table_column(id.module, inner) {
                    Some(field) => found.fields.push(field),
                    None => found.has_unknown_fields = true,
                },
                Expr::Call(inner) if self.calls(id.module, inner, &["PrimaryKeyConstraint"]) => {
                    keys.extend(inner.arguments.args.iter().filter_map(string));
                }
                Expr::Call(inner) if self.calls(id.module, inner, &NOT_COLUMNS) => {}
                _ => found.has_unknown_fields = true,
            }
        }
        set_keys(&keys, &mut found.fields);
        Some(found)
    }

    /// A column with a name but without annotation.
    pub(super) fn table_column(&self, module: usize, call: &ExprCall) -> Option<Field> {
        let column_call = self.column_call(module, call, false);
        let name = column_call.name.clone().or_else(|| {
            let first = keyword(call, "name").or_else(|| call.arguments.args.first())?;
            self.string_value(StatementId { module, index: usize::MAX }, first, 0)
        })?;
        let line = self.modules[module].line(call.range().start());
        let field = Field::unannotated(name, module, line, call.range());
        Some(Field { column_call: Some(column_call), ..field })
    }

    /// Marks the columns of a `PrimaryKeyConstraint` in `__table_args__` as not nullable.
    pub(super) fn apply_key_constraint(&self, id: StatementId, fields: &mut [Field]) {
        let mut keys = Vec::new();
        for class in self.ancestors(id) {
            let arguments = self.class_def(class).and_then(|class| assigned(class, "__table_args__"));
            let items = arguments.and_then(Expr::as_tuple_expr).map(|tuple| tuple.elts.as_slice());
            let calls = items.unwrap_or_default().iter().filter_map(Expr::as_call_expr);
            for call in calls.filter(|call| self.calls(class.module, call, &["PrimaryKeyConstraint"])) {
                keys.extend(call.arguments.args.iter().filter_map(string));
            }
        }
        set_keys(&keys, fields);
    }
}

/// Items of a table that are not columns.
const NOT_COLUMNS: [&str; 7] = [
    "ForeignKeyConstraint",
    "UniqueConstraint",
    "CheckConstraint",
    "Index",
    "ExcludeConstraint",
    "PrimaryKeyConstraint",
    "DDL",
];

/// Marks the columns of a primary key as not nullable.
fn set_keys(keys: &[String], fields: &mut [Field]) {
    let is_key = |field: &Field| {
        keys.contains(&field.column) || field.attribute.as_ref().is_some_and(|name| keys.contains(name))
    };
    for field in fields.iter_mut().filter(|field| is_key(field)) {
        field.column_call.get_or_insert_with(ColumnCall::default).nullable = Some(false);
    }
}
