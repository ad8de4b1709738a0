//! Keyword strings: `host=localhost dbname='my db'`. libpq manual, "Keyword/Value Connection
//! Strings".

use super::error::ConninfoError;
use super::params::{self, Origin, Params};

/// `isspace` of C in the C locale.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\x0b' | '\x0c' | '\r')
}

/// Parses a keyword string.
pub(super) fn parse(text: &str) -> Result<Params, ConninfoError> {
    let mut params = Params::default();
    let mut scanner = Scanner { text, at: 0 };
    let mut previous = None;
    loop {
        scanner.skip_spaces();
        if scanner.peek().is_none() {
            return Ok(params);
        }
        let start = scanner.at;
        let name = scanner.take_while(|c| c != '=' && !is_space(c));
        scanner.skip_spaces();
        if scanner.peek() != Some('=') {
            // The error does not show the word: it may be the end of a password with a space.
            let position = text[..start].chars().count() + 1;
            return Err(ConninfoError::MissingEquals { position, after: previous });
        }
        scanner.next();
        scanner.skip_spaces();
        let value = scanner.value()?;
        params.set(name, value, &Origin::Conninfo);
        previous = params::find(name).map(|parameter| parameter.keyword);
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(&keep) {
            self.next();
        }
        &self.text[start..self.at]
    }

    fn skip_spaces(&mut self) {
        self.take_while(is_space);
    }

    /// Parses a value, which is quoted or ends at a space. A backslash escapes the next character
    /// in both forms.
    fn value(&mut self) -> Result<String, ConninfoError> {
        let quoted = self.peek() == Some('\'');
        if quoted {
            self.next();
        }
        let mut value = String::new();
        loop {
            match self.next() {
                None if quoted => return Err(ConninfoError::UnterminatedQuote),
                None => return Ok(value),
                Some('\\') => value.extend(self.next()),
                Some('\'') if quoted => return Ok(value),
                Some(c) if !quoted && is_space(c) => return Ok(value),
                Some(c) => value.push(c),
            }
        }
    }
}
