//! Files of SQL as statements to execute: what is psql's, the transactions', the settings' is worked out here.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::lex::words;
use super::settings::{Effect, Settings, after, at_commit, effect};
use super::{Include, LoadError, Piece, Script, split, subscription};

/// A statement to execute.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub script: Rc<str>,
    /// The line on which it begins.
    pub line: usize,
    /// The character of that line with which it begins.
    pub column: usize,
    /// As it is written.
    pub text: String,
    /// What is executed, where that is something else.
    pub instead: Option<String>,
    pub pass: u32,
    /// What stands before it.
    pub settings: Settings,
    /// Whether it is a whole transaction of its own.
    pub is_block: bool,
    /// What lines above it say to pgplumb.
    pub marks: Vec<String>,
    /// What comments within it say, with their places.
    pub inner_marks: Vec<(usize, String)>,
}

impl Statement {
    /// What is executed.
    pub fn sql(&self) -> &str {
        self.instead.as_deref().unwrap_or(&self.text)
    }
}

/// psql's commands without which a schema is the same. `\connect` leads to the database that we are in.
const HARMLESS: &[&str] = &[
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
    "\\connect",
    "\\c",
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

/// The statements of a file and those that it includes.
///
/// # Errors
/// When it holds a command that is psql's alone, or a file to include cannot be read.
pub(super) fn statements(
    script: &Script,
    include: Option<&Include<'_>>,
) -> Result<Vec<Statement>, LoadError> {
    let mut parser = Parser { include, including: Vec::new(), ..Parser::default() };
    parser.script(&script.name, &script.text)?;
    parser.end_block(true);
    Ok(parser.statements)
}

#[derive(Default)]
struct Parser<'a> {
    include: Option<&'a Include<'a>>,
    /// The files that lead to the one being read.
    including: Vec<PathBuf>,
    settings: Settings,
    block: Option<Block>,
    statements: Vec<Statement>,
}

/// What was found of a `BEGIN; … COMMIT;`.
struct Block {
    begin: (Rc<str>, Piece),
    /// The settings before it.
    begun: Settings,
    /// How many statements there were before it.
    start: usize,
    /// All of it, as it is written.
    text: String,
    /// Whether it must be executed as the transaction it is.
    is_literal: bool,
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

    /// Says whether the file ends here.
    fn meta_command(&mut self, script: &Rc<str>, piece: &Piece) -> Result<bool, LoadError> {
        let (word, argument) =
            piece.text.split_once(char::is_whitespace).unwrap_or((piece.text.as_str(), ""));
        let relative = match word {
            "\\q" | "\\quit" => return Ok(true),
            word if HARMLESS.contains(&word) => return Ok(false),
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
                Err(std::io::Error::other("it includes itself"))
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
                    begun: Rc::clone(&self.settings),
                    start: self.statements.len(),
                    is_literal: false,
                });
                return;
            }
            ("commit" | "end", next) if next != "prepared" => return self.end_block(true),
            ("rollback" | "abort", next) if next != "prepared" => {
                let to_savepoint = words.iter().any(|word| word == "to");
                if let Some(block) = &mut self.block {
                    block.is_literal = true;
                }
                if !to_savepoint {
                    self.end_block(false);
                }
                return;
            }
            ("savepoint" | "release", _) => {
                if let Some(block) = &mut self.block {
                    block.is_literal = true;
                }
                return;
            }
            ("lock", _) => return,
            // Those of `pg_dump --create`.
            ("create" | "alter" | "drop", "database") => return,
            // To a psql that is not there.
            ("copy", _) if is_to_stdout(&piece.text) => return,
            _ => {}
        }
        match effect(&piece.text, piece.line) {
            Effect::None => {}
            effect => {
                self.settings = after(&self.settings, effect);
                return;
            }
        }
        if let Some(block) = &mut self.block {
            block.is_literal |= has_on_commit(&piece.text);
        }
        let settings = Rc::clone(&self.settings);
        let instead = subscription::unconnected(&piece.text);
        let pass = pass_of(&piece);
        let Piece { line, column, text, marks, inner_marks, .. } = piece;
        self.statements.push(Statement {
            script: Rc::clone(script),
            line,
            column,
            text,
            instead,
            pass,
            settings,
            is_block: false,
            marks,
            inner_marks,
        });
    }

    /// The end of a block: its statements stand for themselves, unless it must be a transaction.
    fn end_block(&mut self, is_committed: bool) {
        let Some(block) = self.block.take() else { return };
        if block.is_literal {
            self.statements.truncate(block.start);
            let (script, piece) = block.begin;
            self.statements.push(Statement {
                script,
                line: piece.line,
                column: piece.column,
                text: block.text,
                instead: None,
                pass: pass_of(&piece),
                settings: Rc::clone(&block.begun),
                is_block: true,
                marks: piece.marks,
                inner_marks: Vec::new(),
            });
        }
        self.settings = if is_committed { at_commit(&self.settings, &block.begun) } else { block.begun };
    }
}

fn pass_of(piece: &Piece) -> u32 {
    let passes = piece.marks.iter().find_map(|mark| mark.strip_prefix("pass ")?.trim().parse().ok());
    passes.unwrap_or(1)
}

fn is_to_stdout(sql: &str) -> bool {
    words(sql, usize::MAX).windows(2).any(|pair| pair == ["to", "stdout"])
}

/// Temporary tables that end with their transaction.
fn has_on_commit(sql: &str) -> bool {
    let begins = words(sql, 3);
    begins.iter().any(|word| word == "temp" || word == "temporary")
        && words(sql, usize::MAX).windows(2).any(|pair| pair == ["on", "commit"])
}
