//! Cached clusters: sharing the server, stopping it when unused, and recovering from killed
//! processes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use pgplumb_postgres::scratch::Trust;
use pgplumb_testkit::{each_major, newest};

use crate::common::run;
use crate::support::{private, value};

/// The directory of the cluster. For root, it is not in the specified cache directory.
async fn folder_of(server: &pgplumb_postgres::scratch::ScratchServer) -> PathBuf {
    PathBuf::from(server.conninfo().hosts()[0].name())
}

fn pid(folder: &Path) -> Option<u32> {
    fs::read_to_string(folder.join("data/postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()
}

fn kill(signal: &str, pids: &[u32]) {
    let pids: Vec<String> = pids.iter().map(ToString::to_string).collect();
    let _ = Command::new("kill").arg(signal).args(pids).status();
}

/// The process ids of a cluster's supervisors.
fn supervisors(folder: &Path) -> Vec<u32> {
    let listed = Command::new("ps").args(["-eo", "pid=,args="]).output().unwrap();
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    let of_folder =
        |line: &&str| line.contains("pgplumb-supervisor") && line.contains(&*folder.to_string_lossy());
    let lines = listed.lines().filter(of_folder);
    lines.filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect()
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Waits until the server has stopped and removes the cluster.
fn clean(folder: &Path) {
    wait_until("the server stops by itself", || pid(folder).is_none() && !folder.join("leaving").exists());
    let base = folder.parent().unwrap();
    fs::remove_dir_all(folder).unwrap();
    let _ = fs::remove_dir(base);
}

#[test]
fn a_server_is_shared_and_stops_when_unused() {
    each_major(|installation| {
        let cache = tempfile::tempdir().unwrap();
        let open = || run(private(installation, cache.path(), 1));
        let first = open();
        let folder = run(folder_of(&first));
        let created = || fs::metadata(folder.join("data/PG_VERSION")).unwrap().modified().unwrap();
        let (running, first_created) = (pid(&folder), created());
        let second = open();
        assert_eq!(pid(&folder), running, "the server is shared");
        run(async {
            let database = second.create_database(Trust::Trusted).await.unwrap();
            assert_eq!(second.major(), installation.major);
            assert!(second.is_private());
            assert!(second.available_extensions().await.unwrap().contains("plpgsql"));
            assert_eq!(value(&database, "SELECT pg_catalog.current_database()").await, database.name());
            database.drop().await.unwrap();
        });
        drop(second);
        std::thread::sleep(Duration::from_secs(3));
        assert_eq!(pid(&folder), running, "the server is still in use");
        drop(first);
        wait_until("it stops", || pid(&folder).is_none());
        drop(open());
        assert_eq!(created(), first_created, "the cluster is used again");
        clean(&folder);
    });
}

#[test]
fn the_next_run_recovers_from_killed_processes() {
    let cache = tempfile::tempdir().unwrap();
    let open = || run(private(newest(), cache.path(), 1));
    let works = |server: &pgplumb_postgres::scratch::ScratchServer| {
        run(async {
            let database = server.create_database(Trust::Trusted).await.unwrap();
            assert_eq!(value(&database, "SELECT 1").await, "1");
            database.drop().await.unwrap();
        });
    };
    let server = open();
    let folder = run(folder_of(&server));
    // Kill the server and its supervisor, as a power failure would.
    let mut all = supervisors(&folder);
    assert!(!all.is_empty());
    all.extend(pid(&folder));
    kill("-KILL", &all);
    drop(server);
    let server = open();
    works(&server);
    // Kill only the supervisor: a new one adopts the server and stops it when unused.
    let running = pid(&folder);
    kill("-KILL", &supervisors(&folder));
    std::thread::sleep(Duration::from_millis(1500));
    let adopted = open();
    works(&adopted);
    assert_eq!(pid(&folder), running);
    drop((server, adopted));
    wait_until("the adopted server stops", || pid(&folder).is_none());
    // Kill only the server.
    let server = open();
    kill("-KILL", &[pid(&folder).unwrap()]);
    drop(server);
    std::thread::sleep(Duration::from_millis(300));
    works(&open());
    wait_until("it stops", || pid(&folder).is_none() && !folder.join("leaving").exists());
    // An incomplete cluster, and a lock file with the process id of another program.
    fs::create_dir(folder.join("new-0123456789abcdef")).unwrap();
    fs::write(folder.join("data/postmaster.pid"), "1\n/nowhere\n0\n5432\n\n\n\nready\n").unwrap();
    works(&open());
    assert!(!folder.join("new-0123456789abcdef").exists());
    clean(&folder);
}

#[test]
fn concurrent_users_share_one_server() {
    let cache = tempfile::tempdir().unwrap();
    let folders: Vec<PathBuf> = std::thread::scope(|scope| {
        let each = || {
            run(async {
                let server = private(newest(), cache.path(), 1).await;
                let database = server.create_database(Trust::Trusted).await.unwrap();
                assert_eq!(value(&database, "SELECT 1").await, "1");
                database.drop().await.unwrap();
                folder_of(&server).await
            })
        };
        let all: Vec<_> = (0..4).map(|_| scope.spawn(each)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(folders.iter().all(|folder| *folder == folders[0]));
    assert_eq!(supervisors(&folders[0]).len().min(1), 1);
    clean(&folders[0]);
}
