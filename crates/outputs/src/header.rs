//! How generated Markdown files begin, and telling what of a file never makes it out of date.

use pgplumb_catalog::counts::{CountKind, RowCount};
use pgplumb_catalog::snapshot::Origin;

use crate::markdown::escape;

/// A no-break space: it stands before the word `rows` of every row count and, as everything out of a database is written
/// without it, nowhere else.
const NO_BREAK: char = '\u{a0}';

const DATABASE: &str = "- Database: ";
const SERVER: &str = "- Server: PostgreSQL ";
const EXPORTED: &str = "- Exported: ";

/// The comment that every generated file begins with.
pub(crate) fn do_not_edit(output: &str) -> String {
    format!("<!-- Written by pgplumb; changes are lost. `pgplumb export {output}` writes it anew. -->\n\n")
}

/// From where and when a file is: a list of three lines.
pub(crate) fn origin(origin: &Origin) -> String {
    let mut out = String::new();
    if !origin.database.is_empty() {
        out.push_str(&format!("{DATABASE}{}", escape::code(&origin.database)));
        if !origin.host.is_empty() {
            out.push_str(&format!(" on {}", escape::code(&origin.host)));
        }
        out.push('\n');
    }
    if !origin.server_version.is_empty() {
        out.push_str(&format!("{SERVER}{}\n", escape::line(&origin.server_version)));
    }
    let by = if origin.generator.is_empty() { "pgplumb".to_owned() } else { escape::line(&origin.generator) };
    out.push_str(&format!("{EXPORTED}{} by {by}\n\n", escape::line(&origin.exported_at)));
    out
}

/// A row count, in the form that [`stable`] knows: `1,234 rows`, `~1,234 rows` when estimated, `— rows` when unknown.
pub(crate) fn rows(count: Option<&RowCount>) -> String {
    let number = match count {
        Some(RowCount { rows: Some(rows), kind, .. }) => {
            let mark = if *kind == CountKind::Estimated { "~" } else { "" };
            format!("{mark}{}", grouped(*rows))
        }
        _ => "—".to_owned(),
    };
    format!("{number}{NO_BREAK}{}", if number == "1" { "row" } else { "rows" })
}

/// A row count with the reason why it is only estimated or unknown.
pub(crate) fn rows_with_note(count: Option<&RowCount>) -> String {
    let note = count.and_then(|c| c.note.as_deref()).unwrap_or_default().replace('(', "[").replace(')', "]");
    let number = rows(count);
    if note.is_empty() { number } else { format!("{number}{NO_BREAK}({})", escape::line(&note)) }
}

/// The sum of row counts: exact only if all are, at least what is known.
pub(crate) fn rows_together<'a>(counts: impl IntoIterator<Item = Option<&'a RowCount>>) -> String {
    let (mut sum, mut estimated, mut known, mut unknown) = (0_u64, false, false, false);
    for count in counts {
        match count.and_then(|c| Some((c.rows?, c.kind))) {
            Some((rows, kind)) => {
                sum = sum.saturating_add(rows);
                estimated |= kind == CountKind::Estimated;
                known = true;
            }
            None => unknown = true,
        }
    }
    let mark = match (unknown, estimated) {
        (true, _) => "≥",
        (false, true) => "~",
        (false, false) => "",
    };
    if known || !unknown {
        let word = if sum == 1 && mark.is_empty() { "row" } else { "rows" };
        return format!("{mark}{}{NO_BREAK}{word}", grouped(sum));
    }
    rows(None)
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The text without what never makes it out of date: database, host, minor version, time, generator and row counts.
pub(crate) fn stable(text: &str) -> String {
    stable_lines(text, without_counts)
}

/// The text without where and when it is from. Its row counts stay.
pub(crate) fn stable_origin(text: &str) -> String {
    stable_lines(text, |line, out| out.push_str(line))
}

fn stable_lines(text: &str, add: impl Fn(&str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_header = true;
    for line in text.split_inclusive('\n') {
        in_header = in_header && !line.starts_with("## ");
        if in_header && let Some(line) = stable_header(line) {
            out.push_str(&line);
            out.push('\n');
        } else {
            add(line, &mut out);
        }
    }
    out
}

fn stable_header(line: &str) -> Option<String> {
    if let Some(version) = line.strip_prefix(SERVER) {
        let major: String = version.chars().take_while(char::is_ascii_digit).collect();
        return Some(format!("{SERVER}{major}"));
    }
    let prefix = [DATABASE, EXPORTED].into_iter().find(|prefix| line.starts_with(prefix))?;
    Some(prefix.trim_end().to_owned())
}

fn without_counts(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(NO_BREAK) {
        let (before, after) = rest.split_at(at);
        let Some(after_word) = after[NO_BREAK.len_utf8()..].strip_prefix("row") else {
            out.push_str(before);
            out.push(NO_BREAK);
            rest = &after[NO_BREAK.len_utf8()..];
            continue;
        };
        out.push_str(
            before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '~' | '≥' | '—')),
        );
        out.push_str("rows");
        rest = after_word.strip_prefix('s').unwrap_or(after_word);
        if let Some(note) = rest.strip_prefix("\u{a0}(")
            && let Some(end) = note.find(')')
        {
            rest = &note[end + 1..];
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin_of(host: &str, version: &str) -> Origin {
        Origin {
            generator: format!("pgplumb {version}"),
            database: format!("shop{host}"),
            host: host.to_owned(),
            exported_at: format!("2026-01-31T12:00:0{}Z", host.len()),
            server_version: format!("18.{version} (Debian)"),
        }
    }

    #[test]
    fn counts_are_written_in_one_form() {
        for (count, written) in [
            (Some(RowCount::exact(1)), "1\u{a0}row"),
            (Some(RowCount::exact(1_234_567)), "1,234,567\u{a0}rows"),
            (Some(RowCount::estimated(1)), "~1\u{a0}rows"),
            (Some(RowCount::unknown("x")), "—\u{a0}rows"),
            (None, "—\u{a0}rows"),
        ] {
            assert_eq!(rows(count.as_ref()), written);
            assert_eq!(stable(&rows_with_note(count.as_ref())), "rows");
        }
        let (one, some, none) = (RowCount::exact(1), RowCount::estimated(5000), RowCount::unknown("no"));
        assert_eq!(rows_together([Some(&one)]), "1\u{a0}row");
        assert_eq!(rows_together([Some(&one), Some(&some)]), "~5,001\u{a0}rows");
        assert_eq!(rows_together([Some(&one), Some(&none), None]), "≥1\u{a0}rows");
        assert_eq!(rows_together([Some(&none)]), "—\u{a0}rows");
        assert_eq!(rows_together([]), "0\u{a0}rows");
    }

    #[test]
    fn what_never_makes_a_file_stale_is_blanked_and_nothing_else() {
        let file = |host: &str, version: &str, count: &str, comment: &str| {
            let origin = origin(&origin_of(host, version));
            format!(
                "# T\n\n{origin}## A\n\n- Database: {comment}\n| {count} |\n{comment} · {count}, 7 columns\n"
            )
        };
        let first = file("a", "1", &rows(Some(&RowCount::exact(999))), "has 5 rows");
        let note = RowCount::unknown("permission denied (table x)");
        let second = file("long.host", "2.0", &rows_with_note(Some(&note)), "has 5 rows");
        assert_eq!(stable(&first), stable(&second));
        assert_eq!(stable(&stable(&first)), stable(&first));
        assert_ne!(stable(&first), stable(&file("a", "1", &rows(None), "has 6 rows")));
        assert!(stable(&first).contains("- Server: PostgreSQL 18\n"));
    }
}
