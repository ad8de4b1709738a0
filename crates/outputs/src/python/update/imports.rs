//! Local names of imports, and missing imports.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

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
    pub(super) fn import_name(
        &mut self,
        module: usize,
        from: &'static str,
        name: &'static str,
    ) -> Option<String> {
        if let Some(local) = self.local_name(module, from, name) {
            return Some(local);
        }
        if self.modules.modules[module].imports.contains_key(name) || self.modules.defines(module, name) {
            return None;
        }
        self.imports[module].insert((from, name));
        Some(name.to_owned())
    }

    /// Adds the missing imports.
    pub(super) fn add_imports(&mut self, module: usize) {
        for (from, name) in std::mem::take(&mut self.imports[module]) {
            self.add_import(module, from, name);
        }
    }

    fn add_import(&mut self, module: usize, from: &str, name: &str) {
        let top_level = self.top_level_statements(module);
        let same = top_level.iter().filter_map(|statement| statement.as_import_from_stmt()).find(|import| {
            import.level == 0
                && import.module.as_ref().is_some_and(|module| module.as_str() == from)
                && import.names.iter().all(|name| name.name.as_str() != "*")
        });
        let Some(same) = same else {
            let (position, line) = self.import_line(module, &top_level, from, name);
            return self.edit(module, position..position, line);
        };
        match same.names.iter().rev().find(|other| other.name.as_str() < name) {
            Some(before) => {
                let end = before.range().end().to_usize();
                self.edit(module, end..end, format!(", {name}"));
            }
            None => {
                let start = same.names.first().map_or(0, |first| first.range().start().to_usize());
                self.edit(module, start..start, format!("{name}, "));
            }
        }
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
