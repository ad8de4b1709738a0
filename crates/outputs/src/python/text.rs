//! Formatting of Python source as `ruff format` does it: strings, docstrings, comments and line
//! breaks in brackets.

use std::fmt::Write as _;

use crate::visible::{is_invisible, visible};

/// The formatter's maximum line length.
pub(crate) const WIDTH: usize = 88;

/// Whether a line exceeds the maximum length.
pub(crate) fn is_too_long(line: &str) -> bool {
    line.len() > WIDTH && line.chars().count() > WIDTH
}

/// Formats a string literal: in double quotes, unless single quotes need fewer backslashes.
pub fn string(text: &str) -> String {
    let quote = if text.matches('"').count() > text.matches('\'').count() { '\'' } else { '"' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if is_invisible(c) => escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Formats a string literal in triple double quotes, which keeps line feeds and tabs.
pub fn multiline_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 6);
    out.push_str("\"\"\"");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\\' => out.push_str("\\\\"),
            '\r' => out.push_str("\\r"),
            // A quote next to a quote, or at the end, could close the string.
            '"' if chars.peek().is_none_or(|next| *next == '"') => out.push_str("\\\""),
            c if is_invisible(c) => escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.push_str("\"\"\"");
    out
}

fn escape(c: char, out: &mut String) {
    let code = u32::from(c);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// Writes an indented docstring and a line end.
pub(crate) fn docstring(text: &str, indent: &str, out: &mut String) {
    let mut lines: Vec<String> = text.replace("\r\n", "\n").trim().lines().map(docstring_line).collect();
    // Formatters remove the indentation that all lines after the first have in common.
    let indentation = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().skip(1).filter(|line| !line.is_empty()).map(indentation).min().unwrap_or(0);
    for line in lines.iter_mut().skip(1).filter(|line| !line.is_empty()) {
        line.drain(..common);
    }
    let Some((last, before)) = lines.split_last() else { return };
    out.push_str(indent);
    out.push_str("\"\"\"");
    for (index, line) in before.iter().enumerate() {
        if index > 0 && !line.is_empty() {
            out.push_str(indent);
        }
        out.push_str(line);
        out.push('\n');
    }
    if !before.is_empty() {
        out.push_str(indent);
    }
    out.push_str(last);
    // A quote at the end would close the docstring too early, unless it is escaped.
    let before_quote = last.strip_suffix('"').unwrap_or_default();
    let backslashes = before_quote.len() - before_quote.trim_end_matches('\\').len();
    if last.ends_with('"') && backslashes.is_multiple_of(2) {
        out.pop();
        out.push_str("\\\"");
    }
    if !before.is_empty() {
        out.push('\n');
        out.push_str(indent);
    }
    out.push_str("\"\"\"\n");
}

fn docstring_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.replace('\t', "    ").trim_end().chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            c if is_invisible(c) => escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.replace("\"\"\"", "\\\"\\\"\\\"")
}

/// Writes each line of the text as a comment.
pub(crate) fn comment(text: &str, indent: &str, out: &mut String) {
    for line in text.trim().lines() {
        let line = visible(line.trim_end());
        let _ = writeln!(out, "{indent}{}", format!("# {line}").trim_end());
    }
}

/// An expression that can be broken into several lines at its brackets.
#[derive(Clone, Debug)]
pub(crate) enum Doc {
    /// Text without line breaks.
    Text(String),
    /// `open`, comma-separated items, `close`. With `comma`, the broken form has a trailing comma.
    Group { open: String, items: Vec<Doc>, close: char, comma: bool },
    /// A tuple. A single item needs a trailing comma even on one line.
    Tuple(Vec<Doc>),
    /// Expressions written one after the other.
    Concat(Vec<Doc>),
}

impl Doc {
    /// Text without line breaks.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A function call.
    pub(crate) fn call(name: &str, arguments: Vec<Doc>) -> Self {
        Self::Group { open: format!("{name}("), items: arguments, close: ')', comma: true }
    }

    /// A generic type. A single parameter takes no trailing comma.
    pub(crate) fn subscript(name: &str, items: Vec<Doc>) -> Self {
        let comma = items.len() > 1;
        Self::Group { open: format!("{name}["), items, close: ']', comma }
    }

    /// A list.
    pub(crate) fn list(items: Vec<Doc>) -> Self {
        Self::Group { open: "[".to_owned(), items, close: ']', comma: true }
    }

    /// Expressions written one after the other.
    pub(crate) fn concat(parts: Vec<Doc>) -> Self {
        Self::Concat(parts)
    }

    /// Formats the expression on one line.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Concat(parts) => parts.iter().map(Doc::flat).collect(),
            Self::Tuple(items) => match items.as_slice() {
                [single] => format!("({},)", single.flat()),
                items => format!("({})", items.iter().map(Doc::flat).collect::<Vec<_>>().join(", ")),
            },
            Self::Group { open, items, close, .. } => {
                let items: Vec<String> = items.iter().map(Doc::flat).collect();
                format!("{open}{}{close}", items.join(", "))
            }
        }
    }

    /// Appends the expression to the current line. `depth` is the indentation of that line, and
    /// `after` the number of characters that must fit behind the expression.
    pub(crate) fn write(&self, depth: usize, after: usize, out: &mut String) {
        let column = out.rsplit('\n').next().unwrap_or_default().chars().count();
        let flat = self.flat();
        if column + flat.chars().count() + after <= WIDTH {
            out.push_str(&flat);
            return;
        }
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Concat(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    let rest: usize = parts[index + 1..].iter().map(|part| part.flat().chars().count()).sum();
                    part.write(depth, rest + after, out);
                }
            }
            Self::Tuple(items) => {
                let open = "(".to_owned();
                Self::Group { open, items: items.clone(), close: ')', comma: true }.write_broken(depth, out);
            }
            Self::Group { .. } => self.write_broken(depth, out),
        }
    }

    /// Writes a group with each item on its own line.
    fn write_broken(&self, depth: usize, out: &mut String) {
        let Self::Group { open, items, close, comma } = self else { return };
        out.push_str(open);
        if items.is_empty() {
            out.push(*close);
            return;
        }
        let inner = depth + 4;
        for (index, item) in items.iter().enumerate() {
            out.push('\n');
            out.push_str(&" ".repeat(inner));
            let with_comma = *comma || index + 1 < items.len();
            item.write(inner, usize::from(with_comma), out);
            if with_comma {
                out.push(',');
            }
        }
        out.push('\n');
        out.push_str(&" ".repeat(depth));
        out.push(*close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped() {
        for (text, literal) in [
            ("it's", "\"it's\""),
            ("say \"hi\"", "'say \"hi\"'"),
            ("\"'", "\"\\\"'\""),
            ("a\\\n\u{202e}", "\"a\\\\\\n\\u202e\""),
        ] {
            assert_eq!(string(text), literal);
        }
    }

    #[test]
    fn docstrings_cannot_be_closed_by_their_text() {
        let doc = |text: &str| {
            let mut out = String::new();
            docstring(text, "    ", &mut out);
            out
        };
        assert_eq!(doc("a"), "    \"\"\"a\"\"\"\n");
        assert_eq!(doc("a \"b\""), "    \"\"\"a \"b\\\"\"\"\"\n");
        assert_eq!(doc("a\n\nb\\"), "    \"\"\"a\n\n    b\\\\\n    \"\"\"\n");
        assert_eq!(doc("  "), "");
        assert!(!doc("\"\"\"\nimport os").contains("\"\"\"\n    import"));
        assert_eq!(doc("\"\"\""), "    \"\"\"\\\"\\\"\\\"\"\"\"\n");
        assert_eq!(doc("\\\""), "    \"\"\"\\\\\\\"\"\"\"\n");
    }

    #[test]
    fn multiline_strings_keep_lines_and_escape_the_rest() {
        for (text, literal) in [
            ("a\n\tb", "\"\"\"a\n\tb\"\"\""),
            ("x\ry\\", "\"\"\"x\\ry\\\\\"\"\""),
            ("\"\"\"a\"", "\"\"\"\\\"\\\"\"a\\\"\"\"\""),
            ("\u{c}\u{202e}", "\"\"\"\\x0c\\u202e\"\"\""),
        ] {
            assert_eq!(multiline_string(text), literal);
        }
    }
}
