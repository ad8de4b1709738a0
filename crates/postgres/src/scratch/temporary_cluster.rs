//! A private cluster in a temporary directory, with a running server.

#[cfg(unix)]
pub use on_unix::TemporaryCluster;

#[cfg(not(unix))]
pub use on_other_systems::TemporaryCluster;

#[cfg(unix)]
mod on_unix {
    use std::fs;
    use std::os::unix::process::CommandExt;
    use std::path::{Path, PathBuf};
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};
    use std::{io, io::Write};

    use super::super::account::{Account, FileAccess};
    use super::super::cluster_setup::{command, configure, create_directory, initdb, unused_path};
    use super::super::{Installation, ScratchError, cluster_setup};
    use crate::{Conninfo, ConninfoError};

    /// The shell script of the watchdog. It starts the server as its child after the first line on
    /// stdin, a pipe that only this process writes to. When this process ends for any reason, the
    /// pipe is closed. The watchdog then stops the server and removes the directory, repeatedly, in
    /// case an orphaned `initdb` is still writing to it.
    const WATCHDOG: &str = r#"
trap '' INT TERM HUP
if read -r _; then
    [ -n "$3" ] && ulimit -d "$3" 2>/dev/null
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

    /// The time limit for starting a server.
    const START_TIMEOUT: Duration = Duration::from_secs(60);

    /// A private cluster with a running server. Dropping this stops the server and removes the
    /// cluster, as does the end of the process.
    #[derive(Debug)]
    pub struct TemporaryCluster {
        installation: Installation,
        directory: PathBuf,
        account: Option<Account>,
        is_confined: bool,
        watchdog: Child,
    }

    impl TemporaryCluster {
        /// Creates a cluster and starts its server.
        ///
        /// # Errors
        /// When a program fails or the temporary directory cannot be used. No files are left then.
        pub fn start(installation: &Installation) -> Result<Self, ScratchError> {
            Self::start_for(installation, false)
        }

        /// Creates a cluster and starts its server, which may be for SQL that is not trusted.
        ///
        /// # Errors
        /// As for [`start`](Self::start).
        pub fn start_for(installation: &Installation, is_confined: bool) -> Result<Self, ScratchError> {
            let base = base_directory();
            let unusable = |reason| ScratchError::Directory { directory: base.clone(), reason };
            let account = Account::for_servers()?;
            let _access = FileAccess::of(account)?;
            let directory = unused_path(&base);
            // Start the watchdog before creating the directory, so that it is always removed.
            let watchdog = start_watchdog(installation, &directory, account, is_confined)?;
            let installation = installation.clone();
            let mut cluster = Self { installation, directory, account, is_confined, watchdog };
            create_directory(&cluster.directory).map_err(unusable)?;
            let data = cluster.directory.join("data");
            initdb(&cluster.installation, &cluster.directory, &data, account, is_confined)?;
            configure(&cluster.installation, &data, &cluster.directory, is_confined).map_err(unusable)?;
            cluster.request_start().map_err(unusable)?;
            cluster.wait_until_ready()?;
            Ok(cluster)
        }

        /// The PostgreSQL installation that runs it.
        pub fn installation(&self) -> &Installation {
            &self.installation
        }

        /// The connection parameters for one of its databases, as superuser.
        ///
        /// # Errors
        /// When the name of the temporary directory is not valid in a connection string.
        pub fn conninfo(&self, database: &str) -> Result<Conninfo, ConninfoError> {
            cluster_setup::conninfo(&self.directory, database, self.account, self.is_confined)
        }

        fn request_start(&mut self) -> io::Result<()> {
            match &mut self.watchdog.stdin {
                Some(pipe) => pipe.write_all(b"start\n"),
                None => Ok(()),
            }
        }

        /// Waits until the server has written the status `ready` to its lock file.
        fn wait_until_ready(&self) -> Result<(), ScratchError> {
            let deadline = Instant::now() + START_TIMEOUT;
            let mut has_started = false;
            loop {
                let lock_file =
                    fs::read_to_string(self.directory.join("data/postmaster.pid")).unwrap_or_default();
                if lock_file.lines().any(|line| line.trim() == "ready") {
                    return Ok(());
                }
                let log = fs::read(self.directory.join("log")).unwrap_or_default();
                let log = String::from_utf8_lossy(&log).into_owned();
                if log.contains("FATAL") || (has_started && lock_file.is_empty()) || Instant::now() > deadline
                {
                    return Err(ScratchError::Start { version: self.installation.version.clone(), log });
                }
                has_started |= !lock_file.is_empty();
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    impl Drop for TemporaryCluster {
        fn drop(&mut self) {
            // Closing the pipe tells the watchdog to stop.
            drop(self.watchdog.stdin.take());
            let _ = self.watchdog.wait();
        }
    }

    /// The directory for temporary files; `/tmp` if its path is too long for a socket (about 100
    /// bytes), or if the account that runs the server may not have access to it.
    fn base_directory() -> PathBuf {
        let temporary = std::env::temp_dir();
        let is_common = temporary.starts_with("/tmp") || temporary.starts_with("/var/tmp");
        if temporary.as_os_str().len() > 60 || !is_common && is_root(&temporary) {
            return PathBuf::from("/tmp");
        }
        temporary
    }

    fn is_root(directory: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(directory).is_ok_and(|found| found.uid() == 0)
    }

    /// Starts the watchdog in its own process group, so that Ctrl-C does not end it.
    fn start_watchdog(
        installation: &Installation,
        directory: &Path,
        account: Option<Account>,
        is_confined: bool,
    ) -> Result<Child, ScratchError> {
        let shell = PathBuf::from("/bin/sh");
        command(&shell, Path::new("/"), account)
            .args(["-c", WATCHDOG, "pgplumb-watchdog"])
            .args([&installation.program("postgres"), directory])
            .arg(if is_confined { cluster_setup::MEMORY_LIMIT } else { "" })
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|reason| ScratchError::Program { program: shell, reason })
    }
}

#[cfg(not(unix))]
mod on_other_systems {
    use super::super::{Installation, ScratchError};
    use crate::{Conninfo, ConninfoError, Environment};

    /// A private cluster with a running server.
    #[derive(Debug)]
    pub struct TemporaryCluster {
        installation: Installation,
    }

    impl TemporaryCluster {
        /// Creates a cluster and starts its server.
        ///
        /// # Errors
        /// Always: private servers require a Unix-domain socket.
        pub fn start(_: &Installation) -> Result<Self, ScratchError> {
            Err(ScratchError::Unsupported)
        }

        /// Creates a cluster and starts its server.
        ///
        /// # Errors
        /// Always: private servers require a Unix-domain socket.
        pub fn start_for(_: &Installation, _: bool) -> Result<Self, ScratchError> {
            Err(ScratchError::Unsupported)
        }

        /// The PostgreSQL installation that runs it.
        pub fn installation(&self) -> &Installation {
            &self.installation
        }

        /// The connection parameters for one of its databases, as superuser.
        ///
        /// # Errors
        /// Never.
        pub fn conninfo(&self, database: &str) -> Result<Conninfo, ConninfoError> {
            Conninfo::parse(&format!("dbname={database}"), &Environment::default())
        }
    }
}
