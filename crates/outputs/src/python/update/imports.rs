//! What a file calls what comes from elsewhere, and lines that import it.

use ruff_python_ast::{Expr, Stmt, StmtImportFrom};
use ruff_text_size::Ranged;

use super::Work;

impl Work<'_> {
    /// What a file calls something, if it imports it.
    pub(super) fn local(&self, module: usize, from: &str, name: &str) -> Option<String> {
        let imports = &self.modules.modules[module].imports;
        let called =
            |wanted: &str| imports.iter().filter(|(_, means)| *means == wanted).map(|(local, _)| local).min();
        match called(&format!("{from}.{name}")) {
            Some(local) => Some(local.clone()),
            None => called(from).map(|local| format!("{local}.{name}")),
        }
    }

    /// What a file calls something, which it is made to import if need be; none where its name means something else there.
    pub(super) fn imported(
        &mut self,
        module: usize,
        from: &'static str,
        name: &'static str,
    ) -> Option<String> {
        if let Some(local) = self.local(module, from, name) {
            return Some(local);
        }
        if self.modules.modules[module].imports.contains_key(name) || self.modules.defines(module, name) {
            return None;
        }
        self.imports[module].insert((from, name));
        Some(name.to_owned())
    }

    /// Writes the imports that are wanted.
    pub(super) fn add_imports(&mut self, module: usize) {
        for (from, name) in std::mem::take(&mut self.imports[module]) {
            self.add_import(module, from, name);
        }
    }

    fn add_import(&mut self, module: usize, from: &str, name: &str) {
        let text = self.text(module);
        let end = self.line_end(module);
        let top: Vec<&Stmt> = self.modules.modules[module]
            .body
            .iter()
            .map(|statement| &statement.syntax)
            .filter(|statement| {
                let start = statement.range().start().to_usize();
                start == 0 || &text[..start] == "\u{feff}" || text[..start].ends_with(['\n', '\r'])
            })
            .collect();
        let is_plain = |import: &&StmtImportFrom| {
            import.level == 0 && import.names.iter().all(|n| n.name.as_str() != "*")
        };
        let same = top.iter().filter_map(|s| s.as_import_from_stmt()).filter(is_plain);
        let same = same.into_iter().find(|import| import.module.as_ref().is_some_and(|m| m.as_str() == from));
        if let Some(same) = same {
            return match same.names.iter().rev().find(|n| n.name.as_str() < name) {
                Some(before) => {
                    let at = before.range().end().to_usize();
                    self.edit(module, at..at, format!(", {name}"));
                }
                None => {
                    let at = same.names.first().map_or(0, |first| first.range().start().to_usize());
                    self.edit(module, at..at, format!("{name}, "));
                }
            };
        }
        let line = format!("from {from} import {name}{end}");
        let is_import = |s: &&&Stmt| matches!(s, Stmt::Import(_) | Stmt::ImportFrom(_));
        let imports = top.iter().filter(is_import).copied();
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
        let (at, new) = match (standard, later, others.first(), future.last()) {
            (Some(_), Some(later), ..) if module_of(later).is_some_and(|m| is_standard(&m)) => {
                (later.range().start().to_usize(), line)
            }
            (Some(standard), ..) => (self.lines(module, &standard.range().into()).end, line),
            // It is a group of its own.
            (None, _, Some(first), _) => (first.range().start().to_usize(), format!("{line}{end}")),
            (None, _, None, Some(future)) => {
                (self.lines(module, &future.range().into()).end, format!("{end}{line}"))
            }
            (None, _, None, None) => match top.first() {
                Some(Stmt::Expr(doc)) if matches!(*doc.value, Expr::StringLiteral(_)) => {
                    (self.lines(module, &doc.range().into()).end, format!("{end}{line}"))
                }
                Some(first) => (first.range().start().to_usize(), format!("{line}{end}{end}")),
                None => (0, line),
            },
        };
        self.edit(module, at..at, new);
    }
}

/// Whether a module is Python's own: one of those that classes for rows import.
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
