//! Shell commands that print a schema or migrate a scratch database.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use pgplumb_postgres::Secret;
use pgplumb_postgres::io_message;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use super::files::FILE_LIMIT;
use crate::redact::redact;

/// Number of final stderr lines to show when a command fails.
const LAST_LINES: usize = 20;

/// Longer lines on stderr are split, so that an endless line cannot fill the memory.
const LINE_LIMIT: u64 = 64 << 10;

/// A command for the system's shell, with its working directory and environment.
///
/// It inherits the environment except for variables that name a database: `DATABASE_URL` and
/// libpq's `PG*`. A command that does not say which database it uses then fails, rather than
/// reading or migrating the database that pgplumb compares with.
#[derive(Clone)]
pub struct Shell {
    command: String,
    folder: PathBuf,
    variables: Vec<(String, Secret)>,
    timeout: Option<Duration>,
}

/// Output of a command that succeeded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandOutput {
    /// What it wrote to stdout.
    pub stdout: Vec<u8>,
}

/// Error of [`Shell::run`].
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The shell could not be started.
    #[error("cannot start a shell for `{command}`: {}", io_message(reason))]
    Spawn {
        /// The command, without passwords.
        command: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The output could not be read.
    #[error("cannot read the output of `{command}`: {}", io_message(reason))]
    Io {
        /// The command, without passwords.
        command: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// The command failed.
    #[error("`{command}` failed ({status}){}", with_stderr(stderr))]
    Failed {
        /// The command, without passwords.
        command: String,
        /// Exit status.
        status: ExitStatus,
        /// Last lines of stderr.
        stderr: Vec<String>,
    },
    /// It took too long.
    #[error("`{command}` was stopped: it did not finish within {} s{}", timeout.as_secs_f64(), with_stderr(stderr))]
    Timeout {
        /// The command, without passwords.
        command: String,
        /// The time limit.
        timeout: Duration,
        /// Last lines of stderr.
        stderr: Vec<String>,
    },
    /// The command printed too much.
    #[error("`{command}` was stopped: it printed more than {} MiB, the limit for a schema", FILE_LIMIT >> 20)]
    TooLarge {
        /// The command, without passwords.
        command: String,
    },
}

fn with_stderr(stderr: &[String]) -> String {
    match stderr {
        [] => ", with no output on stderr".to_owned(),
        lines => {
            format!(":\n{}", lines.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"))
        }
    }
}

impl Shell {
    /// A command to run in this folder; an empty path is the working directory.
    pub fn new(command: impl Into<String>, folder: &Path) -> Self {
        Self { command: command.into(), folder: folder.to_owned(), variables: Vec::new(), timeout: None }
    }

    /// Limits how long the command may run.
    #[must_use]
    pub fn timeout(self, timeout: Option<Duration>) -> Self {
        Self { timeout, ..self }
    }

    /// Adds environment variables, such as those that name the scratch database
    /// ([`database_variables`]).
    #[must_use]
    pub fn with(mut self, variables: impl IntoIterator<Item = (String, Secret)>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// The command, without passwords.
    pub fn shown(&self) -> String {
        redact(&self.command)
    }

    /// Runs the command. Dropping the future kills it and its child processes. `on_line` receives
    /// each line of stderr.
    ///
    /// # Errors
    /// If the command cannot be started, fails, or exceeds its time limit.
    pub async fn run(&self, mut on_line: impl FnMut(&str)) -> Result<CommandOutput, CommandError> {
        let command = self.shown();
        let mut running = ProcessGroup::spawn(self.command())
            .map_err(|reason| CommandError::Spawn { command: command.clone(), reason })?;
        let (stdout, stderr) = (running.child.stdout.take(), running.child.stderr.take());
        let mut last = VecDeque::new();
        let mut remember_line = |line: &str| {
            let line = redact(line);
            on_line(&line);
            if last.len() == LAST_LINES {
                last.pop_front();
            }
            last.push_back(line);
        };
        let work = async {
            let (stdout, ()) = tokio::try_join!(read_all(stdout), read_lines(stderr, &mut remember_line))?;
            Ok(match stdout {
                None => None,
                Some(stdout) => Some((stdout, running.child.wait().await?)),
            })
        };
        let ended: Option<io::Result<_>> = match self.timeout {
            None => Some(work.await),
            Some(timeout) => tokio::time::timeout(timeout, work).await.ok(),
        };
        let stderr = last.into();
        match ended {
            None => {
                let timeout = self.timeout.unwrap_or_default();
                Err(CommandError::Timeout { command, timeout, stderr })
            }
            Some(Err(reason)) => Err(CommandError::Io { command, reason }),
            Some(Ok(None)) => Err(CommandError::TooLarge { command }),
            Some(Ok(Some((stdout, status)))) => {
                running.has_ended = true;
                match status.success() {
                    true => Ok(CommandOutput { stdout }),
                    false => Err(CommandError::Failed { command, status, stderr }),
                }
            }
        }
    }

    fn command(&self) -> Command {
        let mut command = shell(&self.command);
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(names_a_database) {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value.reveal())));
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(&self.folder);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

impl fmt::Debug for Shell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shell")
            .field("command", &self.shown())
            .field("folder", &self.folder)
            .field("variables", &self.variables)
            .field("timeout", &self.timeout)
            .finish()
    }
}

#[cfg(unix)]
fn shell(text: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(text);
    command
}

#[cfg(windows)]
fn shell(text: &str) -> Command {
    let mut command = Command::new("cmd");
    // cmd has its own quoting rules: pass the user's text unchanged.
    command.arg("/D").arg("/C").raw_arg(text);
    command
}

/// Whether a variable determines which database libpq connects to. This includes server variables
/// such as `PGDATA`: they are harmless, but belong to the target's server too.
fn names_a_database(name: &str) -> bool {
    let is_libpq = name.strip_prefix("PG").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_uppercase()));
    name == "DATABASE_URL" || is_libpq
}

/// Environment variables that name a database, for a host name or a socket folder.
///
/// The URL has the socket folder in its query (`?host=/folder`), which libpq and programs built on
/// it accept.
pub fn database_variables(
    host: &str,
    port: u16,
    user: &str,
    database: &str,
    password: Option<&Secret>,
) -> Vec<(String, Secret)> {
    let secret = password.map(|secret| format!(":{}", percent_encoded(secret.reveal()))).unwrap_or_default();
    let url = format!(
        "postgresql://{}{secret}@/{}?host={}&port={port}",
        percent_encoded(user),
        percent_encoded(database),
        percent_encoded(host)
    );
    [
        ("DATABASE_URL", url.as_str()),
        ("PGHOST", host),
        ("PGPORT", &port.to_string()),
        ("PGUSER", user),
        ("PGDATABASE", database),
    ]
    .into_iter()
    .chain(password.map(|secret| ("PGPASSWORD", secret.reveal())))
    // Sockets are never encrypted; for other connections the server decides.
    .chain(host.starts_with('/').then_some(("PGSSLMODE", "disable")))
    .map(|(name, value)| (name.to_owned(), Secret::new(value)))
    .collect()
}

fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(byte.into())
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A process with its child processes; killed on drop unless it has ended.
struct ProcessGroup {
    child: Child,
    has_ended: bool,
}

impl ProcessGroup {
    fn spawn(mut command: Command) -> io::Result<Self> {
        Ok(Self { child: command.spawn()?, has_ended: false })
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if self.has_ended {
            return;
        }
        // tokio kills the process itself; this kills its child processes.
        #[cfg(unix)]
        if let Some(group) = self.child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// Reads everything, or returns `None` if it exceeds [`FILE_LIMIT`].
async fn read_all(from: Option<impl AsyncRead + Unpin>) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(FILE_LIMIT + 1).read_to_end(&mut bytes).await?;
    }
    Ok((bytes.len() as u64 <= FILE_LIMIT).then_some(bytes))
}

async fn read_lines(from: Option<impl AsyncRead + Unpin>, mut on_line: impl FnMut(&str)) -> io::Result<()> {
    let Some(from) = from else { return Ok(()) };
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while (&mut from).take(LINE_LIMIT).read_until(b'\n', &mut line).await? > 0 {
        on_line(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests;
