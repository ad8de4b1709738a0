//! New classes of SQLAlchemy and SQLModel.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object as _;
use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{Action, ForeignKey};
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, ObjectId};
use rustc_hash::FxHashMap;

use super::super::super::compare::Matched;
use super::super::super::read::PythonClass;
use super::super::super::text::{Doc, string};
use super::super::super::types::TypeObject;
use super::super::super::write::sqlalchemy::{
    self, Context, column_arguments, enum_type, primary_key, table_options, write_table_args,
};
use super::super::super::{names, types};
use super::super::Updater;
use super::rows::RowForm;

/// The function that returns the labels of an enum class.
const VALUES: &str = "lambda members: [member.value for member in members]";

/// Column types that SQLAlchemy derives from the annotation.
const DERIVED: [&str; 9] = [
    "sa.Text()",
    "sa.Integer()",
    "sa.Boolean()",
    "sa.Numeric()",
    "sa.Double[float]()",
    "sa.LargeBinary()",
    "sa.Date()",
    "sa.Uuid()",
    "sa.Interval()",
];

/// How columns are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ColumnForm {
    /// `id: Mapped[int] = mapped_column(primary_key=True)`
    Annotated,
    /// `id = Column(Integer, primary_key=True)`
    Unannotated,
    /// `id: int = Field(primary_key=True)`
    SqlModel,
}

/// What the columns of a class have in common.
struct Columns<'f> {
    form: &'f RowForm<'f>,
    column_form: ColumnForm,
    /// The function that defines a column.
    function: String,
    /// The module prefix of SQLAlchemy's names: `db.`
    prefix: String,
    /// Whether types are given even if the annotation is enough.
    has_types: bool,
}

impl Updater<'_> {
    /// The docstring, the table name, the table arguments and the columns of a class.
    pub(super) fn mapped_body(
        &mut self,
        matched: &Matched<'_>,
        table: &Table,
        form: &RowForm<'_>,
    ) -> Result<String, String> {
        let columns = self.columns_like_sample(form)?;
        let enums = self.enum_types(table, form);
        let tables: BTreeSet<(&str, &str)> = mapped_tables(matched, table);
        let type_of_enum = |source: &Enum| enums.get(&source.id()).cloned();
        let sequences =
            self.catalog.sequences.iter().map(|sequence| (sequence.id().path(), sequence)).collect();
        let (types, catalog_table) = (self.types, table);
        let context = Context { types, enum_type: &type_of_enum, tables: &tables, sequences: &sequences };
        // Foreign keys of a single column are written with the column.
        let (inline, others): (Vec<&ForeignKey>, Vec<&ForeignKey>) =
            table.foreign_keys.iter().partition(|key| is_inline(&context, table, key));
        let rest = Table { foreign_keys: others.into_iter().cloned().collect(), ..catalog_table.clone() };
        let items = sqlalchemy::table_items(&context, &rest);
        let items = items.iter().map(|item| self.localized(item, &columns)).collect::<Option<Vec<_>>>();
        let items = items.ok_or_else(|| "a name of SQLAlchemy has another meaning in the file".to_owned())?;
        let mut body = self.class_docstring(table, form);
        body.push_str(&format!("    __tablename__ = {}\n", string(&table.name)));
        write_table_args(items, table_options(table, table.comment.as_deref()), &mut body);
        body.push('\n');
        let key = primary_key(table);
        for column in table.columns.iter().filter(|column| !form.inherited.contains(&*column.column_name)) {
            let is_key = key.contains(&&*column.column_name);
            let mut arguments = column_arguments(&context, Some(table), column, is_key);
            if arguments[0].flat().contains("SqlType(") {
                return Err(format!(
                    "SQLAlchemy has no type {} for the column {}",
                    column.sql_type, column.column_name
                ));
            }
            let key = inline.iter().find(|key| *key.column_name == *column.column_name);
            if let Some(key) = key {
                arguments.insert(1, inline_key(&columns, key));
            }
            self.write_column(&columns, column, is_key, arguments, &mut body)?;
        }
        Ok(body)
    }

    /// How the sample defines its columns.
    fn columns_like_sample<'f>(&mut self, form: &'f RowForm<'f>) -> Result<Columns<'f>, String> {
        let module = form.class.id.module;
        let Some(sample) = form.sample else {
            return Err("no class shows which base class to use".to_owned());
        };
        let own: Vec<_> =
            sample.class.fields.iter().filter(|field| self.is_own(&sample.class, field)).collect();
        let is_annotated = own.iter().any(|field| field.annotation.is_some());
        let column_form = match (form.class.is_sqlmodel, is_annotated || own.is_empty()) {
            (true, _) => ColumnForm::SqlModel,
            (false, true) => ColumnForm::Annotated,
            (false, false) => ColumnForm::Unannotated,
        };
        let default = match column_form {
            ColumnForm::SqlModel => ("sqlmodel", "Field"),
            ColumnForm::Annotated => ("sqlalchemy.orm", "mapped_column"),
            ColumnForm::Unannotated => ("sqlalchemy", "Column"),
        };
        // The function as the sample calls it: `db.Column`.
        let called = own.iter().rev().find_map(|field| {
            let text = &self.text(field.module)[std::ops::Range::<usize>::from(field.range)];
            let (before, _) =
                text.split_once('=').map(|(_, value)| value).and_then(|value| value.split_once('('))?;
            let name = before.trim();
            let is_function = name.rsplit('.').next() == Some(default.1);
            is_function.then(|| name.to_owned())
        });
        let function = match called {
            Some(called) => called,
            None => self
                .import_name(module, default.0, default.1)
                .ok_or_else(|| format!("{} has another meaning in the file", default.1))?,
        };
        if column_form == ColumnForm::Annotated
            && self.import_name(module, "sqlalchemy.orm", "Mapped").is_none()
        {
            return Err("Mapped has another meaning in the file".to_owned());
        }
        let prefix = match function.rsplit_once('.') {
            Some((prefix, _)) if column_form == ColumnForm::Unannotated => format!("{prefix}."),
            _ => String::new(),
        };
        let has_types =
            column_form == ColumnForm::Unannotated || own.iter().any(|field| field.column_type().is_some());
        Ok(Columns { form, column_form, function, prefix, has_types })
    }

    /// The column types of the enums that the columns of a table use: the enum class, or the labels
    /// if the file cannot refer to the class.
    fn enum_types(&mut self, table: &Table, form: &RowForm<'_>) -> FxHashMap<ObjectId, Doc> {
        let mut found = FxHashMap::default();
        for column in &table.columns {
            let sql = self.types.without_domains(&column.sql_type);
            let TypeObject::Enum(source) = self.types.resolve(&sql) else { continue };
            let class = self.enum_class(&form.class, form.class.id.module, &source.id());
            let doc = match class {
                Some(class) => {
                    let has_names = source.labels.iter().all(|label| names::is_attribute(label));
                    let stores_names = has_names && self.stores_names(&source.id());
                    enum_type(source, vec![Doc::text(class)], (!stores_names).then_some(VALUES))
                }
                None => {
                    let labels = source.labels.iter().map(|label| Doc::text(string(label))).collect();
                    enum_type(source, labels, None)
                }
            };
            found.insert(source.id(), doc);
        }
        found
    }

    /// Whether SQLAlchemy's default, storing the names of the members, gives the labels of an enum.
    fn stores_names(&self, id: &ObjectId) -> bool {
        let source = self.catalog.enums.iter().find(|source| source.id() == *id);
        let class = self.enums.get(id).and_then(|classes| classes.first());
        let names = class.map(|class| {
            self.modules.body_names(&PythonClass::new(
                String::new(),
                *class,
                0,
                super::super::super::read::ClassKind::Enum,
            ))
        });
        source.zip(names).is_some_and(|(source, names)| {
            source.labels.iter().all(|label| names.iter().any(|name| **label == *name))
        })
    }

    fn write_column(
        &mut self,
        columns: &Columns<'_>,
        column: &Column,
        is_key: bool,
        arguments: Vec<Doc>,
        body: &mut String,
    ) -> Result<(), String> {
        let module = columns.form.class.id.module;
        let name = &*column.column_name;
        let attribute = if names::is_attribute(name) && name != "metadata" && name != "registry" {
            name.to_owned()
        } else {
            names::attribute_name(name)
        };
        let arguments: Vec<Doc> = match columns.column_form {
            ColumnForm::SqlModel => {
                if attribute != *name {
                    return Err(format!("the column {} needs another field name", string(name)));
                }
                field_arguments(columns, column, is_key, &arguments)
            }
            form => {
                let mut kept = named_arguments(form, columns, column, arguments);
                if attribute != *name {
                    kept.insert(0, Doc::text(string(name)));
                }
                kept
            }
        };
        let arguments: Option<Vec<Doc>> =
            arguments.iter().map(|argument| self.localized(argument, columns)).collect();
        let arguments =
            arguments.ok_or_else(|| "a name of SQLAlchemy has another meaning in the file".to_owned())?;
        body.push_str(&format!("    {attribute}"));
        if columns.column_form != ColumnForm::Unannotated {
            let is_optional = match columns.column_form {
                ColumnForm::SqlModel => is_optional(column, is_key),
                _ => column.is_nullable(),
            };
            let type_text = self.mapped_type(columns, module, column, is_optional)?;
            body.push_str(": ");
            body.push_str(&type_text);
        }
        if columns.column_form == ColumnForm::SqlModel && arguments.is_empty() {
            body.push_str(if column.is_nullable() { " = None\n" } else { "\n" });
            return Ok(());
        }
        if !arguments.is_empty() {
            body.push_str(" = ");
            Doc::call(&columns.function, arguments).write(4, 0, body);
        }
        body.push('\n');
        Ok(())
    }

    /// The annotation of a mapped column.
    fn mapped_type(
        &mut self,
        columns: &Columns<'_>,
        module: usize,
        column: &Column,
        is_optional: bool,
    ) -> Result<String, String> {
        let sql = self.types.without_domains(&column.sql_type);
        let source = match self.types.resolve(&sql) {
            TypeObject::Enum(source) if !sql.is_array => Some(source.id()),
            _ => None,
        };
        let class = source.clone().and_then(|id| self.enum_class(&columns.form.class, module, &id));
        let plain = match (class, source, sql.is_array) {
            (Some(class), ..) => Some(class),
            (None, Some(_), _) => Some("str".to_owned()),
            (None, None, true) => {
                let element = types::builtin_type(
                    &super::super::super::sql_type::SqlType { is_array: false, ..sql.clone() },
                    self.options.driver,
                    true,
                );
                self.type_text(module, &element).map(|element| format!("list[{element}]"))
            }
            (None, None, false) => {
                self.type_text(module, &types::builtin_type(&sql, self.options.driver, true))
            }
        };
        let plain = plain.or_else(|| self.import_name(module, "typing", "Any"));
        let plain = plain.ok_or_else(|| "Any has another meaning in the file".to_owned())?;
        let found = if is_optional && plain != "Any" { self.optional(module, &plain) } else { plain };
        let mapped = self.mapped(module);
        Ok(if columns.column_form == ColumnForm::Annotated { format!("{mapped}[{found}]") } else { found })
    }

    /// Replaces the names of SQLAlchemy by their names in the file, which are imported as needed.
    fn localized(&mut self, doc: &Doc, columns: &Columns<'_>) -> Option<Doc> {
        let mut all =
            |docs: &[Doc]| docs.iter().map(|doc| self.localized(doc, columns)).collect::<Option<Vec<_>>>();
        Some(match doc {
            Doc::Group { open, items, close, comma } => {
                let items = all(items)?;
                Doc::Group { open: self.local_text(open, columns)?, items, close: *close, comma: *comma }
            }
            Doc::Tuple(items) => Doc::Tuple(all(items)?),
            Doc::Concat(parts) => Doc::Concat(all(parts)?),
            Doc::Text(text) if text.starts_with(['"', '\'']) => doc.clone(),
            Doc::Text(text) => Doc::Text(self.local_text(&generic_type(text), columns)?),
        })
    }

    fn local_text(&mut self, text: &str, columns: &Columns<'_>) -> Option<String> {
        let module = columns.form.class.id.module;
        for (prefix, from) in [("sa.", "sqlalchemy"), ("postgresql.", "sqlalchemy.dialects.postgresql")] {
            let Some(rest) = text.strip_prefix(prefix) else { continue };
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (name, rest) = rest.split_at(end);
            // Only type checkers of generated modules need the parameter.
            let rest = rest.strip_prefix("[float]").unwrap_or(rest);
            let local = match self.local_name(module, from, name) {
                Some(local) => local,
                None if from == "sqlalchemy" && !columns.prefix.is_empty() => {
                    format!("{}{name}", columns.prefix)
                }
                None => self.import_with_prefix(module, from, name, "Sa")?,
            };
            return Some(format!("{local}{rest}"));
        }
        Some(text.to_owned())
    }
}

/// SQLAlchemy's own types where PostgreSQL's add nothing: `DateTime` for `TIMESTAMP`.
fn generic_type(text: &str) -> String {
    match text.contains("precision=") {
        true => text.to_owned(),
        false => {
            text.replace("postgresql.TIMESTAMP(", "sa.DateTime(").replace("postgresql.TIME(", "sa.Time(")
        }
    }
}

/// The arguments of `Column` or `mapped_column`, without what the annotation says.
fn named_arguments(
    form: ColumnForm,
    columns: &Columns<'_>,
    column: &Column,
    arguments: Vec<Doc>,
) -> Vec<Doc> {
    let is_default = |flat: &str| match form {
        ColumnForm::Unannotated => flat == "nullable=True",
        _ => flat.starts_with("nullable=") && !column.not_null_by_domain,
    };
    let sql_type = arguments[0].flat();
    let keeps_type = columns.has_types || !DERIVED.contains(&sql_type.as_str());
    let sql_type = Doc::text(sql_type.strip_suffix("()").map_or(sql_type.clone(), str::to_owned));
    let first = if arguments[0].flat().ends_with("()") { sql_type } else { arguments[0].clone() };
    let rest = arguments.into_iter().skip(1).filter(|argument| !is_default(&argument.flat()));
    keeps_type.then_some(first).into_iter().chain(rest).collect()
}

/// The arguments of SQLModel's `Field`.
fn field_arguments(columns: &Columns<'_>, column: &Column, is_key: bool, arguments: &[Doc]) -> Vec<Doc> {
    let keyword = |name: &str, value: Doc| Doc::concat(vec![Doc::text(format!("{name}=")), value]);
    let sql_type = arguments[0].flat();
    let mut found = Vec::new();
    if is_key {
        found.push(Doc::text("primary_key=True"));
    }
    // `ForeignKey("users.id")` has the target as its first argument.
    let key = arguments.iter().find_map(|argument| match argument {
        Doc::Group { open, items, .. } if open.ends_with("ForeignKey(") => items.first(),
        _ => None,
    });
    found.extend(key.map(|target| keyword("foreign_key", target.clone())));
    // `String(80)` and `Numeric(8, 2)` have arguments of their own.
    let sized = |class: &str| sql_type.strip_prefix(class).and_then(|rest| rest.strip_suffix(')'));
    if let Some(length) = sized("sa.String(").filter(|length| !length.is_empty()) {
        found.push(keyword("max_length", Doc::text(length)));
    } else if let Some((digits, places)) = sized("sa.Numeric(").and_then(|sizes| sizes.split_once(", ")) {
        found.push(keyword("max_digits", Doc::text(digits)));
        found.push(keyword("decimal_places", Doc::text(places)));
    } else if !DERIVED.contains(&sql_type.as_str()) || columns.has_types && sql_type != "sa.Text()" {
        let sql_type = sql_type.strip_suffix("()").map_or_else(|| arguments[0].clone(), Doc::text);
        found.push(keyword("sa_type", sql_type));
    }
    if let Some(default) = arguments.iter().find_map(server_default) {
        let item = Doc::concat(vec![Doc::text("\"server_default\": "), default]);
        let dict = Doc::Group { open: "{".to_owned(), items: vec![item], close: '}', comma: true };
        found.push(keyword("sa_column_kwargs", dict));
    }
    if is_optional(column, is_key) && !found.is_empty() {
        found.insert(0, Doc::text("default=None"));
    }
    found
}

/// Whether SQLModel accepts a row without the value: it is nullable, or a key that the database
/// generates.
fn is_optional(column: &Column, is_key: bool) -> bool {
    column.is_nullable() || is_key && (column.identity.is_some() || column.column_default.is_some())
}

/// The value of the argument `server_default`.
fn server_default(argument: &Doc) -> Option<Doc> {
    match argument {
        Doc::Concat(parts) if parts.first()?.flat() == "server_default=" => parts.get(1).cloned(),
        _ => None,
    }
}

/// The tables that foreign keys can refer to: those with a mapped class, and the new one.
fn mapped_tables<'m>(matched: &'m Matched<'_>, table: &'m Table) -> BTreeSet<(&'m str, &'m str)> {
    let is_table = |id: &&ObjectId| id.kind == Kind::Table;
    let mapped = matched.classes.iter().filter(|m| m.class.declared_table.is_some()).map(|m| &m.id);
    let mapped = mapped.filter(is_table).map(|id| (id.schema.as_deref().unwrap_or_default(), &*id.name));
    mapped.chain([(&*table.schema, &*table.name)]).collect()
}

/// Whether a foreign key can be written with its column.
fn is_inline(context: &Context<'_>, table: &Table, key: &ForeignKey) -> bool {
    key.columns.len() == 1
        && sqlalchemy::is_expressible_key(context, key)
        && *key.constraint_name == format!("{}_{}_fkey", table.name, key.column_name)
        && !key.deferrable
        && !key.not_valid
        && key.match_type == Default::default()
        && key.on_delete_columns.is_empty()
}

/// `ForeignKey("users.id", ondelete="CASCADE")`
fn inline_key(columns: &Columns<'_>, key: &ForeignKey) -> Doc {
    let schema =
        if &*key.foreign_schema == "public" { String::new() } else { format!("{}.", key.foreign_schema) };
    let mut arguments =
        vec![Doc::text(string(&format!("{schema}{}.{}", key.foreign_table, key.foreign_column)))];
    for (name, action) in [("onupdate", key.on_update), ("ondelete", key.on_delete)] {
        if action != Action::default() && columns.column_form != ColumnForm::SqlModel {
            arguments.push(Doc::text(format!("{name}={}", string(action.word()))));
        }
    }
    Doc::call("sa.ForeignKey", arguments)
}
