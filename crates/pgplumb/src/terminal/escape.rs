//! Escapes text before it is written to a terminal.
//!
//! Names and comments in a database may contain escape sequences that move the cursor and
//! characters that change the writing direction. They are written as `\u{1b}`.

use std::borrow::Cow;

/// Escapes control and direction characters, except line feeds and tabs.
pub fn block(text: &str) -> String {
    escape(text, |c| c == '\n' || c == '\t')
}

/// Escapes control and direction characters, including line feeds and tabs.
pub fn line(text: &str) -> String {
    escape(text, |_| false)
}

/// Escapes control and direction characters, except tabs.
pub fn row(text: &str) -> String {
    escape(text, |c| c == '\t')
}

/// Escapes what CI servers read as commands in the output of a program: `::command::` at the start
/// of a line (GitHub), `##[command]`, `##vso[command]` (Azure) and `##teamcity[command]` anywhere.
pub fn commands(text: &str) -> Cow<'_, str> {
    let is_command = |rest: &str| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_at_start = true;
    for (at, c) in text.char_indices() {
        let rest = &text[at + c.len_utf8()..];
        match c {
            ':' if is_at_start && rest.starts_with(':') => out.extend(c.escape_unicode()),
            '#' if out.ends_with('#') && is_command(rest) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
        is_at_start = c == '\n' || is_at_start && c.is_whitespace();
    }
    Cow::Owned(out)
}

/// Escapes such characters in JSON, without changing its value.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Converts text to ASCII: replaces the program's own symbols, and escapes everything else.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match symbol(c) {
            _ if c.is_ascii() => out.push(c),
            Some(symbol) => out.push_str(symbol),
            None => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// Replaces the program's own symbols by ASCII.
pub fn plain_symbols(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match symbol(c) {
            Some(symbol) => out.push_str(symbol),
            None => out.push(c),
        }
    }
    out
}

fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '…' => "...",
        '→' => "->",
        '←' => "<-",
        '✓' => "ok",
        '✗' => "FAILED",
        '⚠' => "warning",
        '·' => "-",
        '–' | '—' => "-",
        '─' => "-",
        '│' => "|",
        '├' | '└' | '┌' | '┐' | '┘' | '┼' | '┬' | '┴' | '┤' => "+",
        '•' => "*",
        '×' => "x",
        _ => return None,
    })
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    if !text.chars().any(|c| is_unsafe(c) && !keep(c)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !is_unsafe(c) || keep(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// Control characters, direction marks, and separators that some terminals treat as line ends.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_characters_are_escaped() {
        assert_eq!(block("a\u{1b}[31mb\nc\td"), "a\\u{1b}[31mb\nc\td");
        assert_eq!(line("a\nb\t\r\u{202e}c\u{9b}"), "a\\nb\\t\\r\\u{202e}c\\u{9b}");
        assert_eq!(line("Grüße 🐘 👩\u{200d}💻"), "Grüße 🐘 👩\u{200d}💻");
        assert_eq!(json("\"\u{202e}\u{9b}é\"\n"), "\"\\u202e\\u009bé\"\n");
    }

    #[test]
    fn commands_of_ci_servers_are_escaped() {
        for (text, written) in [
            ("a::b #1 ## x", "a::b #1 ## x"),
            ("::error::x\n  ::debug::", "\\u{3a}:error::x\n  \\u{3a}:debug::"),
            ("a ##[add-mask]x", "a #\\u{23}[add-mask]x"),
            ("##vso[task.setvariable] ###teamcity[", "#\\u{23}vso[task.setvariable] ##\\u{23}teamcity["),
        ] {
            assert_eq!(commands(text), written);
        }
    }

    #[test]
    fn symbols_have_ascii_replacements() {
        assert_eq!(ascii("✓ done… é"), "ok done... \\u{e9}");
        assert_eq!(plain_symbols("✓ done… é"), "ok done... é");
    }
}
