//! Servers start, accept connections over TCP and unix sockets, and leave nothing behind when the
//! test process ends in any way.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use pgplumb_testkit::{Server, ServerOptions, each_major, newest};

#[test]
fn every_major_version_has_separate_databases() {
    each_major(|installation| {
        let server = Server::shared(installation.major);
        let (one, other) = (server.create_database(), server.create_database());
        assert_ne!(one.name(), other.name());
        one.psql("CREATE TABLE t (id int PRIMARY KEY, note text)");
        one.psql("INSERT INTO t VALUES (1, E'two\\nlines'), (2, NULL)");
        assert_eq!(one.query("SELECT id, note FROM t ORDER BY id"), [["1", "two\nlines"], ["2", ""]]);
        assert_eq!(one.query("SELECT id FROM t WHERE false"), Vec::<Vec<String>>::new());
        assert_eq!(one.query("SELECT ''"), [[""]]);
        assert!(one.pg_dump().contains("CREATE TABLE public.t"));
        assert!(other.try_psql("SELECT * FROM t").unwrap_err().contains("does not exist"));
        let found = &one.query("SHOW server_version_num")[0][0];
        assert_eq!(found.parse::<u32>().unwrap() / 10_000, installation.major);
    });
}

#[test]
fn dropping_a_handle_drops_a_database_with_a_subscription_and_a_quoted_name() {
    let server = Server::shared(newest().major);
    let names = || server.psql("\\t on\n\\a\nSELECT datname FROM pg_database");
    let database = server.create_database_named("a \"b' \\ c");
    database
        .psql("CREATE SUBSCRIPTION \"S s\" CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)");
    assert!(names().contains("a \"b' \\ c"), "{}", names());
    let psql = Command::new(newest().client("psql")).args(["-X", "-c", "SELECT 1", &database.url()]).output();
    assert!(psql.expect("psql starts").status.success(), "{}", database.url());
    drop(database);
    assert!(!names().contains("a \"b"), "{}", names());
}

#[test]
fn roles_are_created_once() {
    let server = Server::shared(newest().major);
    server.roles(&["plain", "with \"quotes' "]);
    server.roles(&["plain", "with \"quotes' "]);
    assert!(server.psql("SELECT count(*) FROM pg_roles WHERE rolname ~ '^(plain|with)'").contains('2'));
}

#[test]
fn options_reach_the_server() {
    let server = ServerOptions::new()
        .setting("search_path = 'elsewhere'")
        .hba("host all locked 127.0.0.1/32 reject")
        .file("extra.conf", "work_mem = '7MB'\n")
        .setting("include = 'extra.conf'")
        .start(newest());
    server.roles(&["locked"]);
    server.psql("ALTER ROLE locked LOGIN");
    let database = server.create_database();
    assert_eq!(database.query("SHOW search_path"), [["elsewhere"]]);
    assert_eq!(database.query("SHOW work_mem"), [["7MB"]]);
    let psql = newest().client("psql");
    let connect = |role: &str| {
        Command::new(&psql)
            .args(["-X", "-c", "SELECT 1", &database.url_as(role)])
            .output()
            .expect("psql starts")
    };
    assert!(connect("postgres").status.success());
    let refused = connect("locked");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("pg_hba.conf rejects"), "{refused:?}");
}

#[test]
fn the_message_says_why_a_server_does_not_start() {
    let start = || ServerOptions::new().setting("no_such_setting = 1").start(newest());
    let panic = std::panic::catch_unwind(start).err().expect("it does not start");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(message.contains("no_such_setting"), "{message}");
}

#[test]
fn a_crashed_server_does_not_accept_connections() {
    let server = Server::start(newest());
    let database = server.create_database();
    server.crash();
    assert!(database.try_psql("SELECT 1").is_err());
    assert!(std::net::TcpStream::connect(("127.0.0.1", server.port())).is_err());
}

#[test]
fn dropping_a_handle_stops_the_server_and_removes_its_folder() {
    let server = Server::start(newest());
    let (folder, port) = (server.socket_folder().to_owned(), server.port());
    assert!(folder.join("data").exists());
    drop(server);
    assert!(!folder.exists());
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
}

/// Set in the process that the next tests start: what it does once its server runs.
const CHILD: &str = "PGPLUMB_TESTKIT_CHILD";

/// Not a test: the process that [`ends_by`] starts.
#[test]
fn child() {
    let Some(end) = std::env::var_os(CHILD) else { return };
    let server = Server::shared(newest().major);
    // Not captured: the parent process waits for this line.
    let _ = writeln!(std::io::stdout(), "\nFOLDER {} {}", server.socket_folder().display(), server.port());
    assert!(end != "panic", "on purpose");
    if end == "kill" {
        std::thread::sleep(Duration::from_secs(60));
    }
}

fn ends_by(end: &str) {
    let mut child = Command::new(std::env::current_exe().expect("this test program"))
        .args(["--exact", "child"])
        .env(CHILD, end)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts again");
    let lines = BufReader::new(child.stdout.take().expect("its stdout")).lines().map_while(Result::ok);
    let line = lines.into_iter().find(|line| line.starts_with("FOLDER ")).expect("its server's folder");
    let mut words = line.split(' ').skip(1);
    let folder = PathBuf::from(words.next().expect("a folder"));
    let port: u16 = words.next().expect("a port").parse().expect("a number");
    if end == "kill" {
        child.kill().expect("it can be killed");
    }
    let _ = child.wait();
    let deadline = Instant::now() + Duration::from_secs(20);
    while Path::exists(&folder) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!folder.exists(), "{} is left", folder.display());
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err(), "the server still runs");
}

#[test]
fn nothing_is_left_when_the_process_ends() {
    ends_by("return");
}

#[test]
fn nothing_is_left_when_the_process_panics() {
    ends_by("panic");
}

#[test]
fn nothing_is_left_when_the_process_is_killed() {
    ends_by("kill");
}
