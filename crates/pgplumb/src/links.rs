//! Symbolic links that root must not follow.
//!
//! If root writes into a folder of another account, that account could replace a file or folder by
//! a link to one that only root may write, also between a check and the access.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

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
/// When root would follow a link that another account may have created, or the file cannot be
/// opened.
pub fn open_file(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
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

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Checks that root follows no link that another account may have created. For other users, links
/// lead nowhere that they may not write anyway.
///
/// # Errors
/// When the path contains such a link.
#[cfg(unix)]
pub fn check(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    if !is_root() {
        return Ok(());
    }
    let path = std::path::absolute(path)?;
    let parts: Vec<&Path> = path.ancestors().collect();
    for pair in parts.windows(2).rev() {
        let [part, folder] = pair else { continue };
        let Ok(link) = part.symlink_metadata() else { break };
        if !link.is_symlink() {
            continue;
        }
        let folder = folder.metadata()?;
        if !is_trusted(link.uid(), (folder.uid(), folder.mode())) {
            return Err(refused(part));
        }
    }
    Ok(())
}

/// Does nothing: there is no root.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn check(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether only root can change a link, given its owner, and the owner and mode of its folder.
#[cfg(unix)]
fn is_trusted(link_owner: u32, (owner, mode): (u32, u32)) -> bool {
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const STICKY: u32 = 0o1000;
    let is_shared = mode & WRITABLE_BY_OTHERS != 0 && mode & STICKY == 0;
    link_owner == 0 && owner == 0 && !is_shared
}

#[cfg(unix)]
fn refused(link: &Path) -> io::Error {
    let reason =
        format!("root does not follow the link {}, which another account can change", link.display());
    io::Error::new(io::ErrorKind::PermissionDenied, reason)
}

/// Opening folders part by part, so that nothing can change between a check and the access.
#[cfg(target_os = "linux")]
mod by_handle {
    use std::ffi::{OsStr, OsString};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::path::{Component, Path, PathBuf};

    use nix::fcntl::{OFlag, open as open_path, openat, readlinkat};
    use nix::sys::stat::{Mode, SFlag, fstat};

    use super::{is_trusted, refused};

    /// The maximum number of links in a path, as in the operating system.
    const MAX_LINKS: usize = 40;

    /// Opens the folder with an absolute path.
    pub fn open(path: &Path) -> io::Result<OwnedFd> {
        let mut folder = root()?;
        let mut passed = PathBuf::from("/");
        let mut open: Vec<OsString> = parts(path);
        let mut links = 0;
        while let Some(name) = open.pop() {
            let found = openat(
                &folder,
                name.as_os_str(),
                OFlag::O_PATH | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC,
                Mode::empty(),
            )?;
            let (status, above) = (fstat(&found)?, fstat(&folder)?);
            passed.push(&name);
            let kind = SFlag::from_bits_truncate(status.st_mode) & SFlag::S_IFMT;
            if kind == SFlag::S_IFDIR {
                folder = found;
                continue;
            }
            if kind != SFlag::S_IFLNK {
                return Err(nix::errno::Errno::ENOTDIR.into());
            }
            if !is_trusted(status.st_uid, (above.st_uid, above.st_mode)) {
                return Err(refused(&passed));
            }
            links += 1;
            if links > MAX_LINKS {
                return Err(nix::errno::Errno::ELOOP.into());
            }
            let target = PathBuf::from(readlinkat(&found, "")?);
            passed.pop();
            if target.is_absolute() {
                (folder, passed) = (root()?, PathBuf::from("/"));
            }
            open.extend(parts(&target));
        }
        Ok(folder)
    }

    /// Opens a folder directly in another one.
    pub fn child(folder: &OwnedFd, name: &OsStr) -> io::Result<OwnedFd> {
        let flags = OFlag::O_PATH | OFlag::O_NOFOLLOW | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC;
        Ok(openat(folder, name, flags, Mode::empty())?)
    }

    fn root() -> io::Result<OwnedFd> {
        Ok(open_path("/", OFlag::O_PATH | OFlag::O_DIRECTORY | OFlag::O_CLOEXEC, Mode::empty())?)
    }

    /// The parts of a path, the last one first.
    fn parts(path: &Path) -> Vec<OsString> {
        let part = |component: Component<'_>| match component {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some(OsString::from("..")),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => None,
        };
        path.components().rev().filter_map(part).collect()
    }
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
