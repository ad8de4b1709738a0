//! Observed naming conventions and their exceptions.

use std::collections::BTreeMap;

use pgplumb_catalog::kinds::column::Column;
use pgplumb_catalog::kinds::constraint::{ForeignKey, server_chosen_name};
use pgplumb_catalog::kinds::index::Index;
use pgplumb_catalog::kinds::table::Table as SqlTable;
use pgplumb_catalog::sql::ident;

use super::escape;
use super::page::{Page, labelled};
use super::table::Table;
use crate::model::own_foreign_keys;
use crate::nouns::counted;

/// The number of members of a rarer style that are named.
const MAX_NAMED: usize = 12;

/// Renders the section; empty if there are no tables.
pub(crate) fn conventions(page: &Page<'_>) -> String {
    let tables = page.model.all_tables();
    let mut keys = Tally::default();
    let mut key_columns = Tally::default();
    let mut key_names = Tally::default();
    let mut indexes = Tally::default();
    let mut spelling = Tally::default();
    for table in tables {
        let link = || page.table("", (&table.schema, &table.name));
        keys.add(primary_key_style(table), link());
        spelling.add(spelling_style(&table.name), link());
        for column in &table.columns {
            spelling.add(spelling_style(&column.column_name), member(table, &column.column_name));
        }
        for key in own_foreign_keys(table) {
            key_columns.add(reference_style(key), member(table, &key.columns.join(", ")));
            key_names.add(constraint_style(table, key), escape::code(&key.constraint_name));
        }
        for index in table.indexes.iter().filter(|i| !i.is_constraint && i.partition_of.is_none()) {
            indexes.add(index_style(table, index), escape::code(&index.index_name));
        }
    }
    [
        labelled("Primary keys", &keys.table("Primary key", "table")),
        labelled("Dates and times", &times(page, tables)),
        labelled("Foreign key columns", &key_columns.table("Name", "foreign key")),
        labelled("Foreign key names", &key_names.table("Name", "foreign key")),
        labelled("Index names", &indexes.table("Name", "index")),
        labelled("Spelling of tables and columns", &spelling.table("Spelling", "name")),
    ]
    .concat()
}

fn member(table: &SqlTable, name: &str) -> String {
    escape::code(&format!("{}.{}.{name}", table.schema, table.name))
}

/// Styles with the members that follow each.
#[derive(Default)]
struct Tally(BTreeMap<String, Vec<String>>);

impl Tally {
    fn add(&mut self, style: String, member: String) {
        self.0.entry(style).or_default().push(member);
    }

    /// Renders the styles, most frequent first. Members are named for every style but the usual
    /// one, which is more frequent than any other.
    fn table(self, title: &str, noun: &str) -> String {
        if let [(style, members)] = self.0.iter().collect::<Vec<_>>().as_slice() {
            return format!("All {}: {style}\n\n", counted(members.len(), noun));
        }
        let mut styles: Vec<(String, Vec<String>)> = self.0.into_iter().collect();
        styles.sort_by_key(|(_, members)| usize::MAX - members.len());
        let mut out = Table::new(&[(title, 48), ("Count", 16), ("Where", 0)]);
        for (at, (style, members)) in styles.iter().enumerate() {
            let which = match styles.get(1) {
                Some((_, second)) if at == 0 && members.len() > second.len() => "everywhere else".to_owned(),
                _ => first_members(members),
            };
            out.row([style.clone(), counted(members.len(), noun), which]);
        }
        out.finish()
    }
}

fn first_members(members: &[String]) -> String {
    let mut named = members.iter().take(MAX_NAMED).cloned().collect::<Vec<_>>().join(", ");
    if members.len() > MAX_NAMED {
        named.push_str(&format!(" and {} more", members.len() - MAX_NAMED));
    }
    named
}

/// Describes a primary key: `id` bigint identity; several columns; none.
fn primary_key_style(table: &SqlTable) -> String {
    let [name] = table.primary_key() else {
        return if table.primary_key().is_empty() { "none" } else { "several columns" }.to_owned();
    };
    let Some(column) = table.column(name) else { return "one column".to_owned() };
    let stem =
        ["_id", "_ID", "Id", "ID", "id"].into_iter().find_map(|end| Some((name.strip_suffix(end)?, end)));
    let pattern = match stem {
        Some((stem, end)) if names_table(stem, &table.name) => format!("`<table>{end}`"),
        _ => escape::code(name),
    };
    format!("{pattern} {}{}", escape::code(&column.sql_type), value_source(column))
}

fn value_source(column: &Column) -> String {
    if column.identity.is_some() {
        return " identity".to_owned();
    }
    match column.column_default.as_deref() {
        None => String::new(),
        Some(default) if default.starts_with("nextval(") => " from a sequence".to_owned(),
        Some(default) => format!(" default {}", escape::sql(default)),
    }
}

/// Whether a word is a table's name or its singular.
fn names_table(word: &str, table: &str) -> bool {
    let singular = |ending: &str, instead: &str| {
        table.strip_suffix(ending).is_some_and(|stem| word.strip_suffix(instead) == Some(stem))
    };
    word == table || singular("s", "") || singular("es", "") || singular("ies", "y")
}

/// How the column of a foreign key is named after the referenced table and column.
fn reference_style(key: &ForeignKey) -> String {
    let ([column], [target]) = (key.columns.as_slice(), key.foreign_columns.as_slice()) else {
        return "several columns".to_owned();
    };
    let table = &key.foreign_table;
    // A prefix before the table's name is the role of the referenced row.
    let ends_in_table =
        |word: &str| word.match_indices('_').any(|(at, _)| names_table(&word[at + 1..], table));
    match column.strip_suffix(&format!("_{target}")) {
        _ if names_table(column, table) => "`<table>`".to_owned(),
        Some(stem) if names_table(stem, table) => format!("`<table>_{}`", plain(target)),
        _ if column == target => "the referenced column's name".to_owned(),
        Some(stem) if ends_in_table(stem) => format!("`<role>_<table>_{}`", plain(target)),
        Some(_) => format!("`<role>_{}`", plain(target)),
        None if ends_in_table(column) => "`<role>_<table>`".to_owned(),
        None => "other".to_owned(),
    }
}

/// A name that can be part of a pattern in a code span.
fn plain(name: &str) -> String {
    if ident(name).starts_with('"') { "<column>".to_owned() } else { name.to_owned() }
}

/// Prefixes, infixes and suffixes by which the names of a kind are classified.
struct Affixes {
    /// The style of names that the server chooses.
    server_style: &'static str,
    starts: &'static [&'static str],
    middle: &'static str,
    ends: &'static [&'static str],
}

const FOREIGN_KEYS: Affixes = Affixes {
    server_style: "`<table>_<columns>_fkey`",
    starts: &["fk_", "fk"],
    middle: "_fk_",
    ends: &["_fkey", "_fk"],
};

const INDEXES: Affixes = Affixes {
    server_style: "`<table>_<columns>_idx`",
    starts: &["idx_", "ix_", "index_", "uq_", "uniq_", "unique_", "i_"],
    middle: "_idx_",
    ends: &["_idx", "_index", "_key", "_ix"],
};

fn constraint_style(table: &SqlTable, key: &ForeignKey) -> String {
    let chosen = server_chosen_name(&table.name, &key.columns.join("_"), "fkey");
    FOREIGN_KEYS.style(&key.constraint_name, &chosen)
}

fn index_style(table: &SqlTable, index: &Index) -> String {
    let keys: Vec<&str> = index.keys.iter().map(|k| k.column.as_deref().unwrap_or("expr")).collect();
    let chosen = server_chosen_name(&table.name, &keys.join("_"), "idx");
    INDEXES.style(&index.index_name, &chosen)
}

impl Affixes {
    /// The style of a name: chosen by the server, or classified by its prefix, infix or suffix.
    fn style(&self, name: &str, chosen: &str) -> String {
        let is_server_chosen =
            name.strip_prefix(chosen).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if is_server_chosen {
            return self.server_style.to_owned();
        }
        let lower = name.to_lowercase();
        let start =
            self.starts.iter().find(|start| lower.starts_with(**start)).map(|start| format!("`{start}…`"));
        let middle = || lower.contains(self.middle).then(|| format!("`…{}…`", self.middle));
        let end = || self.ends.iter().find(|end| lower.ends_with(**end)).map(|end| format!("`…{end}`"));
        start.or_else(middle).or_else(end).unwrap_or_else(|| "other".to_owned())
    }
}

fn spelling_style(name: &str) -> String {
    let has = |class: fn(&char) -> bool| name.chars().any(|c| class(&c));
    let style = if ident(name) == name {
        "`snake_case`"
    } else if name.chars().any(|c| !c.is_alphanumeric() && c != '_') {
        "other characters"
    } else if !has(char::is_ascii_uppercase) {
        "lower case, needs quotes"
    } else if !has(char::is_ascii_lowercase) {
        "`UPPER_CASE`, needs quotes"
    } else {
        "`CamelCase` or `camelCase`, needs quotes"
    };
    style.to_owned()
}

/// Date and time columns whose name occurs in several tables: the most frequent style and
/// exceptions.
fn times(page: &Page<'_>, tables: &[&SqlTable]) -> String {
    let mut by_name: BTreeMap<&str, Tally> = BTreeMap::new();
    for table in tables {
        for column in table.columns.iter().filter(|c| is_time(&c.sql_type)) {
            let nullable = if column.is_nullable() { " null" } else { " not null" };
            let style = format!("{}{nullable}{}", escape::code(&column.sql_type), value_source(column));
            let link = page.table("", (&table.schema, &table.name));
            by_name.entry(&column.column_name).or_default().add(style, link);
        }
    }
    let total = |tally: &Tally| tally.0.values().map(Vec::len).sum::<usize>();
    let mut names: Vec<(&str, Tally)> = by_name.into_iter().filter(|(_, tally)| total(tally) > 1).collect();
    names.sort_by_key(|(_, tally)| usize::MAX - total(tally));
    let mut out = Table::new(&[("Column", 24), ("Usual style", 56), ("Count", 16), ("Exceptions", 0)]);
    for (name, tally) in names {
        let all = counted(total(&tally), "table");
        let mut styles: Vec<(String, Vec<String>)> = tally.0.into_iter().collect();
        styles.sort_by_key(|(_, members)| usize::MAX - members.len());
        let others: Vec<String> = styles
            .iter()
            .skip(1)
            .map(|(style, members)| format!("{style} in {}", first_members(members)))
            .collect();
        let mostly = styles.into_iter().next().map(|(style, _)| style).unwrap_or_default();
        out.row([escape::code(name), mostly, all, others.join("; ")]);
    }
    out.finish()
}

fn is_time(sql_type: &str) -> bool {
    sql_type == "date" || sql_type.starts_with("timestamp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(members: &[(&str, &str)]) -> Vec<String> {
        let mut tally = Tally::default();
        members.iter().for_each(|(style, member)| tally.add((*style).to_owned(), (*member).to_owned()));
        let table = tally.table("Name", "index");
        let rows = table.lines().skip(2).filter(|row| !row.is_empty());
        rows.map(|row| row.split('|').nth_back(1).unwrap_or_default().trim().to_owned()).collect()
    }

    #[test]
    fn only_the_usual_style_is_named_without_its_members() {
        let mut uniform = Tally::default();
        uniform.add("a".to_owned(), "1".to_owned());
        uniform.add("a".to_owned(), "2".to_owned());
        assert_eq!(uniform.table("Name", "index"), "All 2 indexes: a\n\n");
        assert_eq!(places(&[("a", "1"), ("b", "2"), ("a", "3")]), ["everywhere else", "2"]);
        assert_eq!(places(&[("a", "1"), ("b", "2")]), ["1", "2"]);
    }
}
