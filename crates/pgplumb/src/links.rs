//! Symbolic links that root must not follow, and named pipes of other accounts.
//!
//! If root writes into a folder of another account, that account could replace a file or folder by
//! a link to one that only root may write, also between a check and the access.

use std::io;
use std::path::Path;

/// Whether this process runs as root.
#[cfg(unix)]
pub fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// Whether this process runs as root.
#[cfg(not(unix))]
pub fn is_root() -> bool {
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

/// Checks that a path is not a named pipe of another account, which could make the writer wait without
/// end, or receive what it writes. The pipe that a shell connects to stdout has no path of its own.
///
/// # Errors
/// When it is such a pipe.
#[cfg(unix)]
pub fn check_pipe(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let Ok(found) = path.canonicalize().and_then(|path| path.metadata()) else { return Ok(()) };
    if !found.file_type().is_fifo() || found.uid() == nix::unistd::geteuid().as_raw() {
        return Ok(());
    }
    let reason = "it is a named pipe that belongs to another account";
    Err(io::Error::new(io::ErrorKind::PermissionDenied, reason))
}

/// Does nothing: named pipes are not files.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn check_pipe(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Whether only root can change a link, given its owner, and the owner and mode of its folder.
#[cfg(unix)]
pub(crate) fn is_trusted(link_owner: u32, (owner, mode): (u32, u32)) -> bool {
    const WRITABLE_BY_OTHERS: u32 = 0o022;
    const STICKY: u32 = 0o1000;
    let is_shared = mode & WRITABLE_BY_OTHERS != 0 && mode & STICKY == 0;
    link_owner == 0 && owner == 0 && !is_shared
}

/// The error for a link that root does not follow.
#[cfg(unix)]
pub(crate) fn refused(link: &Path) -> io::Error {
    let reason =
        format!("root does not follow the link {}, which another account can change", link.display());
    io::Error::new(io::ErrorKind::PermissionDenied, reason)
}
