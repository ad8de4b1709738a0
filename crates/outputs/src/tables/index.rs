//! `_index.md`: every table with its file, and what the last run that changed anything found.

use std::collections::BTreeMap;

use pgplumb_catalog::counts::RowCounts;
use pgplumb_catalog::{Kind, ObjectId};

use super::{Entry, Source, TableFile, display_name};
use crate::header;
use crate::markdown::escape;
use crate::markdown::table::Table;

/// The index's name.
pub const INDEX: &str = "_index.md";

/// What became of a table since the run before.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Status {
    /// Nothing.
    #[default]
    Current,
    /// It is new.
    New,
    /// It changed: in what, in a phrase of Markdown.
    Changed(String),
}

impl Status {
    /// It changed, in this.
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
pub struct Row<'a> {
    /// The table's file.
    pub file: &'a TableFile,
    /// What the index says of it.
    pub entry: &'a Entry,
    /// What became of it.
    pub status: Status,
}

/// A file whose table is gone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Orphan {
    /// The file.
    pub file: String,
    /// The table that it was of, if it says so.
    pub object: Option<ObjectId>,
}

/// The index.
pub fn render_index(
    source: &Source<'_>,
    rows: &[Row<'_>],
    others: &[&TableFile],
    orphans: &[Orphan],
) -> String {
    let mut out = header::do_not_edit("tables");
    out.push_str("# Tables\n\n");
    out.push_str(&header::origin(source.origin));
    out.push_str(
        "\u{2713} current, + new, ~ changed since the run before, \u{26a0} gone from the database\n\n",
    );
    for (title, kinds) in
        [("Tables", &[Kind::Table, Kind::ForeignTable][..]), ("Views", &[Kind::View, Kind::MaterializedView])]
    {
        let mut rows: Vec<&Row<'_>> = rows.iter().filter(|row| kinds.contains(&row.entry.id.kind)).collect();
        rows.sort_by_key(|row| display_name(&row.entry.id));
        if !rows.is_empty() {
            out.push_str(&format!("## {title}\n\n"));
            let mut table = Table::new(COLUMNS);
            rows.iter().for_each(|row| table.row(cells(row, source.counts)));
            out.push_str(&table.finish());
        }
    }
    if !orphans.is_empty() {
        out.push_str(
            "## Orphaned\n\nFiles whose table is gone; `pgplumb export tables --prune` removes them.\n\n",
        );
        let mut orphans: Vec<&Orphan> = orphans.iter().collect();
        orphans.sort();
        let mut table = Table::new(&[("", 1), ("File", 40)]);
        for orphan in orphans {
            table.row(["\u{26a0}".to_owned(), link(&orphan.file, &orphan.file)]);
        }
        out.push_str(&table.finish());
    }
    if !others.is_empty() {
        out.push_str("## What belongs to no table\n\n");
        for file in others {
            out.push_str(&format!("- {}\n", link(&file.name, &file.name)));
        }
    }
    crate::finish(out)
}

const COLUMNS: &[(&str, usize)] = &[("", 1), ("Table", 40), (">Columns", 7), ("Comment", 30), (">Rows", 10)];

fn cells(row: &Row<'_>, counts: &RowCounts) -> Vec<String> {
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

/// The index with one row taken from another: everything else stays as it is. `None` when it has no such place.
pub fn replace_row(index: &str, rendered: &str, file: &str) -> Option<String> {
    let address = format!("]({}) ", escape::address(file));
    let is_row = |line: &&str| line.starts_with("| ") && line.contains(&address);
    let new = rendered.split_inclusive('\n').find(is_row)?;
    if !index.split_inclusive('\n').any(|line| is_row(&line)) {
        return None;
    }
    Some(index.split_inclusive('\n').map(|line| if is_row(&line) { new } else { line }).collect())
}

/// The statuses that an index says, by file.
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

/// The address of the link whose text a row begins with: brackets within the text are escaped.
fn address(row: &str) -> Option<&str> {
    let ends = row.match_indices("](").map(|(at, _)| at);
    let end = ends.filter(|at| !row[..*at].ends_with('\\')).min()?;
    row[end + 2..].split(')').next()
}

/// How [`parse_statuses`] names a file.
pub fn status_key(file: &str) -> String {
    escape::address(file)
}

#[cfg(test)]
mod tests {
    use pgplumb_catalog::Catalog;
    use pgplumb_catalog::snapshot::Origin;

    use super::*;

    #[test]
    fn statuses_are_read_back_and_single_rows_replaced() {
        let (catalog, counts, origin) = (Catalog::default(), RowCounts::default(), Origin::default());
        let source = Source { catalog: &catalog, counts: &counts, origin: &origin };
        let file = |name: &str, comment: &str| TableFile {
            name: name.to_owned(),
            text: String::new(),
            entry: Some(Entry {
                id: ObjectId::local(Kind::Table, &"public".into(), format!("{name}](x) | [")),
                columns: 3,
                comment: Some(comment.to_owned()),
            }),
        };
        let files = [file("a b.sql", "c | d"), file("b.sql", ""), file("c.sql", "[x](y)")];
        let statuses = [Status::New, Status::changed("\"x|y\" [a](b) added"), Status::Current];
        let rows: Vec<Row<'_>> = files
            .iter()
            .zip(&statuses)
            .map(|(file, status)| Row { file, entry: file.entry.as_ref().unwrap(), status: status.clone() })
            .collect();
        let text = render_index(&source, &rows, &[], &[]);
        let parsed = parse_statuses(&text);
        for (file, status) in files.iter().zip(&statuses) {
            assert_eq!(parsed.get(&status_key(&file.name)), Some(status), "{text}");
        }
        let mut later = rows.clone();
        later[1].status = Status::Current;
        later[0].status = Status::Current;
        let later = render_index(&source, &later, &[], &[]);
        let replaced = replace_row(&text, &later, "b.sql").unwrap();
        let parsed = parse_statuses(&replaced);
        assert_eq!(parsed[&status_key("b.sql")], Status::Current);
        assert_eq!(parsed[&status_key("a b.sql")], Status::New);
        assert_eq!(replace_row(&text, &later, "d.sql"), None);
    }
}
