//! Makes text from elsewhere harmless to a terminal.
//!
//! Names and comments in a database may hold anything: escape sequences that move the cursor, marks that turn the order
//! of the text around. They are shown as what they are, `\u{1b}`.

/// The text with control and direction characters written out. Line feeds and tabs stay.
pub fn block(text: &str) -> String {
    escape(text, |c| c == '\n' || c == '\t')
}

/// The text in one line, with control and direction characters written out, line feeds and tabs too.
pub fn line(text: &str) -> String {
    escape(text, |_| false)
}

/// JSON with the characters written out that a terminal would act upon. The value stays the same.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && acts_on_terminal(c) {
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

/// The text in ASCII: the program's own symbols by their like, anything else written out.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match like(c) {
            _ if c.is_ascii() => out.push(c),
            Some(like) => out.push_str(like),
            None => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// The program's own symbols in ASCII; anything else stays as it is.
pub fn plain_symbols(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match like(c) {
            Some(like) => out.push_str(like),
            None => out.push(c),
        }
    }
    out
}

fn like(c: char) -> Option<&'static str> {
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
    if !text.chars().any(|c| acts_on_terminal(c) && !keep(c)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !acts_on_terminal(c) || keep(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.extend(c.escape_unicode()),
        }
    }
    out
}

/// Control characters, marks of writing direction, and separators that some terminals take for line ends.
fn acts_on_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_upon_is_written_out() {
        assert_eq!(block("a\u{1b}[31mb\nc\td"), "a\\u{1b}[31mb\nc\td");
        assert_eq!(line("a\nb\t\r\u{202e}c\u{9b}"), "a\\nb\\t\\r\\u{202e}c\\u{9b}");
        assert_eq!(line("Grüße 🐘 👩\u{200d}💻"), "Grüße 🐘 👩\u{200d}💻");
        assert_eq!(json("\"\u{202e}\u{9b}é\"\n"), "\"\\u202e\\u009bé\"\n");
    }

    #[test]
    fn ascii_keeps_meaning() {
        assert_eq!(ascii("✓ done… é"), "ok done... \\u{e9}");
        assert_eq!(plain_symbols("✓ done… é"), "ok done... é");
    }
}
