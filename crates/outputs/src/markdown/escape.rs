//! Converts text from a database to Markdown (CommonMark with GitHub's tables).
//!
//! The rendered result shows exactly the text of a name, comment or expression: no markup, HTML or
//! links. Pipes are not escaped here; `Table` escapes them in cells.

use crate::visible::{visible, visible_lines};

/// Plain text on one line, with invisible characters escaped.
pub fn text(text: &str) -> String {
    escape(&visible(text))
}

/// A comment on one line: line breaks and runs of spaces become single spaces.
pub fn line(comment: &str) -> String {
    text(&comment.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

/// A comment with its paragraphs and line breaks. Not valid in table cells.
pub fn paragraphs(comment: &str) -> String {
    let mut out = String::with_capacity(comment.len() + 16);
    let mut gap = false;
    for comment_line in visible_lines(comment).lines() {
        let comment_line = comment_line.trim_matches([' ', '\t']);
        if comment_line.is_empty() {
            gap = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "\\\n" });
        }
        out.push_str(&escape(&comment_line.replace('\t', " ")));
        gap = false;
    }
    out
}

/// A code span.
pub fn code(name: &str) -> String {
    code_span(&visible(name))
}

/// An SQL expression as a code span: line breaks and surrounding spaces become single spaces.
pub fn sql(expression: &str) -> String {
    let lines: Vec<&str> = expression.split('\n').map(|l| l.trim_matches([' ', '\t', '\r'])).collect();
    code(lines.join(" ").replace('\t', " ").trim_matches(' '))
}

/// A code block of SQL. Not valid in table cells.
pub fn block(sql: &str) -> String {
    // The server's text of a view's query begins with a space.
    fenced("sql", sql.trim_start_matches(['\n', '\r', ' ']).trim_end_matches([' ', '\t', '\n']))
}

/// A fenced code block. Not valid in table cells.
pub fn fenced(language: &str, text: &str) -> String {
    let text = visible_lines(text);
    let fence = "`".repeat(longest_run(&text, '`').max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// A percent-encoded path for the address of a link.
pub fn address(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn code_span(text: &str) -> String {
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    // Parsers disagree on a backslash before an escaped pipe in code spans, but not in plain text.
    if text.contains("\\|") {
        return escape(text);
    }
    let fence = "`".repeat(longest_run(text, '`') + 1);
    let blank = text.bytes().all(|b| b == b' ');
    let strips = text.starts_with(' ') && text.ends_with(' ');
    let ticks = text.starts_with('`') || text.ends_with('`');
    let pad = if !blank && (strips || ticks) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn longest_run(text: &str, of: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == of { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Puts a backslash before every character that could be markup at its position.
fn escape(text: &str) -> String {
    let inner = text.trim_matches(' ');
    let leading = text.len() - text.trim_start_matches(' ').len();
    let trailing = if inner.is_empty() { 0 } else { text.len() - leading - inner.len() };
    let mut out = String::with_capacity(text.len() + 8);
    // Markdown strips leading and trailing spaces, but they are part of a name.
    out.extend(std::iter::repeat_n("&#32;", leading));
    let chars: Vec<char> = inner.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let next = chars.get(at + 1);
        let is_markup = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '$' | '#' | '^' => true,
            '&' => next.is_some_and(|n| n.is_ascii_alphanumeric() || *n == '#'),
            '_' => !is_within_word(&chars, at),
            '>' | '+' | '-' | '=' | ':' => at == 0,
            '.' | ')' if next.is_none_or(|n| *n == ' ') => {
                at > 0 && chars[..at].iter().all(char::is_ascii_digit)
            }
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        if c == '|' && at == 0 {
            // At the start of a line, it could begin a table. A backslash would conflict with the
            // one that `Table` adds.
            out.push_str("&#124;");
        } else {
            out.push(c);
        }
    }
    out.extend(std::iter::repeat_n("&#32;", trailing));
    out
}

/// Whether a run of underscores is between letters or digits, where it is no markup and needs no
/// escape.
fn is_within_word(chars: &[char], at: usize) -> bool {
    let before = chars[..at].iter().rev().find(|c| **c != '_');
    let after = chars[at..].iter().find(|c| **c != '_');
    before.is_some_and(|c| c.is_alphanumeric()) && after.is_some_and(|c| c.is_alphanumeric())
}

#[cfg(test)]
mod tests;
