//! The data directory that every test server starts from a copy of: `initdb` takes seconds, a copy
//! a fraction of a second.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::account::{give_to_server, server_account, server_command};
use crate::installation::Installation;

/// The arguments of `initdb`; part of the cache's key.
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

/// Kilobytes that must be free to keep the servers in memory: several versions, each with some
/// large schemas.
const ROOM_IN_MEMORY: u64 = 6 * 1024 * 1024;

/// Copies a newly created cluster of this version to `data`, which must not exist.
pub(crate) fn copy_to(installation: &Installation, data: &Path) {
    copy(&cached(installation), data);
}

/// The cached cluster of this version, created on first use. Test processes wait for each other at
/// a lock file, and the finished folder is renamed into place, so that an incomplete one is never
/// used.
fn cached(installation: &Installation) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (&installation.bin, &installation.version, INITDB).hash(&mut hasher);
    let folder = cache_folder();
    let name = format!("cluster-{}-{:016x}", installation.major, hasher.finish());
    let ready = folder.join(&name);
    if ready.exists() {
        return ready;
    }
    let lock = File::create(folder.join(format!("{name}.lock"))).expect("a lock file for the cached cluster");
    lock.lock().expect("the lock on the cached cluster");
    if !ready.exists() {
        create(installation, &folder, &ready);
    }
    ready
}

/// Runs `initdb` in a folder of the server's account, and moves the result into the cache, where
/// that account may not write.
fn create(installation: &Installation, folder: &Path, ready: &Path) {
    let temporary = new_folder("pgplumb-initdb-");
    let data = temporary.path().join("data");
    let output = server_command(&installation.bin.join("initdb"), temporary.path())
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
    let staging =
        tempfile::Builder::new().prefix("creating-").tempdir_in(folder).expect("a folder in the cache");
    let copied = staging.path().join("data");
    copy(&data, &copied);
    fs::rename(&copied, ready).expect("the finished cluster is renamed into place");
}

/// Creates a folder of the server's account. Dropping the value removes it.
pub(crate) fn new_folder(prefix: &str) -> tempfile::TempDir {
    static BASE: OnceLock<PathBuf> = OnceLock::new();
    let base = BASE.get_or_init(base_folder);
    let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(base).expect("a temporary folder");
    give_to_server(folder.path());
    folder
}

/// The folder of the servers. In memory if there is room, because a test spends most of its time
/// creating the hundreds of small files of a database. Otherwise the folder for temporary files,
/// unless its path is too long for a unix socket (about 100 bytes) or, for root, the server's
/// account may not enter it.
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

/// The free space of a folder; a container may have only a few megabytes in `/dev/shm`. (A system
/// call would need libc.)
fn free_kilobytes(folder: &Path) -> Option<u64> {
    let output = Command::new("df").arg("-Pk").arg(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

/// A folder in the build's `target` folder or, if the test does not run from one, in the user's
/// cache folder.
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

/// Copies with `cp`, which shares blocks if the file system can, and keeps the owner if permitted.
fn copy(from: &Path, to: &Path) {
    let output = Command::new("cp").arg("-Rp").args([from, to]).output().expect("cp starts");
    assert!(output.status.success(), "cp: {}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_space_is_known_only_for_existing_folders() {
        assert!(free_kilobytes(Path::new("/")).is_some());
        assert_eq!(free_kilobytes(Path::new("/no/such/folder")), None);
    }

    #[test]
    fn concurrent_tests_share_one_complete_cluster() {
        let newest = crate::newest();
        let clusters: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| cached(newest))).collect();
            threads.into_iter().map(|thread| thread.join().expect("a cached cluster")).collect()
        });
        assert!(clusters.iter().all(|path| path == &clusters[0] && path.join("PG_VERSION").exists()));
    }
}
