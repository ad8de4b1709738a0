//! Files and folders, read into memory.

mod decode;
mod tree;

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use pgplumb_postgres::load::Script;

use super::shown;
pub use decode::{Fault, decode};
pub(super) use tree::is_read;
pub use tree::{Tree, TreeFile};

/// The most that one file may hold, unpacked: far more than any schema, and less than what fills a machine's memory.
pub const FILE_LIMIT: u64 = 256 << 20;

/// The most files that a folder may hold. A source is a folder of a project, not the whole disk.
pub const FOLDER_LIMIT: usize = 50_000;

/// What a file or folder is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A schema map.
    Snapshot(SnapshotFile),
    /// A file of SQL.
    Script(Script),
    /// A folder.
    Folder(Tree),
}

/// A schema map, as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SnapshotFile {
    /// What it is called where something is wrong with it.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// Why a file or folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system says no.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Its reason.
        reason: io::Error,
    },
    /// It does not hold the text that it should.
    #[error("{name} {fault}")]
    Content {
        /// The file.
        name: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// There is no SQL in a folder.
    #[error("{name} holds no .sql file, nor does any folder below it (hidden ones are not looked at)")]
    NoSql {
        /// The folder.
        name: String,
    },
    /// A folder holds more than any schema.
    #[error("{name} holds more than {FOLDER_LIMIT} files: name the folder below it that holds the SQL")]
    TooMany {
        /// The folder.
        name: String,
    },
    /// A file is where a folder should be.
    #[error("{name} is a file, and migrations are a folder")]
    NoFolder {
        /// The file.
        name: String,
    },
    /// A folder was saved by pg_dump, in its own format.
    #[error(
        "{name} is an archive of pg_dump's directory format: have it written as SQL with \
         'exec:pg_restore --schema-only -f - {name}'"
    )]
    Archive {
        /// The folder.
        name: String,
    },
}

/// Reads a file or folder, whichever it is.
///
/// # Errors
/// When it cannot be read, or a file is not text.
pub fn read(path: &Path) -> Result<Input, FileError> {
    match fs::metadata(path).map_err(|reason| unreadable(path, reason))?.is_dir() {
        true => Ok(Input::Folder(read_folder(path)?)),
        false => input(shown(path), read_bytes(path)?),
    }
}

/// Reads a folder: the names of all files, and the text of those that hold SQL or say how it is executed. Hidden files and folders are
/// passed over, links are followed.
///
/// # Errors
/// When it cannot be read, or a file is not text.
pub fn read_folder(path: &Path) -> Result<Tree, FileError> {
    if fs::metadata(path).map_err(|reason| unreadable(path, reason))?.is_file() {
        return Err(FileError::NoFolder { name: shown(path) });
    }
    let mut walk = Walk { found: Vec::new(), within: Vec::new(), top: path };
    walk.folder(path, "")?;
    let mut tree = Tree::new(shown(path));
    for (name, path) in walk.found {
        let text = match is_read(&name) {
            true => Some(text_of(&shown(&path), read_bytes(&path)?)?),
            false => None,
        };
        tree.add(name, text);
    }
    Ok(tree)
}

/// What the bytes of a file are: a schema map or SQL, by what it is called, else by how they begin.
///
/// # Errors
/// When they are not text.
pub fn input(name: String, bytes: Vec<u8>) -> Result<Input, FileError> {
    let lower = name.to_ascii_lowercase();
    let bare = lower.strip_suffix(".gz").unwrap_or(&lower);
    let (is_json, is_sql) = (bare.ends_with(".json"), bare.ends_with(".sql"));
    match printed(name, bytes)? {
        Input::Snapshot(SnapshotFile { name, text }) if is_sql => Ok(Input::Script(Script { name, text })),
        Input::Script(Script { name, text }) if is_json => Ok(Input::Snapshot(SnapshotFile { name, text })),
        input => Ok(input),
    }
}

/// What bytes without a file are: a schema map or SQL, by how they begin.
///
/// # Errors
/// When they are not text.
pub fn printed(name: String, bytes: Vec<u8>) -> Result<Input, FileError> {
    let text = text_of(&name, bytes)?;
    Ok(match text.trim_start().starts_with('{') {
        true => Input::Snapshot(SnapshotFile { name, text }),
        false => Input::Script(Script { name, text }),
    })
}

pub(super) fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, FileError> {
    decode(bytes, FILE_LIMIT).map_err(|fault| FileError::Content { name: name.to_owned(), fault })
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

/// A walk through folders.
struct Walk<'a> {
    found: Vec<(String, PathBuf)>,
    /// The folders that the walk is within, to see where a link leads back.
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
                // A link that leads nowhere matters only where it should have led to SQL.
                Err(reason) if is_read(&name) => return Err(unreadable(&path, reason)),
                Err(_) => {}
            }
            if self.found.len() > FOLDER_LIMIT {
                return Err(FileError::TooMany { name: shown(self.top) });
            }
        }
        self.within.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
