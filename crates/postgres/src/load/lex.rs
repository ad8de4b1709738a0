//! The lexer: the tokens of an SQL statement, and where comments, strings and names end.

/// The first tokens of a statement without comments. Unquoted words are converted to lower case.
pub(crate) fn words(sql: &str, limit: usize) -> Vec<String> {
    tokens(sql).take(limit).map(|(_, word)| fold(word)).collect()
}

fn fold(word: &str) -> String {
    match word.starts_with(['\'', '"', '$']) {
        true => word.to_owned(),
        false => word.to_lowercase(),
    }
}

/// The tokens of a statement with their offsets, without comments.
pub(crate) fn tokens(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &sql[at..];
            let first = rest.chars().next()?;
            let start = at;
            let length = match first {
                '-' if rest.starts_with("--") => {
                    at += line_length(rest);
                    continue;
                }
                '/' if rest.starts_with("/*") => {
                    at += comment_length(rest);
                    continue;
                }
                _ if first.is_whitespace() => {
                    at += first.len_utf8();
                    continue;
                }
                '\'' | '"' => quoted_length(rest, first, false),
                '$' => dollar_quoted_length(rest),
                _ if is_word(first) => {
                    let word = rest.find(|c: char| !is_word(c) && c != '$').unwrap_or(rest.len());
                    match rest[word..].starts_with('\'') && matches!(&rest[..word], "e" | "E") {
                        true => word + quoted_length(&rest[word..], '\'', true),
                        false => word,
                    }
                }
                _ => first.len_utf8(),
            };
            at += length;
            return Some((start, &sql[start..at]));
        }
    })
}

/// The name that a token stands for: in lower case, unless it is quoted.
pub(crate) fn unquoted(word: &str) -> String {
    match word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => word.to_lowercase(),
    }
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii()
}

pub(crate) fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// The length of a block comment. Block comments can be nested.
pub(crate) fn comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(found) = text[at..].find(['/', '*']) {
        let here = at + found;
        if text[here..].starts_with("/*") {
            depth += 1;
        } else if text[here..].starts_with("*/") {
            depth -= 1;
        } else {
            at = here + 1;
            continue;
        }
        at = here + 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of a quoted string or name. A doubled quote ends it, and the next token starts there,
/// except in an `E''` string.
pub(crate) fn quoted_length(text: &str, quote: char, has_escapes: bool) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && has_escapes {
            chars.next();
        } else if c == quote {
            if has_escapes && chars.next_if(|(_, next)| *next == quote).is_some() {
                continue;
            }
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// The length of a dollar-quoted string `$tag$ … $tag$`; 1 for any other dollar sign, such as in
/// `$1`.
pub(crate) fn dollar_quoted_length(text: &str) -> usize {
    let Some(end) = text[1..].find('$') else { return 1 };
    let delimiter = &text[..end + 2];
    let tag = &delimiter[1..=end];
    if tag.starts_with(|c: char| c.is_ascii_digit()) || !tag.chars().all(is_word) {
        return 1;
    }
    text[delimiter.len()..].find(delimiter).map_or(text.len(), |end| end + 2 * delimiter.len())
}
