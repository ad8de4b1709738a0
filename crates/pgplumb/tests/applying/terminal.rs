//! Runs the program at a terminal.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use super::fixture::Fixture;

/// The program at a pseudo-terminal, created by `script` of util-linux.
pub struct Terminal {
    script: Child,
    keys: ChildStdin,
    seen: std::sync::mpsc::Receiver<String>,
    shown: String,
}

impl Terminal {
    /// Starts the program; `None` if `script` is not available.
    pub fn start(fixture: &Fixture, arguments: &[&str]) -> Option<Self> {
        let version = Command::new("script").arg("--version").output();
        let is_there = version.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains("util-linux"));
        if !pgplumb_testkit::require("script of util-linux", is_there) {
            return None;
        }
        let program = fixture.command(arguments);
        let quoted =
            |word: &std::ffi::OsStr| format!("'{}'", word.to_str().expect("UTF-8").replace('\'', "'\\''"));
        let line: Vec<String> =
            std::iter::once(program.get_program()).chain(program.get_args()).map(quoted).collect();
        let mut script = Command::new("script");
        script.args(["-q", "-e", "-c", &format!("exec {}", line.join(" ")), "/dev/null"]);
        script.current_dir(program.get_current_dir().expect("a folder")).env_clear().env("TERM", "xterm");
        script.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut script = script.spawn().expect("script starts");
        let (keys, mut out) = (script.stdin.take().expect("keys"), script.stdout.take().expect("a screen"));
        let (send, seen) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = out.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..length]).into_owned();
                if send.send(text).is_err() {
                    return;
                }
            }
        });
        Some(Self { script, keys, seen, shown: String::new() })
    }

    /// Waits until a text is shown.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.shown.contains(text) {
            match self.seen.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(more) => self.shown.push_str(&more),
                Err(_) => panic!("{text} is not shown: {}", self.shown),
            }
        }
    }

    /// Waits until a text is shown once more, after what was shown so far.
    #[track_caller]
    pub fn shows_again(&mut self, text: &str) {
        let before = self.shown.matches(text).count();
        let until = Instant::now() + Duration::from_secs(30);
        while self.shown.matches(text).count() == before {
            match self.seen.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(more) => self.shown.push_str(&more),
                Err(_) => panic!("{text} is not shown again: {}", self.shown),
            }
        }
    }

    pub fn types(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("a terminal");
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: &str) {
        // The program is the only child of `script`.
        let children = format!("/proc/{0}/task/{0}/children", self.script.id());
        let child = std::fs::read_to_string(children).expect("Linux");
        assert!(Command::new("kill").args([signal, child.trim()]).status().expect("kill").success());
    }

    /// Returns the exit code and the complete output.
    pub fn ends(mut self) -> (Option<i32>, String) {
        let code = self.script.wait().expect("it ends").code();
        while let Ok(more) = self.seen.recv_timeout(Duration::from_secs(5)) {
            self.shown.push_str(&more);
        }
        (code, std::mem::take(&mut self.shown))
    }
}

/// Ends the program if a failed test has left it waiting.
impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.script.kill();
        let _ = self.script.wait();
    }
}
