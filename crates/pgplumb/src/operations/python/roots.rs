//! The folders from which a project imports its modules, as far as its files say so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use pgplumb_outputs::python::{ImportRoot, PythonFile};
use toml::{Table, Value};

/// Files in the root folder of a project.
const PROJECT_FILES: [&str; 6] =
    ["pyproject.toml", "setup.py", "setup.cfg", "manage.py", "requirements.txt", "alembic.ini"];

/// Folders of a project that contain its packages.
const SOURCE_FOLDERS: [&str; 4] = ["src", "lib", "python", "app"];

/// The number of parent folders in which the project is searched.
const MAX_PARENTS: usize = 8;

/// The settings in `pyproject.toml` that name folders with packages.
const FOLDER_SETTINGS: [&str; 9] = [
    "tool.setuptools.package-dir",
    "tool.setuptools.packages.find.where",
    "tool.poetry.packages",
    "tool.hatch.build.sources",
    "tool.pdm.build.package-dir",
    "tool.uv.build-backend.module-root",
    "tool.pytest.ini_options.pythonpath",
    "tool.pyright.extraPaths",
    "tool.maturin.python-source",
];

/// The maximum number of modules that are read because compared files import them.
const MAX_IMPORTED: usize = 2000;

/// Reads the modules that files import from the roots, as they may define base classes and
/// constants.
pub(super) fn imported_files(files: &[PythonFile], roots: &[ImportRoot]) -> Vec<PythonFile> {
    let mut known: BTreeSet<PathBuf> =
        files.iter().filter_map(|file| canonical(Path::new(&file.path))).collect();
    let mut found: Vec<PythonFile> = Vec::new();
    let mut next: Vec<PathBuf> = files.iter().flat_map(|file| imported_paths(file, roots)).collect();
    while let Some(path) = next.pop() {
        if found.len() >= MAX_IMPORTED || !canonical(&path).is_some_and(|path| known.insert(path)) {
            continue;
        }
        // A file that is not readable or not Python is as unknown as a module of a library.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let file = PythonFile { path: path.display().to_string(), text, is_definition_only: true };
        next.extend(imported_paths(&file, roots));
        found.push(file);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The files of the modules that a file imports.
fn imported_paths(file: &PythonFile, roots: &[ImportRoot]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (module, names) in imported_modules(&file.text) {
        let relative = module.trim_start_matches('.');
        let dots = module.len() - relative.len();
        let parts: Vec<&str> = relative.split('.').filter(|part| !part.is_empty()).collect();
        let folders: Vec<PathBuf> = match dots {
            0 => {
                let own = roots.iter().filter(|root| !is_library(root, &file.path, &parts));
                own.filter_map(|root| below_root(root, &parts)).collect()
            }
            dots => {
                let folder = Path::new(&file.path).ancestors().nth(dots);
                folder.map(|folder| folder.join(parts.join("/"))).into_iter().collect()
            }
        };
        for folder in folders {
            // A name may be a module of the package.
            let submodules = names.iter().map(|name| folder.join(name));
            let modules = std::iter::once(folder.clone()).chain(submodules);
            found
                .extend(modules.flat_map(|module| [module.with_extension("py"), module.join("__init__.py")]));
        }
    }
    found.retain(|path| path.is_file());
    found
}

/// Whether a module below a root is in another installed library than the file that imports it.
fn is_library(root: &ImportRoot, file: &str, module: &[&str]) -> bool {
    let folder = Path::new(&root.folder);
    let is_installed = folder.ends_with("site-packages") || folder.ends_with("dist-packages");
    let own = module.first().map(|package| folder.join(package));
    is_installed && !own.is_some_and(|own| Path::new(file).starts_with(own))
}

/// The path of a module below a root.
fn below_root(root: &ImportRoot, module: &[&str]) -> Option<PathBuf> {
    let is_in_package = root.package.len() <= module.len()
        && root.package.iter().zip(module).all(|(package, part)| package == part);
    let rest = module.get(root.package.len()..).filter(|_| is_in_package)?;
    Some(Path::new(&root.folder).join(rest.join("/")))
}

/// The modules in lines such as `from a.b import c, d` and `import a.b`, with the imported names.
fn imported_modules(text: &str) -> Vec<(&str, Vec<&str>)> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for line in text.lines().map(str::trim_start) {
        if let Some((module, names)) = line.strip_prefix("from ").and_then(|rest| rest.split_once(" import"))
        {
            let names = names.split(['(', ',', ')']).filter_map(|name| name.split_whitespace().next());
            found.push((module.trim(), names.filter(|name| name.chars().all(is_name)).collect()));
        } else if let Some(modules) = line.strip_prefix("import ") {
            let modules = modules.split(',').filter_map(|module| module.split_whitespace().next());
            found.extend(modules.map(|module| (module, Vec::new())));
        }
    }
    found.retain(|(module, _)| module.chars().all(|c| is_name(c) || c == '.'));
    found
}

/// Finds the import roots of files. `named` are the paths in the settings, and `folder` the folder
/// of the settings.
pub(super) fn import_roots(files: &[PythonFile], named: &[PathBuf], folder: &Path) -> Vec<ImportRoot> {
    let mut roots: BTreeSet<PathBuf> = canonical(folder).into_iter().collect();
    for base in named.iter().filter_map(|path| canonical(&folder_of(path))) {
        roots.extend(base.parent().map(Path::to_owned));
        if !is_package(&base) {
            roots.insert(base.clone());
        }
        for parent in base.ancestors().take(MAX_PARENTS) {
            add_project(parent, &mut roots);
        }
    }
    let folders: BTreeSet<PathBuf> = files.iter().map(|file| parent_of(Path::new(&file.path))).collect();
    let folders: BTreeMap<PathBuf, PathBuf> =
        folders.into_iter().filter_map(|folder| Some((canonical(&folder)?, folder))).collect();
    for folder in folders.keys() {
        add_project(folder, &mut roots);
        let outside = folder.ancestors().find(|folder| !is_package(folder));
        roots.extend(outside.filter(|_| is_package(folder)).map(Path::to_owned));
    }
    let shown: BTreeSet<PathBuf> = named
        .iter()
        .flat_map(|path| folder_of(path).ancestors().map(Path::to_owned).collect::<Vec<_>>())
        .collect();
    let shown: Vec<(PathBuf, PathBuf)> =
        shown.into_iter().filter_map(|shown| Some((canonical(&shown)?, shown))).collect();
    roots.iter().filter_map(|root| import_root(root, &shown)).collect()
}

/// The root as seen from the folders of the files. `shown` has their real and their written paths.
fn import_root(root: &Path, shown: &[(PathBuf, PathBuf)]) -> Option<ImportRoot> {
    let above = shown.iter().filter(|(real, _)| root.starts_with(real));
    if let Some((real, written)) = above.max_by_key(|(real, _)| real.components().count()) {
        let folder = written.join(root.strip_prefix(real).ok()?).display().to_string();
        return Some(ImportRoot { folder, package: Vec::new() });
    }
    // The root is above all written paths, such as `../..`.
    let below = shown.iter().filter(|(real, _)| real.starts_with(root));
    let (real, written) = below.min_by_key(|(real, _)| real.components().count())?;
    let package = real.strip_prefix(root).ok()?.components();
    let package = package.filter(|part| matches!(part, Component::Normal(_)));
    let package = package.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    Some(ImportRoot { folder: written.display().to_string(), package })
}

/// Adds the roots of a project, if its files are in the folder.
fn add_project(folder: &Path, roots: &mut BTreeSet<PathBuf>) {
    if !PROJECT_FILES.iter().any(|file| folder.join(file).exists()) {
        return;
    }
    roots.insert(folder.to_owned());
    let named =
        fs::read_to_string(folder.join("pyproject.toml")).ok().and_then(|text| text.parse::<Table>().ok());
    let named = named.map(|settings| package_folders(&settings)).unwrap_or_default();
    let usual =
        SOURCE_FOLDERS.iter().map(|name| (*name).to_owned()).filter(|name| !is_package(&folder.join(name)));
    roots.extend(
        usual.chain(named).filter_map(|name| canonical(&folder.join(name))).filter(|path| path.is_dir()),
    );
}

/// The folders with packages that `pyproject.toml` names.
fn package_folders(settings: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for path in FOLDER_SETTINGS {
        let mut keys = path.split('.');
        let first = keys.next().and_then(|key| settings.get(key));
        if let Some(value) = keys.fold(first, |value, key| value?.get(key)) {
            add_strings(value, &mut found);
        }
    }
    found
}

fn add_strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| add_strings(item, found)),
        // `{ include = "app", from = "src" }` of Poetry
        Value::Table(table) => match table.get("include") {
            Some(_) => found.extend(table.get("from").and_then(Value::as_str).map(str::to_owned)),
            None => table.values().for_each(|item| add_strings(item, found)),
        },
        _ => {}
    }
}

fn is_package(folder: &Path) -> bool {
    folder.join("__init__.py").exists()
}

/// The folder that a path in the settings names, or that contains the named file.
fn folder_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.to_owned() } else { parent_of(path) }
}

fn parent_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}

fn canonical(path: &Path) -> Option<PathBuf> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    path.canonicalize().ok()
}
