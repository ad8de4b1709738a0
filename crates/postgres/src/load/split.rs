//! Splitting SQL text into statements by psql's rules.

use super::lex::{comment_length, dollar_quoted_length, is_word, line_length, quoted_length, words};

/// A statement or psql meta-command of an SQL file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The line of its start, from 1.
    pub line: usize,
    /// The column of its start in characters, from 1.
    pub column: usize,
    /// A statement without its semicolon, or a meta-command with its backslash.
    pub text: String,
    /// Whether it is a psql meta-command.
    pub is_meta_command: bool,
    /// The texts of the `-- pgplumb: …` comments above it.
    pub marks: Vec<String>,
    /// The offsets and texts of the `-- pgplumb: …` comments inside it.
    pub inner_marks: Vec<(usize, String)>,
    /// The number of lines of data below `COPY … FROM stdin`.
    pub data_lines: usize,
}

/// The start of a mark. See [`Mark`](super::Mark).
pub(super) const MARK: &str = "-- pgplumb:";

/// Splits SQL text into statements and meta-commands, and removes comments between them.
///
/// As in psql, a semicolon does not end a statement inside quotes, dollar quotes, comments,
/// parentheses and the `BEGIN ATOMIC … END` of a function. The data of `COPY … FROM stdin` is
/// skipped; its lines are counted.
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
    /// The number of line breaks before `counted`.
    line: usize,
    counted: usize,
    /// The start of the current statement.
    start: Option<usize>,
    /// The number of open parentheses.
    parentheses: u32,
    /// The number of `BEGIN` and `CASE` without `END` in the body of a function.
    open_blocks: u32,
    /// The first words of the statement, which tell whether it creates a function.
    words: Vec<&'a str>,
    marks: Vec<String>,
    inner_marks: Vec<(usize, String)>,
    /// Whether a backslash is an escape in plain strings, because `standard_conforming_strings` is
    /// off, as in old dumps.
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
            ';' if self.parentheses == 0 && self.open_blocks == 0 => {
                self.end_statement();
                self.at += 1;
                self.skip_copy_data();
            }
            _ if is_word(first) => self.word(),
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            _ => self.take(first.len_utf8()),
        }
    }

    /// Consumes text of the statement.
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
                // A mark after the semicolon belongs to the statement before it.
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
        self.pieces.push(Piece {
            line,
            column,
            text,
            is_meta_command: true,
            marks,
            inner_marks: Vec::new(),
            data_lines: 0,
        });
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
        if self.parentheses > 0 || !self.creates_function() {
            return;
        }
        let opens_body = word.eq_ignore_ascii_case("begin");
        let opens_case = word.eq_ignore_ascii_case("case") && self.open_blocks > 0;
        if opens_body || opens_case {
            self.open_blocks += 1;
        } else if word.eq_ignore_ascii_case("end") {
            self.open_blocks = self.open_blocks.saturating_sub(1);
        }
    }

    /// Whether the statement is `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
    fn creates_function(&self) -> bool {
        let is = |at: usize, word: &str| self.words.get(at).is_some_and(|w| w.eq_ignore_ascii_case(word));
        let kind = if is(1, "or") && is(2, "replace") { 3 } else { 1 };
        is(0, "create") && (is(kind, "function") || is(kind, "procedure"))
    }

    fn end_statement(&mut self) {
        if let Some(start) = self.start.take() {
            let text = self.text[start..self.at].trim_end().to_owned();
            let (line, column) = (self.line_of(start), self.column_of(start));
            let (marks, inner_marks) =
                (std::mem::take(&mut self.marks), std::mem::take(&mut self.inner_marks));
            if self.words.first().is_some_and(|word| word.eq_ignore_ascii_case("set")) {
                self.track_escapes(&text);
            }
            let piece =
                Piece { line, column, text, is_meta_command: false, marks, inner_marks, data_lines: 0 };
            self.pieces.push(piece);
        }
        (self.parentheses, self.open_blocks) = (0, 0);
        self.words.clear();
    }

    fn column_of(&self, at: usize) -> usize {
        self.text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1
    }

    /// Tracks `SET standard_conforming_strings`.
    fn track_escapes(&mut self, setting: &str) {
        let words = words(setting, 5);
        if let Some(at) = words.iter().position(|word| word == "standard_conforming_strings") {
            let value = words.get(at + 2).map(|value| value.trim_matches('\''));
            self.has_backslashes = matches!(value, Some("off" | "false" | "no" | "0"));
        }
    }

    /// If the last statement is `COPY … FROM stdin`, skips and counts the lines of data below it.
    fn skip_copy_data(&mut self) {
        let is_copy =
            |piece: &Piece| piece.text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("copy"));
        let Some(last) = self.pieces.last_mut().filter(|piece| is_copy(piece)) else { return };
        let words = words(&last.text, usize::MAX);
        let from_stdin = words.windows(2).any(|pair| pair == ["from", "stdin"]);
        if words.first().is_none_or(|word| word != "copy") || !from_stdin {
            return;
        }
        // The data starts on the next line.
        self.at += line_length(&self.text[self.at..]);
        self.at += usize::from(self.at < self.text.len());
        for line in self.text[self.at..].split_inclusive('\n') {
            self.at += line.len();
            if line.trim_end() == "\\." {
                break;
            }
            last.data_lines += 1;
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
