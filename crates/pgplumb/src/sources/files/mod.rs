//! Reads files and folders into memory.

mod decode;
mod tree;

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use pgplumb_postgres::io_message;
use pgplumb_postgres::load::Script;

use super::display_path;
pub use decode::{DecodeError, decode};
pub(super) use tree::needs_text;
pub use tree::{Tree, TreeFile};

/// Size limit of a file, decompressed: larger than any schema, but small enough for memory.
pub const FILE_LIMIT: u64 = 256 << 20;

/// Limit on the number of files of a folder. A source is a project's folder, not a whole disk.
pub const FOLDER_LIMIT: usize = 50_000;

/// The content of a file or folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A schema map.
    Snapshot(SnapshotFile),
    /// An SQL file.
    Script(Script),
    /// A folder.
    Folder(Tree),
}

/// A schema map, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotFile {
    /// Name for messages.
    pub name: String,
    /// The content.
    pub text: String,
}

/// Error while reading a file or folder.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system reports an error.
    #[error("cannot read {}: {}", path.display(), io_message(reason))]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The operating system's error.
        reason: io::Error,
    },
    /// A file does not contain text.
    #[error("{name} {reason}")]
    Content {
        /// The file.
        name: String,
        /// The reason.
        reason: DecodeError,
    },
    /// A folder contains no SQL files.
    #[error("{name} and its subfolders contain no .sql files (hidden files are ignored)")]
    NoSql {
        /// The folder.
        name: String,
    },
    /// A folder contains too many files.
    #[error("{name} contains more than {FOLDER_LIMIT} files; specify the subfolder with the SQL files")]
    TooMany {
        /// The folder.
        name: String,
    },
    /// A file was specified instead of a folder.
    #[error("{name} is a file; migrations must be a folder")]
    NotAFolder {
        /// The file.
        name: String,
    },
    /// The folder is a pg_dump archive in directory format.
    #[error(
        "{name} is a pg_dump archive in directory format; convert it to SQL with \
                 'exec:pg_restore --schema-only -f - {name}'"
    )]
    Archive {
        /// The folder.
        name: String,
    },
}

/// Reads a file or a folder.
///
/// # Errors
/// If it cannot be read, or a file is not text.
pub fn read(path: &Path) -> Result<Input, FileError> {
    match fs::metadata(path).map_err(|reason| unreadable(path, reason))?.is_dir() {
        true => Ok(Input::Folder(read_folder(path)?)),
        false => input_from_file(display_path(path), read_bytes(path)?),
    }
}

/// Reads a folder: the names of all files, and the text of SQL files and of files that configure
/// their execution. Skips hidden files and folders, and follows symbolic links.
///
/// # Errors
/// If it cannot be read, or a file is not text.
pub fn read_folder(path: &Path) -> Result<Tree, FileError> {
    if fs::metadata(path).map_err(|reason| unreadable(path, reason))?.is_file() {
        return Err(FileError::NotAFolder { name: display_path(path) });
    }
    let mut walk = Walk { found: Vec::new(), within: Vec::new(), top: path };
    walk.folder(path, "")?;
    let mut tree = Tree::new(display_path(path));
    for (name, path) in walk.found {
        let text = match needs_text(&name) {
            true => Some(decode_file(&display_path(&path), read_bytes(&path)?)?),
            false => None,
        };
        tree.add(name, text);
    }
    Ok(tree)
}

/// Classifies a file as a schema map or SQL, by its name, or else by its first character.
///
/// # Errors
/// If the file is not text.
pub fn input_from_file(name: String, bytes: Vec<u8>) -> Result<Input, FileError> {
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_suffix(".gz").unwrap_or(&lower);
    let (is_json, is_sql) = (bare.ends_with(".json"), bare.ends_with(".sql"));
    match input_from_text(name, bytes)? {
        Input::Snapshot(SnapshotFile { name, text }) if is_sql => Ok(Input::Script(Script { name, text })),
        Input::Script(Script { name, text }) if is_json => Ok(Input::Snapshot(SnapshotFile { name, text })),
        input => Ok(input),
    }
}

/// Classifies a text without a file name as a schema map or SQL, by its first character.
///
/// # Errors
/// If the bytes are not text.
pub fn input_from_text(name: String, bytes: Vec<u8>) -> Result<Input, FileError> {
    let text = decode_file(&name, bytes)?;
    Ok(match text.trim_start().starts_with('{') {
        true => Input::Snapshot(SnapshotFile { name, text }),
        false => Input::Script(Script { name, text }),
    })
}

pub(super) fn decode_file(name: &str, bytes: Vec<u8>) -> Result<String, FileError> {
    decode(bytes, FILE_LIMIT).map_err(|reason| FileError::Content { name: name.to_owned(), reason })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|reason| unreadable(path, reason))?;
    file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(|reason| unreadable(path, reason))?;
    Ok(bytes)
}

fn unreadable(path: &Path, reason: io::Error) -> FileError {
    FileError::Unreadable { path: path.to_owned(), reason }
}

/// Recursive listing of a folder.
struct Walk<'a> {
    found: Vec<(String, PathBuf)>,
    /// Folders on the current path, to detect symbolic links that form a cycle.
    within: Vec<PathBuf>,
    top: &'a Path,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), FileError> {
        let real = folder.canonicalize().map_err(|reason| unreadable(folder, reason))?;
        if self.within.contains(&real) {
            return Ok(());
        }
        self.within.push(real);
        for entry in fs::read_dir(folder).map_err(|reason| unreadable(folder, reason))? {
            let path = entry.map_err(|reason| unreadable(folder, reason))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{name}");
            match fs::metadata(&path) {
                Ok(found) if found.is_dir() => self.folder(&path, &format!("{name}/"))?,
                Ok(_) => self.found.push((name, path)),
                // A broken symbolic link is an error only if its name is the name of an SQL file.
                Err(reason) if needs_text(&name) => return Err(unreadable(&path, reason)),
                Err(_) => {}
            }
            if self.found.len() > FOLDER_LIMIT {
                return Err(FileError::TooMany { name: display_path(self.top) });
            }
        }
        self.within.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
