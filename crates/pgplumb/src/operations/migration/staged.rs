//! The staged files of a migration.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{MigrationError, MigrationFile};
use crate::folder::Folder;

/// The files of a migration as temporary files in their folder, so that most errors are found
/// early. They are removed when dropped.
#[derive(Debug)]
pub struct StagedMigration {
    folder: PathBuf,
    texts: Vec<MigrationFile>,
    files: Vec<StagedFile>,
    /// Folders that were created for them.
    created: Vec<PathBuf>,
}

/// A temporary file that becomes a file of a migration.
#[derive(Debug)]
struct StagedFile {
    path: PathBuf,
    file: NamedTempFile,
    /// The folder of the temporary file.
    _folder: Folder,
}

impl StagedMigration {
    /// Writes temporary files into a folder, which is created if it does not exist.
    pub(super) fn new(folder: PathBuf, texts: Vec<MigrationFile>) -> Result<Self, MigrationError> {
        let mut staged = Self { folder, texts, files: Vec::new(), created: Vec::new() };
        staged.create_folder(&staged.folder.clone())?;
        for MigrationFile { path, text } in &staged.texts {
            let path = staged.folder.join(path);
            if path.exists() {
                return Err(MigrationError::Exists(path));
            }
            // A migration's own folder is created at the end, because an empty one would be an
            // incomplete migration.
            let existing = path.ancestors().skip(1).find(|above| above.is_dir()).unwrap_or(&staged.folder);
            let written = Folder::open(existing).and_then(|folder| {
                folder.remove_abandoned_files();
                let mut file = folder.create_temporary_file()?;
                file.write_all(text.as_bytes())?;
                Ok((folder, file))
            });
            let (folder, file) =
                written.map_err(|reason| MigrationError::Unwritable { path: path.clone(), reason })?;
            staged.files.push(StagedFile { path, file, _folder: folder });
        }
        Ok(staged)
    }

    /// Renames the files to their paths, and returns the paths.
    ///
    /// # Errors
    /// When a file exists by now, or a file or folder cannot be created; then none is created.
    pub fn commit(&mut self) -> Result<Vec<PathBuf>, MigrationError> {
        let mut placed = Vec::new();
        match self.try_commit(&mut placed) {
            Ok(()) => {
                self.created.clear();
                Ok(placed)
            }
            Err(error) => {
                // A file that could not be removed is reported by the next attempt.
                placed.iter().for_each(|path| drop(fs::remove_file(path)));
                Err(error)
            }
        }
    }

    fn try_commit(&mut self, placed: &mut Vec<PathBuf>) -> Result<(), MigrationError> {
        for StagedFile { path, file, _folder } in std::mem::take(&mut self.files) {
            let folder = self.create_folder(path.parent().unwrap_or(Path::new("")))?;
            let target = folder.path().join(path.file_name().unwrap_or_default());
            file.persist_noclobber(target).map_err(|error| match error.error.kind() {
                io::ErrorKind::AlreadyExists => MigrationError::Exists(path.clone()),
                _ => MigrationError::Unwritable { path: path.clone(), reason: folder.error(error.error) },
            })?;
            placed.push(path);
        }
        Ok(())
    }

    /// Writes the files into a new temporary folder for the user, and returns its path.
    ///
    /// # Errors
    /// When the folder or a file cannot be written.
    pub fn save_to_temporary_folder(&self) -> io::Result<PathBuf> {
        let folder = tempfile::Builder::new().prefix("pgplumb-migration-").tempdir()?;
        for MigrationFile { path, text } in &self.texts {
            let path = folder.path().join(path);
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(path, text)?;
        }
        Ok(folder.keep())
    }

    fn create_folder(&mut self, folder: &Path) -> Result<Folder, MigrationError> {
        Folder::create(folder, &mut self.created)
            .map_err(|reason| MigrationError::Unwritable { path: folder.to_owned(), reason })
    }
}

impl Drop for StagedMigration {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.created.iter().rev() {
            // Fails for folders that are not empty, which stay.
            let _ = fs::remove_dir(folder);
        }
    }
}
