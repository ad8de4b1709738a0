//! Python text: strings, docstrings, comments, and brackets that are broken where a line is too long.

use std::fmt::Write as _;

/// The longest line, as the formatters have it.
pub(crate) const WIDTH: usize = 88;

/// Whether a line has to be broken, if it can be.
pub(crate) fn is_too_long(line: &str) -> bool {
    line.len() > WIDTH && line.chars().count() > WIDTH
}

/// A string, as `ruff format` would have it: in double quotes, unless that takes more backslashes than single ones.
pub(crate) fn string(text: &str) -> String {
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
            c if is_unseen(c) => escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Whether a character shows nothing, or moves what stands beside it.
fn is_unseen(c: char) -> bool {
    c.is_control() || !c.is_ascii() && crate::visible::visible(c.encode_utf8(&mut [0; 4])).starts_with('\\')
}

fn escape(c: char, out: &mut String) {
    let code = u32::from(c);
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// A docstring, indented, with the line's end.
pub(crate) fn docstring(text: &str, indent: &str, out: &mut String) {
    let mut lines: Vec<String> = text.replace("\r\n", "\n").trim().lines().map(docstring_line).collect();
    // What all lines after the first are indented by says nothing, and the formatters would take it away.
    let indented = |line: &String| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().skip(1).filter(|line| !line.is_empty()).map(indented).min().unwrap_or(0);
    for line in lines.iter_mut().skip(1).filter(|line| !line.is_empty()) {
        line.drain(..common);
    }
    let Some((last, before)) = lines.split_last() else { return };
    out.push_str(indent);
    out.push_str("\"\"\"");
    for (at, line) in before.iter().enumerate() {
        if at > 0 && !line.is_empty() {
            out.push_str(indent);
        }
        out.push_str(line);
        out.push('\n');
    }
    if !before.is_empty() {
        out.push_str(indent);
    }
    out.push_str(last);
    // A quote at the end would close it too soon.
    if last.ends_with('"') {
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
            c if is_unseen(c) => escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.replace("\"\"\"", "\\\"\\\"\\\"")
}

/// A comment of as many lines as the text has.
pub(crate) fn comment(text: &str, indent: &str, out: &mut String) {
    for line in text.trim().lines() {
        let line = crate::visible::visible(line.trim_end());
        let _ = writeln!(out, "{indent}{}", format!("# {line}").trim_end());
    }
}

/// An expression that can be broken at its brackets.
#[derive(Clone, Debug)]
pub(crate) enum Doc {
    /// Text that stays on a line.
    Text(String),
    /// `open`, items between commas, `close`. Broken, a comma stands after the last one too, if it may.
    Group { open: String, items: Vec<Doc>, close: char, comma: bool },
    /// A tuple, which of one item alone needs its comma even on one line.
    Tuple(Vec<Doc>),
    /// One after another.
    Row(Vec<Doc>),
}

impl Doc {
    /// Text that stays on a line.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A call.
    pub(crate) fn call(name: &str, arguments: Vec<Doc>) -> Self {
        Self::Group { open: format!("{name}("), items: arguments, close: ')', comma: true }
    }

    /// A type with parameters. One alone takes no comma.
    pub(crate) fn subscript(name: &str, items: Vec<Doc>) -> Self {
        let comma = items.len() > 1;
        Self::Group { open: format!("{name}["), items, close: ']', comma }
    }

    /// A list.
    pub(crate) fn list(items: Vec<Doc>) -> Self {
        Self::Group { open: "[".to_owned(), items, close: ']', comma: true }
    }

    /// A dictionary of strings.
    pub(crate) fn row(parts: Vec<Doc>) -> Self {
        Self::Row(parts)
    }

    /// It on one line.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Row(parts) => parts.iter().map(Doc::flat).collect(),
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

    /// Writes it; the line holds something already, and is at this depth.
    pub(crate) fn write(&self, depth: usize, after: usize, out: &mut String) {
        let column = out.rsplit('\n').next().unwrap_or_default().chars().count();
        let flat = self.flat();
        if column + flat.chars().count() + after <= WIDTH {
            out.push_str(&flat);
            return;
        }
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Row(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let rest: usize = parts[at + 1..].iter().map(|part| part.flat().chars().count()).sum();
                    part.write(depth, rest + after, out);
                }
            }
            Self::Tuple(items) => {
                let open = "(".to_owned();
                Self::Group { open, items: items.clone(), close: ')', comma: true }.broken(depth, out);
            }
            Self::Group { .. } => self.broken(depth, out),
        }
    }

    /// A group with each item on a line of its own.
    fn broken(&self, depth: usize, out: &mut String) {
        let Self::Group { open, items, close, comma } = self else { return };
        out.push_str(open);
        if items.is_empty() {
            out.push(*close);
            return;
        }
        let inner = depth + 4;
        for (at, item) in items.iter().enumerate() {
            out.push('\n');
            out.push_str(&" ".repeat(inner));
            let with_comma = *comma || at + 1 < items.len();
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
    fn strings_hold_anything() {
        for (text, written) in [
            ("it's", "\"it's\""),
            ("say \"hi\"", "'say \"hi\"'"),
            ("\"'", "\"\\\"'\""),
            ("a\\\n\u{202e}", "\"a\\\\\\n\\u202e\""),
        ] {
            assert_eq!(string(text), written);
        }
    }

    #[test]
    fn docstrings_end_where_they_should() {
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
    }
}
