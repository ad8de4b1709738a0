//! SQLAlchemy models: a class for each table with a primary key, and a `Table` for other relations,
//! which cannot be mapped to a class. `create_all` creates the same tables, as far as SQLAlchemy can
//! express them; the module's docstring lists the rest.

mod constraints;
mod defaults;
mod indexes;
mod left_out;
mod relationships;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::{Column, GeneratedKind, IdentityGeneration};
use pgplumb_catalog::kinds::constraint::ConstraintType;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::table::{Persistence, Table};
use pgplumb_catalog::sql::ident;

use super::super::generated::{ClassDef, FieldDef, GeneratedModule};
use super::super::text::{self, Doc, string};
use super::super::types::{PyType, Types};
use super::{Writer, attributes};
pub(crate) use constraints::is_expressible_key;
use relationships::{Model, Relationship};
pub(crate) use types::{Context, enum_type};

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
        let type_of_enum = |source: &Enum| {
            let def = module.enums.iter().find(|def| std::ptr::eq(def.source, source))?;
            let class = Doc::text(def.class.as_str());
            (!def.members.is_empty()).then(|| enum_type(source, vec![class], Some("enum_labels")))
        };
        let context =
            Context { types: &types, enum_type: &type_of_enum, tables: &tables, sequences: &sequences };
        self.prerequisites(catalog, module);
        let models = module.relations.iter().filter_map(model);
        let models: BTreeMap<_, _> = models.map(|model| (key_of(model.class), model)).collect();
        let mut relationships = match self.options.relationships {
            true => relationships::find(&context, &models),
            false => BTreeMap::new(),
        };
        for def in &module.relations {
            self.left_out.extend(def.table.and_then(|table| left_out::of_table(&context, table)));
            self.begin_definition(Some(&def.id.to_string()));
            match models.get(&key_of(def)) {
                Some(model) => {
                    self.mapped_class(&context, model);
                    self.write_relationships(relationships.remove(&key_of(def)).unwrap_or_default());
                }
                None => self.table_object(&context, def),
            }
        }
    }

    fn write_relationships(&mut self, relationships: Vec<Relationship>) {
        if !relationships.is_empty() {
            self.require("relationship");
            self.out.push('\n');
        }
        for Relationship { attribute, py_type, arguments } in relationships {
            let py_type = PyType::Generic("Mapped", [py_type].into());
            self.require_type(&py_type);
            self.annotated_assignment(&attribute, &py_type, &Doc::call("relationship", arguments));
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

    fn mapped_class(&mut self, context: &Context<'_>, model: &Model<'_>) {
        let Model { class: def, table, attributes } = model;
        for name in ["Mapped", "mapped_column"] {
            self.require(name);
        }
        let _ = writeln!(self.out, "class {}(Base):", def.name);
        self.class_docstring(def.comment, false);
        let _ = writeln!(self.out, "    __tablename__ = {}", string(&table.name));
        let items = table_items(context, table);
        self.require_dialect(&items);
        write_table_args(items, table_options(table, def.comment), &mut self.out);
        self.out.push('\n');
        let key = primary_key(table);
        for (field, attribute) in def.fields.iter().zip(attributes) {
            let py_type = PyType::Generic("Mapped", [field.py_type.clone()].into());
            self.require_type(&py_type);
            let mut arguments = Vec::new();
            if **attribute != *field.name {
                arguments.push(Doc::text(string(&field.name)));
            }
            arguments.extend(self.column_arguments(context, Some(table), field, key.contains(&&*field.name)));
            let value = Doc::call("mapped_column", arguments);
            self.annotated_assignment(attribute, &py_type, &value);
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
                let items = table_items(context, table);
                self.require_dialect(&items);
                arguments.extend(items);
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

    /// The arguments of a column after its name.
    fn column_arguments(
        &mut self,
        context: &Context<'_>,
        table: Option<&Table>,
        field: &FieldDef<'_>,
        is_key: bool,
    ) -> Vec<Doc> {
        let Some(column) = field.column else { return Vec::new() };
        let arguments = column_arguments(context, table, column, is_key);
        if arguments[0].flat().contains("postgresql.") {
            self.require("postgresql");
        }
        arguments
    }

    /// Imports PostgreSQL's constraints if there are any.
    fn require_dialect(&mut self, items: &[Doc]) {
        if items.iter().any(|item| item.flat().starts_with("postgresql.")) {
            self.require("postgresql");
        }
    }
}

/// The class of a table with a primary key.
fn model<'a>(class: &'a ClassDef<'a>) -> Option<Model<'a>> {
    let table = class.table.filter(|table| !primary_key(table).is_empty())?;
    let is_free = |name: &str| !RESERVED_ATTRIBUTES.contains(&name) && !name.starts_with("_sa_");
    Some(Model { class, table, attributes: attributes(&class.fields, is_free) })
}

/// Schema and name of the relation that a class describes.
fn key_of<'a>(class: &'a ClassDef<'_>) -> (&'a str, &'a str) {
    (class.id.schema.as_deref().unwrap_or_default(), &class.id.name)
}

/// The constraints and indexes of a table.
pub(crate) fn table_items(context: &Context<'_>, table: &Table) -> Vec<Doc> {
    constraints::of_table(context, table).into_iter().chain(indexes::of_table(table)).collect()
}

/// Writes `__table_args__` in the body of a class, if there are any.
pub(crate) fn write_table_args(mut items: Vec<Doc>, options: Vec<(&'static str, Doc)>, out: &mut String) {
    if !options.is_empty() {
        let option =
            |(name, value): (&str, Doc)| Doc::concat(vec![Doc::text(format!("\"{name}\": ")), value]);
        items.push(Doc::Group {
            open: "{".to_owned(),
            items: options.into_iter().map(option).collect(),
            close: '}',
            comma: true,
        });
    }
    if items.is_empty() {
        return;
    }
    out.push_str("    __table_args__ = ");
    match items.as_slice() {
        [options @ Doc::Group { open, .. }] if open == "{" => options.write(4, 0, out),
        _ => Doc::Tuple(items).write(4, 0, out),
    }
    out.push('\n');
}

/// The arguments of a column after its name: its type, its properties and its default.
pub(crate) fn column_arguments(
    context: &Context<'_>,
    table: Option<&Table>,
    column: &Column,
    is_key: bool,
) -> Vec<Doc> {
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
    if let Some(comment) = &column.comment {
        arguments.push(keyword("comment", Doc::text(string(comment))));
    }
    arguments
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

pub(crate) fn primary_key(table: &Table) -> Vec<&str> {
    let key = table.constraints.iter().find(|c| c.constraint_type == ConstraintType::PrimaryKey);
    key.into_iter().flat_map(|key| &key.columns).map(|name| &**name).collect()
}

/// The options of a table, by the names of their arguments.
pub(crate) fn table_options(table: &Table, comment: Option<&str>) -> Vec<(&'static str, Doc)> {
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
