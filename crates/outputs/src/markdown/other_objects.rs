//! Objects other than relations: types, functions, sequences, and kinds that are shown as a list.

use std::collections::BTreeSet;

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::{Kind, Name};

use super::page::{Page, notes};
use super::table::Table;
use super::{escape, routines, types};

/// How the reference presents a kind.
enum Presentation {
    /// In a section for each object, or within the object it belongs to.
    WithObject,
    /// Below this title, rendered by this function.
    Custom(&'static str, fn(&Page<'_>, &str) -> String),
    /// In a list below this title, with the SQL that creates each object.
    List(&'static str),
    /// Not at all: privileges, and changes to members of extensions.
    Omitted,
}

fn presentation(kind: Kind) -> Presentation {
    use Kind::*;
    match kind {
        Schema | Table | ForeignTable | View | MaterializedView => Presentation::WithObject,
        Column | Default | Constraint | Index | Trigger | Rule | Policy => Presentation::WithObject,
        Extension => Presentation::Custom("Extensions", extensions),
        AccessMethod => Presentation::List("Access methods"),
        Language => Presentation::List("Languages"),
        Cast => Presentation::List("Casts"),
        Transform => Presentation::List("Transforms"),
        ForeignDataWrapper => Presentation::List("Foreign-data wrappers"),
        ForeignServer => Presentation::List("Foreign servers"),
        UserMapping => Presentation::List("User mappings"),
        Publication => Presentation::List("Publications"),
        Subscription => Presentation::List("Subscriptions"),
        EventTrigger => Presentation::List("Event triggers"),
        DefaultPrivileges | MemberChange => Presentation::Omitted,
        Sequence => Presentation::Custom("Sequences", sequences),
        Function => Presentation::Custom("Functions", routines::functions),
        Procedure => Presentation::Custom("Procedures", routines::procedures),
        Aggregate => Presentation::List("Aggregates"),
        Enum => Presentation::Custom("Enums", types::enums),
        CompositeType => Presentation::Custom("Composite types", types::composite_types),
        Domain => Presentation::Custom("Domains", types::domains),
        Range => Presentation::Custom("Ranges", types::ranges),
        BaseType => Presentation::List("Base types"),
        Operator => Presentation::List("Operators"),
        OperatorClass => Presentation::List("Operator classes"),
        OperatorFamily => Presentation::List("Operator families"),
        Collation => Presentation::List("Collations"),
        Conversion => Presentation::List("Conversions"),
        Statistics => Presentation::Custom("Statistics", statistics),
        TextSearchParser => Presentation::List("Text search parsers"),
        TextSearchTemplate => Presentation::List("Text search templates"),
        TextSearchDictionary => Presentation::List("Text search dictionaries"),
        TextSearchConfiguration => Presentation::List("Text search configurations"),
    }
}

/// Renders the objects of a schema other than tables and views.
pub(crate) fn of_schema(page: &Page<'_>, schema: &Name) -> String {
    let of = format!(" of {}", escape::text(schema));
    let kinds = Kind::ALL.iter().copied().filter(|kind| kind.is_in_schema());
    kinds.map(|kind| section(page, kind, schema, &of, || page.model.objects(kind, schema).to_vec())).collect()
}

/// Renders the objects of the database that are in no schema.
pub(crate) fn of_database(page: &Page<'_>) -> String {
    let kinds = Kind::ALL.iter().copied().filter(|kind| !kind.is_in_schema());
    kinds.map(|kind| section(page, kind, "", "", || page.model.catalog.of_kind(kind))).collect()
}

fn section<'a>(
    page: &Page<'_>,
    kind: Kind,
    schema: &str,
    of: &str,
    objects: impl FnOnce() -> Vec<&'a dyn Object>,
) -> String {
    let (title, content) = match presentation(kind) {
        Presentation::WithObject | Presentation::Omitted => return String::new(),
        Presentation::Custom(title, render) => (title, render(page, schema)),
        Presentation::List(title) => (title, list(page, objects())),
    };
    if content.is_empty() { content } else { page.plain_heading(3, &format!("{title}{of}")) + &content }
}

/// Renders objects with the SQL that creates them.
fn list<'a>(page: &Page<'_>, objects: impl IntoIterator<Item = &'a dyn Object>) -> String {
    let mut out = Table::new(&[("Name", 40), ("Definition", 64), ("Description", 0)]);
    for object in objects {
        let id = object.id();
        out.row([
            format!("{}{}", page.links.anchor(&id), escape::code(&id.name)),
            definition(page, object),
            notes(&[], object.common().comment),
        ]);
    }
    out.finish()
}

fn definition(page: &Page<'_>, object: &dyn Object) -> String {
    let catalog = page.model.catalog;
    let apart = BTreeSet::new();
    let create = object.create(&catalog.sql_context(catalog.server_version, &apart));
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

/// Renders the sequences that no column owns. The others are shown with their columns.
fn sequences(page: &Page<'_>, schema: &str) -> String {
    let catalog = page.model.catalog;
    let unowned =
        catalog.sequences.iter().filter(|s| &*s.schema == schema && !s.is_identity && s.owned_by.is_none());
    list(page, unowned.map(|s| s as &dyn Object))
}

/// Renders statistics objects whose table is not in the catalog. The others are shown with their
/// table.
fn statistics(page: &Page<'_>, schema: &str) -> String {
    let is_listed = |s: &&pgplumb_catalog::kinds::statistics::Statistics| {
        let table = s.table.as_ref().and_then(crate::model::id_key);
        &*s.schema == schema && table.is_none_or(|table| page.model.table(table).is_none())
    };
    list(page, page.model.catalog.statistics.iter().filter(is_listed).map(|s| s as &dyn Object))
}

/// Renders the statistics objects of a table.
pub(crate) fn statistics_of(page: &Page<'_>, table: &dyn Object) -> String {
    let id = table.id();
    let own = page.model.catalog.statistics.iter().filter(|s| s.table.as_ref() == Some(&id));
    list(page, own.map(|s| s as &dyn Object))
}
