//! SQLAlchemy models: a class for each table with a primary key, and a `Table` for other relations,
//! which cannot be mapped to a class. `create_all` creates the same tables, as far as SQLAlchemy can
//! express them; the module's docstring lists the rest.

mod constraints;
mod defaults;
mod indexes;
mod left_out;
mod types;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::{GeneratedKind, IdentityGeneration};
use pgplumb_catalog::kinds::constraint::ConstraintType;
use pgplumb_catalog::kinds::table::{Persistence, Table};
use pgplumb_catalog::sql::ident;

use super::super::generated::{ClassDef, FieldDef, GeneratedModule};
use super::super::text::{self, Doc, string};
use super::super::types::{PyType, Types};
use super::{Writer, attributes};
use types::Context;

/// Reserved attributes of declarative classes, and names that the module uses.
const RESERVED_ATTRIBUTES: [&str; 7] =
    ["metadata", "registry", "sa", "postgresql", "Mapped", "mapped_column", "type_annotation_map"];

impl Writer {
    /// Writes the definitions that all models use.
    pub(super) fn sqlalchemy_base(&mut self) {
        for name in ["Any", "Enum", "DeclarativeBase", "sa"] {
            self.require(name);
        }
        self.out.push_str(
            "\n\nclass Base(DeclarativeBase):\n    \"\"\"The base class of all models.\"\"\"\n\n\n\
             class SqlType(sa.types.UserDefinedType[Any]):\n    \"\"\"A PostgreSQL type for which SQLAlchemy has no class.\"\"\"\n\n    \
             cache_ok = True\n\n    def __init__(self, sql: str) -> None:\n        self.sql = sql\n\n    \
             def get_col_spec(self, **_kw: Any) -> str:\n        return self.sql\n\n\n\
             def enum_labels(enum: type[Enum]) -> list[str]:\n    return [str(member.value) for member in enum]\n\n\n\
             # Metadata of views, which `create_all` must not create.\nVIEWS = sa.MetaData()\n",
        );
    }

    pub(super) fn sqlalchemy_relations(&mut self, catalog: &Catalog, module: &GeneratedModule<'_>) {
        let types = Types::new(catalog);
        let tables: BTreeSet<(&str, &str)> = module
            .relations
            .iter()
            .filter(|def| def.table.is_some())
            .map(|def| (def.id.schema.as_deref().unwrap_or_default(), &*def.id.name))
            .collect();
        let sequences = catalog.sequences.iter().map(|sequence| (sequence.id().path(), sequence)).collect();
        let context = Context { types: &types, enums: &module.enums, tables: &tables, sequences: &sequences };
        self.prerequisites(catalog, module);
        for def in &module.relations {
            self.left_out.extend(def.table.and_then(|table| left_out::of_table(&context, table)));
            self.begin_definition(Some(&def.id.to_string()));
            match def.table {
                Some(table) if !primary_key(table).is_empty() => self.mapped_class(&context, def, table),
                _ => self.table_object(&context, def),
            }
        }
    }

    /// Writes what `create_all` does first: it creates the schemas and extensions that tables need.
    fn prerequisites(&mut self, catalog: &Catalog, module: &GeneratedModule<'_>) {
        let tables = module.relations.iter().filter(|def| def.table.is_some());
        let schemas: BTreeSet<&str> = tables.filter_map(|def| def.id.schema.as_deref()).collect();
        let schemas = schemas.into_iter().filter(|schema| *schema != "public");
        let schemas = schemas.map(|schema| format!("CREATE SCHEMA IF NOT EXISTS {}", ident(schema)));
        let extensions = catalog.extensions.iter().filter(|extension| &*extension.name != "plpgsql");
        let extensions =
            extensions.map(|extension| format!("CREATE EXTENSION IF NOT EXISTS {}", ident(&extension.name)));
        let statements: Vec<String> = schemas.chain(extensions).collect();
        if statements.is_empty() {
            return;
        }
        self.require("event");
        self.out.push_str(
            "\n\n@event.listens_for(Base.metadata, \"before_create\")\n\
             def create_prerequisites(\n    \
             _target: sa.MetaData, connection: sa.Connection, **_kw: Any\n) -> None:\n",
        );
        for statement in statements {
            self.out.push_str("    ");
            Doc::call("connection.execute", vec![sql_text(&statement)]).write(4, 0, &mut self.out);
            self.out.push('\n');
        }
    }

    fn mapped_class(&mut self, context: &Context<'_>, def: &ClassDef<'_>, table: &Table) {
        for name in ["Mapped", "mapped_column"] {
            self.require(name);
        }
        let _ = writeln!(self.out, "class {}(Base):", def.name);
        self.class_docstring(def.comment, false);
        let _ = writeln!(self.out, "    __tablename__ = {}", string(&table.name));
        let mut arguments = self.table_items(context, table);
        let options = table_options(table, def.comment);
        if !options.is_empty() {
            let option =
                |(name, value): (&str, Doc)| Doc::concat(vec![Doc::text(format!("\"{name}\": ")), value]);
            arguments.push(Doc::Group {
                open: "{".to_owned(),
                items: options.into_iter().map(option).collect(),
                close: '}',
                comma: true,
            });
        }
        if !arguments.is_empty() {
            self.out.push_str("    __table_args__ = ");
            match arguments.as_slice() {
                [options @ Doc::Group { open, .. }] if open == "{" => options.write(4, 0, &mut self.out),
                _ => Doc::Tuple(arguments).write(4, 0, &mut self.out),
            }
            self.out.push('\n');
        }
        self.out.push('\n');
        let key = primary_key(table);
        let attributes =
            attributes(&def.fields, |name| !RESERVED_ATTRIBUTES.contains(&name) && !name.starts_with("_sa_"));
        for (field, attribute) in def.fields.iter().zip(attributes) {
            let py_type = PyType::Generic("Mapped", [field.py_type.clone()].into());
            self.require_type(&py_type);
            let mut arguments = Vec::new();
            if *attribute != *field.name {
                arguments.push(Doc::text(string(&field.name)));
            }
            arguments.extend(self.column_arguments(context, Some(table), field, key.contains(&&*field.name)));
            let value = Doc::call("mapped_column", arguments);
            self.annotated_assignment(&attribute, &py_type, &value);
        }
    }

    fn table_object(&mut self, context: &Context<'_>, def: &ClassDef<'_>) {
        let metadata = if def.table.is_some() { "Base.metadata" } else { "VIEWS" };
        let mut arguments = vec![Doc::text(string(&def.id.name)), Doc::text(metadata)];
        for field in &def.fields {
            let mut column = vec![Doc::text(string(&field.name))];
            column.extend(self.column_arguments(context, def.table, field, false));
            arguments.push(Doc::call("sa.Column", column));
        }
        match def.table {
            Some(table) => {
                arguments.extend(self.table_items(context, table));
                let options = table_options(table, def.comment).into_iter();
                arguments.extend(options.map(|(name, value)| keyword(name, value)));
            }
            None => {
                arguments.extend(def.id.schema.as_deref().and_then(schema_argument));
                if let Some(comment) = def.comment {
                    text::comment(comment, "", &mut self.out);
                }
            }
        }
        self.assign(&def.name, &Doc::call("sa.Table", arguments));
    }

    /// The constraints and indexes of a table.
    fn table_items(&mut self, context: &Context<'_>, table: &Table) -> Vec<Doc> {
        let items = constraints::of_table(context, table).into_iter().chain(indexes::of_table(table));
        let items: Vec<Doc> = items.collect();
        if items.iter().any(|item| item.flat().starts_with("postgresql.")) {
            self.require("postgresql");
        }
        items
    }

    /// The arguments of a column after its name.
    fn column_arguments(
        &mut self,
        context: &Context<'_>,
        table: Option<&Table>,
        field: &FieldDef<'_>,
        is_key: bool,
    ) -> Vec<Doc> {
        let Some(column) = field.column else { return Vec::new() };
        let mut arguments = vec![context.sql_type(column)];
        if let Some(generated) = &column.generated {
            let stored = if generated.kind == GeneratedKind::Stored { "True" } else { "False" };
            let items = vec![sql_text(&generated.expression), Doc::text(format!("persisted={stored}"))];
            arguments.push(Doc::call("sa.Computed", items));
        }
        if let Some(identity) = &column.identity {
            let always = if identity.generation == IdentityGeneration::Always { "True" } else { "False" };
            let mut items = vec![Doc::text(format!("always={always}"))];
            items.extend(defaults::sequence_options(&identity.sequence));
            arguments.push(Doc::call("sa.Identity", items));
        }
        let default = table.map(|table| defaults::of_column(context, table, column, is_key));
        let (sequence, default) = default.unwrap_or_default();
        arguments.extend(sequence);
        if is_key {
            arguments.push(Doc::text("primary_key=True"));
        } else {
            let nullable = if context.is_not_null(column) { "nullable=False" } else { "nullable=True" };
            arguments.push(Doc::text(nullable));
        }
        arguments.extend(default);
        if let Some(comment) = field.comment {
            arguments.push(keyword("comment", Doc::text(string(comment))));
        }
        if arguments[0].flat().contains("postgresql.") {
            self.require("postgresql");
        }
        arguments
    }
}

/// An SQL expression, with colons escaped that would start a parameter.
fn sql_text(sql: &str) -> Doc {
    let mut out = String::with_capacity(sql.len());
    let mut before = ' ';
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ':' && before != ':' && chars.peek() != Some(&':') {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    Doc::call("sa.text", vec![Doc::text(string(&out))])
}

/// A keyword argument.
fn keyword(name: &str, value: Doc) -> Doc {
    Doc::concat(vec![Doc::text(format!("{name}=")), value])
}

/// The argument for a schema that is not the default one.
fn schema_argument(schema: &str) -> Option<Doc> {
    (schema != "public").then(|| keyword("schema", Doc::text(string(schema))))
}

fn primary_key(table: &Table) -> Vec<&str> {
    let key = table.constraints.iter().find(|c| c.constraint_type == ConstraintType::PrimaryKey);
    key.into_iter().flat_map(|key| &key.columns).map(|name| &**name).collect()
}

/// The options of a table, by the names of their arguments.
fn table_options(table: &Table, comment: Option<&str>) -> Vec<(&'static str, Doc)> {
    let mut options = Vec::new();
    if &*table.schema != "public" {
        options.push(("schema", Doc::text(string(&table.schema))));
    }
    if let Some(comment) = comment {
        options.push(("comment", Doc::text(string(comment))));
    }
    if table.persistence == Persistence::Unlogged {
        options.push(("prefixes", Doc::text("[\"UNLOGGED\"]")));
    }
    if let Some(key) = &table.partition_key {
        options.push(("postgresql_partition_by", Doc::text(string(key))));
    }
    options
}
