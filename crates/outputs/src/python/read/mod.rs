//! Parsing of Python files and resolution of names in them, without importing or running code.

mod ancestors;
mod annotation_map;
mod class;
mod column_call;
mod column_type;
mod core_table;
mod cycles;
mod django;
mod fields;
mod imports;
mod known_types;
mod members;
mod nesting;
mod other_fields;
mod roots;
mod stated_type;
mod statements;
mod table;
mod type_hint;
mod uses;

use std::cell::RefCell;

use ruff_python_ast::{Expr, Stmt, StmtClassDef};
use ruff_python_parser::parse_module;
use ruff_text_size::{Ranged, TextSize};
use rustc_hash::FxHashMap;

pub(crate) use class::{ClassKind, PythonClass};
pub(crate) use column_type::EnumType;
pub(crate) use fields::Field;
pub(crate) use known_types::is_python_type;
pub(crate) use members::Member;
pub(crate) use nesting::with_large_stack;
pub use roots::ImportRoot;
pub(crate) use stated_type::StatedType;
pub(crate) use statements::Statement;
pub(crate) use type_hint::{ENUM, TypeHint, last_component};

/// A Python file.
#[derive(Clone, Debug)]
pub struct PythonFile {
    /// The path that findings name.
    pub path: String,
    /// The text of the file.
    pub text: String,
    /// Whether the file is read only for its definitions, and its classes are not compared.
    pub is_definition_only: bool,
}

/// A file that is not valid Python.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{path}:{line}: {reason}")]
pub struct InvalidPython {
    /// The path of the file.
    pub path: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The parser's message.
    pub reason: String,
}

/// A parsed file.
pub(crate) struct ParsedModule<'a> {
    pub file: &'a PythonFile,
    pub body: Vec<Statement>,
    /// The qualified names of imports by local name, such as `typing.Optional` for `Opt`. A
    /// relative import starts with its dots.
    pub imports: FxHashMap<String, String>,
    /// The modules of star imports.
    star_imports: Vec<String>,
    /// The qualified names of the names that branches of `if` statements import.
    conditional_imports: FxHashMap<String, Vec<String>>,
    /// The components of the dotted name that the file is imported by: `app`, `models` for
    /// `app/models/__init__.py`.
    path: Vec<String>,
    /// The positions where lines start.
    lines: Vec<usize>,
}

/// All parsed files.
pub(crate) struct Modules<'a> {
    pub modules: Vec<ParsedModule<'a>>,
    /// Definitions by module and name (`Project.Status`), in the order of the file.
    definitions: FxHashMap<(usize, String), Vec<Definition>>,
    /// The modules that define a name.
    defining_modules: FxHashMap<String, Vec<usize>>,
    /// The files by module name.
    index: roots::ModuleIndex,
    /// Cached results of `has_table`.
    has_table: RefCell<FxHashMap<StatementId, bool>>,
}

/// A statement: the index of its module in [`Modules::modules`], and its index in
/// [`ParsedModule::body`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct StatementId {
    pub module: usize,
    pub index: usize,
}

/// The definition of a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Definition {
    Class(StatementId),
    /// An assignment.
    Alias(StatementId),
}

impl Definition {
    fn id(self) -> StatementId {
        let (Self::Class(id) | Self::Alias(id)) = self;
        id
    }

    fn is_class(self) -> bool {
        matches!(self, Self::Class(_))
    }
}

impl<'a> Modules<'a> {
    /// Parses files. Files that are not valid Python are returned as errors, unless they are read
    /// only for their definitions.
    pub(crate) fn parse(files: &'a [PythonFile], roots: &[ImportRoot]) -> (Self, Vec<InvalidPython>) {
        let (mut modules, mut errors) = (Vec::new(), Vec::new());
        for file in files {
            match ParsedModule::parse(file) {
                Ok(module) => modules.push(module),
                Err(_) if file.is_definition_only => {}
                Err(error) => errors.push(error),
            }
        }
        let modules = Self::index(modules, roots);
        let is_compared = |error: &InvalidPython| {
            files.iter().any(|file| file.path == error.path && !file.is_definition_only)
        };
        errors.extend(modules.cycles().into_iter().filter(is_compared));
        errors.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        (modules, errors)
    }

    fn index(modules: Vec<ParsedModule<'a>>, roots: &[ImportRoot]) -> Self {
        let mut definitions: FxHashMap<(usize, String), Vec<Definition>> = FxHashMap::default();
        let mut defining_modules: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (module, parsed) in modules.iter().enumerate() {
            for (index, statement) in parsed.body.iter().enumerate() {
                let Some(definition) = statement.definition(StatementId { module, index }) else { continue };
                definitions.entry((module, statement.name.clone())).or_default().push(definition);
                let defining = defining_modules.entry(statement.name.clone()).or_default();
                if defining.last() != Some(&module) {
                    defining.push(module);
                }
            }
        }
        let index = roots::ModuleIndex::new(&modules, roots);
        Self { modules, definitions, defining_modules, index, has_table: RefCell::default() }
    }

    /// The qualified name of a name or attribute, with imports resolved.
    pub(crate) fn qualified_name(&self, module: usize, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Name(name) => {
                let name = name.id.as_str();
                Some(self.modules[module].imports.get(name).cloned().unwrap_or_else(|| name.to_owned()))
            }
            Expr::Attribute(attribute) => Some(format!(
                "{}.{}",
                self.qualified_name(module, &attribute.value)?,
                attribute.attr.as_str()
            )),
            _ => None,
        }
    }

    /// The name that a statement defines, including the enclosing classes.
    pub(crate) fn name_of(&self, id: StatementId) -> &str {
        self.modules[id.module].body.get(id.index).map_or("", |statement| &statement.name)
    }

    /// The class whose body contains a statement.
    pub(crate) fn outer_class(&self, id: StatementId) -> Option<StatementId> {
        let index = self.modules[id.module].body.get(id.index)?.outer_class?;
        Some(StatementId { index, ..id })
    }

    /// The files that are read to be compared or edited.
    pub(crate) fn editable_modules(&self) -> impl Iterator<Item = usize> + '_ {
        let is_editable = |module: &usize| !self.modules[*module].file.is_definition_only;
        (0..self.modules.len()).filter(is_editable)
    }

    fn statement(&self, id: StatementId) -> Option<&Stmt> {
        self.modules[id.module].body.get(id.index).map(|statement| &statement.syntax)
    }

    /// The byte range of the statement that defines a class.
    pub(crate) fn class_range(&self, class: &PythonClass) -> Option<std::ops::Range<usize>> {
        let statement = self.statement(class.id)?;
        Some(std::ops::Range::from(statement.range()))
    }

    pub(crate) fn class_def(&self, id: StatementId) -> Option<&StmtClassDef> {
        self.statement(id)?.as_class_def_stmt()
    }

    /// The class whose body contains a position.
    pub(crate) fn enclosing_class(&self, module: usize, position: TextSize) -> Option<StatementId> {
        let index = statements::enclosing_class(&self.modules[module].body, position)?;
        Some(StatementId { module, index })
    }

    /// The value of an alias.
    pub(crate) fn alias_value(&self, id: StatementId) -> Option<&Expr> {
        match self.statement(id)? {
            Stmt::Assign(assign) => Some(&assign.value),
            Stmt::AnnAssign(assign) => assign.value.as_deref(),
            Stmt::TypeAlias(alias) => Some(&alias.value),
            _ => None,
        }
    }
}

impl<'a> ParsedModule<'a> {
    fn parse(file: &'a PythonFile) -> Result<Self, InvalidPython> {
        let lines: Vec<usize> = std::iter::once(0).chain(line_ends(&file.text)).collect();
        let invalid = |position, reason| InvalidPython {
            path: file.path.clone(),
            line: line_of(&lines, position),
            reason,
        };
        if let Some(position) = nesting::find_too_deep(&file.text) {
            let position = TextSize::try_from(position).unwrap_or_default();
            return Err(invalid(position, "expression is nested too deeply".to_owned()));
        }
        let parsed = parse_module(&file.text)
            .map_err(|error| invalid(error.location.start(), error.error.to_string()))?;
        let body = statements::flatten(parsed.into_syntax().body);
        let imports::Imports { names: imports, stars: star_imports, conditional: conditional_imports } =
            imports::collect(&body);
        let path = roots::module_path(&file.path);
        Ok(Self { file, body, imports, star_imports, conditional_imports, path, lines })
    }

    /// The line number of a position, from 1.
    pub(crate) fn line(&self, position: TextSize) -> u32 {
        line_of(&self.lines, position)
    }

    /// The text of a line, from 1.
    fn line_text(&self, line: u32) -> &str {
        let start = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.file.text.len());
        self.file.text[start..].split(['\n', '\r']).next().unwrap_or_default()
    }

    /// The mark in a comment above a statement: `# pgplumb: table:app.users`.
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

/// The positions after line ends: `\r\n`, `\n` and `\r`.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let is_end = |(index, end): &(usize, &str)| *end == "\n" || !text[*index..].starts_with("\r\n");
    text.match_indices(['\n', '\r']).filter(is_end).map(|(index, _)| index + 1)
}

fn line_of(lines: &[usize], position: TextSize) -> u32 {
    let line = lines.partition_point(|start| *start <= position.to_usize());
    u32::try_from(line).unwrap_or(u32::MAX)
}
