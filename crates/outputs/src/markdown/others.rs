//! What has no columns: types, functions, sequences, and every kind that a list is enough for.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::{Object, SqlContext};
use pgplumb_catalog::{Kind, Name};

use super::page::{Page, notes};
use super::table::Table;
use super::{escape, routines, types};

/// Where the reference tells of a kind.
enum Place {
    /// In a section of each object, or within the object it belongs to.
    Own,
    /// Under this title, by a function of its own.
    Told(&'static str, fn(&Page<'_>, &str) -> String),
    /// In a list under this title: with the SQL that makes it.
    List(&'static str),
    /// Nowhere: it says who may what, or how objects of extensions were changed.
    Nowhere,
}

fn place(kind: Kind) -> Place {
    use Kind::*;
    match kind {
        Schema | Table | ForeignTable | View | MaterializedView => Place::Own,
        Column | Default | Constraint | Index | Trigger | Rule | Policy => Place::Own,
        Extension => Place::Told("Extensions", extensions),
        AccessMethod => Place::List("Access methods"),
        Language => Place::List("Languages"),
        Cast => Place::List("Casts"),
        Transform => Place::List("Transforms"),
        ForeignDataWrapper => Place::List("Foreign-data wrappers"),
        ForeignServer => Place::List("Foreign servers"),
        UserMapping => Place::List("User mappings"),
        Publication => Place::List("Publications"),
        Subscription => Place::List("Subscriptions"),
        EventTrigger => Place::List("Event triggers"),
        DefaultPrivileges | MemberChange => Place::Nowhere,
        Sequence => Place::Told("Sequences", sequences),
        Function => Place::Told("Functions", routines::functions),
        Procedure => Place::Told("Procedures", routines::procedures),
        Aggregate => Place::List("Aggregates"),
        Enum => Place::Told("Enums", types::enums),
        CompositeType => Place::Told("Composite types", types::composite_types),
        Domain => Place::Told("Domains", types::domains),
        Range => Place::Told("Ranges", types::ranges),
        BaseType => Place::List("Base types"),
        Operator => Place::List("Operators"),
        OperatorClass => Place::List("Operator classes"),
        OperatorFamily => Place::List("Operator families"),
        Collation => Place::List("Collations"),
        Conversion => Place::List("Conversions"),
        Statistics => Place::Told("Statistics", statistics),
        TextSearchParser => Place::List("Text search parsers"),
        TextSearchTemplate => Place::List("Text search templates"),
        TextSearchDictionary => Place::List("Text search dictionaries"),
        TextSearchConfiguration => Place::List("Text search configurations"),
    }
}

/// What a schema holds besides tables and views.
pub(crate) fn of_schema(page: &Page<'_>, schema: &Name) -> String {
    let of = format!(" of {}", escape::text(schema));
    let kinds = Kind::ALL.iter().copied().filter(|kind| kind.is_in_schema());
    kinds.map(|kind| told(page, kind, schema, &of, || page.model.objects(kind, schema).to_vec())).collect()
}

/// What belongs to the database and to no schema.
pub(crate) fn of_database(page: &Page<'_>) -> String {
    let kinds = Kind::ALL.iter().copied().filter(|kind| !kind.is_in_schema());
    kinds.map(|kind| told(page, kind, "", "", || page.model.catalog.of_kind(kind))).collect()
}

fn told<'a>(
    page: &Page<'_>,
    kind: Kind,
    schema: &str,
    of: &str,
    objects: impl FnOnce() -> Vec<&'a dyn Object>,
) -> String {
    let (title, content) = match place(kind) {
        Place::Own | Place::Nowhere => return String::new(),
        Place::Told(title, tell) => (title, tell(page, schema)),
        Place::List(title) => (title, list(page, objects())),
    };
    if content.is_empty() { content } else { page.plain_heading(3, &format!("{title}{of}")) + &content }
}

/// Objects with the SQL that makes them.
fn list<'a>(page: &Page<'_>, objects: impl IntoIterator<Item = &'a dyn Object>) -> String {
    let mut out = Table::new(&[("Name", 40), ("Definition", 64), ("Description", 0)]);
    for object in objects {
        let id = object.id();
        out.row([
            format!("{}{}", page.links.anchor(&id), escape::code(&id.name)),
            definition(page, object),
            notes(&[], object.about().comment),
        ]);
    }
    out.finish()
}

fn definition(page: &Page<'_>, object: &dyn Object) -> String {
    let catalog = page.model.catalog;
    let apart = BTreeSet::new();
    let create = object.create(&SqlContext { version: catalog.server_version, catalog, apart: &apart });
    let (statements, parts) = create.assemble(&apart);
    let parts = parts.into_iter().flat_map(|part| part.statements);
    let statements: Vec<String> = statements.into_iter().chain(parts).map(|s| escape::sql(&s.sql)).collect();
    statements.join(" ")
}

fn extensions(page: &Page<'_>, _: &str) -> String {
    let mut out = Table::new(&[("Extension", 32), ("Version", 10), ("Schema", 24), ("Description", 0)]);
    for extension in &page.model.catalog.extensions {
        out.row([
            escape::code(&extension.name),
            escape::text(&extension.version),
            escape::code(&extension.schema),
            notes(&[], extension.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// The sequences that no column owns; the others are told of with their columns.
fn sequences(page: &Page<'_>, schema: &str) -> String {
    let catalog = page.model.catalog;
    let free =
        catalog.sequences.iter().filter(|s| &*s.schema == schema && !s.is_identity && s.owned_by.is_none());
    list(page, free.map(|s| s as &dyn Object))
}

/// Statistics objects of what is not in the catalog; the others are told of with their tables.
fn statistics(page: &Page<'_>, schema: &str) -> String {
    let told = |s: &&pgplumb_catalog::kinds::statistics::Statistics| {
        let table = s.table.as_ref().and_then(crate::model::id_key);
        &*s.schema == schema && table.is_none_or(|table| page.model.table(table).is_none())
    };
    list(page, page.model.catalog.statistics.iter().filter(told).map(|s| s as &dyn Object))
}

/// The statistics objects of a table.
pub(crate) fn statistics_of(page: &Page<'_>, table: &dyn Object) -> String {
    let id = table.id();
    let own = page.model.catalog.statistics.iter().filter(|s| s.table.as_ref() == Some(&id));
    list(page, own.map(|s| s as &dyn Object))
}
