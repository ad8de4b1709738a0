//! A cluster that is kept between runs, and a server on it that every process of the same user shares.
//!
//! The folder holds `data`, the socket, `log`, a `lock` for whoever makes or starts, and the named pipe `users`. Who uses
//! the server holds the writing end open, which the operating system closes however a process ends. The server's
//! supervisor reads the other end: it knows when nobody is there, and stops the server once that has lasted.

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

use super::account::{Account, own_uid};
use super::making::{self, command, configure, initdb, make_folder};
use super::{Installation, ScratchError, random};
use crate::{Conninfo, ConninfoError};

/// Starts the server (or adopts one whose supervisor was killed), and stops it when nobody has used it for some seconds.
///
/// A new user may come while it makes up its mind: so it takes the pipe's name away first, and then looks once more
/// whether anybody holds it. Opening the pipe both ways first keeps the second opening from waiting for a user.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
cd "$2" || exit 1
[ "$3" = start ] && rm -f users
rm -f leaving
[ -p users ] || mkfifo -m 600 users || exit 1
exec 4<>users 3<users 4>&-
if [ "$3" = start ]; then
    { "$1" -D data </dev/null >log 2>&1; [ -p users ] && echo ended >users; } 3<&- &
fi
idle=0
said=
while [ "$said" != ended ]; do
    if read -r said <&3; then
        idle=0
    elif [ "$idle" -lt "$4" ]; then
        idle=$((idle + 1))
        sleep 1
    else
        mv users leaving
        read -r said <&3 || break
        mv leaving users
        idle=0
    fi
done
[ "$said" = ended ] && mv users leaving
server=$(sed -n 1p data/postmaster.pid 2>/dev/null)
[ -n "$server" ] && kill -INT "$server" 2>/dev/null
wait
rm -f leaving
"#;

/// How long making and starting a server may take, and waiting for another process that does.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long a server may be without a supervisor before a new one adopts it: one that is stopping is between two steps.
const GRACE: Duration = Duration::from_secs(2);
/// The longest folder in which the name of a cluster and of its socket still find room (a socket's path has about 100 bytes).
const LONGEST_BASE: usize = 60;
/// How long a cluster that nobody uses is kept.
const KEEP: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A user's part in a server that is kept. The server goes on for a while after the last part is given up.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    /// The writing end of the pipe, by which the supervisor knows of us.
    _part: File,
}

impl Kept {
    /// Takes part in the running server, or starts it, or makes its cluster first.
    ///
    /// # Errors
    /// When a program fails or the folder cannot be used.
    pub fn open(installation: &Installation, cache: &Path, idle: Duration) -> Result<Self, ScratchError> {
        let account = Account::for_servers()?;
        let base = base_folder(cache, account)?;
        let folder = base.join(name(installation));
        let place = Place { installation, account, folder, idle };
        place.prepare().map_err(|reason| ScratchError::Folder { folder: place.folder.clone(), reason })?;
        if let Some(kept) = place.join() {
            return Ok(kept);
        }
        let _lock = place.lock()?;
        let kept = place.start()?;
        tidy(&base, &place.folder);
        Ok(kept)
    }

    /// How to connect to one of its databases, as its superuser.
    ///
    /// # Errors
    /// When the folder has a name that no connection string can hold.
    pub fn conninfo(&self, database: &str) -> Result<Conninfo, ConninfoError> {
        making::conninfo(&self.folder, database)
    }
}

/// Where a cluster is, or will be.
struct Place<'a> {
    installation: &'a Installation,
    account: Option<Account>,
    folder: PathBuf,
    idle: Duration,
}

/// What is known about the server without asking it.
enum State {
    Absent,
    /// It left a lock file and does not answer.
    Dead,
    /// It is starting or stopping.
    Between,
    Ready,
}

impl Place<'_> {
    fn prepare(&self) -> io::Result<()> {
        match make_folder(&self.folder, self.account) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            made => made,
        }
    }

    fn lock(&self) -> Result<File, ScratchError> {
        let unusable = |reason| ScratchError::Folder { folder: self.folder.clone(), reason };
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.folder.join("lock"))
            .map_err(unusable)?;
        // The account may run us itself another time.
        self.account.map_or(Ok(()), |account| account.give(&self.folder.join("lock"))).map_err(unusable)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(unusable(io::Error::new(
                        io::ErrorKind::TimedOut,
                        "another pgplumb has been making a server there for too long",
                    )));
                }
                Err(TryLockError::Error(reason)) => return Err(unusable(reason)),
            }
        }
        // When it was last used, for `tidy`.
        let _ = file.set_modified(SystemTime::now());
        Ok(file)
    }

    /// Takes part in the server, if its supervisor is there and it answers soon.
    fn join(&self) -> Option<Kept> {
        let users = self.folder.join("users");
        let mut part = OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(&users).ok()?;
        if !part.metadata().is_ok_and(|found| is_pipe(&found)) || part.write_all(b"here\n").is_err() {
            return None;
        }
        let deadline = Instant::now() + PATIENCE;
        // The supervisor takes the pipe away when its server has ended.
        while users.exists() && Instant::now() < deadline {
            match self.state() {
                State::Ready => return Some(Kept { folder: self.folder.clone(), _part: part }),
                // It ended without its supervisor having noticed, who had adopted it.
                State::Dead if !self.is_alive_soon() => {
                    let _ = part.write_all(b"ended\n");
                    return None;
                }
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        None
    }

    /// A server that has just begun has a lock file, but no socket yet.
    fn is_alive_soon(&self) -> bool {
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
        let Ok(lock_file) = fs::read_to_string(self.folder.join("data/postmaster.pid")) else {
            return State::Absent;
        };
        let says = |status: &str| lock_file.lines().any(|line| line.trim() == status);
        let answers = UnixStream::connect(self.folder.join(".s.PGSQL.5432")).is_ok();
        match (answers, says("ready")) {
            (true, true) => State::Ready,
            (true, false) => State::Between,
            (false, _) if says("stopping") || lock_file.is_empty() => State::Between,
            (false, _) => State::Dead,
        }
    }

    /// Brings a server about, whatever was left behind. Only for whoever holds the lock.
    fn start(&self) -> Result<Kept, ScratchError> {
        let deadline = Instant::now() + PATIENCE;
        let mut waiting_since = None;
        let mut attempts = 0;
        loop {
            if let Some(kept) = self.join() {
                return Ok(kept);
            }
            let waiting = *waiting_since.get_or_insert_with(Instant::now);
            match self.state() {
                State::Absent if !self.is_supervised() => {
                    if attempts == 2 || Instant::now() > deadline {
                        return Err(self.did_not_start());
                    }
                    // What does not start is made anew.
                    self.make(attempts > 0)?;
                    self.supervise("start")?;
                    (attempts, waiting_since) = (attempts + 1, None);
                }
                State::Ready if waiting.elapsed() > GRACE => {
                    self.supervise("adopt")?;
                    waiting_since = None;
                }
                // Nothing of it was ever safely on disk.
                State::Dead if waiting.elapsed() > GRACE => {
                    self.make(true)?;
                    waiting_since = None;
                }
                // One that hangs while it starts or stops.
                State::Between if waiting.elapsed() > PATIENCE / 3 => return Err(self.did_not_start()),
                _ => {}
            }
            if Instant::now() > deadline {
                return Err(self.did_not_start());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether there is still a supervisor that is about to leave.
    fn is_supervised(&self) -> bool {
        let leaving = self.folder.join("leaving");
        OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(leaving).is_ok()
    }

    fn did_not_start(&self) -> ScratchError {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log).into_owned();
        ScratchError::Start { version: self.installation.version.clone(), log }
    }

    /// Makes the cluster where there is none: beside, and renamed into place.
    fn make(&self, anew: bool) -> Result<(), ScratchError> {
        let unusable = |reason| ScratchError::Folder { folder: self.folder.clone(), reason };
        let data = self.folder.join("data");
        if anew && data.exists() {
            let old = self.folder.join(format!("old-{:016x}", random()));
            fs::rename(&data, old).map_err(unusable)?;
        }
        for entry in fs::read_dir(&self.folder).map_err(unusable)?.flatten() {
            let name = entry.file_name();
            if name.to_string_lossy().starts_with("old-") || name.to_string_lossy().starts_with("new-") {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        if !data.exists() {
            let new = self.folder.join(format!("new-{:016x}", random()));
            initdb(self.installation, &self.folder, &new, self.account)?;
            configure(self.installation, &new, &self.folder).map_err(unusable)?;
            fs::rename(&new, &data).map_err(unusable)?;
        }
        // What SQL has done to the settings with ALTER SYSTEM ends with the server.
        fs::write(data.join("postgresql.auto.conf"), "").map_err(unusable)
    }

    /// Starts the supervisor, in a process group of its own: Ctrl-C is for us.
    fn supervise(&self, what: &str) -> Result<(), ScratchError> {
        let shell = PathBuf::from("/bin/sh");
        let mut supervisor = command(&shell, Path::new("/"), self.account)
            .args(["-c", SUPERVISOR, "pgplumb-supervisor"])
            .args([&self.installation.program("postgres"), &self.folder])
            .args([what, &self.idle.as_secs().to_string()])
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|reason| ScratchError::Program { program: shell, reason })?;
        let users = self.folder.join("users");
        let deadline = Instant::now() + GRACE;
        while !users.exists() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(2));
        }
        // It outlives us as a rule; otherwise somebody has to hear of its end.
        std::thread::spawn(move || supervisor.wait());
        Ok(())
    }
}

fn is_pipe(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_fifo()
}

/// One cluster for each installation and way of making it.
fn name(installation: &Installation) -> String {
    let mut hasher = Sha256::new();
    for part in [installation.bin.as_os_str().as_encoded_bytes(), installation.version.as_bytes()] {
        hasher.update(part);
        hasher.update([0]);
    }
    hasher.update(making::SETTINGS);
    let digest: String = hasher.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("pg{}-{digest}", installation.major)
}

/// The cache, unless the server's account cannot enter it or its path is too long for a socket's: then a folder of that
/// account's own in `/var/tmp`, which must not have been put there by anybody else.
fn base_folder(cache: &Path, account: Option<Account>) -> Result<PathBuf, ScratchError> {
    let unusable = |folder: &Path, reason| ScratchError::Folder { folder: folder.to_owned(), reason };
    if account.is_none() && cache.as_os_str().len() <= LONGEST_BASE {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(cache)
            .map_err(|reason| unusable(cache, reason))?;
        return Ok(cache.to_owned());
    }
    let uid = account.map(Account::uid).or_else(own_uid).ok_or(ScratchError::NoAccount)?;
    // Different caches stay different.
    let digest: String = Sha256::digest(cache.as_os_str().as_encoded_bytes())[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let folder = PathBuf::from(format!("/var/tmp/pgplumb-{uid}-{digest}"));
    if fs::symlink_metadata(&folder).is_err() {
        // Whoever comes at the same time must not see it before it is the account's.
        static MADE: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{}.{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let made = folder.with_file_name(format!("pgplumb-{uid}-{digest}.{unique}"));
        make_folder(&made, account).map_err(|error| unusable(&made, error))?;
        if fs::rename(&made, &folder).is_err() {
            // Somebody was quicker: theirs is looked at as any that is there.
            let _ = fs::remove_dir(&made);
        }
    }
    let found = fs::symlink_metadata(&folder).map_err(|reason| unusable(&folder, reason))?;
    if !found.is_dir() || found.uid() != uid || found.mode() & 0o077 != 0 {
        let reason = io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("it is not a folder that only user {uid} can enter; remove it, or name another cache"),
        );
        return Err(unusable(&folder, reason));
    }
    Ok(folder)
}

/// Removes clusters of programs that are no longer used.
fn tidy(base: &Path, own: &Path) {
    for entry in fs::read_dir(base).into_iter().flatten().flatten() {
        let folder = entry.path();
        if folder == own || !entry.file_name().to_string_lossy().starts_with("pg") {
            continue;
        }
        let Ok(lock) = OpenOptions::new().write(true).open(folder.join("lock")) else { continue };
        let used = lock.metadata().and_then(|found| found.modified());
        let is_old = used.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > KEEP));
        if is_old && !folder.join("data/postmaster.pid").exists() && lock.try_lock().is_ok() {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}
