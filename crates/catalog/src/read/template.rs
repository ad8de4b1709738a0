//! Queries that differ between server versions, in one file.
//!
//! A first line `--[if] SELECT …` says when the query is worth running: only when that answers a row. Planning a query costs the server
//! more than finding out that a catalog is empty.
//!
//! A first line `--[after]` says that the query can only be written when the others have answered: it has placeholders for what they told.
//!
//! A line that begins with `--[15+]`, `--[-14]` or `--[15-17]` holds only for these major versions; the rest of the line is SQL.

/// When the query is worth running, if not always.
pub(super) fn condition(template: &str) -> Option<&str> {
    template.lines().next()?.strip_prefix("--[if] ")
}

/// Whether the query can only be written when the others have answered.
pub(super) fn is_after(template: &str) -> bool {
    template.starts_with("--[after]")
}

/// The query's text for a major version.
pub(super) fn for_version(template: &str, major: u32) -> String {
    let mut sql = String::with_capacity(template.len());
    for line in template.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("--[if]") || trimmed.starts_with("--[after]") {
            continue;
        }
        let line = match trimmed.strip_prefix("--[").and_then(|rest| rest.split_once(']')) {
            Some((range, text)) if holds(range, major) => text,
            Some(_) => continue,
            None if trimmed.starts_with("--") => continue,
            None => line,
        };
        sql.push_str(line);
        sql.push('\n');
    }
    sql.truncate(sql.trim_end().len());
    sql
}

fn holds(range: &str, major: u32) -> bool {
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
    fn lines_hold_for_their_versions() {
        let template = "SELECT a\n--[15+], b\n  --[-14], c\n--[16-17], d\n-- why\nFROM t\n";
        assert_eq!(for_version(template, 14), "SELECT a\n, c\nFROM t");
        assert_eq!(for_version(template, 15), "SELECT a\n, b\nFROM t");
        assert_eq!(for_version(template, 17), "SELECT a\n, b\n, d\nFROM t");
    }
}
