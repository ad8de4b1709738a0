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
pub struct FileAccess {
    #[cfg(target_os = "linux")]
    previous: (nix::unistd::Uid, nix::unistd::Gid),
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
        let previous_group = setfsgid(gid);
        let access = Self { previous: (setfsuid(uid), previous_group) };
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
        nix::unistd::setfsuid(self.previous.0);
        nix::unistd::setfsgid(self.previous.1);
    }
}

/// The user id of this process.
pub fn current_uid() -> u32 {
    nix::unistd::geteuid().as_raw()
}
