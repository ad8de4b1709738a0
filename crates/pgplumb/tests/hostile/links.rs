//! Links that another account puts in the place of files which root writes.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pgplumb_testkit::{Server, newest};
use sha2::{Digest, Sha256};

use super::program::Folder;

/// A file that only root may read and write.
struct Victim {
    folder: tempfile::TempDir,
}

impl Victim {
    fn new() -> Self {
        let victim = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::write(victim.file(), "secret").expect("a file");
        fs::set_permissions(victim.file(), fs::Permissions::from_mode(0o600)).expect("permissions");
        victim
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("file")
    }

    #[track_caller]
    fn is_untouched(&self, what: &str) {
        let found = fs::metadata(self.file()).expect("the file still exists");
        assert_eq!((found.uid(), found.gid(), found.mode() & 0o777), (0, 0, 0o600), "{what}");
        assert_eq!(fs::read_to_string(self.file()).expect("text"), "secret", "{what}");
        assert_eq!(fs::read_dir(self.folder.path()).expect("a folder").count(), 1, "{what}");
    }
}

/// Whether the test runs as root, and the account of private servers.
fn account() -> Option<nix::unistd::User> {
    let account = nix::unistd::User::from_name("postgres").ok().flatten();
    account.filter(|_| nix::unistd::geteuid().is_root())
}

/// The folder of root's private servers for a cache.
fn base(cache: &Path, uid: u32) -> PathBuf {
    let digest: String = Sha256::digest(cache.as_os_str().as_encoded_bytes())[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    PathBuf::from(format!("/var/tmp/pgplumb-{uid}-{digest}"))
}

/// The program's folder, with its own private server.
fn folder() -> Folder {
    let folder = Folder::new().with_postgres();
    let cache = folder.path("cache").to_string_lossy().into_owned();
    let folder = folder.with("XDG_CACHE_HOME", &cache);
    folder
        .write("one.sql", "CREATE VIEW v AS SELECT 1 AS a; CREATE TABLE t (a text CHECK (a IN ('x', 'y')));");
    folder.write(
        "two.sql",
        "CREATE VIEW v AS SELECT 2 AS a; CREATE TABLE t (a text CHECK (a = ANY (ARRAY['x', 'z'])));",
    );
    folder
}

fn clusters(base: &Path) -> Vec<PathBuf> {
    fs::read_dir(base)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("data").exists())
        .collect()
}

/// Stops a server, and waits for its supervisor.
fn stop(cluster: &Path) {
    let Ok(pid) = fs::read_to_string(cluster.join("data/postmaster.pid")) else { return };
    let pid = pid.lines().next().expect("a process").to_owned();
    let _ = Command::new("kill").args(["-INT", &pid]).status();
    let deadline = Instant::now() + Duration::from_secs(20);
    while cluster.join("data/postmaster.pid").exists() || cluster.join("leaving").exists() {
        assert!(Instant::now() < deadline, "the server stops");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn links_in_the_folder_of_private_servers_are_not_followed() {
    let Some(account) = account() else { return };
    let (folder, uid) = (folder(), account.uid.as_raw());
    let base = base(&folder.path("cache/pgplumb"), uid);
    folder.run(&["diff", "one.sql", "two.sql", "--no-cache"]).expect(0);
    assert!(!clusters(&base).is_empty(), "{}", base.display());
    for name in ["lock", "log", "data/postgresql.auto.conf", "data/postgresql.conf", "new-0123456789abcdef"] {
        let victim = Victim::new();
        for cluster in clusters(&base) {
            stop(&cluster);
            let path = cluster.join(name);
            let _ = fs::remove_file(&path);
            let target = if name.contains('-') && !name.contains('/') {
                victim.folder.path().to_owned()
            } else {
                victim.file()
            };
            symlink(&target, &path).expect("a link");
            std::os::unix::fs::lchown(&path, Some(uid), None).expect("an owner");
        }
        let run = folder.run(&["diff", "one.sql", "two.sql", "--no-cache"]);
        victim.is_untouched(&format!("{name}: {}", run.stderr));
        // The next test needs a server that starts.
        for cluster in clusters(&base) {
            if name.starts_with("data/") {
                stop(&cluster);
                fs::remove_dir_all(&cluster).expect("a folder");
            } else {
                let _ = fs::remove_file(cluster.join(name));
            }
        }
        folder.run(&["diff", "one.sql", "two.sql", "--no-cache"]).expect(0);
    }
    // The folder itself.
    clusters(&base).iter().for_each(|cluster| stop(cluster));
    fs::remove_dir_all(&base).expect("a folder");
    let victim = Victim::new();
    symlink(victim.folder.path(), &base).expect("a link");
    std::os::unix::fs::lchown(&base, Some(uid), None).expect("an owner");
    folder.run(&["diff", "one.sql", "two.sql", "--no-cache"]);
    victim.is_untouched("the base folder");
    fs::remove_file(&base).expect("a link");
}

#[test]
fn links_in_folders_of_others_are_not_followed_when_writing() {
    let Some(account) = account() else { return };
    let server = Server::shared(newest().major);
    let database = server.create_database();
    database.psql("CREATE TABLE t (a int)");
    let url = database.url();
    for (what, link, arguments) in [
        ("output folder", "docs", &["export"][..]),
        ("output file", "out/map.json", &["export", "json", "-o", "out/map.json"]),
        ("folder of tables", "tables", &["export", "tables", "-o", "tables"]),
        ("dump", "dump.sql", &["dump", "-o", "dump.sql"]),
        ("plan", "sub/plan.json", &["plan", "--desired", "more.sql", "--no-proof", "-o", "sub/plan.json"]),
        (
            "folder of a plan",
            "plans",
            &["plan", "--desired", "more.sql", "--no-proof", "-o", "plans/plan.json"],
        ),
        (
            "log",
            "log.jsonl",
            &["apply", "--desired", "more.sql", "--no-proof", "--yes", "--log", "log.jsonl"],
        ),
        ("report", "report.md", &["report", "more.sql", "-o", "report.md"]),
        ("cache", "cache", &["diff", "more.sql", "more.sql"]),
        (
            "migrations",
            "migrations",
            &[
                "plan",
                "--desired",
                "more.sql",
                "--no-proof",
                "--write-migration",
                "migrations",
                "--name",
                "x",
                "--migration-format",
                "plain",
            ],
        ),
    ] {
        let victim = Victim::new();
        let folder = Folder::new().with_postgres();
        let cache = folder.path("cache").to_string_lossy().into_owned();
        let folder = folder.with("XDG_CACHE_HOME", &cache);
        folder.write("more.sql", "CREATE TABLE t (a int); CREATE TABLE u (a int);");
        let path = folder.path(link);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let is_file = link.contains('.');
        symlink(if is_file { victim.file() } else { victim.folder.path().to_owned() }, &path)
            .expect("a link");
        std::os::unix::fs::lchown(&path, Some(account.uid.as_raw()), None).expect("an owner");
        for above in path.ancestors().skip(1).take_while(|above| above.starts_with(folder.path(""))) {
            chown(above, Some(account.uid.as_raw()), None).expect("an owner");
        }
        let connected = [arguments, &["-d", &url]].concat();
        let run = folder.run(if what == "cache" { arguments } else { &connected });
        victim.is_untouched(&format!("{what}: {}\n{}", run.stdout, run.stderr));
    }
}

/// Opening a named pipe waits until somebody reads from it.
#[test]
fn named_pipes_of_others_are_refused() {
    let Some(account) = account() else { return };
    let database = Server::shared(newest().major).create_database();
    database.psql("CREATE TABLE t (a int)");
    let folder = folder();
    folder.write("more.sql", "CREATE TABLE t (a int); CREATE TABLE u (a int);");
    let pipe = folder.path("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::from_bits_truncate(0o666)).expect("a pipe");
    nix::unistd::chown(&pipe, Some(account.uid), None).expect("another owner");
    let scratch = database.server().url("postgres");
    for arguments in [
        &["dump", "-o", "pipe"][..],
        &["export", "json", "-o", "pipe"],
        &["report", "more.sql", "-o", "pipe"],
        &["plan", "--desired", "more.sql", "--no-proof", "-o", "pipe"],
        &["apply", "--desired", "more.sql", "--no-proof", "--yes", "--log", "pipe"],
    ] {
        let run =
            folder.run(&[arguments, &["-d", &database.url(), "--scratch", &scratch]].concat()).expect(2);
        assert!(run.stderr.contains("a named pipe that belongs to another account"), "{}", run.stderr);
    }
    // The own pipe is written to.
    nix::unistd::chown(&pipe, Some(nix::unistd::geteuid()), None).expect("an owner");
    let reader = std::thread::spawn(move || fs::read_to_string(pipe));
    folder.run(&["dump", "-o", "pipe", "-d", &database.url()]).expect(0);
    let read = reader.join().expect("a reader").expect("text");
    assert!(read.contains("CREATE TABLE public.t"), "{read}");
}

/// Settings can name commands to run.
#[test]
fn settings_of_others_in_a_parent_folder_are_not_used() {
    let Some(account) = account() else { return };
    let folder = folder();
    folder.write("pgplumb.toml", "[check]\nsources = [\"exec:touch ran\"]\n");
    folder.write("mine/x", "");
    let settings = folder.path("pgplumb.toml");
    nix::unistd::chown(&settings, Some(account.uid), None).expect("another owner");
    let check = |arguments: &[&str]| {
        let output = folder.command(arguments).current_dir(folder.path("mine")).output().expect("it starts");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let stderr = check(&["check", "--offline"]);
    assert!(stderr.contains("belongs to another account"), "{stderr}");
    assert!(!folder.path("mine/ran").exists() && !folder.path("ran").exists());
    // Named explicitly, it is trusted.
    let stderr = check(&["check", "--offline", "--config", "../pgplumb.toml"]);
    assert!(!stderr.contains("belongs to another account"), "{stderr}");
}
