//! Imports, and resolution of names across files.

use ruff_python_ast::{Expr, Stmt};
use rustc_hash::FxHashMap;

use super::{Definition, Modules, Statement, StatementId};

/// The names that a star import from well-known modules provides.
const STAR_EXPORTS: [(&str, &[&str]); 6] = [
    ("dataclasses.", &["dataclass", "field", "KW_ONLY"]),
    ("enum.", &["Enum", "StrEnum", "auto"]),
    ("pydantic.", &["BaseModel", "Field"]),
    ("sqlalchemy.orm.", &["DeclarativeBase", "DeclarativeBaseNoMeta"]),
    ("sqlmodel.", &["Field", "SQLModel"]),
    ("typing.", &["NamedTuple", "TypedDict"]),
];

/// Collects the local names of imports, and the modules of star imports.
pub(super) fn collect(body: &[Statement]) -> (FxHashMap<String, String>, Vec<String>) {
    let (mut imports, mut star_imports) = (FxHashMap::default(), Vec::new());
    for statement in body {
        match &statement.syntax {
            Stmt::Import(import) => {
                for name in &import.names {
                    let module = name.name.as_str();
                    let first = module.split('.').next().unwrap_or(module);
                    let (local, qualified) =
                        name.asname.as_ref().map_or((first, first), |alias| (alias.as_str(), module));
                    imports.insert(local.to_owned(), qualified.to_owned());
                }
            }
            Stmt::ImportFrom(import) => {
                let dots = ".".repeat(import.level as usize);
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let from = if module.is_empty() { dots } else { format!("{dots}{module}.") };
                for name in &import.names {
                    if name.name.as_str() == "*" {
                        let exports = STAR_EXPORTS.iter().filter(|(module, _)| *module == from);
                        for name in exports.flat_map(|(_, names)| names.iter()) {
                            imports.entry((*name).to_owned()).or_insert_with(|| format!("{from}{name}"));
                        }
                        star_imports.push(from.clone());
                        continue;
                    }
                    let local = name.asname.as_ref().unwrap_or(&name.name).as_str();
                    imports.insert(local.to_owned(), format!("{from}{}", name.name.as_str()));
                }
            }
            _ => {}
        }
    }
    (imports, star_imports)
}

/// The components of the dotted name that a file is imported by.
pub(super) fn module_path(file: &str) -> Vec<String> {
    let file = file.trim_end_matches('i').trim_end_matches(".py").replace('\\', "/");
    let mut path: Vec<String> =
        file.split('/').filter(|part| !["", ".", ".."].contains(part)).map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "__init__") {
        path.pop();
    }
    path
}

impl Modules<'_> {
    /// Finds the definition of a name, in the file itself or where it is imported from.
    pub(super) fn definition(&self, module: usize, name: &str) -> Option<Definition> {
        let own = self.definitions_of(module, name).last().copied();
        own.or_else(|| self.imported_definition(module, name))
    }

    /// All definitions of a name in a file, in their order.
    fn definitions_of(&self, module: usize, name: &str) -> &[Definition] {
        self.definitions.get(&(module, name.to_owned())).map(Vec::as_slice).unwrap_or_default()
    }

    /// Finds the definition of a dotted name, first in the enclosing class.
    pub(super) fn definition_in_class(
        &self,
        module: usize,
        class: Option<StatementId>,
        name: &str,
    ) -> Option<Definition> {
        let own = self.definitions_in_class(class, name).last().copied();
        own.or_else(|| self.definition(module, name))
    }

    /// The definitions of a name in the body of a class.
    pub(super) fn definitions_in_class(&self, class: Option<StatementId>, name: &str) -> &[Definition] {
        class.map_or(&[], |class| {
            self.definitions_of(class.module, &format!("{}.{name}", self.name_of(class)))
        })
    }

    /// Finds the definition of a name that a statement evaluates: an earlier definition, or else an
    /// import.
    fn definition_before(&self, id: StatementId, name: &str) -> Option<Definition> {
        let is_before = |definition: &&Definition| definition.id().index < id.index;
        let in_class = self.definitions_in_class(self.outer_class(id), name);
        let in_module = self.definitions_of(id.module, name);
        let before = in_class.iter().rev().find(is_before);
        if let Some(found) = before.or_else(|| in_module.iter().rev().find(is_before)) {
            return Some(*found);
        }
        let is_imported = self.modules[id.module].imports.contains_key(name);
        self.imported_definition(id.module, name)
            .or_else(|| in_module.first().copied().filter(|_| !is_imported))
    }

    fn imported_definition(&self, module: usize, name: &str) -> Option<Definition> {
        let parsed = &self.modules[module];
        match parsed.imports.get(name) {
            Some(qualified) => self.resolve(module, qualified),
            None => {
                parsed.star_imports.iter().find_map(|from| self.resolve(module, &format!("{from}{name}")))
            }
        }
    }

    /// Finds the definition of a base class or another expression that a statement evaluates.
    pub(super) fn evaluate(&self, id: StatementId, expr: &Expr) -> Option<Definition> {
        match expr {
            Expr::Name(name) => self.definition_before(id, name.id.as_str()),
            Expr::Attribute(_) => {
                let name = self.qualified_name(id.module, expr)?;
                let in_class = self.definitions_in_class(self.outer_class(id), &name).last().copied();
                in_class.or_else(|| self.resolve(id.module, &name))
            }
            Expr::Subscript(subscript) => self.evaluate(id, &subscript.value),
            _ => None,
        }
    }

    /// Finds the definition of a qualified name: `app.models.User`, `..models.User`,
    /// `Project.Status`.
    pub(super) fn resolve(&self, module: usize, qualified: &str) -> Option<Definition> {
        if let Some(found) = self.definitions_of(module, qualified).last() {
            return Some(*found);
        }
        let dots = qualified.rmatch_indices('.').map(|(dot, _)| dot);
        let mut found = dots.filter_map(|dot| {
            let is_relative = qualified[..=dot].chars().all(|c| c == '.');
            let (from, name) = (&qualified[..dot + usize::from(is_relative)], &qualified[dot + 1..]);
            let defining = self.defining_module(module, from, name)?;
            self.definitions_of(defining, name).last().copied()
        });
        found.next()
    }

    /// The file that a name is imported from.
    fn defining_module(&self, module: usize, from: &str, name: &str) -> Option<usize> {
        let candidates = self.defining_modules.get(name)?;
        let relative = from.trim_start_matches('.');
        let dots = from.len() - relative.len();
        if dots > 0 {
            let target = self.relative_path(module, dots, relative);
            return self
                .only_match(candidates, |path| *path == *target)
                .or_else(|| self.only_match(candidates, |path| path.starts_with(&target)));
        }
        let target: Vec<&str> = from.split('.').collect();
        let common_suffix = |path: &[String]| {
            path.iter().rev().zip(target.iter().rev()).take_while(|(a, b)| *a == *b).count()
        };
        let longest = candidates.iter().map(|module| common_suffix(&self.modules[*module].path)).max();
        match longest.filter(|length| *length > 0) {
            Some(longest) => self.only_match(candidates, |path| common_suffix(path) == longest),
            // A package may re-export names of its modules.
            None => {
                let package = target.last()?;
                self.only_match(candidates, |path| path.iter().any(|component| component == package))
            }
        }
    }

    /// Whether a file defines a name.
    pub(crate) fn defines(&self, module: usize, name: &str) -> bool {
        !self.definitions_of(module, name).is_empty()
    }

    /// Whether a name is imported and refers to a class.
    pub(crate) fn imports_class(&self, module: usize, name: &str, class: StatementId) -> bool {
        let found = self.imported_definition(module, name).filter(|definition| definition.is_class());
        found.is_some_and(|definition| definition.id() == class)
    }

    /// The file whose module path satisfies the condition, if there is exactly one.
    fn only_match(&self, modules: &[usize], condition: impl Fn(&[String]) -> bool) -> Option<usize> {
        let mut matching = modules.iter().filter(|module| condition(&self.modules[**module].path));
        matching.next().filter(|_| matching.next().is_none()).copied()
    }

    /// The module path of a relative import.
    fn relative_path(&self, module: usize, dots: usize, name: &str) -> Vec<String> {
        let parsed = &self.modules[module];
        let is_package = parsed.file.path.trim_end_matches('i').ends_with("__init__.py");
        let levels_up = if is_package { dots - 1 } else { dots };
        let mut path = parsed.path[..parsed.path.len().saturating_sub(levels_up)].to_vec();
        path.extend(name.split('.').filter(|part| !part.is_empty()).map(str::to_owned));
        path
    }
}
