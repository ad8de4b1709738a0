//! Queries that differ between server versions, in one file.
//!
//! A first line `--[if] SELECT …` says when the query is worth running: only when that answers a row. Planning a query costs the server
//! more than finding out that a catalog is empty. A first line `--[filled] pg_policy` says it shorter of a catalog that is empty in a new
//! database: that it has a size is found out without a look at its indexes, which planning a query takes.
//!
//! A first line `--[after]` says that the query can only be written when the others have answered: it has placeholders for what they told.
//!
//! A first line `--[late]` says that the query keeps the server busy and is better asked last.
//!
//! A line that begins with `--[of]` holds only where [some tables](super::Extent) alone are read; it may have the placeholders `$tables`,
//! `$parts` (these, and what belongs to them) and `$near` (all of that, and what it needs) for lists of OIDs.
//!
//! A line that begins with `--[15+]`, `--[-14]` or `--[15-17]` holds only for these major versions; the rest of the line is SQL.

use super::Extent;

/// When the query is worth running, if not always.
pub(super) fn condition(template: &str) -> Option<String> {
    let first = template.lines().next()?;
    if let Some(query) = first.strip_prefix("--[if] ") {
        return Some(format!("EXISTS ({query})"));
    }
    let catalogs = first.strip_prefix("--[filled] ")?.split(' ');
    let sizes = catalogs.map(|name| format!("pg_catalog.pg_relation_size('pg_catalog.{name}')"));
    Some(format!("{} > 0", sizes.collect::<Vec<_>>().join(" + ")))
}

/// Whether the query can only be written when the others have answered.
pub(super) fn is_after(template: &str) -> bool {
    template.starts_with("--[after]")
}

/// Whether the query is better asked last.
pub(super) fn is_late(template: &str) -> bool {
    template.starts_with("--[late]")
}

/// The query's text for a major version, for all that there is or for some tables.
pub(super) fn written(template: &str, major: u32, extent: Option<&Extent>) -> String {
    let mut sql = String::with_capacity(template.len());
    for line in template.lines() {
        let trimmed = line.trim_start();
        if ["--[if]", "--[filled]", "--[after]", "--[late]"].iter().any(|mark| trimmed.starts_with(mark)) {
            continue;
        }
        let line = match trimmed.strip_prefix("--[").and_then(|rest| rest.split_once(']')) {
            Some(("of", text)) if extent.is_some() => text,
            Some((range, text)) if holds(range, major) => text,
            Some(_) => continue,
            None if trimmed.starts_with("--") => continue,
            None => line,
        };
        sql.push_str(line);
        sql.push('\n');
    }
    sql.truncate(sql.trim_end().len());
    extent.map(|extent| extent.fill(&sql)).unwrap_or(sql)
}

fn holds(range: &str, major: u32) -> bool {
    if range == "of" {
        return false;
    }
    let number = |text: &str, open: u32| if text.is_empty() { open } else { text.parse().unwrap_or(open) };
    match range.strip_suffix('+') {
        Some(from) => major >= number(from, 0),
        None => {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            (number(from, 0)..=number(to, u32::MAX)).contains(&major)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_says_when_it_is_worth_running() {
        assert_eq!(condition("SELECT a"), None);
        assert_eq!(condition("--[if] SELECT FROM b\nSELECT a").as_deref(), Some("EXISTS (SELECT FROM b)"));
        let sizes =
            "pg_catalog.pg_relation_size('pg_catalog.b') + pg_catalog.pg_relation_size('pg_catalog.c') > 0";
        assert_eq!(condition("--[filled] b c\nSELECT a").as_deref(), Some(sizes));
        assert_eq!(written("--[filled] b\nSELECT a", 14, None), "SELECT a");
    }

    #[test]
    fn lines_hold_for_their_versions() {
        let template = "SELECT a\n--[15+], b\n  --[-14], c\n--[16-17], d\n-- why\nFROM t\n";
        assert_eq!(written(template, 14, None), "SELECT a\n, c\nFROM t");
        assert_eq!(written(template, 15, None), "SELECT a\n, b\nFROM t");
        assert_eq!(written(template, 17, None), "SELECT a\n, b\n, d\nFROM t");
        let some = "SELECT a\nFROM t\n--[of] WHERE a = ANY ($tables)";
        assert_eq!(written(some, 14, None), "SELECT a\nFROM t");
        let none = "SELECT a\nFROM t\n WHERE a = ANY ('{}'::pg_catalog.oid[])";
        assert_eq!(written(some, 14, Some(&Extent::default())), none);
    }
}
