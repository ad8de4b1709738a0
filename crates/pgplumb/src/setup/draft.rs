//! The changes to a project, while pieces are added to it or removed from it.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::{self, Block, Edited, Place};
use super::{Piece, Project};

/// A file that changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The path, relative to the top folder of the project.
    pub path: String,
    /// The text before; `None` if there is no file.
    pub before: Option<String>,
    /// The text afterwards; `None` if the file is removed.
    pub after: Option<String>,
    /// Whether the file must be executable.
    pub executable: bool,
}

/// Something of the same name that `pgplumb init` did not write, and does not overwrite.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The piece that could not be added completely.
    pub piece: Piece,
    /// What is in the way.
    pub message: String,
    /// What to do.
    pub advice: String,
}

/// The changes that set up a project.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Setup {
    /// The files that change.
    pub changes: Vec<Change>,
    /// What was not overwritten.
    pub conflicts: Vec<Conflict>,
    /// Files of `pgplumb init` that somebody edited, and that are left as they are.
    pub kept: Vec<String>,
    /// What to do by hand.
    pub notes: Vec<String>,
}

/// Collects changes. Later pieces see the texts of earlier pieces.
pub(super) struct Draft<'a> {
    pub project: &'a Project,
    piece: Piece,
    texts: BTreeMap<String, Option<String>>,
    executables: BTreeSet<String>,
    setup: Setup,
}

impl<'a> Draft<'a> {
    pub fn new(project: &'a Project) -> Self {
        Self {
            project,
            piece: Piece::Settings,
            texts: BTreeMap::new(),
            executables: BTreeSet::new(),
            setup: Setup::default(),
        }
    }

    /// Begins with a piece.
    pub fn begin(&mut self, piece: Piece) {
        self.piece = piece;
    }

    /// The present text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        match self.texts.get(path) {
            Some(text) => text.as_deref(),
            None => self.project.text(path),
        }
    }

    /// Sets the text of a file; `None` removes it.
    pub fn set(&mut self, path: &str, text: Option<String>) {
        self.texts.insert(path.to_owned(), text);
    }

    /// Requires that a file is executable.
    pub fn make_executable(&mut self, path: &str) {
        self.executables.insert(path.to_owned());
    }

    /// Reports something in the way.
    pub fn conflict(&mut self, message: impl Into<String>, advice: impl Into<String>) {
        let (message, advice) = (message.into(), advice.into());
        self.setup.conflicts.push(Conflict { piece: self.piece, message, advice });
    }

    /// Reports that a file was edited, and is left as it is.
    pub fn keep(&mut self, path: &str) {
        if !self.setup.kept.iter().any(|kept| kept == path) {
            self.setup.kept.push(path.to_owned());
        }
    }

    /// Tells the user what to do by hand.
    pub fn note(&mut self, note: impl Into<String>) {
        self.setup.notes.push(note.into());
    }

    /// Writes a file of its own. Returns whether it is there afterwards as this version writes it.
    pub fn add_file(&mut self, path: &str, body: &str) -> bool {
        match self.text(path).map(marks::state_of_file) {
            Some(marks::FileState::Foreign) => {
                self.conflict(
                    format!("{path} exists, and pgplumb init did not write it"),
                    "rename the file, or remove it, and run pgplumb init again",
                );
                false
            }
            Some(marks::FileState::Edited) => {
                self.keep(path);
                false
            }
            Some(marks::FileState::Unchanged) | None => {
                let eol = marks::line_end(self.text(path).unwrap_or_default());
                self.set(path, Some(marks::file(body).replace('\n', eol)));
                true
            }
        }
    }

    /// Removes a file of its own, unless somebody edited it.
    pub fn remove_file(&mut self, path: &str) {
        match self.text(path).map(marks::state_of_file) {
            Some(marks::FileState::Unchanged) => self.set(path, None),
            Some(marks::FileState::Edited) => self.keep(path),
            Some(marks::FileState::Foreign) | None => {}
        }
    }

    /// Adds a marked block to a file, or updates the block.
    pub fn add_block(&mut self, path: &str, block: &Block<'_>, place: Place) {
        match marks::add(self.text(path), block, place) {
            Ok(text) => self.set(path, Some(text)),
            Err(Edited) => self.keep(path),
        }
    }

    /// Removes a marked block from a file, and the file if nothing else is in it.
    pub fn remove_block(&mut self, path: &str, name: &str) {
        let Some(text) = self.text(path) else { return };
        match marks::remove(text, name) {
            Ok(after) => self.set(path, after),
            Err(Edited) => self.keep(path),
        }
    }

    /// The changes.
    pub fn finish(mut self) -> Setup {
        let paths: BTreeSet<String> = self.texts.keys().chain(&self.executables).cloned().collect();
        for path in paths {
            let before = self.project.text(&path).map(str::to_owned);
            let after = self.texts.remove(&path).unwrap_or_else(|| before.clone());
            let executable = after.is_some() && self.executables.contains(&path);
            let has_mode = !executable || self.project.is_executable(&path);
            if before != after || (before.is_some() && !has_mode) {
                self.setup.changes.push(Change { path, before, after, executable });
            }
        }
        self.setup
    }
}
