//! SQLAlchemy models: a class for each table with a primary key, and a `Table` for other relations,
//! which cannot be mapped to a class.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pgplumb_catalog::Catalog;
use pgplumb_catalog::kinds::column::{Column, GeneratedKind, IdentityGeneration};
use pgplumb_catalog::kinds::constraint::{Action, ConstraintType, ForeignKey};
use pgplumb_catalog::kinds::table::Table;

use super::super::generated::{ClassDef, EnumDef, FieldDef, GeneratedModule};
use super::super::sql_type::SqlType;
use super::super::text::{self, Doc, string};
use super::super::types::{PyType, TypeObject, Types};
use super::{Writer, attributes};

/// Reserved attributes of declarative classes, and names that the module uses.
const RESERVED_ATTRIBUTES: [&str; 7] =
    ["metadata", "registry", "sa", "postgresql", "Mapped", "mapped_column", "type_annotation_map"];

/// SQLAlchemy classes of types without modifier.
const PLAIN_TYPES: &[(&str, &str)] = &[
    ("smallint", "sa.SmallInteger"),
    ("integer", "sa.Integer"),
    ("bigint", "sa.BigInteger"),
    // Type checkers need the type parameter of these two.
    ("real", "sa.REAL[float]"),
    ("double precision", "sa.Double[float]"),
    ("boolean", "sa.Boolean"),
    ("text", "sa.Text"),
    ("bytea", "sa.LargeBinary"),
    ("uuid", "sa.Uuid"),
    ("date", "sa.Date"),
    ("json", "postgresql.JSON"),
    ("jsonb", "postgresql.JSONB"),
    ("inet", "postgresql.INET"),
    ("cidr", "postgresql.CIDR"),
    ("macaddr", "postgresql.MACADDR"),
    ("money", "postgresql.MONEY"),
    ("oid", "postgresql.OID"),
    ("tsvector", "postgresql.TSVECTOR"),
    ("int4range", "postgresql.INT4RANGE"),
    ("int8range", "postgresql.INT8RANGE"),
    ("numrange", "postgresql.NUMRANGE"),
    ("daterange", "postgresql.DATERANGE"),
    ("tsrange", "postgresql.TSRANGE"),
    ("tstzrange", "postgresql.TSTZRANGE"),
];

/// SQLAlchemy classes of types with a modifier: SQL name, class, and keyword of the modifier.
const MODIFIED_TYPES: [(&str, &str, &str); 6] = [
    ("character varying", "sa.String", ""),
    ("character", "sa.CHAR", ""),
    ("timestamp without time zone", "postgresql.TIMESTAMP", "precision="),
    ("timestamp with time zone", "postgresql.TIMESTAMP", "precision="),
    ("time without time zone", "postgresql.TIME", "precision="),
    ("time with time zone", "postgresql.TIME", "precision="),
];

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
        let context = Context { types: &types, enums: &module.enums, tables: &tables };
        for def in &module.relations {
            self.begin_definition(Some(&def.id.to_string()));
            match def.table {
                Some(table) if !primary_key(table).is_empty() => self.mapped_class(&context, def, table),
                _ => self.table_object(&context, def),
            }
        }
    }

    fn mapped_class(&mut self, context: &Context<'_>, def: &ClassDef<'_>, table: &Table) {
        for name in ["Mapped", "mapped_column"] {
            self.require(name);
        }
        let _ = writeln!(self.out, "class {}(Base):", def.name);
        self.class_docstring(def.comment, false);
        let _ = writeln!(self.out, "    __tablename__ = {}", string(&table.name));
        let arguments = table_arguments(context, table);
        if !arguments.is_empty() {
            self.out.push_str("    __table_args__ = ");
            match arguments.as_slice() {
                [Doc::Text(options)] => self.out.push_str(options),
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
            arguments.extend(self.column_arguments(context, field, key.contains(&&*field.name)));
            let value = Doc::call("mapped_column", arguments);
            self.annotated_assignment(&attribute, &py_type, &value);
            self.field_docstring(field);
        }
    }

    fn table_object(&mut self, context: &Context<'_>, def: &ClassDef<'_>) {
        let metadata = if def.table.is_some() { "Base.metadata" } else { "VIEWS" };
        let mut arguments = vec![Doc::text(string(&def.id.name)), Doc::text(metadata)];
        for field in &def.fields {
            let mut column = vec![Doc::text(string(&field.name))];
            column.extend(self.column_arguments(context, field, false));
            arguments.push(Doc::call("sa.Column", column));
        }
        if let Some(table) = def.table {
            arguments.extend(foreign_keys(context, table));
        }
        if let Some(schema) = def.id.schema.as_deref().filter(|schema| *schema != "public") {
            arguments.push(Doc::text(format!("schema={}", string(schema))));
        }
        if let Some(comment) = def.comment {
            text::comment(comment, "", &mut self.out);
        }
        self.assign(&def.name, &Doc::call("sa.Table", arguments));
    }

    /// The arguments of a column after its name.
    fn column_arguments(&mut self, context: &Context<'_>, field: &FieldDef<'_>, is_key: bool) -> Vec<Doc> {
        let Some(column) = field.column else { return Vec::new() };
        let mut arguments = vec![context.sql_type(column)];
        if let Some(generated) = &column.generated {
            let stored = if generated.kind == GeneratedKind::Stored { "True" } else { "False" };
            let items = vec![sql_text(&generated.expression), Doc::text(format!("persisted={stored}"))];
            arguments.push(Doc::call("sa.Computed", items));
        }
        if let Some(identity) = &column.identity {
            let always = if identity.generation == IdentityGeneration::Always { "True" } else { "False" };
            arguments.push(Doc::text(format!("sa.Identity(always={always})")));
        }
        if is_key {
            arguments.push(Doc::text("primary_key=True"));
        } else {
            // A NOT NULL constraint of a domain is not a constraint of the column.
            arguments.push(Doc::text(if column.is_not_null() { "nullable=False" } else { "nullable=True" }));
        }
        match column.column_default.as_deref() {
            // `create_all` must not create the sequence.
            Some(default) if default.starts_with("nextval(") => {
                arguments.push(Doc::text("server_default=sa.FetchedValue()"));
            }
            Some(default) => {
                arguments.push(Doc::concat(vec![Doc::text("server_default="), sql_text(default)]));
            }
            None => {}
        }
        if arguments[0].flat().contains("postgresql.") {
            self.require("postgresql");
        }
        arguments
    }
}

/// What column definitions refer to.
struct Context<'a> {
    types: &'a Types<'a>,
    enums: &'a [EnumDef<'a>],
    /// The tables that foreign keys can refer to.
    tables: &'a BTreeSet<(&'a str, &'a str)>,
}

impl Context<'_> {
    fn sql_type(&self, column: &Column) -> Doc {
        if let Some(collation) = &column.collation {
            return raw_type(&format!("{} COLLATE {collation}", column.sql_type));
        }
        let mut sql = SqlType::parse(&column.sql_type);
        let is_array = std::mem::take(&mut sql.is_array);
        let element = self.element(&sql, column.sql_type.trim_end_matches("[]"));
        if is_array { Doc::call("postgresql.ARRAY", vec![element]) } else { element }
    }

    fn element(&self, sql: &SqlType, sql_name: &str) -> Doc {
        if let TypeObject::Enum(source) = self.types.resolve(sql) {
            let def = self.enums.iter().find(|def| std::ptr::eq(def.source, source));
            return def.filter(|def| !def.members.is_empty()).map_or_else(|| raw_type(sql_name), enum_type);
        }
        if sql.schema.is_some() {
            return raw_type(sql_name);
        }
        let name = sql.name.as_str();
        if let (Some((_, class)), None) =
            (PLAIN_TYPES.iter().find(|(known, _)| *known == name), &sql.modifier)
        {
            return Doc::text(format!("{class}()"));
        }
        let numbers = sql.numbers();
        match (name, numbers.as_slice()) {
            ("numeric", []) => Doc::text("sa.Numeric()"),
            ("numeric", numbers) => Doc::text(format!("sa.Numeric({})", numbers.join(", "))),
            _ => match MODIFIED_TYPES.iter().find(|(known, ..)| *known == name) {
                // `character` without modifier has length 1, and `"char"` is another type.
                Some((_, class, key)) if !sql_name.starts_with('"') => {
                    let zone = name.ends_with("with time zone").then(|| "timezone=True".to_owned());
                    let number = numbers.first().map(|number| format!("{key}{number}"));
                    let arguments: Vec<String> = [zone, number].into_iter().flatten().collect();
                    Doc::text(format!("{class}({})", arguments.join(", ")))
                }
                _ => raw_type(sql_name),
            },
        }
    }
}

fn enum_type(def: &EnumDef<'_>) -> Doc {
    let mut arguments = vec![
        Doc::text(def.class.as_str()),
        Doc::text(format!("name={}", string(&def.source.name))),
        Doc::text("values_callable=enum_labels"),
    ];
    if &*def.source.schema != "public" {
        arguments.push(Doc::text(format!("schema={}", string(&def.source.schema))));
    }
    Doc::call("sa.Enum", arguments)
}

/// A type without an SQLAlchemy class.
fn raw_type(sql: &str) -> Doc {
    Doc::call("SqlType", vec![Doc::text(string(sql))])
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

fn primary_key(table: &Table) -> Vec<&str> {
    let key = table.constraints.iter().find(|c| c.constraint_type == ConstraintType::PrimaryKey);
    key.into_iter().flat_map(|key| &key.columns).map(|name| &**name).collect()
}

/// The value of `__table_args__`.
fn table_arguments(context: &Context<'_>, table: &Table) -> Vec<Doc> {
    let mut arguments = foreign_keys(context, table);
    if &*table.schema != "public" {
        arguments.push(Doc::text(format!("{{\"schema\": {}}}", string(&table.schema))));
    }
    arguments
}

/// The foreign keys that SQLAlchemy can express: it does not support dots in names, nor PERIOD.
fn foreign_keys(context: &Context<'_>, table: &Table) -> Vec<Doc> {
    let is_expressible = |key: &&ForeignKey| {
        let names = [&key.foreign_schema, &key.foreign_table].into_iter().chain(&key.foreign_columns);
        !key.period
            && context.tables.contains(&(&*key.foreign_schema, &*key.foreign_table))
            && names.into_iter().all(|name| !name.contains('.'))
    };
    table.foreign_keys.iter().filter(is_expressible).map(foreign_key).collect()
}

fn foreign_key(key: &ForeignKey) -> Doc {
    let schema =
        if &*key.foreign_schema == "public" { String::new() } else { format!("{}.", key.foreign_schema) };
    let target = |column: &str| Doc::text(string(&format!("{schema}{}.{column}", key.foreign_table)));
    let mut arguments = vec![
        Doc::list(key.columns.iter().map(|column| Doc::text(string(column))).collect()),
        Doc::list(key.foreign_columns.iter().map(|column| target(column)).collect()),
        Doc::text(format!("name={}", string(&key.constraint_name))),
    ];
    for (name, action) in [("onupdate", key.on_update), ("ondelete", key.on_delete)] {
        if action != Action::default() {
            let mut clause = action.word().to_owned();
            if name == "ondelete" && !key.on_delete_columns.is_empty() {
                let columns: Vec<_> =
                    key.on_delete_columns.iter().map(|column| pgplumb_catalog::sql::ident(column)).collect();
                clause.push_str(&format!(" ({})", columns.join(", ")));
            }
            arguments.push(Doc::text(format!("{name}={}", string(&clause))));
        }
    }
    if key.deferrable {
        arguments.push(Doc::text("deferrable=True"));
    }
    if key.initially_deferred {
        arguments.push(Doc::text("initially=\"DEFERRED\""));
    }
    Doc::call("sa.ForeignKeyConstraint", arguments)
}
