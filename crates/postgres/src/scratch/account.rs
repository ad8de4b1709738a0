//! The operating-system account that runs a server. PostgreSQL refuses to run as root.

use std::os::unix::process::CommandExt;
use std::process::Command;

use nix::unistd::User;

use super::ScratchError;

/// An account to run programs as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// The account for private servers: `None` for the current user or, if that is root, `postgres`
    /// or else `nobody`.
    pub fn for_servers() -> Result<Option<Self>, ScratchError> {
        if current_uid() != 0 {
            return Ok(None);
        }
        let accounts = ["postgres", "nobody"].into_iter();
        let found = accounts.filter_map(|name| User::from_name(name).ok().flatten()).next();
        let found = found.map(|user| Self { uid: user.uid.as_raw(), gid: user.gid.as_raw() });
        found.map(Some).ok_or(ScratchError::NoAccount)
    }

    /// The user id.
    pub fn uid(self) -> u32 {
        self.uid
    }

    /// Makes a command run as this account.
    pub fn apply_to(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// The name of the account.
    pub fn name(self) -> Option<String> {
        Some(User::from_uid(self.uid.into()).ok()??.name)
    }
}

/// Makes this thread access files as an account until it is dropped. Root thereby follows no link
/// in the account's directories to a file that the account may not access itself.
///
/// The thread has the account's user and primary group, and no supplementary groups: root's groups
/// may access files that the account may not.
pub struct FileAccess {
    #[cfg(target_os = "linux")]
    previous: Identity,
}

/// What decides which files a thread may access.
#[cfg(target_os = "linux")]
struct Identity {
    user: nix::unistd::Uid,
    group: nix::unistd::Gid,
    groups: Vec<rustix::process::Gid>,
}

impl FileAccess {
    /// Starts to access files as the account; `None` for the current user.
    ///
    /// # Errors
    /// When the operating system does not support this.
    #[cfg(target_os = "linux")]
    pub fn of(account: Option<Account>) -> Result<Option<Self>, ScratchError> {
        use nix::unistd::{Gid, Uid, setfsgid, setfsuid};
        let Some(Account { uid, gid }) = account else { return Ok(None) };
        let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
        let groups = rustix::process::getgroups().map_err(|_| ScratchError::NoFileAccess)?;
        // Unlike `setgroups` of the C library, this call affects only this thread.
        rustix::thread::set_thread_groups(&[]).map_err(|_| ScratchError::NoFileAccess)?;
        let group = setfsgid(gid);
        let access = Self { previous: Identity { user: setfsuid(uid), group, groups } };
        // The call reports no errors. Another call returns the current ID.
        if setfsuid(uid) != uid || setfsgid(gid) != gid {
            return Err(ScratchError::NoFileAccess);
        }
        Ok(Some(access))
    }

    /// Fails for another account: only Linux has file access by thread.
    ///
    /// # Errors
    /// When the current user is root.
    #[cfg(not(target_os = "linux"))]
    pub fn of(account: Option<Account>) -> Result<Option<Self>, ScratchError> {
        account.map_or(Ok(None), |_| Err(ScratchError::NoFileAccess))
    }
}

#[cfg(target_os = "linux")]
impl Drop for FileAccess {
    fn drop(&mut self) {
        nix::unistd::setfsuid(self.previous.user);
        nix::unistd::setfsgid(self.previous.group);
        // Without its groups, root still may access every file.
        let _ = rustix::thread::set_thread_groups(&self.previous.groups);
    }
}

/// The user id of this process.
pub fn current_uid() -> u32 {
    nix::unistd::geteuid().as_raw()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use rustix::process::{Gid, getgroups};
    use rustix::thread::set_thread_groups;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, chown};

    #[test]
    fn files_of_roots_groups_are_not_accessed_as_another_account() {
        const GROUP: u32 = 54321;
        if current_uid() != 0 {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "").unwrap();
        chown(&path, None, Some(GROUP)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        // Only this thread has the group.
        let groups = [Gid::from_raw(GROUP)];
        set_thread_groups(&groups).unwrap();
        let access = FileAccess::of(Account::for_servers().unwrap()).unwrap();
        let denied = fs::read(&path).unwrap_err();
        assert_eq!(denied.kind(), std::io::ErrorKind::PermissionDenied);
        assert!(getgroups().unwrap().is_empty());
        drop(access);
        fs::read(&path).unwrap();
        assert_eq!(getgroups().unwrap(), groups);
    }
}
