//! Reading Python: what classes say, by their source alone. Nothing is imported or run.

mod ancestors;
mod annotation;
mod circles;
mod class;
mod column;
mod depth;
mod fields;
mod imports;
mod members;
mod statements;
mod table;
mod uses;

use std::cell::RefCell;

use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_python_parser::parse_module;
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashMap;

pub(crate) use annotation::{Said, last};
pub(crate) use class::{ClassKind, Declared};
pub(crate) use depth::with_stack;
pub(crate) use fields::Field;
pub(crate) use members::Member;
pub(crate) use statements::Statement;

/// A file of Python.
#[derive(Clone, Debug)]
pub struct PythonFile {
    /// What it is called in findings.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Why a file is no Python.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{path}:{line}: {reason}")]
pub struct BadPython {
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The parser's reason.
    pub reason: String,
}

/// A file, parsed.
pub(crate) struct Module<'a> {
    pub file: &'a PythonFile,
    pub body: Vec<Statement>,
    /// Local names of what is imported, with what it is called there: `Opt` for `typing.Optional`, with as many dots before it as an
    /// import from a package of one's own has.
    pub imports: FxHashMap<String, String>,
    /// Modules of which everything is imported.
    stars: Vec<String>,
    /// The folders and the name that it is imported by: `app/models/__init__.py` as `app`, `models`.
    parts: Vec<String>,
    lines: Vec<usize>,
}

/// All files, so that one can speak of what stands in another.
pub(crate) struct Modules<'a> {
    pub modules: Vec<Module<'a>>,
    /// Where names are defined, by file and name (`Project.Status`), in the order of the file.
    names: FxHashMap<(usize, String), Vec<Definition>>,
    /// The files that define a name.
    definers: FxHashMap<String, Vec<usize>>,
    /// Whether classes have tables of their own, as far as it has been asked: by file and place.
    tables: RefCell<FxHashMap<(usize, usize), bool>>,
}

/// What a name stands for, by the place of its statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Definition {
    Class(usize),
    Alias(usize),
}

impl Definition {
    fn place(self) -> usize {
        let (Self::Class(place) | Self::Alias(place)) = self;
        place
    }
}

impl<'a> Modules<'a> {
    /// Parses files; those that are no Python are told of.
    pub(crate) fn parse(files: &'a [PythonFile]) -> (Self, Vec<BadPython>) {
        let (mut modules, mut bad) = (Vec::new(), Vec::new());
        for file in files {
            let lines: Vec<usize> = std::iter::once(0).chain(line_ends(&file.text)).collect();
            if let Some(at) = depth::too_deep(&file.text) {
                let line = line_of(&lines, TextSize::try_from(at).unwrap_or_default());
                let reason = "it is nested too deeply for Python to run it".to_owned();
                bad.push(BadPython { path: file.path.clone(), line, reason });
                continue;
            }
            match parse_module(&file.text) {
                Ok(parsed) => {
                    let body = statements::of(parsed.into_syntax().body);
                    let (imports, stars) = imports::of(&body);
                    let parts = imports::parts(&file.path);
                    modules.push(Module { file, body, imports, stars, parts, lines });
                }
                Err(error) => {
                    let line = line_of(&lines, error.location.start());
                    bad.push(BadPython { path: file.path.clone(), line, reason: error.error.to_string() });
                }
            }
        }
        let mut names: FxHashMap<(usize, String), Vec<Definition>> = FxHashMap::default();
        let mut definers: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, module) in modules.iter().enumerate() {
            for (place, statement) in module.body.iter().enumerate() {
                let Some(definition) = statement.definition(place) else { continue };
                names.entry((at, statement.name.clone())).or_default().push(definition);
                let definers = definers.entry(statement.name.clone()).or_default();
                if definers.last() != Some(&at) {
                    definers.push(at);
                }
            }
        }
        let modules = Self { modules, names, definers, tables: RefCell::default() };
        bad.extend(modules.circles());
        bad.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        (modules, bad)
    }

    /// What a name or attribute means: the name under which its own module has it.
    pub(crate) fn qualified(&self, at: usize, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Name(name) => {
                let name = name.id.as_str();
                Some(self.modules[at].imports.get(name).cloned().unwrap_or_else(|| name.to_owned()))
            }
            Expr::Attribute(attribute) => {
                Some(format!("{}.{}", self.qualified(at, &attribute.value)?, attribute.attr.as_str()))
            }
            _ => None,
        }
    }

    /// What a statement defines is called, with the classes around it.
    pub(crate) fn name_at(&self, at: usize, place: usize) -> &str {
        self.modules[at].body.get(place).map_or("", |statement| &statement.name)
    }

    /// The class in whose body a statement stands.
    pub(crate) fn outer(&self, at: usize, place: usize) -> Option<usize> {
        self.modules[at].body.get(place)?.outer
    }

    fn statement(&self, at: usize, place: usize) -> Option<&Stmt> {
        self.modules[at].body.get(place).map(|statement| &statement.syntax)
    }

    /// The bytes of what defines a class.
    pub(crate) fn range(&self, class: &Declared) -> Option<std::ops::Range<usize>> {
        let statement = self.statement(class.module, class.place)?;
        Some(std::ops::Range::from(statement.range()))
    }

    pub(crate) fn class(&self, at: usize, place: usize) -> Option<&StmtClassDef> {
        self.statement(at, place)?.as_class_def_stmt()
    }

    /// The class in whose body something stands.
    pub(crate) fn class_around(&self, at: usize, start: TextSize) -> Option<&StmtClassDef> {
        self.class(at, statements::around(&self.modules[at].body, start)?)
    }

    /// The value of an alias, and its name.
    pub(crate) fn alias(&self, at: usize, place: usize) -> Option<&Expr> {
        match self.statement(at, place)? {
            Stmt::Assign(assign) => Some(&assign.value),
            Stmt::AnnAssign(assign) => assign.value.as_deref(),
            Stmt::TypeAlias(alias) => Some(&alias.value),
            _ => None,
        }
    }
}

impl Module<'_> {
    /// The line of a place, from 1.
    pub(crate) fn line(&self, at: TextSize) -> u32 {
        line_of(&self.lines, at)
    }

    /// The text of a line, from 1.
    fn line_text(&self, line: u32) -> &str {
        let start = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.file.text.len());
        self.file.text[start..].split(['\n', '\r']).next().unwrap_or_default()
    }

    /// What a mark above a statement says: `# pgplumb: table:app.users`.
    pub(crate) fn mark_above(&self, statement: &impl Ranged) -> Option<String> {
        let mut line = self.line(statement.range().start());
        while line > 1 {
            line -= 1;
            let comment = self.line_text(line).trim().strip_prefix('#')?;
            if let Some(mark) = comment.trim().strip_prefix("pgplumb:") {
                return Some(mark.trim().to_owned());
            }
        }
        None
    }
}

/// Where lines end: what of `\r\n`, `\n` and `\r` a file has.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let is_one = |(at, end): &(usize, &str)| *end == "\n" || !text[*at..].starts_with("\r\n");
    text.match_indices(['\n', '\r']).filter(is_one).map(|(at, _)| at + 1)
}

fn line_of(lines: &[usize], at: TextSize) -> u32 {
    let line = lines.partition_point(|start| *start <= at.to_usize());
    u32::try_from(line).unwrap_or(u32::MAX)
}
