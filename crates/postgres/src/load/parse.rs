//! Converting SQL files to statements to execute. Meta-commands, transaction commands and settings
//! are interpreted here.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::lex::words;
use super::settings::{Effect, Settings, after, at_commit, effect};
use super::{IncludeReader, LoadError, Piece, Script, split, subscription};

/// A statement to execute.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub script: Rc<str>,
    /// The line of its start.
    pub line: usize,
    /// The column of its start.
    pub column: usize,
    /// The text in the file.
    pub text: String,
    /// The SQL to execute instead of the text.
    pub replacement: Option<String>,
    pub pass: u32,
    /// The settings in effect.
    pub settings: Settings,
    /// Whether it is a whole transaction block.
    pub is_block: bool,
    /// The texts of the marks above it.
    pub marks: Vec<String>,
    /// The offsets and texts of the marks inside it.
    pub inner_marks: Vec<(usize, String)>,
}

impl Statement {
    /// The SQL to execute.
    pub fn sql(&self) -> &str {
        self.replacement.as_deref().unwrap_or(&self.text)
    }
}

/// psql meta-commands that do not affect the schema.
const IGNORED_COMMANDS: &[&str] = &[
    "\\restrict",
    "\\unrestrict",
    "\\echo",
    "\\qecho",
    "\\warn",
    "\\pset",
    "\\timing",
    "\\set",
    "\\unset",
    "\\encoding",
    "\\t",
    "\\a",
    "\\x",
    "\\H",
    "\\o",
    "\\out",
    "\\p",
    "\\prompt",
    "\\password",
    "\\conninfo",
    "\\errverbose",
    "\\r",
    "\\reset",
];

/// The statements of a file.
pub(super) struct Parsed {
    /// The statements to execute.
    pub statements: Vec<Statement>,
    /// The statements that do not change the schema of a database.
    pub unplanned: Vec<Unplanned>,
}

/// A statement that does not change the schema of a database.
pub(super) struct Unplanned {
    /// The file and line.
    pub location: String,
    /// The command: `DROP DATABASE`.
    pub command: String,
    /// Why it is not planned.
    pub reason: &'static str,
    /// The number of lines of data below `COPY … FROM stdin`.
    pub data_lines: usize,
}

/// Returns the statements of a file and the files that it includes.
///
/// # Errors
/// When the file contains a meta-command that is not supported, or an included file cannot be read.
pub(super) fn statements(
    script: &Script,
    include: Option<&IncludeReader<'_>>,
    is_superuser: bool,
) -> Result<Parsed, LoadError> {
    let mut parser = Parser { include, is_superuser, ..Parser::default() };
    parser.script(&script.name, &script.text)?;
    parser.end_block(true);
    Ok(Parsed { statements: parser.statements, unplanned: parser.unplanned })
}

#[derive(Default)]
struct Parser<'a> {
    include: Option<&'a IncludeReader<'a>>,
    /// Whether the statements run as superuser, who may set the session's user.
    is_superuser: bool,
    /// The current file and the files that include it, outermost first.
    including: Vec<PathBuf>,
    settings: Settings,
    block: Option<Block>,
    statements: Vec<Statement>,
    unplanned: Vec<Unplanned>,
}

/// A transaction block, `BEGIN; … COMMIT;`, up to the current statement.
struct Block {
    begin: (Rc<str>, Piece),
    /// The settings before the block.
    settings_before: Settings,
    /// The number of statements before the block.
    start: usize,
    /// The text of the block.
    text: String,
    /// Whether the block must be executed as one transaction.
    is_atomic: bool,
}

impl Parser<'_> {
    fn script(&mut self, name: &str, text: &str) -> Result<(), LoadError> {
        let path = PathBuf::from(name);
        let pieces = split(text);
        if pieces.iter().flat_map(|piece| &piece.marks).any(|mark| mark == "orphaned") {
            return Ok(());
        }
        self.including.push(path);
        let script: Rc<str> = name.into();
        for piece in pieces {
            if piece.is_meta_command {
                if self.meta_command(&script, &piece)? {
                    break;
                }
            } else {
                self.statement(&script, piece);
            }
        }
        self.including.pop();
        Ok(())
    }

    /// Interprets a meta-command. Returns whether it ends the file.
    fn meta_command(&mut self, script: &Rc<str>, piece: &Piece) -> Result<bool, LoadError> {
        let (word, argument) =
            piece.text.split_once(char::is_whitespace).unwrap_or((piece.text.as_str(), ""));
        let relative = match word {
            "\\q" | "\\quit" => return Ok(true),
            "\\connect" | "\\c" => {
                let location = format!("{script}:{}", piece.line);
                let (command, reason) = (word.to_owned(), "pgplumb plans the objects of one database");
                self.unplanned.push(Unplanned { location, command, reason, data_lines: 0 });
                return Ok(false);
            }
            word if IGNORED_COMMANDS.contains(&word) => return Ok(false),
            "\\i" | "\\include" => false,
            "\\ir" | "\\include_relative" => true,
            _ => {
                let (script, line) = (script.to_string(), piece.line);
                return Err(LoadError::MetaCommand { script, line, command: word.to_owned() });
            }
        };
        let argument = argument.trim().trim_matches('\'').replace("''", "'");
        let path = match self.including.last().and_then(|file| file.parent()) {
            Some(folder) if relative => folder.join(&argument),
            _ => PathBuf::from(&argument),
        };
        let name = path.display().to_string();
        let read = |path: &Path| match self.include {
            _ if self.including.iter().any(|file| file == path) => {
                Err(std::io::Error::other("the file includes itself"))
            }
            Some(include) => include(path),
            None => std::fs::read_to_string(path),
        };
        let text = read(&path).map_err(|reason| LoadError::Include {
            script: script.to_string(),
            line: piece.line,
            path: name.clone(),
            reason,
        })?;
        self.script(&name, &text)?;
        Ok(false)
    }

    fn statement(&mut self, script: &Rc<str>, piece: Piece) {
        let words = words(&piece.text, 4);
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        if let Some(reason) = not_in_schema([word(0), word(1), word(2)], &piece.text) {
            let command = match word(0) {
                "copy" => "COPY".to_owned(),
                "comment" | "grant" | "revoke" | "security" => {
                    format!("{} ON DATABASE", word(0).to_uppercase()).replace("SECURITY", "SECURITY LABEL")
                }
                _ => words[..2].join(" ").to_uppercase(),
            };
            let location = format!("{script}:{}", piece.line);
            self.unplanned.push(Unplanned { location, command, reason, data_lines: piece.data_lines });
            if is_skipped([word(0), word(1)]) {
                return;
            }
        }
        if let Some(block) = &mut self.block {
            block.text.push_str(";\n");
            block.text.push_str(&piece.text);
        }
        match (word(0), word(1)) {
            ("begin", _) | ("start", "transaction") => {
                self.end_block(true);
                self.block = Some(Block {
                    text: piece.text.clone(),
                    begin: (Rc::clone(script), piece),
                    settings_before: Rc::clone(&self.settings),
                    start: self.statements.len(),
                    is_atomic: false,
                });
                return;
            }
            ("commit" | "end", next) if next != "prepared" => return self.end_block(true),
            ("rollback" | "abort", next) if next != "prepared" => {
                let to_savepoint = words.iter().any(|word| word == "to");
                if let Some(block) = &mut self.block {
                    block.is_atomic = true;
                }
                if !to_savepoint {
                    self.end_block(false);
                }
                return;
            }
            ("savepoint" | "release", _) => {
                if let Some(block) = &mut self.block {
                    block.is_atomic = true;
                }
                return;
            }
            ("lock", _) => return,
            // The output has no effect.
            ("copy", _) if is_to_stdout(&piece.text) => return,
            _ => {}
        }
        let found = effect(&piece.text, piece.line);
        match if self.is_superuser { found } else { found.with_role() } {
            Effect::None => {}
            effect => {
                self.settings = after(&self.settings, effect);
                return;
            }
        }
        if let Some(block) = &mut self.block {
            block.is_atomic |= has_on_commit(&piece.text);
        }
        let settings = Rc::clone(&self.settings);
        let replacement = subscription::unconnected(&piece.text);
        let pass = pass_of(&piece);
        let Piece { line, column, text, marks, inner_marks, .. } = piece;
        self.statements.push(Statement {
            script: Rc::clone(script),
            line,
            column,
            text,
            replacement,
            pass,
            settings,
            is_block: false,
            marks,
            inner_marks,
        });
    }

    /// Ends a transaction block. If it must be executed as one transaction, replaces its statements
    /// by the whole block.
    fn end_block(&mut self, is_committed: bool) {
        let Some(block) = self.block.take() else { return };
        if block.is_atomic {
            self.statements.truncate(block.start);
            let (script, piece) = block.begin;
            self.statements.push(Statement {
                script,
                line: piece.line,
                column: piece.column,
                text: block.text,
                replacement: None,
                pass: pass_of(&piece),
                settings: Rc::clone(&block.settings_before),
                is_block: true,
                marks: piece.marks,
                inner_marks: Vec::new(),
            });
        }
        self.settings = if is_committed {
            at_commit(&self.settings, &block.settings_before)
        } else {
            block.settings_before
        };
    }
}

/// Why a statement does not change the schema of a database, if it does not.
fn not_in_schema(words: [&str; 3], sql: &str) -> Option<&'static str> {
    match words {
        // As written by `pg_dump --create`.
        ["create" | "alter" | "drop", "database", _] => Some("pgplumb plans the objects of one database"),
        ["alter", "system", _] => Some("it changes settings of the server"),
        ["create" | "alter" | "drop", "user", "mapping"] => None,
        ["create" | "alter" | "drop", "role" | "user" | "group", _] => Some("roles belong to the server"),
        ["create" | "alter" | "drop", "tablespace", _] => Some("tablespaces belong to the server"),
        ["comment" | "grant" | "revoke" | "security", ..] if is_on_database(sql) => {
            Some("pgplumb plans the objects of one database")
        }
        ["copy", ..] if is_from(sql) => Some("rows are not part of the schema"),
        _ => None,
    }
}

/// Whether a statement that does not change the schema is not executed either.
fn is_skipped(words: [&str; 2]) -> bool {
    match words {
        ["create" | "alter" | "drop", kind] => matches!(kind, "database" | "system"),
        [command, _] => matches!(command, "comment" | "copy" | "grant" | "revoke" | "security"),
    }
}

/// Whether a comment, a privilege or a label is one of a database.
fn is_on_database(sql: &str) -> bool {
    let words = words(sql, usize::MAX);
    let after_on = words.iter().skip_while(|word| *word != "on").skip(1).map(String::as_str);
    match after_on.take(2).collect::<Vec<_>>()[..] {
        // A table may have the name "database".
        ["database", name] => !matches!(name, "to" | "from" | "," | "."),
        _ => false,
    }
}

/// Whether `COPY` reads rows.
fn is_from(sql: &str) -> bool {
    let is_direction = |word: &&String| *word == "from" || *word == "to";
    // A query in parentheses can only be written.
    !sql.contains('(') && words(sql, usize::MAX).iter().find(is_direction).is_some_and(|word| word == "from")
        || words(sql, usize::MAX).windows(2).any(|pair| pair == ["from", "stdin"])
}

/// The pass from a mark such as `pass 2`; 1 by default.
fn pass_of(piece: &Piece) -> u32 {
    let passes = piece.marks.iter().find_map(|mark| mark.strip_prefix("pass ")?.trim().parse().ok());
    passes.unwrap_or(1)
}

fn is_to_stdout(sql: &str) -> bool {
    words(sql, usize::MAX).windows(2).any(|pair| pair == ["to", "stdout"])
}

/// Whether it creates a temporary table with `ON COMMIT`, whose effect depends on the transaction.
fn has_on_commit(sql: &str) -> bool {
    let begins = words(sql, 3);
    begins.iter().any(|word| word == "temp" || word == "temporary")
        && words(sql, usize::MAX).windows(2).any(|pair| pair == ["on", "commit"])
}
