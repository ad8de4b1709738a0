//! Commands whose output, or whose work on a scratch database, is the source.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use pgplumb_postgres::Secret;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use super::files::FILE_LIMIT;
use crate::redact::redact;

/// So many of the last lines on stderr are shown of a command that failed.
const LAST_LINES: usize = 20;

/// A longer line on stderr is shown in pieces, so that a command that never ends one fills no memory.
const LINE_LIMIT: u64 = 64 << 10;

/// A command for the system's shell, and what it is to find around it.
///
/// It inherits the environment, but for what names a database: `DATABASE_URL` and libpq's `PG…`. So a command that forgets
/// to say which database it means fails, and does not read, or migrate, the one that pgplumb compares with.
#[derive(Clone)]
pub struct Shell {
    command: String,
    folder: PathBuf,
    variables: Vec<(String, Secret)>,
    timeout: Option<Duration>,
}

/// What a command that succeeded has said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// On stdout.
    pub stdout: Vec<u8>,
}

/// Why a command was no source.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The shell did not start.
    #[error("the shell cannot be started for `{command}`: {reason}")]
    Start {
        /// The command, without passwords.
        command: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// It was started and could not be followed.
    #[error("what `{command}` prints cannot be read: {reason}")]
    Follow {
        /// The command, without passwords.
        command: String,
        /// The operating system's reason.
        reason: io::Error,
    },
    /// It says that it failed.
    #[error("`{command}` failed ({status}){}", after(stderr))]
    Failed {
        /// The command, without passwords.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// The last that it said on stderr.
        stderr: Vec<String>,
    },
    /// It took too long.
    #[error("`{command}` was stopped: it did not end within {} s{}", timeout.as_secs_f64(), after(stderr))]
    Timeout {
        /// The command, without passwords.
        command: String,
        /// How long it was given.
        timeout: Duration,
        /// The last that it said on stderr.
        stderr: Vec<String>,
    },
    /// It prints without end.
    #[error("`{command}` was stopped: it printed more than {} MiB, and no schema is as large", FILE_LIMIT >> 20)]
    TooLarge {
        /// The command, without passwords.
        command: String,
    },
}

fn after(stderr: &[String]) -> String {
    match stderr {
        [] => ", and said nothing on stderr".to_owned(),
        lines => {
            format!(":\n{}", lines.iter().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"))
        }
    }
}

impl Shell {
    /// A command, run in a folder; an empty one is the working directory.
    pub fn new(command: impl Into<String>, folder: &Path) -> Self {
        Self { command: command.into(), folder: folder.to_owned(), variables: Vec::new(), timeout: None }
    }

    /// With a longest time that it may run.
    #[must_use]
    pub fn timeout(self, timeout: Option<Duration>) -> Self {
        Self { timeout, ..self }
    }

    /// With variables, such as those that name the scratch database ([`database_variables`]).
    #[must_use]
    pub fn with(mut self, variables: impl IntoIterator<Item = (String, Secret)>) -> Self {
        self.variables.extend(variables);
        self
    }

    /// The command, without passwords.
    pub fn shown(&self) -> String {
        redact(&self.command)
    }

    /// Runs it to its end. Whoever stops waiting ends it, with all that it has started.
    ///
    /// # Errors
    /// When it cannot be started, fails, or takes too long.
    pub async fn run(&self, mut hear: impl FnMut(&str)) -> Result<Said, CommandError> {
        let command = self.shown();
        let mut running = Group::spawn(self.command())
            .map_err(|reason| CommandError::Start { command: command.clone(), reason })?;
        let (stdout, stderr) = (running.child.stdout.take(), running.child.stderr.take());
        let mut last = VecDeque::new();
        let mut hear_line = |line: &str| {
            let line = redact(line);
            hear(&line);
            if last.len() == LAST_LINES {
                last.pop_front();
            }
            last.push_back(line);
        };
        let work = async {
            let (stdout, ()) = tokio::try_join!(read_all(stdout), read_lines(stderr, &mut hear_line))?;
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
            Some(Err(reason)) => Err(CommandError::Follow { command, reason }),
            Some(Ok(None)) => Err(CommandError::TooLarge { command }),
            Some(Ok(Some((stdout, status)))) => {
                running.is_over = true;
                match status.success() {
                    true => Ok(Said { stdout }),
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
    // cmd has its own rules for quotes: what the user wrote goes to it unchanged.
    command.arg("/D").arg("/C").raw_arg(text);
    command
}

/// Whether a variable says which database programs connect to. Those that say where PostgreSQL is installed (`PGDATA`…) do no harm,
/// but belong to the target's server as well.
fn names_a_database(name: &str) -> bool {
    let is_libpq = name.strip_prefix("PG").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_uppercase()));
    name == "DATABASE_URL" || is_libpq
}

/// The variables under which programs look for their database, for one behind a socket's folder or on a host.
///
/// The URL has the folder in its query (`?host=/folder`), which libpq and what is built on it understand.
pub fn database_variables(host: &str, port: u16, user: &str, database: &str) -> Vec<(String, Secret)> {
    let url = format!(
        "postgresql://{}@/{}?host={}&port={port}",
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
        ("PGSSLMODE", "disable"),
    ]
    .map(|(name, value)| (name.to_owned(), Secret::new(value)))
    .into()
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

/// A command with all that it has started; ended when it is dropped before it is over.
struct Group {
    child: Child,
    is_over: bool,
}

impl Group {
    fn spawn(mut command: Command) -> io::Result<Self> {
        Ok(Self { child: command.spawn()?, is_over: false })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        // The child itself is killed by tokio; here go those that it started.
        #[cfg(unix)]
        if let Some(group) = self.child.id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// All that is printed, or nothing when that is more than a schema can be.
async fn read_all(from: Option<impl AsyncRead + Unpin>) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(FILE_LIMIT + 1).read_to_end(&mut bytes).await?;
    }
    Ok((bytes.len() as u64 <= FILE_LIMIT).then_some(bytes))
}

async fn read_lines(from: Option<impl AsyncRead + Unpin>, mut hear: impl FnMut(&str)) -> io::Result<()> {
    let Some(from) = from else { return Ok(()) };
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while (&mut from).take(LINE_LIMIT).read_until(b'\n', &mut line).await? > 0 {
        hear(String::from_utf8_lossy(&line).trim_end());
        line.clear();
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests;
