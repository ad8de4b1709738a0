//! Query templates: one file for all server versions.
//!
//! A first line can be a mark:
//!
//! - `--[if] SELECT …`: run the query only if this `SELECT` returns a row. Planning a query costs
//!   more than finding a catalog empty.
//! - `--[nonempty] pg_policy`: the same for a catalog that is empty in a new database. Its size is
//!   known without opening its indexes, which planning would do.
//! - `--[after]`: the query needs the results of earlier queries, in placeholders.
//! - `--[late]`: the query takes long and should run last.
//!
//! A line that begins with `--[restricted]` applies only to [restricted reads](super::Restriction).
//! Its placeholders are lists of OIDs: `$tables`, `$parts` (the tables and what belongs to them)
//! and `$related` (these and their dependencies).
//!
//! A line that begins with `--[15+]`, `--[-14]` or `--[15-17]` applies only to these major
//! versions. The rest of the line is SQL.

use super::Restriction;

/// The condition for running the query, if there is one.
pub(super) fn condition(template: &str) -> Option<String> {
    let first = template.lines().next()?;
    if let Some(query) = first.strip_prefix("--[if] ") {
        return Some(format!("EXISTS ({query})"));
    }
    let catalogs = first.strip_prefix("--[nonempty] ")?.split(' ');
    let sizes = catalogs.map(|name| format!("pg_catalog.pg_relation_size('pg_catalog.{name}')"));
    Some(format!("{} > 0", sizes.collect::<Vec<_>>().join(" + ")))
}

/// Whether the query needs the results of earlier queries.
pub(super) fn is_after(template: &str) -> bool {
    template.starts_with("--[after]")
}

/// Whether the query should run last.
pub(super) fn is_late(template: &str) -> bool {
    template.starts_with("--[late]")
}

/// The query for a major version, and for a restricted read if there is a restriction.
pub(super) fn render(template: &str, major: u32, restriction: Option<&Restriction>) -> String {
    let mut sql = String::with_capacity(template.len());
    for line in template.lines() {
        let trimmed = line.trim_start();
        if ["--[if]", "--[nonempty]", "--[after]", "--[late]"].iter().any(|mark| trimmed.starts_with(mark)) {
            continue;
        }
        let line = match trimmed.strip_prefix("--[").and_then(|rest| rest.split_once(']')) {
            Some(("restricted", text)) if restriction.is_some() => text,
            Some((range, text)) if applies(range, major) => text,
            Some(_) => continue,
            None if trimmed.starts_with("--") => continue,
            None => line,
        };
        sql.push_str(line);
        sql.push('\n');
    }
    sql.truncate(sql.trim_end().len());
    restriction.map(|restriction| restriction.fill(&sql)).unwrap_or(sql)
}

fn applies(range: &str, major: u32) -> bool {
    if range == "restricted" {
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
    fn conditions_for_running_a_query() {
        assert_eq!(condition("SELECT a"), None);
        assert_eq!(condition("--[if] SELECT FROM b\nSELECT a").as_deref(), Some("EXISTS (SELECT FROM b)"));
        let sizes =
            "pg_catalog.pg_relation_size('pg_catalog.b') + pg_catalog.pg_relation_size('pg_catalog.c') > 0";
        assert_eq!(condition("--[nonempty] b c\nSELECT a").as_deref(), Some(sizes));
        assert_eq!(render("--[nonempty] b\nSELECT a", 14, None), "SELECT a");
    }

    #[test]
    fn lines_apply_to_their_versions() {
        let template = "SELECT a\n--[15+], b\n  --[-14], c\n--[16-17], d\n-- why\nFROM t\n";
        assert_eq!(render(template, 14, None), "SELECT a\n, c\nFROM t");
        assert_eq!(render(template, 15, None), "SELECT a\n, b\nFROM t");
        assert_eq!(render(template, 17, None), "SELECT a\n, b\n, d\nFROM t");
        let some = "SELECT a\nFROM t\n--[restricted] WHERE a = ANY ($tables)";
        assert_eq!(render(some, 14, None), "SELECT a\nFROM t");
        let none = "SELECT a\nFROM t\n WHERE a = ANY ('{}'::pg_catalog.oid[])";
        assert_eq!(render(some, 14, Some(&Restriction::default())), none);
    }
}
