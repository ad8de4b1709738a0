//! Stages files: compares them, writes temporary files, and renames all of them at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use pgplumb_catalog::snapshot::Origin;
use pgplumb_outputs::OutputFile;
use pgplumb_outputs::report::Finding;
use tempfile::NamedTempFile;

use super::error::ExportError;
use super::up_to_date::{self, JsonLines, StreamComparison};
use crate::folder::{self, Folder};
use crate::links;

/// What happened to a file, or would happen in check mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileState {
    /// The file did not exist.
    New,
    /// The file was out of date.
    Changed,
    /// The file was up to date.
    Unchanged,
    /// An earlier export wrote it, and it is obsolete.
    Removed,
}

/// A file of an export.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFile {
    /// The name of the output that it belongs to; empty for a file that is no output.
    pub output: &'static str,
    /// Its path.
    pub path: PathBuf,
    /// What happened to it.
    pub state: FileState,
    /// What has changed in it, if that is known.
    pub change: Option<String>,
}

/// The documents of one output.
pub struct Documents<'a> {
    /// The main file. The parts are in a folder of the same name next to it.
    pub path: &'a Path,
    /// The origin of the documents.
    pub origin: &'a Origin,
    /// Renders them.
    pub render: &'a dyn Fn(&Origin) -> Vec<OutputFile>,
    /// Removes the parts of a text that never make a file out of date, such as row counts.
    pub stable: fn(&str) -> String,
}

/// Staged files. Dropping it without [`Staging::finish`] leaves nothing behind.
pub struct Staging {
    check: bool,
    /// Whether changed row counts make a file out of date.
    refreshes_counts: bool,
    /// The output whose files are being staged.
    output: &'static str,
    files: Vec<(WrittenFile, Option<NamedTempFile>)>,
    /// The folders of the temporary files.
    folders: BTreeMap<PathBuf, Folder>,
    /// The folders from which abandoned temporary files were removed.
    cleaned_folders: BTreeSet<PathBuf>,
    created_folders: Vec<PathBuf>,
    notes: Vec<String>,
    remaining: Vec<Finding>,
}

impl Staging {
    /// Starts with no files. With `check`, nothing is written.
    pub fn new(check: bool) -> Self {
        Self {
            check,
            refreshes_counts: false,
            output: "",
            files: Vec::new(),
            folders: BTreeMap::new(),
            cleaned_folders: BTreeSet::new(),
            created_folders: Vec::new(),
            notes: Vec::new(),
            remaining: Vec::new(),
        }
    }

    /// Whether changed row counts make a file out of date.
    #[must_use]
    pub fn refreshing_counts(mut self, refreshes_counts: bool) -> Self {
        self.refreshes_counts = refreshes_counts;
        self
    }

    /// Whether changed row counts make a file out of date.
    pub fn refreshes_counts(&self) -> bool {
        self.refreshes_counts && !self.check
    }

    /// Begins with the files of an output.
    pub fn begin(&mut self, output: &'static str) {
        self.output = output;
    }

    /// Whether nothing will be written.
    pub fn is_check(&self) -> bool {
        self.check
    }

    /// Stages a file that is written as a stream: once to compare it, and again if it has changed.
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
                let mut comparison = StreamComparison::new(BufReader::with_capacity(1 << 16, old), lines);
                match write(&mut comparison).and_then(|()| comparison.finish()) {
                    Ok(()) => FileState::Unchanged,
                    Err(error) if up_to_date::differs(&error) => FileState::Changed,
                    Err(reason) => return Err(ExportError::Unreadable { path: path.to_owned(), reason }),
                }
            }
        };
        self.add(path, state, write)
    }

    /// Stages documents, and removes parts that only an earlier export wrote.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn documents(&mut self, documents: &Documents<'_>) -> Result<(), ExportError> {
        let folder = documents.path.parent().unwrap_or(Path::new(""));
        let files = (documents.render)(documents.origin);
        // Only rendered if a file exists.
        let mut with_other_origin: Option<Vec<OutputFile>> = None;
        let mut paths = BTreeSet::new();
        for (at, file) in files.iter().enumerate() {
            let path = path_in_folder(folder, &file.path)?;
            let state = match read_text(&path)? {
                None => FileState::New,
                Some(old) if !self.refreshes_counts() => {
                    match (documents.stable)(&old) == (documents.stable)(&file.text) {
                        true => FileState::Unchanged,
                        false => FileState::Changed,
                    }
                }
                Some(old) => {
                    let rendered = with_other_origin.get_or_insert_with(|| {
                        (documents.render)(&up_to_date::different_origin(documents.origin))
                    });
                    let other_text = rendered.get(at).map_or("", |file| file.text.as_str());
                    // The first comparison includes the major version, the second one the row counts.
                    let is_same = (documents.stable)(&old) == (documents.stable)(&file.text)
                        && up_to_date::equal_except_origin(&old, &file.text, other_text);
                    if is_same { FileState::Unchanged } else { FileState::Changed }
                }
            };
            self.add(&path, state, |out| out.write_all(file.text.as_bytes()))?;
            paths.insert(path);
        }
        self.remove_parts(documents.path, &paths)
    }

    /// Adds a note for the user.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// Adds findings that people have to resolve.
    pub fn add_remaining(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.remaining.extend(findings);
    }

    /// Takes the findings that people have to resolve.
    pub fn take_remaining(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.remaining)
    }

    /// Takes the notes for the user.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Stages the removal of a file.
    pub fn remove(&mut self, path: &Path) {
        self.push(path, FileState::Removed, None);
    }

    fn push(&mut self, path: &Path, state: FileState, temporary: Option<NamedTempFile>) {
        let file = WrittenFile { output: self.output, path: path.to_owned(), state, change: None };
        self.files.push((file, temporary));
    }

    /// Describes what has changed in the file that was staged last.
    pub fn describe(&mut self, change: String) {
        if let Some((file, _)) = self.files.last_mut() {
            file.change = Some(change);
        }
    }

    /// Stages a text. Differences that `stable` removes do not make the file out of date.
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

    /// Stages a file that gets exactly this text, and is made executable on request.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn replace(&mut self, path: &Path, text: &str, executable: bool) -> Result<(), ExportError> {
        let state = if path.exists() { FileState::Changed } else { FileState::New };
        self.add(path, state, |out| out.write_all(text.as_bytes()))?;
        if let Some((_, Some(temporary))) = self.files.last().filter(|_| executable) {
            add_execute_permission(temporary.as_file())
                .map_err(|reason| ExportError::Unwritable { path: path.to_owned(), reason })?;
        }
        Ok(())
    }

    /// Stages the removal of generated parts that only an earlier export wrote.
    fn remove_parts(&mut self, path: &Path, written: &BTreeSet<PathBuf>) -> Result<(), ExportError> {
        let folder = path.with_extension("");
        // A symbolic link may point outside of the project.
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
                self.push(&path, FileState::Removed, None);
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
        if !self.check {
            self.clean_folder_of(path);
        }
        let temporary = match state {
            _ if is_device(path) && !self.check => {
                write_into(path, write)?;
                None
            }
            FileState::New | FileState::Changed if !self.check => Some(self.write_temporary(path, write)?),
            _ => None,
        };
        self.push(path, state, temporary);
        Ok(())
    }

    /// Removes the temporary files that a killed process left in the folder of a file.
    fn clean_folder_of(&mut self, path: &Path) {
        let folder = path.parent().unwrap_or(Path::new(""));
        if self.cleaned_folders.insert(folder.to_owned())
            && let Ok(folder) = Folder::open(folder)
        {
            folder.remove_abandoned_files();
        }
    }

    /// Writes a temporary file in the same folder, to be renamed later.
    fn write_temporary(
        &mut self,
        path: &Path,
        write: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Result<NamedTempFile, ExportError> {
        let unwritable = |reason| ExportError::Unwritable { path: path.to_owned(), reason };
        let folder = self.folder_of(path)?;
        let file = folder.create_temporary_file().map_err(unwritable)?;
        let mut out = BufWriter::with_capacity(1 << 16, file.as_file());
        write(&mut out).and_then(|()| out.flush()).map_err(unwritable)?;
        drop(out);
        if let Ok(old) = fs::metadata(path) {
            file.as_file().set_permissions(old.permissions()).map_err(unwritable)?;
        }
        Ok(file)
    }

    /// The folder of a file, which is created if it does not exist.
    fn folder_of(&mut self, path: &Path) -> Result<&Folder, ExportError> {
        let parent = path.parent().unwrap_or(Path::new(""));
        if !self.folders.contains_key(parent) {
            let failed = |reason: io::Error| match reason.kind() {
                io::ErrorKind::NotADirectory => ExportError::Unwritable { path: path.to_owned(), reason },
                _ => ExportError::Folder { path: parent.to_owned(), reason },
            };
            let folder = Folder::create(parent, &mut self.created_folders).map_err(failed)?;
            self.folders.insert(parent.to_owned(), folder);
        }
        Ok(&self.folders[parent])
    }

    /// Renames every file to its path. With `check`, only returns what would happen.
    ///
    /// # Errors
    /// When a file cannot be renamed or removed.
    pub fn finish(mut self) -> Result<Vec<WrittenFile>, ExportError> {
        let mut files = Vec::with_capacity(self.files.len());
        for (file, temporary) in std::mem::take(&mut self.files) {
            let name = file.path.file_name().unwrap_or_default();
            if let Some(temporary) = temporary {
                let folder = self.folder_of(&file.path)?;
                temporary.persist(folder.path().join(name)).map_err(|error| ExportError::Unwritable {
                    path: file.path.clone(),
                    reason: folder.error(error.error),
                })?;
            } else if file.state == FileState::Removed && !self.check {
                let folder = Folder::open(file.path.parent().unwrap_or(Path::new("")));
                folder
                    .and_then(|folder| fs::remove_file(folder.path().join(name)))
                    .map_err(|reason| ExportError::Unremovable { path: file.path.clone(), reason })?;
                // Removes the folder if it is empty now.
                let _ = file.path.parent().map(fs::remove_dir);
            }
            files.push(file);
        }
        self.created_folders.clear();
        Ok(files)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.files.clear();
        for folder in self.created_folders.iter().rev() {
            // Fails for folders that are not empty, which stay.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Lets everybody execute a file who may read it.
fn add_execute_permission(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata()?.permissions().mode();
        file.set_permissions(fs::Permissions::from_mode(mode | ((mode & 0o444) >> 2)))?;
    }
    Ok(())
}

/// The file name of a path.
///
/// # Errors
/// When there is none, or it is not UTF-8.
pub fn file_name(path: &Path) -> Result<String, ExportError> {
    let name = path.file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| ExportError::NoFile(path.to_owned()))
}

/// The path of an output's file, which must be inside the folder.
fn path_in_folder(folder: &Path, path: &str) -> Result<PathBuf, ExportError> {
    let relative = Path::new(path);
    let is_inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if is_inside && !path.is_empty() {
        Ok(folder.join(relative))
    } else {
        Err(ExportError::NoFile(relative.to_owned()))
    }
}

fn open(path: &Path) -> Result<Option<File>, ExportError> {
    links::check(path).map_err(|reason| ExportError::Unreadable { path: path.to_owned(), reason })?;
    if path.is_dir() {
        return Err(ExportError::IsFolder(path.to_owned()));
    }
    // A device or pipe has no previous contents, and reading it may not end.
    if is_device(path) {
        return Ok(None);
    }
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        // A file in the place of a folder is reported when writing.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(reason) => Err(ExportError::Unreadable { path: path.to_owned(), reason }),
    }
}

/// Whether the path is a device or named pipe, such as `/dev/stdout`, which must not be replaced.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Writes to a device or pipe.
fn write_into(path: &Path, write: impl Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), ExportError> {
    let written = folder::open_file(path, File::options().write(true)).and_then(|file| {
        let mut out = BufWriter::new(file);
        write(&mut out)?;
        out.flush()
    });
    written.map_err(|reason| ExportError::Unwritable { path: path.to_owned(), reason })
}

/// Reads a text file. Invalid UTF-8 never equals generated text.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ExportError> {
    let Some(mut file) = open(path)? else { return Ok(None) };
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut file, &mut bytes)
        .map_err(|reason| ExportError::Unreadable { path: path.to_owned(), reason })?;
    // git may have converted line endings to CR LF.
    Ok(Some(String::from_utf8_lossy(&bytes).replace("\r\n", "\n")))
}

/// Whether the beginning of a file says that pgplumb generated it.
fn is_generated(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut head = Vec::new();
    let read = io::Read::read_to_end(&mut io::Read::take(file, 64), &mut head);
    read.is_ok() && String::from_utf8_lossy(&head).starts_with(pgplumb_outputs::GENERATED_MARKDOWN)
}
