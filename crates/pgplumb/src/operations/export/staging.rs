//! Files on their way: compared, written beside their places, then put into them all at once.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::OutputFile;
use pgplumb_outputs::report::Finding;
use tempfile::NamedTempFile;

use super::compare::{self, Comparison, JsonLines};

/// What became of a file, or would.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// It was not there.
    New,
    /// It said something else.
    Changed,
    /// It was up to date.
    Unchanged,
    /// It was written by an earlier export and is not needed any more.
    Removed,
}

/// A file of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFile {
    /// Where it is.
    pub path: PathBuf,
    /// What became of it, or would.
    pub state: FileState,
}

/// Why files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A folder stands where the file should be.
    #[error("{} cannot be written: it is a directory", .0.display())]
    IsFolder(PathBuf),
    /// Files stand where others should, and pgplumb did not write them.
    #[error("{} {} not written by pgplumb", listed(.0), if .0.len() == 1 { "was" } else { "were" })]
    NotOurs(Vec<PathBuf>),
    /// No table has the name.
    #[error("there is no table {0}")]
    NoTable(String),
    /// A path has no file name.
    #[error("{} is no name for a file", .0.display())]
    NoFile(PathBuf),
    /// A folder cannot be made.
    #[error("the folder {} cannot be made: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// A file that is there cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {reason}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// A file that is not needed any more cannot be removed.
    #[error("{} cannot be removed: {reason}", path.display())]
    Unremovable {
        /// The file.
        path: PathBuf,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The stream that was given cannot be written to.
    #[error("the output cannot be written: {0}")]
    Stream(io::Error),
}

/// Documents of one output.
pub struct Documents<'a> {
    /// The output's file; its parts are beside it.
    pub path: &'a Path,
    /// Where the documents come from.
    pub origin: &'a Origin,
    /// Renders them.
    pub render: &'a dyn Fn(&Origin) -> Vec<OutputFile>,
    /// A text without what never makes it out of date, row counts among that.
    pub stable: fn(&str) -> String,
}

/// Files on their way. Dropped without [`Staging::finish`] it leaves nothing behind.
pub struct Staging {
    check: bool,
    files: Vec<(WrittenFile, Option<NamedTempFile>)>,
    made_folders: Vec<PathBuf>,
    notes: Vec<String>,
    left: Vec<Finding>,
}

impl Staging {
    /// Nothing on its way yet. With `check`, nothing will be written.
    pub fn new(check: bool) -> Self {
        Self { check, files: Vec::new(), made_folders: Vec::new(), notes: Vec::new(), left: Vec::new() }
    }

    /// Whether nothing will be written.
    pub fn is_check(&self) -> bool {
        self.check
    }

    /// Stages a file that is written as a stream: once to compare it, and again if it has to be written.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn stream(
        &mut self,
        path: &Path,
        lines: JsonLines,
        write: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ExportError> {
        let state = match open(path)? {
            None => FileState::New,
            Some(old) => {
                let mut comparison = Comparison::new(BufReader::with_capacity(1 << 16, old), lines);
                match write(&mut comparison).and_then(|()| comparison.finish()) {
                    Ok(()) => FileState::Unchanged,
                    Err(error) if compare::differs(&error) => FileState::Changed,
                    Err(reason) => return Err(ExportError::Unreadable { path: path.to_owned(), reason }),
                }
            }
        };
        self.add(path, state, write)
    }

    /// Stages documents, and the removal of parts that an earlier export wrote and this one does not.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn documents(&mut self, documents: &Documents<'_>) -> Result<(), ExportError> {
        let folder = documents.path.parent().unwrap_or(Path::new(""));
        let files = (documents.render)(documents.origin);
        // Only needed where a file is there and differs.
        let mut elsewhere: Option<Vec<OutputFile>> = None;
        let mut paths = BTreeSet::new();
        for (at, file) in files.iter().enumerate() {
            let path = below(folder, &file.path)?;
            let state = match read_text(&path)? {
                None => FileState::New,
                Some(old) if self.check => match (documents.stable)(&old) == (documents.stable)(&file.text) {
                    true => FileState::Unchanged,
                    false => FileState::Changed,
                },
                Some(old) => {
                    let elsewhere = elsewhere
                        .get_or_insert_with(|| (documents.render)(&compare::another(documents.origin)));
                    let elsewhere = elsewhere.get(at).map_or("", |file| file.text.as_str());
                    // The major version stands among lines of origin, and counts.
                    let same = (documents.stable)(&old) == (documents.stable)(&file.text)
                        && compare::same_but_for_origin(&old, &file.text, elsewhere);
                    if same { FileState::Unchanged } else { FileState::Changed }
                }
            };
            self.add(&path, state, |out| out.write_all(file.text.as_bytes()))?;
            paths.insert(path);
        }
        self.remove_parts(documents.path, &paths)
    }

    /// Keeps what there is to say about the export.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Leaves what is out of date to people.
    pub fn leave(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.left.extend(findings);
    }

    /// What was left to people, which is theirs to hear once.
    pub fn take_left(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.left)
    }

    /// What there is to say about the export.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Stages the removal of a file.
    pub fn remove(&mut self, path: &Path) {
        self.files.push((WrittenFile { path: path.to_owned(), state: FileState::Removed }, None));
    }

    /// Stages a text. What `stable` leaves out of it does not make the file out of date.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn text(
        &mut self,
        path: &Path,
        text: &str,
        stable: fn(&str) -> String,
    ) -> Result<FileState, ExportError> {
        let state = match read_text(path)? {
            None => FileState::New,
            Some(old) if stable(&old) == stable(text) => FileState::Unchanged,
            Some(_) => FileState::Changed,
        };
        self.add(path, state, |out| out.write_all(text.as_bytes()))?;
        Ok(state)
    }

    /// Parts of an earlier export that this one does not write are removed, if they say that they were generated.
    fn remove_parts(&mut self, path: &Path, written: &BTreeSet<PathBuf>) -> Result<(), ExportError> {
        let folder = path.with_extension("");
        // A link may lead anywhere.
        if folder == path || !fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir()) {
            return Ok(());
        }
        let unreadable = |reason| ExportError::Unreadable { path: folder.clone(), reason };
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file
                && path.extension() == Some("md".as_ref())
                && !written.contains(&path)
                && is_generated(&path)
            {
                self.files.push((WrittenFile { path, state: FileState::Removed }, None));
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        path: &Path,
        state: FileState,
        write: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ExportError> {
        let temporary = match state {
            _ if is_device(path) && !self.check => {
                write_into(path, write)?;
                None
            }
            FileState::New | FileState::Changed if !self.check => Some(self.write_beside(path, write)?),
            _ => None,
        };
        self.files.push((WrittenFile { path: path.to_owned(), state }, temporary));
        Ok(())
    }

    /// Writes a file beside its place, so that it can be renamed into it.
    fn write_beside(
        &mut self,
        path: &Path,
        write: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Result<NamedTempFile, ExportError> {
        let unwritable = |reason| ExportError::Unwritable { path: path.to_owned(), reason };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        self.make_folder(folder)?;
        let file = new_file(folder).map_err(unwritable)?;
        let mut out = BufWriter::with_capacity(1 << 16, file.as_file());
        write(&mut out).and_then(|()| out.flush()).map_err(unwritable)?;
        drop(out);
        if let Ok(old) = fs::metadata(path) {
            file.as_file().set_permissions(old.permissions()).map_err(unwritable)?;
        }
        Ok(file)
    }

    fn make_folder(&mut self, folder: &Path) -> Result<(), ExportError> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)
                .map_err(|reason| ExportError::Folder { path: folder.to_owned(), reason })?;
            self.made_folders.push(folder.to_owned());
        }
        Ok(())
    }

    /// Puts every file into its place. With `check`, only tells what would have become of them.
    ///
    /// # Errors
    /// When a file cannot be renamed or removed.
    pub fn finish(mut self) -> Result<Vec<WrittenFile>, ExportError> {
        let mut files = Vec::with_capacity(self.files.len());
        for (file, temporary) in std::mem::take(&mut self.files) {
            if let Some(temporary) = temporary {
                temporary.persist(&file.path).map_err(|error| ExportError::Unwritable {
                    path: file.path.clone(),
                    reason: error.error,
                })?;
            } else if file.state == FileState::Removed && !self.check {
                fs::remove_file(&file.path)
                    .map_err(|reason| ExportError::Unremovable { path: file.path.clone(), reason })?;
                // The folder goes with its last file.
                let _ = file.path.parent().map(fs::remove_dir);
            }
            files.push(file);
        }
        self.made_folders.clear();
        Ok(files)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.made_folders.iter().rev() {
            // One that somebody has put something into stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A few paths in words.
fn listed(paths: &[PathBuf]) -> String {
    let mut names: Vec<String> = paths.iter().take(3).map(|path| path.display().to_string()).collect();
    if paths.len() > names.len() {
        names.push(format!("{} more", paths.len() - names.len()));
    }
    names.join(", ")
}

/// The name of a path's file.
///
/// # Errors
/// When it has none, or one that is not UTF-8.
pub fn file_name(path: &Path) -> Result<String, ExportError> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| ExportError::NoFile(path.to_owned()))
}

/// The path of an output's file, which must not lead out of the folder.
fn below(folder: &Path, path: &str) -> Result<PathBuf, ExportError> {
    let relative = Path::new(path);
    let stays = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if stays && !path.is_empty() {
        Ok(folder.join(relative))
    } else {
        Err(ExportError::NoFile(relative.to_owned()))
    }
}

/// A new file that will be readable as new files are, and gone if it is not renamed.
pub fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pgplumb-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn open(path: &Path) -> Result<Option<File>, ExportError> {
    if path.is_dir() {
        return Err(ExportError::IsFolder(path.to_owned()));
    }
    // What comes out of a terminal or a pipe is nothing that was written there before, and need not end.
    if is_device(path) {
        return Ok(None);
    }
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        // That a file stands where a folder should be is noticed when it is written.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(reason) => Err(ExportError::Unreadable { path: path.to_owned(), reason }),
    }
}

/// Whether there is something that is no file, and must stay what it is: `/dev/stdout`, a named pipe.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Writes to what is no file.
fn write_into(path: &Path, write: impl Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), ExportError> {
    let written = File::options().write(true).open(path).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    });
    written.map_err(|reason| ExportError::Unwritable { path: path.to_owned(), reason })
}

/// What a file says; one that is no text says something else than what would be written.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ExportError> {
    let Some(mut file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut file, &mut bytes)
        .map_err(|reason| ExportError::Unreadable { path: path.to_owned(), reason })?;
    // git may have turned line ends into CR LF.
    Ok(Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n")))
}

/// Whether a file says at its beginning that pgplumb has written it.
fn is_generated(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut head = Vec::new();
    let read = io::Read::read_to_end(&mut io::Read::take(file, 64), &mut head);
    read.is_ok() && String::from_utf8_lossy(&head).starts_with("<!-- Written by pgplumb")
}
