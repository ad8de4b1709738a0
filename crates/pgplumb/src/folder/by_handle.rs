//! Opens folders part by part, so that nothing can change between a check and the access.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};

use nix::fcntl::{OFlag, open as open_path, openat, readlinkat};
use nix::sys::stat::{Mode, SFlag, fstat};

use crate::links::{is_trusted, refused};

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
