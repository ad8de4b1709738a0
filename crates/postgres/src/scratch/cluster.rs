//! A cluster of our own, in a temporary folder, with a server that only we can reach.

#[cfg(unix)]
pub use on_unix::Cluster;

#[cfg(not(unix))]
pub use elsewhere::Cluster;

#[cfg(unix)]
mod on_unix {
    use std::fs;
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};
    use std::{io, io::Write};

    use super::super::account::Account;
    use super::super::{Installation, ScratchError};
    use crate::{Conninfo, ConninfoError, Environment};

    /// Fast and forgetful: what is thrown away needs no safety. No TCP; the socket is in a folder that is ours alone.
    const SETTINGS: &str = "\
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = logical
max_wal_size = 128MB
checkpoint_timeout = 1h
autovacuum = off
jit = off
shared_buffers = 32MB
max_connections = 20
max_logical_replication_workers = 0
max_locks_per_transaction = 512
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
";

    /// Starts the server, as its child, after the first line, and notices every way in which we may end, being killed
    /// included: it reads a pipe whose other end only we hold. Then it stops the server and removes the folder; again
    /// and again, should an `initdb` that was left alone still be writing there.
    const WATCHDOG: &str = r#"
trap '' INT TERM HUP
if read -r _; then
    "$1" -D "$2/data" </dev/null >>"$2/log" 2>&1 &
    read -r _
    kill -INT $! 2>/dev/null
    wait
fi
left=60
while rm -rf "$2" 2>/dev/null; [ -e "$2" ] && [ $left -gt 0 ]; do
    left=$((left - 1))
    sleep 1
done
"#;

    /// How long a server may take to start.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// A cluster of our own with its server. Both are gone once this is dropped, or the process has ended.
    #[derive(Debug)]
    pub struct Cluster {
        installation: Installation,
        folder: PathBuf,
        watchdog: Child,
    }

    impl Cluster {
        /// Makes a cluster and starts its server.
        ///
        /// # Errors
        /// When a program fails or the temporary folder cannot be used. Nothing is left behind then.
        pub fn start(installation: &Installation) -> Result<Self, ScratchError> {
            let base = base_folder();
            let unusable = |reason| ScratchError::Folder { folder: base.clone(), reason };
            let account = Account::for_servers()?;
            let folder = new_folder(&base);
            // The watchdog is there before the folder, so that nothing can be left behind.
            let watchdog = start_watchdog(installation, &folder, account)?;
            let mut cluster = Self { installation: installation.clone(), folder, watchdog };
            make_folder(&cluster.folder, account).map_err(unusable)?;
            initdb(installation, &cluster.folder, account)?;
            configure(installation, &cluster.folder).map_err(unusable)?;
            cluster.tell_watchdog_to_start().map_err(unusable)?;
            cluster.wait_until_ready()?;
            Ok(cluster)
        }

        /// The programs that run it.
        pub fn installation(&self) -> &Installation {
            &self.installation
        }

        /// How to connect to one of its databases, as its superuser.
        ///
        /// # Errors
        /// When the temporary folder has a name that no connection string can hold.
        pub fn conninfo(&self, database: &str) -> Result<Conninfo, ConninfoError> {
            let quoted = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
            let text = format!(
                "host={} port=5432 user=postgres dbname={} sslmode=disable",
                quoted(&self.folder.to_string_lossy()),
                quoted(database)
            );
            // Nothing of the user's surroundings is about this server.
            Conninfo::parse(&text, &Environment::default())
        }

        fn tell_watchdog_to_start(&mut self) -> io::Result<()> {
            match &mut self.watchdog.stdin {
                Some(pipe) => pipe.write_all(b"start\n"),
                None => Ok(()),
            }
        }

        /// The server writes its state into its lock file.
        fn wait_until_ready(&self) -> Result<(), ScratchError> {
            let deadline = Instant::now() + PATIENCE;
            let mut seen = false;
            loop {
                let lock_file =
                    fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
                if lock_file.lines().any(|line| line.trim() == "ready") {
                    return Ok(());
                }
                let log = fs::read(self.folder.join("log")).unwrap_or_default();
                let log = String::from_utf8_lossy(&log).into_owned();
                if log.contains("FATAL") || (seen && lock_file.is_empty()) || Instant::now() > deadline {
                    return Err(ScratchError::Start { version: self.installation.version.clone(), log });
                }
                seen |= !lock_file.is_empty();
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    impl Drop for Cluster {
        fn drop(&mut self) {
            // The end of the pipe is the watchdog's sign.
            drop(self.watchdog.stdin.take());
            let _ = self.watchdog.wait();
        }
    }

    /// Where temporary files go, unless that path is too long for a socket's (about 100 bytes), or may be one that the
    /// account which runs the server cannot enter.
    fn base_folder() -> PathBuf {
        let temporary = std::env::temp_dir();
        let is_common = temporary.starts_with("/tmp") || temporary.starts_with("/var/tmp");
        if temporary.as_os_str().len() > 60 || !is_common && is_root(&temporary) {
            return PathBuf::from("/tmp");
        }
        temporary
    }

    fn is_root(folder: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(folder).is_ok_and(|found| found.uid() == 0)
    }

    /// The path of a folder that is not there yet.
    fn new_folder(base: &Path) -> PathBuf {
        use std::hash::{BuildHasher, Hasher, RandomState};
        loop {
            let random = RandomState::new().build_hasher().finish();
            let folder = base.join(format!("pgplumb-{random:016x}"));
            if folder.symlink_metadata().is_err() {
                return folder;
            }
        }
    }

    /// A folder that only the server's account can enter.
    fn make_folder(folder: &Path, account: Option<Account>) -> io::Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        fs::DirBuilder::new().mode(0o700).create(folder)?;
        account.map_or(Ok(()), |account| account.give(folder))
    }

    /// A command of the server's account, with nothing of the user's own settings (`PGDATA`, `PGOPTIONS`).
    fn command(program: &Path, folder: &Path, account: Option<Account>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C").env("TZ", "UTC");
        command.current_dir(folder).stdin(Stdio::null());
        if let Some(account) = account {
            account.run(&mut command);
        }
        command
    }

    fn initdb(
        installation: &Installation,
        folder: &Path,
        account: Option<Account>,
    ) -> Result<(), ScratchError> {
        let program = installation.program("initdb");
        let output = command(&program, folder, account)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .args(["--no-instructions", "--wal-segsize=1", "-D"])
            .arg(folder.join("data"))
            .output()
            .map_err(|reason| ScratchError::Program { program, reason })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        Err(ScratchError::Initdb { version: installation.version.clone(), said })
    }

    fn configure(installation: &Installation, folder: &Path) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().append(true).open(folder.join("data/postgresql.conf"))?;
        let socket = folder.to_string_lossy().replace('\'', "''");
        write!(file, "\n{SETTINGS}unix_socket_directories = '{socket}'\nunix_socket_permissions = 0700\n")?;
        if installation.major >= 18 {
            writeln!(file, "io_method = sync")?;
        }
        Ok(())
    }

    /// In a process group of its own: Ctrl-C is for us, and whoever tidies up must outlive it.
    fn start_watchdog(
        installation: &Installation,
        folder: &Path,
        account: Option<Account>,
    ) -> Result<Child, ScratchError> {
        let shell = PathBuf::from("/bin/sh");
        command(&shell, Path::new("/"), account)
            .args(["-c", WATCHDOG, "pgplumb-watchdog"])
            .args([&installation.program("postgres"), folder])
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|reason| ScratchError::Program { program: shell, reason })
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::super::{Installation, ScratchError};
    use crate::{Conninfo, ConninfoError, Environment};

    /// A cluster of our own with its server.
    #[derive(Debug)]
    pub struct Cluster {
        installation: Installation,
    }

    impl Cluster {
        /// Makes a cluster and starts its server.
        ///
        /// # Errors
        /// Always: a server can only be kept to oneself by a unix socket so far.
        pub fn start(_: &Installation) -> Result<Self, ScratchError> {
            Err(ScratchError::Unsupported)
        }

        /// The programs that run it.
        pub fn installation(&self) -> &Installation {
            &self.installation
        }

        /// How to connect to one of its databases, as its superuser.
        ///
        /// # Errors
        /// Never, there being no cluster.
        pub fn conninfo(&self, database: &str) -> Result<Conninfo, ConninfoError> {
            Conninfo::parse(&format!("dbname={database}"), &Environment::default())
        }
    }
}
