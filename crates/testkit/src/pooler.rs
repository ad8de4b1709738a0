//! A pgbouncer in transaction mode, in front of a server.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::server::Server;

/// A running pgbouncer. Dropping it ends the process.
pub struct Pooler {
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

impl Pooler {
    /// Starts pgbouncer with a single connection to the server, which all clients share. Returns
    /// `None` and prints a note if it is not installed. pgbouncer refuses to run as root, so it
    /// runs as the user of the server.
    ///
    /// # Panics
    /// When it does not start, or in CI when it is not installed.
    #[must_use]
    pub fn start(server: &Server) -> Option<Self> {
        let program = program();
        if !crate::require("pgbouncer", program.is_some()) {
            return None;
        }
        let program = program?;
        let folder = tempfile::tempdir().expect("starting pgbouncer");
        let port = TcpListener::bind("127.0.0.1:0")
            .expect("starting pgbouncer")
            .local_addr()
            .expect("starting pgbouncer")
            .port();
        let config = folder.path().join("pgbouncer.ini");
        let users = folder.path().join("users.txt");
        fs::write(&users, "\"postgres\" \"\"\n").expect("starting pgbouncer");
        let settings = format!(
            "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = transaction\ndefault_pool_size = 1\n",
            server.port(),
            users.display()
        );
        fs::write(&config, settings).expect("starting pgbouncer");
        let owner = fs::metadata(server.data_folder()).expect("starting pgbouncer");
        for path in [folder.path(), &config, &users] {
            std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid())).expect("starting pgbouncer");
        }
        let mut command = Command::new(program);
        command.arg(&config).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if fs::metadata("/proc/self").map_or(0, |process| process.uid()) != owner.uid() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        let process = command.spawn().expect("starting pgbouncer");
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(20), "pgbouncer does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { process, port, _folder: folder })
    }

    /// The port it listens on, at 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}
