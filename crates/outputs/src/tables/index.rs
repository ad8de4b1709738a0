//! `_index.md`: all tables with their files, and what the last export with changes found.

use std::collections::BTreeMap;

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::{Kind, ObjectId};

use super::{IndexEntry, IndexInput, TableFile, display_name};
use crate::header;
use crate::markdown::escape;
use crate::markdown::table::Table;

/// The name of the index file.
pub const INDEX_FILE: &str = "_index.md";

/// How a table changed since the previous export.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Status {
    /// Unchanged.
    #[default]
    Current,
    /// New.
    New,
    /// Changed, with a description in Markdown.
    Changed(String),
}

impl Status {
    /// Creates the status of a changed table from a description in plain text.
    pub fn changed(what: &str) -> Self {
        Self::Changed(escape::line(what).replace('|', "\\|"))
    }

    fn cell(&self) -> String {
        match self {
            Self::Current => "\u{2713}".to_owned(),
            Self::New => "+".to_owned(),
            Self::Changed(what) if what.is_empty() => "~".to_owned(),
            Self::Changed(what) => format!("~ {what}"),
        }
    }
}

/// A row of the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IndexRow<'a> {
    /// The table's file.
    pub file: &'a TableFile,
    /// The table's details.
    pub entry: &'a IndexEntry,
    /// How it changed.
    pub status: Status,
}

/// A file whose table no longer exists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Orphan {
    /// The file.
    pub file: String,
    /// The table that it described, if the file says so.
    pub object: Option<ObjectId>,
}

/// Renders the index.
pub fn render_index(
    input: &IndexInput<'_>,
    rows: &[IndexRow<'_>],
    others: &[&TableFile],
    orphans: &[Orphan],
) -> String {
    let mut out = header::do_not_edit("tables");
    out.push_str("# Tables\n\n");
    out.push_str(&header::origin(input.origin));
    out.push_str(
        "\u{2713} unchanged, + new, ~ changed since the previous export, \u{26a0} no longer in the database\n\n",
    );
    for (title, object, kinds) in [
        ("Tables", "Table", &[Kind::Table, Kind::ForeignTable][..]),
        ("Views", "View", &[Kind::View, Kind::MaterializedView]),
    ] {
        let mut rows: Vec<&IndexRow<'_>> =
            rows.iter().filter(|row| kinds.contains(&row.entry.id.kind)).collect();
        rows.sort_by_key(|row| display_name(&row.entry.id));
        if !rows.is_empty() {
            out.push_str(&format!("## {title}\n\n"));
            let mut table = Table::with_all_columns(&[
                ("", 1),
                (object, 40),
                (">Columns", 7),
                ("Comment", 30),
                (">Size", 10),
            ]);
            rows.iter().for_each(|row| table.row(cells(row, input.counts)));
            out.push_str(&table.finish());
        }
    }
    if !orphans.is_empty() {
        out.push_str(
            "## Orphaned files\n\nThe tables of these files no longer exist. `pgplumb export tables --prune` deletes the files.\n\n",
        );
        let mut orphans: Vec<&Orphan> = orphans.iter().collect();
        orphans.sort();
        let mut table = Table::with_all_columns(&[("", 1), ("File", 40)]);
        for orphan in orphans {
            table.row(["\u{26a0}".to_owned(), link(&orphan.file, &orphan.file)]);
        }
        out.push_str(&table.finish());
    }
    if !others.is_empty() {
        out.push_str("## Other files\n\n");
        for file in others {
            out.push_str(&format!("- {}\n", link(&file.name, &file.name)));
        }
    }
    crate::finish(out)
}

fn cells(row: &IndexRow<'_>, counts: &RowCounts) -> Vec<String> {
    let id = &row.entry.id;
    let rows = match (row.entry.is_table(), &id.schema) {
        (true, Some(schema)) => header::rows(counts.get(schema, &id.name)),
        _ => String::new(),
    };
    vec![
        row.status.cell().replace("\\|", "|"),
        link(&display_name(id), &row.file.name),
        row.entry.columns.to_string(),
        row.entry.comment.as_deref().map(escape::line).unwrap_or_default(),
        rows,
    ]
}

fn link(text: &str, file: &str) -> String {
    format!("[{}]({})", escape::text(text), escape::address(file))
}

/// Replaces one row of an index by the row from `rendered`. `None` if either has no row for the
/// file.
pub fn replace_row(index: &str, rendered: &str, file: &str) -> Option<String> {
    let address = format!("]({}) ", escape::address(file));
    let is_row = |line: &&str| line.starts_with("| ") && line.contains(&address);
    let new = rendered.split_inclusive('\n').find(is_row)?;
    if !index.split_inclusive('\n').any(|line| is_row(&line)) {
        return None;
    }
    Some(index.split_inclusive('\n').map(|line| if is_row(&line) { new } else { line }).collect())
}

/// Reads the statuses of the files from an index, by [`status_key`].
pub fn parse_statuses(index: &str) -> BTreeMap<String, Status> {
    let mut statuses = BTreeMap::new();
    for line in index.lines() {
        let Some((status, rest)) = line.strip_prefix("| ").and_then(|line| line.split_once(" | [")) else {
            continue;
        };
        let Some(address) = address(rest) else { continue };
        let status = match status.trim() {
            "+" => Status::New,
            changed if changed.starts_with('~') => Status::Changed(changed[1..].trim().to_owned()),
            _ => Status::Current,
        };
        statuses.insert(address.to_owned(), status);
    }
    statuses
}

/// The address of the link at the start of a row. Brackets in the link's text are escaped.
fn address(row: &str) -> Option<&str> {
    let ends = row.match_indices("](").map(|(at, _)| at);
    let end = ends.filter(|at| !row[..*at].ends_with('\\')).min()?;
    row[end + 2..].split(')').next()
}

/// The key of a file in the result of [`parse_statuses`].
pub fn status_key(file: &str) -> String {
    escape::address(file)
}

#[cfg(test)]
mod tests {
    use pgplumb_catalog::Catalog;
    use pgplumb_catalog::snapshot::Origin;

    use super::*;

    #[test]
    fn statuses_round_trip_and_single_rows_can_be_replaced() {
        let (catalog, counts, origin) = (Catalog::default(), RowCounts::default(), Origin::default());
        let input = IndexInput { catalog: &catalog, counts: &counts, origin: &origin };
        let file = |name: &str, comment: &str| TableFile {
            name: name.to_owned(),
            text: String::new(),
            entry: Some(IndexEntry {
                id: ObjectId::local(Kind::Table, &"public".into(), format!("{name}](x) | [")),
                columns: 3,
                comment: Some(comment.to_owned()),
            }),
        };
        let files = [file("a b.sql", "c | d"), file("b.sql", ""), file("c.sql", "[x](y)")];
        let statuses = [Status::New, Status::changed("\"x|y\" [a](b) added"), Status::Current];
        let rows: Vec<IndexRow<'_>> = files
            .iter()
            .zip(&statuses)
            .map(|(file, status)| IndexRow {
                file,
                entry: file.entry.as_ref().unwrap(),
                status: status.clone(),
            })
            .collect();
        let text = render_index(&input, &rows, &[], &[]);
        let parsed = parse_statuses(&text);
        for (file, status) in files.iter().zip(&statuses) {
            assert_eq!(parsed.get(&status_key(&file.name)), Some(status), "{text}");
        }
        let mut later = rows.clone();
        later[1].status = Status::Current;
        later[0].status = Status::Current;
        let later = render_index(&input, &later, &[], &[]);
        let replaced = replace_row(&text, &later, "b.sql").unwrap();
        let parsed = parse_statuses(&replaced);
        assert_eq!(parsed[&status_key("b.sql")], Status::Current);
        assert_eq!(parsed[&status_key("a b.sql")], Status::New);
        assert_eq!(replace_row(&text, &later, "d.sql"), None);
    }
}
