//! Masks passwords in text that is shown to the user.
//!
//! Code that handles connection strings never puts a password into a message. This module is the
//! safety net for text that repeats user input, such as a misplaced argument or a line of a
//! settings file.

/// Replaces a password.
const MASK: &str = "***";

/// Masks the passwords in URLs (`scheme://user:password@host`) and keyword strings (`password=…`).
pub fn redact(text: &str) -> String {
    redact_keywords(&redact_urls(text))
}

/// Whether the text looks like a connection string.
pub fn may_hold_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.contains("://") || lower.contains("password") || lower.contains("passwd") || lower.contains("secret")
}

fn redact_urls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(ends_url).unwrap_or(after.len());
        let (url, after) = after.split_at(end);
        match url.rfind('@') {
            // A host list or a path can contain further @ signs; the password ends at the last one.
            Some(host) => match url[..host].find(':') {
                Some(colon) => {
                    out.push_str(&url[..=colon]);
                    out.push_str(MASK);
                    out.push_str(&url[host..]);
                }
                None => out.push_str(url),
            },
            None => out.push_str(url),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '\u{1b}')
}

fn redact_keywords(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(found) = lower[from..].find("password") {
        let after_word = from + found + "password".len();
        let tail = &text[after_word..];
        let value = tail.trim_start_matches([' ', '\t', '"']);
        let Some(value) = value.strip_prefix('=') else {
            out.push_str(&text[from..after_word]);
            from = after_word;
            continue;
        };
        let value = value.trim_start_matches([' ', '\t']);
        let start = text.len() - value.len();
        out.push_str(&text[from..start]);
        let length = value_length(value);
        if length > 0 {
            out.push_str(MASK);
        }
        from = start + length;
    }
    out.push_str(&text[from..]);
    out
}

/// Length of a keyword's value: up to the closing quote, or else up to a space or the end of a URL
/// parameter.
fn value_length(value: &str) -> usize {
    for quote in ['\'', '"'] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.find(quote).map_or(value.len(), |end| end + 2);
        }
    }
    value.find(|c: char| ends_url(c) || c == '&').unwrap_or(value.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_passwords_are_masked() {
        for (text, shown) in [
            ("no secret here", "no secret here"),
            ("at postgres://app:hunter2@db:5432/shop now", "at postgres://app:***@db:5432/shop now"),
            ("'postgres://app:p@ss:w/rd@db/shop'", "'postgres://app:***@db/shop'"),
            ("postgres://app@db/shop", "postgres://app@db/shop"),
            ("postgres://db:5432/shop", "postgres://db:5432/shop"),
            ("host=db password=hunter2 user=me", "host=db password=*** user=me"),
            ("PASSWORD = 'hun ter2' user=me", "PASSWORD = *** user=me"),
            ("postgres:///shop?password=hunter2&user=me", "postgres:///shop?password=***&user=me"),
            ("two://a:b@c two://d:e@f", "two://a:***@c two://d:***@f"),
            ("the password was wrong", "the password was wrong"),
        ] {
            assert_eq!(redact(text), shown);
        }
    }
}
