//! SQL text cut into statements by psql's rules: the one place where SQL is looked into, and only so far.

/// What a file of SQL consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// A statement without its semicolon, or one of psql's commands with its backslash.
    pub text: String,
    /// Whether it is one of psql's commands.
    pub is_meta_command: bool,
    /// What the lines `-- pgplumb: …` above it say.
    pub marks: Vec<String>,
}

/// The beginning of a line that says something to pgplumb about the statement below it.
const MARK: &str = "-- pgplumb:";

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
            '\'' | '"' => self.take(quoted_length(rest, first, false)),
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
        if self.start.is_none()
            && let Some(mark) = text.strip_prefix(MARK)
        {
            self.marks.push(mark.trim().to_owned());
        }
        self.at += length;
    }

    fn meta_command(&mut self, length: usize) {
        let text = self.text[self.at..self.at + length].trim_end().to_owned();
        let line = self.line_of(self.at);
        let marks = std::mem::take(&mut self.marks);
        self.pieces.push(Piece { line, text, is_meta_command: true, marks });
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
            let line = self.line_of(start);
            let marks = std::mem::take(&mut self.marks);
            self.pieces.push(Piece { line, text, is_meta_command: false, marks });
        }
        (self.parentheses, self.open) = (0, 0);
        self.words.clear();
    }

    /// Rows for `COPY … FROM stdin` stand on the lines below it.
    fn pass_over_data(&mut self) {
        let Some(last) = self.pieces.last().filter(|piece| !piece.is_meta_command) else { return };
        let words: Vec<String> = last.text.split_whitespace().map(str::to_lowercase).collect();
        let from_stdin = words.windows(2).any(|pair| pair == ["from", "stdin"]);
        if words.first().is_none_or(|word| word != "copy") || !from_stdin {
            return;
        }
        self.pieces.pop();
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii()
}

fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Comments nest.
fn comment_length(text: &str) -> usize {
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

/// A doubled quote ends one quoted piece and begins the next; of an `E''` string it is part.
fn quoted_length(text: &str, quote: char, has_escapes: bool) -> usize {
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

/// `$tag$ … $tag$`; of anything else (`$1`), the dollar sign alone.
fn dollar_quoted_length(text: &str) -> usize {
    let Some(end) = text[1..].find('$') else { return 1 };
    let delimiter = &text[..end + 2];
    let tag = &delimiter[1..=end];
    if tag.starts_with(|c: char| c.is_ascii_digit()) || !tag.chars().all(is_word) {
        return 1;
    }
    text[delimiter.len()..].find(delimiter).map_or(text.len(), |end| end + 2 * delimiter.len())
}

#[cfg(test)]
mod tests;
