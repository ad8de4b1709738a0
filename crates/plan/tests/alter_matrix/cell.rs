//! The cells of the table, read from `cells/<kind>.sql`.
//!
//! A file has sections, each after a line that begins with `---`:
//! - `--- kind NAME`: the heading of the kind, once;
//! - `--- all`: SQL before every cell of the file;
//! - `--- property NAME`: begins a cell;
//! - `--- versions 17+`: the PostgreSQL versions that the cell holds for;
//! - `--- setup`, `--- old`, `--- new`: SQL of both states, of the current one, of the desired one;
//! - `--- used`: SQL after it in both states, by which other objects and rows use the object;
//! - `--- statement …`: the beginning of each expected statement, in order;
//! - `--- back …`: the beginning of each expected statement from the desired to the current state;
//!   without such lines, the way back must have no DROP;
//! - `--- recreated REASON`, `--- back recreated REASON`: only a new object can have the definition;
//! - `--- dependents REASON`: objects that use it are dropped and created again;
//! - `--- impossible REASON`: no statement can do it; the text is part of the reason in the plan.
//!
//! `@` after a name is replaced by a suffix that makes the names of a cell unique. Each cell has a
//! schema `app@`.

use std::path::Path;

/// A property of a kind of object, and how it is altered.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    pub kind: String,
    pub property: String,
    pub versions: Option<(u32, u32)>,
    pub statements: Vec<String>,
    pub back: Vec<String>,
    pub recreated: Option<String>,
    pub back_recreated: Option<String>,
    pub dependents: Option<String>,
    pub impossible: Option<String>,
    /// A part of each name of the cell.
    pub token: String,
    all: String,
    setup: String,
    old: String,
    new: String,
    used: String,
}

impl Cell {
    pub fn title(&self) -> String {
        format!("{}: {}", self.kind, self.property)
    }

    pub fn runs_on(&self, major: u32) -> bool {
        self.versions.is_none_or(|(first, last)| (first..=last).contains(&major))
    }

    /// The SQL of one state.
    pub fn sql(&self, is_new: bool, is_used: bool) -> String {
        let state = if is_new { &self.new } else { &self.old };
        let used = if is_used { &self.used } else { "" };
        let sql = format!("CREATE SCHEMA app@;\n{}{}{state}{used}", self.all, self.setup);
        self.named(&sql)
    }

    /// Replaces each `@` that follows a name.
    pub fn named(&self, text: &str) -> String {
        let mut named = String::new();
        for c in text.chars() {
            match c {
                '@' if named.ends_with(|last: char| last.is_alphanumeric()) => named.push_str(&self.token),
                c => named.push(c),
            }
        }
        named
    }
}

/// The cells of each kind.
pub fn all() -> Vec<Vec<Cell>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/alter_matrix/cells");
    let entries = std::fs::read_dir(&folder).expect("the folder of the cells");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| std::fs::read_to_string(path).expect("a file of cells");
    files.iter().map(|path| cells(&read(path), &path.display().to_string())).collect()
}

fn cells(text: &str, path: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let (mut kind, mut all, mut section) = (String::new(), String::new(), "");
    for line in text.lines() {
        let Some(directive) = line.strip_prefix("--- ") else {
            let sql = match (section, cells.last_mut()) {
                ("all", _) => &mut all,
                ("setup", Some(cell)) => &mut cell.setup,
                ("old", Some(cell)) => &mut cell.old,
                ("new", Some(cell)) => &mut cell.new,
                ("used", Some(cell)) => &mut cell.used,
                _ if line.trim().is_empty() => continue,
                _ => panic!("{path}: SQL after {section:?}: {line}"),
            };
            sql.push_str(line);
            sql.push('\n');
            continue;
        };
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        section = word;
        match word {
            "kind" => kind = rest.to_owned(),
            "all" => {}
            "property" => cells.push(Cell {
                kind: kind.clone(),
                property: rest.to_owned(),
                token: format!("_c{:03}", cells.len()),
                all: all.clone(),
                ..Cell::default()
            }),
            _ => {
                let cell = cells.last_mut().unwrap_or_else(|| panic!("{path}: {line} before a property"));
                match (word, rest.split_once(' ')) {
                    ("versions", _) => cell.versions = Some(versions(rest)),
                    ("statement", _) => cell.statements.push(rest.to_owned()),
                    ("back", Some(("recreated", reason))) => cell.back_recreated = Some(reason.to_owned()),
                    ("back", _) => cell.back.push(rest.to_owned()),
                    ("recreated", _) => cell.recreated = Some(rest.to_owned()),
                    ("dependents", _) => cell.dependents = Some(rest.to_owned()),
                    ("impossible", _) => cell.impossible = Some(rest.to_owned()),
                    ("setup" | "old" | "new" | "used", None) if rest.is_empty() => {}
                    _ => panic!("{path}: unknown line {line}"),
                }
            }
        }
    }
    for cell in &cells {
        let is_complete =
            !cell.statements.is_empty() || cell.recreated.is_some() || cell.impossible.is_some();
        assert!(is_complete, "{path}: {} has no expected statement", cell.title());
    }
    cells
}

fn versions(text: &str) -> (u32, u32) {
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("not a version: {text}"));
    match (text.strip_suffix('+'), text.split_once('-')) {
        (Some(first), _) => (number(first), u32::MAX),
        (None, Some((first, last))) => (number(first), number(last)),
        (None, None) => (number(text), number(text)),
    }
}
