//! PostgreSQL servers for tests, which end when the test process ends, even if it is killed.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use crate::account::{give_to_server, server_command};
use crate::database::{self, Database};
use crate::installation::{Installation, installations};
use crate::template;

/// Fast instead of durable, with few processes, `wal_level` for publications, and enough locks for
/// a dump of thousands of tables.
const SETTINGS: &str = "\
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = logical
max_wal_size = 128MB
checkpoint_timeout = 1h
autovacuum = off
jit = off
shared_buffers = 64MB
max_connections = 100
max_locks_per_transaction = 1024
max_logical_replication_workers = 0
listen_addresses = '127.0.0.1'
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
";

/// A shell script that runs the server as its child and outlives the test process. It reads a pipe
/// whose other end only the test process has, so it notices the end of that process, even by a
/// kill; then it stops the server and removes the folder. It starts the server after the first
/// line, so a process that died before that leaves nothing either.
const WATCHDOG: &str = r#"
trap '' INT TERM HUP
if read -r _; then
    "$1" -D "$2/data" </dev/null >>"$2/log" 2>&1 &
    read -r _
    kill -QUIT $! 2>/dev/null
    wait
fi
cd / && rm -rf "$2"
"#;

/// How a server differs from the default one.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    settings: Vec<String>,
    hba: Vec<String>,
    files: Vec<(String, Vec<u8>)>,
}

impl ServerOptions {
    /// The default server: trusts everyone on a unix socket and on 127.0.0.1.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line to `postgresql.conf`, after the default ones.
    #[must_use]
    pub fn setting(mut self, line: impl Into<String>) -> Self {
        self.settings.push(line.into());
        self
    }

    /// Adds a line to `pg_hba.conf`, before the default ones; only `local all postgres trust` is
    /// before it.
    #[must_use]
    pub fn hba(mut self, line: impl Into<String>) -> Self {
        self.hba.push(line.into());
        self
    }

    /// Writes a file to the data directory that only the server can read: a certificate, a key.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, contents: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), contents.into()));
        self
    }

    /// Starts a server with these options.
    #[must_use]
    pub fn start(&self, installation: &Installation) -> Server {
        Server::start_with(installation, self)
    }
}

/// A running PostgreSQL server. Clones are handles to the same server. It stops, and its folder is
/// removed, when the last handle is dropped or the process ends.
#[derive(Clone)]
pub struct Server {
    running: Arc<Running>,
}

struct Running {
    installation: Installation,
    folder: PathBuf,
    port: u16,
    watchdog: Mutex<Child>,
    databases: AtomicU32,
}

impl Server {
    /// The server of this test process for a major version, started on first use. All tests of the
    /// process share its roles and settings: a test that changes more than a database needs a
    /// server of its own.
    ///
    /// # Panics
    /// When that version is not installed or does not start.
    #[must_use]
    pub fn shared(major: u32) -> Self {
        static SHARED: Mutex<BTreeMap<u32, Arc<OnceLock<Server>>>> = Mutex::new(BTreeMap::new());
        let slot = {
            let mut servers = SHARED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            Arc::clone(servers.entry(major).or_default())
        };
        slot.get_or_init(|| {
            let found = installations().iter().find(|installation| installation.major == major);
            Self::start(found.unwrap_or_else(|| panic!("PostgreSQL {major} is not installed")))
        })
        .clone()
    }

    /// Starts a server for one test.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(installation: &Installation) -> Self {
        Self::start_with(installation, &ServerOptions::new())
    }

    fn start_with(installation: &Installation, options: &ServerOptions) -> Self {
        let mut failure = String::new();
        // Another process may have taken the port since it was found free.
        for _ in 0..5 {
            match Self::try_start(installation, options) {
                Ok(server) => return server,
                Err(log) => failure = log,
            }
            if !failure.contains("Address already in use") {
                break;
            }
        }
        panic!("{} did not start:\n{failure}", installation.version);
    }

    fn try_start(installation: &Installation, options: &ServerOptions) -> Result<Self, String> {
        let folder = template::new_folder("pgplumb-");
        let watchdog = start_watchdog(installation, folder.path());
        let folder = folder.keep(); // the watchdog removes it from here on
        let port = free_port();
        let databases = AtomicU32::new(0);
        let installation = installation.clone();
        let running = Running { installation, folder, port, watchdog: Mutex::new(watchdog), databases };
        template::copy_to(&running.installation, &running.data());
        configure(&running, options);
        running.tell_watchdog_to_start();
        running.wait_until_ready()?;
        Ok(Self { running: Arc::new(running) })
    }

    /// The installation that the server was started from.
    #[must_use]
    pub fn installation(&self) -> &Installation {
        &self.running.installation
    }

    /// The server's major version.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.running.installation.major
    }

    /// The TCP port on 127.0.0.1; the unix socket has the same number.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.running.port
    }

    /// The folder of the unix socket, which libpq takes as `host`.
    #[must_use]
    pub fn socket_folder(&self) -> &Path {
        &self.running.folder
    }

    /// The data directory.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.running.data()
    }

    /// What the server has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read(self.running.log()).map(|log| String::from_utf8_lossy(&log).into_owned()).unwrap_or_default()
    }

    /// The URL of a database for the superuser, over TCP.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.url_as("postgres", database)
    }

    /// The URL of a database for a role (`name` or `name:password`), over TCP.
    #[must_use]
    pub fn url_as(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{}", self.port(), percent_encoded(database))
    }

    /// Creates an empty database with a unique name. Dropping the handle drops it.
    #[must_use]
    pub fn create_database(&self) -> Database {
        self.copy_database("template0")
    }

    pub(crate) fn copy_database(&self, of: &str) -> Database {
        let number = self.running.databases.fetch_add(1, Ordering::Relaxed) + 1;
        Database::create(self, &format!("db{number}"), of)
    }

    /// Creates an empty database with this name; drops an existing one first. Dropping the handle
    /// drops it.
    #[must_use]
    pub fn create_database_named(&self, name: &str) -> Database {
        Database::create(self, name, "template0")
    }

    /// Executes SQL in the database `postgres`, for objects of the whole server.
    pub fn psql(&self, sql: &str) -> String {
        database::psql(self, "postgres", sql).unwrap_or_else(|error| panic!("psql: {error}"))
    }

    /// Creates these roles unless they exist.
    pub fn roles(&self, names: &[&str]) {
        for name in names {
            let (literal, identifier) = (name.replace('\'', "''"), name.replace('"', "\"\""));
            // Another test may be creating the same role.
            self.psql(&format!(
                "DO $do$ BEGIN
                   IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{literal}') THEN
                     CREATE ROLE \"{identifier}\";
                   END IF;
                 EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                 END $do$;"
            ));
        }
    }

    /// Stops the server as a crash would, for tests of clients. It does not start again.
    pub fn crash(&self) {
        let output = server_command(&self.running.installation.bin.join("pg_ctl"), &self.running.folder)
            .args(["stop", "-m", "immediate", "-D"])
            .arg(self.running.data())
            .output()
            .expect("pg_ctl starts");
        assert!(output.status.success(), "pg_ctl stop: {}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Running {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn tell_watchdog_to_start(&self) {
        use std::io::Write;
        let mut watchdog = self.watchdog.lock().expect("nobody panics holding the watchdog");
        let pipe = watchdog.stdin.as_mut().expect("the watchdog's pipe");
        pipe.write_all(b"start\n").and_then(|()| pipe.flush()).expect("the watchdog listens");
    }

    /// Waits for the postmaster to write `ready` to its lock file; connecting would cost a process
    /// each time.
    fn wait_until_ready(&self) -> Result<(), String> {
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut seen = false;
        loop {
            let lock_file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            if lock_file.lines().any(|line| line.trim() == "ready") {
                return Ok(());
            }
            let log = fs::read_to_string(self.log()).unwrap_or_default();
            let ended = log.contains("FATAL") || (seen && lock_file.is_empty());
            if ended || Instant::now() > deadline {
                return Err(log);
            }
            seen |= !lock_file.is_empty();
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let watchdog = self.watchdog.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        drop(watchdog.stdin.take()); // the watchdog stops the server at the end of the pipe
        let _ = watchdog.wait();
    }
}

/// Starts the watchdog in a process group of its own: killing the test's group must not kill the
/// process that cleans up.
fn start_watchdog(installation: &Installation, folder: &Path) -> Child {
    server_command(Path::new("/bin/sh"), folder)
        .args(["-c", WATCHDOG, "pgplumb-testkit-watchdog"])
        .args([&installation.bin.join("postgres"), folder])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh starts")
}

fn configure(running: &Running, options: &ServerOptions) {
    use std::fmt::Write;
    let data = running.data();
    let mut settings = fs::read_to_string(data.join("postgresql.conf")).expect("postgresql.conf");
    let _ = write!(settings, "\n{SETTINGS}port = {}\n", running.port);
    let _ = writeln!(settings, "unix_socket_directories = '{}'", running.folder.display());
    if running.installation.major >= 18 {
        settings.push_str("io_method = sync\n");
    }
    for line in &options.settings {
        let _ = writeln!(settings, "{line}");
    }
    let mut hba = vec!["local all postgres trust"];
    hba.extend(options.hba.iter().map(String::as_str));
    hba.extend(["local all all trust", "host all all 127.0.0.1/32 trust", "local replication all trust", ""]);
    write(&data.join("postgresql.conf"), settings.as_bytes());
    write(&data.join("pg_hba.conf"), hba.join("\n").as_bytes());
    for (name, contents) in &options.files {
        write(&data.join(name), contents);
    }
}

/// Writes a file that only the server may read.
fn write(path: &Path, contents: &[u8]) {
    use std::io::Write;
    let opened = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    let mut file = opened.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    file.write_all(contents).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    file.set_permissions(fs::Permissions::from_mode(0o600)).expect("permissions of a file of our own");
    give_to_server(path);
}

fn percent_encoded(name: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    name.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).into() } else { format!("%{byte:02X}") })
        .collect()
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
    listener.local_addr().expect("its number").port()
}
