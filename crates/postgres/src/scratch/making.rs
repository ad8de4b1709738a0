//! How a cluster is made, whether it is kept or thrown away.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::Account;
use super::{Installation, ScratchError, random};
use crate::{Conninfo, ConninfoError, Environment};

/// Fast and forgetful: what is thrown away needs no safety. No TCP; the socket is in a folder that is ours alone.
pub(super) const SETTINGS: &str = "\
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = logical
max_wal_size = 128MB
checkpoint_timeout = 1h
autovacuum = off
jit = off
shared_buffers = 32MB
max_connections = 60
max_logical_replication_workers = 0
max_locks_per_transaction = 512
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
";

/// The path of a folder that is not there yet.
pub(super) fn new_folder(base: &Path) -> PathBuf {
    loop {
        let folder = base.join(format!("pgplumb-{:016x}", random()));
        if folder.symlink_metadata().is_err() {
            return folder;
        }
    }
}

/// A folder that only the server's account can enter.
pub(super) fn make_folder(folder: &Path, account: Option<Account>) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().mode(0o700).create(folder)?;
    account.map_or(Ok(()), |account| account.give(folder))
}

/// A command of the server's account, with nothing of the user's own settings (`PGDATA`, `PGOPTIONS`).
pub(super) fn command(program: &Path, folder: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C").env("TZ", "UTC");
    command.current_dir(folder).stdin(Stdio::null());
    if let Some(account) = account {
        account.run(&mut command);
    }
    command
}

/// Makes the cluster `data` below a folder.
pub(super) fn initdb(
    installation: &Installation,
    folder: &Path,
    data: &Path,
    account: Option<Account>,
) -> Result<(), ScratchError> {
    let program = installation.program("initdb");
    let output = command(&program, folder, account)
        .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .args(["--no-instructions", "--wal-segsize=1", "-D"])
        .arg(data)
        .output()
        .map_err(|reason| ScratchError::Program { program, reason })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
    Err(ScratchError::Initdb { version: installation.version.clone(), said })
}

/// Adds our settings; the socket will be in the folder named.
pub(super) fn configure(installation: &Installation, data: &Path, sockets: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(data.join("postgresql.conf"))?;
    let socket = sockets.to_string_lossy().replace('\'', "''");
    write!(file, "\n{SETTINGS}unix_socket_directories = '{socket}'\nunix_socket_permissions = 0700\n")?;
    if installation.major >= 18 {
        writeln!(file, "io_method = sync")?;
    }
    Ok(())
}

/// How to connect to a database of the server whose socket is in a folder, as its superuser.
pub(super) fn conninfo(sockets: &Path, database: &str) -> Result<Conninfo, ConninfoError> {
    let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    let text = format!(
        "host={} port=5432 user=postgres dbname={} sslmode=disable",
        quoted(&sockets.to_string_lossy()),
        quoted(database)
    );
    // Nothing of the user's surroundings is about this server.
    Conninfo::parse(&text, &Environment::default())
}
