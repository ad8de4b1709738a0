//! Prompts on the terminal for a password or a confirmation.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks for a password, without echo.
///
/// # Errors
/// [`io::ErrorKind::Interrupted`] if Ctrl-C was pressed; another error if there is no terminal.
pub fn password(question: &str) -> io::Result<String> {
    imp::password(question)
}

/// Asks a yes/no question; any answer but yes is no. Dropping the future restores the terminal
/// shortly afterwards, so Ctrl-C can be handled meanwhile.
///
/// # Errors
/// As [`password`].
pub async fn confirm(question: &str) -> io::Result<bool> {
    confirm_or(question, false).await
}

/// Asks a yes/no question with a default answer, as [`confirm`].
///
/// # Errors
/// As [`password`].
pub async fn confirm_or(question: &str, default: bool) -> io::Result<bool> {
    let choices = if default { "[Y/n]" } else { "[y/N]" };
    Ok(match answer(question, choices).await?.as_str() {
        "" => default,
        other => matches!(other, "y" | "yes"),
    })
}

/// An answer to [`ask`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No, or anything else.
    No,
    /// Show the SQL first.
    Sql,
}

/// Asks whether to execute SQL, which the user may ask to see first. Dropping the future restores
/// the terminal, as with [`confirm`].
///
/// # Errors
/// As [`password`].
pub async fn ask(question: &str) -> io::Result<Answer> {
    Ok(match answer(question, "[y]es / [n]o / [s]ql").await?.as_str() {
        "y" | "yes" => Answer::Yes,
        "s" | "sql" => Answer::Sql,
        _ => Answer::No,
    })
}

/// The answer in lower case.
async fn answer(question: &str, choices: &str) -> io::Result<String> {
    let question = format!("{} {choices} ", super::escape::line(question));
    let cancelled = CancelOnDrop::default();
    let until = Arc::clone(&cancelled.0);
    let answered = tokio::task::spawn_blocking(move || imp::answer(&question, &until)).await;
    let answer = answered.map_err(io::Error::other)??;
    Ok(answer.trim().to_lowercase())
}

/// Tells the prompting thread that the future was dropped.
#[derive(Default)]
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// While a password is read, nothing else can handle Ctrl-C. Therefore the terminal delivers it as
/// a character, and its mode is always restored.
#[cfg(unix)]
mod imp {
    use std::fs::{File, OpenOptions};
    use std::io::{self, BufReader, Read, Write};

    use std::os::fd::AsFd;
    use std::sync::atomic::{AtomicBool, Ordering};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    /// How often to check for cancellation.
    const POLL_INTERVAL: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

    pub fn password(question: &str) -> io::Result<String> {
        let without = LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        ask(question, without, |terminal| super::read_line(&mut BufReader::new(terminal).bytes()))
    }

    pub fn answer(question: &str, cancelled: &AtomicBool) -> io::Result<String> {
        let without = LocalModes::ICANON | LocalModes::ISIG;
        ask(question, without, |terminal| {
            super::read_line(&mut std::iter::from_fn(|| key(terminal, cancelled)))
        })
    }

    fn ask(
        question: &str,
        without: LocalModes,
        read: impl FnOnce(&File) -> io::Result<String>,
    ) -> io::Result<String> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        // Changing the mode discards keys typed before the question.
        let restored = ModeGuard::new(&terminal, without)?;
        (&terminal).write_all(question.as_bytes())?;
        let typed = read(&terminal);
        drop(restored);
        (&terminal).write_all(b"\n")?;
        typed
    }

    /// Returns the next key, or an error once cancelled.
    fn key(mut terminal: &File, cancelled: &AtomicBool) -> Option<io::Result<u8>> {
        loop {
            let mut ready = [PollFd::from_borrowed_fd(terminal.as_fd(), PollFlags::IN)];
            match poll(&mut ready, Some(&POLL_INTERVAL)) {
                Ok(0) if cancelled.load(Ordering::Relaxed) => {
                    return Some(Err(io::ErrorKind::Interrupted.into()));
                }
                Ok(0) | Err(rustix::io::Errno::INTR) => {}
                Ok(_) => break,
                Err(error) => return Some(Err(error.into())),
            }
        }
        let mut key = [0];
        match terminal.read(&mut key) {
            Ok(0) => None,
            Ok(_) => Some(Ok(key[0])),
            Err(error) => Some(Err(error)),
        }
    }

    struct ModeGuard<'a> {
        terminal: &'a File,
        before: Termios,
    }

    impl<'a> ModeGuard<'a> {
        fn new(terminal: &'a File, without: LocalModes) -> io::Result<Self> {
            let before = tcgetattr(terminal)?;
            let mut quiet = before.clone();
            quiet.local_modes.remove(without);
            tcsetattr(terminal, OptionalActions::Flush, &quiet)?;
            Ok(Self { terminal, before })
        }
    }

    impl Drop for ModeGuard<'_> {
        fn drop(&mut self) {
            let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
        }
    }
}

#[cfg(not(unix))]
mod imp {
    pub fn password(question: &str) -> std::io::Result<String> {
        rpassword::prompt_password(question)
    }

    pub fn answer(question: &str, _: &std::sync::atomic::AtomicBool) -> std::io::Result<String> {
        use std::io::Write;
        let mut out = std::io::stderr().lock();
        out.write_all(question.as_bytes())?;
        out.flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        Ok(line)
    }
}

/// Reads keys up to the end of the line, with backspace and Ctrl-U.
#[cfg(unix)]
fn read_line(keys: &mut dyn Iterator<Item = io::Result<u8>>) -> io::Result<String> {
    const CTRL_C: u8 = 3;
    const CTRL_D: u8 = 4;
    const CTRL_U: u8 = 21;
    let mut line: Vec<u8> = Vec::new();
    for key in keys {
        match key? {
            b'\n' | b'\r' | CTRL_D => break,
            CTRL_C => return Err(io::ErrorKind::Interrupted.into()),
            CTRL_U => line.clear(),
            8 | 127 => {
                // Remove all bytes of a UTF-8 character: continuation bytes start with the bits 10.
                while line.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {}
            }
            byte => line.push(byte),
        }
    }
    String::from_utf8(line).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the input is not UTF-8"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn line(keys: &[u8]) -> io::Result<String> {
        read_line(&mut keys.iter().map(|key| Ok(*key)))
    }

    #[test]
    fn input_can_be_edited_and_cancelled() {
        assert_eq!(line(b"secret\rmore").ok().as_deref(), Some("secret"));
        assert_eq!(line("wé\u{7f}\u{7f}sé\u{7f}\n".as_bytes()).ok().as_deref(), Some("s"));
        assert_eq!(line(b"wrong\x15right\n").ok().as_deref(), Some("right"));
        assert_eq!(line(b"half\x03").map_err(|error| error.kind()), Err(io::ErrorKind::Interrupted));
    }
}
