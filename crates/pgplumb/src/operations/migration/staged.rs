//! The files of a migration on their way.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{MigrationError, Text};
use crate::operations::export::new_file;

/// The files of a migration, written beside their places: what could be in the way of them is known. Dropped, they are gone.
#[derive(Debug)]
pub struct Staged {
    folder: PathBuf,
    texts: Vec<Text>,
    files: Vec<(PathBuf, NamedTempFile)>,
    /// Folders that were made for them.
    made: Vec<PathBuf>,
}

impl Staged {
    /// Writes them into a folder, which is made if there is none, under other names.
    pub(super) fn new(folder: PathBuf, texts: Vec<Text>) -> Result<Self, MigrationError> {
        let mut staged = Self { folder, texts, files: Vec::new(), made: Vec::new() };
        staged.make_folder(&staged.folder.clone())?;
        for Text { path, text } in &staged.texts {
            let path = staged.folder.join(path);
            if path.exists() {
                return Err(MigrationError::Exists(path));
            }
            // Folders of their own come with them: an empty one would be half a migration.
            let there = path.ancestors().skip(1).find(|above| above.is_dir()).unwrap_or(&staged.folder);
            let written = new_file(there).and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                Ok(file)
            });
            let file = written.map_err(|reason| MigrationError::Unwritable { path: path.clone(), reason })?;
            staged.files.push((path, file));
        }
        Ok(staged)
    }

    /// Puts them into their places, and says where that is.
    ///
    /// # Errors
    /// When a file of the name has come there meanwhile, or a file or folder cannot be made; then none is.
    pub fn place(&mut self) -> Result<Vec<PathBuf>, MigrationError> {
        let mut placed = Vec::new();
        match self.placed(&mut placed) {
            Ok(()) => {
                self.made.clear();
                Ok(placed)
            }
            Err(error) => {
                // That one cannot be taken away again would be told by the next try.
                placed.iter().for_each(|path| drop(fs::remove_file(path)));
                Err(error)
            }
        }
    }

    fn placed(&mut self, placed: &mut Vec<PathBuf>) -> Result<(), MigrationError> {
        for (path, file) in std::mem::take(&mut self.files) {
            self.make_folder(path.parent().unwrap_or(Path::new("")))?;
            file.persist_noclobber(&path).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => MigrationError::Exists(path.clone()),
                _ => MigrationError::Unwritable { path: path.clone(), reason: error.error },
            })?;
            placed.push(path);
        }
        Ok(())
    }

    /// Writes them into a new folder for temporary files, to be looked after, and says which that is.
    ///
    /// # Errors
    /// When that cannot be done either.
    pub fn keep(&self) -> io::Result<PathBuf> {
        let folder = tempfile::Builder::new().prefix("pgplumb-migration-").tempdir()?;
        for Text { path, text } in &self.texts {
            let path = folder.path().join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, text)?;
        }
        Ok(folder.keep())
    }

    fn make_folder(&mut self, folder: &Path) -> Result<(), MigrationError> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
        for folder in missing.into_iter().rev() {
            let unwritable = |reason| MigrationError::Unwritable { path: folder.to_owned(), reason };
            fs::create_dir(folder).map_err(unwritable)?;
            self.made.push(folder.to_owned());
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.made.iter().rev() {
            // One that somebody has put something into stays.
            let _ = fs::remove_dir(folder);
        }
    }
}
