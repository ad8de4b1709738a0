//! A cluster that is cached between runs. All processes of the same user share its server.
//!
//! The directory contains `data`, the socket, `log`, the file `lock` for creating the cluster and
//! starting the server, and the named pipe `users`. Every process that uses the server keeps the
//! write end of the pipe open; the operating system closes it when the process ends. The server's
//! supervisor reads the pipe. It stops the server when there have been no users for some time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use sha2::{Digest, Sha256};

use super::account::{Account, FileAccess, current_uid};
use super::cluster_setup::{self, command, configure, create_directory, initdb};
use super::{Installation, PrivateServerOptions, ScratchError, random};
use crate::{Conninfo, ConninfoError};

/// The shell script of the supervisor. It starts the server, or adopts a server whose supervisor
/// was killed, and stops it when it has been unused for the idle timeout.
///
/// A new user may open the pipe at the last moment. Therefore, the script first renames the pipe
/// and then checks once more for users. It first opens the pipe for reading and writing, because
/// opening it only for reading would block until there is a user.
///
/// The server outlives the process that starts it, so it must not inherit open files, such as the
/// lock that a cron job holds meanwhile.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
cd "$2" || exit 1
[ "$3" = start ] && rm -f users
rm -f leaving
[ -p users ] || mkfifo -m 600 users || exit 1
exec 4<>users 3<users 4>&-
if [ "$3" = start ]; then
    [ -n "$5" ] && ulimit -d "$5" 2>/dev/null
    { "$1" -D data </dev/null >log 2>&1; [ -p users ] && echo ended >users; } 3<&- &
fi
idle=0
message=
while [ "$message" != ended ]; do
    if read -r message <&3; then
        idle=0
    elif [ "$idle" -lt "$4" ]; then
        idle=$((idle + 1))
        sleep 1
    else
        mv users leaving
        read -r message <&3 || break
        mv leaving users
        idle=0
    fi
done
[ "$message" = ended ] && mv users leaving
server=$(sed -n 1p data/postmaster.pid 2>/dev/null)
[ -n "$server" ] && kill -INT "$server" 2>/dev/null
wait
rm -f leaving
"#;

/// The time limit for creating a cluster and starting its server, here or in another process.
const TIMEOUT: Duration = Duration::from_secs(90);
/// How long a server may be without a supervisor before a new supervisor adopts it. A server that
/// is being stopped has none for a moment.
const GRACE: Duration = Duration::from_secs(2);
/// The maximum length of the base directory's path. The path of a socket is limited to about 100
/// bytes.
const MAX_BASE_LENGTH: usize = 60;
/// How long an unused cluster is kept.
const MAX_AGE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A cluster with a running server. The server keeps running for the idle timeout after the last
/// process has dropped this.
#[derive(Debug)]
pub struct CachedCluster {
    directory: PathBuf,
    account: Option<Account>,
    is_confined: bool,
    /// The write end of the pipe, which tells the supervisor that the server is in use.
    _pipe: File,
}

impl CachedCluster {
    /// Joins the running server, or starts it. Creates the cluster if necessary.
    ///
    /// # Errors
    /// When a program fails or the directory cannot be used.
    pub fn open(
        installation: &Installation,
        cache: &Path,
        options: &PrivateServerOptions,
    ) -> Result<Self, ScratchError> {
        let account = Account::for_servers()?;
        let _access = FileAccess::of(account)?;
        let base = base_directory(cache, account)?;
        let PrivateServerOptions { is_confined, idle_timeout, .. } = *options;
        let directory = base.join(name(installation, is_confined));
        let launcher = Launcher { installation, account, directory, is_confined, idle_timeout };
        launcher.prepare().map_err(|reason| launcher.unusable(reason))?;
        if let Some(cluster) = launcher.join() {
            return Ok(cluster);
        }
        let _lock = launcher.lock()?;
        let cluster = launcher.start()?;
        remove_unused(&base, &launcher.directory);
        Ok(cluster)
    }

    /// The connection parameters for one of its databases, as superuser.
    ///
    /// # Errors
    /// When the name of the directory is not valid in a connection string.
    pub fn conninfo(&self, database: &str) -> Result<Conninfo, ConninfoError> {
        cluster_setup::conninfo(&self.directory, database, self.account, self.is_confined)
    }
}

/// Creates, starts and joins a cluster.
struct Launcher<'a> {
    installation: &'a Installation,
    account: Option<Account>,
    directory: PathBuf,
    is_confined: bool,
    idle_timeout: Duration,
}

/// The state of a server, according to its lock file and socket.
enum State {
    /// There is no lock file.
    Absent,
    /// There is a lock file, but the server does not accept connections.
    Dead,
    /// The server is starting up or shutting down.
    InTransition,
    Ready,
}

impl Launcher<'_> {
    fn unusable(&self, reason: io::Error) -> ScratchError {
        ScratchError::Directory { directory: self.directory.clone(), reason }
    }

    fn prepare(&self) -> io::Result<()> {
        match create_directory(&self.directory) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            created => created,
        }
    }

    /// Acquires the lock for creating the cluster and starting the server.
    fn lock(&self) -> Result<File, ScratchError> {
        let unusable = |reason| self.unusable(reason);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(libc::O_NOFOLLOW)
            .open(self.directory.join("lock"))
            .map_err(unusable)?;
        let deadline = Instant::now() + TIMEOUT;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(unusable(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "timed out waiting for another pgplumb process that starts a server there",
                    )));
                }
                Err(TryLockError::Error(reason)) => return Err(unusable(reason)),
            }
        }
        // `remove_unused` takes this as the time of the last use.
        let _ = file.set_modified(SystemTime::now());
        Ok(file)
    }

    /// Joins the running server. Returns `None` if it has no supervisor or does not become ready.
    fn join(&self) -> Option<CachedCluster> {
        let users = self.directory.join("users");
        let mut pipe = OpenOptions::new()
            .write(true)
            .custom_flags(libc::O_NONBLOCK | libc::O_NOFOLLOW)
            .open(&users)
            .ok()?;
        if !pipe.metadata().is_ok_and(|found| is_pipe(&found)) || pipe.write_all(b"here\n").is_err() {
            return None;
        }
        let deadline = Instant::now() + TIMEOUT;
        // The supervisor removes the pipe when its server has ended.
        while users.exists() && Instant::now() < deadline {
            match self.state() {
                State::Ready => {
                    let (directory, is_confined) = (self.directory.clone(), self.is_confined);
                    let account = self.account;
                    return Some(CachedCluster { directory, account, is_confined, _pipe: pipe });
                }
                // The server has ended. A supervisor that adopted it does not notice by itself.
                State::Dead if !self.comes_alive() => {
                    let _ = pipe.write_all(b"ended\n");
                    return None;
                }
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        None
    }

    /// Whether the server becomes alive within the grace period. A server that is starting up has a
    /// lock file, but no socket yet.
    fn comes_alive(&self) -> bool {
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if !matches!(self.state(), State::Dead) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    fn state(&self) -> State {
        let Ok(lock_file) = fs::read_to_string(self.directory.join("data/postmaster.pid")) else {
            return State::Absent;
        };
        let has_status = |status: &str| lock_file.lines().any(|line| line.trim() == status);
        let accepts_connections = UnixStream::connect(self.directory.join(".s.PGSQL.5432")).is_ok();
        match (accepts_connections, has_status("ready")) {
            (true, true) => State::Ready,
            (true, false) => State::InTransition,
            (false, _) if has_status("stopping") || lock_file.is_empty() => State::InTransition,
            (false, _) => State::Dead,
        }
    }

    /// Starts or adopts the server, whatever state it is in. The caller must hold the lock.
    fn start(&self) -> Result<CachedCluster, ScratchError> {
        let deadline = Instant::now() + TIMEOUT;
        let mut waiting_since = None;
        let mut attempts = 0;
        loop {
            if let Some(cluster) = self.join() {
                return Ok(cluster);
            }
            let waiting = *waiting_since.get_or_insert_with(Instant::now);
            match self.state() {
                State::Absent if !self.is_supervised() => {
                    if attempts == 2 || Instant::now() > deadline {
                        return Err(self.did_not_start());
                    }
                    // If the first start failed, create the cluster again.
                    self.create_cluster(attempts > 0)?;
                    self.supervise("start")?;
                    (attempts, waiting_since) = (attempts + 1, None);
                }
                State::Ready if waiting.elapsed() > GRACE => {
                    self.supervise("adopt")?;
                    waiting_since = None;
                }
                // A crashed server may have lost data, because fsync is off.
                State::Dead if waiting.elapsed() > GRACE => {
                    self.create_cluster(true)?;
                    waiting_since = None;
                }
                // The server hangs while it starts up or shuts down.
                State::InTransition if waiting.elapsed() > TIMEOUT / 3 => return Err(self.did_not_start()),
                _ => {}
            }
            if Instant::now() > deadline {
                return Err(self.did_not_start());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether there is still a supervisor that is stopping the server.
    fn is_supervised(&self) -> bool {
        let leaving = self.directory.join("leaving");
        OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(leaving).is_ok()
    }

    fn did_not_start(&self) -> ScratchError {
        let log = fs::read(self.directory.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log).into_owned();
        ScratchError::Start { version: self.installation.version.clone(), log }
    }

    /// Creates the cluster if it does not exist, or if `replace` is set. It is created under
    /// another name and then renamed.
    fn create_cluster(&self, replace: bool) -> Result<(), ScratchError> {
        let unusable = |reason| self.unusable(reason);
        let data = self.directory.join("data");
        if replace && data.exists() {
            let old = self.directory.join(format!("old-{:016x}", random()));
            fs::rename(&data, old).map_err(unusable)?;
        }
        for entry in fs::read_dir(&self.directory).map_err(unusable)?.flatten() {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with("old-") || name.to_string_lossy().starts_with("new-") {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        if !data.exists() {
            let new = self.directory.join(format!("new-{:016x}", random()));
            initdb(self.installation, &self.directory, &new, self.account, self.is_confined)?;
            configure(self.installation, &new, &self.directory, self.is_confined).map_err(unusable)?;
            fs::rename(&new, &data).map_err(unusable)?;
        }
        // Discard settings from ALTER SYSTEM.
        replace_file(&data.join("postgresql.auto.conf")).map_err(unusable)
    }

    /// Starts the supervisor in its own process group, so that Ctrl-C does not end it. `action` is
    /// `start` or `adopt`.
    fn supervise(&self, action: &str) -> Result<(), ScratchError> {
        let shell = PathBuf::from("/bin/sh");
        let mut supervisor = command(&shell, Path::new("/"), self.account)
            .args(["-c", SUPERVISOR, "pgplumb-supervisor"])
            .args([&self.installation.program("postgres"), &self.directory])
            .args([action, &self.idle_timeout.as_secs().to_string()])
            .arg(if self.is_confined { cluster_setup::MEMORY_LIMIT } else { "" })
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|reason| ScratchError::Program { program: shell, reason })?;
        let users = self.directory.join("users");
        let deadline = Instant::now() + GRACE;
        while !users.exists() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(2));
        }
        // The supervisor usually outlives this process. If it does not, it must be reaped.
        std::thread::spawn(move || supervisor.wait());
        Ok(())
    }
}

fn is_pipe(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_fifo()
}

/// Replaces a file, or a link, by an empty file.
fn replace_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

/// The name of a cluster's directory, which depends on the installation and the settings.
fn name(installation: &Installation, is_confined: bool) -> String {
    let mut hasher = Sha256::new();
    for part in [installation.bin.as_os_str().as_encoded_bytes(), installation.version.as_bytes()] {
        hasher.update(part);
        hasher.update([0]);
    }
    hasher.update(cluster_setup::SETTINGS);
    if is_confined {
        hasher.update(cluster_setup::CONFINED_SETTINGS);
    }
    let digest: String = hasher.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("pg{}-{digest}", installation.major)
}

/// Returns the directory for clusters: the cache or, if the server's account has no access to it or
/// its path is too long for a socket, a directory in `/var/tmp` that the account must own.
fn base_directory(cache: &Path, account: Option<Account>) -> Result<PathBuf, ScratchError> {
    let unusable =
        |directory: &Path, reason| ScratchError::Directory { directory: directory.to_owned(), reason };
    if account.is_none() && cache.as_os_str().len() <= MAX_BASE_LENGTH {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(cache)
            .map_err(|reason| unusable(cache, reason))?;
        return Ok(cache.to_owned());
    }
    let uid = account.map_or_else(current_uid, Account::uid);
    // Different caches have different directories.
    let digest: String = Sha256::digest(cache.as_os_str().as_encoded_bytes())[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let directory = PathBuf::from(format!("/var/tmp/pgplumb-{uid}-{digest}"));
    if fs::symlink_metadata(&directory).is_err() {
        // Create it under another name, so that other processes do not see it with the wrong owner.
        static CREATED: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{}.{}", std::process::id(), CREATED.fetch_add(1, Ordering::Relaxed));
        let new = directory.with_file_name(format!("pgplumb-{uid}-{digest}.{unique}"));
        create_directory(&new).map_err(|error| unusable(&new, error))?;
        if fs::rename(&new, &directory).is_err() {
            // Another process has created it. It is checked below.
            let _ = fs::remove_dir(&new);
        }
    }
    let found = fs::symlink_metadata(&directory).map_err(|reason| unusable(&directory, reason))?;
    if !found.is_dir() || found.uid() != uid || found.mode() & 0o077 != 0 {
        let reason = io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "it is not a directory that only user {uid} can access; remove it, or specify another cache \
                 directory"
            ),
        );
        return Err(unusable(&directory, reason));
    }
    Ok(directory)
}

fn open_lock(directory: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).custom_flags(libc::O_NOFOLLOW).open(directory.join("lock"))
}

/// Removes clusters that have not been used for a long time.
fn remove_unused(base: &Path, current: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let directory = entry.path();
        if directory == current || !entry.file_name().to_string_lossy().starts_with("pg") {
            continue;
        }
        let Ok(lock) = open_lock(&directory) else { continue };
        let last_use = lock.metadata().and_then(|found| found.modified());
        let is_old = last_use.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > MAX_AGE));
        if is_old && !directory.join("data/postmaster.pid").exists() && lock.try_lock().is_ok() {
            let _ = fs::remove_dir_all(&directory);
        }
    }
}
