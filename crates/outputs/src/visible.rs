//! Making characters visible that show nothing, or move what stands beside them.
//!
//! Names and comments may hold anything but a zero byte. Control characters, directional overrides and zero-width characters are
//! written as `\n`, `\t` or `\u{202e}`, so that a reader sees what is there and no viewer is misled. A no-break space is
//! written so too: outputs mark row counts by it, and nothing out of a database can look like such a mark.

use std::borrow::Cow;

/// The text with what cannot be seen written as an escape.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    rewrite(text, |_| false)
}

/// As [`visible`], for text of several lines: line feeds and tabs stay, carriage returns before line feeds go.
pub(crate) fn visible_lines(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") {
        let text = text.replace("\r\n", "\n");
        return Cow::Owned(rewrite(&text, |c| matches!(c, '\n' | '\t')).into_owned());
    }
    rewrite(text, |c| matches!(c, '\n' | '\t'))
}

fn rewrite(text: &str, keeps: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
        // Joiners and variation selectors belong to emoji and to scripts that are written joined.
        let joined =
            joins && is_joinable(before) && (is_selector(c) || chars.peek().is_some_and(|n| is_joinable(*n)));
        match c {
            _ if keeps(c) || joined => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if joins || is_unseen(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
        before = c;
    }
    Cow::Owned(out)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn is_joinable(c: char) -> bool {
    !c.is_ascii() && !is_unseen(c)
}

/// Whether a character shows nothing of its own: controls, format characters, directional marks, odd spaces.
fn is_unseen(c: char) -> bool {
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
    fn unseen_characters_are_written_out() {
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
    fn lines_stay_lines() {
        assert_eq!(visible_lines("a\r\n\tb\u{2028}\rc"), "a\n\tb\\u{2028}\\rc");
    }
}
