//! Who runs a server: PostgreSQL refuses to run as root.

use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::ScratchError;

/// A user to run programs as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// Who is to run a server of ours: `None` for ourselves; where we are root, `postgres` or else `nobody`.
    pub fn for_servers() -> Result<Option<Self>, ScratchError> {
        if own_uid().is_some_and(|uid| uid != 0) {
            return Ok(None);
        }
        let found = ["postgres", "nobody"]
            .iter()
            .find_map(|name| Some(Self { uid: number("-u", name)?, gid: number("-g", name)? }));
        found.map(Some).ok_or(ScratchError::NoAccount)
    }

    /// The user's number.
    pub fn uid(self) -> u32 {
        self.uid
    }

    /// Has a command run as this user.
    pub fn run(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Gives a file or folder to this user.
    pub fn give(self, path: &Path) -> io::Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
    }
}

/// The number of the user that we are.
pub fn own_uid() -> Option<u32> {
    number("-u", "")
}

/// What `id` says of a user, or of ourselves where none is named: it knows directory services too.
fn number(option: &str, user: &str) -> Option<u32> {
    let user = Some(user).filter(|user| !user.is_empty());
    let output =
        Command::new("id").arg(option).args(user).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
