//! Enums, domains, composite types and ranges.

use pgplumb_catalog::kinds::Object;
use pgplumb_catalog::sql::{ident, qualified};

use super::page::{Page, codes, notes, purpose};
use super::table::Table;
use super::{columns, details, escape};

/// Renders the enums of a schema with their labels.
pub(crate) fn enums(page: &Page<'_>, schema: &str) -> String {
    let mut out = Table::new(&[("Enum", 48), ("Labels", 64), ("Description", 0)]);
    for object in page.model.catalog.enums.iter().filter(|e| &*e.schema == schema) {
        out.row([
            name(page, object, &object.name),
            codes(&object.labels),
            notes(&[], object.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// Renders the domains of a schema with their constraints.
pub(crate) fn domains(page: &Page<'_>, schema: &str) -> String {
    let mut out =
        Table::new(&[("Domain", 48), ("Type", 24), ("Default", 16), ("Constraints", 48), ("Description", 0)]);
    for domain in page.model.catalog.domains.iter().filter(|d| &*d.schema == schema) {
        let mut constraints = Vec::new();
        if domain.not_null {
            constraints.push(escape::code("NOT NULL"));
        }
        for constraint in &domain.constraints {
            constraints.push(escape::sql(&details::constraint_sql(constraint, None)));
        }
        let collation = domain.collation.as_deref().map(|c| format!(" collate {}", escape::code(c)));
        out.row([
            name(page, domain, &domain.name),
            page.sql_type(&domain.base_type) + &collation.unwrap_or_default(),
            domain.default.as_deref().map(escape::sql).unwrap_or_default(),
            constraints.join(" "),
            notes(&[], domain.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// Renders the composite types of a schema with their attributes.
pub(crate) fn composite_types(page: &Page<'_>, schema: &str) -> String {
    let mut out = String::new();
    for composite in page.model.catalog.composite_types.iter().filter(|c| &*c.schema == schema) {
        out.push_str(&format!("{}\n\n", name(page, composite, &composite.name)));
        out.push_str(&purpose(composite.comment.as_deref()));
        out.push_str(&columns::of_view(page, &composite.attributes));
    }
    out
}

/// Renders the range types of a schema.
pub(crate) fn ranges(page: &Page<'_>, schema: &str) -> String {
    let mut out = Table::new(&[("Range", 48), ("Subtype", 24), ("Multirange", 24), ("Description", 0)]);
    for range in page.model.catalog.ranges.iter().filter(|r| &*r.schema == schema) {
        let multirange = if range.multirange_schema == range.schema {
            ident(&range.multirange_name).into_owned()
        } else {
            qualified(&range.multirange_schema, &range.multirange_name)
        };
        out.row([
            name(page, range, &range.name),
            page.sql_type(&range.subtype),
            escape::code(&multirange),
            notes(&[], range.comment.as_deref()),
        ]);
    }
    out.finish()
}

/// An object's name as a code span, with its anchor.
fn name(page: &Page<'_>, object: &dyn Object, name: &str) -> String {
    page.links.anchor(&object.id()) + &escape::code(name)
}
