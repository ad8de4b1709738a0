//! What every section of the reference needs: the model, the links, and small pieces of prose.

use pgplumb_catalog::counts::{RowCount, RowCounts};
use pgplumb_catalog::kinds::table::Table;
use pgplumb_catalog::{Kind, Name, ObjectId};

use super::escape;
use super::links::Links;
use crate::header::grouped;
use crate::model::Model;

/// A file being written.
pub(crate) struct Page<'a> {
    pub model: &'a Model<'a>,
    pub links: &'a Links,
    pub counts: &'a RowCounts,
    /// The schema whose file this is; `None` for the index and for a single file.
    pub file: Option<&'a str>,
}

impl Page<'_> {
    /// A heading with an object's anchor. A schema's own file begins one level higher.
    pub(crate) fn heading(&self, level: usize, id: &ObjectId, text: &str) -> String {
        self.plain_heading(level, &format!("{}{text}", self.links.anchor(id)))
    }

    /// A heading. A schema's own file begins one level higher.
    pub(crate) fn plain_heading(&self, level: usize, text: &str) -> String {
        let level = if self.file.is_some() { level - 1 } else { level };
        format!("{} {text}\n\n", "#".repeat(level))
    }

    /// A link to an object, named within a schema.
    pub(crate) fn object(&self, schema: &str, id: &ObjectId) -> String {
        self.links.object(self.file, schema, id)
    }

    /// A link to a table, named within a schema.
    pub(crate) fn table(&self, schema: &str, table: (&Name, &Name)) -> String {
        let foreign = self.model.table((table.0, table.1)).is_some_and(|t| t.foreign.is_some());
        let kind = if foreign { Kind::ForeignTable } else { Kind::Table };
        self.object(schema, &ObjectId::local(kind, table.0, table.1.clone()))
    }

    /// A type as SQL writes it, linked to its explanation.
    pub(crate) fn sql_type(&self, sql: &str) -> String {
        self.links.sql_type(self.file, sql)
    }

    /// A function that SQL names, linked to its explanation where it has no arguments.
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

/// Names as code, separated by commas.
pub(crate) fn codes<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| escape::code(n.as_ref())).collect::<Vec<_>>().join(", ")
}

/// `1 table`, `2 tables`, `3 indexes`: a count of what the schema has, never of rows.
pub(crate) fn counted(number: usize, word: &str) -> String {
    if number == 1 {
        return format!("1 {word}");
    }
    format!("{} {}", grouped(u64::try_from(number).unwrap_or(u64::MAX)), plural(word))
}

/// A word for several of its kind: `tables`, `indexes`, `policies`.
pub(crate) fn plural(word: &str) -> String {
    match word {
        _ if word.ends_with('x') || word.ends_with('s') => format!("{word}es"),
        _ => match word.strip_suffix('y') {
            Some(stem) if !word.ends_with("ey") => format!("{stem}ies"),
            _ => format!("{word}s"),
        },
    }
}

/// A bold label over a table, which is left out with it when there is nothing to show.
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

/// A comment as paragraphs of its own; nothing when there is none.
pub(crate) fn purpose(comment: Option<&str>) -> String {
    let text = comment.map(escape::paragraphs).unwrap_or_default();
    if text.is_empty() { text } else { text + "\n\n" }
}
