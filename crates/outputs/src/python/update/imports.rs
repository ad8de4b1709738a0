//! Local names of imports, and missing imports.

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, Stmt, StmtImportFrom};
use ruff_text_size::Ranged;

use super::super::read::StatementId;
use super::Updater;

impl<'a> Updater<'a> {
    /// The local name of an import.
    pub(super) fn local_name(&self, module: usize, from: &str, name: &str) -> Option<String> {
        let imports = &self.modules.modules[module].imports;
        let local_name_of = |target: &str| {
            imports.iter().filter(|(_, qualified)| *qualified == target).map(|(local, _)| local).min()
        };
        match local_name_of(&format!("{from}.{name}")) {
            Some(local) => Some(local.clone()),
            None => local_name_of(from).map(|local| format!("{local}.{name}")),
        }
    }

    /// The local name of an import, which is added if it is missing. `None` if the name has another
    /// meaning in the file.
    pub(super) fn import_name(&mut self, module: usize, from: &str, name: &str) -> Option<String> {
        if let Some(local) = self.local_name(module, from, name) {
            return Some(local);
        }
        if self.modules.modules[module].imports.contains_key(name) || self.modules.defines(module, name) {
            return None;
        }
        self.imports[module].insert((from.to_owned(), name.to_owned()));
        Some(name.to_owned())
    }

    /// Like [`Self::import_name`], but under another name if the name has another meaning in the
    /// file: `from sqlalchemy import Enum as SaEnum`.
    pub(super) fn import_with_prefix(
        &mut self,
        module: usize,
        from: &str,
        name: &str,
        prefix: &str,
    ) -> Option<String> {
        self.import_name(module, from, name).or_else(|| {
            let local = format!("{prefix}{name}");
            if self.modules.modules[module].imports.contains_key(&local)
                || self.modules.defines(module, &local)
            {
                return None;
            }
            self.imports[module].insert((from.to_owned(), format!("{name} as {local}")));
            Some(local)
        })
    }

    /// Adds the missing imports.
    pub(super) fn add_imports(&mut self, module: usize) {
        let mut by_module: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (from, name) in std::mem::take(&mut self.imports[module]) {
            by_module.entry(from).or_default().push(name);
        }
        for (from, names) in by_module {
            self.add_import(module, &from, &names);
        }
    }

    fn add_import(&mut self, module: usize, from: &str, names: &[String]) {
        let top_level = self.top_level_statements(module);
        let same = top_level.iter().filter_map(|statement| statement.as_import_from_stmt()).find(|import| {
            imported_module(import) == from && import.names.iter().all(|name| name.name.as_str() != "*")
        });
        let Some(same) = same else {
            let (position, line) = self.import_line(module, &top_level, from, &names.join(", "));
            return self.edit(module, position..position, line);
        };
        for name in names {
            match same.names.iter().rev().find(|other| other.name.as_str() < name.as_str()) {
                Some(before) => self.insert_item(module, &before.range().into(), true, name),
                None => {
                    if let Some(first) = same.names.first() {
                        self.insert_item(module, &first.range().into(), false, name);
                    }
                }
            }
        }
    }

    /// Imports a class from a module from which the file already imports, so that no circle of
    /// imports can arise. Returns its local name.
    pub(super) fn import_class(&mut self, module: usize, class: StatementId) -> Option<String> {
        let name = self.modules.name_of(class).to_owned();
        let top_level = self.top_level_statements(module);
        let imports = top_level.iter().filter_map(|statement| statement.as_import_from_stmt());
        let from = imports.map(imported_module).find(|from| {
            let found = self.modules.module_named(module, from);
            found.is_some_and(|found| found.files.contains(&class.module))
        })?;
        self.import_name(module, &from, &name)
    }

    /// The statements that start in the first column.
    fn top_level_statements(&self, module: usize) -> Vec<&'a Stmt> {
        let text = self.text(module);
        let statements = self.modules.modules[module].body.iter().map(|statement| &statement.syntax);
        let is_top_level = |statement: &&Stmt| {
            let start = statement.range().start().to_usize();
            start == 0 || &text[..start] == "\u{feff}" || text[..start].ends_with(['\n', '\r'])
        };
        statements.filter(is_top_level).collect()
    }

    /// The position of an import of another library, next to the imports of other libraries, in the
    /// order of their names.
    fn foreign_import_position(
        &self,
        module: usize,
        imports: &[&Stmt],
        from: &str,
        line: &str,
    ) -> Option<(usize, String)> {
        let is_foreign = |import: &&&Stmt| {
            modules_of(import).iter().all(|name| !name.starts_with('.') && !is_standard(name))
        };
        let foreign: Vec<&&Stmt> = imports.iter().filter(is_foreign).collect();
        let library = from.split('.').next().unwrap_or(from);
        let is_same =
            |import: &&Stmt| modules_of(import).iter().any(|name| name.split('.').next() == Some(library));
        let is_earlier = |import: &&Stmt| modules_of(import).iter().all(|name| name.as_str() < from);
        let same = foreign.iter().rfind(|import| is_same(import) && is_earlier(import));
        let before = same.or_else(|| foreign.iter().rfind(|import| is_earlier(import)));
        match (before, foreign.first()) {
            (Some(before), _) => Some((self.lines(module, &before.range().into()).end, line.to_owned())),
            (None, Some(first)) => Some((first.range().start().to_usize(), line.to_owned())),
            (None, None) => None,
        }
    }

    /// A new import statement with empty lines around it as needed, and its position: next to other
    /// imports from the standard library, or else before all other imports.
    fn import_line(&self, module: usize, top_level: &[&Stmt], from: &str, name: &str) -> (usize, String) {
        let end = self.line_end(module);
        let line = format!("from {from} import {name}{end}");
        let start_of = |statement: &Stmt| statement.range().start().to_usize();
        let end_of = |statement: &Stmt| self.lines(module, &statement.range().into()).end;
        let imports = top_level.iter().copied().filter(|s| s.is_import_stmt() || s.is_import_from_stmt());
        let module_of = |statement: &Stmt| match statement {
            Stmt::ImportFrom(import) if import.level == 0 => import.module.as_ref().map(|m| m.to_string()),
            _ => None,
        };
        let (future, others): (Vec<&Stmt>, Vec<&Stmt>) =
            imports.partition(|s| module_of(s).as_deref() == Some("__future__"));
        let later = others
            .iter()
            .find(|s| module_of(s).is_none_or(|m| !is_standard(&m) || *m > *from) && s.is_import_from_stmt());
        let standard = others.iter().rev().find(|s| match s {
            Stmt::Import(import) => import.names.iter().all(|n| is_standard(n.name.as_str())),
            statement => module_of(statement).is_some_and(|m| is_standard(&m)),
        });
        if !is_standard(from) {
            return self.foreign_import_position(module, &others, from, &line).unwrap_or_else(|| {
                let last = others.last().or(future.last()).map(|last| end_of(last));
                last.map_or((0, line.clone()), |last| (last, format!("{end}{line}")))
            });
        }
        match (standard, later, others.first(), future.last()) {
            (Some(_), Some(later), ..) if module_of(later).is_some_and(|m| is_standard(&m)) => {
                (start_of(later), line)
            }
            (Some(standard), ..) => (end_of(standard), line),
            // The import becomes a group of its own.
            (None, _, Some(first), _) => (start_of(first), format!("{line}{end}")),
            (None, _, None, Some(future)) => (end_of(future), format!("{end}{line}")),
            (None, _, None, None) => match top_level.first() {
                Some(Stmt::Expr(doc)) if matches!(*doc.value, Expr::StringLiteral(_)) => {
                    (end_of(top_level[0]), format!("{end}{line}"))
                }
                Some(first) => (start_of(first), format!("{line}{end}{end}")),
                None => (0, line),
            },
        }
    }
}

/// The modules of an import statement.
fn modules_of(statement: &Stmt) -> Vec<String> {
    match statement {
        Stmt::Import(import) => import.names.iter().map(|name| name.name.to_string()).collect(),
        Stmt::ImportFrom(import) => vec![imported_module(import)],
        _ => Vec::new(),
    }
}

/// The module of an import with its dots: `..enums`.
fn imported_module(import: &StmtImportFrom) -> String {
    let name = import.module.as_ref().map_or("", |module| module.as_str());
    format!("{}{name}", ".".repeat(import.level as usize))
}

/// Whether a module belongs to the standard library, among those that such files import.
fn is_standard(module: &str) -> bool {
    const STANDARD: [&str; 22] = [
        "abc",
        "builtins",
        "collections",
        "contextlib",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "ipaddress",
        "itertools",
        "json",
        "logging",
        "math",
        "os",
        "pathlib",
        "re",
        "sys",
        "time",
        "types",
        "typing",
        "uuid",
    ];
    STANDARD.contains(&module.split('.').next().unwrap_or(module))
}
