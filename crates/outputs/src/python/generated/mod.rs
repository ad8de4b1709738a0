//! The content of a generated module, independent of its style.

mod routines;
mod values;

use std::cell::RefCell;
use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::kinds::column::{Column, IdentityGeneration};
use pgplumb_catalog::kinds::domain::Domain;
use pgplumb_catalog::kinds::enumeration::Enum;
use pgplumb_catalog::kinds::function::Function;
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Catalog, Name, ObjectId};
use rustc_hash::FxHashMap;

use super::names::{self, Scope};
use super::sql_type::SqlType;
use super::types::{self, PyType, TypeObject, Types};
use super::{Options, Style};

/// Names that a generated module imports or defines itself.
const RESERVED: &[&str] = &[
    "Any",
    "Base",
    "BaseModel",
    "ConfigDict",
    "Decimal",
    "DeclarativeBase",
    "Enum",
    "False",
    "Field",
    "Literal",
    "Mapped",
    "Multirange",
    "None",
    "OMITTED",
    "Optional",
    "Range",
    "SqlType",
    "True",
    "TypedDict",
    "UUID",
    "Union",
    "create_prerequisites",
    "event",
    "relationship",
];

/// The content of a generated module.
#[derive(Debug)]
pub(crate) struct GeneratedModule<'a> {
    pub enums: Vec<EnumDef<'a>>,
    /// Domains over row types are defined after the tables.
    pub domains: Vec<DomainDef<'a>>,
    pub composites: Vec<ClassDef<'a>>,
    pub relations: Vec<ClassDef<'a>>,
    pub functions: Vec<FunctionDef<'a>>,
}

#[derive(Debug)]
pub(crate) struct EnumDef<'a> {
    pub source: &'a Enum,
    pub class: String,
    /// The name of the `Literal` alias for the labels.
    pub label_type: String,
    pub members: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct DomainDef<'a> {
    pub source: &'a Domain,
    pub name: String,
    pub py_type: PyType,
    pub is_late: bool,
}

/// A class for rows or composite values.
#[derive(Debug)]
pub(crate) struct ClassDef<'a> {
    pub id: ObjectId,
    pub name: String,
    pub fields: Vec<FieldDef<'a>>,
    pub comment: Option<&'a str>,
    /// The table, if rows can be inserted.
    pub table: Option<&'a Table>,
}

#[derive(Clone, Debug)]
pub(crate) struct FieldDef<'a> {
    pub name: Name,
    /// The type of values that are read, including None if nullable.
    pub py_type: PyType,
    /// The type of values that are written.
    pub input_type: PyType,
    pub insert: Insert,
    pub comment: Option<&'a str>,
    pub column: Option<&'a Column>,
}

/// Whether a value is passed when a row is inserted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Insert {
    Required,
    Optional,
    Never,
}

#[derive(Debug)]
pub(crate) struct FunctionDef<'a> {
    pub source: &'a Function,
    pub name: String,
    pub arguments: Vec<FieldDef<'a>>,
    /// The columns of the result; empty if it is a single value.
    pub columns: Vec<FieldDef<'a>>,
    /// The type of the result if it is a single value.
    pub result: Option<PyType>,
}

/// Builds a [`GeneratedModule`].
struct Builder<'a> {
    catalog: &'a Catalog,
    options: Options,
    /// Whether tables become SQLAlchemy models.
    is_sqlalchemy: bool,
    types: Types<'a>,
    scope: Scope,
    /// The names of the generated classes, by schema and name of the object.
    names: FxHashMap<(String, String), Name>,
    /// The types of columns, by SQL type as written.
    type_cache: RefCell<FxHashMap<&'a str, ColumnTypes>>,
}

/// The Python types for an SQL type.
#[derive(Clone)]
struct ColumnTypes {
    /// The type of values that are read, without and with None.
    output: [PyType; 2],
    /// The type of values that are written, without and with None.
    input: [PyType; 2],
    /// Whether the type itself has a default.
    has_default: bool,
}

impl<'a> GeneratedModule<'a> {
    pub(crate) fn build(catalog: &'a Catalog, options: Options) -> Self {
        let mut builder = Builder {
            catalog,
            options,
            is_sqlalchemy: options.style == Style::SqlAlchemy,
            types: Types::new(catalog),
            scope: Scope::with_reserved(RESERVED.iter().copied()),
            names: FxHashMap::default(),
            type_cache: RefCell::default(),
        };
        builder.build()
    }
}

impl<'a> Builder<'a> {
    fn build(&mut self) -> GeneratedModule<'a> {
        let catalog = self.catalog;
        // Allocate all names first: definitions may refer to later ones.
        let enums: Vec<EnumDef<'a>> = catalog.enums.iter().map(|source| self.enumeration(source)).collect();
        for domain in &catalog.domains {
            self.name_object(&domain.id(), &[""]);
        }
        for composite in &catalog.composite_types {
            self.name_object(&composite.id(), &[""]);
        }
        let relations = relations(catalog);
        for relation in &relations {
            let suffixes: &[&str] = if relation.table.is_some() { &["", "Insert", "Update"] } else { &[""] };
            self.name_object(&relation.id, suffixes);
        }
        let routines = catalog.functions.iter().chain(&catalog.procedures);
        let named: Vec<(&Function, String)> = routines
            .filter(|function| !routines::is_internal(function))
            .map(|function| {
                let id = ObjectId::local(function.id().kind, &function.schema, function.name.clone());
                (
                    function,
                    self.allocate_name(&id, &["Arguments", "Row", "Result"], &function.id().to_string()),
                )
            })
            .collect();
        let domains = self.domains();
        let relations =
            relations.into_iter().map(|r| self.class(r.id, r.columns, r.comment, r.table)).collect();
        // The remaining definitions are the same as for typed dictionaries.
        if self.options.style == Style::SqlAlchemy {
            self.options.style = Style::TypedDict;
            self.type_cache.take();
        }
        let composites = catalog.composite_types.iter();
        GeneratedModule {
            enums,
            domains,
            relations,
            composites: composites
                .map(|c| self.class(c.id(), &c.attributes, c.comment.as_deref(), None))
                .collect(),
            functions: named.into_iter().map(|(function, name)| self.function(function, name)).collect(),
        }
    }

    /// Allocates a class name such that it is free with each of the suffixes.
    fn allocate_name(&mut self, id: &ObjectId, suffixes: &[&str], source: &str) -> String {
        let schema = id.schema.as_deref().filter(|schema| *schema != "public").map(names::pascal_case);
        let plain = names::joined(&schema.unwrap_or_default(), &names::pascal_case(&id.name));
        let all = |name: &str| -> Vec<String> { suffixes.iter().map(|s| format!("{name}{s}")).collect() };
        let are_free = |scope: &Scope, name: &str| scope.are_free(all(name).iter().map(String::as_str));
        let name = if are_free(&self.scope, &plain) {
            plain
        } else {
            let mut names = Scope::default();
            let _ = names.reserve(plain.clone(), source);
            loop {
                let unique = names.reserve(plain.clone(), source);
                if are_free(&self.scope, &unique) {
                    break unique;
                }
            }
        };
        for name in all(&name) {
            let _ = self.scope.reserve(name, source);
        }
        name
    }

    fn name_object(&mut self, id: &ObjectId, suffixes: &[&str]) -> String {
        let name = self.allocate_name(id, suffixes, &id.to_string());
        self.names.insert(types::object_key(id), name.as_str().into());
        name
    }

    fn enumeration(&mut self, source: &'a Enum) -> EnumDef<'a> {
        let class = self.name_object(&source.id(), &["", "Label"]);
        let members = names::member_names(source.labels.iter().map(|label| &**label));
        EnumDef { source, label_type: format!("{class}Label"), class, members }
    }

    /// The domains, each after the domain that it is based on.
    fn domains(&self) -> Vec<DomainDef<'a>> {
        let mut defs = Vec::new();
        let mut done: BTreeSet<(&str, &str)> = BTreeSet::new();
        for domain in &self.catalog.domains {
            self.domain(domain, &mut done, &mut defs);
        }
        defs
    }

    fn domain(
        &self,
        source: &'a Domain,
        done: &mut BTreeSet<(&'a str, &'a str)>,
        defs: &mut Vec<DomainDef<'a>>,
    ) {
        if !done.insert((&source.schema, &source.name)) {
            return;
        }
        let sql = SqlType::parse(&source.base_type);
        let object = self.types.resolve(&sql);
        if let TypeObject::Domain(inner) = object {
            self.domain(inner, done, defs);
        }
        let is_late = match object {
            TypeObject::Row(..) => true,
            TypeObject::Domain(inner) => defs.iter().any(|def| {
                def.is_late && (&def.source.schema, &def.source.name) == (&inner.schema, &inner.name)
            }),
            _ => false,
        };
        let name =
            self.name_of(&source.schema, &source.name).map(|name| name.to_string()).unwrap_or_default();
        defs.push(DomainDef { source, name, py_type: self.value_type(&sql), is_late });
    }

    fn name_of(&self, schema: &str, name: &str) -> Option<Name> {
        self.names.get(&types::relation_key(schema, name)).cloned()
    }

    fn class(
        &self,
        id: ObjectId,
        columns: &'a [Column],
        comment: Option<&'a str>,
        table: Option<&'a Table>,
    ) -> ClassDef<'a> {
        let name = self.names.get(&types::object_key(&id)).map(ToString::to_string).unwrap_or_default();
        ClassDef {
            fields: columns.iter().map(|column| self.field(column)).collect(),
            id,
            name,
            comment,
            table,
        }
    }

    fn field(&self, column: &'a Column) -> FieldDef<'a> {
        let types = self.column_types(&column.sql_type);
        let identity = column.identity.as_deref().map(|identity| identity.generation);
        let insert = if column.generated.is_some() || identity == Some(IdentityGeneration::Always) {
            Insert::Never
        } else if column.is_nullable()
            || column.column_default.is_some()
            || identity.is_some()
            || types.has_default
        {
            Insert::Optional
        } else {
            Insert::Required
        };
        let or_none = |[always, optional]: [PyType; 2]| if column.is_nullable() { optional } else { always };
        FieldDef {
            name: column.column_name.clone(),
            input_type: or_none(types.input),
            py_type: or_none(types.output),
            insert,
            comment: column.comment.as_deref(),
            column: Some(column),
        }
    }
}

/// A relation that rows can be read from.
struct Relation<'a> {
    id: ObjectId,
    columns: &'a [Column],
    comment: Option<&'a str>,
    table: Option<&'a Table>,
}

/// Tables, foreign tables, views and materialized views, sorted by schema and name, without
/// partitions.
fn relations(catalog: &Catalog) -> Vec<Relation<'_>> {
    let tables = catalog.tables.iter().chain(&catalog.foreign_tables).filter(|t| t.partition_of.is_none());
    let tables = tables.map(|t| Relation {
        id: t.id(),
        columns: &t.columns,
        comment: t.comment.as_deref(),
        table: Some(t),
    });
    let views = catalog.views.iter().map(|v| Relation {
        id: v.id(),
        columns: &v.columns,
        comment: v.comment.as_deref(),
        table: None,
    });
    let materialized = catalog.materialized_views.iter().map(|v| Relation {
        id: v.id(),
        columns: &v.columns,
        comment: v.comment.as_deref(),
        table: None,
    });
    let mut all: Vec<Relation<'_>> = tables.chain(views).chain(materialized).collect();
    all.sort_by(|a, b| (&a.id.schema, &a.id.name).cmp(&(&b.id.schema, &b.id.name)));
    all
}
