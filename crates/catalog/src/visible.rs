//! Escapes characters that are invisible or that change how the text around them is displayed.
//!
//! Names and comments can contain any character except a zero byte. Control characters, directional
//! overrides and zero-width characters are written as `\n`, `\t` or `\u{202e}`, so that readers see
//! them and cannot be misled. No-break spaces are escaped too: outputs use them to mark row counts,
//! and text from a database must never look like such a mark.

use std::borrow::Cow;

/// The text with invisible characters escaped.
pub fn visible(text: &str) -> Cow<'_, str> {
    escape_invisible(text, |_| false)
}

/// Like [`visible`], but keeps line feeds and tabs and drops carriage returns before line feeds.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        let text = text.replace("\r\n", "\n");
        return Cow::Owned(escape_invisible(&text, |c| matches!(c, '\n' | '\t')).into_owned());
    }
    escape_invisible(text, |c| matches!(c, '\n' | '\t'))
}

fn escape_invisible(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut previous = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_joiner = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
        // Joiners and variation selectors are legitimate within emoji and joined scripts.
        let is_joined = is_joiner
            && is_joinable(previous)
            && (is_selector(c) || chars.peek().is_some_and(|n| is_joinable(*n)));
        match c {
            _ if is_kept(c) || is_joined => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_joiner || is_invisible(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
        previous = c;
    }
    Cow::Owned(out)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn is_joinable(c: char) -> bool {
    !c.is_ascii() && !is_invisible(c)
}

/// Whether a character is a control, format or directional character, or an unusual space.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{1680}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{2800}' | '\u{3000}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_escaped() {
        for (text, shown) in [
            ("plain_name", "plain_name"),
            ("naïve 名前 😀", "naïve 名前 😀"),
            ("abc\u{202e}fed", "abc\\u{202e}fed"),
            ("a\u{200b}b\u{200d}c", "a\\u{200b}b\\u{200d}c"),
            ("👩\u{200d}💻 ❤\u{fe0f}", "👩\u{200d}💻 ❤\u{fe0f}"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("a\nb\tc\rd\u{7}", "a\\nb\\tc\\rd\\u{7}"),
            ("1\u{a0}rows", "1\\u{a0}rows"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn visible_lines_keeps_line_breaks_and_tabs() {
        assert_eq!(visible_lines("a\r\n\tb\u{2028}\rc"), "a\n\tb\\u{2028}\\rc");
    }
}
