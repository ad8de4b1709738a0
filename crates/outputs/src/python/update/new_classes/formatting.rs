//! Generated code in the indentation and with the quotes of a file.

use super::super::super::compare::MatchedClass;
use super::super::Updater;

/// The indentation of generated code.
const INDENT: &str = "    ";

impl Updater<'_> {
    /// Gives generated code the indentation and the quotes of the file.
    pub(super) fn formatted(&self, module: usize, sample: Option<&MatchedClass<'_>>, code: &str) -> String {
        let code = match sample.and_then(|sample| self.indentation(sample)) {
            Some(indent) if indent != INDENT => indented(code, &indent),
            _ => code.to_owned(),
        };
        let text = self.text(module).replace("\"\"\"", "");
        let prefers_single = text.matches('\'').count() > text.matches('"').count();
        if prefers_single { with_single_quotes(&code) } else { code }
    }

    /// The indentation of the body of a class.
    fn indentation(&self, sample: &MatchedClass<'_>) -> Option<String> {
        let class = self.modules.class_def(sample.class.id)?;
        let first = class.body.first()?;
        let range = ruff_text_size::Ranged::range(first).into();
        Some(self.indent(sample.class.id.module, &range)).filter(|indent| !indent.is_empty())
    }
}

/// Replaces the indentation of each line.
fn indented(code: &str, indent: &str) -> String {
    let line = |line: &str| {
        let rest = line.trim_start_matches(' ');
        let (levels, spaces) = ((line.len() - rest.len()) / INDENT.len(), (line.len() - rest.len()) % 4);
        format!("{}{}{rest}", indent.repeat(levels), " ".repeat(spaces))
    };
    code.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Replaces the quotes of string literals, except of docstrings and of literals with quotes or
/// escapes in them.
fn with_single_quotes(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(start) = rest.find(['"', '\'', '#']) {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let quote = if rest.starts_with("\"\"\"") { "\"\"\"" } else { &rest[..1] };
        if quote == "#" {
            let end = rest.find('\n').unwrap_or(rest.len());
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let body = literal_body(&rest[quote.len()..], quote);
        let literal = &rest[..(quote.len() * 2 + body.len()).min(rest.len())];
        if quote == "\"" && !body.contains(['\'', '\\']) {
            out.push_str(&format!("'{body}'"));
        } else {
            out.push_str(literal);
        }
        rest = &rest[literal.len()..];
    }
    out.push_str(rest);
    out
}

/// The text before the closing quote.
fn literal_body<'t>(text: &'t str, quote: &str) -> &'t str {
    let mut is_escaped = false;
    for (index, c) in text.char_indices() {
        if !is_escaped && text[index..].starts_with(quote) {
            return &text[..index];
        }
        is_escaped = !is_escaped && c == '\\';
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_indentation_are_replaced() {
        for (code, expected) in [
            ("x = \"a\"", "x = 'a'"),
            ("x = [\"it's\", \"\\n\", 'say \"a\"', \"b\"]", "x = [\"it's\", \"\\n\", 'say \"a\"', 'b']"),
            ("\"\"\"A \"b\".\"\"\"\n# \"c\"\ny = \"\"", "\"\"\"A \"b\".\"\"\"\n# \"c\"\ny = ''"),
        ] {
            assert_eq!(with_single_quotes(code), expected);
        }
        assert_eq!(indented("a\n    b(\n        c\n    )", "\t"), "a\n\tb(\n\t\tc\n\t)");
    }
}
