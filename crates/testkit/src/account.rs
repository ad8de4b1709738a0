//! The account that PostgreSQL's server programs run under: they refuse to run as root.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// The account of the server programs if the tests run as root.
#[derive(Clone, Copy)]
pub(crate) struct Account {
    uid: u32,
    gid: u32,
}

/// The account to switch to; `None` if the tests do not run as root.
pub(crate) fn server_account() -> Option<Account> {
    static ACCOUNT: OnceLock<Option<Account>> = OnceLock::new();
    *ACCOUNT.get_or_init(|| {
        if id(&["-u"]) != Some(0) {
            return None;
        }
        let found = ["postgres", "nobody"]
            .iter()
            .find_map(|name| Some(Account { uid: id(&["-u", name])?, gid: id(&["-g", name])? }));
        assert!(
            found.is_some(),
            "the tests run as root, and neither a user postgres nor a user nobody exists"
        );
        found
    })
}

/// Gives a file or folder to the account that runs the server.
pub(crate) fn give_to_server(path: &Path) {
    if let Some(Account { uid, gid }) = server_account() {
        std::os::unix::fs::chown(path, Some(uid), Some(gid))
            .unwrap_or_else(|e| panic!("chown {}: {e}", path.display()));
    }
}

/// A command without the caller's own PostgreSQL settings (`PGHOST`, `PGOPTIONS`, `~/.psqlrc` …): a
/// test must never connect to a database of the person who runs it.
pub(crate) fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("PG") && !text.starts_with("PGPLUMB") {
            command.env_remove(&name);
        }
    }
    command.env("LC_ALL", "C").env("PSQLRC", "/dev/null").env("PGPASSFILE", "/dev/null");
    command
}

/// The same as [`command`], run by the server's account in a folder that this account can enter.
pub(crate) fn server_command(program: &Path, folder: &Path) -> Command {
    let mut command = command(program);
    command.current_dir(folder);
    if let Some(Account { uid, gid }) = server_account() {
        command.uid(uid).gid(gid);
    }
    command
}

/// What `id` prints for these arguments; `None` if the user does not exist. (A system call would
/// need libc.)
fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
