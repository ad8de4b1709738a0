//! A folder in memory, read from the disk or from git.

use std::collections::BTreeMap;

use pgplumb_postgres::load::Script;

use super::FileError;

/// The files of a folder and its subfolders, by path.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    name: String,
    files: BTreeMap<String, Option<String>>,
}

/// A file of a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TreeFile<'a> {
    /// Path relative to the folder, with slashes, without the `.gz` of a compressed file.
    pub path: &'a str,
    /// The content; `None` for files that are listed but not read.
    pub text: Option<&'a str>,
}

impl<'a> TreeFile<'a> {
    /// The file name.
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The parent folders, separated by slashes; empty for a file directly in the folder.
    pub fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The text of an SQL file.
    pub fn sql(&self) -> Option<&'a str> {
        self.text.filter(|_| is_sql(self.path))
    }
}

impl Tree {
    /// Creates an empty folder with this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), files: BTreeMap::new() }
    }

    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, text: Option<String>) {
        let mut path = path.into();
        if text.is_some()
            && let Some(decompressed) = path.strip_suffix(".gz")
        {
            path = decompressed.to_owned();
        }
        self.files.insert(path, text);
    }

    /// The folder's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A file's name for messages.
    pub fn display_name(&self, path: &str) -> String {
        match self.name.as_str() {
            "" | "." => path.to_owned(),
            name if name.ends_with(['/', ':']) => format!("{name}{path}"),
            name => format!("{name}/{path}"),
        }
    }

    /// The files, ordered by path.
    pub fn files(&self) -> impl Iterator<Item = TreeFile<'_>> {
        self.files.iter().map(|(path, text)| TreeFile { path, text: text.as_deref() })
    }

    /// Returns a file.
    pub fn file(&self, path: &str) -> Option<TreeFile<'_>> {
        let (path, text) = self.files.get_key_value(path)?;
        Some(TreeFile { path, text: text.as_deref() })
    }

    /// Returns a subfolder; empty if it does not exist.
    #[must_use]
    pub fn subfolder(&self, folder: &str) -> Self {
        let prefix = format!("{folder}/");
        let inside = |(path, text): (&String, &Option<String>)| {
            Some((path.strip_prefix(&prefix)?.to_owned(), text.clone()))
        };
        Self { name: self.display_name(folder), files: self.files.iter().filter_map(inside).collect() }
    }

    /// Returns the SQL files, ordered by path.
    ///
    /// # Errors
    /// If there are none.
    pub fn into_scripts(self) -> Result<Vec<Script>, FileError> {
        if self.files.contains_key("toc.dat") {
            return Err(FileError::Archive { name: self.name });
        }
        let scripts: Vec<Script> = self
            .files()
            .filter_map(|file| {
                Some(Script { name: self.display_name(file.path), text: file.sql()?.to_owned() })
            })
            .collect();
        if scripts.is_empty() { Err(FileError::NoSql { name: self.name }) } else { Ok(scripts) }
    }
}

fn is_sql(path: &str) -> bool {
    path.to_ascii_lowercase().ends_with(".sql")
}

/// Whether a file's text is needed: SQL files and files that configure how a tool executes them.
pub(in crate::sources) fn needs_text(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    [".sql", ".sql.gz", ".sql.conf"].iter().any(|extension| name.ends_with(extension))
        || ["metadata.toml", "migration_lock.toml"].contains(&name)
}
