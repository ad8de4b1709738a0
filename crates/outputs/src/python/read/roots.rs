//! Which file a dotted module name refers to. Python finds modules in the folders of its import
//! path, never by the end of a path.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ParsedModule, PythonFile};

/// Packages that code never replaces by its own. A folder `ext/sqlalchemy` extends SQLAlchemy; it
/// is not SQLAlchemy.
const EXTERNAL: [&str; 18] = [
    "attr",
    "attrs",
    "dataclasses",
    "datetime",
    "decimal",
    "django",
    "enum",
    "flask_sqlalchemy",
    "geoalchemy2",
    "msgspec",
    "pgvector",
    "pydantic",
    "sqlalchemy",
    "sqlalchemy_utils",
    "sqlmodel",
    "typing",
    "typing_extensions",
    "uuid",
];

/// A folder from which modules are imported.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ImportRoot {
    /// The folder, written like the paths of the files; empty for the current folder.
    pub folder: String,
    /// The packages that the folder itself is in: `["app"]` if a module in it is imported as
    /// `app.models`.
    pub package: Vec<String>,
}

/// The files by path, and the folders from which they are imported.
pub(super) struct ModuleIndex {
    /// Modules by path: `src/app/models`.
    by_path: FxHashMap<String, Vec<usize>>,
    /// The folders that contain modules.
    folders: FxHashSet<String>,
    roots: Vec<ImportRoot>,
}

/// What a dotted module name refers to.
pub(crate) struct FoundModule {
    /// The files: a module, and perhaps its stub.
    pub files: Vec<usize>,
    /// The path of the module or folder.
    pub path: String,
}

impl ModuleIndex {
    pub(super) fn new(modules: &[ParsedModule<'_>], roots: &[ImportRoot]) -> Self {
        let mut by_path: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut folders = FxHashSet::default();
        // A module is preferred to its stub.
        let (stubs, sources): (Vec<_>, Vec<_>) =
            modules.iter().enumerate().partition(|(_, module)| module.file.path.ends_with('i'));
        for (index, module) in sources.into_iter().chain(stubs) {
            by_path.entry(module.path.join("/")).or_default().push(index);
            for length in 1..module.path.len() {
                folders.insert(module.path[..length].join("/"));
            }
        }
        let normalized = |root: &ImportRoot| ImportRoot {
            folder: components(&root.folder).join("/"),
            package: root.package.clone(),
        };
        let mut roots: Vec<ImportRoot> = roots.iter().map(normalized).collect();
        roots.push(ImportRoot { folder: String::new(), package: Vec::new() });
        roots.extend(modules.iter().filter_map(|module| package_root(module.file, &by_path, modules)));
        roots.sort();
        roots.dedup();
        Self { by_path, folders, roots }
    }

    /// The module with an absolute name, imported from a file.
    pub(super) fn absolute(&self, importing: &[String], name: &str) -> Option<FoundModule> {
        let parts: Vec<&str> = name.split('.').collect();
        if EXTERNAL.contains(parts.first()?) {
            return None;
        }
        let importing = importing.join("/");
        let found = self.roots.iter().filter_map(|root| {
            let is_in_package = root.package.len() <= parts.len()
                && root.package.iter().zip(&parts).all(|(package, part)| package == part);
            let rest = parts.get(root.package.len()..).filter(|_| is_in_package)?;
            let mut path: Vec<&str> = root.folder.split('/').filter(|part| !part.is_empty()).collect();
            path.extend(rest);
            let found = self.at(path.join("/"))?;
            let is_own = root.folder.is_empty() || importing.starts_with(&format!("{}/", root.folder));
            Some((is_own, !found.files.is_empty(), root.folder.len(), found))
        });
        // The nearest root of the importing file comes first.
        found.max_by_key(|(is_own, is_file, length, _)| (*is_own, *is_file, *length)).map(|found| found.3)
    }

    /// The file of the module at a path.
    pub(super) fn file(&self, path: &[String]) -> Option<usize> {
        self.by_path.get(&path.join("/"))?.first().copied()
    }

    /// The module or folder at a path.
    pub(super) fn at(&self, path: String) -> Option<FoundModule> {
        let files = self.by_path.get(&path).cloned().unwrap_or_default();
        let exists = !files.is_empty() || self.folders.contains(&path);
        exists.then_some(FoundModule { files, path })
    }
}

/// The folder of the outermost package that a file belongs to.
fn package_root(
    file: &PythonFile,
    by_path: &FxHashMap<String, Vec<usize>>,
    modules: &[ParsedModule<'_>],
) -> Option<ImportRoot> {
    let is_package = |path: &[String]| {
        let files = by_path.get(&path.join("/")).map(Vec::as_slice).unwrap_or_default();
        !path.is_empty() && files.iter().any(|index| is_package_file(modules[*index].file))
    };
    let mut folder = components(&file.path);
    folder.pop();
    if !is_package(&folder) {
        return None;
    }
    while is_package(&folder) {
        folder.pop();
    }
    Some(ImportRoot { folder: folder.join("/"), package: Vec::new() })
}

/// Whether a file is the `__init__.py` of a package.
pub(super) fn is_package_file(file: &PythonFile) -> bool {
    file.path.trim_end_matches('i').ends_with("__init__.py")
}

/// The components of a path.
fn components(path: &str) -> Vec<String> {
    let path = path.replace('\\', "/");
    path.split('/').filter(|part| !["", ".", ".."].contains(part)).map(str::to_owned).collect()
}

/// The components of the dotted name that a file is imported by.
pub(super) fn module_path(file: &str) -> Vec<String> {
    let mut path = components(file.trim_end_matches('i').trim_end_matches(".py"));
    if path.last().is_some_and(|last| last == "__init__") {
        path.pop();
    }
    path
}
