//! Splitting pg_dump's SQL text into statements.

/// The statements of a dump, without comments and meta-commands of psql: split at semicolons
/// outside of strings, quoted names, dollar quotes and the `BEGIN ATOMIC … END` bodies of
/// functions.
pub(crate) fn statements(sql: &str) -> Vec<String> {
    let mut splitter = Splitter { rest: sql, line_start: true, ..Splitter::default() };
    while !splitter.rest.is_empty() {
        splitter.step();
    }
    splitter.finish_statement();
    splitter.statements
}

#[derive(Default)]
struct Splitter<'a> {
    rest: &'a str,
    line_start: bool,
    statement: String,
    statements: Vec<String>,
    /// How many `END`s are missing, inside the body of a function.
    open: u32,
}

impl Splitter<'_> {
    fn step(&mut self) {
        let rest = self.rest;
        let first = rest.chars().next().expect("there is more");
        let at_line_start = std::mem::replace(&mut self.line_start, first == '\n');
        match first {
            '-' if rest.starts_with("--") => self.rest = &rest[line_length(rest)..],
            '/' if rest.starts_with("/*") => self.rest = &rest[comment_length(rest)..],
            '\\' if at_line_start => self.meta_command(),
            '\'' | '"' => self.keep(quoted_length(rest, first, false)),
            '$' => self.keep(dollar_quoted_length(rest)),
            ';' if self.open == 0 => {
                self.rest = &rest[1..];
                self.finish_statement();
            }
            _ if is_word(first) => self.word(),
            _ => self.keep(first.len_utf8()),
        }
    }

    /// Moves that many bytes into the statement.
    fn keep(&mut self, length: usize) {
        let (kept, rest) = self.rest.split_at(length);
        self.statement.push_str(kept);
        self.rest = rest;
    }

    /// Skips a meta-command. A backslash inside of a statement does not start one.
    fn meta_command(&mut self) {
        let length = line_length(self.rest);
        if self.statement.trim().is_empty() {
            self.rest = &self.rest[length..];
        } else {
            self.keep(length);
        }
    }

    fn word(&mut self) {
        let length = self.rest.find(|c: char| !is_word(c) && c != '$').unwrap_or(self.rest.len());
        let word = &self.rest[..length];
        self.keep(length);
        if word.eq_ignore_ascii_case("e") && self.rest.starts_with('\'') {
            self.keep(quoted_length(self.rest, '\'', true));
        } else if word.eq_ignore_ascii_case("begin") && next_word_is(self.rest, "atomic") {
            self.open = 1;
        } else if self.open > 0 && word.eq_ignore_ascii_case("case") {
            self.open += 1;
        } else if self.open > 0 && word.eq_ignore_ascii_case("end") {
            self.open -= 1;
        }
    }

    fn finish_statement(&mut self) {
        let statement = self.statement.trim();
        if !statement.is_empty() {
            self.statements.push(statement.to_owned());
        }
        self.statement.clear();
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn next_word_is(text: &str, word: &str) -> bool {
    let trimmed = text.trim_start();
    trimmed.len() < text.len()
        && trimmed.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
        && !trimmed[word.len()..].starts_with(is_word)
}

fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// The length of a comment; comments nest.
fn comment_length(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
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

/// The length of a quoted text. A doubled quote ends one quoted text and starts the next, which
/// gives the same statement.
fn quoted_length(text: &str, quote: char, backslash_escapes: bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && backslash_escapes {
            escaped = true;
        } else if c == quote {
            // In E'a''b', backslashes after the doubled quote still escape.
            if backslash_escapes && text[at + 1..].starts_with(quote) {
                escaped = true;
                continue;
            }
            return at + 1;
        }
    }
    text.len()
}

/// The length of `$tag$ … $tag$`, or of the dollar sign of anything else (`$1`).
fn dollar_quoted_length(text: &str) -> usize {
    let Some(end) = text[1..].find('$') else { return 1 };
    let delimiter = &text[..end + 2];
    let tag = &delimiter[1..=end];
    if tag.starts_with(|c: char| c.is_ascii_digit()) || !tag.chars().all(is_word) {
        return 1;
    }
    let body = &text[delimiter.len()..];
    body.find(delimiter).map_or(text.len(), |end| end + 2 * delimiter.len())
}

#[cfg(test)]
mod tests {
    use super::statements;

    fn check(sql: &str, expected: &[&str]) {
        assert_eq!(statements(sql), expected, "{sql}");
    }

    #[test]
    fn semicolons_outside_of_quotes_end_a_statement() {
        check("SELECT 1;SELECT 2", &["SELECT 1", "SELECT 2"]);
        check("SELECT ';'; SELECT \";\"", &["SELECT ';'", "SELECT \";\""]);
        check("SELECT 'it''s;'; SELECT 2", &["SELECT 'it''s;'", "SELECT 2"]);
        check(r"SELECT '\'; SELECT 2", &[r"SELECT '\'", "SELECT 2"]);
        check(r"SELECT E'\';', E'a'';\'b'; SELECT 2", &[r"SELECT E'\';', E'a'';\'b'", "SELECT 2"]);
        check(
            "SELECT $$a;b$$, $x$c;$$;$x$; SELECT $1; SELECT 3",
            &["SELECT $$a;b$$, $x$c;$$;$x$", "SELECT $1", "SELECT 3"],
        );
        check("SELECT a$b; SELECT c$d", &["SELECT a$b", "SELECT c$d"]);
    }

    #[test]
    fn comments_and_meta_commands_are_removed() {
        check("-- a; b\nSELECT /* x; /* y; */ z; */ 1;", &["SELECT  1"]);
        check("\\connect x\nSELECT 1;\n\\restrict y\n", &["SELECT 1"]);
        check("SELECT 1 +\n\\gexec\n2;", &["SELECT 1 +\n\\gexec\n2"]);
    }

    #[test]
    fn a_function_with_an_sql_body_is_one_statement() {
        let body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END;\n SELECT 2;\nEND";
        check(&format!("{body};\nSELECT 1;"), &[body, "SELECT 1"]);
        check("BEGIN; SELECT 1; END;", &["BEGIN", "SELECT 1", "END"]);
    }

    #[test]
    fn unterminated_quotes_and_comments_end_with_the_text() {
        check("SELECT 'a; b", &["SELECT 'a; b"]);
        check("SELECT $x$ a; b", &["SELECT $x$ a; b"]);
        check("SELECT 1; /* a", &["SELECT 1"]);
    }
}
