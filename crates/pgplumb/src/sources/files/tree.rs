//! A folder in memory, from the disk or from git.

use std::collections::BTreeMap;

use pgplumb_postgres::load::Script;

use super::FileError;

/// The files below a folder, by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    name: String,
    files: BTreeMap<String, Option<String>>,
}

/// A file of a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TreeFile<'a> {
    /// Its path below the folder, with slashes; without the `.gz` of a packed file.
    pub path: &'a str,
    /// What it holds; `None` for files that are not looked into.
    pub text: Option<&'a str>,
}

impl<'a> TreeFile<'a> {
    /// The last part of its path.
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The folders above it, with slashes between and none at the end; empty for a file right in the folder.
    pub fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its text, if it is a file of SQL.
    pub fn sql(&self) -> Option<&'a str> {
        self.text.filter(|_| is_sql(self.path))
    }
}

impl Tree {
    /// An empty folder of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: BTreeMap::new() }
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, text: Option<String>) {
        let mut path = path.into();
        if text.is_some()
            && let Some(unpacked) = path.strip_suffix(".gz")
        {
            path = unpacked.to_owned();
        }
        self.files.insert(path, text);
    }

    /// What the folder is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a file is called where something is wrong with it.
    pub fn name_of(&self, path: &str) -> String {
        match self.name.as_str() {
            "" | "." => path.to_owned(),
            name if name.ends_with(['/', ':']) => format!("{name}{path}"),
            name => format!("{name}/{path}"),
        }
    }

    /// The files, in the order of their names.
    pub fn files(&self) -> impl Iterator<Item = TreeFile<'_>> {
        self.files.iter().map(|(path, text)| TreeFile { path, text: text.as_deref() })
    }

    /// A file.
    pub fn file(&self, path: &str) -> Option<TreeFile<'_>> {
        let (path, text) = self.files.get_key_value(path)?;
        Some(TreeFile { path, text: text.as_deref() })
    }

    /// The folder below this one; empty when there is none.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let prefix = format!("{folder}/");
        let below = |(path, text): (&String, &Option<String>)| {
            Some((path.strip_prefix(&prefix)?.to_owned(), text.clone()))
        };
        Self { name: self.name_of(folder), files: self.files.iter().filter_map(below).collect() }
    }

    /// The SQL that the folder holds, in the order of names.
    ///
    /// # Errors
    /// When there is none.
    pub fn into_scripts(self) -> Result<Vec<Script>, FileError> {
        if self.files.contains_key("toc.dat") {
            return Err(FileError::Archive { name: self.name });
        }
        let scripts: Vec<Script> = self
            .files()
            .filter_map(|file| Some(Script { name: self.name_of(file.path), text: file.sql()?.to_owned() }))
            .collect();
        if scripts.is_empty() { Err(FileError::NoSql { name: self.name }) } else { Ok(scripts) }
    }
}

fn is_sql(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".sql")
}

/// Whether a file is looked into: SQL, and what says how a tool executes it.
pub(in crate::sources) fn is_read(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    [".sql", ".sql.gz", ".sql.conf"].iter().any(|extension| name.ends_with(extension))
        || ["metadata.toml", "migration_lock.toml"].contains(&name)
}
