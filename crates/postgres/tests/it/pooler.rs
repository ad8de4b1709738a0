//! Through pgbouncer in transaction mode.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use pgplumb_postgres::ReadOnly;
use pgplumb_testkit::{Server, newest, require};

use crate::support::{connected, run};

/// A pgbouncer, ended with the test.
struct Pooler {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program, if it is installed.
fn program() -> Option<&'static str> {
    ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"]
        .into_iter()
        .find(|path| Path::new(path).exists())
}

/// Starts pgbouncer with a single connection to the server, so that every client shares it. It does not run as root;
/// the user who runs the server will do.
fn start(server: &Server, program: &str) -> Pooler {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = folder.path().join("pgbouncer.ini");
    let users = folder.path().join("users.txt");
    fs::write(&users, "\"postgres\" \"\"\n").unwrap();
    fs::write(
        &config,
        format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = transaction\ndefault_pool_size = 1\n",
            server.port(),
            users.display()
        ),
    )
    .unwrap();
    let owner = fs::metadata(server.data_folder()).unwrap();
    for path in [folder.path(), &config, &users] {
        std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    let mut command = Command::new(program);
    command.arg(&config).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if fs::metadata("/proc/self").map_or(0, |process| process.uid()) != owner.uid() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    let process = command.spawn().unwrap();
    let started = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < Duration::from_secs(20), "pgbouncer does not start");
        std::thread::sleep(Duration::from_millis(20));
    }
    Pooler { process, port, _folder: folder }
}

#[test]
fn readings_share_one_server_connection() {
    let Some(program) = program() else {
        assert!(!require("pgbouncer", false));
        return;
    };
    let server = Server::shared(newest().major);
    let pooler = start(&server, program);
    let url = format!("postgres://postgres@127.0.0.1:{}/postgres", pooler.port);
    let options = ReadOnly {
        statement_timeout: Some(Duration::from_secs(33)),
        settings: vec![("search_path".to_owned(), String::new())],
        ..ReadOnly::default()
    };
    let queries: Vec<String> = (0..20)
        .map(|number| match number {
            0 => "SHOW statement_timeout".to_owned(),
            number => format!("SELECT 'q{number}-' || s FROM generate_series(1, 50) AS s"),
        })
        .collect();
    let read = async || {
        let connection = connected(&url).await;
        for _ in 0..3 {
            let mut rows = vec![Vec::new(); queries.len()];
            let handler = |query: usize, row: &tokio_postgres::Row| {
                rows[query].push(row.get::<_, String>(0));
                Ok(())
            };
            connection.read_only_transaction(&options, &queries, handler).await.unwrap();
            assert_eq!(rows[0], ["33s"]);
            for (number, rows) in rows.iter().enumerate().skip(1) {
                assert_eq!(rows.len(), 50);
                assert_eq!(rows[49], format!("q{number}-50"));
            }
        }
        // Nothing of it is left in the session, which the next client gets.
        let timeout = connection.simple_value("SHOW statement_timeout").await.unwrap();
        assert_eq!(timeout.as_deref(), Some("0"));
        connection.close().await;
    };
    run(async {
        join_all((0..4).map(|_| read())).await;
        // A failure leaves the shared connection usable, too.
        let connection = connected(&url).await;
        let error =
            connection.read_only_transaction(&options, &["SELECT 1/0", "SELECT 1"], |_, _| Ok(())).await;
        assert_eq!(error.unwrap_err().code(), Some("22012"));
        read().await;
        let primary = format!("{url}?target_session_attrs=primary");
        connected(&primary).await;
    });
}
