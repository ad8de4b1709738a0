//! Imports, and resolution of names across files.

use ruff_python_ast::{Expr, Stmt};
use rustc_hash::FxHashMap;

use super::class::MAX_DEPTH;
use super::roots::{FoundModule, is_package_file};
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

/// The imports of a file.
#[derive(Default)]
pub(super) struct Imports {
    /// The qualified names by local name.
    pub names: FxHashMap<String, String>,
    /// The modules of star imports.
    pub stars: Vec<String>,
    /// The qualified names of the names that branches of `if` statements import.
    pub conditional: FxHashMap<String, Vec<String>>,
}

/// Collects the imports of a file.
pub(super) fn collect(body: &[Statement]) -> Imports {
    let Imports { names: mut imports, stars: mut star_imports, mut conditional } = Imports::default();
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
                    let qualified = format!("{from}{}", name.name.as_str());
                    if statement.is_conditional {
                        let all: &mut Vec<String> = conditional.entry(local.to_owned()).or_default();
                        all.push(qualified.clone());
                    }
                    imports.insert(local.to_owned(), qualified);
                }
            }
            _ => {}
        }
    }
    Imports { names: imports, stars: star_imports, conditional }
}

impl Modules<'_> {
    /// Finds the definition of a name, in the file itself or where it is imported from.
    pub(super) fn definition(&self, module: usize, name: &str) -> Option<Definition> {
        let own = self.definitions_of(module, name).last().copied();
        own.or_else(|| self.imported_definition(module, name))
    }

    /// All definitions of a name in a file, in their order.
    pub(super) fn definitions_of(&self, module: usize, name: &str) -> &[Definition] {
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
        self.resolve_at_depth(module, qualified, 0)
    }

    fn resolve_at_depth(&self, module: usize, qualified: &str, depth: usize) -> Option<Definition> {
        if let Some(found) = self.definitions_of(module, qualified).last() {
            return Some(*found);
        }
        let dots = qualified.rmatch_indices('.').map(|(dot, _)| dot);
        let mut found = dots.filter_map(|dot| {
            let is_relative = qualified[..=dot].chars().all(|c| c == '.');
            let (from, name) = (&qualified[..dot + usize::from(is_relative)], &qualified[dot + 1..]);
            let target = self.module_named(module, from)?;
            let mut files = target.files.iter().filter(|file| **file != module);
            let exported = files.find_map(|file| self.exported(*file, name, depth + 1));
            exported.or_else(|| self.only_definition_below(&target.path, name))
        });
        found.next()
    }

    /// The definition that a module exports under a name, its own or an imported one.
    fn exported(&self, module: usize, name: &str, depth: usize) -> Option<Definition> {
        if let Some(found) = self.definitions_of(module, name).last() {
            return Some(*found);
        }
        if depth > MAX_DEPTH {
            return None;
        }
        let parsed = &self.modules[module];
        let (first, rest) = name.split_once('.').map_or((name, ""), |(first, rest)| (first, rest));
        match parsed.imports.get(first) {
            Some(qualified) if rest.is_empty() => self.resolve_at_depth(module, qualified, depth),
            Some(qualified) => self.resolve_at_depth(module, &format!("{qualified}.{rest}"), depth),
            None => {
                let mut stars = parsed.star_imports.iter();
                stars.find_map(|from| self.resolve_at_depth(module, &format!("{from}{name}"), depth))
            }
        }
    }

    /// The only definition of a name in the files below a folder: a package may re-export names of
    /// its modules in a way that is not read.
    fn only_definition_below(&self, folder: &str, name: &str) -> Option<Definition> {
        let folder: Vec<&str> = folder.split('/').collect();
        let defining = self.defining_modules.get(name)?.iter().filter(|module| {
            let path = &self.modules[**module].path;
            path.len() > folder.len() && path.iter().zip(&folder).all(|(a, b)| a == b)
        });
        let defining: Vec<usize> = defining.copied().collect();
        match defining.as_slice() {
            [only] => self.definitions_of(*only, name).last().copied(),
            _ => None,
        }
    }

    /// The module or package that a file imports by name: `app.models`, `..models`.
    pub(crate) fn module_named(&self, module: usize, from: &str) -> Option<FoundModule> {
        let relative = from.trim_start_matches('.');
        let dots = from.len() - relative.len();
        if dots == 0 {
            return self.index.absolute(&self.modules[module].path, from);
        }
        self.index.at(self.relative_path(module, dots, relative).join("/"))
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

    /// The module path of a relative import.
    fn relative_path(&self, module: usize, dots: usize, name: &str) -> Vec<String> {
        let parsed = &self.modules[module];
        let levels_up = if is_package_file(parsed.file) { dots - 1 } else { dots };
        let mut path = parsed.path[..parsed.path.len().saturating_sub(levels_up)].to_vec();
        path.extend(name.split('.').filter(|part| !part.is_empty()).map(str::to_owned));
        path
    }
}
