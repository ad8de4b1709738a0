//! The context of the reference's sections, and helpers for prose.

use pgplumb_catalog::counts::{RowCount, RowCounts};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, Name, ObjectId};

use super::escape;
use super::links::Links;
use crate::model::Model;

/// A file that is being rendered.
pub(crate) struct Page<'a> {
    pub model: &'a Model<'a>,
    pub links: &'a Links,
    pub counts: &'a RowCounts,
    /// The schema of this file; `None` for the index and for a single file.
    pub file: Option<&'a str>,
}

impl Page<'_> {
    /// A heading with an object's anchor, one level higher in a schema's own file.
    pub(crate) fn heading(&self, level: usize, id: &ObjectId, text: &str) -> String {
        self.plain_heading(level, &format!("{}{text}", self.links.anchor(id)))
    }

    /// A heading, one level higher in a schema's own file.
    pub(crate) fn plain_heading(&self, level: usize, text: &str) -> String {
        let level = if self.file.is_some() { level - 1 } else { level };
        format!("{} {text}\n\n", "#".repeat(level))
    }

    /// A link to an object. Its schema is omitted if it is `schema`.
    pub(crate) fn object(&self, schema: &str, id: &ObjectId) -> String {
        self.links.object(self.file, schema, id)
    }

    /// A link to a table. Its schema is omitted if it is `schema`.
    pub(crate) fn table(&self, schema: &str, table: (&Name, &Name)) -> String {
        let foreign = self.model.table((table.0, table.1)).is_some_and(|t| t.foreign.is_some());
        let kind = if foreign { Kind::ForeignTable } else { Kind::Table };
        self.object(schema, &ObjectId::local(kind, table.0, table.1.clone()))
    }

    /// A type in SQL syntax, linked to its description.
    pub(crate) fn sql_type(&self, sql: &str) -> String {
        self.links.sql_type(self.file, sql)
    }

    /// A function call, linked to the function's description if the function has no parameters.
    pub(crate) fn function_call(&self, function: &str, arguments: &str) -> String {
        let text = escape::code(&format!("{function}({arguments})"));
        match format!("function:{function}()").parse::<ObjectId>() {
            Ok(id) => self.links.link(self.file, &id, text),
            Err(_) => text,
        }
    }

    /// A table's row count.
    pub(crate) fn count(&self, table: &Table) -> Option<&RowCount> {
        self.counts.get(&table.schema, &table.name)
    }
}

/// Names as code spans, separated by commas.
pub(crate) fn codes<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| escape::code(n.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Content below a bold label; empty if there is no content.
pub(crate) fn labelled(label: &str, content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("**{label}**\n\n{content}") }
}

/// Remarks and a comment in one cell.
pub(crate) fn notes(remarks: &[&str], comment: Option<&str>) -> String {
    let remarks = remarks.join(", ");
    match comment.map(escape::line).filter(|c| !c.is_empty()) {
        None => remarks,
        Some(comment) if remarks.is_empty() => comment,
        Some(comment) => format!("{remarks}: {comment}"),
    }
}

/// A comment as paragraphs; empty if there is none.
pub(crate) fn purpose(comment: Option<&str>) -> String {
    let text = comment.map(escape::paragraphs).unwrap_or_default();
    if text.is_empty() { text } else { text + "\n\n" }
}
