//! The data directory that every test server is a copy of: `initdb` takes seconds, a copy a fraction of one.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::account::{give_to_server, server_account, server_command};
use crate::installation::Installation;

/// How a cluster is made; part of the cache's key.
const INITDB: [&str; 8] = [
    "-Upostgres",
    "-Atrust",
    "-EUTF8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
    "--wal-segsize=1",
    "-D",
];

/// Kilobytes that must be free for servers to live in memory: several versions, each with some large schemas.
const ROOM_IN_MEMORY: u64 = 6 * 1024 * 1024;

/// Copies a freshly made cluster of this version to `data`, which must not exist.
pub(crate) fn copy_to(installation: &Installation, data: &Path) {
    copy(&cached(installation), data);
}

/// The cached cluster of this version, made if it is not there yet. Test processes that race wait for each
/// other at a lock file, and the finished folder appears by a rename: it is never seen half made.
fn cached(installation: &Installation) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (&installation.bin, &installation.version, INITDB).hash(&mut hasher);
    let folder = cache_folder();
    let name = format!("cluster-{}-{:016x}", installation.major, hasher.finish());
    let ready = folder.join(&name);
    if ready.exists() {
        return ready;
    }
    let lock =
        File::create(folder.join(format!("{name}.lock"))).expect("a lock file beside the cached cluster");
    lock.lock().expect("the lock on the cached cluster");
    if !ready.exists() {
        make(installation, &folder, &ready);
    }
    ready
}

/// `initdb` runs where the server's account may write; the result moves into the cache, where it may not.
fn make(installation: &Installation, folder: &Path, ready: &Path) {
    let made = new_folder("pgplumb-initdb-");
    let data = made.path().join("data");
    let output = server_command(&installation.bin.join("initdb"), made.path())
        .args(INITDB)
        .arg(&data)
        .output()
        .expect("initdb starts");
    assert!(
        output.status.success(),
        "{} initdb: {}",
        installation.version,
        String::from_utf8_lossy(&output.stderr)
    );
    let beside =
        tempfile::Builder::new().prefix("making-").tempdir_in(folder).expect("a folder in the cache");
    let copied = beside.path().join("data");
    copy(&data, &copied);
    fs::rename(&copied, ready).expect("the finished cluster takes its place");
}

/// A new folder of the server's account, gone with the value returned.
pub(crate) fn new_folder(prefix: &str) -> tempfile::TempDir {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    let base = BASE.get_or_init(base_folder);
    let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(base).expect("a temporary folder");
    give_to_server(folder.path());
    folder
}

/// Where servers live. In memory if there is room: a database is some hundred small files, and making them is most of
/// what a test waits for. Else where temporary files go, unless that path is too long for a unix socket (about 100
/// bytes) or, for root, one that the server's account may not enter.
fn base_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if free_kilobytes(memory).is_some_and(|free| free > ROOM_IN_MEMORY) {
        return memory.to_path_buf();
    }
    let temporary = std::env::temp_dir();
    if server_account().is_some() || temporary.as_os_str().len() > 60 {
        return PathBuf::from("/tmp");
    }
    temporary
}

/// A container may give `/dev/shm` a few megabytes only. (Asking the kernel would need libc.)
fn free_kilobytes(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// The build's `target` folder; where the test does not run from one, a folder of the user's own.
fn cache_folder() -> PathBuf {
    let program = std::env::current_exe().expect("the test program's path");
    let target = program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").exists());
    let folder = match target {
        Some(target) => target.join("pgplumb-testkit"),
        None => home_cache().join("pgplumb-testkit"),
    };
    fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    folder
}

fn home_cache() -> PathBuf {
    match (std::env::var_os("XDG_CACHE_HOME"), std::env::var_os("HOME")) {
        (Some(cache), _) => PathBuf::from(cache),
        (None, Some(home)) => Path::new(&home).join(".cache"),
        (None, None) => panic!("neither XDG_CACHE_HOME nor HOME is set"),
    }
}

/// `cp` shares blocks where the file system can, and keeps the owner where it may.
fn copy(from: &Path, to: &Path) {
    let output = Command::new("cp").arg("-Rp").args([from, to]).output().expect("cp starts");
    assert!(output.status.success(), "cp: {}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_read_where_there_is_a_folder() {
        assert!(free_kilobytes(Path::new("/")).is_some());
        assert_eq!(free_kilobytes(Path::new("/no/such/folder")), None);
    }

    #[test]
    fn racing_tests_share_one_finished_cluster() {
        let newest = crate::newest();
        let made: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..4).map(|_| scope.spawn(|| cached(newest))).collect();
            racers.into_iter().map(|racer| racer.join().expect("a cached cluster")).collect()
        });
        assert!(made.iter().all(|path| path == &made[0] && path.join("PG_VERSION").exists()));
    }
}
