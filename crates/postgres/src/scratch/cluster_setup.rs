//! Creating clusters, both cached and temporary ones.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::Account;
use super::{Installation, ScratchError, random};
use crate::{Conninfo, ConninfoError, Environment};

/// Server settings for speed; durability does not matter. The server does not listen on TCP.
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

/// Additional settings of a server for SQL that is not trusted.
pub(super) const CONFINED_SETTINGS: &str = "\
temp_file_limit = '1GB'
max_parallel_workers_per_gather = 0
max_prepared_transactions = 0
log_statement = none
";

/// The maximum size of the data of each process of such a server, in kB, as for `ulimit -d`. An
/// unlimited value has no effect.
pub(super) const MEMORY_LIMIT: &str = "4194304";

/// The name of the superuser. On a server for SQL that is not trusted, `postgres` is a role like
/// any other.
pub(super) fn superuser(is_confined: bool) -> &'static str {
    if is_confined { "pgplumb_admin" } else { "postgres" }
}

/// Returns the path of a directory that does not exist yet.
pub(super) fn unused_path(base: &Path) -> PathBuf {
    loop {
        let directory = base.join(format!("pgplumb-{:016x}", random()));
        if directory.symlink_metadata().is_err() {
            return directory;
        }
    }
}

/// Creates a directory that only the server's account can access.
pub(super) fn create_directory(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().mode(0o700).create(directory)
}

/// Prepares a command that runs as the server's account, without the environment variables of the
/// user, such as `PGDATA` and `PGOPTIONS`.
pub(super) fn command(program: &Path, directory: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C").env("TZ", "UTC");
    command.current_dir(directory).stdin(Stdio::null());
    if let Some(account) = account {
        account.apply_to(&mut command);
    }
    command
}

/// Runs `initdb` to create the data directory `data`.
pub(super) fn initdb(
    installation: &Installation,
    directory: &Path,
    data: &Path,
    account: Option<Account>,
    is_confined: bool,
) -> Result<(), ScratchError> {
    let program = installation.program("initdb");
    let output = command(&program, directory, account)
        .arg(format!("--username={}", superuser(is_confined)))
        .args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .args(["--no-instructions", "--wal-segsize=1", "-D"])
        .arg(data)
        .output()
        .map_err(|reason| ScratchError::Program { program, reason })?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
    Err(ScratchError::Initdb { version: installation.version.clone(), stderr })
}

/// Appends the settings to `postgresql.conf`. `sockets` is the directory for the socket.
pub(super) fn configure(
    installation: &Installation,
    data: &Path,
    sockets: &Path,
    is_confined: bool,
) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(data.join("postgresql.conf"))?;
    let socket = sockets.to_string_lossy().replace('\'', "''");
    write!(file, "\n{SETTINGS}unix_socket_directories = '{socket}'\nunix_socket_permissions = 0700\n")?;
    if is_confined {
        write!(file, "{CONFINED_SETTINGS}")?;
    }
    if installation.major >= 18 {
        writeln!(file, "io_method = sync")?;
    }
    Ok(())
}

/// The connection parameters for a database of the server with a socket in a directory, as
/// superuser. The server must run as the account.
pub(super) fn conninfo(
    sockets: &Path,
    database: &str,
    account: Option<Account>,
    is_confined: bool,
) -> Result<Conninfo, ConninfoError> {
    let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
    let text = format!(
        "host={} port=5432 user={} dbname={} sslmode=disable",
        quoted(&sockets.to_string_lossy()),
        superuser(is_confined),
        quoted(database)
    );
    let peer = account.and_then(Account::name).map(|name| format!(" requirepeer={}", quoted(&name)));
    let text = text + &peer.unwrap_or_default();
    // The user's environment variables must not apply to this server.
    Conninfo::parse(&text, &Environment::default())
}
