//! Folders in which root can safely write, although they belong to another account.

#[cfg(target_os = "linux")]
mod by_handle;
mod temporary;

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::links::{check, check_pipe, is_root};

/// A folder in which files are created, renamed and removed.
///
/// Root keeps it open, so that it stays the same folder if another account replaces a part of its
/// path. Other users need no protection: links lead nowhere that they may not write anyway.
#[derive(Debug)]
pub struct Folder {
    shown: PathBuf,
    path: PathBuf,
    #[cfg(target_os = "linux")]
    handle: Option<std::os::fd::OwnedFd>,
}

impl Folder {
    /// Opens a folder. An empty path is the current folder.
    ///
    /// # Errors
    /// When root would follow a link that another account may have created, or there is no folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        let shown = if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() };
        #[cfg(target_os = "linux")]
        if is_root() && Path::new("/proc/self/fd").exists() {
            let handle = by_handle::open(&std::path::absolute(&shown)?)?;
            return Ok(Self::with_handle(shown, handle));
        }
        check(&shown)?;
        Ok(Self::with_path(shown))
    }

    /// Opens a folder, and creates it with the folders above it if they do not exist. Adds the
    /// created folders to `created`.
    ///
    /// # Errors
    /// As for [`open`](Self::open), and when a folder cannot be created.
    pub fn create(path: &Path, created: &mut Vec<PathBuf>) -> io::Result<Self> {
        let missing: Vec<&Path> =
            path.ancestors().take_while(|above| !above.as_os_str().is_empty() && !above.exists()).collect();
        let existing = path.ancestors().nth(missing.len()).unwrap_or(Path::new(""));
        let mut folder = Self::open(existing)?;
        for new in missing.into_iter().rev() {
            let name = new.file_name().ok_or(io::ErrorKind::InvalidInput)?;
            fs::create_dir(folder.path.join(name))?;
            created.push(new.to_owned());
            folder = folder.child(name)?;
        }
        Ok(folder)
    }

    /// The path for accessing the files in it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// An error about a file in it, with the folder's own path.
    pub fn error(&self, error: io::Error) -> io::Error {
        let (own, shown) = (self.path.display().to_string(), self.shown.display().to_string());
        let text = error.to_string();
        if own == shown || !text.contains(&own) {
            return error;
        }
        io::Error::new(error.kind(), text.replace(&own, &shown))
    }

    fn with_path(path: PathBuf) -> Self {
        Self {
            shown: path.clone(),
            path,
            #[cfg(target_os = "linux")]
            handle: None,
        }
    }

    #[cfg(target_os = "linux")]
    fn with_handle(shown: PathBuf, handle: std::os::fd::OwnedFd) -> Self {
        use std::os::fd::AsRawFd;
        let path = PathBuf::from(format!("/proc/self/fd/{}", handle.as_raw_fd()));
        Self { shown, path, handle: Some(handle) }
    }

    /// A folder directly in this one.
    fn child(&self, name: &OsStr) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(handle) = &self.handle {
            return Ok(Self::with_handle(self.shown.join(name), by_handle::child(handle, name)?));
        }
        Ok(Self::with_path(self.path.join(name)))
    }
}

/// Opens a file for writing, or creates it.
///
/// # Errors
/// When root would follow a link that another account may have created, when it is a named pipe of
/// another account, or when it cannot be opened.
pub fn open_file(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    check_pipe(path)?;
    let Some(name) = path.file_name().filter(|_| is_root()) else { return options.open(path) };
    let folder = Folder::open(path.parent().unwrap_or(Path::new("")))?;
    let file = folder.path().join(name);
    if file.symlink_metadata().is_ok_and(|found| found.is_symlink()) {
        // Only root can change a link that passes the check.
        check(path)?;
        return options.open(path);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(nix::fcntl::OFlag::O_NOFOLLOW.bits());
    }
    options.open(file).map_err(|error| folder.error(error))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::os::unix::fs::{chown, lchown, symlink};

    /// A folder of another account with a folder in it, and a folder of root.
    fn folders() -> (tempfile::TempDir, tempfile::TempDir) {
        let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(theirs.path().join("docs")).unwrap();
        chown(theirs.path(), Some(65534), None).unwrap();
        (theirs, ours)
    }

    #[test]
    fn an_open_folder_stays_the_same_folder() {
        if !is_root() {
            return;
        }
        let (theirs, ours) = folders();
        let docs = theirs.path().join("docs");
        let folder = Folder::open(&docs).unwrap();
        // The other account replaces the folder after the check.
        fs::rename(&docs, theirs.path().join("moved")).unwrap();
        symlink(ours.path(), &docs).unwrap();
        fs::write(folder.path().join("new"), "").unwrap();
        assert!(theirs.path().join("moved/new").exists());
        assert_eq!(fs::read_dir(ours.path()).unwrap().count(), 0);
        assert!(Folder::open(&docs).is_err());
        assert!(Folder::create(&docs.join("sub"), &mut Vec::new()).is_err());
        assert!(open_file(&docs.join("log"), File::options().create(true).append(true)).is_err());
        assert_eq!(fs::read_dir(ours.path()).unwrap().count(), 0);
    }

    #[test]
    fn links_of_root_are_followed() {
        if !is_root() {
            return;
        }
        let ours = tempfile::tempdir().unwrap();
        fs::create_dir_all(ours.path().join("a/b")).unwrap();
        symlink("a/../a", ours.path().join("relative")).unwrap();
        symlink(ours.path().join("relative"), ours.path().join("absolute")).unwrap();
        symlink("loop", ours.path().join("loop")).unwrap();
        let mut created = Vec::new();
        let path = ours.path().join("absolute/b/c/d");
        let folder = Folder::create(&path, &mut created).unwrap();
        fs::write(folder.path().join("new"), "").unwrap();
        assert!(ours.path().join("a/b/c/d/new").exists());
        assert_eq!(created, [ours.path().join("absolute/b/c"), path]);
        assert!(Folder::open(&ours.path().join("loop")).is_err());
        assert!(Folder::open(&ours.path().join("a/b/c/d/new")).is_err());
        symlink(ours.path().join("log"), ours.path().join("link")).unwrap();
        open_file(&ours.path().join("link"), File::options().create(true).append(true)).unwrap();
        assert!(ours.path().join("log").exists());
        lchown(ours.path().join("link"), Some(65534), None).unwrap();
        assert!(open_file(&ours.path().join("link"), File::options().append(true)).is_err());
    }
}
