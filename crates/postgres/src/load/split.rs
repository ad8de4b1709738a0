//! SQL text cut into statements by psql's rules: the one place where SQL is looked into, and only so far.

use super::lex::{comment_length, dollar_quoted_length, is_word, line_length, quoted_length, words};

/// What a file of SQL consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The character of that line with which it begins, from 1.
    pub column: usize,
    /// A statement without its semicolon, or one of psql's commands with its backslash.
    pub text: String,
    /// Whether it is one of psql's commands.
    pub is_meta_command: bool,
    /// What the lines `-- pgplumb: …` above it say.
    pub marks: Vec<String>,
    /// What such comments within it say, each with its place in the text.
    pub inner_marks: Vec<(usize, String)>,
}

/// The beginning of a line that says something to pgplumb about the statement below it.
pub(super) const MARK: &str = "-- pgplumb:";

/// The statements of an SQL text, without comments outside of them.
///
/// A semicolon ends a statement where psql would have it so: not within quotes, dollar quotes, comments, parentheses and the
/// `BEGIN ATOMIC … END` of a function. What follows `COPY … FROM stdin` up to `\.` is data and passed over.
pub fn split(text: &str) -> Vec<Piece> {
    let mut splitter = Splitter { text, ..Splitter::default() };
    while splitter.at < text.len() {
        splitter.step();
    }
    splitter.end_statement();
    splitter.pieces
}

#[derive(Default)]
struct Splitter<'a> {
    text: &'a str,
    at: usize,
    /// The text up to here is counted in `line`.
    counted: usize,
    line: usize,
    /// Where the statement began, if anything of it was seen.
    start: Option<usize>,
    parentheses: u32,
    /// How many `END`s are still to come within the body of a function.
    open: u32,
    /// The first words of the statement, as far as they can make it a function's.
    words: Vec<&'a str>,
    marks: Vec<String>,
    inner_marks: Vec<(usize, String)>,
    /// Whether backslashes escape in plain strings: `standard_conforming_strings` is off, as in old dumps.
    has_backslashes: bool,
    pieces: Vec<Piece>,
}

impl<'a> Splitter<'a> {
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else { return };
        match first {
            '-' if rest.starts_with("--") => self.comment(line_length(rest)),
            '/' if rest.starts_with("/*") => self.comment(comment_length(rest)),
            '\\' if self.start.is_none() => self.meta_command(line_length(rest)),
            '"' => self.take(quoted_length(rest, first, false)),
            '\'' => self.take(quoted_length(rest, first, self.has_backslashes)),
            '$' => self.take(dollar_quoted_length(rest)),
            '(' | ')' => {
                let depth = self.parentheses;
                self.parentheses = if first == '(' { depth + 1 } else { depth.saturating_sub(1) };
                self.take(1);
            }
            ';' if self.parentheses == 0 && self.open == 0 => {
                self.end_statement();
                self.at += 1;
                self.pass_over_data();
            }
            _ if is_word(first) => self.word(),
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            _ => self.take(first.len_utf8()),
        }
    }

    /// Moves over text of the statement.
    fn take(&mut self, length: usize) {
        self.start.get_or_insert(self.at);
        self.at += length;
    }

    fn comment(&mut self, length: usize) {
        let text = &self.text[self.at..self.at + length];
        if let Some(mark) = text.strip_prefix(MARK) {
            let mark = mark.trim().to_owned();
            match (self.start, self.pieces.last_mut()) {
                (Some(start), _) => self.inner_marks.push((self.at - start, mark)),
                // Behind the semicolon it is the statement's before.
                (None, Some(piece)) if self.text[..self.at].trim_end_matches([' ', '\t']).ends_with(';') => {
                    piece.marks.push(mark);
                }
                _ => self.marks.push(mark),
            }
        }
        self.at += length;
    }

    fn meta_command(&mut self, length: usize) {
        let text = self.text[self.at..self.at + length].trim_end().to_owned();
        let (line, column) = (self.line_of(self.at), self.column_of(self.at));
        let marks = std::mem::take(&mut self.marks);
        self.pieces.push(Piece { line, column, text, is_meta_command: true, marks, inner_marks: Vec::new() });
        self.at += length;
    }

    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !is_word(c) && c != '$').unwrap_or(rest.len());
        let word = &rest[..length];
        let after = &rest[length..];
        if after.starts_with('\'') && matches!(word, "e" | "E") {
            self.take(length + quoted_length(after, '\'', true));
            return;
        }
        self.take(length);
        if self.words.len() < 4 {
            self.words.push(word);
        }
        if self.parentheses > 0 || !self.makes_function() {
            return;
        }
        let opens_body = word.eq_ignore_ascii_case("begin");
        let opens_case = word.eq_ignore_ascii_case("case") && self.open > 0;
        if opens_body || opens_case {
            self.open += 1;
        } else if word.eq_ignore_ascii_case("end") {
            self.open = self.open.saturating_sub(1);
        }
    }

    /// Whether the statement is `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
    fn makes_function(&self) -> bool {
        let is = |at: usize, word: &str| self.words.get(at).is_some_and(|w| w.eq_ignore_ascii_case(word));
        let what = if is(1, "or") && is(2, "replace") { 3 } else { 1 };
        is(0, "create") && (is(what, "function") || is(what, "procedure"))
    }

    fn end_statement(&mut self) {
        if let Some(start) = self.start.take() {
            let text = self.text[start..self.at].trim_end().to_owned();
            let (line, column) = (self.line_of(start), self.column_of(start));
            let (marks, inner_marks) =
                (std::mem::take(&mut self.marks), std::mem::take(&mut self.inner_marks));
            if self.words.first().is_some_and(|word| word.eq_ignore_ascii_case("set")) {
                self.note_strings(&text);
            }
            self.pieces.push(Piece { line, column, text, is_meta_command: false, marks, inner_marks });
        }
        (self.parentheses, self.open) = (0, 0);
        self.words.clear();
    }

    fn column_of(&self, at: usize) -> usize {
        self.text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1
    }

    fn note_strings(&mut self, setting: &str) {
        let words = words(setting, 5);
        if let Some(at) = words.iter().position(|word| word == "standard_conforming_strings") {
            let value = words.get(at + 2).map(|value| value.trim_matches('\''));
            self.has_backslashes = matches!(value, Some("off" | "false" | "no" | "0"));
        }
    }

    /// Rows for `COPY … FROM stdin` stand on the lines below it.
    fn pass_over_data(&mut self) {
        let is_copy =
            |piece: &&Piece| piece.text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("copy"));
        let Some(last) = self.pieces.last().filter(is_copy) else { return };
        let words = words(&last.text, usize::MAX);
        let from_stdin = words.windows(2).any(|pair| pair == ["from", "stdin"]);
        if words.first().is_none_or(|word| word != "copy") || !from_stdin {
            return;
        }
        self.pieces.pop();
        // What is left of the statement's own line is not data.
        self.at += line_length(&self.text[self.at..]);
        self.at += usize::from(self.at < self.text.len());
        for line in self.text[self.at..].split_inclusive('\n') {
            self.at += line.len();
            if line.trim_end() == "\\." {
                break;
            }
        }
    }

    fn line_of(&mut self, at: usize) -> usize {
        self.line += self.text[self.counted..at].matches('\n').count();
        self.counted = at;
        self.line + 1
    }
}

#[cfg(test)]
mod tests;
