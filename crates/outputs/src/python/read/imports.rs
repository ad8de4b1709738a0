//! Where names come from that a file uses.

use ruff_python_ast::{Expr, Stmt};
use rustc_hash::FxHashMap;

use super::{Definition, Modules, Statement};

/// What classes are made of, which modules give to whoever imports everything from them.
const GIVEN: [(&str, &[&str]); 6] = [
    ("dataclasses.", &["dataclass", "field", "KW_ONLY"]),
    ("enum.", &["Enum", "StrEnum", "auto"]),
    ("pydantic.", &["BaseModel", "Field"]),
    ("sqlalchemy.orm.", &["DeclarativeBase", "DeclarativeBaseNoMeta"]),
    ("sqlmodel.", &["Field", "SQLModel"]),
    ("typing.", &["NamedTuple", "TypedDict"]),
];

/// Local names of what is imported, and the modules of which everything is.
pub(super) fn of(body: &[Statement]) -> (FxHashMap<String, String>, Vec<String>) {
    let (mut imports, mut stars) = (FxHashMap::default(), Vec::new());
    for statement in body {
        match &statement.syntax {
            Stmt::Import(import) => {
                for name in &import.names {
                    let module = name.name.as_str();
                    let first = module.split('.').next().unwrap_or(module);
                    let (local, means) =
                        name.asname.as_ref().map_or((first, first), |alias| (alias.as_str(), module));
                    imports.insert(local.to_owned(), means.to_owned());
                }
            }
            Stmt::ImportFrom(import) => {
                let dots = ".".repeat(import.level as usize);
                let module = import.module.as_ref().map_or("", |module| module.as_str());
                let from = if module.is_empty() { dots } else { format!("{dots}{module}.") };
                for name in &import.names {
                    if name.name.as_str() == "*" {
                        let given = GIVEN.iter().filter(|(module, _)| *module == from);
                        for name in given.flat_map(|(_, names)| names.iter()) {
                            imports.entry((*name).to_owned()).or_insert_with(|| format!("{from}{name}"));
                        }
                        stars.push(from.clone());
                        continue;
                    }
                    let local = name.asname.as_ref().unwrap_or(&name.name).as_str();
                    imports.insert(local.to_owned(), format!("{from}{}", name.name.as_str()));
                }
            }
            _ => {}
        }
    }
    (imports, stars)
}

/// The folders and the name that a file is imported by.
pub(super) fn parts(path: &str) -> Vec<String> {
    let path = path.trim_end_matches('i').trim_end_matches(".py").replace('\\', "/");
    let mut parts: Vec<String> =
        path.split('/').filter(|part| !["", ".", ".."].contains(part)).map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "__init__") {
        parts.pop();
    }
    parts
}

impl Modules<'_> {
    /// Where a name is defined that a file uses, if one of these files does: here, or where it is imported from.
    pub(super) fn definition(&self, at: usize, name: &str) -> Option<(usize, Definition)> {
        if let Some(found) = self.names.get(&(at, name.to_owned())).and_then(|all| all.last()) {
            return Some((at, *found));
        }
        self.imported(at, name)
    }

    /// What a name or a dotted one means where it stands: in a class's body what is defined there comes first.
    pub(super) fn definition_within(
        &self,
        at: usize,
        class: Option<usize>,
        name: &str,
    ) -> Option<(usize, Definition)> {
        let within = self.within(at, class, name).and_then(|all| all.last());
        within.map(|found| (at, *found)).or_else(|| self.definition(at, name))
    }

    /// What a class's body gives a name to.
    pub(super) fn within(&self, at: usize, class: Option<usize>, name: &str) -> Option<&[Definition]> {
        let name = format!("{}.{name}", self.name_at(at, class?));
        self.names.get(&(at, name)).map(Vec::as_slice)
    }

    /// The same for a name that a statement evaluates: what is defined before it counts, then what is imported.
    pub(super) fn definition_before(
        &self,
        at: usize,
        place: usize,
        name: &str,
    ) -> Option<(usize, Definition)> {
        let within = self.within(at, self.outer(at, place), name).unwrap_or_default();
        if let Some(found) = within.iter().rev().find(|found| found.place() < place) {
            return Some((at, *found));
        }
        let here = self.names.get(&(at, name.to_owned())).map(Vec::as_slice).unwrap_or_default();
        let before = here.iter().rev().find(|found| found.place() < place);
        if let Some(found) = before {
            return Some((at, *found));
        }
        let is_imported = self.modules[at].imports.contains_key(name);
        self.imported(at, name).or_else(|| (!is_imported).then(|| Some((at, *here.first()?)))?)
    }

    fn imported(&self, at: usize, name: &str) -> Option<(usize, Definition)> {
        let module = &self.modules[at];
        match module.imports.get(name) {
            Some(qualified) => self.resolve(at, qualified),
            None => module.stars.iter().find_map(|from| self.resolve(at, &format!("{from}{name}"))),
        }
    }

    /// What a base of a class, or another expression that a statement evaluates, is.
    pub(super) fn evaluated(&self, at: usize, place: usize, expr: &Expr) -> Option<(usize, Definition)> {
        match expr {
            Expr::Name(name) => self.definition_before(at, place, name.id.as_str()),
            Expr::Attribute(_) => {
                let name = self.qualified(at, expr)?;
                let within = self.within(at, self.outer(at, place), &name).and_then(|all| all.last());
                within.map(|found| (at, *found)).or_else(|| self.resolve(at, &name))
            }
            Expr::Subscript(subscript) => self.evaluated(at, place, &subscript.value),
            _ => None,
        }
    }

    /// What a dotted name means to a file: `app.models.User`, `..models.User`, `Project.Status`.
    pub(super) fn resolve(&self, at: usize, qualified: &str) -> Option<(usize, Definition)> {
        if let Some(found) = self.names.get(&(at, qualified.to_owned())) {
            return Some((at, *found.last()?));
        }
        let dots = qualified.rmatch_indices('.').map(|(dot, _)| dot);
        let mut found = dots.filter_map(|dot| {
            let is_relative = qualified[..=dot].chars().all(|c| c == '.');
            let (from, name) = (&qualified[..dot + usize::from(is_relative)], &qualified[dot + 1..]);
            let found = self.definer(at, from, name)?;
            Some((found, *self.names.get(&(found, name.to_owned()))?.last()?))
        });
        found.next()
    }

    /// The file that a name is imported from.
    fn definer(&self, at: usize, from: &str, name: &str) -> Option<usize> {
        let definers = self.definers.get(name)?;
        match from.trim_start_matches('.') {
            own if own.len() < from.len() => {
                let wanted = self.relative(at, from.len() - own.len(), own);
                self.only(definers, |parts| *parts == *wanted)
                    .or_else(|| self.only(definers, |parts| parts.starts_with(&wanted)))
            }
            _ => {
                let wanted: Vec<&str> = from.split('.').collect();
                let alike = |parts: &[String]| {
                    parts.iter().rev().zip(wanted.iter().rev()).take_while(|(a, b)| *a == *b).count()
                };
                let most = definers.iter().map(|at| alike(&self.modules[*at].parts)).max().filter(|n| *n > 0);
                match most {
                    Some(most) => self.only(definers, |parts| alike(parts) == most),
                    // A package hands on what its modules define.
                    None => {
                        let package = wanted.last()?;
                        self.only(definers, |parts| parts.iter().any(|part| part == package))
                    }
                }
            }
        }
    }

    /// Whether a file gives a name to something of its own.
    pub(crate) fn defines(&self, at: usize, name: &str) -> bool {
        self.names.contains_key(&(at, name.to_owned()))
    }

    /// Whether a name that a file imports is that of a class.
    pub(crate) fn is_class_at(&self, at: usize, name: &str, class: (usize, usize)) -> bool {
        let found = self.imported(at, name).filter(|(_, definition)| definition.is_class());
        found.is_some_and(|(module, definition)| (module, definition.place()) == class)
    }

    /// The one of some files that is meant, if it is one.
    fn only(&self, files: &[usize], is_meant: impl Fn(&[String]) -> bool) -> Option<usize> {
        let mut meant = files.iter().filter(|at| is_meant(&self.modules[**at].parts));
        meant.next().filter(|_| meant.next().is_none()).copied()
    }

    /// What `..name` means to a file.
    fn relative(&self, at: usize, dots: usize, name: &str) -> Vec<String> {
        let module = &self.modules[at];
        let is_package = module.file.path.trim_end_matches('i').ends_with("__init__.py");
        let up = if is_package { dots - 1 } else { dots };
        let mut parts = module.parts[..module.parts.len().saturating_sub(up)].to_vec();
        parts.extend(name.split('.').filter(|part| !part.is_empty()).map(str::to_owned));
        parts
    }
}
