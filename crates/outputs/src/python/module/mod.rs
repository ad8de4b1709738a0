//! What stands in a Python module, before any style gives it a form.

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
use super::types::{self, Base, Py, Types};
use super::{Options, Style};

/// Names that mean something in every module, or may.
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
    "Optional",
    "Range",
    "SqlType",
    "True",
    "TypedDict",
    "UUID",
    "Union",
];

/// Everything that a module holds.
#[derive(Debug)]
pub(crate) struct Module<'a> {
    pub enums: Vec<EnumDef<'a>>,
    /// Those of rows are late: they come after the tables.
    pub domains: Vec<DomainDef<'a>>,
    pub composites: Vec<ClassDef<'a>>,
    pub relations: Vec<ClassDef<'a>>,
    pub functions: Vec<FunctionDef<'a>>,
}

#[derive(Debug)]
pub(crate) struct EnumDef<'a> {
    pub source: &'a Enum,
    pub class: String,
    /// The name of the type of its labels as strings.
    pub labels: String,
    pub members: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct DomainDef<'a> {
    pub source: &'a Domain,
    pub name: String,
    pub py: Py,
    pub is_late: bool,
}

/// A class for rows or composite values.
#[derive(Debug)]
pub(crate) struct ClassDef<'a> {
    pub id: ObjectId,
    pub name: String,
    pub fields: Vec<FieldDef<'a>>,
    pub comment: Option<&'a str>,
    /// The table, if rows can be put into it.
    pub table: Option<&'a Table>,
}

#[derive(Clone, Debug)]
pub(crate) struct FieldDef<'a> {
    pub name: Name,
    /// What is read, and whether that can be None.
    pub py: Py,
    /// What may be given in its place.
    pub given: Py,
    pub insert: Insert,
    pub comment: Option<&'a str>,
    pub column: Option<&'a Column>,
}

/// Whether a value is given when a row is inserted.
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
    /// The columns of what it returns, if it has any.
    pub columns: Vec<FieldDef<'a>>,
    /// What it returns, where that has no columns.
    pub result: Option<Py>,
}

/// Builds modules.
struct Builder<'a> {
    catalog: &'a Catalog,
    options: Options,
    /// Whether tables become models of SQLAlchemy.
    is_mapped: bool,
    types: Types<'a>,
    scope: Scope,
    /// The names that stand for objects, by schema and name.
    names: FxHashMap<(String, String), Name>,
    /// The types of columns, by how SQL writes them: most columns have one of a few.
    known: RefCell<FxHashMap<&'a str, Typed>>,
}

/// What is made of an SQL type.
#[derive(Clone)]
struct Typed {
    /// What is read, without and with None.
    py: [Py; 2],
    /// What may be given in its place, without and with None.
    given: [Py; 2],
    /// Whether it has a default of its own.
    has_default: bool,
}

impl<'a> Module<'a> {
    pub(crate) fn of(catalog: &'a Catalog, options: Options) -> Self {
        let mut builder = Builder {
            catalog,
            options,
            is_mapped: options.style == Style::SqlAlchemy,
            types: Types::of(catalog),
            scope: Scope::reserving(RESERVED.iter().copied()),
            names: FxHashMap::default(),
            known: RefCell::default(),
        };
        builder.build()
    }
}

impl<'a> Builder<'a> {
    fn build(&mut self) -> Module<'a> {
        let catalog = self.catalog;
        // All names first, for what stands early may speak of what stands late.
        let enums: Vec<EnumDef<'a>> = catalog.enums.iter().map(|source| self.enumeration(source)).collect();
        for domain in &catalog.domains {
            self.give_name(&domain.id(), &[""]);
        }
        for composite in &catalog.composite_types {
            self.give_name(&composite.id(), &[""]);
        }
        let relations = relations(catalog);
        for relation in &relations {
            let suffixes: &[&str] = if relation.table.is_some() { &["", "Insert", "Update"] } else { &[""] };
            self.give_name(&relation.id, suffixes);
        }
        let routines = catalog.functions.iter().chain(&catalog.procedures);
        let named: Vec<(&Function, String)> = routines
            .filter(|function| !routines::is_internal(function))
            .map(|function| {
                let id = ObjectId::local(function.id().kind, &function.schema, function.name.clone());
                (function, self.family(&id, &["Arguments", "Row", "Result"], &function.id().to_string()))
            })
            .collect();
        let domains = self.domains();
        let relations =
            relations.into_iter().map(|r| self.class(r.id, r.columns, r.comment, r.table)).collect();
        // SQLAlchemy has no part in these.
        if self.options.style == Style::SqlAlchemy {
            self.options.style = Style::TypedDict;
            self.known.take();
        }
        let composites = catalog.composite_types.iter();
        Module {
            enums,
            domains,
            relations,
            composites: composites
                .map(|c| self.class(c.id(), &c.attributes, c.comment.as_deref(), None))
                .collect(),
            functions: named.into_iter().map(|(function, name)| self.function(function, name)).collect(),
        }
    }

    /// A name from which others are made, all of which are free.
    fn family(&mut self, id: &ObjectId, suffixes: &[&str], stands_for: &str) -> String {
        let schema = id.schema.as_deref().filter(|schema| *schema != "public").map(names::pascal);
        let plain = format!("{}{}", schema.unwrap_or_default(), names::pascal(&id.name));
        let all = |name: &str| -> Vec<String> { suffixes.iter().map(|s| format!("{name}{s}")).collect() };
        let are_free = |scope: &Scope, name: &str| scope.has_none_of(all(name).iter().map(String::as_str));
        let name = if are_free(&self.scope, &plain) {
            plain
        } else {
            let mut names = Scope::default();
            let _ = names.name(plain.clone(), stands_for);
            loop {
                let apart = names.name(plain.clone(), stands_for);
                if are_free(&self.scope, &apart) {
                    break apart;
                }
            }
        };
        for name in all(&name) {
            let _ = self.scope.name(name, stands_for);
        }
        name
    }

    fn give_name(&mut self, id: &ObjectId, suffixes: &[&str]) -> String {
        let name = self.family(id, suffixes, &id.to_string());
        self.names.insert(types::key(id), name.as_str().into());
        name
    }

    fn enumeration(&mut self, source: &'a Enum) -> EnumDef<'a> {
        let class = self.give_name(&source.id(), &["", "Label"]);
        let members = names::members(source.labels.iter().map(|label| &**label));
        EnumDef { source, labels: format!("{class}Label"), class, members }
    }

    /// The domains, those that others are made of before them.
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
        let base = self.types.base(&sql);
        if let Base::Domain(below) = base {
            self.domain(below, done, defs);
        }
        let is_late = match base {
            Base::Row(..) => true,
            Base::Domain(below) => defs.iter().any(|def| {
                def.is_late && (&def.source.schema, &def.source.name) == (&below.schema, &below.name)
            }),
            _ => false,
        };
        let name =
            self.name_of(&source.schema, &source.name).map(|name| name.to_string()).unwrap_or_default();
        defs.push(DomainDef { source, name, py: self.value(&sql), is_late });
    }

    fn name_of(&self, schema: &str, name: &str) -> Option<Name> {
        self.names.get(&types::row_key(schema, name)).cloned()
    }

    fn class(
        &self,
        id: ObjectId,
        columns: &'a [Column],
        comment: Option<&'a str>,
        table: Option<&'a Table>,
    ) -> ClassDef<'a> {
        let name = self.names.get(&types::key(&id)).map(ToString::to_string).unwrap_or_default();
        ClassDef {
            fields: columns.iter().map(|column| self.field(column)).collect(),
            id,
            name,
            comment,
            table,
        }
    }

    fn field(&self, column: &'a Column) -> FieldDef<'a> {
        let typed = self.typed(&column.sql_type);
        let identity = column.identity.as_deref().map(|identity| identity.generation);
        let insert = if column.generated.is_some() || identity == Some(IdentityGeneration::Always) {
            Insert::Never
        } else if column.is_nullable()
            || column.column_default.is_some()
            || identity.is_some()
            || typed.has_default
        {
            Insert::Optional
        } else {
            Insert::Required
        };
        let or_none = |[always, optional]: [Py; 2]| if column.is_nullable() { optional } else { always };
        FieldDef {
            name: column.column_name.clone(),
            given: or_none(typed.given),
            py: or_none(typed.py),
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

/// Tables, foreign tables, views and materialized views, by schema and name. Partitions are left out.
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
