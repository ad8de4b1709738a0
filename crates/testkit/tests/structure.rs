//! Dependencies point downwards: between the crates, and between the modules of each crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The crates, each with the workspace crates that it may use outside of its tests.
const CRATES: &[(&str, &[&str])] = &[
    ("catalog", &[]),
    ("compare", &["catalog"]),
    ("plan", &["catalog"]),
    ("outputs", &["catalog"]),
    ("postgres", &["catalog"]),
    ("testkit", &[]),
    ("pgplumb", &["catalog", "compare", "plan", "outputs", "postgres"]),
];

/// Modules of one crate that import each other in a circle, and why they may.
const CIRCLES: &[(&str, &[&str])] = &[
    // The SQL of a table depends on its parents and partitions, and the context of every object's SQL
    // holds the tables.
    ("catalog", &["kinds::context", "kinds::table"]),
    // Columns and constraints are nested in tables and name each other.
    ("catalog", &["kinds::column", "kinds::constraint"]),
];

/// The crates whose modules are checked.
const CHECKED: &[&str] = &["catalog", "compare", "plan"];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the crates").to_owned()
}

#[test]
fn crates_depend_downwards_only() {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(crates()).expect("the crates") {
        let folder = entry.expect("an entry").path();
        let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let allowed = CRATES.iter().find(|(known, _)| *known == name);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("crate {name} is not listed in CRATES"));
        let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or_default();
        let section = section.split("\n[").next().unwrap_or_default();
        for line in section.lines().filter_map(|line| line.strip_prefix("pgplumb-")) {
            let used = line.split(['.', ' ', '=']).next().unwrap_or_default();
            assert!(allowed.contains(&used), "crate {name} must not use {used}");
        }
        found.insert(name);
    }
    assert_eq!(found.len(), CRATES.len(), "a crate of CRATES does not exist: {found:?}");
}

#[test]
fn modules_do_not_import_each_other_in_circles() {
    for name in CHECKED {
        let modules = modules(&crates().join(name).join("src"));
        assert!(modules.len() > 3, "crate {name} has only {} modules", modules.len());
        let circles = circles(&modules);
        let allowed: Vec<BTreeSet<&str>> = CIRCLES
            .iter()
            .filter(|(of, _)| of == name)
            .map(|(_, circle)| circle.iter().copied().collect())
            .collect();
        for circle in &circles {
            let circle: BTreeSet<&str> = circle.iter().map(String::as_str).collect();
            let is_allowed = allowed.iter().any(|allowed| circle.is_subset(allowed));
            assert!(is_allowed, "modules of crate {name} import each other in a circle: {circle:?}");
        }
    }
}

/// The modules of a crate by their paths, each with the modules that it imports from. What a module
/// re-exports counts as an import of the module that has it; a module and those within it are one.
fn modules(source: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut files = Vec::new();
    rust_files(source, &mut files);
    let declared: Modules = files.iter().map(|file| (path_of(file, source), uses_in(file))).collect();
    let is_within = |one: &str, other: &str| {
        other.is_empty()
            || one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let imports = |(module, uses): (&String, &Vec<Use>)| {
        let imported = uses.iter().filter(|import| !import.is_public);
        let imported = imported.filter_map(|import| resolve(module, &import.path, &declared, 0));
        let others = imported.filter(|other| !is_within(module, other) && !is_within(other, module));
        (module.clone(), others.collect())
    };
    declared.iter().map(imports).collect()
}

/// The `use` declarations of each module.
type Modules = BTreeMap<String, Vec<Use>>;

/// One path that a module uses.
struct Use {
    is_public: bool,
    path: String,
    /// The name it has in the module.
    name: String,
}

/// The path of a file's module: `kinds::table`.
fn path_of(file: &Path, source: &Path) -> String {
    let path = file.strip_prefix(source).expect("a file below it").with_extension("");
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let parts = match parts.last().map(String::as_str) {
        Some("mod" | "lib") => &parts[..parts.len() - 1],
        _ => &parts[..],
    };
    parts.join("::")
}

fn uses_in(file: &Path) -> Vec<Use> {
    let text = std::fs::read_to_string(file).expect("a source file");
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.split(';').flat_map(uses).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The paths of a `use` declaration at the end of a text, without its semicolon.
fn uses(statement: &str) -> Vec<Use> {
    let declaration = |line: &str| -> Option<bool> {
        let line = line.trim();
        let rest = match line.strip_prefix("pub") {
            Some(rest) => rest.trim_start_matches(|c: char| "(): abcdefghijklmnopqrstvwxyz".contains(c)),
            None => line,
        };
        rest.starts_with("use ").then_some(rest.len() < line.len())
    };
    let lines: Vec<&str> = statement.lines().collect();
    let Some((start, is_public)) =
        lines.iter().enumerate().find_map(|(at, line)| Some((at, declaration(line)?)))
    else {
        return Vec::new();
    };
    let text = lines[start..].join(" ");
    let tree = text.split_once("use ").map_or("", |(_, tree)| tree);
    let mut paths = Vec::new();
    expand("", tree, &mut paths);
    let named = |path: String| {
        let (path, alias) = path.split_once(" as ").unwrap_or((&path, ""));
        let name = if alias.is_empty() { path.rsplit("::").next().unwrap_or_default() } else { alias };
        Use { is_public, path: path.trim().to_owned(), name: name.trim().to_owned() }
    };
    paths.into_iter().map(named).collect()
}

fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, list)) = tree.split_once('{') else {
        paths.push(format!("{prefix}{tree}"));
        return;
    };
    let list = list.trim_end().strip_suffix('}').unwrap_or(list);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&format!("{prefix}{head}"), &list[start..at], paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !list[start..].trim().is_empty() {
        expand(&format!("{prefix}{head}"), &list[start..], paths);
    }
}

/// The module of the crate that a path leads into; `None` for paths into other crates.
fn resolve(module: &str, path: &str, modules: &Modules, depth: usize) -> Option<String> {
    let below = |at: &str, part: &str| if at.is_empty() { part.to_owned() } else { format!("{at}::{part}") };
    let above = |at: &str| at.rsplit_once("::").map_or(String::new(), |(parent, _)| parent.to_owned());
    let mut at = module.to_owned();
    let mut parts = path.split("::").peekable();
    match *parts.peek()? {
        "crate" => {
            at.clear();
            parts.next();
        }
        "self" | "super" => {
            while let Some(part) = parts.next_if(|part| matches!(*part, "self" | "super")) {
                if part == "super" {
                    at = above(&at);
                }
            }
        }
        part if modules.contains_key(&below(&at, part)) => {}
        _ => return None,
    }
    for part in parts {
        let child = below(&at, part);
        if modules.contains_key(&child) {
            at = child;
            continue;
        }
        // A chain of re-exports is short.
        let exported = modules[&at].iter().find(|other| other.is_public && other.name == part);
        return match exported.filter(|_| depth < 8) {
            Some(exported) => resolve(&at, &exported.path, modules, depth + 1).or(Some(at)),
            None => Some(at),
        };
    }
    Some(at)
}

/// The sets of modules that import each other.
fn circles(modules: &BTreeMap<String, BTreeSet<String>>) -> Vec<BTreeSet<String>> {
    let reachable = |from: &String| {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let mut open: Vec<&String> = modules[from].iter().collect();
        while let Some(module) = open.pop() {
            if seen.insert(module) {
                open.extend(modules.get(module).into_iter().flatten());
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        modules.keys().map(|module| (module, reachable(module))).collect();
    let mut circles: Vec<BTreeSet<String>> = Vec::new();
    for (module, others) in reached.iter().filter(|(module, others)| others.contains(*module)) {
        if circles.iter().any(|circle| circle.contains(*module)) {
            continue;
        }
        let circle = others.iter().filter(|other| reached[**other].contains(*module));
        circles.push(circle.map(|other| (*other).clone()).collect());
    }
    circles
}
