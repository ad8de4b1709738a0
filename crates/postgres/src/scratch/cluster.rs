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
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};
    use std::{io, io::Write};

    use super::super::account::Account;
    use super::super::making::{command, configure, initdb, make_folder, new_folder};
    use super::super::{Installation, ScratchError, making};
    use crate::{Conninfo, ConninfoError};

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
            let data = cluster.folder.join("data");
            initdb(installation, &cluster.folder, &data, account)?;
            configure(installation, &data, &cluster.folder).map_err(unusable)?;
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
            making::conninfo(&self.folder, database)
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
